//! Which proxy leads to a server: the one of the kubeconfig, else the one that the surroundings want, as kubectl decides it.
//! Knows nothing of connections. A proxy's address may hold a password: no problem quotes it.

use std::net::IpAddr;

use http::Uri;

use crate::cluster::Proxies;

/// The proxy for a server. One that the kubeconfig names is always used, as with kubectl; those of the surroundings are not, to where
/// `NO_PROXY` says, nor to this computer itself.
pub(super) fn of(server: &Uri, named: Option<&str>, proxies: &Proxies) -> Result<Option<Uri>, String> {
    if let Some(named) = named {
        let proxy: Uri = named.parse().map_err(|_| "its proxy-url is no address".to_owned())?;
        return usable(proxy, "its proxy-url").map(Some);
    }
    let is_https = server.scheme_str() == Some("https");
    let (name, wanted) = if is_https { ("HTTPS_PROXY", &proxies.https) } else { ("HTTP_PROXY", &proxies.http) };
    let Some(wanted) = wanted else { return Ok(None) };
    let port = server.port_u16().unwrap_or(if is_https { 443 } else { 80 });
    if goes_direct(server.host().unwrap_or_default(), port, proxies.none.as_deref().unwrap_or_default()) {
        return Ok(None);
    }
    // Many write it without the scheme.
    let address = if wanted.contains("://") { wanted.clone() } else { format!("http://{wanted}") };
    let address = address.replacen("socks5h://", "socks5://", 1);
    let proxy = address.parse().map_err(|_| format!("{name} is no address of a proxy, and it would be used for this cluster"))?;
    usable(proxy, name).map(Some)
}

/// A proxy that the client can use. To one that speaks TLS it would give the certificates that are the cluster's, the user's own too, and to
/// one of SOCKS no password.
fn usable(proxy: Uri, name: &str) -> Result<Uri, String> {
    let has_password = proxy.authority().is_some_and(|authority| authority.as_str().contains('@'));
    match proxy.scheme_str() {
        Some("http") => Ok(proxy),
        Some("socks5") if !has_password => Ok(proxy),
        Some("socks5") => Err(format!("{name} has a password, which is not said to a socks5 proxy here: use one without, or an http one")),
        Some("https") => Err(format!("{name} is https, and proxies are not spoken to over TLS here: use an http or socks5 one")),
        Some(_) | None => Err(format!("{name} is neither http nor socks5")),
    }
}

/// Whether a host is reached without the proxy of the surroundings.
fn goes_direct(host: &str, port: u16, none: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_lowercase();
    let address: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
        return true;
    }
    none.split(',').map(|entry| entry.trim().to_lowercase()).filter(|entry| !entry.is_empty()).any(|entry| {
        if entry == "*" {
            return true;
        }
        match (address, entry.split_once('/')) {
            (Some(address), Some((network, length))) => is_within(address, network, length),
            (None, Some(_)) => false,
            (_, None) => is_named(&host, address, port, &entry),
        }
    })
}

