//! U007: addresses that are legal and hardly meant. Knows nothing of those that are refused.

use std::net::IpAddr;

use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Says when the address of an instance looks like an IP address and is none (`192.168.0.999`, `10.0.0`), or is the machine itself.
    ///
    /// ## Why is this bad?
    /// Kuma takes the first for a DNS name that nobody can resolve, and the proxy vanishes from everybody's endpoints without a word.
    /// With a loopback address every other machine connects to itself.
    ///
    /// ## Use instead
    /// The address by which the other machines reach this one. On a single machine, for a trial, loopback is right.
    "U007" "suspicious-address" Warning: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let said = service.instances.iter().enumerate().filter_map(|(at, instance)| Some((at, words(&instance.address)?)));
    said.map(|(at, words)| RULE.at(Place::service(service, Field::InstanceAddress(at)), words)).collect()
}

fn words(address: &str) -> Option<String> {
    let numbers_and_dots = address.contains('.') && address.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match address.parse::<IpAddr>() {
        _ if is_loopback(address) => Some(format!("{address} is every machine's own: others cannot reach it there")),
        Ok(_) => None,
        Err(_) if numbers_and_dots => Some(format!("{address} looks like an IP address and is none")),
        Err(_) => None,
    }
}

/// Whether an address is one that every machine has for itself.
pub(super) fn is_loopback(address: &str) -> bool {
    address == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
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
    fn an_address_that_is_hardly_meant() {
        assert_eq!(said(&RULE, [at("192.168.0.999")]), ["192.168.0.999 looks like an IP address and is none"]);
        assert_eq!(said(&RULE, [at("10.0.0")]), ["10.0.0 looks like an IP address and is none"]);
        assert_eq!(said(&RULE, [at("127.0.0.1")]), ["127.0.0.1 is every machine's own: others cannot reach it there"]);
        assert_eq!(said(&RULE, [at("localhost")]).len(), 1);
    }

    #[test]
    fn an_address_that_is_meant() {
        for address in ["10.0.0.1", "web.example.com", "1.2.3.4.example.com", "fd00::1", ""] {
            assert!(said(&RULE, [at(address)]).is_empty(), "{address}");
        }
    }
}
