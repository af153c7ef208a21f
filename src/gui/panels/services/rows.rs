//! Which lines the list has: a namespace, then its services, in the design's order.
//! Knows nothing of how they are drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::Ui;

use super::Words;
use crate::design::{Service, ServiceId};
use crate::gui::panels::kept::kept;
use crate::gui::state::ViewState;
use crate::session::Session;

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// The head of a namespace's group.
    Namespace {
        /// The namespace; empty is none.
        name: String,
        /// How many services of it are found.
        count: usize,
    },
    /// A service.
    Service(ServiceId),
}

/// Every line, folded ones left out.
pub fn build(services: &[Arc<Service>], words: &Words, folded: &BTreeSet<String>) -> Vec<Line> {
    // Those without a namespace stand last.
    let mut groups: BTreeMap<(bool, &str), Vec<ServiceId>> = BTreeMap::new();
    for service in services.iter().filter(|service| words.find_service(service)) {
        groups.entry((service.namespace.is_empty(), &service.namespace)).or_default().push(service.id);
    }
    let mut lines = Vec::with_capacity(services.len() + groups.len());
    for ((_, name), of) in groups {
        lines.push(Line::Namespace { name: name.to_owned(), count: of.len() });
        if !folded.contains(name) {
            lines.extend(of.into_iter().map(Line::Service));
        }
    }
    lines
}

/// The lines as they stand, made again only when something they are made from changed.
/// A filter looks into folded groups too: what is found is shown.
pub fn remembered(ui: &Ui, session: &Session, view: &ViewState) -> Arc<Vec<Line>> {
    let is_plain = view.filter.trim().is_empty();
    let make = || {
        let nothing = BTreeSet::new();
        let folded = if is_plain { &view.folded } else { &nothing };
        build(&session.design().services, &Words::of(&view.filter), folded)
    };
    // Without a filter the lines depend on names and namespaces alone.
    let key = (view.filter.clone(), view.folded.clone());
    kept(ui, "services-lines", session, &key, |touch| is_plain && !touch.renamed, make)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Design;

    fn said(filter: &str, folded: &[&str]) -> Vec<String> {
        let mut design = Design::default();
        for (name, namespace) in [("loose", ""), ("web", "shop"), ("old", "vm"), ("api", "shop")] {
            design.push(Service { name: name.into(), namespace: namespace.into(), ..Service::default() });
        }
        let folded = folded.iter().map(|name| (*name).to_owned()).collect();
        let say = |line| match line {
            Line::Namespace { name, count } => format!("[{name} {count}]"),
            Line::Service(id) => design.service(id).unwrap().name.clone(),
        };
        build(&design.services, &Words::of(filter), &folded).into_iter().map(say).collect()
    }

    #[test]
    fn services_stand_below_their_namespace_and_those_without_one_last() {
        assert_eq!(said("", &[]), ["[shop 2]", "web", "api", "[vm 1]", "old", "[ 1]", "loose"]);
    }

    #[test]
    fn a_folded_group_keeps_its_head_and_count() {
        assert_eq!(said("", &["shop", ""]), ["[shop 2]", "[vm 1]", "old", "[ 1]"]);
    }

    #[test]
    fn a_group_without_a_hit_goes() {
        assert_eq!(said("a", &[]), ["[shop 1]", "api"]);
        assert!(said("nowhere", &[]).is_empty());
    }
}
