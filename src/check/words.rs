//! What Kubernetes and Kuma say of a word they refuse: their own syntax, in their own words.
//! Knows nothing of designs. The words are those of Kubernetes 1.36 (`apimachinery/pkg/util/validation`) and `domain.md` §3.

/// `IsDNS1035Label`: the name of a Service.
pub fn dns_1035_label(text: &str) -> Vec<String> {
    let mut said = too_long(text, 63, "characters");
    if !is_dns_1035_label(text) {
        said.push(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with \
             an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        );
    }
    said
}

/// Whether it has the shape of a DNS-1035 label, its length aside.
pub fn is_dns_1035_label(text: &str) -> bool {
    is_dns_1123_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// `IsDNS1123Label`: a namespace, a port's name.
pub fn dns_1123_label(text: &str) -> Vec<String> {
    let mut said = too_long(text, 63, "characters");
    if is_dns_1123_label(text) {
        return said;
    }
    said.push(if is_dns_1123_subdomain(text) {
        "must not contain dots".to_owned()
    } else {
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric \
         character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            .to_owned()
    });
    said
}

/// `IsDNS1123Subdomain`: an external name.
pub fn dns_1123_subdomain(text: &str) -> Vec<String> {
    subdomain(text, "characters")
}

fn subdomain(text: &str, unit: &str) -> Vec<String> {
    let mut said = too_long(text, 253, unit);
    if !is_dns_1123_subdomain(text) {
        said.push(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an \
             alphanumeric character (e.g. 'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
                .to_owned(),
        );
    }
    said
}

/// Whether it has the shape of an RFC 1123 subdomain, its length aside. It is also Kuma's shape of a Dataplane's name.
pub fn is_dns_1123_subdomain(text: &str) -> bool {
    text.split('.').all(is_dns_1123_label)
}

fn is_dns_1123_label(text: &str) -> bool {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    all_with_ends(text, |byte| lower(byte) || byte == b'-', lower)
}

/// `IsLabelKey`: the key of a label, of a selector; of an annotation in lower case.
pub fn label_key(key: &str) -> Vec<String> {
    const WORDS: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character \
                         (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
                         '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    let mut said = Vec::new();
    let name = match key.split('/').collect::<Vec<_>>().as_slice() {
        [name] => *name,
        [prefix, name] => {
            if prefix.is_empty() {
                said.push("prefix part must be non-empty".to_owned());
            } else {
                said.extend(subdomain(prefix, "bytes").iter().map(|words| format!("prefix part {words}")));
            }
            *name
        }
        _ => return vec![format!("a valid label key {WORDS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')")],
    };
    if name.is_empty() {
        said.push("name part must be non-empty".to_owned());
    }
    said.extend(too_long(name, 63, "bytes").iter().map(|words| format!("name part {words}")));
    if !is_label_word(name) {
        said.push(format!("name part {WORDS}"));
    }
    said
}

/// `IsLabelValue`: the value of a label, of a selector.
pub fn label_value(value: &str) -> Vec<String> {
    let mut said = too_long(value, 63, "bytes");
    if !value.is_empty() && !is_label_word(value) {
        said.push(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an \
             alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is \
             '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                .to_owned(),
        );
    }
    said
}

fn is_label_word(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    all_with_ends(text, inner, |byte| byte.is_ascii_alphanumeric())
}

/// `IsValidPortName`: a named target port.
pub fn port_name(name: &str) -> Vec<String> {
    let mut said = too_long(name, 15, "characters");
    let mut say = |wrong: bool, words: &str| {
        if wrong {
            said.push(words.to_owned());
        }
    };
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    say(name.is_empty() || !name.bytes().all(known), "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    say(!name.bytes().any(|byte| byte.is_ascii_lowercase()), "must contain at least one letter (a-z)");
    say(name.contains("--"), "must not contain consecutive hyphens");
    say(name.starts_with('-') || name.ends_with('-'), "must not begin or end with a hyphen");
    said
}

/// What Kubernetes says of a number that is no port.
pub const PORT_RANGE: &str = "must be between 1 and 65535, inclusive";

/// What Kuma says of a number that is no port.
pub const KUMA_PORT_RANGE: &str = "port must be in the range [1, 65535]";

/// Whether a number can be a port.
pub fn is_port(number: u32) -> bool {
    (1..=65535).contains(&number)
}

/// What Kuma says of the key of a tag (`domain.md` §3.4).
pub fn tag_key(key: &str) -> Option<&'static str> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:/".contains(&byte);
    if key.is_empty() {
        Some("tag name must be non-empty")
    } else if key.bytes().all(known) {
        None
    } else {
        Some("tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores")
    }
}

/// What Kuma says of the value of a tag (`domain.md` §3.4).
pub fn tag_value(value: &str) -> Option<&'static str> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    if value.is_empty() {
        Some("tag value must be non-empty")
    } else if value.bytes().all(known) {
        None
    } else {
        Some("tag value must consist of alphanumeric characters, dots, dashes and underscores")
    }
}

/// What Kuma says of the name of a mesh (`domain.md` §3.5).
pub fn mesh_name(name: &str) -> Vec<&'static str> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    let shape = "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols.";
    kuma_name(name, name.bytes().all(known), shape)
}

