//! `portolan role`: the least that somebody has to be allowed for all this, as the manifest that allows it.
//! Knows nothing of any cluster.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::{Answer, Failed, design};
use crate::cluster::{Namespaces, Role as Rights, Scope};
use crate::manifest;

#[derive(Debug, Args)]
pub struct Role {
    /// Only for the namespaces of this design; - is standard input [default: for the whole cluster]
    #[arg(value_name = "DESIGN")]
    path: Option<PathBuf>,
    /// Where services of the design go that name no namespace
    #[arg(long, value_name = "NS", default_value = "default", requires = "path")]
    namespace: String,
    /// What the role is called
    #[arg(long, value_name = "NAME", default_value = "portolan")]
    name: String,
    /// Allow creating namespaces that are missing, too
    #[arg(long)]
    create_namespaces: bool,
}

impl Role {
    pub fn run(self) -> Result<Answer, Failed> {
        let scope = match &self.path {
            None => Scope::Cluster,
            Some(path) => {
                let wanted = manifest::wanted(&design::read(path)?.0, &self.namespace);
                let names: BTreeSet<String> = wanted.into_iter().map(|wanted| wanted.namespace).collect();
                if names.is_empty() {
                    return Err(Failed::Said(format!("no service of this design is for Kubernetes: {}", design::name(path))));
                }
                Scope::Namespaces(names.into_iter().collect())
            }
        };
        let namespaces = if self.create_namespaces { Namespaces::MayBeCreated } else { Namespaces::AreThere };
        Ok(Answer::text(Rights { name: self.name, scope, namespaces }.text()))
    }
}
