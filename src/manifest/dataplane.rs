//! Service → Kuma Dataplane, by Dialect. Knows nothing of files, clusters or the window.

use super::{Around, Manifest};
use crate::design::Service;

/// One Dataplane an instance, or the template where there is none.
pub(super) fn render(_around: &Around<'_>, _service: &Service) -> Vec<Manifest> {
    Vec::new()
}
