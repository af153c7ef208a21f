//! One version's violations, as they are found. Knows nothing of the rules.

use super::Violation;
use super::place::At;
use super::rules;
use crate::check::Rule;
use crate::check::words::{self, KUMA_PORT_RANGE};
use crate::protocol::MeshVersion;

/// Collects what a version says.
pub(super) struct Judge {
    pub(super) version: MeshVersion,
    pub(super) said: Vec<Violation>,
}

impl Judge {
    pub(super) fn of(version: MeshVersion) -> Judge {
        Judge { version, said: Vec::new() }
    }

    /// A violation at a place.
    pub(super) fn say(&mut self, rule: &'static Rule, place: &At<'_>, message: impl Into<String>) {
        self.said.push(Violation { code: rule.code, field: place.path().to_string(), message: message.into(), span: place.span() });
    }

    /// A number of a port has to be one.
    pub(super) fn port(&mut self, place: &At<'_>) {
        if !words::is_port(place.number()) {
            self.say(&rules::PORT_RANGE, place, KUMA_PORT_RANGE);
        }
    }
}
