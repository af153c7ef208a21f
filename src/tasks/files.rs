//! Tasks on files: designs, exports and recovery copies.
//! Knows nothing of threads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{NotSaved, Onto, Opened, Outcome, Saved, Standing, Task};
use crate::design::file::ENDING;
use crate::design::{Design, file};
use crate::files::{self, Over, Recovery};
use crate::session::Session;

/// Does a task on files.
pub(super) fn perform(task: Task, copies: &Path, recovery: &mut Option<Recovery>) -> Outcome {
    match task {
        Task::Open(path) if path.is_dir() => open_folder(&path),
        Task::Open(path) => Outcome::Opened(open(path)),
        Task::OpenRecovered(path) => Outcome::Restored(path.clone(), open_copy(path)),
        Task::Save { path, design, text, onto } => Outcome::Saved(save(path, *design, text, onto)),
        Task::LookAt(path, stamp) => {
            // A file that cannot be looked at now is not known to have changed; saving will say what is wrong with it.
            let standing = match stamp.still_holds(&path) {
                Ok(true) | Err(_) => Standing::Same,
                Ok(false) if path.exists() => Standing::Changed,
                Ok(false) => Standing::Gone,
            };
            Outcome::Looked(path, standing)
        }
        Task::Recover { design, text, file } => {
            if recovery.is_none() {
                *recovery = Recovery::open(copies).ok();
            }
            if let Some(recovery) = recovery {
                // A copy that cannot be kept is no reason to disturb somebody's work: saving will say so.
                let _ = recovery.keep(&file::save(&design, text.as_deref()), file.as_deref());
            }
            Outcome::Done
        }
        Task::ClearRecovery => {
            if let Some(recovery) = recovery {
                recovery.clear();
            }
            Outcome::Done
        }
        Task::FindRecovered => Outcome::Recovered(files::recovered(copies)),
        Task::ForgetRecovered(forgotten) => {
            files::forget(&forgotten);
            Outcome::Done
        }
        Task::PlanExport { folder, bundle, answers } => Outcome::Planned(answers, files::plan_export(&folder, &bundle)),
        Task::Export { folder, bundle, replace } => {
            let written = files::write_export(&folder, &bundle, replace).map_err(|error| error.to_string());
            Outcome::Exported(folder, written)
        }
    }
}

/// Opens the design of a folder, if there is one and no other.
fn open_folder(folder: &Path) -> Outcome {
    let found = files::entries(folder).map(|mut paths| {
        paths.retain(|path| path.to_string_lossy().ends_with(ENDING) && path.is_file());
        paths
    });
    match found {
        Err(error) => Outcome::Opened(Err(error.to_string())),
        Ok(designs) => match designs.as_slice() {
            [] => {
                let why = format!("there is no design in this folder: no file ends with {ENDING} — open a file, or begin a new design: ");
                Outcome::Opened(Err(why + &folder.display().to_string()))
            }
            [only] => Outcome::Opened(open(only.clone())),
            _ => Outcome::Several(designs),
        },
    }
}

/// Opens a recovery copy: the line that says of which file it is belongs to nobody's design.
fn open_copy(path: PathBuf) -> Result<Box<Opened>, String> {
    let mut opened = open(path)?;
    opened.text = files::without_origin(&opened.text).into();
    Ok(opened)
}

fn open(path: PathBuf) -> Result<Box<Opened>, String> {
    let (text, stamp) = files::read(&path).map_err(|error| error.to_string())?;
    let design = file::read(&text).map_err(|error| format!("{error}\n{}", path.display()))?;
    Ok(Box::new(Opened { session: Session::new(design), path, text: text.into(), stamp }))
}

fn save(path: PathBuf, design: Design, text: Option<Arc<str>>, onto: Onto) -> Result<Box<Saved>, NotSaved> {
    let text = file::save(&design, text.as_deref());
    let over = match &onto {
        Onto::Anything => Over::Anything,
        Onto::Same(stamp) => Over::Same(stamp),
        Onto::Nothing => Over::Nothing,
    };
    let stamp = files::write_over(&path, &text, over).map_err(|error| match error {
        files::Error::Changed(_) => NotSaved::ChangedOnDisk,
        files::Error::Exists(path) => NotSaved::Exists(path),
        other => NotSaved::Failed(other.to_string()),
    })?;
    Ok(Box::new(Saved { design, path, text: text.into(), stamp }))
}
