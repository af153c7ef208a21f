//! Waiting for a cluster, for who has nothing else to do meanwhile, and what Ctrl-C does then.
//! Knows nothing of what is waited for.

use std::io;
use std::pin::pin;

use super::Cancel;

/// Waits for an answer. An error is one of this computer, which has no room to wait.
pub fn wait<T>(work: impl Future<Output = T>) -> io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}

/// Waits for work that Ctrl-C stops before its next object. `pressed` hears of each time, from 1.
pub async fn until_interrupted<T>(cancel: &Cancel, work: impl Future<Output = T>, pressed: impl Fn(u32)) -> T {
    let mut work = pin!(work);
    for time in 1.. {
        tokio::select! {
            done = &mut work => return done,
            // Where no signal can be heard, there is none to wait for.
            heard = tokio::signal::ctrl_c() => match heard {
                Ok(()) => {
                    cancel.cancel();
                    pressed(time);
                }
                Err(_) => break,
            },
        }
    }
    work.await
}
