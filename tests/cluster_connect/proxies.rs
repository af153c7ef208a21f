//! Proxies of the kubeconfig and of the surroundings: real connections through them to the real server.

use super::*;
use crate::support::proxy::{Proxy, Speaks};

#[test]
fn a_proxy_of_the_kubeconfig_is_gone_through_even_to_this_computer() {
    let Some(server) = ApiServer::shared() else { return };
    for (speaks, scheme) in [(Speaks::Http, "http"), (Speaks::Socks5, "socks5")] {
        let proxy = Proxy::start(speaks);
        let place = Place::new();
        // Only the proxy knows where this name leads.
        let cluster = format!(
            "server: 'https://kubernetes.default:{}', certificate-authority: '{}', proxy-url: '{scheme}://127.0.0.1:{}'",
            server.port(),
            server.authority().display(),
            proxy.port
        );
        let context = place.context(&cluster, &format!("token: {TOKEN_OF_NOBODY}"));
        assert_eq!(wait(async { name(&connected(&context).await).await }), NOBODY, "{scheme}");
        assert_eq!(proxy.asked(), [format!("kubernetes.default:{}", server.port())]);
        let context = place
            .context(&format!("{}, proxy-url: '{scheme}://127.0.0.1:{}'", safe(server), proxy.port), &format!("token: {TOKEN_OF_NOBODY}"));
        wait(connected(&context));
        assert_eq!(proxy.asked().len(), 2);
    }
}

#[test]
fn a_proxy_gets_the_password_that_is_for_it_and_nobody_else_does() {
    let Some(server) = ApiServer::shared() else { return };
    let proxy = Proxy::start(Speaks::Http);
    let place = Place::new();
    let cluster = format!("{}, proxy-url: 'http://me:{CANARY}@127.0.0.1:{}'", safe(server), proxy.port);
    wait(connected(&place.context(&cluster, &format!("token: {TOKEN_OF_NOBODY}"))));
    assert!(proxy.asked()[0].contains(" Basic "), "{:?}", proxy.asked());
    let gone = format!("{}, proxy-url: 'http://me:{CANARY}@127.0.0.1:1'", safe(server));
    let said = words(&failure(&place.context(&gone, "token: t"), &Consents::default()));
    assert!(said.starts_with("the server cannot be reached: "), "{said}");
}

#[test]
fn a_proxy_of_the_surroundings_is_gone_through_unless_they_say_otherwise() {
    let Some(server) = ApiServer::shared() else { return };
    let proxy = Proxy::start(Speaks::Http);
    let mut place = Place::new();
    place.env.proxies.https = Some(format!("127.0.0.1:{}", proxy.port));
    let cluster =
        format!("server: 'https://kubernetes.default:{}', certificate-authority: '{}'", server.port(), server.authority().display());
    let user = format!("token: {TOKEN_OF_NOBODY}");
    assert_eq!(wait(async { name(&connected(&place.context(&cluster, &user)).await).await }), NOBODY);
    assert_eq!(proxy.asked().len(), 1);
    // This computer itself needs none.
    wait(connected(&place.context(&safe(server), &user)));
    assert_eq!(proxy.asked().len(), 1);
    place.env.proxies.none = Some("example.com,.default".to_owned());
    let failed = failure(&place.context(&cluster, &user), &Consents::default());
    assert!(matches!(failed, Error::Unreachable { .. }), "{failed:?}");
    assert_eq!(proxy.asked().len(), 1);
}
