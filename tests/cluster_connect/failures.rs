//! Every way not to get there, against the real server: what is said, and that it is said in time.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::support::running::{Running, with_fresh_ports};
use crate::support::servers::{authority, signed};

fn says(place: &Place, cluster: &str, user: &str) -> String {
    words(&failure(&place.context(cluster, user), &Consents::default()))
}

fn address(server: &ApiServer) -> String {
    format!("https://127.0.0.1:{}", server.port())
}

#[test]
fn a_wrong_token_is_not_accepted() {
    let Some(server) = ApiServer::shared() else { return };
    let expected = format!("the server does not accept this sign-in — sign in again, or choose another context: {}", address(server));
    assert_eq!(says(&Place::new(), &safe(server), &format!("token: {CANARY}")), expected);
}

#[test]
fn an_expired_certificate_says_when_it_expired() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    server.identity("eve", "system:masters", 0, place.folder.path());
    let said = says(&place, &safe(server), "client-certificate: user.pem, client-key: user.key");
    let start = "the server does not accept this sign-in: the user's certificate expired on 2";
    assert!(said.starts_with(start) && said.ends_with(&format!("choose another context: {}", address(server))), "{said}");
}

#[test]
fn a_certificate_of_an_authority_that_the_server_does_not_know_is_not_accepted() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    authority(place.folder.path());
    let said = says(&place, &safe(server), "client-certificate: client-ca.pem, client-key: client-ca.key");
    assert!(said.starts_with("the server does not accept this sign-in — "), "{said}");
}

#[test]
fn a_certificate_and_a_key_of_different_people_are_refused_here() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    authority(place.folder.path());
    server.identity("eve", "system:masters", 1, place.folder.path());
    let file = place.path("kubeconfig");
    let expected = format!(
        "the client-certificate and the client-key do not belong together — correct the file, or choose another one: {}",
        file.display()
    );
    assert_eq!(says(&place, &safe(server), "client-certificate: user.pem, client-key: client-ca.key"), expected);
}

#[test]
fn files_and_texts_that_are_no_certificates_are_named() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    server.identity("eve", "g", 1, place.folder.path());
    place.write("nonsense.pem", &format!("-----BEGIN CERTIFICATE-----\n{CANARY}\n-----END CERTIFICATE-----\n"));
    place.write("nothing.pem", CANARY);
    let rest = |file: &str| format!(" — correct the file, or choose another one: {}", place.path(file).display());
    let begins = |cluster: &str, user: &str, begin: &str, file: &str| {
        let said = says(&place, cluster, user);
        assert!(said.starts_with(begin) && said.ends_with(&rest(file)), "{said}");
    };
    let server = format!("server: '{}'", address(server));
    begins(&format!("{server}, certificate-authority: no.pem"), "", "the certificate-authority cannot be read", "no.pem");
    begins(&format!("{server}, certificate-authority: nothing.pem"), "", "the certificate-authority holds no certificate", "nothing.pem");
    begins(&format!("{server}, certificate-authority-data: '{CANARY}!'"), "", "certificate-authority-data is not in base64", "kubeconfig");
    begins(&server, "client-certificate: nothing.pem, client-key: user.key", "the client-certificate holds no certificate", "nothing.pem");
    begins(&server, "client-certificate: user.pem, client-key: user.csr", "the client-key holds no key", "user.csr");
    begins(&server, "client-certificate: user.pem", "there is a client-certificate without a client-key", "kubeconfig");
    begins(&server, "client-certificate: user.pem, client-key: no.key", "the client-key cannot be read", "no.key");
    begins(&format!("{server}, tls-server-name: 'a b'"), "", "the tls-server-name is none", "kubeconfig");
    begins(&server, "tokenFile: no-token", "the tokenFile cannot be read", "no-token");
    begins(&server, &format!("token: '{CANARY} {CANARY}'"), "the token holds characters that no token has", "kubeconfig");
    begins(&server, "auth-provider: {name: gcp}", "auth-provider \"gcp\" is gone from Kubernetes", "kubeconfig");
    begins(&server, "as-groups: [g]", "it acts as groups or a uid without acting as a user", "kubeconfig");
    begins("", "", "cluster \"k\" has no server", "kubeconfig");
    begins("server: 'ftp://x'", "", "the server's address \"ftp://x\" is none", "kubeconfig");
    begins(&format!("server: 'https://u:{CANARY}@x y'"), "", "the server's address \"https://x y\" is none", "kubeconfig");
    begins(&format!("{server}, certificate-authority: nonsense.pem"), "", "", "nonsense.pem");
}

#[test]
fn a_context_of_a_cluster_or_user_that_is_not_there_says_so() {
    let place = Place::new();
    place.write("kubeconfig", "clusters: [{name: k, cluster: {server: 'https://x'}}]\ncontexts: [{name: a, context: {cluster: z}}, {name: b, context: {cluster: k, user: v}}]");
    let contexts = Contexts::find(&place.env, &[]);
    let says = |name: &str| words(&failure(contexts.named(name, None).expect("it is there"), &Consents::default()));
    assert!(says("a").starts_with("context \"a\" is of a cluster \"z\", which no kubeconfig describes — "), "{}", says("a"));
    assert!(says("b").starts_with("context \"b\" is for a user \"v\", which no kubeconfig describes — "), "{}", says("b"));
}

