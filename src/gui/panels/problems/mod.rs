//! The problems: everything wrong with the design, the worst first, with what would mend it.
//! Knows nothing of how a problem is found.

mod bar;
mod fixes;
mod ignored;
mod list;
mod preview;
mod row;
mod walk;

pub use ignored::IgnoreQuestion;
pub use preview::{FixPreview, Step, row as preview_row, rows as preview_rows};

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Id, Ui};

use self::list::{Asked, List};
use super::{Asks, Cx};
use crate::check::Severity;
use crate::gui::state::{Below, Focus, ViewState};
use crate::gui::widgets::{self, empty_state, grouped, pill};

/// What the panel remembers from frame to frame.
#[derive(Default)]
struct Problems {
    asked: Asked,
    list: List,
    /// The line under the keyboard's cursor.
    cursor: usize,
}

/// How much there is of what matters, beside the panel's tab.
pub fn tab_counts(ui: &mut Ui, cx: &Cx<'_>) {
    let counts = cx.session.counts();
    for (severity, number) in [(Severity::Error, counts.errors), (Severity::Warning, counts.warnings)] {
        if number > 0 {
            let color = cx.tokens.of_severity(severity);
            pill(ui, number, color).on_hover_text(counted(number, severity));
        }
    }
}

fn counted(number: usize, severity: Severity) -> String {
    widgets::counted(number, severity.keyword())
}

/// Shows them.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let kept = Id::unique("problems");
    let problems = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Problems>>>(kept).clone());
    let problems = &mut *problems.lock();
    problems.list.follow(cx.session, &problems.asked);
    if cx.session.findings().is_empty() && cx.session.silent() == 0 {
        take_focus(view);
        let words = if cx.session.design().services.is_empty() {
            "What is wrong with a service will stand here"
        } else {
            "Every port is as the mesh expects it"
        };
        empty_state(ui, "No problems", words, None);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    bar::show(ui, cx, view, problems);
    problems.list.follow(cx.session, &problems.asked);
    if problems.list.lines().is_empty() {
        take_focus(view);
        if cx.session.findings().is_empty() && !problems.asked.ignored {
            if empty_state(ui, "No problems", "Whatever is wrong is ignored, with a reason", Some("Show ignored")) {
                problems.asked.ignored = true;
            }
            return;
        }
        if empty_state(ui, "Nothing matches", "The filter hides every problem", Some("Show all")) {
            problems.asked = Asked { grouping: problems.asked.grouping, ignored: problems.asked.ignored, ..Asked::default() };
        }
        return;
    }
    walk::show(ui, cx, view, asks, problems);
}

/// Whether the keyboard should be here: asked once.
fn take_focus(view: &mut ViewState) -> bool {
    view.focus.take_if(|focus| *focus == Focus::Below(Below::Problems)).is_some()
}
