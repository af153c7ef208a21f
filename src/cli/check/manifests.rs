//! Found files checked: each by itself as soon as it is read, then all files of a folder against one another, as
//! `kubectl apply -f FOLDER` takes them. Knows nothing of what the rules look for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::found::{self, Read};
use super::super::lines::Lines;
use super::super::{Failed, design};
use super::{Checked, FileKind, Report};
use crate::check::Source as Words;
use crate::design::Target;
use crate::manifest::source::Source;
use crate::session::found::{Facts, Said, Told, among, check_beside, check_found, check_one};

/// What files are checked for, and which of them are in one folder.
pub(super) struct Folders {
    target: Target,
    sizes: HashMap<PathBuf, usize>,
}

impl Folders {
    pub(super) fn of(files: &[Result<PathBuf, Failed>], target: Target) -> Folders {
        let mut sizes = HashMap::new();
        let files: HashSet<&Path> = files.iter().flatten().map(PathBuf::as_path).collect();
        for file in files {
            *sizes.entry(folder(file)).or_default() += 1;
        }
        Folders { target, sizes }
    }

    /// One file; what it has to do with others of its folder is said when those are read.
    pub(super) fn check(&self, path: &Path, source: &Source) -> Checked {
        // Standard input is read only once.
        let is_only = path == Path::new("-") || self.sizes.get(&folder(path)).is_none_or(|files| *files < 2);
        let (told, facts) = if is_only {
            (check_found(source, &self.target), None)
        } else {
            let (told, facts) = check_one(source, &self.target);
            (told, Some((path.to_owned(), facts)))
        };
        Checked { facts, ..reported(path, source, told) }
    }
}

/// The files of each folder, as far as they matter to one another.
#[derive(Default)]
pub(super) struct Together {
    folders: BTreeMap<PathBuf, BTreeMap<PathBuf, Facts>>,
}

impl Together {
    pub(super) fn add(&mut self, path: PathBuf, facts: Facts) {
        self.folders.entry(folder(&path)).or_default().insert(path, facts);
    }

    /// What is wrong among them, file by file.
    pub(super) fn check(self, folders: &Folders) -> impl Iterator<Item = Checked> {
        let target = &folders.target;
        let of_folder = move |files: BTreeMap<PathBuf, Facts>| {
            let (paths, facts): (Vec<PathBuf>, Vec<Facts>) = files.into_iter().unzip();
            let clues = paths.into_iter().zip(among(&facts, target)).filter(|(_, clues)| !clues.is_empty());
            // Texts are not kept: of thousands of files few have anything to do with one another.
            clues.filter_map(move |(path, clues)| match found::read(&path) {
                Ok(Read::Found(source)) => Some(reported(&path, &source, check_beside(&source, target, clues))),
                Ok(Read::Design(..)) | Err(_) => None,
            })
        };
        self.folders.into_values().flat_map(of_folder)
    }
}

impl Checked {
    /// Takes in what else is wrong with the same file: in the order of its documents, first what the control plane says, in its order.
    pub(super) fn join(&mut self, more: Checked) {
        self.reports.extend(more.reports);
        self.ignored.extend(more.ignored);
        self.reports.sort_by_key(|one| {
            let own = match one.words {
                Words::Portolan => Some((one.line, one.column, Reverse(one.severity), one.code)),
                Words::ControlPlane { .. } => None,
            };
            (one.document, own)
        });
    }
}

fn folder(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).to_owned()
}

fn reported(path: &Path, source: &Source, told: Told) -> Checked {
    let (mut reports, mut ignored) = (Vec::new(), Vec::new());
    if !(told.said.is_empty() && told.silenced.is_empty()) {
        let lines = Lines::of(&source.text);
        reports.extend(told.said.into_iter().map(|said| report(&lines, said)));
        ignored.extend(told.silenced.into_iter().map(|(said, reason)| (report(&lines, said), reason)));
    }
    Checked { kind: FileKind::Manifests, file: design::name(path), mended: Vec::new(), reports, ignored, facts: None }
}

fn report(lines: &Lines<'_>, said: Said) -> Report {
    let report = Report {
        code: said.code,
        severity: said.severity,
        words: said.words,
        document: said.document,
        service: said.service,
        port: said.port,
        message: said.message,
        ..Report::default()
    };
    report.at(lines.spot(said.span, said.field))
}
