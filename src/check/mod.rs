//! What is wrong with a design: rules, one file each, and the findings they make.
//! Knows nothing of YAML, files or windows.

/// Makes a rule of its page, its code, name and worst severity, and what it looks at. The page is the doc comment: no rule's words
/// exist twice.
macro_rules! rule {
    // One that a verdict alone tells: it looks at nothing by itself, and has a name of its own, because several share a file.
    ($(#[doc = $line:literal])+ $code:literal $name:literal $severity:ident as $rule:ident) => {
        $(#[doc = $line])+
        pub(in $crate::check) static $rule: $crate::check::Rule = $crate::check::Rule {
            code: $code,
            name: $name,
            severity: $crate::check::Severity::$severity,
            page: concat!($($line, "\n"),+),
            looks: &[],
        };
    };
    ($(#[doc = $line:literal])+ $code:literal $name:literal $severity:ident $(: $($look:expr),+ $(,)?)?) => {
        $(#[doc = $line])+
        pub(in $crate::check) static RULE: $crate::check::Rule = $crate::check::Rule {
            code: $code,
            name: $name,
            severity: $crate::check::Severity::$severity,
            page: concat!($($line, "\n"),+),
            looks: &[$($($look),+)?],
        };
    };
}

mod admin_port;
mod annotation_hint;
mod annotation_key;
mod annotation_style;
mod app_protocol_syntax;
mod breaking_hint;
mod checked;
mod counts;
mod design_name;
mod duplicate_instance;
mod duplicate_port;
mod duplicate_port_name;
mod duplicate_service;
mod external_on_universal;
pub mod found;
mod gateway_protocol;
mod groups;
mod hints;
mod ignored_protocol;
mod inbound_tags_in_3;
mod kafka_in_3;
mod label_syntax;
mod local_port;
mod local_port_taken;
mod looks_like_another;
mod mend;
mod mesh_label;
mod mesh_name;
mod mesh_service_name;
mod misplaced_label;
mod missing_selector;
mod mixed_service;
mod named_target;
mod namespace;
mod no_ports;
mod node_port;
mod other_mesh;
mod port_name;
mod port_name_required;
mod port_number;
mod portable_outbound;
mod ports_share_service_tag;
mod protocol_not_said;
mod protocol_tag;
mod restated;
mod rules;
mod same_inbound;
mod same_pod_port;
mod same_universal_service;
mod service_name;
mod service_type;
mod shared_address;
mod suppression;
mod suspicious_address;
mod target_port;
mod unknown_called_port;
mod unknown_callee;
mod unknown_hint;
mod unknown_ignore;
mod unused_ignore;
mod upper_case_hint;
pub mod verdict;
mod words;

#[cfg(test)]
mod testing;

pub use checked::{Beyond, Checked};
pub use counts::Counts;
pub use groups::among;
pub use mend::mend;
pub use rules::{RULES, rule};
pub use suppression::{Ignored, Scope, Suppressed};
pub use unknown_hint::with_fix as with_meant_hint;

use crate::design::{Design, Edit, PortId, Service, ServiceId, ServicePort, Target};

/// Something wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's code, such as `P001`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence in the user's words.
    pub message: String,
    /// Where in the design.
    pub place: Place,
    /// What would mend it, where there is one answer.
    pub fix: Option<Fix>,
    /// Whose words they are.
    pub source: Source,
    /// The other service, where it takes two.
    pub other: Option<ServiceId>,
}

/// Whose words a finding is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Our own.
    #[default]
    Portolan,
    /// Exactly the control plane's.
    ControlPlane {
        /// The path of what it is about, as the server writes it.
        field: String,
    },
}

impl Source {
    /// The word in JSON.
    pub fn keyword(&self) -> &'static str {
        match self {
            Source::Portolan => "portolan",
            Source::ControlPlane { .. } => "control-plane",
        }
    }
}

/// How bad a finding is; the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// It works, but not as meant.
    Warning,
    /// A server refuses it, or traffic breaks.
    Error,
}

impl Severity {
    /// The word in JSON and on screen.
    pub fn keyword(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place in the design.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The service, unless it is the design itself.
    pub service: Option<ServiceId>,
    /// The port, if it is about one.
    pub port: Option<PortId>,
    /// Which of the fields there.
    pub field: Field,
}

/// A field that a finding can stand beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The thing as a whole.
    #[default]
    Whole,
    /// A design's or service's name.
    Name,
    /// A service's namespace.
    Namespace,
    /// The mesh of the target or of a service.
    Mesh,
    /// The target's version.
    Version,
    /// `metadata.labels`.
    Labels,
    /// `metadata.annotations`.
    Annotations,
    /// `spec.selector`.
    Selector,
    /// `spec.type`, with the external name.
    Type,
    /// Extra tags on Universal.
    Tags,
    /// The gateway kind.
    Gateway,
    /// The list of ports.
    Ports,
    /// A port's name.
    PortName,
    /// A port's number.
    Port,
    /// A port's target.
    TargetPort,
    /// A port's node port.
    NodePort,
    /// A port's transport.
    Transport,
    /// What a port speaks, or its hint.
    Protocol,
    /// What a port's inbound has of its own.
    Inbound,
    /// The instance of that number, from 0.
    InstanceName(usize),
    /// The address of the instance of that number, from 0.
    InstanceAddress(usize),
    /// The call of that number, from 0.
    Call(usize),
    /// The `ignore` of that number, from 0.
    Ignore(usize),
}

