//! YAML in and out: the only place that names the YAML libraries.
//! Knows nothing of what a document means.

mod read;
mod typed;
mod write;

pub use read::{Document, Kind, Layout, Node, ReadError, Style, parse, place, skip_blank};
pub use typed::{Loose, Refusal, Spanned, Why, typed};
pub use write::{Entry, Line, Tree, double_quoted, flow_scalar, lines, scalar, text};
