//! Which state of which session something remembered was made from.
//! Knows nothing of what is remembered.

use std::sync::Arc;

use crate::design::Service;
use crate::session::Session;

/// One state of one session. A revision alone would not do: two sessions begin with the same.
#[derive(Clone)]
pub struct Stamp {
    revision: u64,
    /// Held, so that no other session can have its first service at the same address.
    first: Option<Arc<Service>>,
}

impl Stamp {
    /// As the session stands.
    pub fn of(session: &Session) -> Stamp {
        Stamp { revision: session.revision(), first: session.design().services.first().cloned() }
    }

    /// The revision it stood at.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether both are the same state.
    pub fn is(&self, other: &Stamp) -> bool {
        self.revision == other.revision && self.first.as_ref().map(Arc::as_ptr) == other.first.as_ref().map(Arc::as_ptr)
    }

    /// Whether the session still stands so.
    pub fn holds(&self, session: &Session) -> bool {
        self.is(&Stamp::of(session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Design, Edit};

    fn session(name: &str) -> Session {
        let mut design = Design::default();
        design.push(Service { name: name.into(), ..Service::default() });
        Session::new(design)
    }

    #[test]
    fn another_session_of_the_same_revision_is_another_state() {
        let mut web = session("web");
        let stamp = Stamp::of(&web);
        assert!(stamp.holds(&web));
        assert!(!stamp.holds(&session("api")));
        web.edit(Edit::SetName("shop".into()));
        assert!(!stamp.holds(&web));
    }
}
