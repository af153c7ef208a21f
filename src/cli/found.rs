//! What the paths of a command line mean: designs and found files, read by several threads and handed over in the order of the paths.
//! Knows nothing of what is done with them.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::{Failed, design};
use crate::design::file::ENDING;
use crate::design::{Design, file};
use crate::files;
use crate::manifest::source::Source;
use crate::yaml;

/// What a file is.
pub enum Read {
    /// A design, with its text.
    Design(Box<Design>, String),
    /// Anything else.
    Found(Source),
}

/// Every file of some paths, once; a folder without any is an error, as is a path that cannot be read.
pub fn files(paths: &[PathBuf]) -> Vec<Result<PathBuf, Failed>> {
    let of = |path: &PathBuf| match files::files_of(path) {
        found if found.is_empty() => {
            vec![Err(Failed::Said(format!("there is no YAML or JSON in this folder — name another one, or a file: {}", path.display())))]
        }
        found => found.into_iter().map(|path| path.map_err(Failed::from)).collect(),
    };
    let mut seen = HashSet::new();
    let mut is_new =
        |file: &Result<PathBuf, Failed>| file.as_ref().map_or(true, |path| seen.insert(path.canonicalize().unwrap_or(path.clone())));
    // Only who names several can name one twice.
    paths.iter().flat_map(of).filter(|file| paths.len() < 2 || is_new(file)).collect()
}

/// Reads a file; - is standard input.
pub fn read(path: &Path) -> Result<Read, Failed> {
    let text = if path == Path::new("-") { files::read_from(io::stdin().lock(), &design::name(path))? } else { files::read(path)?.0 };
    if !is_design(path, &text) {
        return Ok(Read::Found(Source::read(design::name(path), text)));
    }
    match file::read(&text) {
        Ok(design) => Ok(Read::Design(Box::new(design), text)),
        Err(error) => Err(Failed::Design { file: design::name(path), error }),
    }
}

/// By its name, or by the key that every design begins with and no manifest has.
fn is_design(path: &Path, text: &str) -> bool {
    let named = path.to_string_lossy().ends_with(ENDING);
    let text = text.trim_start_matches('\u{feff}');
    let by_lines = || text.lines().any(|line| line.starts_with("portolan:")) && !text.lines().any(|line| line.starts_with("kind:"));
    named || by_lines() || is_inline_design(text)
}

/// The same of a text that begins with a brace or a quote, such as JSON: there a key need not begin a line.
fn is_inline_design(text: &str) -> bool {
    let start = text.trim_start().trim_start_matches("---").trim_start();
    let may_be = start.starts_with(['{', '"', '\'']) && text.contains("portolan");
    let document = || yaml::parse(text).ok()?.into_iter().next();
    may_be && document().is_some_and(|document| document.root.get("portolan").is_some() && document.root.get("kind").is_none())
}

/// Does something with every file, several at once; what comes of it is handed over in the order of the files, as soon as it is there, until
/// somebody has seen enough.
pub fn each<T: Send>(
    files: Vec<Result<PathBuf, Failed>>,
    work: impl Fn(&Path) -> Result<T, Failed> + Sync,
    mut done: impl FnMut(Result<T, Failed>) -> ControlFlow<()>,
) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(files.len()).min(16);
    let mut waiting: BTreeMap<usize, Result<T, Failed>> = BTreeMap::new();
    let paths = files.into_iter().enumerate().map(|(at, path)| path.map_err(|failed| waiting.insert(at, Err(failed))).ok());
    let paths: Vec<Option<PathBuf>> = paths.collect();
    let (next, enough, (send, receive)) = (AtomicUsize::new(0), AtomicBool::new(false), mpsc::channel());
    thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            let (next, enough, paths, work) = (&next, &enough, &paths, &work);
            scope.spawn(move || {
                while !enough.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(at) else { break };
                    if let Some(path) = path {
                        // Nobody listens any more: they have seen enough.
                        let _ = send.send((at, work(path)));
                    }
                }
            });
        }
        drop(send);
        let mut wanted = 0;
        loop {
            while let Some(result) = waiting.remove(&wanted) {
                wanted += 1;
                if done(result).is_break() {
                    enough.store(true, Ordering::Relaxed);
                    return;
                }
            }
            match receive.recv() {
                Ok((at, result)) => drop(waiting.insert(at, result)),
                Err(_) => break,
            }
        }
    });
}
