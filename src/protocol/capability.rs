//! What each policy can do with a port, by the hint it is served as and by version (`domain.md` §5.2).
//! Knows nothing of what a mesh has by default, nor of ports.

use super::{Hint, MeshVersion};

/// How much of a policy works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// Nothing of it.
    Nothing,
    /// Some of it.
    Partly,
    /// All of it.
    Full,
}

impl Extent {
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Extent::Nothing => "nothing",
            Extent::Partly => "partly",
            Extent::Full => "full",
        }
    }
}

/// What a policy is for: rows of one purpose stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Who may talk, and encrypted how.
    Security,
    /// What is seen of the traffic.
    Sight,
    /// Where requests go.
    Routing,
    /// What happens when something is slow or down.
    Resilience,
    /// What an app may speak.
    Bytes,
    /// What leaves the mesh.
    Outside,
    /// The policies of source and destination, gone in 3.0.
    Legacy,
}

impl Purpose {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Purpose::Security => "Security",
            Purpose::Sight => "Sight",
            Purpose::Routing => "Routing",
            Purpose::Resilience => "Resilience",
            Purpose::Bytes => "What the app may speak",
            Purpose::Outside => "Beyond the mesh",
            Purpose::Legacy => "Legacy policies",
        }
    }
}

/// One row of the matrix: a policy, or a part of one.
#[derive(Debug)]
pub struct Capability {
    /// What it is for.
    pub purpose: Purpose,
    /// The policy, or what the app does.
    pub name: &'static str,
    /// The exact rule, with what happens.
    pub rule: &'static str,
    /// The first version that has it.
    pub since: MeshVersion,
    /// The last version that has it.
    pub until: MeshVersion,
    /// By hint, in the order of [`Hint::ALL`].
    cells: [Cell; 5],
}

/// How much of a policy works for one hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How much.
    pub extent: Extent,
    /// What of it, where that needs a word.
    pub note: &'static str,
    /// The first version for which it holds; before, it is nothing.
    pub since: MeshVersion,
}

const fn cell(extent: Extent, note: &'static str) -> Cell {
    Cell { extent, note, since: MeshVersion::V2_5 }
}

const F: Cell = cell(Extent::Full, "");
const N: Cell = cell(Extent::Nothing, "");

const fn full(note: &'static str) -> Cell {
    cell(Extent::Full, note)
}

const fn part(note: &'static str) -> Cell {
    cell(Extent::Partly, note)
}

/// HTTP, HTTP/2 and gRPC, and nobody else.
const REQUESTS: [Cell; 5] = [N, F, F, F, N];
const ALL: [Cell; 5] = [F; 5];
const BYTES: Cell = part("connections, bytes");

const fn row(purpose: Purpose, name: &'static str, cells: [Cell; 5], rule: &'static str) -> Capability {
    Capability { purpose, name, rule, since: MeshVersion::V2_5, until: MeshVersion::V3_0, cells }
}

/// Up to the version before 3.0, which has only the policies that begin with `Mesh`.
const fn legacy(name: &'static str, cells: [Cell; 5], rule: &'static str) -> Capability {
    Capability { until: MeshVersion::V2_14, ..row(Purpose::Legacy, name, cells, rule) }
}

use Purpose::{Bytes, Legacy, Outside, Resilience, Routing, Security, Sight};

