//! `portolan explain`: the page of a rule, the row of a protocol. Knows nothing of either beyond their words.

use clap::Args;

use super::{Answer, Failed};
use crate::check::found::FILE_RULES;
use crate::check::{self, RULES, Rule};
use crate::nearest::nearest;
use crate::protocol::capability::{Capability, Extent, capabilities};
use crate::protocol::{Hint, MeshVersion, PROTOCOLS, Protocol, ProtocolSpec, turned_on};

#[derive(Debug, Args)]
pub struct Explain {
    /// A rule's code or name, such as P005 or duplicate-port, or a protocol [default: list them all]
    #[arg(value_name = "CODE|PROTOCOL")]
    word: Option<String>,
}

impl Explain {
    pub fn run(self) -> Result<Answer, Failed> {
        let Some(word) = self.word else { return Ok(Answer::text(list())) };
        if let Some(rule) = check::rule(&word) {
            return Ok(Answer::text(page(rule)));
        }
        if let Some(protocol) = Protocol::from_keyword(&word.to_ascii_lowercase()) {
            return Ok(Answer::text(row(protocol.spec())));
        }
        let known = RULES.iter().chain(FILE_RULES).flat_map(|rule| [rule.code, rule.name]).chain(PROTOCOLS.iter().map(|spec| spec.keyword));
        let guess = Protocol::meant_by(&word).map(Protocol::keyword).or_else(|| nearest(&word, known));
        let guess = guess.map_or_else(|| "portolan explain lists them all".to_owned(), |near| format!("did you mean {near}?"));
        Err(Failed::Said(format!("there is no rule or protocol {word} — {guess}")))
    }
}

fn list() -> String {
    let rule = |rule: &&Rule| format!("{:11} {:24} {}\n", rule.code, rule.name, rule.severity.keyword());
    let protocol = |spec: &ProtocolSpec| format!("{:11} {}\n", spec.keyword, spec.label);
    RULES.iter().chain(FILE_RULES).map(rule).chain(["\n".to_owned()]).chain(PROTOCOLS.iter().map(protocol)).collect()
}

fn page(rule: &Rule) -> String {
    format!("# {} {} ({})\n\n{}\n", rule.code, rule.name, rule.severity.keyword(), rule.text())
}

fn row(spec: &ProtocolSpec) -> String {
    let mut text = format!("# {}\n\n", spec.label);
    let mut say = |heading: &str, words: &str| {
        if !words.is_empty() {
            text.push_str(&format!("{heading:10} {words}\n"));
        }
    };
    say("hint", &hints(spec));
    say("remark", spec.remark);
    say("gains", spec.gains);
    say("cautions", spec.cautions);
    let hint = spec.hint_for(MeshVersion::NEWEST);
    for extent in [Extent::Full, Extent::Partly, Extent::Nothing] {
        say(extent.word(), &policies(hint, extent));
    }
    say("turns on", &turned_on(hint, MeshVersion::NEWEST).map(|row| format!("{} {}", row.name, row.value)).collect::<Vec<_>>().join(" · "));
    say("ports", &spec.ports.iter().map(u32::to_string).collect::<Vec<_>>().join(", "));
    say("names", &spec.names.join(", "));
    text
}

/// The policies of the newest version that work so far for a hint, with what of them where it is not all.
fn policies(hint: Hint, extent: Extent) -> String {
    let of = |row: &Capability| row.of(hint, MeshVersion::NEWEST);
    let named = |row: &'static Capability| match of(row).note {
        "" => row.name.to_owned(),
        note => format!("{} ({note})", row.name),
    };
    capabilities(MeshVersion::NEWEST).filter(|row| of(row).extent == extent).map(named).collect::<Vec<_>>().join(" · ")
}

/// `kafka` up to 2.14, `tcp` in 3.0 and portable; one word where it is the same everywhere.
fn hints(spec: &ProtocolSpec) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for version in MeshVersion::ALL {
        let hint = spec.hint_for(version).value();
        match groups.last_mut() {
            Some((last, versions)) if *last == hint => versions.push(version.keyword()),
            Some(_) | None => groups.push((hint, vec![version.keyword()])),
        }
    }
    if let [(only, _)] = groups.as_slice() {
        return format!("{only}, for every version");
    }
    let said = |(hint, versions): &(&str, Vec<&str>)| match versions.as_slice() {
        [first, .., last] if versions.len() > 2 => format!("{hint} for {first} to {last}"),
        few => format!("{hint} for {}", few.join(" and ")),
    };
    groups.iter().map(said).collect::<Vec<_>>().join(", ")
}
