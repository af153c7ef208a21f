//! One test binary, because linking a window and a cluster's client nine times would take longer than all tests together.

mod support;

mod check_cli;
mod cli;
mod cluster;
#[cfg(feature = "cluster")]
mod cluster_cli;
#[cfg(feature = "cluster")]
mod cluster_connect;
#[cfg(feature = "cluster")]
mod cluster_faults;
#[cfg(feature = "cluster")]
mod cluster_list;
#[cfg(feature = "cluster")]
mod cluster_mesh;
#[cfg(feature = "cluster")]
mod cluster_plan;
#[cfg(feature = "cluster")]
mod cluster_rights;
#[cfg(feature = "cluster")]
mod cluster_role;
#[cfg(feature = "cluster")]
mod cluster_undo;
#[cfg(feature = "cluster")]
mod cluster_watch;
mod control_plane;
mod crash;
mod design_file;
mod differential;
mod effective;
mod exports;
mod findings;
mod found;
mod golden;
#[cfg(feature = "testing")]
mod gui;
#[cfg(feature = "testing")]
mod gui_apply;
#[cfg(feature = "testing")]
mod gui_board;
#[cfg(feature = "testing")]
mod gui_capabilities;
#[cfg(feature = "testing")]
mod gui_clusters;
#[cfg(feature = "testing")]
mod gui_import;
#[cfg(feature = "testing")]
mod gui_inspector;
#[cfg(feature = "testing")]
mod gui_keyboard;
#[cfg(feature = "testing")]
mod gui_list;
#[cfg(feature = "testing")]
mod gui_mesh_sees;
#[cfg(feature = "testing")]
mod gui_plan;
#[cfg(feature = "testing")]
mod gui_preview;
#[cfg(feature = "testing")]
mod gui_problems;
mod house;
mod nasty;
#[cfg(feature = "testing")]
mod pictures;
#[cfg(feature = "testing")]
mod pictures_plan;
mod random;
mod readers;
mod readme;
mod refused;
mod verdicts;
#[cfg(feature = "inspection")]
mod window;
mod words;
