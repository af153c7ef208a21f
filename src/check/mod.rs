//! What is wrong with a design: rules, one file each, and the findings they make.
//! Knows nothing of YAML, files or windows.

mod checked;

pub use checked::Checked;

use crate::design::{Design, Edit, PortId, Service, ServiceId, Target};

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
}

/// What would mend a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says: verb first.
    pub title: String,
    /// The edits that do it.
    pub edits: Vec<Edit>,
}

/// One rule: what it looks at, and what it says about itself.
pub struct Rule {
    /// Stable, such as `P001`.
    pub code: &'static str,
    /// Stable and readable, such as `duplicate-port`.
    pub name: &'static str,
    /// How bad its findings are at worst.
    pub severity: Severity,
    /// Its page: the doc comment of its file.
    pub page: &'static str,
    /// What it looks at.
    pub look: Look,
}

/// What a rule looks at. The kinds are what makes one edit check one service again, not ten thousand.
pub enum Look {
    /// The target alone.
    Target(fn(&Target) -> Vec<Finding>),
    /// One service at a time.
    Service(fn(&Target, &Service) -> Vec<Finding>),
    /// Services that share a key: the keys of one, and what is wrong with those who share one.
    Shared {
        /// The keys of one service.
        keys: fn(&Target, &Service) -> Vec<String>,
        /// What is wrong among the services of one key, in the design's order. Called for groups of one too.
        judge: fn(&Target, &str, &[&Service]) -> Vec<Finding>,
    },
}

/// Everything wrong with a design, in its order, the worst first within one place.
pub fn check(design: &Design) -> Vec<Finding> {
    let mut checked = Checked::default();
    checked.update(design);
    checked.findings().to_vec()
}
