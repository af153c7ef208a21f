//! Does a kubeconfig lead to the real API server, by every way to sign in, and does every failure say what to do?
//! Knows nothing of what is done once connected.

mod exec;
mod failures;
mod proxies;

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::cluster::{Connection, Consents, Context, Contexts, Env, Error, Verification, connect, namespaces};
use serde_json::Value;

use crate::support::servers::{ApiServer, NOBODY, TOKEN_OF_NOBODY};

/// What is planted where secrets are, and must be shown nowhere.
const CANARY: &str = "canary-0123456789abcdef";

/// A folder with one kubeconfig of one context.
struct Place {
    folder: tempfile::TempDir,
    env: Env,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = Some(std::env::var_os("PATH").expect("there is a PATH"));
        let env =
            Env { kubeconfig: Some(folder.path().join("kubeconfig").into()), home: Some(folder.path().into()), path, ..Env::default() };
        Place { folder, env }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file can be written");
        self.path(name)
    }

    /// The context of a cluster and a user, each written in flow style.
    fn context(&self, cluster: &str, user: &str) -> Context {
        let text = format!(
            "current-context: c\nclusters: [{{name: k, cluster: {{{cluster}}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\n\
             contexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n"
        );
        self.write("kubeconfig", &text);
        let contexts = Contexts::find(&self.env, &[]);
        assert_eq!(contexts.problems, [], "{text}");
        shows_no_secret(&contexts);
        contexts.current().expect("a current context").clone()
    }
}

/// A cluster as a kubeconfig has it, verified.
fn safe(server: &ApiServer) -> String {
    format!("server: 'https://127.0.0.1:{}', certificate-authority: '{}'", server.port(), server.authority().display())
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

fn shows_no_secret(shown: &impl Debug) {
    let (text, pretty) = (format!("{shown:?}"), format!("{shown:#?}"));
    let secrets = [CANARY, TOKEN_OF_NOBODY, "PRIVATE KEY"];
    assert!(secrets.iter().all(|secret| !text.contains(secret) && !pretty.contains(secret)), "{text}");
}

/// What a failure says.
fn words(error: &Error) -> String {
    shows_no_secret(error);
    let words = error.to_string();
    assert!(!words.contains(CANARY), "{words}");
    words
}

fn failure(context: &Context, consents: &Consents) -> Error {
    let failed = wait(connect(context, consents));
    shows_no_secret(&failed);
    let error = failed.expect_err("it fails");
    words(&error);
    error
}

async fn connected(context: &Context) -> Connection {
    let connection = connect(context, &Consents::default()).await.expect("it connects");
    shows_no_secret(&connection);
    connection
}

/// Whom the server takes us for.
async fn name(connection: &Connection) -> String {
    let review = r#"{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}"#;
    let request = http::Request::post("/apis/authentication.k8s.io/v1/selfsubjectreviews").header("content-type", "application/json");
    let answer: Value = connection.client.request(request.body(review.into()).expect("a request")).await.expect("an answer");
    answer["status"]["userInfo"]["username"].as_str().expect("a name").to_owned()
}

#[test]
fn a_token_connects_and_the_server_says_its_version() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let context = place.context(&safe(server), &format!("token: {TOKEN_OF_NOBODY}"));
    wait(async {
        let connection = connected(&context).await;
        assert_eq!(connection.version.as_deref(), Some("v1.36.3"));
        assert_eq!(connection.user, "u, by token");
        assert_eq!((connection.namespace.as_str(), connection.verification), ("default", Verification::On));
        assert_eq!(connection.place, context.place());
        assert_eq!(connection.place.server, format!("https://127.0.0.1:{}", server.port()));
        assert_eq!(name(&connection).await, NOBODY);
        let refused = namespaces(&connection).await.expect_err("nobody may");
        let expected = format!(
            "not allowed to list namespaces of the whole cluster: the server knows this user as \"{NOBODY}\" — ask whoever runs the cluster for the right"
        );
        assert_eq!(words(&refused), expected);
    });
}

#[test]
fn namespaces_come_with_what_the_mesh_makes_of_them() {
    let Some(server) = ApiServer::shared() else { return };
    let made = "
apiVersion: v1
kind: Namespace
metadata: {name: connect-in-mesh, labels: {kuma.io/sidecar-injection: enabled, kuma.io/mesh: other}}
";
    server.kubectl().run(&["apply", "--filename=-"], made).expect("the namespace is made");
    let contexts = Contexts::find(&Env::default(), &[server.kubeconfig()]);
    let context = contexts.named("test", Some(&server.kubeconfig())).expect("its context");
    assert_eq!(context.verification, Verification::Off);
    wait(async {
        let found = namespaces(&connected(context).await).await.expect("the administrator may");
        let ours = found.iter().find(|namespace| namespace.name == "connect-in-mesh").expect("it is there");
        assert_eq!((ours.injection.as_deref(), ours.mesh.as_deref(), ours.is_in_mesh()), (Some("enabled"), Some("other"), true));
        let default = found.iter().find(|namespace| namespace.name == "default").expect("it is there");
        assert_eq!((default.injection.as_deref(), default.mesh.as_deref(), default.is_in_mesh()), (None, None, false));
    });
}

