//! The services of a design, in the user's order, shared until somebody changes them.
//! Knows nothing of what a service is.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::Service;

/// Services that cost one pointer to copy: an undo step, what was checked last and what is on screen all hold the same ones. Whoever
/// changes services that others hold too has pointers of their own from then on.
#[derive(Clone, Debug, Default)]
pub struct Services(Arc<Vec<Arc<Service>>>);

impl Deref for Services {
    type Target = Vec<Arc<Service>>;

    fn deref(&self) -> &Vec<Arc<Service>> {
        &self.0
    }
}

impl DerefMut for Services {
    fn deref_mut(&mut self) -> &mut Vec<Arc<Service>> {
        Arc::make_mut(&mut self.0)
    }
}

impl PartialEq for Services {
    fn eq(&self, other: &Services) -> bool {
        let same = |(a, b): (&Arc<Service>, &Arc<Service>)| Arc::ptr_eq(a, b) || a == b;
        Arc::ptr_eq(&self.0, &other.0) || (self.len() == other.len() && self.iter().zip(other).all(same))
    }
}

impl<'a> IntoIterator for &'a Services {
    type Item = &'a Arc<Service>;
    type IntoIter = std::slice::Iter<'a, Arc<Service>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Services {
    type Item = Arc<Service>;
    type IntoIter = std::vec::IntoIter<Arc<Service>>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}