#[test]
fn a_server_of_an_unknown_authority_is_not_trusted() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    authority(place.folder.path());
    let expected = format!(
        "no safe connection: the server's certificate comes from an unknown authority — check certificate-authority in the kubeconfig: {}",
        address(server)
    );
    let other = format!("server: '{}', certificate-authority: client-ca.pem", address(server));
    assert_eq!(says(&place, &other, &format!("token: {CANARY}")), expected);
    // Without one, those of the computer count.
    assert_eq!(says(&place, &format!("server: '{}'", address(server)), &format!("token: {CANARY}")), expected);
}

#[test]
fn a_certificate_for_other_names_is_not_trusted() {
    let Some(server) = ApiServer::shared() else { return };
    let said = says(&Place::new(), &format!("{}, tls-server-name: shop.test", safe(server)), &format!("token: {CANARY}"));
    assert!(said.starts_with("no safe connection: the server's certificate is for other names: "), "{said}");
    assert!(said.contains("kubernetes.default") && said.ends_with(&address(server)), "{said}");
}

#[test]
fn an_expired_certificate_of_the_server_is_not_trusted() {
    let place = Place::new();
    let folder = place.folder.path();
    authority(folder);
    signed("server", "/CN=server", "subjectAltName=IP:127.0.0.1", folder, 0, folder);
    let start = |[port]: [u16; 1]| {
        let server = Running::start(|_| {
            let mut command = Command::new("openssl");
            command.args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-www"]);
            command.arg("-cert").arg(place.path("server.pem")).arg("-key").arg(place.path("server.key"));
            command
        });
        server.wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok()).map(|()| (server, port))
    };
    let (_server, port) = with_fresh_ports(start).expect("openssl serves");
    let said =
        says(&place, &format!("server: 'https://127.0.0.1:{port}', certificate-authority: client-ca.pem"), &format!("token: {CANARY}"));
    let expected = format!(
        "no safe connection: the server's certificate has expired — have it renewed, and check this computer's clock: https://127.0.0.1:{port}"
    );
    assert_eq!(said, expected);
}

#[test]
fn where_nothing_listens_or_nobody_is_is_said() {
    let place = Place::new();
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let server = format!("https://127.0.0.1:{port}");
    let expected =
        format!("the server cannot be reached: nothing listens there — check that it runs, the network, a VPN or proxy: {server}");
    assert_eq!(says(&place, &format!("server: '{server}'"), &format!("token: {CANARY}")), expected);
    let said = says(&place, "server: 'https://nobody.invalid:6443'", &format!("token: {CANARY}"));
    assert!(
        said.starts_with("the server cannot be reached: its name is not known here — ") && said.ends_with(": https://nobody.invalid:6443"),
        "{said}"
    );
}

/// A server that does with every connection what it is told.
fn listen(answer: impl Fn(std::net::TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    port
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let silent = listen(|stream| drop(thread::spawn(move || stream.try_clone().map(|mut stream| stream.read_to_end(&mut Vec::new())))));
    let start = Instant::now();
    let said = says(&Place::new(), &format!("server: 'https://127.0.0.1:{silent}'"), &format!("token: {CANARY}"));
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert!(said.starts_with("the server cannot be reached: it did not answer in time — "), "{said}");
}

#[test]
fn what_is_no_api_server_is_said() {
    let page = listen(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 21\r\n\r\n<html>sign in </html>");
    });
    let place = Place::new();
    let said = says(&place, &format!("server: 'https://127.0.0.1:{page}'"), &format!("token: {CANARY}"));
    assert!(said.starts_with("no safe connection: this port does not speak TLS — "), "{said}");
    let said = says(&place, &format!("server: 'http://127.0.0.1:{page}'"), &format!("token: {CANARY}"));
    let expected = format!(
        "this does not answer as a Kubernetes API server does: its answer is not what was asked for — check the address and any sign-in page before it: http://127.0.0.1:{page}"
    );
    assert_eq!(said, expected);
}

#[test]
fn no_secret_goes_where_everybody_can_listen() {
    let (heard, hears) = std::sync::mpsc::channel();
    let port = listen(move |mut stream| {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).unwrap_or(0);
        let _ = heard.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
    });
    let said = says(&Place::new(), &format!("server: 'http://127.0.0.1:{port}'"), &format!("token: {CANARY}"));
    assert!(said.starts_with("this does not answer as a Kubernetes API server does: it has no /version"), "{said}");
    let heard = hears.recv().expect("it was asked");
    assert!(heard.starts_with("GET /version") && !heard.contains(CANARY), "{heard}");
}

#[test]
fn a_server_that_went_away_is_said_and_the_same_connection_works_when_it_is_back() {
    let Some(mut server) = ApiServer::own() else { return };
    let place = Place::new();
    let context = place.context(&safe(&server), &format!("token: {TOKEN_OF_NOBODY}"));
    wait(async {
        let connection = connected(&context).await;
        server.stop();
        let error = connection.client.apiserver_version().await.expect_err("it is away");
        let error = Error::from_kube(error, &connection.place.server);
        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
        server.start_again().expect("it starts again");
        assert_eq!(name(&connection).await, NOBODY);
    });
}
