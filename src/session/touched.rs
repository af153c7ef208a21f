//! Which services a change touched: themselves, and those that call them.
//! Knows nothing of what is made from a service.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::design::{Design, Index};

/// How many changes are remembered: more than happen between two looks.
const REMEMBERED: usize = 64;

/// More than this at once, and whoever follows is better off looking at everything.
const MANY: usize = 1_000;

/// What one change, or several, touched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touch {
    /// The places of the services that changed.
    pub changed: BTreeSet<usize>,
    /// Those and the places of their callers: whoever's manifests may say something else now.
    pub around: BTreeSet<usize>,
    /// Whether one of them has another name or namespace.
    pub renamed: bool,
    /// Whether one of them has other ports, or in another order.
    pub reshaped: bool,
}

/// What the last changes touched, the newest last.
#[derive(Debug, Default)]
pub(super) struct Touches(VecDeque<(u64, Option<Touch>)>);

impl Touch {
    /// What differs between two states; `None` where services came, went or moved, or where something else is ignored everywhere. The index is that of `after`.
    pub(super) fn between(before: &Design, after: &Design, index: &Index) -> Option<Touch> {
        if before.services.len() != after.services.len() || before.ignore != after.ignore {
            return None;
        }
        let mut touch = Touch::default();
        for (place, (old, new)) in before.services.iter().zip(&after.services).enumerate() {
            if Arc::ptr_eq(old, new) {
                continue;
            }
            if old.id != new.id || touch.changed.len() >= MANY {
                return None;
            }
            touch.renamed |= old.name != new.name || old.namespace != new.namespace;
            touch.reshaped |= !old.ports.iter().map(|port| port.id).eq(new.ports.iter().map(|port| port.id));
            touch.changed.insert(place);
            let callers = index.callers(&old.name).chain(index.callers(&new.name));
            touch.around.extend(callers.filter_map(|caller| index.position(caller)).chain([place]));
        }
        Some(touch)
    }
}

impl Touches {
    /// Remembers what the change from a revision touched.
    pub fn record(&mut self, from: u64, touch: Option<Touch>) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((from, touch));
    }

    /// Everything touched since a revision.
    pub fn since(&self, revision: u64) -> Option<Touch> {
        let first = self.0.iter().position(|(from, _)| *from == revision)?;
        let mut all = Touch::default();
        for (_, touch) in self.0.iter().skip(first) {
            let touch = touch.as_ref()?;
            all.changed.extend(&touch.changed);
            all.around.extend(&touch.around);
            all.renamed |= touch.renamed;
            all.reshaped |= touch.reshaped;
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::template::Template;
    use crate::design::{Edit, Service};
    use crate::session::Session;

    #[test]
    fn a_change_touches_the_service_and_its_callers() {
        let mut session = Session::new(Template::find("grpc-behind-http-edge").map(Template::design).unwrap_or_default());
        let start = session.revision();
        assert_eq!(session.touched_since(start), Some(Touch::default()));
        let edge = session.design().services[0].clone();
        let called = session.called(&edge, &edge.calls[0].service).unwrap().clone();
        let place = session.position(called.id).unwrap();
        session.edit(Edit::put_service(Service { headless: !called.headless, ..(*called).clone() }));
        let touch = session.touched_since(start).unwrap();
        assert_eq!(touch, Touch { changed: [place].into(), around: [0, place].into(), renamed: false, reshaped: false });
        session.edit(Edit::put_service(Service { name: "renamed".into(), ..(*session.design().services[place]).clone() }));
        assert!(session.touched_since(start).unwrap().renamed);
        session.edit(Edit::RemoveService(edge.id));
        assert_eq!(session.touched_since(start), None);
        assert_eq!(session.touched_since(0), None);
    }
}
