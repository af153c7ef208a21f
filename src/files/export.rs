//! An export onto the disk: what stands there already, and the writing itself. Removes nothing.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::{Act, Error, error, read, write};
use crate::manifest::{Bundle, is_ours};

/// One file of an export, and what stands in its place now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Below the folder, with `/` between.
    pub path: String,
    /// What stands there.
    pub standing: Standing,
}

/// What stands where a file would be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    New,
    /// The very same text.
    Same,
    /// Something that an export of this design wrote and nobody changed.
    Ours,
    /// Something that somebody else wrote or changed, or that no file can replace.
    Foreign,
}

/// What an export would find in a folder.
pub fn plan_export(folder: &Path, bundle: &Bundle) -> Vec<Planned> {
    let standing = |text: &str, path: &str| match read(&place(folder, path)) {
        Err(Error::Missing(_)) => Standing::New,
        Err(_) => Standing::Foreign,
        Ok((found, _)) if found == text => Standing::Same,
        Ok((found, _)) if is_ours(&found, text) => Standing::Ours,
        Ok(_) => Standing::Foreign,
    };
    bundle.files.iter().map(|file| Planned { path: file.path.clone(), standing: standing(&file.text, &file.path) }).collect()
}

/// Writes an export; says which files it wrote. What others wrote stays unless it may be replaced, and then nothing is written at all.
pub fn write_export(folder: &Path, bundle: &Bundle, replace: Replace) -> Result<Vec<PathBuf>, Error> {
    let planned = plan_export(folder, bundle);
    let foreign: Vec<PathBuf> =
        planned.iter().filter(|file| file.standing == Standing::Foreign).map(|file| place(folder, &file.path)).collect();
    if !foreign.is_empty() && replace == Replace::OursOnly {
        return Err(Error::Foreign(foreign));
    }
    for file in planned.iter().filter(|file| file.standing == Standing::Foreign) {
        replaceable(&place(folder, &file.path))?;
    }
    let mut written = Vec::new();
    for (file, planned) in bundle.files.iter().zip(&planned) {
        if planned.standing == Standing::Same {
            continue;
        }
        let path = place(folder, &file.path);
        write(&path, &file.text)?;
        written.push(path);
    }
    Ok(written)
}

/// Whether a file can take the place of what stands there: nothing is written before that is known of all.
fn replaceable(path: &Path) -> Result<(), Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Error::Folder(path.to_owned())),
        Ok(metadata) if metadata.permissions().readonly() => Err(Error::ReadOnly(path.to_owned())),
        Ok(_) => Ok(()),
        Err(source) if source.kind() == ErrorKind::NotADirectory => {
            let in_the_way = path.ancestors().find(|above| above.is_file()).unwrap_or(path);
            Err(Error::NoFolder(in_the_way.to_owned()))
        }
        Err(source) => Err(error(path, Act::Write, source)),
    }
}

/// Whose files may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Only those an export wrote.
    OursOnly,
    /// Any.
    Any,
}

/// A path of a bundle below a folder. Names in a bundle are made safe there; what could still climb out is dropped here.
fn place(folder: &Path, path: &str) -> PathBuf {
    let inside = Path::new(path).components().filter(|part| matches!(part, Component::Normal(_)));
    inside.fold(folder.to_owned(), |place, part| place.join(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{World, file};
    use crate::manifest::{Comments, File, Layout};

    /// The Service `web` of a design of that name, with one port.
    fn web(design: &str, port: u32) -> Bundle {
        let text = format!("portolan: 1\nname: {design}\nservices: [{{name: web, namespace: shop, ports: [{{port: {port}}}]}}]\n");
        crate::manifest::bundle(&file::read(&text).unwrap(), &[World::Kubernetes], Layout::Flat, Comments::Off)
    }

    #[test]
    fn what_others_wrote_or_changed_stays_unless_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("kubernetes/shop/web.service.yaml");
        let standing = |bundle: &Bundle| plan_export(folder.path(), bundle)[0].standing;
        let (one, next) = (web("shop", 80), web("shop", 81));
        assert_eq!(standing(&one), Standing::New);
        assert_eq!(write_export(folder.path(), &one, Replace::OursOnly).unwrap(), std::slice::from_ref(&place));
        assert_eq!((standing(&one), standing(&next)), (Standing::Same, Standing::Ours));
        assert_eq!(standing(&web("till", 80)), Standing::Foreign, "another design's file");
        let mine = [fs::read_to_string(&place).unwrap() + "  externalTrafficPolicy: Local # mine\n", "mine: true\n".to_owned()];
        for text in mine {
            fs::write(&place, &text).unwrap();
            assert!(matches!(write_export(folder.path(), &next, Replace::OursOnly), Err(Error::Foreign(_))));
            assert_eq!(fs::read_to_string(&place).unwrap(), text);
        }
        assert_eq!(write_export(folder.path(), &next, Replace::Any).unwrap().len(), 1);
    }

    #[test]
    fn what_no_file_can_replace_is_found_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = |path: &str| File { path: path.into(), text: "# Made by Portolan from shop\n".into() };
        let two = Bundle { files: vec![file("a/one.yaml"), file("b/two.yaml")], notes: Vec::new() };
        std::fs::create_dir_all(folder.path().join("b/two.yaml")).unwrap();
        assert!(matches!(write_export(folder.path(), &two, Replace::Any), Err(Error::Folder(_))));
        assert!(!folder.path().join("a").exists());
        std::fs::remove_dir_all(folder.path().join("b")).unwrap();
        std::fs::write(folder.path().join("b"), "mine").unwrap();
        let refused = write_export(folder.path(), &two, Replace::Any);
        assert!(matches!(&refused, Err(Error::NoFolder(path)) if *path == folder.path().join("b")), "{refused:?}");
        assert!(!folder.path().join("a").exists());
    }
}
