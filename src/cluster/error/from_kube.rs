//! From the client library's errors to ours: what a server's status, a broken connection or a refused certificate means to the user.
//! Knows nothing of what was asked.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::time::Duration;

use kube::core::Status;
use kube::core::response::{StatusCause, StatusDetails};
use rustls::CertificateError;

use super::{Error, TlsProblem};
use crate::cluster::Ownership;

impl Error {
    /// What an error of the client library means, said of the server that was asked.
    pub fn from_kube(error: kube::Error, server: &str) -> Error {
        let server = server.to_owned();
        match error {
            kube::Error::Api(status) => from_status(*status, server),
            // The words of the reader quote what it read, which may be anything.
            kube::Error::SerdeError(_) | kube::Error::FromUtf8(_) | kube::Error::LinesCodecMaxLineLengthExceeded => {
                Error::NotKubernetes { server, why: "its answer is not what was asked for".to_owned() }
            }
            // A proxy's address may hold a password.
            kube::Error::ProxyProtocolUnsupported { .. } | kube::Error::ProxyProtocolDisabled { .. } => {
                Error::Unreachable { server, why: "the proxy is neither http, https nor socks5".to_owned() }
            }
            kube::Error::RustlsTls(error) => Error::Tls { server, why: TlsProblem::Other(error.to_string()) },
            kube::Error::Auth(_) => Error::Unauthorized { server, why: "the credential of the kubeconfig cannot be used".to_owned() },
            other => from_transport(&other, server),
        }
    }
}

/// Where a connection broke: the deepest cause that says something to people.
pub(super) fn from_transport(error: &(dyn StdError + 'static), server: String) -> Error {
    let mut why = None;
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(own) = cause.downcast_ref::<Error>() {
            return own.clone();
        }
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Error::Tls { server, why: tls_problem(tls) };
        }
        if cause.to_string() == "dns error" {
            return Error::Unreachable { server, why: "its name is not known here".to_owned() };
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            why = Some(io_words(io));
        }
        // An io::Error passes over the very error that it holds.
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(held) => Some(held),
            None => cause.source(),
        };
    }
    Error::Unreachable { server, why: why.unwrap_or_else(|| deepest(error)) }
}

fn io_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
        ErrorKind::TimedOut => "it did not answer in time".to_owned(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
            "the connection was cut".to_owned()
        }
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "no network leads there".to_owned(),
        _ => deepest(error),
    }
}

