//! Files that paths mean: themselves, or the YAML and JSON files of a folder and of the folders in it.
//! Knows nothing of what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, entries};

/// The files of a path, by name; what cannot be read is an error among them and keeps nobody from the others. Hidden folders,
/// `node_modules` and links to folders are not followed.
pub fn files_of(path: &Path) -> Vec<Result<PathBuf, Error>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut found = Vec::new();
    collect(path, &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<Result<PathBuf, Error>>) {
    let entries = match entries(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(error)),
    };
    for entry in entries {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_folder = fs::symlink_metadata(&entry).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && !name.starts_with('.') && name != "node_modules" {
            collect(&entry, found);
        } else if !is_folder && is_manifest(&name) && entry.is_file() {
            found.push(Ok(entry));
        }
    }
}

/// Whether a file's name is one of YAML or JSON.
fn is_manifest(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.starts_with('.') && [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn folders_are_read_by_name_without_what_is_hidden_and_without_end() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b.yaml", "a/x.yml", "a/y.JSON", "a/z.txt", ".git/c.yaml", "node_modules/d.yaml", "a/.hidden.yaml"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        std::os::unix::fs::symlink("..", folder.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink("../b.yaml", folder.path().join("a/link.yaml")).unwrap();
        std::os::unix::fs::symlink("nowhere.yaml", folder.path().join("a/dangling.yaml")).unwrap();
        let found = files_of(folder.path());
        let names: Vec<String> =
            found.iter().map(|path| path.as_ref().unwrap().strip_prefix(folder.path()).unwrap().display().to_string()).collect();
        assert_eq!(names, ["a/link.yaml", "a/x.yml", "a/y.JSON", "b.yaml"]);
        assert!(matches!(files_of(&folder.path().join("none")).as_slice(), [Ok(_)]), "reading it says that it is missing");
    }
}