fn is_named(host: &str, address: Option<IpAddr>, port: u16, entry: &str) -> bool {
    let (name, wanted) = match entry.rsplit_once(':') {
        // More than one colon, and no brackets: an IPv6 address without a port.
        Some((before, _)) if before.contains(':') && !before.ends_with(']') => (entry, None),
        Some((before, port)) => (before, Some(port)),
        None => (entry, None),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if wanted.is_some_and(|wanted| wanted != port.to_string()) {
        return false;
    }
    match (address, name.parse::<IpAddr>()) {
        (Some(address), Ok(named)) => address == named,
        (Some(_), Err(_)) | (None, Ok(_)) => false,
        (None, Err(_)) => {
            // `.shop.test` and `*.shop.test` are all below; `shop.test` is that and all below.
            let below = name.strip_prefix('*').unwrap_or(name);
            match below.strip_prefix('.') {
                Some(parent) => !parent.is_empty() && host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
                None => host == below || host.strip_suffix(below).is_some_and(|rest| !below.is_empty() && rest.ends_with('.')),
            }
        }
    }
}

fn is_within(address: IpAddr, network: &str, length: &str) -> bool {
    let (Ok(network), Ok(length)) = (network.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            length <= 32 && (address.to_bits() ^ network.to_bits()).checked_shr(32 - length).unwrap_or(0) == 0
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            length <= 128 && (address.to_bits() ^ network.to_bits()).checked_shr(128 - length).unwrap_or(0) == 0
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(https: &str, none: &str) -> Proxies {
        Proxies { https: Some(https.to_owned()), http: None, none: Some(none.to_owned()) }
    }

    fn proxy(server: &str, none: &str) -> Option<String> {
        of(&server.parse().unwrap(), None, &proxies("proxy:3128", none)).unwrap().map(|proxy| proxy.to_string())
    }

    #[test]
    fn the_surroundings_are_read_as_kubectl_reads_them() {
        let through = Some("http://proxy:3128/".to_owned());
        assert_eq!(proxy("https://api.shop.test:6443", ""), through);
        assert_eq!(proxy("http://api.shop.test:6443", ""), None);
        for none in ["*", "shop.test", ".shop.test", "*.shop.test", "x, API.shop.test", "shop.test:6443", ",,api.shop.test,"] {
            assert_eq!(proxy("https://api.shop.test:6443", none), None, "{none}");
        }
        for none in ["op.test", "shop.test:443", "api", ".api.shop.test", "10.0.0.0/8", "."] {
            assert_eq!(proxy("https://api.shop.test:6443", none), through, "{none}");
        }
        for none in ["10.1.0.0/16", "10.1.2.3", "10.1.2.3:443", "0.0.0.0/0"] {
            assert_eq!(proxy("https://10.1.2.3", none), None, "{none}");
        }
        for none in ["10.2.0.0/16", "10.1.2.3:6443", "10.1.2", "10.0.0.0/x", "::/0"] {
            assert_eq!(proxy("https://10.1.2.3", none), through, "{none}");
        }
        assert_eq!(proxy("https://[fd00::1]:6443", "fd00::/8"), None);
        assert_eq!(proxy("https://[fd00::1]:6443", "[fd00::1]:6443"), None);
        assert_eq!(proxy("https://[fd00::1]:6443", "fd00::1"), None);
    }

    #[test]
    fn this_computer_is_reached_directly_unless_the_kubeconfig_says_otherwise() {
        for server in ["https://localhost:6443", "https://127.0.0.1", "https://[::1]:6443"] {
            assert_eq!(proxy(server, ""), None, "{server}");
        }
        let named = of(&"https://127.0.0.1".parse().unwrap(), Some("socks5://proxy:1080"), &proxies("x", "*")).unwrap();
        assert_eq!(named.unwrap().to_string(), "socks5://proxy:1080/");
    }

    #[test]
    fn a_proxy_that_would_be_given_the_clusters_certificates_is_none() {
        let server: Uri = "https://api".parse().unwrap();
        for (wrong, why) in [("https://proxy:3129", "is https"), ("socks5://user:canary@proxy:1080", "has a password")] {
            for problem in [of(&server, Some(wrong), &Proxies::default()), of(&server, None, &proxies(wrong, ""))] {
                let problem = problem.unwrap_err();
                assert!(problem.contains(why) && !problem.contains("canary"), "{problem}");
            }
        }
        assert!(of(&server, Some("http://user:canary@proxy"), &Proxies::default()).is_ok());
    }

    #[test]
    fn what_is_no_proxy_is_said_without_its_password() {
        let server: Uri = "https://api".parse().unwrap();
        for wrong in ["ftp://user:canary@proxy", "http://user:canary@pro xy"] {
            for problem in [of(&server, Some(wrong), &Proxies::default()), of(&server, None, &proxies(wrong, ""))] {
                assert!(!problem.unwrap_err().contains("canary"));
            }
        }
    }
}
