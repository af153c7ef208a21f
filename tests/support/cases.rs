//! Where the recorded cases are: `../shared/cases`, or the folders of `PORTOLAN_CASES`.
//! Knows nothing of what is in them.

use std::env;
use std::path::{Path, PathBuf};

use super::programs::skip;

/// The folders of cases that have this file or folder in them. Without any, the running test is counted as skipped.
pub fn with(part: &str) -> Vec<PathBuf> {
    let beside = || vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases")];
    let folders = env::var_os("PORTOLAN_CASES").map_or_else(beside, |given| env::split_paths(&given).collect());
    let found: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.join(part).exists()).collect();
    if found.is_empty() {
        skip(&format!("cases {part}"), "name a folder that has them in PORTOLAN_CASES");
    }
    found
}
