//! The design file, `*.portolan.yaml`: text ⇄ design, with comments and order kept on save.
//! Knows nothing of files on a disk: text in, text out.

mod keep;
mod read;
mod wire;
mod words;
mod write;

pub use keep::save;
pub use read::read;
pub use words::Error;
pub use write::write;

/// What the name of every design's file ends with.
pub const ENDING: &str = ".portolan.yaml";

/// The JSON Schema of the design file, for editors.
pub fn schema() -> serde_json::Value {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<wire::DesignFile>().to_value()
}
