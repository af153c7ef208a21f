//! A path as the server writes it, put into words only where something is refused: nearly always nothing is.
//! Knows nothing of what is there.

use std::fmt;
use std::rc::Rc;

use super::scalar;

/// A path in a document; the whole document has none.
#[derive(Clone, Default)]
pub(super) struct Path<'v>(Option<Rc<(Path<'v>, Step<'v>)>>);

/// One step down.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    /// A field of a message.
    Field(&'v str),
    /// A key of a map.
    Key(&'v str),
    /// An item of a list.
    Item(usize),
}

impl<'v> Path<'v> {
    /// The path of what is in it.
    pub(super) fn then(&self, step: Step<'v>) -> Path<'v> {
        Path(Some(Rc::new((self.clone(), step))))
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(here) = &self.0 else { return Ok(()) };
        let (parent, step) = here.as_ref();
        write!(f, "{parent}")?;
        match step {
            Step::Field(name) if parent.0.is_none() => f.write_str(name),
            Step::Field(name) => write!(f, ".{name}"),
            Step::Key(key) => write!(f, "[{}]", scalar::quoted(key)),
            Step::Item(at) => write!(f, "[{at}]"),
        }
    }
}
