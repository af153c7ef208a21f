//! What is said when the program meets a mistake of its own: where in the source, and what of the work is safe.
//! Knows nothing of what was being done: words that were put together then may hold what a server, a file or a key says.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Display;
use std::io::Write;

/// What the exit code says then: it could not be done.
const FAILED: i32 = 2;

/// From now on a panic says that instead of its own words, and ends the program. `safe` says what of the work is.
pub fn say_and_end(safe: impl Fn() -> String + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |panic| {
        let said = match panic.location() {
            Some(place) => words(panic.payload(), place, &safe()),
            None => words(panic.payload(), &"an unknown place", &safe()),
        };
        let mut out = std::io::stderr().lock();
        // Who has closed standard error does not want to know.
        let _ = writeln!(out, "{said}");
        // Asked for with RUST_BACKTRACE: the names of functions.
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            let _ = writeln!(out, "{trace}");
        }
        drop(out);
        // An abort would have the system write all of the memory into a file, with the tokens that are in it.
        std::process::exit(FAILED);
    }));
}

/// Words that stand in the source are said, words that were put together are not: nobody knows what is in them.
fn words(payload: &(dyn Any + Send), place: &dyn Display, safe: &str) -> String {
    let why = payload.downcast_ref::<&'static str>().map(|fixed| format!(": {fixed}")).unwrap_or_default();
    format!("Portolan met a mistake of its own at {place}{why}\n{safe}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(payload: Box<dyn Any + Send>) -> String {
        words(&*payload, &"src/gui/app.rs:1:2", "Nothing is lost")
    }

    #[test]
    fn what_was_put_together_when_it_happened_is_not_printed() {
        let token = "the-token-of-anna";
        let caught = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(format!("no {token}")))).expect_err("it was thrown");
        assert_eq!(said(caught), "Portolan met a mistake of its own at src/gui/app.rs:1:2\nNothing is lost");
    }

    #[test]
    fn what_stands_in_the_source_is_printed() {
        assert_eq!(
            said(Box::new("there is always a first row")),
            "Portolan met a mistake of its own at src/gui/app.rs:1:2: there is always a first row\nNothing is lost"
        );
    }
}
