//! The world's files: read under a budget, written so that nothing is ever half there.
//! Knows nothing of what is in them.

mod export;
mod found;
mod recovery;

pub use export::{Planned, Replace, Standing, plan_export, write_export};
pub use found::files_of;
pub use recovery::{Copy, Recovery, forget, journal_folder, recovered, recovery_folder, without_origin};

use std::fs::{self, File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::Builder;

/// What went wrong, by what can be done about it. The path comes last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is there.
    #[error("there is no such file or folder — check the name: {}", .0.display())]
    Missing(PathBuf),
    /// The system says no.
    #[error("not allowed to {} this — ask for the right, or choose another place: {}", act.word(), path.display())]
    Denied {
        /// What was tried.
        act: Act,
        /// Where.
        path: PathBuf,
    },
    /// The file itself says no.
    #[error("the file is read-only — make it writable, or save under another name: {}", .0.display())]
    ReadOnly(PathBuf),
    /// A folder stands where a file should.
    #[error("this is a folder — name a file in it: {}", .0.display())]
    Folder(PathBuf),
    /// A file stands where a folder should.
    #[error("a file is in the way of this folder — choose another one: {}", .0.display())]
    NoFolder(PathBuf),
    /// More than is ever read.
    #[error("larger than {} MiB — this is hardly a design or a manifest: {}", MOST_BYTES >> 20, .0.display())]
    TooLarge(PathBuf),
    /// Not UTF-8.
    #[error("this is no UTF-8 text — save it as UTF-8: {}", .0.display())]
    NoText(PathBuf),
    /// Somebody else wrote it since it was read.
    #[error("the file was changed by somebody else since it was read — open it again, or save under another name: {}", .0.display())]
    Changed(PathBuf),
    /// Files of an export that somebody else wrote: nothing was written.
    #[error("{} — replace them only if they may be lost: {}", foreign(.0), display_all(.0))]
    Foreign(Vec<PathBuf>),
    /// It is there already, and should not be.
    #[error("the file is there already — choose another name: {}", .0.display())]
    Exists(PathBuf),
    /// No room, a broken disk, a network that went away.
    #[error("{reason} — see to the disk and try again: {}", path.display())]
    Failed {
        /// What the system says.
        reason: String,
        /// Where.
        path: PathBuf,
    },
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To read.
    Read,
    /// To write.
    Write,
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Act::Read => "read",
            Act::Write => "write",
        }
    }
}

/// What the system says, by what can be done about it.
fn error(path: &Path, act: Act, error: io::Error) -> Error {
    let path = path.to_owned();
    match error.kind() {
        ErrorKind::NotFound => Error::Missing(path),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::Denied { act, path },
        ErrorKind::IsADirectory => Error::Folder(path),
        ErrorKind::NotADirectory => Error::NoFolder(path),
        ErrorKind::AlreadyExists => Error::Exists(path),
        ErrorKind::InvalidData => Error::NoText(path),
        _ => Error::Failed { reason: error.to_string(), path },
    }
}

fn foreign(paths: &[PathBuf]) -> String {
    match paths.len() {
        1 => "a file there was not written by Portolan for this design, or changed since".to_owned(),
        many => format!("{many} files there were not written by Portolan for this design, or changed since"),
    }
}

fn display_all(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The most that is read of a file: what the reader of YAML takes too.
pub const MOST_BYTES: u64 = 64 << 20;

/// How a file looked, to know later whether somebody else wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    hash: u64,
}

impl Stamp {
    fn of(metadata: &Metadata, bytes: &[u8]) -> Stamp {
        Stamp { modified: metadata.modified().ok(), len: metadata.len(), hash: hash(bytes) }
    }

    /// Whether the file still holds what it held: touched alone is not changed. A file that is gone is.
    pub fn still_holds(&self, path: &Path) -> Result<bool, Error> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(failed) if failed.kind() == ErrorKind::NotFound => return Ok(false),
            Err(failed) => return Err(error(path, Act::Read, failed)),
        };
        if metadata.len() != self.len {
            return Ok(false);
        }
        if metadata.modified().ok() == self.modified && self.modified.is_some() {
            return Ok(true);
        }
        Ok(bytes(path)?.0 == self.hash)
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a file's bytes, and the bytes.
fn bytes(path: &Path) -> Result<(u64, Vec<u8>), Error> {
    let failed = |failed| error(path, Act::Read, failed);
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES { Err(Error::TooLarge(path.to_owned())) } else { Ok((hash(&bytes), bytes)) }
}

/// Reads a text, and how its file looks.
pub fn read(path: &Path) -> Result<(String, Stamp), Error> {
    let metadata = fs::metadata(path).map_err(|failed| error(path, Act::Read, failed))?;
    if metadata.is_dir() {
        return Err(Error::Folder(path.to_owned()));
    }
    if metadata.len() > MOST_BYTES {
        return Err(Error::TooLarge(path.to_owned()));
    }
    let (_, bytes) = bytes(path)?;
    let stamp = Stamp::of(&metadata, &bytes);
    let text = String::from_utf8(bytes).map_err(|_| Error::NoText(path.to_owned()))?;
    Ok((text, stamp))
}

/// Reads a text from a stream, such as standard input.
pub fn read_from(stream: impl Read, name: &str) -> Result<String, Error> {
    let (mut text, name) = (String::new(), Path::new(name));
    stream.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(|failed| error(name, Act::Read, failed))?;
    if text.len() as u64 > MOST_BYTES { Err(Error::TooLarge(name.to_owned())) } else { Ok(text) }
}

/// What is in a folder, by name.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| error(folder, Act::Read, source);
    let mut paths = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// What has to stand where a text is written, or else it is not.
