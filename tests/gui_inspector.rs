//! Inspector and picker, driven by label.

mod bench;
mod inspector;
mod picker;
mod pictures;
