//! One test binary, because linking a window and a cluster's client nine times would take longer than all tests together.

mod support;

mod cli;
mod cluster;
mod control_plane;
mod design_file;
mod exports;
mod findings;
mod golden;
mod house;
mod nasty;
mod readers;
mod words;