/// The matrix, in the order it is read.
pub const CAPABILITIES: &[Capability] = &[
    row(Security, "mTLS, MeshTLS, MeshIdentity", ALL, "Independent of the protocol"),
    row(
        Security,
        "MeshTrafficPermission",
        ALL,
        "A refused client of tcp and kafka sees the connection closed, of HTTP and gRPC a 403 “RBAC: access denied” (2.6 and later)",
    ),
    row(
        Sight,
        "MeshMetric",
        [BYTES, F, F, full("and by method"), part("and broker stats")],
        "tcp: connections and bytes. HTTP and gRPC: requests, codes, latency; grpc adds statistics by method, kafka those of the broker",
    ),
    row(
        Sight,
        "MeshAccessLog",
        [BYTES, F, F, F, BYTES],
        "HTTP and gRPC log method, path, code, duration and user agent; tcp and kafka bytes and duration, with - for the rest",
    ),
    row(Sight, "MeshTrace", REQUESTS, "Only where the proxy reads requests"),
    row(Routing, "MeshHTTPRoute", REQUESTS, "Only where the proxy reads requests"),
    row(
        Routing,
        "MeshTCPRoute",
        [F, part("without HTTP route"), part("without HTTP route"), part("without HTTP route"), F],
        "On http, http2 and grpc it is used only where no MeshHTTPRoute applies",
    ),
    row(
        Routing,
        "MeshLoadBalancingStrategy",
        ALL,
        "Algorithm and locality work for every protocol: by connection for tcp and kafka, by request for the others",
    ),
    row(Routing, "… hashPolicies", REQUESTS, "They are set on HTTP routes only"),
    row(
        Resilience,
        "MeshRetry",
        [part("connecting"), F, N, F, N],
        "http reads the http section, grpc the grpc section, tcp maxConnectAttempt; http2 and kafka read nothing: no retries at all",
    ),
    row(Resilience, "MeshTimeout connect", ALL, "connectTimeout works for every protocol"),
    row(
        Resilience,
        "MeshTimeout idle",
        [F, F, F, part("inbound listener"), F],
        "idleTimeout: for grpc it is set on the listener, not on the cluster",
    ),
    row(Resilience, "MeshTimeout request, stream idle", REQUESTS, "http.requestTimeout, streamIdleTimeout and requestHeadersTimeout"),
    row(
        Resilience,
        "MeshTimeout max stream, connection",
        [N, F, F, N, N],
        "http.maxStreamDuration and maxConnectionDuration are set on clusters of http and http2 only",
    ),
    row(
        Resilience,
        "MeshHealthCheck http",
        [N, F, F, N, N],
        "http and http2 fall back to the tcp section only where the http section says disabled: true",
    ),
    row(
        Resilience,
        "MeshHealthCheck grpc",
        [N, N, N, F, N],
        "grpc falls back to the tcp section only where the grpc section says disabled: true",
    ),
    row(
        Resilience,
        "MeshHealthCheck tcp",
        [F, part("fallback"), part("fallback"), part("fallback"), N],
        "HTTP and gRPC use it only where their own section says disabled: true; kafka never",
    ),
    row(Resilience, "MeshCircuitBreaker maxConnections", ALL, "The limit of connections works for every protocol"),
    row(
        Resilience,
        "MeshCircuitBreaker requests, retries",
        REQUESTS,
        "maxRequests, maxPendingRequests and maxRetries matter only where the proxy reads requests",
    ),
    row(
        Resilience,
        "MeshCircuitBreaker outliers",
        [part("connecting"), F, F, F, part("connecting")],
        "tcp and kafka: only failures to connect. A gRPC status is taken as the HTTP code it maps to",
    ),
    row(Resilience, "MeshRateLimit http", REQUESTS, "local.http counts requests"),
    row(Resilience, "MeshRateLimit tcp", ALL, "local.tcp counts connections: a network filter that every protocol has"),
    row(
        Resilience,
        "MeshFaultInjection",
        [N, F, F, Cell { since: MeshVersion::V2_10, ..F }, N],
        "Delays, aborts and bandwidth of requests; grpc from 2.10",
    ),
    row(Bytes, "WebSocket", [F, N, N, N, N], "No version configures an HTTP upgrade: anything but tcp refuses it"),
    row(Bytes, "TLS by the app, end to end", [F, N, N, N, N], "Bytes that the app encrypts are not HTTP any more: only tcp carries them"),
    row(Outside, "MeshProxyPatch", ALL, "Raw Envoy configuration"),
    Capability {
        since: MeshVersion::V2_8,
        ..row(Outside, "MeshExternalService", [F, F, F, F, N], "match.protocol takes tcp, grpc, http and http2")
    },
    Capability {
        since: MeshVersion::V2_8,
        ..row(Outside, "MeshPassthrough", [F, F, F, F, N], "protocol has a list of its own: tls too, and mysql from 2.10")
    },
    Capability { until: MeshVersion::V2_9, ..row(Legacy, "FaultInjection", [N, F, F, N, N], "HTTP only; from 2.10 it configures nothing") },
    legacy("RateLimit", REQUESTS, "HTTP only; gone in 3.0"),
    legacy("TrafficLog", [BYTES, F, F, F, BYTES], "As MeshAccessLog; gone in 3.0"),
    legacy("TrafficTrace", REQUESTS, "As MeshTrace; gone in 3.0"),
    legacy("Retry", [part("connecting"), F, N, F, N], "As MeshRetry; gone in 3.0"),
    legacy("Timeout", [part("connect, idle"), F, F, F, part("connect, idle")], "As MeshTimeout; gone in 3.0"),
    legacy("HealthCheck", [part("tcp section"), F, F, F, N], "As MeshHealthCheck; gone in 3.0"),
];

impl Capability {
    /// Whether a version has it at all. One file for all of them meets those that do.
    pub fn is_in(&self, version: MeshVersion) -> bool {
        version == MeshVersion::Portable || (self.since..=self.until).contains(&version)
    }

