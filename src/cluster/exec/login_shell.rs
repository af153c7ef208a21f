//! `PATH` as the user's login shell has it: a window started from a desktop does not have it by itself.
//! Knows nothing of the programs there.

use std::ffi::{OsStr, OsString};

/// Asked once a shell, because a shell may take its time.
#[cfg(unix)]
pub(super) async fn path(shell: Option<&OsStr>) -> Option<OsString> {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};

    static KNOWN: Mutex<BTreeMap<OsString, Option<OsString>>> = Mutex::new(BTreeMap::new());
    let shell = shell?;
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(shell).cloned();
    if let Some(known) = known {
        return known;
    }
    let asked = ask(shell).await;
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(shell.to_owned(), asked.clone());
    asked
}

#[cfg(unix)]
async fn ask(shell: &OsStr) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt;
    use std::process::Stdio;
    use std::time::Duration;

    /// How long a login shell may take.
    const PATIENCE: Duration = Duration::from_secs(5);

    // Its own words for a variable differ from shell to shell; this program prints what it was given.
    let mut command = tokio::process::Command::new(shell);
    command.args(["-lc", "printenv PATH"]).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await.ok()?.ok()?;
    // A profile may print before it.
    let last = output.stdout.split(|&byte| byte == b'\n').rfind(|line| !line.is_empty())?;
    output.status.success().then(|| OsStr::from_bytes(last).to_owned())
}

/// On Windows every program has the `PATH` that the user set.
#[cfg(not(unix))]
pub(super) async fn path(_: Option<&OsStr>) -> Option<OsString> {
    None
}