fn deepest(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

fn tls_problem(error: &rustls::Error) -> TlsProblem {
    match error {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsProblem::UnknownAuthority,
            CertificateError::NotValidForName => TlsProblem::WrongName { names: Vec::new() },
            CertificateError::NotValidForNameContext { presented, .. } => {
                TlsProblem::WrongName { names: presented.iter().map(|name| plain_name(name)).collect() }
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYet,
            other => TlsProblem::Other(format!("the server's certificate is refused ({other:?})")),
        },
        // Only a peer that asks for a certificate complains of one.
        rustls::Error::AlertReceived(alert) => match alert {
            rustls::AlertDescription::BadCertificate
            | rustls::AlertDescription::CertificateExpired
            | rustls::AlertDescription::CertificateRevoked
            | rustls::AlertDescription::CertificateRequired
            | rustls::AlertDescription::CertificateUnknown
            | rustls::AlertDescription::UnknownCA
            | rustls::AlertDescription::UnsupportedCertificate => TlsProblem::OwnCertificate(format!("{alert:?}")),
            other => TlsProblem::Other(format!("the server ended the handshake ({other:?})")),
        },
        rustls::Error::InvalidMessage(_) => TlsProblem::Other("this port does not speak TLS".to_owned()),
        other => TlsProblem::Other(other.to_string()),
    }
}

/// `DnsName("kubernetes")` as people write it.
fn plain_name(name: &str) -> String {
    match (name.find('"'), name.rfind('"')) {
        (Some(first), Some(last)) if first < last => name.get(first + 1..last).unwrap_or(name).to_owned(),
        _ => name.to_owned(),
    }
}

fn from_status(status: Status, server: String) -> Error {
    let Status { code, message, reason, details, .. } = status;
    let what = details.as_ref().map_or_else(|| "such object".to_owned(), what);
    let causes = details.as_ref().map(|details| details.causes.as_slice()).unwrap_or_default();
    let retry_after = details.as_ref().map(|details| details.retry_after_seconds).filter(|&seconds| seconds > 0);
    let retry_after = retry_after.map(|seconds| Duration::from_secs(seconds.into()));
    match (code, reason.as_str()) {
        (401, _) => Error::Unauthorized { server, why: String::new() },
        (403, _) => forbidden(message),
        (404, _) => Error::NotFound { what },
        (409, "AlreadyExists") => Error::Stale { what },
        (409, _) => match conflicts(causes) {
            owners if owners.is_empty() => Error::Stale { what },
            owners => Error::Conflict { owners },
        },
        (410, _) => Error::Outdated { server },
        (422, _) => invalid(causes, message),
        // A webhook that changes more than the object cannot be asked without doing so.
        (400, _) if message.contains("does not support dry run") => Error::Refused { message },
        (400, _) => Error::Invalid { field: unknown_field(&message), message },
        // A server-side apply with an unknown field, or a port that stands twice.
        (500, _) if message.starts_with("failed to create typed patch object") => {
            Error::Invalid { field: unknown_field(&message), message }
        }
        // Of one object, or one namespace: the server itself is well.
        (500, _) if message.contains("failed calling webhook") => Error::Refused { message },
        (429, _) => Error::Busy { server, retry_after },
        _ => Error::Server { server, code, message },
    }
}

/// `service shop/web`, as far as a status says.
fn what(details: &StatusDetails) -> String {
    match (details.kind.as_str(), details.name.as_str()) {
        ("", "") => "such object".to_owned(),
        ("", name) => name.to_owned(),
        (kind, "") => kind.to_owned(),
        (kind, name) => format!("{kind} {name:?}"),
    }
}

/// The API server says `services "web" is forbidden: User "eve" cannot patch resource "services" in API group "" in the namespace "shop"`.
/// Whatever else forbids says so in words of its own: `admission webhook "x" denied the request: no`, `exceeded quota: services`.
fn forbidden(message: String) -> Error {
    let quoted = |after: &str| message.split_once(after).and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned);
    let Some((verb, resource)) = message.split_once("cannot ").and_then(|(_, rest)| rest.split_once(" resource \"")) else {
        return Error::Refused { message };
    };
    let resource = resource.split('"').next().unwrap_or_default();
    let what = match quoted("in the namespace \"") {
        Some(namespace) => format!("{resource} in namespace {namespace:?}"),
        None if message.contains("at the cluster scope") => format!("{resource} of the whole cluster"),
        None => resource.to_owned(),
    };
    let message = quoted("User \"").map(|user| format!("the server knows this user as {user:?}")).unwrap_or_default();
    Error::Forbidden { verb: verb.to_owned(), what, message }
}

/// Each cause names a manager in its words: `conflict with "helm" using v1`.
fn conflicts(causes: &[StatusCause]) -> Vec<Ownership> {
    let mut owners: Vec<Ownership> = Vec::new();
    for cause in causes.iter().filter(|cause| cause.reason == "FieldManagerConflict") {
        let manager = cause.message.split('"').nth(1).unwrap_or(&cause.message).to_owned();
        match owners.iter_mut().find(|owner| owner.manager == manager) {
            Some(owner) => owner.fields.push(cause.field.clone()),
            None => owners.push(Ownership { manager, fields: vec![cause.field.clone()] }),
        }
    }
    owners
}

fn invalid(causes: &[StatusCause], message: String) -> Error {
    match causes {
        [] => Error::Invalid { field: None, message },
        [first, others @ ..] => {
            let field = Some(first.field.clone()).filter(|field| !field.is_empty());
            let rest = others.iter().map(|cause| format!("; {}: {}", cause.field, cause.message));
            Error::Invalid { field, message: rest.fold(first.message.clone(), |words, more| words + &more) }
        }
    }
}

