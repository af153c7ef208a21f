//! Where commands get their design from: a file or standard input, with what the command line changes of its target.
//! Knows nothing of what is done with it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command};

use super::{Failed, words};
use crate::design::{Design, HintStyle, World, file};
use crate::files;
use crate::manifest::Comments;
use crate::protocol::MeshVersion;

/// Which design, and for what it is taken.
#[derive(Debug, Args)]
pub struct From {
    /// The design; - is standard input
    #[arg(value_name = "DESIGN")]
    path: PathBuf,
    /// Only the manifests for one world [default: both]
    #[arg(long = "for", value_name = "WORLD", value_parser = words::one_of(World::ALL.map(World::keyword), World::from_keyword))]
    world: Option<World>,
    /// Another Kuma version than the design's target
    #[arg(long, value_name = "VERSION", value_parser = version())]
    mesh_version: Option<MeshVersion>,
    /// Another hint style than the design's target
    #[arg(long, value_name = "STYLE", value_parser = words::one_of(HintStyle::ALL.map(HintStyle::keyword), HintStyle::from_keyword))]
    hint: Option<HintStyle>,
    /// Say beside each hint what it is for
    #[arg(long)]
    comments: bool,
}

/// Reads a version, or one of its releases as `kumactl version` says them: `2.14.3` and `v2.14` are 2.14.
pub fn version() -> impl TypedValueParser<Value = MeshVersion> {
    Version
}

#[derive(Clone)]
struct Version;

impl TypedValueParser for Version {
    type Value = MeshVersion;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, word: &OsStr) -> Result<MeshVersion, clap::Error> {
        let release = word.to_string_lossy();
        let mut numbers = release.trim_start_matches('v').split(['.', '-']).map(|number| number.trim_end_matches("dev"));
        let minor = numbers.next().zip(numbers.next()).map(|(major, minor)| format!("{major}.{minor}"));
        let known = minor.filter(|minor| minor.parse::<MeshVersion>().is_ok());
        let versions = words::one_of(MeshVersion::ALL.map(MeshVersion::keyword), |word| word.parse().ok());
        versions.parse_ref(command, argument, known.as_deref().map_or(word, OsStr::new))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(MeshVersion::ALL.into_iter().map(|version| PossibleValue::new(version.keyword()))))
    }
}

impl From {
    /// The design for that target.
    pub fn read(&self) -> Result<Design, Failed> {
        let (mut design, _) = read(&self.path)?;
        design.target.version = self.mesh_version.unwrap_or(design.target.version);
        design.target.hint = self.hint.unwrap_or(design.target.hint);
        Ok(design)
    }

    /// Whether hints are explained.
    pub fn comments(&self) -> Comments {
        if self.comments { Comments::On } else { Comments::Off }
    }

    /// The worlds that were asked for.
    pub fn worlds(&self) -> Vec<World> {
        World::ALL.into_iter().filter(|world| self.world.is_none_or(|only| only == *world)).collect()
    }
}

/// How a file is called in what is said of it.
pub fn name(path: &Path) -> String {
    if path == Path::new("-") { "<standard input>".to_owned() } else { path.display().to_string() }
}

/// A design and its text.
pub fn read(path: &Path) -> Result<(Design, String), Failed> {
    let text = if path == Path::new("-") { files::read_from(io::stdin().lock(), &name(path))? } else { files::read(path)?.0 };
    match file::read(&text) {
        Ok(design) => Ok((design, text)),
        Err(error) => Err(Failed::Design { file: name(path), error }),
    }
}