/// What would mend a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says: verb first.
    pub title: String,
    /// The edits that do it.
    pub edits: Vec<Edit>,
    /// Whether anybody has to look at it first.
    pub safety: Safety,
}

/// Whether a fix may be made unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// It is the only answer and loses nothing that anybody could have meant: `check --fix` makes it.
    Safe,
    /// It is the likeliest answer: somebody has to say so.
    Ask,
}

impl Fix {
    /// All of it as one step, whose name goes on where `Undo` stops: in lower case.
    pub fn edit(&self) -> Edit {
        let mut name = self.title.clone();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        Edit::Many(name, self.edits.clone())
    }
}

/// One rule: what it looks at, and what it says about itself.
pub struct Rule {
    /// Stable, such as `P001`.
    pub code: &'static str,
    /// Stable and readable, such as `duplicate-port`.
    pub name: &'static str,
    /// How bad its findings are at worst.
    pub severity: Severity,
    /// Its page in Markdown: the doc comment of its file, a space before each line. [`Rule::text`] takes it away.
    pub page: &'static str,
    /// What it looks at; nothing for a rule of found files, which [`found`] asks.
    pub looks: &'static [Look],
}

impl Rule {
    /// Its page, as people read it.
    pub fn text(&self) -> String {
        let line = |line: &'static str| line.strip_prefix(' ').unwrap_or(line);
        let mut text: String = self.page.lines().flat_map(|found| [line(found), "\n"]).collect();
        text.truncate(text.trim_end().len());
        text
    }

    /// What it found at a place, as bad as it gets.
    fn at(&self, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            message: message.into(),
            place,
            fix: None,
            source: Source::Portolan,
            other: None,
        }
    }
}

impl Finding {
    /// The same, where it is not as bad as the rule's worst.
    fn only(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// The same, where it takes two.
    fn with(mut self, other: &Service) -> Finding {
        self.other = Some(other.id);
        self
    }

    /// The same, with what would probably mend it.
    fn mended_by(mut self, title: impl Into<String>, edit: Edit) -> Finding {
        self.fix = Some(Fix { title: title.into(), edits: vec![edit], safety: Safety::Ask });
        self
    }

    /// The same, with the one thing that mends it.
    fn surely_mended_by(mut self, title: impl Into<String>, edit: Edit) -> Finding {
        self.fix = Some(Fix { title: title.into(), edits: vec![edit], safety: Safety::Safe });
        self
    }
}

impl Place {
    /// A field of the design itself.
    pub fn design(field: Field) -> Place {
        Place { service: None, port: None, field }
    }

    /// A field of a service.
    pub fn service(service: &Service, field: Field) -> Place {
        Place { service: Some(service.id), port: None, field }
    }

    /// A field of a port.
    pub fn port(service: &Service, port: &ServicePort, field: Field) -> Place {
        Place { service: Some(service.id), port: Some(port.id), field }
    }
}

/// What a rule looks at. The kinds are what makes one edit check one service again, not ten thousand.
pub enum Look {
    /// The design's own name and target.
    Design(fn(&str, &Target) -> Vec<Finding>),
    /// One service at a time.
    Service(fn(&Target, &Service) -> Vec<Finding>),
    /// Services that share a key: the keys of one, and what is wrong with those who share one. Of the target they may know the mesh alone,
    /// so that another version moves nobody.
    Shared {
        /// The keys of one service, given the target's mesh.
        keys: fn(&str, &Service) -> Vec<String>,
        /// What is wrong among the services of one key, in the design's order. Called for groups of one too.
        judge: fn(&str, &[&Service]) -> Vec<Finding>,
    },
    /// The same where the target says what is wrong among them.
    Targeted {
        /// The keys of one service, given the target's mesh.
        keys: fn(&str, &Service) -> Vec<String>,
        /// What is wrong among the services of one key for a target. Called for every group again when that is another one.
        judge: fn(&Target, &str, &[&Service]) -> Vec<Finding>,
    },
    /// One `ignore` at a time, after everything else: what is said of it cannot be ignored.
    Ignored(fn(&Ignored<'_>) -> Option<Finding>),
}

/// What is wrong with one service, whoever else there is.
pub fn alone(target: &Target, service: &Service) -> Vec<Finding> {
    let looks = RULES.iter().flat_map(|rule| rule.looks);
    let found = |look: &Look| match look {
        Look::Service(look) => look(target, service),
        Look::Design(_) | Look::Shared { .. } | Look::Targeted { .. } | Look::Ignored(_) => Vec::new(),
    };
    looks.flat_map(found).collect()
}

/// Everything that the rules find in a design: what is wrong with itself first, then service by service, port by port, the worst first.
/// What a control plane refuses is not theirs: [`session::checked`](crate::session::checked) knows it too.
pub fn check(design: &Design) -> Vec<Finding> {
    let mut checked = Checked::default();
    checked.update(design, &());
    checked.findings().to_vec()
}
