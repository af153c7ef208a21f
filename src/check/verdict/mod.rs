//! The control plane's own verdict on a Dataplane, before it is asked: taken or refused, in its words and its order, for each version
//! (`domain.md` §2.4, §2.5, §3). Knows nothing of designs, nor of what is stored on a server already.

mod address;
mod endpoint;
mod inbound;
mod judge;
mod listener;
mod meta;
mod outbound;
mod parse;
mod path;
mod place;
pub(super) mod rules;
mod scalar;
pub(super) mod schema;
mod served;
mod spec;
mod tags;
mod value;
mod written;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use self::scalar::quoted;

use self::judge::Judge;
use self::path::Path;
use self::place::At;
use self::value::{NoJson, Value};
use crate::protocol::MeshVersion;
use crate::yaml::{Node, Tree};

/// What a version says of a Dataplane.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Who says it: for `portable` the first version that refuses it, or else 3.0.
    pub version: MeshVersion,
    /// What the server answers.
    pub answer: Answer,
    /// What it would answer to the next try, once all that it says now is mended; for `portable` what later versions would, too.
    pub hidden: Vec<Violation>,
}

/// What a server answers when a Dataplane is put that it does not have.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It cannot read it, or what it refuses it says in one sentence.
    Refused(Refusal),
    /// It refuses these, in its order.
    Invalid(Vec<Violation>),
    /// It takes it, and serves this.
    Accepted(Served),
}

/// A refusal in one sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The code of the rule it belongs to.
    pub code: &'static str,
    /// The title of the answer.
    pub title: &'static str,
    /// The sentence.
    pub detail: String,
    /// The path of what it is about, as violations have it.
    pub field: String,
    /// Where in the text: the deepest value on the path that is there.
    pub span: Range<usize>,
}

/// One thing that a server refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The code of the rule it belongs to.
    pub code: &'static str,
    /// The path, exactly as the server writes it.
    pub field: String,
    /// The words, exactly the server's.
    pub message: String,
    /// Where in the text: the deepest value on the path that is there.
    pub span: Range<usize>,
}

/// What the proxy of a Dataplane gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Served {
    /// No listener at all.
    Nothing,
    /// Listeners, among them these for its inbounds.
    Inbounds(Vec<ServedInbound>),
}

/// An inbound as its proxy serves it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServedInbound {
    /// Where it listens.
    pub address: String,
    /// On which port.
    pub port: u32,
    /// What policies call it: its name, else its number.
    pub section: String,
    /// What it does with a connection.
    pub speaks: Speaks,
}

/// What a listener does with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// It reads requests.
    Http,
    /// It passes bytes on.
    Tcp,
    /// It passes bytes on and counts Kafka's requests.
    Kafka,
}

const BAD_REQUEST: &str = "Bad Request";

/// What a version says of a document that is a Dataplane, put under its own name into its own mesh. `text` is what it was read from.
/// A portable one is right only where every version takes it: the first that refuses is the one that answers.
pub fn verdict(document: &Node, text: &str, version: MeshVersion) -> Verdict {
    of(&value::of(document, text), version)
}

/// The same of a Dataplane that is yet to be written: its spans lead nowhere.
pub fn verdict_of(tree: &Tree, version: MeshVersion) -> Verdict {
    of(&Ok(written::of(tree)), version)
}

fn of(value: &Result<Value, NoJson>, version: MeshVersion) -> Verdict {
    let (refused, version) = match version {
        MeshVersion::Portable => (portable(value), MeshVersion::V3_0),
        version => (refused(value, version), version),
    };
    let served = || value.as_ref().map_or(Served::Nothing, |value| served::of(&At::root(value), version));
    refused.unwrap_or_else(|| Verdict { version, answer: Answer::Accepted(served()), hidden: Vec::new() })
}

/// Of the versions after the first that refuses it is kept what they say of other places, or else.
fn portable(value: &Result<Value, NoJson>) -> Option<Verdict> {
    let concrete = MeshVersion::ALL.iter().copied().filter(|version| *version != MeshVersion::Portable);
    let mut verdicts = concrete.filter_map(|version| refused(value, version));
    let mut first = verdicts.next()?;
    for later in verdicts {
        let known = first.violations();
        let is_new = |one: &Violation| !known.iter().any(|other| (other.code, &other.field) == (one.code, &one.field));
        first.hidden.extend(later.violations().into_iter().filter(is_new));
    }
    Some(first)
}

/// What a version refuses; `None` where it takes it.
fn refused(value: &Result<Value, NoJson>, version: MeshVersion) -> Option<Verdict> {
    let value = match value {
        Ok(value) => value,
        Err(no_json) => {
            let (words, span) = (no_json.words.clone(), no_json.span.clone());
            return Some(unread(parse::Refused { rule: &rules::YAML, words, field: String::new(), span }, version));
        }
    };
    let read = meta::read(value, version).and_then(|()| parse::message(value, &schema::DATAPLANE, &Path::default(), version));
    if let Err(refused) = read {
        return Some(unread(refused, version));
    }
    let root = At::root(value);
    let (mut of_spec, mut of_meta) = (Judge::of(version), Judge::of(version));
    spec::judge(&mut of_spec, &root);
    meta::judge(&mut of_meta, &root);
    let workload = meta::workload(&root, version);
    let (answer, hidden) = if !of_spec.said.is_empty() {
        let next = workload.map(|refusal| refusal.violation());
        (Answer::Invalid(of_spec.said), of_meta.said.into_iter().chain(next).collect())
    } else if !of_meta.said.is_empty() {
        (Answer::Invalid(of_meta.said), workload.map(|refusal| refusal.violation()).into_iter().collect())
    } else {
        (Answer::Refused(workload?), Vec::new())
    };
    Some(Verdict { version, answer, hidden })
}

/// It cannot be read, so nothing else is known of it.
fn unread(refused: parse::Refused, version: MeshVersion) -> Verdict {
    // Version 2.5 puts the sentence between single quotes as it is.
    let words = if version < MeshVersion::V2_6 { format!("'{}'", refused.words) } else { scalar::quoted(&refused.words) };
    let detail = format!("invalid Dataplane object: {words}");
    let refusal = Refusal { code: refused.rule.code, title: BAD_REQUEST, detail, field: refused.field, span: refused.span };
    Verdict { version, answer: Answer::Refused(refusal), hidden: Vec::new() }
}

impl Verdict {
    /// The whole truth: what the server says now, and then what it would say next.
    pub fn violations(&self) -> Vec<Violation> {
        let now = match &self.answer {
            Answer::Accepted(_) => Vec::new(),
            Answer::Invalid(said) => said.clone(),
            Answer::Refused(refusal) => vec![refusal.violation()],
        };
        now.into_iter().chain(self.hidden.iter().cloned()).collect()
    }

    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self.answer {
            Answer::Accepted(_) => 201,
            Answer::Refused(_) | Answer::Invalid(_) => 400,
        }
    }
}

impl Refusal {
    /// The same as what is refused at one place.
    pub fn violation(&self) -> Violation {
        Violation { code: self.code, field: self.field.clone(), message: self.detail.clone(), span: self.span.clone() }
    }
}

impl Speaks {
    /// The word in JSON and on screen.
    pub fn keyword(self) -> &'static str {
        match self {
            Speaks::Http => "http",
            Speaks::Tcp => "tcp",
            Speaks::Kafka => "kafka",
        }
    }
}

impl ServedInbound {
    /// Where it listens, as one word.
    pub fn place(&self) -> String {
        format!("{}:{}", self.address, self.port)
    }
}
