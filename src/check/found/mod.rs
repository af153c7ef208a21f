//! Rules of found files: what is wrong with a document that no design can say, because Kuma ignores it or nobody can read it.
//! Knows nothing of what becomes part of a design: those rules look at the design.

mod bare_tag;
mod ignored_tag;
mod no_listener;
mod open_template;
mod repeated_key;
mod silent_suppression;
mod undeclared_target;
mod uninjected;
mod unknown_key;
mod unreadable;

use std::ops::Range;

pub use super::gateway_protocol::look as hints_of_gateway;
use super::{Finding, Place, Rule};
use crate::protocol::MeshVersion;
use crate::yaml::Node;

pub use open_template::{open, template};
pub use repeated_key::repeated;
pub use silent_suppression::silent;
pub use undeclared_target::undeclared;
pub use uninjected::uninjected;
pub use unreadable::unreadable;

/// Every rule of found files, in the order of the codes.
pub const FILE_RULES: &[&Rule] = &[
    &unreadable::RULE,
    &repeated_key::RULE,
    &open_template::RULE,
    &silent_suppression::RULE,
    &unknown_key::RULE,
    &bare_tag::RULE,
    &ignored_tag::RULE,
    &undeclared_target::RULE,
    &no_listener::RULE,
    &uninjected::RULE,
];

/// A finding at a place in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// What is wrong; its place in a design is nowhere.
    pub finding: Finding,
    /// Where it is.
    pub span: Range<usize>,
    /// Its path in the document.
    pub path: String,
}

/// What is wrong with a Service's document that no design can say.
pub fn service(root: &Node) -> Vec<Remark> {
    unknown_key::of_service(root)
}

/// What is wrong with a Dataplane's document that its control plane says nothing of.
pub fn dataplane(root: &Node, version: MeshVersion) -> Vec<Remark> {
    let looks = [unknown_key::look(root), bare_tag::look(root), ignored_tag::look(root, version), no_listener::look(root, version)];
    looks.into_iter().flatten().collect()
}

fn remark(rule: &Rule, message: String, span: &Range<usize>, path: String) -> Remark {
    Remark { finding: rule.at(Place::default(), message), span: span.clone(), path }
}