#[test]
fn a_token_file_is_read_without_its_line_end_and_goes_before_the_token() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    place.write("token", &format!("{TOKEN_OF_NOBODY}\n"));
    for user in
        ["tokenFile: token".to_owned(), format!("tokenFile: token, token: {CANARY}"), format!("tokenFile: no, token: {TOKEN_OF_NOBODY}")]
    {
        let context = place.context(&safe(server), &user);
        wait(async {
            let connection = connected(&context).await;
            assert_eq!(connection.user, "u, by token file");
            assert_eq!(name(&connection).await, NOBODY, "{user}");
        });
    }
}

#[test]
fn a_token_file_that_was_written_anew_is_read_again_when_the_old_token_is_refused() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let file = place.write("token", TOKEN_OF_NOBODY);
    let context = place.context(&safe(server), "tokenFile: token");
    wait(async {
        fs::write(&file, CANARY).expect("it can be written");
        let refused = connect(&context, &Consents::default()).await.expect_err("the token is wrong");
        assert!(matches!(refused, Error::Unauthorized { .. }), "{refused:?}");
        fs::write(&file, TOKEN_OF_NOBODY).expect("it can be written");
        assert_eq!(name(&connected(&context).await).await, NOBODY);
    });
}

#[test]
fn certificates_sign_in_from_files_and_from_the_kubeconfig_itself() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    server.identity("eve", "system:masters", 1, place.folder.path());
    let packed = |path: &Path| {
        let bytes = k8s_openapi::ByteString(fs::read(path).expect("it is there"));
        serde_json::to_value(bytes).expect("base64").as_str().expect("text").to_owned()
    };
    let inline =
        format!("client-certificate-data: {}, client-key-data: {}", packed(&place.path("user.pem")), packed(&place.path("user.key")));
    let authority = packed(&server.authority());
    let whole = format!("server: 'https://127.0.0.1:{}/', certificate-authority-data: {authority}", server.port());
    for (cluster, user) in [(safe(server), "client-certificate: user.pem, client-key: ./user.key".to_owned()), (whole, inline)] {
        let context = place.context(&cluster, &user);
        wait(async {
            let connection = connected(&context).await;
            assert_eq!(connection.user, "u, by certificate");
            assert_eq!(name(&connection).await, "eve");
            assert!(!namespaces(&connection).await.expect("she may").is_empty());
        });
    }
}

#[test]
fn acting_as_somebody_else_is_told_to_the_server() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    server.identity("eve", "system:masters", 1, place.folder.path());
    let context = place.context(&safe(server), "client-certificate: user.pem, client-key: user.key, as: adam, as-groups: [gardeners]");
    assert_eq!(wait(async { name(&connected(&context).await).await }), "adam");
}

#[test]
fn another_name_of_the_server_is_checked_when_the_kubeconfig_names_one() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let context = place.context(&format!("{}, tls-server-name: kubernetes.default", safe(server)), &format!("token: {TOKEN_OF_NOBODY}"));
    assert_eq!(wait(async { name(&connected(&context).await).await }), NOBODY);
}

#[test]
fn an_unverified_server_is_marked() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let cluster = format!("server: 'https://127.0.0.1:{}', insecure-skip-tls-verify: true", server.port());
    let context = place.context(&cluster, &format!("token: {TOKEN_OF_NOBODY}"));
    assert_eq!(wait(connected(&context)).verification, Verification::Off);
}

#[test]
fn a_kubeconfig_is_never_written() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let context = place.context(&safe(server), &format!("token: {TOKEN_OF_NOBODY}"));
    let path = place.path("kubeconfig");
    let look = || {
        let found = fs::metadata(&path).expect("it is there");
        (fs::read(&path).expect("it can be read"), found.modified().expect("a time"), found.permissions())
    };
    let before = look();
    wait(async {
        let connection = connected(&context).await;
        namespaces(&connection).await.expect_err("nobody may");
    });
    assert_eq!(look(), before);
    let names: Vec<_> = fs::read_dir(place.folder.path()).expect("it is there").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names, ["kubeconfig"], "nothing else was written beside it");
}
