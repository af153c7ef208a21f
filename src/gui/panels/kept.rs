//! What is made from a design once and then shown frame after frame.
//! Knows nothing of what it is.

use std::sync::Arc;

use egui::{Id, Ui};

use crate::session::{Session, Touch};

struct Made<K, T> {
    revision: u64,
    key: K,
    made: Arc<T>,
}

/// What is made for a key from the design as it stands: made again only where the key is another one, or where something was touched that it
/// does not stand over.
pub(super) fn kept<K, T>(
    ui: &Ui,
    id: &str,
    session: &Session,
    key: &K,
    stands: impl FnOnce(&Touch) -> bool,
    make: impl FnOnce() -> T,
) -> Arc<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    let id = Id::unique(id);
    let revision = session.revision();
    let known = ui.data(|data| data.get_temp::<Arc<Made<K, T>>>(id)).filter(|known| known.key == *key);
    let made = match known {
        Some(known) if known.revision == revision => return known.made.clone(),
        Some(known) if session.touched_since(known.revision).is_some_and(|touch| stands(&touch)) => known.made.clone(),
        Some(_) | None => Arc::new(make()),
    };
    // Good from this revision on: a session forgets what was touched long ago.
    let now = Made { revision, key: key.clone(), made: made.clone() };
    ui.data_mut(|data| data.insert_temp(id, Arc::new(now)));
    made
}