/// Strict validation says `strict decoding error: unknown field "spec.foo"`; server-side apply `.spec.foo: field not declared in schema`.
fn unknown_field(message: &str) -> Option<String> {
    match message.split_once("unknown field \"") {
        Some((_, rest)) => rest.split('"').next().map(str::to_owned),
        None => {
            let (before, _) = message.split_once(": field not declared in schema")?;
            before.split_whitespace().last().map(|field| field.trim_start_matches('.').to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(status: serde_json::Value) -> Error {
        let status = serde_json::from_value(status).unwrap();
        Error::from_kube(kube::Error::Api(Box::new(status)), "https://server")
    }

    #[test]
    fn forbidden_says_who_may_not_do_what_and_where() {
        let message =
            "services \"web\" is forbidden: User \"eve\" cannot patch resource \"services\" in API group \"\" in the namespace \"shop\"";
        let error = of(json!({"code": 403, "reason": "Forbidden", "message": message, "details": {"kind": "services", "name": "web"}}));
        let words = "not allowed to patch services in namespace \"shop\": the server knows this user as \"eve\" — ask whoever runs the cluster for the right";
        assert_eq!(error.to_string(), words);
    }

    #[test]
    fn forbidden_by_somebody_else_keeps_the_words() {
        let error = of(
            json!({"code": 403, "message": "admission webhook \"x\" denied the request: no", "details": {"kind": "services", "name": "web"}}),
        );
        let words = "the server does not let it pass: admission webhook \"x\" denied the request: no — see to that, or ask whoever runs the cluster";
        assert_eq!(error.to_string(), words);
    }

    #[test]
    fn a_conflict_groups_the_fields_by_owner() {
        let cause = |manager: &str, field: &str| json!({"reason": "FieldManagerConflict", "message": format!("conflict with {manager:?} using v1"), "field": field});
        let causes = json!([cause("helm", ".spec.a"), cause("kubectl", ".spec.b"), cause("helm", ".spec.c")]);
        let error = of(json!({"code": 409, "reason": "Conflict", "message": "Apply failed", "details": {"causes": causes}}));
        let owner = |manager: &str, fields: &[&str]| Ownership {
            manager: manager.to_owned(),
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
        };
        assert_eq!(error, Error::Conflict { owners: vec![owner("helm", &[".spec.a", ".spec.c"]), owner("kubectl", &[".spec.b"])] });
    }

    #[test]
    fn a_conflict_of_versions_is_stale() {
        let error = of(
            json!({"code": 409, "reason": "Conflict", "message": "the object has been modified", "details": {"kind": "services", "name": "web"}}),
        );
        assert_eq!(error.to_string(), "services \"web\" was changed by somebody else meanwhile — plan again");
    }

    #[test]
    fn an_invalid_object_names_the_field() {
        let causes = json!([{"reason": "FieldValueInvalid", "message": "Invalid value: 0", "field": "spec.ports[0].port"}]);
        let error = of(json!({"code": 422, "reason": "Invalid", "message": "long", "details": {"causes": causes}}));
        assert_eq!(error.to_string(), "the server refuses spec.ports[0].port: Invalid value: 0 — correct it in the design");
        let error = of(json!({"code": 400, "message": "strict decoding error: unknown field \"spec.foo\""}));
        assert!(matches!(&error, Error::Invalid { field: Some(field), .. } if field == "spec.foo"), "{error:?}");
    }

    #[test]
    fn too_much_to_do_says_how_long_to_wait() {
        let error = of(json!({"code": 429, "message": "slow down", "details": {"retryAfterSeconds": 3}}));
        assert_eq!(error, Error::Busy { server: "https://server".to_owned(), retry_after: Some(Duration::from_secs(3)) });
    }

    #[test]
    fn a_certificate_of_nobody_known_is_found_below_the_connection() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = kube::Error::Service(Box::new(io::Error::other(io::Error::other(tls))));
        let error = Error::from_kube(error, "https://server");
        assert_eq!(error, Error::Tls { server: "https://server".to_owned(), why: TlsProblem::UnknownAuthority });
    }

    #[test]
    fn refused_and_cut_connections_are_said_in_words() {
        let of = |kind| Error::from_kube(kube::Error::Service(Box::new(io::Error::from(kind))), "https://server");
        let unreachable = |why: &str| Error::Unreachable { server: "https://server".to_owned(), why: why.to_owned() };
        assert_eq!(of(ErrorKind::ConnectionRefused), unreachable("nothing listens there"));
        assert_eq!(of(ErrorKind::UnexpectedEof), unreachable("the connection was cut"));
    }
}
