//! Recovery copies: what a program that ends without saving leaves behind.
//! A copy belongs to a running program as long as that holds its lock.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Act, Error, error, write};
use crate::design::file::ENDING;
use crate::yaml;

/// Before the file that a copy is of, in its first line.
const OF: &str = "# Recovery copy of ";

/// A copy whose program ended without saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Where it is kept.
    pub path: PathBuf,
    /// The file it is a copy of, unless the design never had one.
    pub of: Option<PathBuf>,
    /// The design's own name; empty where it has none or cannot be read.
    pub name: String,
    /// How long ago it was kept, as far as the system knows.
    pub age: Option<Duration>,
}

/// Where this program keeps its copy, locked while it runs.
#[derive(Debug)]
pub struct Recovery {
    copy: PathBuf,
    lock: PathBuf,
    _held: File,
}

impl Recovery {
    /// A place in that folder for the copy of a program that runs.
    pub fn open(folder: &Path) -> Result<Recovery, Error> {
        let failed = |source| error(folder, Act::Write, source);
        fs::create_dir_all(folder).map_err(failed)?;
        // Systems give numbers of processes again: what an earlier one left under this number is not ours to overwrite.
        let process = std::process::id();
        let names = (0..u32::MAX).map(|n| format!("{process}-{n}"));
        let free = |name: &String| !folder.join(format!("{name}{ENDING}")).exists() && !folder.join(format!("{name}.lock")).exists();
        let name = names.into_iter().find(free).unwrap_or_else(|| process.to_string());
        let lock = folder.join(format!("{name}.lock"));
        let held = File::create(&lock).map_err(failed)?;
        held.try_lock().map_err(|refused| failed(refused.into()))?;
        Ok(Recovery { copy: folder.join(format!("{name}{ENDING}")), lock, _held: held })
    }

    /// Keeps this text of that file, by rename: a copy is whole or the one before.
    pub fn keep(&self, text: &str, of: Option<&Path>) -> Result<(), Error> {
        let of = of.map(|path| format!("{OF}{}\n", path.display())).unwrap_or_default();
        write(&self.copy, &format!("{of}{text}")).map(|_| ())
    }

    /// Everything is saved: no copy is needed.
    pub fn clear(&self) {
        let _ = fs::remove_file(&self.copy);
    }
}

impl Drop for Recovery {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.lock);
    }
}

/// Where this system keeps copies: the state folder where the system has one, else its folder for local data.
pub fn recovery_folder() -> PathBuf {
    folder("recovery")
}

/// Where it is written down what was applied to clusters, so that it can be undone.
pub fn journal_folder() -> PathBuf {
    folder("applied")
}

fn folder(name: &str) -> PathBuf {
    let dirs = directories::ProjectDirs::from("io.github", "portolan", "Portolan");
    let found = dirs.map(|dirs| dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join(name));
    found.unwrap_or_else(|| std::env::temp_dir().join(format!("portolan-{name}")))
}

/// The copies in a folder whose programs ended without saving, the newest first.
pub fn recovered(folder: &Path) -> Vec<Copy> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut copies: Vec<Copy> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(ENDING) && !is_held(path))
        .map(copy)
        .collect();
    copies.sort_by(|a, b| (a.age, &a.path).cmp(&(b.age, &b.path)));
    copies
}

fn copy(path: PathBuf) -> Copy {
    let kept = fs::metadata(&path).and_then(|found| found.modified()).ok();
    let text = fs::read_to_string(&path).unwrap_or_default();
    let name = name(&text).unwrap_or_default();
    let age = kept.and_then(|kept| SystemTime::now().duration_since(kept).ok());
    Copy { age, of: split(&text).map(|(of, _)| PathBuf::from(of)), name, path }
}

/// The name that a design gives itself. Only that line is read: thousands of services would keep the start waiting.
fn name(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("name:"))?;
    Some(yaml::parse(line).ok()?.first()?.root.get("name")?.text()?.to_owned())
}

/// The text that was kept, without the line that says of which file it is.
pub fn without_origin(text: &str) -> &str {
    split(text).map_or(text, |(_, kept)| kept)
}

fn split(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(OF)?.split_once('\n')
}

/// Whether the program that keeps a copy still runs.
fn is_held(copy: &Path) -> bool {
    File::open(lock_of(copy)).is_ok_and(|lock| lock.try_lock().is_err())
}

/// The file that is locked while the program that keeps a copy runs.
fn lock_of(copy: &Path) -> PathBuf {
    let name = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    copy.with_file_name(format!("{}.lock", name.strip_suffix(ENDING).unwrap_or(&name)))
}

/// Throws copies away, with their locks.
pub fn forget(copies: &[PathBuf]) {
    for copy in copies {
        let _ = fs::remove_file(lock_of(copy));
        let _ = fs::remove_file(copy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_offered_only_when_its_program_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let running = Recovery::open(folder.path()).unwrap();
        running.keep("portolan: 1\nname: shop\n", Some(Path::new("shop.portolan.yaml"))).unwrap();
        assert!(recovered(folder.path()).is_empty());
        drop(running);
        let copies = recovered(folder.path());
        assert_eq!(copies.len(), 1);
        assert_eq!(copies[0].of.as_deref(), Some(Path::new("shop.portolan.yaml")));
        assert_eq!(copies[0].name, "shop");
        assert_eq!(without_origin(&fs::read_to_string(&copies[0].path).unwrap()), "portolan: 1\nname: shop\n");
        forget(&[copies[0].path.clone()]);
        assert!(recovered(folder.path()).is_empty());
    }
}
