//! YAML in and out: the only place that names the YAML libraries.
//! Knows nothing of what a document means.

mod node;
mod read;
mod typed;
mod value;
mod write;

pub use node::{Document, Kind, Layout, Node, Style, place, skip_blank};
pub use read::{ReadError, parse};
pub use typed::{Loose, Refusal, Spanned, Why, typed};
pub use value::{rank, tree, value};
pub use write::{Entry, Line, Tree, double_quoted, flow_scalar, lines, scalar, text};
