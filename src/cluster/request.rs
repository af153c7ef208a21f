//! Requests as values: which address, and which bytes. Paths are built by hand, so a Service costs no discovery.
//! Knows nothing of connections, of answers, or of when to send what.

use std::fmt;

use http::Method;
use kube::client::Body;
use ring::digest;
use serde_json::{Value, json};

use super::{Kind, Object};

/// The longest name of a field manager that servers take.
const LONGEST_MANAGER: usize = 128;

/// What no object has: an object sent with it comes to be, and is refused when there is one already.
const NOT_THERE: &str = "1";

/// Where servers say who may do what.
const REVIEWS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/// What the name of each of our field managers begins with.
const OURS: &str = "portolan:";

/// Under whose name the fields of a design are owned: `portolan:<design name>`, cut to what servers take.
pub fn manager(design: &str) -> String {
    let name = format!("{OURS}{design}");
    let plain: String = name.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    if plain == name && name.len() <= LONGEST_MANAGER {
        return name;
    }
    // Names that would be cut alike stay apart by what they were.
    let tail = format!("-{}", digest_of(&[name.as_bytes()]).chars().take(8).collect::<String>());
    let head: String = plain.chars().take(LONGEST_MANAGER - tail.len()).collect();
    head + &tail
}

/// The design whose fields a manager owns, if it is one of ours.
pub(super) fn design_of(manager: &str) -> Option<&str> {
    manager.strip_prefix(OURS)
}

/// The digest of some parts. Each goes in with its length before it, or two parts could be read as other two.
pub(super) fn digest_of(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One request, as it goes over the wire.
#[derive(Clone, PartialEq)]
pub(super) struct Request {
    method: Method,
    /// With its query.
    path: String,
    content: &'static str,
    body: Vec<u8>,
}

/// Whether fields that others own are taken from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    No,
    TakeOver,
}

impl Request {
    pub(super) fn read(object: &Object) -> Request {
        Request { method: Method::GET, path: path(object), content: "application/json", body: Vec::new() }
    }

    /// One page of the Services of a namespace.
    pub(super) fn list(namespace: &str, from: &str) -> Request {
        let path = format!("/api/v1/namespaces/{}/services?limit=500&continue={}", escaped(namespace), escaped(from));
        Request { method: Method::GET, path, content: "application/json", body: Vec::new() }
    }

    /// A server-side apply of a body to what lives at exactly this version.
    pub(super) fn apply(object: &Object, manager: &str, body: &Value, live: Option<&Value>, force: Force) -> Request {
        let force = match force {
            Force::No => "",
            Force::TakeOver => "&force=true",
        };
        let path = format!("{}?fieldManager={}&fieldValidation=Strict{force}", path(object), escaped(manager));
        let mut body = body.clone();
        if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut) {
            let version = live.map_or(NOT_THERE, |live| text(live, "/metadata/resourceVersion"));
            metadata.insert("resourceVersion".to_owned(), json!(version));
            // What was deleted meanwhile must not come to be again by its hints alone.
            live.map(|live| metadata.insert("uid".to_owned(), json!(text(live, "/metadata/uid"))));
        }
        Request { method: Method::PATCH, path, content: "application/apply-patch+yaml", body: body.to_string().into_bytes() }
    }

    /// Creates an object that must not be there: all that the right to create it is needed for.
    pub(super) fn create(object: &Object, manager: &str, body: &Value) -> Request {
        let collection = match object.kind {
            Kind::Namespace => "/api/v1/namespaces".to_owned(),
            Kind::Service => format!("/api/v1/namespaces/{}/services", escaped(&object.namespace)),
        };
        let path = format!("{collection}?fieldManager={}&fieldValidation=Strict", escaped(manager));
        Request { method: Method::POST, path, content: "application/json", body: body.to_string().into_bytes() }
    }

    /// Deletes exactly this object at exactly this version.
    pub(super) fn delete(object: &Object, live: &Value) -> Request {
        let preconditions = json!({"uid": text(live, "/metadata/uid"), "resourceVersion": text(live, "/metadata/resourceVersion")});
        let body = json!({"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background", "preconditions": preconditions});
        Request { method: Method::DELETE, path: path(object), content: "application/json", body: body.to_string().into_bytes() }
    }

    /// Asks whether this user may do something: in a namespace, or in the whole cluster where that is empty; to one object, or to all of the
    /// kind where the name is empty.
    pub(super) fn review(verb: &str, resource: &str, (namespace, name): (&str, &str)) -> Request {
        let attributes = json!({"verb": verb, "resource": resource, "namespace": namespace, "name": name});
        let body =
            json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}});
        Request { method: Method::POST, path: REVIEWS.to_owned(), content: "application/json", body: body.to_string().into_bytes() }
    }

    /// The same, of which the server keeps nothing.
    pub(super) fn dry_run(&self) -> Request {
        if self.is_delete() {
            // Where a delete has a body, servers read nothing of its address: said only there, the dry run would be a real one.
            let mut options: Value = serde_json::from_slice(&self.body).unwrap_or_default();
            if let Some(options) = options.as_object_mut() {
                options.insert("dryRun".to_owned(), json!(["All"]));
            }
            return Request { path: format!("{}?dryRun=All", self.path), body: options.to_string().into_bytes(), ..self.clone() };
        }
        Request { path: format!("{}&dryRun=All", self.path), ..self.clone() }
    }

    pub(super) fn http(&self) -> Result<http::Request<Body>, http::Error> {
        http::Request::builder()
            .method(self.method.clone())
            .uri(&self.path)
            .header(http::header::CONTENT_TYPE, self.content)
            .header(http::header::ACCEPT, "application/json")
            .body(Body::from(self.body.clone()))
    }

    /// Whether the server is as it was, however often this is sent.
    pub(super) fn changes_nothing(&self) -> bool {
        self.method == Method::GET || self.path == REVIEWS || self.path.ends_with("dryRun=All")
    }

    pub(super) fn is_delete(&self) -> bool {
        self.method == Method::DELETE
    }
}

