//! A wish to stop, shared by who wishes and who works.
//! Knows nothing of the work.

use std::sync::Arc;

use tokio::sync::watch;

/// A wish to stop. Clones share it.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Wishes to stop.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody wished to stop.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for the wish.
    pub(super) async fn cancelled(&self) {
        // The sender lives as long as we do, so waiting ends with the wish alone.
        let _ = self.0.subscribe().wait_for(|wish| *wish).await;
    }
}
