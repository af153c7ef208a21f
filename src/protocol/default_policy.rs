//! What a mesh turns on by itself for a port, because of the policies it is made with (`domain.md` §5.3).
//! Knows nothing of the other policies: that is the matrix.

use super::{Hint, MeshVersion};

/// One setting of a default policy.
#[derive(Debug)]
pub struct DefaultPolicy {
    /// The policy and its field.
    pub name: &'static str,
    /// What it is set to.
    pub value: &'static str,
    /// Whom it bites; empty where it rarely does.
    pub bites: &'static str,
    /// The hints it applies to.
    pub hints: &'static [Hint],
    /// The first version that makes a mesh with it.
    since: MeshVersion,
    /// The last version that makes a mesh with it.
    until: MeshVersion,
}

const REQUESTS: &[Hint] = &[Hint::Http, Hint::Http2, Hint::Grpc];

const fn row(name: &'static str, value: &'static str, hints: &'static [Hint], bites: &'static str) -> DefaultPolicy {
    DefaultPolicy { name, value, bites, hints, since: MeshVersion::V2_5, until: MeshVersion::V3_0 }
}

/// A mesh that is made by 3.0 has no MeshRetry of its own any more.
const fn retry(name: &'static str, value: &'static str, hints: &'static [Hint], bites: &'static str) -> DefaultPolicy {
    DefaultPolicy { until: MeshVersion::V2_14, ..row(name, value, hints, bites) }
}

/// Every setting, those that bite first.
pub const DEFAULT_POLICIES: &[DefaultPolicy] = &[
    row("MeshTimeout requestTimeout", "15 s", REQUESTS, "long polling, server streaming, large uploads"),
    row("MeshTimeout streamIdleTimeout", "30 min", REQUESTS, "quiet streams"),
    retry(
        "MeshRetry numRetries",
        "5, each up to 16 s, 25–250 ms apart",
        &[Hint::Http, Hint::Grpc],
        "requests that must not be repeated: also those are, on gateway errors, failed connects and refused streams",
    ),
    retry("MeshRetry maxConnectAttempt", "5", &[Hint::Tcp], ""),
    row("MeshTimeout idleTimeout", "1 h", &Hint::ALL, "connections that stay quiet for longer"),
    row("MeshTimeout connectTimeout", "5 s", &Hint::ALL, ""),
    DefaultPolicy {
        since: MeshVersion::V2_13,
        ..row("Transparent proxying strictInboundPorts", "on", &Hint::ALL, "ports that no inbound declares: they are refused")
    },
];

impl DefaultPolicy {
    /// Whether a mesh made by a version has it. Of `portable`, those of the versions that do.
    pub fn is_in(&self, version: MeshVersion) -> bool {
        version == MeshVersion::Portable || (self.since..=self.until).contains(&version)
    }
}

/// What a mesh of a version turns on for a hint.
pub fn turned_on(hint: Hint, version: MeshVersion) -> impl Iterator<Item = &'static DefaultPolicy> {
    DEFAULT_POLICIES.iter().filter(move |row| row.is_in(version) && row.hints.contains(&hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(hint: Hint, version: MeshVersion) -> Vec<&'static str> {
        turned_on(hint, version).filter_map(|row| row.name.split(' ').next_back()).collect()
    }

    #[test]
    fn http_gains_a_request_timeout_and_retries_http2_only_the_timeout() {
        let http = ["requestTimeout", "streamIdleTimeout", "numRetries", "idleTimeout", "connectTimeout", "strictInboundPorts"];
        assert_eq!(names(Hint::Http, MeshVersion::V2_14), http);
        assert_eq!(names(Hint::Grpc, MeshVersion::V2_14), http);
        assert!(!names(Hint::Tcp, MeshVersion::V2_12).contains(&"strictInboundPorts"));
        assert!(!names(Hint::Http2, MeshVersion::V2_14).contains(&"numRetries"));
    }

    #[test]
    fn tcp_and_kafka_have_only_what_connections_have() {
        assert_eq!(names(Hint::Tcp, MeshVersion::V2_14), ["maxConnectAttempt", "idleTimeout", "connectTimeout", "strictInboundPorts"]);
        assert_eq!(names(Hint::Kafka, MeshVersion::V2_14), ["idleTimeout", "connectTimeout", "strictInboundPorts"]);
        assert_eq!(names(Hint::Tcp, MeshVersion::V3_0), ["idleTimeout", "connectTimeout", "strictInboundPorts"]);
    }
}