#[derive(Clone, Copy, Debug)]
pub enum Over<'a> {
    /// Anything or nothing.
    Anything,
    /// What was read; it may also be gone.
    Same(&'a Stamp),
    /// Nothing.
    Nothing,
}

/// Writes a text, whatever stood there: see [`write_over`].
pub fn write(path: &Path, text: &str) -> Result<Stamp, Error> {
    write_over(path, text, Over::Anything)
}

/// Writes a text at once or not at all: beside its place, to the disk, and then in its place. Follows a link to what it means, keeps
/// permissions, and makes the folders on the way.
pub fn write_over(path: &Path, text: &str, over: Over<'_>) -> Result<Stamp, Error> {
    let failed = |source: io::Error| error(path, Act::Write, source);
    let place = followed(path);
    let old = match fs::metadata(&place) {
        Ok(metadata) if metadata.is_dir() => return Err(Error::Folder(path.to_owned())),
        Ok(metadata) if metadata.permissions().readonly() => return Err(Error::ReadOnly(path.to_owned())),
        Ok(metadata) => Some(metadata),
        Err(source) if source.kind() == ErrorKind::NotFound => None,
        Err(source) => return Err(failed(source)),
    };
    match over {
        Over::Same(stamp) if old.is_some() && !stamp.still_holds(&place)? => return Err(Error::Changed(path.to_owned())),
        Over::Nothing if old.is_some() => return Err(Error::Exists(path.to_owned())),
        Over::Anything | Over::Same(_) | Over::Nothing => {}
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => Error::NoFolder(folder.to_owned()),
        _ => error(folder, Act::Write, source),
    })?;
    let mut beside = beside(folder, old.as_ref()).map_err(failed)?;
    beside.write_all(text.as_bytes()).and_then(|()| beside.as_file().sync_all()).map_err(failed)?;
    let file = match over {
        Over::Nothing => beside.persist_noclobber(&place),
        Over::Anything | Over::Same(_) => beside.persist(&place),
    };
    let file = file.map_err(|error| failed(error.error))?;
    // The name is on the disk when its folder is. Not every system lets a folder be opened for that.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    let metadata = file.metadata().map_err(failed)?;
    Ok(Stamp::of(&metadata, text.as_bytes()))
}

/// A new file in a folder, with the permissions of the old one, else with what the system gives new files.
#[cfg(unix)]
fn beside(folder: &Path, old: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let named = |mode| Builder::new().prefix(".portolan-").permissions(fs::Permissions::from_mode(mode)).tempfile_in(folder);
    let Some(old) = old else { return named(0o666) };
    let file = named(0o600)?;
    file.as_file().set_permissions(old.permissions())?;
    Ok(file)
}

/// A new file in a folder, which gives it its permissions.
#[cfg(not(unix))]
fn beside(folder: &Path, _: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    Builder::new().prefix(".portolan-").tempfile_in(folder)
}

/// What a path means in the end: the target of a link, be it there or not.
fn followed(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    match fs::read_link(path) {
        Ok(target) => path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target)),
        Err(_) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_text_comes_back_as_it_was_written_and_nothing_else_stays() {
        let folder = folder();
        let path = folder.path().join("a/b/shop.portolan.yaml");
        let stamp = write_over(&path, "one\n", Over::Nothing).unwrap();
        assert_eq!(read(&path).unwrap(), ("one\n".to_owned(), stamp));
        write_over(&path, "two\n", Over::Same(&stamp)).unwrap();
        assert_eq!(read(&path).unwrap().0, "two\n");
        assert_eq!(names(path.parent().unwrap()), ["shop.portolan.yaml"]);
    }

    #[test]
    fn a_file_that_somebody_else_wrote_is_not_overwritten() {
        let folder = folder();
        let path = folder.path().join("shop.yaml");
        let stamp = write(&path, "one").unwrap();
        assert!(stamp.still_holds(&path).unwrap());
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(stamp.still_holds(&path).unwrap(), "touched is not changed");
        fs::write(&path, "two").unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(!stamp.still_holds(&path).unwrap());
        assert!(matches!(write_over(&path, "three", Over::Same(&stamp)), Err(Error::Changed(_))));
        assert!(matches!(write_over(&path, "three", Over::Nothing), Err(Error::Exists(_))));
        assert_eq!(read(&path).unwrap().0, "two");
        fs::remove_file(&path).unwrap();
        assert!(!stamp.still_holds(&path).unwrap());
        write_over(&path, "four", Over::Same(&stamp)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder();
        let (real, link) = (folder.path().join("real.yaml"), folder.path().join("link.yaml"));
        symlink("real.yaml", &link).unwrap();
        write(&link, "one").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "one");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        write(&link, "two").unwrap();
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(write(&link, "three"), Err(Error::ReadOnly(_))));
        assert_eq!(fs::read_to_string(&real).unwrap(), "two");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = folder();
        let said = |path: &Path| read(path).unwrap_err().to_string();
        let missing = folder.path().join("missing.yaml");
        assert_eq!(said(&missing), format!("there is no such file or folder — check the name: {}", missing.display()));
        assert!(said(folder.path()).starts_with("this is a folder — name a file in it: "));
        let bytes = folder.path().join("bytes");
        fs::write(&bytes, [0xff, 0xfe]).unwrap();
        assert!(said(&bytes).starts_with("this is no UTF-8 text — save it as UTF-8: "));
        let large = folder.path().join("large");
        File::create(&large).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert!(said(&large).starts_with("larger than 64 MiB"));
        assert!(matches!(write(&bytes.join("x.yaml"), ""), Err(Error::NoFolder(_))));
    }
}