/// What a body holds may be long; where it goes says enough.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}

/// A text somewhere in an object; empty where there is none.
pub(super) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn path(object: &Object) -> String {
    match object.kind {
        Kind::Namespace => format!("/api/v1/namespaces/{}", escaped(&object.name)),
        Kind::Service => format!("/api/v1/namespaces/{}/services/{}", escaped(&object.namespace), escaped(&object.name)),
    }
}

/// A part of a path or a query: a name may hold anything while a design is being written.
fn escaped(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || byte == b'.';
    // A part that is nothing but dots would be taken for a folder.
    let dots = part.bytes().all(|byte| byte == b'.');
    let one = |byte: u8| if plain(byte) && !dots { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    part.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(request: &Request) -> Value {
        serde_json::from_slice(&request.body).unwrap()
    }

    fn web() -> Object {
        Object { kind: Kind::Service, namespace: "shop".to_owned(), name: "web".to_owned() }
    }

    #[test]
    fn an_apply_is_bound_to_the_version_that_was_read() {
        let live = json!({"metadata": {"resourceVersion": "42", "uid": "u"}});
        let request = Request::apply(&web(), &manager("my shop"), &json!({"metadata": {"name": "web"}}), Some(&live), Force::No);
        let path = "/api/v1/namespaces/shop/services/web?fieldManager=portolan%3Amy%20shop&fieldValidation=Strict";
        assert_eq!(request.path, path);
        assert_eq!(body(&request), json!({"metadata": {"name": "web", "resourceVersion": "42", "uid": "u"}}));
        assert_eq!(request.dry_run().path, format!("{path}&dryRun=All"));
        assert_eq!(request.dry_run().body, request.body);
    }

    #[test]
    fn only_a_real_write_changes_something() {
        let (body, live) = (json!({"metadata": {}}), json!({"metadata": {}}));
        let writes = [
            Request::apply(&web(), "dryRun=All", &body, None, Force::No),
            Request::create(&web(), "m", &body),
            Request::delete(&web(), &live),
        ];
        for write in writes {
            assert!(!write.changes_nothing() && write.dry_run().changes_nothing(), "{write:?}");
        }
        assert!(Request::read(&web()).changes_nothing() && Request::review("get", "services", ("shop", "")).changes_nothing());
    }

    #[test]
    fn what_is_to_be_created_must_not_be_there() {
        let request = Request::apply(&web(), "m", &json!({"metadata": {"name": "web"}}), None, Force::TakeOver);
        assert_eq!(body(&request), json!({"metadata": {"name": "web", "resourceVersion": "1"}}));
        assert!(request.path.ends_with("&force=true"));
    }

    #[test]
    fn no_name_leaves_its_place_in_the_path() {
        let object = Object { name: "../a?b".to_owned(), ..web() };
        assert_eq!(path(&object), "/api/v1/namespaces/shop/services/..%2Fa%3Fb");
        assert_eq!(path(&Object { name: "..".to_owned(), ..web() }), "/api/v1/namespaces/shop/services/%2E%2E");
    }

    #[test]
    fn managers_are_short_printable_and_stay_apart() {
        assert_eq!(manager("shop"), "portolan:shop");
        let long = manager(&"x".repeat(200));
        assert_eq!(long.len(), 128);
        assert_ne!(long, manager(&"x".repeat(201)));
        assert!(manager("größe").is_ascii() && manager("größe") != manager("gröe"));
    }
}