    /// How much of it works for a hint. `portable` can rely on what holds everywhere only.
    pub fn of(&self, hint: Hint, version: MeshVersion) -> Cell {
        let [tcp, http, http2, grpc, kafka] = self.cells;
        let cell = match hint {
            Hint::Tcp => tcp,
            Hint::Http => http,
            Hint::Http2 => http2,
            Hint::Grpc => grpc,
            Hint::Kafka => kafka,
        };
        let everywhere = (self.since, self.until, cell.since) == (MeshVersion::V2_5, MeshVersion::V3_0, MeshVersion::V2_5);
        let known = hint != Hint::Kafka || version.knows_kafka();
        if !self.is_in(version) || !known || version < cell.since {
            N
        } else if version == MeshVersion::Portable && !everywhere && cell.extent == Extent::Full {
            Cell { extent: Extent::Partly, note: "not every version", ..cell }
        } else {
            cell
        }
    }
}

/// The rows that a version has.
pub fn capabilities(version: MeshVersion) -> impl Iterator<Item = &'static Capability> {
    CAPABILITIES.iter().filter(move |row| row.is_in(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use MeshVersion::*;

    fn extents(name: &str, version: MeshVersion) -> String {
        let row = CAPABILITIES.iter().find(|row| row.name == name).unwrap();
        let sign = |hint| match row.of(hint, version).extent {
            Extent::Full => '+',
            Extent::Partly => '~',
            Extent::Nothing => '-',
        };
        Hint::ALL.into_iter().map(sign).collect()
    }

    /// The lines of `domain.md` §5.2, tcp http http2 grpc kafka.
    #[test]
    fn the_matrix_is_that_of_2_14() {
        let lines = "mTLS, MeshTLS, MeshIdentity +++++|MeshTrafficPermission +++++|MeshMetric ~+++~|MeshAccessLog ~+++~|MeshTrace -+++-|\
            MeshHTTPRoute -+++-|MeshTCPRoute +~~~+|MeshRetry ~+-+-|MeshTimeout connect +++++|MeshTimeout idle +++~+|\
            MeshTimeout request, stream idle -+++-|MeshTimeout max stream, connection -++--|MeshHealthCheck http -++--|\
            MeshHealthCheck grpc ---+-|MeshHealthCheck tcp +~~~-|MeshFaultInjection -+++-|MeshRateLimit http -+++-|MeshRateLimit tcp +++++|\
            MeshCircuitBreaker outliers ~+++~|MeshCircuitBreaker maxConnections +++++|MeshCircuitBreaker requests, retries -+++-|\
            MeshLoadBalancingStrategy +++++|… hashPolicies -+++-|MeshProxyPatch +++++|WebSocket +----|\
            TLS by the app, end to end +----|MeshExternalService ++++-|MeshPassthrough ++++-|RateLimit -+++-|TrafficLog ~+++~";
        for line in lines.split('|') {
            let (name, expected) = line.rsplit_once(' ').unwrap();
            assert_eq!(extents(name, V2_14), expected, "{name}");
        }
    }

    #[test]
    fn versions_are_columns() {
        assert_eq!(extents("MeshFaultInjection", V2_9), "-++--");
        assert_eq!(extents("MeshFaultInjection", V2_10), "-+++-");
        assert_eq!(extents("MeshFaultInjection", Portable), "-++~-");
        assert_eq!(extents("MeshTCPRoute", V3_0), "+~~~-");
        assert_eq!(extents("mTLS, MeshTLS, MeshIdentity", V3_0), "++++-");
        let names = |version| capabilities(version).map(|row| row.name).collect::<Vec<_>>();
        assert!(names(V2_5).contains(&"FaultInjection") && !names(V2_10).contains(&"FaultInjection"));
        assert!(names(V2_14).contains(&"Retry") && !names(V3_0).contains(&"Retry"));
        assert!(!names(V2_7).contains(&"MeshPassthrough") && names(V2_8).contains(&"MeshPassthrough"));
    }

    #[test]
    fn http2_has_no_retries_and_kafka_has_less_than_tcp() {
        assert_eq!(extents("MeshRetry", V2_14), "~+-+-");
        let of = |row: &Capability, hint| row.of(hint, V2_14).extent;
        let least = CAPABILITIES.iter().filter(|row| row.name != "MeshMetric");
        assert!(least.clone().all(|row| of(row, Hint::Kafka) <= of(row, Hint::Tcp)));
        assert!(least.clone().any(|row| of(row, Hint::Kafka) < of(row, Hint::Tcp)));
    }

    #[test]
    fn every_row_says_its_rule_and_no_name_is_there_twice() {
        let mut names: Vec<_> = CAPABILITIES.iter().map(|row| row.name).collect();
        assert!(CAPABILITIES.iter().all(|row| !row.rule.is_empty() && !row.rule.ends_with('.')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CAPABILITIES.len());
    }
}