/// What Kuma says of the name of a Dataplane (`domain.md` §3.5).
pub fn dataplane_name(name: &str) -> Vec<&'static str> {
    let shape = "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
                 must start and end with an alphanumeric character";
    kuma_name(name, is_dns_1123_subdomain(name), shape)
}

fn kuma_name(name: &str, has_shape: bool, shape: &'static str) -> Vec<&'static str> {
    if name.is_empty() {
        return vec!["cannot be empty"];
    }
    let too_long = (name.len() > 253).then_some("value length must less or equal 253");
    too_long.into_iter().chain((!has_shape).then_some(shape)).collect()
}

/// Kubernetes says "characters" in its older half and "bytes" in its newer.
fn too_long(text: &str, most: usize, unit: &str) -> Vec<String> {
    if text.len() > most { vec![format!("must be no more than {most} {unit}")] } else { Vec::new() }
}

/// Whether every byte is known and the first and the last are good for an end.
fn all_with_ends(text: &str, known: impl Fn(u8) -> bool, end: impl Fn(u8) -> bool) -> bool {
    let ends = text.bytes().next().zip(text.bytes().next_back());
    ends.is_some_and(|(first, last)| end(first) && end(last)) && text.bytes().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_refused_as_kubernetes_refuses_them() {
        assert!(dns_1035_label("web-1").is_empty());
        assert_eq!(dns_1035_label(&"a".repeat(64)), ["must be no more than 63 characters"]);
        assert!(dns_1035_label("1web")[0].starts_with("a DNS-1035 label must consist of"));
        assert_eq!(dns_1123_label("a.b"), ["must not contain dots"]);
        assert!(dns_1123_label("1web").is_empty());
        assert!(dns_1123_label("").len() == 1 && dns_1123_label("-a").len() == 1);
        assert_eq!(port_name("8080"), ["must contain at least one letter (a-z)"]);
        assert_eq!(port_name("http--web-"), ["must not contain consecutive hyphens", "must not begin or end with a hyphen"]);
        assert_eq!(port_name("a-very-long-name"), ["must be no more than 15 characters"]);
        for key in ["app", "app.kubernetes.io/name", "8080.service.kuma.io/protocol", "A_b"] {
            assert!(label_key(key).is_empty(), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "a b", "Example.com/a"] {
            assert!(!label_key(key).is_empty(), "{key}");
        }
        assert!(label_value("").is_empty() && label_value("v1.2_3").is_empty() && !label_value("a b").is_empty());
    }

    #[test]
    fn words_are_refused_as_kuma_refuses_them() {
        assert_eq!(tag_key(""), Some("tag name must be non-empty"));
        assert_eq!((tag_key("kuma.io/service"), tag_value("a:b")), (None, None));
        assert!(tag_key("a b").is_some() && tag_value("a/b").is_some());
        assert_eq!(mesh_name(""), ["cannot be empty"]);
        assert!(mesh_name("my_mesh.1").is_empty() && !mesh_name("Mesh").is_empty());
        assert!(dataplane_name("web-01.eu").is_empty() && !dataplane_name("web_01").is_empty());
        assert_eq!(dataplane_name(&"a".repeat(254)), ["value length must less or equal 253"]);
    }
}
