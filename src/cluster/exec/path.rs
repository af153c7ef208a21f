//! Where programs are: on `PATH` as this program has it, and as the user's login shell has it, which a window started from a desktop
//! does not. Knows nothing of what the programs do.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::login_shell;
use crate::cluster::Env;

/// All folders in which programs are looked for: ours first, so that a terminal gets what it would run itself.
pub(super) async fn of_programs(env: &Env) -> Option<OsString> {
    let own = env.path.iter().flat_map(std::env::split_paths);
    let login = login_shell::path(env.shell.as_deref()).await;
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in own.chain(login.iter().flat_map(std::env::split_paths)) {
        // A folder relative to wherever we run is no place to take programs from.
        if folder.is_absolute() && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    std::env::join_paths(folders).ok().filter(|path| !path.is_empty())
}

/// A program by its name, in these folders; by a path, where it says.
pub(super) fn find(command: &str, path: Option<&OsStr>) -> Option<PathBuf> {
    if command.contains(std::path::is_separator) {
        return with_endings(Path::new(command)).into_iter().find(|path| may_run(path));
    }
    let folders = path.iter().flat_map(std::env::split_paths);
    folders.flat_map(|folder| with_endings(&folder.join(command))).find(|path| may_run(path))
}

#[cfg(unix)]
fn with_endings(path: &Path) -> Vec<PathBuf> {
    vec![path.to_path_buf()]
}

#[cfg(unix)]
fn may_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// A program's name may leave its ending out.
#[cfg(not(unix))]
fn with_endings(path: &Path) -> Vec<PathBuf> {
    let ended = ["exe", "com", "cmd", "bat"].map(|ending| {
        let mut path = path.as_os_str().to_owned();
        path.push(".");
        path.push(ending);
        PathBuf::from(path)
    });
    let mut all = if path.extension().is_some() { vec![path.to_path_buf()] } else { Vec::new() };
    all.extend(ended);
    all
}

#[cfg(not(unix))]
fn may_run(path: &Path) -> bool {
    path.is_file()
}
