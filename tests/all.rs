//! One test binary, because linking a window and a cluster's client nine times would take longer than all tests together.

mod support;

mod cluster;
mod control_plane;
mod design_file;
mod exports;
mod golden;
mod nasty;
mod readers;
