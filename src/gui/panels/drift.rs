//! What somebody changed on the cluster meanwhile: its sign and its words, wherever it is shown.
//! Knows nothing of how it is found out.

use std::time::Duration;

use egui::{Image, Rect, Ui, Vec2};

use crate::cluster::in_short;
use crate::gui::clusters::Seen;
use crate::gui::icons;
use crate::gui::theme::{Tokens, size};

/// Its sign, in the middle of a rectangle: no finding has this shape.
pub fn sign(ui: &Ui, rect: Rect) {
    icons::DIFF.paint_sized(ui, rect, Tokens::of(ui).warning, size::ICON);
}

/// The same, to stand in a button.
pub fn image(tokens: &Tokens) -> Image<'static> {
    icons::DIFF.image().tint(tokens.warning).fit_to_exact_size(Vec2::splat(size::ICON))
}

/// What somebody did to an object: `changed meanwhile by kubectl`.
pub fn did(seen: &Seen) -> String {
    let fields = &seen.drift.fields;
    let is_new = fields.iter().all(|change| change.before.is_none()) && fields.iter().any(|change| change.path == "type");
    let did = match (&seen.drift.live, is_new) {
        (None, _) => "deleted",
        (Some(_), true) => "created",
        (Some(_), false) => "changed",
    };
    let by = seen.drift.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
    format!("{did} meanwhile{by}")
}

/// The same, with how long ago and what: `changed meanwhile by kubectl 12 s ago: ports[80/TCP].appProtocol: http → tcp`.
pub fn said(seen: &Seen, now: f64) -> String {
    let (did, what) = (format!("{} {}", did(seen), ago(now - seen.at)), in_short(&seen.drift.fields));
    if seen.drift.live.is_none() || what.is_empty() { did } else { format!("{did}: {what}") }
}

/// `4 s ago`, as people say it; from ten seconds on nobody counts each.
pub fn ago(seconds: f64) -> String {
    match seconds.max(0.0) as u64 {
        0 => "just now".to_owned(),
        seconds @ 1..10 => format!("{seconds} s ago"),
        seconds @ 10..60 => format!("{} s ago", seconds / 10 * 10),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3_600),
    }
}

/// When the words for these ages change next.
pub fn until_next(ages: impl Iterator<Item = f64>) -> Duration {
    let next = ages.map(|age| age.max(0.0)).map(|age| {
        let step = match age as u64 {
            0..10 => 1.0,
            10..60 => 10.0,
            60..3_600 => 60.0,
            3_600.. => 3_600.0,
        };
        step - age % step + 0.01
    });
    next.reduce(f64::min).map_or(Duration::MAX, Duration::from_secs_f64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cluster::{Drift, FieldChange, Kind, Object};

    #[test]
    fn an_age_is_said_as_people_say_it() {
        let said = [0.4, 4.2, 17.0, 61.0, 7_300.0].map(ago);
        assert_eq!(said, ["just now", "4 s ago", "10 s ago", "1 min ago", "2 h ago"]);
        assert_eq!(until_next([4.5, 80.0].into_iter()), Duration::from_secs_f64(0.51));
    }

    #[test]
    fn who_did_what_and_when_is_one_sentence() {
        let object = Object { kind: Kind::Service, namespace: "shop".into(), name: "web".into() };
        let change = |path: &str, before| FieldChange { path: path.into(), before, after: Some(json!("tcp")) };
        let seen = |live, fields| Seen { drift: Drift { object: object.clone(), live, fields, by: Some("kubectl".into()) }, at: 1.0 };
        let hint = || change("ports[80/TCP].appProtocol", Some(json!("http")));
        let words = said(&seen(Some(json!({})), vec![hint()]), 21.0);
        assert_eq!(words, "changed meanwhile by kubectl 20 s ago: ports[80/TCP].appProtocol: http → tcp");
        assert_eq!(said(&seen(None, vec![hint()]), 1.0), "deleted meanwhile by kubectl just now");
        assert_eq!(did(&seen(Some(json!({})), vec![change("type", None)])), "created meanwhile by kubectl");
    }
}
