//! Portolan: what every port of a Kuma or Kong Mesh service mesh speaks, designed, checked and exported.
//!
//! Reading order, which is also the order of the floors: each uses only those above it in this list.
//!
//! - [`protocol`], [`yaml`] and [`nearest`]: what is true about protocols and versions; YAML in and out; what was most likely meant.
//! - [`design`]: what the user makes, the edits that change it, and its file.
//! - [`manifest`] and [`check`]: what a design becomes, and what is wrong with it. Neither knows the other.
//! - [`session`]: an open design and all that follows from it; the one door for edits.
//! - [`files`]: reading, atomic writing, recovery copies, exports onto the disk.
//! - [`crash`]: what is said when the program meets a mistake of its own.
//! - `cluster`: what lives on a Kubernetes cluster, what applying would change, and changing exactly that.
//! - `tasks`: work off the frame; one function touches the world.
//! - `gui` and [`cli`]: the window and the command line. Neither knows the other.
//!
//! Everything down to `session` is a pure function of the design: no files, clocks, network or printing,
//! and it cannot fail. `tests/house.rs` holds the code to this page.

#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod crash;
pub mod design;
pub mod files;
#[cfg(feature = "gui")]
pub mod gui;
pub mod manifest;
pub mod nearest;
pub mod protocol;
pub mod session;
#[cfg(feature = "gui")]
pub mod tasks;
pub mod yaml;
