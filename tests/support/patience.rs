//! Waiting for what a busy machine does sooner or later.
//! Knows nothing of what is waited for.

use std::time::{Duration, Instant};

/// Nobody waits longer. Only a test that fails takes this long, so it may be much.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Looks again and again until there is what is wanted; panics with what was seen last instead of it.
#[track_caller]
pub fn at_last<T>(mut look: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        match look() {
            Ok(found) => return found,
            Err(instead) => assert!(Instant::now() < end, "waited in vain: {instead}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
