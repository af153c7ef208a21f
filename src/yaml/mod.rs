//! YAML in and out: the only place that names the YAML libraries.
//! Knows nothing of what a document means.

mod write;

pub use write::{Entry, Line, Tree, lines, scalar, text};
