//! Addresses as Go reads them: IP addresses, DNS names, the targets of HTTP requests.
//! Knows nothing of where they stand.

use std::net::IpAddr;

/// An address as `net.ParseIP` reads it: no zones, no leading zeros; an IPv4 address within IPv6 is that IPv4 address.
pub(super) fn ip(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Whether a text is an address or a name, as `govalidator` sees it (`domain.md` §3.3): nearly anything of letters, digits, hyphens,
/// underscores and dots.
pub(super) fn is_address(text: &str) -> bool {
    ip(text).is_some() || is_dns_name(text)
}

fn is_dns_name(text: &str) -> bool {
    let text = text.strip_suffix(['.', '_']).filter(|rest| is_parts(rest)).unwrap_or(text);
    text.bytes().filter(|byte| *byte != b'.').count() <= 255 && is_parts(text)
}

fn is_parts(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let part = |part: &str| (1..=63).contains(&part.len()) && !part.starts_with('-') && part.bytes().all(known);
    text.split('.').all(part)
}

/// Whether two addresses can meet on one machine: they are the same, or one of them is every address.
pub(super) fn overlap(a: Option<IpAddr>, b: Option<IpAddr>) -> bool {
    let every = |address: Option<IpAddr>| address.is_some_and(|address| address.is_unspecified());
    every(a) || every(b) || a == b
}

/// Whether `url.ParseRequestURI` takes it: an absolute path, or a URI with a scheme.
pub(super) fn is_request_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let rest = match scheme(text) {
        Scheme::Of(rest) => rest,
        Scheme::None => text,
        Scheme::Bad => return false,
    };
    let has_scheme = rest.len() != text.len();
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    if !rest.starts_with('/') {
        // What follows a scheme without a slash is opaque, and nobody looks at it.
        return has_scheme;
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) if has_scheme || !rest.starts_with("///") => {
            let at = after.find('/').unwrap_or(after.len());
            after.split_at_checked(at).map_or((None, rest), |(authority, path)| (Some(authority), path))
        }
        Some(_) | None => (None, rest),
    };
    authority.is_none_or(is_authority) && has_good_escapes(path)
}

enum Scheme<'t> {
    Of(&'t str),
    None,
    Bad,
}

fn scheme(text: &str) -> Scheme<'_> {
    for (at, c) in text.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at > 0 => return text.get(at + 1..).map_or(Scheme::None, Scheme::Of),
            ':' => return Scheme::Bad,
            _ => return Scheme::None,
        }
    }
    Scheme::None
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').map_or(("", text), |(user, host)| (user, host));
    let user_ok = user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) && has_good_escapes(user);
    let port_ok = |port: &str| port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let host_ok = if host.starts_with('[') {
        host.rfind(']').and_then(|end| host.get(end + 1..)).is_some_and(port_ok)
    } else {
        let name = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:[]<>\"".contains(c);
        host.rfind(':').and_then(|at| host.get(at..)).is_none_or(port_ok) && host.chars().all(name)
    };
    user_ok && host_ok
}

/// Every `%` has two hexadecimal digits after it.
fn has_good_escapes(text: &str) -> bool {
    let hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| *byte != b'%' || hex(bytes.get(at + 1)) && hex(bytes.get(at + 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_go_reads_them() {
        for good in ["10.0.0.1", "::1", "::ffff:10.0.0.1", "fd00::1"] {
            assert!(ip(good).is_some(), "{good}");
        }
        for bad in ["", "010.0.0.1", "10.0.0", "fe80::1%eth0", "10.0.0.1:80", "1.2.3.4."] {
            assert!(ip(bad).is_none(), "{bad}");
        }
        for good in ["localhost", "192.168.0.999", "my_host", "a.b.", "a_", "a._", "1.2.3.4."] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "-a", "a..b", "a b", "é", "10.0.0.1:80", "."] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(overlap(ip("127.0.0.1"), ip("0.0.0.0")) && overlap(ip("127.0.0.1"), ip("::ffff:127.0.0.1")));
        assert!(!overlap(ip("127.0.0.1"), ip("web")) && !overlap(ip("127.0.0.1"), ip("10.0.0.1")));
    }

    #[test]
    fn targets_of_requests() {
        for good in ["/", "/a b", "/a?b=%", "http://a", "a:b", "*", "//a/b", "/%41", "mailto:x y"] {
            assert!(is_request_uri(good), "{good}");
        }
        for bad in ["", "a", "a/b", ":a", "/%", "/%4", "/\n", "?a", "1:a"] {
            assert!(!is_request_uri(bad), "{bad}");
        }
    }
}
