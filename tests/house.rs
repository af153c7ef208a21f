//! Whether the house is in order: floors, the world outside the core, the length of files, and what is not written here.
//! Reads the source as text: what a compiler cannot refuse, this does.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of `src/lib.rs`, lowest first. A module uses those below it, and nobody beside it.
const FLOORS: [&[&str]; 7] = [
    &["protocol", "yaml", "nearest"],
    &["design"],
    &["manifest", "check"],
    &["session"],
    &["files", "cluster", "crash"],
    &["tasks"],
    &["gui", "cli"],
];

/// The modules that touch nothing of the world.
const CORE: [&str; 7] = ["protocol", "yaml", "nearest", "design", "manifest", "check", "session"];

/// A source file, without its tests and its comments.
struct Source {
    /// Below `src`, with `/` between.
    path: String,
    lines: usize,
    code: Vec<(usize, String)>,
}

impl Source {
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    visit(&root, &root, &mut sources);
    assert!(sources.len() > 50, "the source is read");
    sources
}

fn visit(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<(PathBuf, String)> =
        paths.iter().filter(|path| path.is_file()).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    // Modules that are tests alone: `#[cfg(test)]` before `mod name;`.
    let tests: Vec<&str> = texts.iter().flat_map(|(_, text)| test_modules(text)).collect();
    for (path, text) in &texts {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.extension().is_some_and(|extension| extension == "rs") && !tests.contains(&stem) {
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source { path, lines: text.lines().count(), code: code(text) });
        }
    }
    for path in paths.iter().filter(|path| path.is_dir() && !tests.contains(&path.file_name().unwrap().to_str().unwrap())) {
        visit(root, path, sources);
    }
}

fn test_modules(text: &str) -> Vec<&str> {
    text.split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| after.trim_start().strip_prefix("mod ")?.split_once(';'))
        .map(|(name, _)| name)
        .filter(|name| !name.contains(char::is_whitespace))
        .collect()
}

/// The lines of a file with their numbers, up to its tests, without comments.
fn code(text: &str) -> Vec<(usize, String)> {
    let end = ["#[cfg(test)]\nmod tests {", "#[cfg(all(test"].iter().filter_map(|start| text.find(start)).min().unwrap_or(text.len());
    let lines = text[..end].lines().enumerate();
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(number, line)| (number + 1, line.to_owned())).collect()
}

/// Every line that has one of some words, as `path:line: text`.
fn found(sources: &[Source], wanted: impl Fn(&Source) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| wanted(source)) {
        for (number, line) in &source.code {
            if words.iter().any(|word| has_word(line, word)) {
                found.push(format!("src/{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

/// Whether a line has a word that does not begin in the middle of another.
fn has_word(line: &str, word: &str) -> bool {
    let begins = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') || word.starts_with('.');
    line.match_indices(word).any(|(at, _)| begins(at))
}

/// The modules after each `crate::` of a line, those in braces too.
fn modules_used(line: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for (at, found) in line.match_indices("crate::") {
        let after = &line[at + found.len()..];
        match after.strip_prefix('{') {
            None => used.push(word(after)),
            Some(group) => {
                let mut depth = 1;
                let inside = group.char_indices().take_while(|(_, c)| {
                    depth += i32::from(*c == '{') - i32::from(*c == '}');
                    depth > 0
                });
                let (mut depth, group) = (0, group.get(..inside.map(|(at, c)| at + c.len_utf8()).last().unwrap_or(0)).unwrap_or_default());
                let top_level = |c: char| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && depth == 0
                };
                used.extend(group.split(top_level).map(word).filter(|word| !word.is_empty()));
            }
        }
    }
    used
}

#[test]
fn floors_use_only_those_below() {
    let floor = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let mut wrong = Vec::new();
    for source in sources() {
        let module = source.module();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let own = floor(module).unwrap_or_else(|| panic!("src/{} is on no floor", source.path));
        for (number, line) in &source.code {
            for used in modules_used(line) {
                if used != module && floor(&used).is_none_or(|used| used >= own) {
                    wrong.push(format!("src/{}:{number}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_touches_nothing_of_the_world() {
    let world = [
        "std::fs",
        "std::net",
        "std::time",
        "std::env",
        "std::process",
        "std::thread",
        "std::io",
        "Instant",
        "SystemTime",
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "rand",
        "directories",
        "tempfile",
        "egui",
        "eframe",
        "tokio",
    ];
    let touched = found(&sources(), |source| CORE.contains(&source.module()), &world);
    // An IP address is a shape of text, not a network.
    let touched: Vec<&String> =
        touched.iter().filter(|line| !line.contains("std::net::IpAddr") && !line.contains("std::net::Ipv4Addr")).collect();
    assert!(touched.is_empty(), "{touched:#?}");
}

#[test]
fn libraries_stay_where_they_belong() {
    let sources = sources();
    let at_home = |words: &[&str], home: &[&str]| found(&sources, |source| !home.contains(&source.module()), words);
    assert_eq!(at_home(&["granit_parser", "serde_yaml", "serde_saphyr"], &["yaml"]), [""; 0]);
    assert_eq!(at_home(&["egui", "eframe", "rfd", "arboard"], &["gui"]), [""; 0]);
    assert_eq!(at_home(&["clap", "clap_complete"], &["cli"]), [""; 0]);
    assert_eq!(at_home(&["strsim"], &["nearest"]), [""; 0]);
    assert_eq!(at_home(&["tokio"], &["tasks", "cluster"]), [""; 0]);
}

#[test]
fn nothing_can_panic_on_purpose() {
    let words = [".unwrap()", ".expect(", ".unwrap_err()", "panic!", "unreachable!", "todo!", "unimplemented!", "assert!", "assert_eq!"];
    assert_eq!(found(&sources(), |_| true, &words), [""; 0]);
}

#[test]
fn nothing_is_left_for_later() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["src", "tests", "benches"] {
        read_all(&root.join(folder), &mut texts);
    }
    // Written in halves, or this file would find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("#[ig", "nore"), concat!("allow(dead", "_code"), concat!("XX", "X")];
    let left: Vec<String> = (texts.iter())
        .flat_map(|(path, text)| text.lines().enumerate().map(move |(number, line)| (path, number, line)))
        .filter(|(_, _, line)| words.iter().any(|word| line.contains(word)))
        .map(|(path, number, line)| format!("{}:{}: {}", path.display(), number + 1, line.trim()))
        .collect();
    assert!(left.is_empty(), "{left:#?}");
}

fn read_all(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read_all(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn files_are_short() {
    let long: Vec<String> =
        sources().iter().filter(|source| source.lines > 500).map(|source| format!("src/{}: {} lines", source.path, source.lines)).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_says_first_what_it_knows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//! "), "src/{} begins with {:?}", source.path, text.lines().next());
    }
}

#[test]
fn colours_are_in_the_theme_alone() {
    let elsewhere = found(&sources(), |source| source.path != "gui/theme.rs", &["Color32::from_"]);
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}
