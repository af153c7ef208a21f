//! Small parts that every panel is made of.
//! Knows nothing of commands or edits.

mod badge;
mod button;
pub mod chart;
mod chip;
mod empty;
mod follow;
mod input;
mod label;
mod number;
mod pill;
mod tick;

pub use badge::{badge, paint_badge};
pub use button::{IconButton, primary_button, quiet_button, tab};
pub use chip::Chip;
pub use empty::empty_state;
pub use follow::follow_keyboard;
pub use input::{Input, finding_line};
pub use label::{elided, paint_elided};
pub use number::NumberInput;
pub use pill::{counted, grouped, pill};
pub use tick::{checkbox, radio};
