//! What Kubernetes says of a port beside its number: what carries the bytes, and where in the Pod it leads.
//! Knows nothing of designs or documents.

use std::fmt;

/// `targetPort`: a number or the name of a container port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TargetPort {
    /// The number.
    Number(u32),
    /// The name; only the Pod knows its number.
    Name(String),
}

impl fmt::Display for TargetPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetPort::Number(number) => write!(f, "{number}"),
            TargetPort::Name(name) => f.write_str(name),
        }
    }
}

/// `ports[].protocol` of Kubernetes: what carries the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transport {
    /// The only one that the mesh sees.
    #[default]
    Tcp,
    /// Ignored by the mesh.
    Udp,
    /// Ignored by the mesh.
    Sctp,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Transport; 3] = [Transport::Tcp, Transport::Udp, Transport::Sctp];

    /// The word Kubernetes uses.
    pub fn keyword(self) -> &'static str {
        match self {
            Transport::Tcp => "TCP",
            Transport::Udp => "UDP",
            Transport::Sctp => "SCTP",
        }
    }

    /// The transport a word names.
    pub fn from_keyword(word: &str) -> Option<Transport> {
        Transport::ALL.into_iter().find(|transport| transport.keyword() == word)
    }
}
