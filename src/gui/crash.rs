//! What is said when the program meets a mistake of its own: where in the source, and that the work is safe.
//! Knows nothing of what was being done: words that were put together then may hold what a server, a file or a key says.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// From now on a panic says that, instead of its own words.
pub fn say_where_the_copy_is() {
    std::panic::set_hook(Box::new(|panic| {
        let copies = crate::files::recovery_folder();
        let said = match panic.location() {
            Some(place) => words(panic.payload(), place, &copies),
            None => words(panic.payload(), &"an unknown place", &copies),
        };
        let mut out = std::io::stderr().lock();
        // Who has closed standard error does not want to know.
        let _ = writeln!(out, "{said}");
        // Asked for with RUST_BACKTRACE: the names of functions.
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            let _ = writeln!(out, "{trace}");
        }
    }));
}

/// Words that stand in the source are said, words that were put together are not: nobody knows what is in them.
fn words(payload: &(dyn Any + Send), place: &dyn Display, copies: &Path) -> String {
    let why = payload.downcast_ref::<&'static str>().map(|fixed| format!(": {fixed}")).unwrap_or_default();
    let copies = copies.display();
    format!("Portolan met a mistake of its own at {place}{why}\nWhat was not saved is in {copies} and is offered at the next start")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(payload: Box<dyn Any + Send>) -> String {
        words(&*payload, &"src/gui/app.rs:1:2", Path::new("/home/anna/copies"))
    }

    #[test]
    fn what_was_put_together_when_it_happened_is_not_printed() {
        let token = "the-token-of-anna";
        let caught = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(format!("no {token}")))).expect_err("it was thrown");
        assert_eq!(
            said(caught),
            "Portolan met a mistake of its own at src/gui/app.rs:1:2\n\
             What was not saved is in /home/anna/copies and is offered at the next start"
        );
    }

    #[test]
    fn what_stands_in_the_source_is_printed() {
        assert!(
            said(Box::new("there is always a first row"))
                .starts_with("Portolan met a mistake of its own at src/gui/app.rs:1:2: there is always a first row\nWhat was not saved")
        );
    }
}
