//! The protocol values that a control plane's parser knows, by version, and how a proxy serves each (`domain.md` §1.1, §1.2).
//! Knows nothing of where a value was found.

use super::{MeshVersion, Served};

/// A value that some version knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `tcp`.
    Tcp,
    /// `http`.
    Http,
    /// `http2`.
    Http2,
    /// `grpc`.
    Grpc,
    /// `kafka`, up to 2.14.
    Kafka,
    /// `tls`, known from 2.8 on and served by none.
    Tls,
    /// `mysql`, known from 2.10 on and served by none.
    MySql,
}

impl Value {
    const ALL: [Value; 7] = [Value::Tcp, Value::Http, Value::Http2, Value::Grpc, Value::Kafka, Value::Tls, Value::MySql];

    /// The value in lower case, as the control plane writes it.
    pub fn keyword(self) -> &'static str {
        match self {
            Value::Tcp => "tcp",
            Value::Http => "http",
            Value::Http2 => "http2",
            Value::Grpc => "grpc",
            Value::Kafka => "kafka",
            Value::Tls => "tls",
            Value::MySql => "mysql",
        }
    }

    /// What the parser of a version makes of a text: any case, no trimming, no aliases.
    pub fn parse(text: &str, version: MeshVersion) -> Option<Value> {
        let found = Value::ALL.into_iter().find(|value| value.keyword().eq_ignore_ascii_case(text))?;
        found.is_known(version).then_some(found)
    }

    fn is_known(self, version: MeshVersion) -> bool {
        match self {
            Value::Tcp | Value::Http | Value::Http2 | Value::Grpc => true,
            Value::Kafka => version != MeshVersion::V3_0,
            Value::Tls => version >= MeshVersion::V2_8,
            Value::MySql => version >= MeshVersion::V2_10,
        }
    }

    /// How an inbound of it is served. `Nothing` costs the proxy all of its listeners.
    pub fn served(self) -> Served {
        match self {
            Value::Http | Value::Http2 | Value::Grpc => Served::Http,
            Value::Tcp => Served::Tcp,
            Value::Kafka => Served::Kafka,
            Value::Tls | Value::MySql => Served::Nothing,
        }
    }

    /// What services of two endpoints have in common: the first of the one's stack that is in the other's.
    pub fn common(self, other: Value) -> Option<Value> {
        self.stack().iter().find(|value| other.stack().contains(value)).copied()
    }

    fn stack(self) -> &'static [Value] {
        match self {
            Value::Grpc => &[Value::Grpc, Value::Http2, Value::Tcp],
            Value::Http2 => &[Value::Http2, Value::Tcp],
            Value::Http => &[Value::Http, Value::Tcp],
            Value::Kafka => &[Value::Kafka, Value::Tcp],
            Value::Tls => &[Value::Tls, Value::Tcp],
            Value::Tcp => &[Value::Tcp],
            Value::MySql => &[Value::MySql],
        }
    }
}

/// How an inbound with this protocol is served by a version; one without, or with one that it does not know, is opaque.
pub fn served(protocol: Option<&str>, version: MeshVersion) -> Served {
    protocol.and_then(|protocol| Value::parse(protocol, version)).map_or(Served::Tcp, Value::served)
}

/// What a refusal offers instead.
pub(super) fn allowed(version: MeshVersion) -> &'static str {
    if version == MeshVersion::V3_0 { "grpc, http, http2, tcp" } else { "grpc, http, http2, kafka, tcp" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_know_what_the_table_says() {
        let known = |text, version| Value::parse(text, version).map(Value::keyword);
        assert_eq!(known("HTTP", MeshVersion::V2_5), Some("http"));
        assert_eq!(known(" http", MeshVersion::V2_14), None);
        assert_eq!((known("tls", MeshVersion::V2_7), known("tls", MeshVersion::V2_8)), (None, Some("tls")));
        assert_eq!((known("mysql", MeshVersion::V2_9), known("mysql", MeshVersion::V3_0)), (None, Some("mysql")));
        assert_eq!((known("kafka", MeshVersion::V2_14), known("kafka", MeshVersion::V3_0)), (Some("kafka"), None));
        assert_eq!(served(Some("kafka"), MeshVersion::V3_0), Served::Tcp);
    }

    #[test]
    fn endpoints_that_differ_have_in_common_what_both_can_carry() {
        let table = [
            (Value::Http, Value::Http2, Some(Value::Tcp)),
            (Value::Grpc, Value::Http2, Some(Value::Http2)),
            (Value::Http2, Value::Grpc, Some(Value::Http2)),
            (Value::Kafka, Value::Http, Some(Value::Tcp)),
            (Value::MySql, Value::MySql, Some(Value::MySql)),
            (Value::MySql, Value::Tcp, None),
        ];
        for (a, b, both) in table {
            assert_eq!(a.common(b), both, "{a:?} {b:?}");
        }
    }
}
