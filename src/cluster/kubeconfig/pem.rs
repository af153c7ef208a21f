//! A text of certificates or keys: in the kubeconfig itself, or in a file of its own.
//! Knows nothing of what is in it, and quotes none of it.

use std::fs;
use std::path::{Path, PathBuf};

use k8s_openapi::ByteString;
use serde_json::{Value, json};

use crate::cluster::error::Error;

/// Where such a text stands.
#[derive(Clone)]
pub(in crate::cluster) enum Pem {
    /// In base64, as it stands in the kubeconfig.
    Inline(String),
    /// In a file, whose path is whole.
    File(PathBuf),
}

impl Pem {
    /// Its bytes, wherever they stand: `name` is its key in the kubeconfig `origin`.
    pub(in crate::cluster) fn read(&self, name: &str, origin: &Path) -> Result<Vec<u8>, Error> {
        match self {
            Pem::Inline(text) => {
                let text: String = text.split_whitespace().collect();
                let bytes: Result<ByteString, _> = serde_json::from_value(Value::String(text));
                bytes.map(|ByteString(bytes)| bytes).map_err(|_| self.problem(&format!("{name}-data is not in base64"), origin))
            }
            Pem::File(path) => fs::read(path).map_err(|error| self.problem(&format!("the {name} cannot be read ({error})"), origin)),
        }
    }

    /// What is wrong with it, said of the file that it stands in.
    pub(in crate::cluster) fn problem(&self, why: &str, origin: &Path) -> Error {
        let file = match self {
            Pem::Inline(_) => origin.to_path_buf(),
            Pem::File(path) => path.clone(),
        };
        Error::Kubeconfig { file, why: why.to_owned() }
    }
}

/// Bytes in base64.
pub(in crate::cluster) fn packed(bytes: &[u8]) -> String {
    match json!(ByteString(bytes.to_vec())) {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}
