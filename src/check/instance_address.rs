//! U006: addresses of instances. Knows nothing of what is odd but legal.

use std::net::IpAddr;

use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the address of every instance, as the control plane does: an IP address or a DNS name.
    ///
    /// ## Why is this bad?
    /// The control plane refuses the Dataplane.
    ///
    /// ## Use instead
    /// The address by which the other machines reach this one, such as `192.168.0.1`.
    "U006" "instance-address" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let said = service.instances.iter().enumerate().filter_map(|(at, instance)| Some((at, words(&instance.address)?)));
    said.map(|(at, words)| RULE.at(Place::service(service, Field::InstanceAddress(at)), words)).collect()
}

fn words(address: &str) -> Option<&'static str> {
    match address {
        "" => Some("address can't be empty"),
        "0.0.0.0" | "::" => Some("must not be 0.0.0.0 or ::"),
        address if address.parse::<IpAddr>().is_ok() || is_dns_name(address) => None,
        _ => Some("address has to be valid IP address or domain name"),
    }
}

/// What Kuma takes for a DNS name (`domain.md` §3.3): nearly anything of letters, digits, hyphens, underscores and dots.
fn is_dns_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let part = |part: &str| (1..=63).contains(&part.len()) && !part.starts_with('-') && part.bytes().all(known);
    text.bytes().filter(|byte| *byte != b'.').count() <= 255 && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};
    use crate::design::Instance;

    fn at(address: &str) -> Service {
        Service { instances: vec![Instance { address: address.into(), ..web().instances[0].clone() }], ..web() }
    }

    #[test]
    fn an_address_that_kuma_refuses() {
        assert_eq!(said(&RULE, [at("")]), ["address can't be empty"]);
        assert_eq!(said(&RULE, [at("::")]), ["must not be 0.0.0.0 or ::"]);
        for address in ["10.0.0.1:80", "my host", "-a", "a..b"] {
            assert_eq!(said(&RULE, [at(address)]), ["address has to be valid IP address or domain name"], "{address}");
        }
    }

    #[test]
    fn an_address_that_kuma_takes() {
        for address in ["192.168.0.1", "fd00::1", "web.example.com", "my_host", "192.168.0.999", "web.example.com."] {
            assert!(said(&RULE, [at(address)]).is_empty(), "{address}");
        }
    }
}
