//! Programs that sign in: real ones, run against the real server, allowed or not, good and bad.
#![cfg(unix)]

use futures_util::StreamExt;
use portolan::cluster::{ExecPlugin, Watched, watch};

use super::*;
use crate::support::programs::make_program;

const V1: &str = "client.authentication.k8s.io/v1";

impl Place {
    /// A program in the folder, which notes each of its runs.
    fn program(&self, name: &str, script: &str) -> PathBuf {
        let runs = self.path("runs");
        let path = self.write(name, &format!("#!/bin/sh\necho \"$0 $* [$X] $KUBERNETES_EXEC_INFO\" >>'{}'\n{script}\n", runs.display()));
        make_program(&path);
        path
    }

    fn runs(&self) -> Vec<String> {
        fs::read_to_string(self.path("runs")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// The context of the server, signing in by a program.
    fn by(&self, server: &ApiServer, command: &str, more: &str) -> Context {
        self.context(&safe(server), &format!("exec: {{apiVersion: {V1}, interactiveMode: IfAvailable, command: {command}{more}}}"))
    }
}

fn token(token: &str, more: &str) -> String {
    format!(r#"echo '{{"kind": "ExecCredential", "apiVersion": "{V1}", "status": {{"token": "{token}"{more}}}}}'"#)
}

fn asked(context: &Context, consents: &Consents) -> ExecPlugin {
    match failure(context, consents) {
        Error::NeedsConsent(plugin) => *plugin,
        other => panic!("{other:?}"),
    }
}

/// Everything is allowed that is asked about.
fn allowed(context: &Context) -> Consents {
    let mut consents = Consents::default();
    consents.give(&asked(context, &consents));
    consents
}

async fn by_program(context: &Context) -> Connection {
    let consents = match connect(context, &Consents::default()).await {
        Err(Error::NeedsConsent(plugin)) => {
            let mut consents = Consents::default();
            consents.give(&plugin);
            consents
        }
        other => panic!("{other:?}"),
    };
    let connection = connect(context, &consents).await.expect("it connects");
    shows_no_secret(&connection);
    connection
}

#[test]
fn nothing_runs_before_the_user_allowed_it_and_that_is_remembered() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    place.program("sign-in", &token(TOKEN_OF_NOBODY, ""));
    let context =
        place.by(server, "./sign-in", &format!(", args: [get, '{CANARY}'], env: [{{name: X, value: '{CANARY}'}}], installHint: ask me"));
    let plugin = asked(&context, &Consents::default());
    assert_eq!(place.runs(), [""; 0]);
    assert_eq!((plugin.file.clone(), plugin.args.len(), plugin.env.clone()), (place.path("kubeconfig"), 2, vec!["X".to_owned()]));
    assert_eq!(plugin.command, place.path("./sign-in").to_str().expect("UTF-8"));
    let mut consents = Consents::default();
    consents.give(&plugin);
    // As kept in a file.
    let consents: Consents = serde_json::from_str(&serde_json::to_string(&consents).expect("JSON")).expect("the same");
    wait(async {
        let connection = connect(&context, &consents).await.expect("it connects");
        shows_no_secret(&connection);
        assert_eq!(name(&connection).await, NOBODY);
        assert_eq!(connection.user, format!("u, by {}", plugin.command));
    });
    let [run] = place.runs().try_into().expect("one run serves all requests");
    let info: Value = serde_json::from_str(&run[run.find('{').expect("JSON")..]).expect("JSON");
    assert_eq!(info, serde_json::json!({"kind": "ExecCredential", "apiVersion": V1, "spec": {"interactive": false}}));
    assert!(run.contains(&format!(" get {CANARY} [{CANARY}] ")), "{run}");
    // Another argument is another program.
    let changed = place.by(server, "./sign-in", &format!(", args: [set, '{CANARY}'], env: [{{name: X, value: '{CANARY}'}}]"));
    assert_ne!(asked(&changed, &consents).fingerprint(), plugin.fingerprint());
    assert_eq!(place.runs().len(), 1);
}

#[test]
fn a_program_hands_out_a_certificate_too_and_is_told_of_the_cluster() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    server.identity("eve", "system:masters", 1, place.folder.path());
    let text = |name: &str| serde_json::to_string(&fs::read_to_string(place.path(name)).expect("it is there")).expect("JSON");
    let credential = format!(
        r#"{{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "status": {{"clientCertificateData": {}, "clientKeyData": {}, "expirationTimestamp": "2099-01-01T00:00:00Z"}}}}"#,
        text("user.pem"),
        text("user.key")
    );
    place.write("credential", &credential);
    place.program("sign-in", &format!("cat '{}'", place.path("credential").display()));
    let cluster = format!("{}, extensions: [{{name: client.authentication.k8s.io/exec, extension: {{audience: a}}}}]", safe(server));
    let context =
        place.context(&cluster, "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./sign-in, provideClusterInfo: true}");
    assert_eq!(wait(async { name(&by_program(&context).await).await }), "eve");
    let run = place.runs().remove(0);
    let info: Value = serde_json::from_str(&run[run.find('{').expect("JSON")..]).expect("JSON");
    let told = &info["spec"]["cluster"];
    assert_eq!(
        (told["server"].as_str(), &told["config"]["audience"]),
        (Some(format!("https://127.0.0.1:{}", server.port()).as_str()), &Value::from("a"))
    );
    let authority: k8s_openapi::ByteString = serde_json::from_value(told["certificate-authority-data"].clone()).expect("base64");
    assert_eq!(authority.0, fs::read(server.authority()).expect("it is there"));
}

#[test]
fn a_credential_that_ran_out_is_asked_for_again() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    place.program("sign-in", &token(TOKEN_OF_NOBODY, r#", "expirationTimestamp": "2024-01-01T00:00:00Z""#));
    let context = place.by(server, "./sign-in", "");
    assert_eq!(wait(async { name(&by_program(&context).await).await }), NOBODY);
    assert_eq!(place.runs().len(), 2, "one for each request");
}

#[test]
fn a_credential_that_is_refused_is_asked_for_again_once() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let script = format!(
        "if [ -e '{0}' ]; then {1}; else touch '{0}'; {2}; fi",
        place.path("second").display(),
        token(TOKEN_OF_NOBODY, ""),
        token(CANARY, "")
    );
    place.program("sign-in", &script);
    let context = place.by(server, "./sign-in", "");
    assert_eq!(wait(async { name(&by_program(&context).await).await }), NOBODY);
    assert_eq!(place.runs().len(), 2);
    place.program("sign-in", &token(CANARY, ""));
    let refused = failure(&context, &allowed(&context));
    assert!(matches!(refused, Error::Unauthorized { .. }), "{refused:?}");
    assert_eq!(place.runs().len(), 4, "not more than one more try");
}

#[test]
fn a_program_that_complains_of_its_arguments_shows_none_that_is_a_secret() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    place.program("sign-in", "echo \"unknown flag: $2 of $*\" >&2; exit 1");
    let args = "args: [get-token, '--client-secret=hunter2hunter2', --password, sesame, --region, eu-west-1]";
    let context = place.by(server, "./sign-in", &format!(", {args}"));
    let failed = failure(&context, &allowed(&context));
    let why = "it ended with 1: unknown flag: --client-secret=… of get-token --client-secret=… --password … --region eu-west-1";
    assert_eq!(failed, Error::ExecFailed { command: place.path("./sign-in").display().to_string(), why: why.to_owned() });
}

/// Signs in for one request after the other, until the session has expired.
fn by_session(place: &Place, server: &ApiServer) -> Context {
    place.program("sign-in", &token(TOKEN_OF_NOBODY, r#", "expirationTimestamp": "2024-01-01T00:00:00Z""#));
    place.by(server, "./sign-in", "")
}

#[test]
fn a_sign_in_that_failed_is_not_tried_again_for_each_request_that_waited_for_it() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let context = by_session(&place, server);
    wait(async {
        let connection = by_program(&context).await;
        place.program("sign-in", "sleep 0.3; echo 'sign in again' >&2; exit 1");
        let failed = futures_util::future::join_all((0..8).map(|_| namespaces(&connection))).await;
        let (command, why) = (place.path("./sign-in").display().to_string(), "it ended with 1: sign in again".to_owned());
        assert_eq!(failed, vec![Err(Error::ExecFailed { command, why }); 8]);
    });
    assert_eq!(place.runs().len(), 2, "one that signed in, and one that failed for all");
}

#[test]
fn a_watch_ends_when_nobody_can_sign_in_any_more() {
    let Some(server) = ApiServer::shared() else { return };
    let watched = ["default", "kube-system"].map(str::to_owned).into();
    let place = Place::new();
    let context = by_session(&place, server);
    let ends = |script: &str| {
        wait(async {
            let connection = by_program(&context).await;
            let before = place.runs().len();
            place.program("sign-in", script);
            let told: Vec<Watched> = watch(&connection, &watched).collect().await;
            place.program("sign-in", &token(TOKEN_OF_NOBODY, r#", "expirationTimestamp": "2024-01-01T00:00:00Z""#));
            (told, place.runs().len() - before)
        })
    };
    let (told, runs) = ends("echo 'the session has expired' >&2; exit 1");
    assert!(matches!(told.as_slice(), [Watched::Lost(Error::ExecFailed { .. })]), "{told:?}");
    assert_eq!(runs, 1);
    let (told, runs) = ends(&token(CANARY, ""));
    assert!(matches!(told.as_slice(), [Watched::Lost(Error::Unauthorized { .. })]), "{told:?}");
    assert!(runs <= 2, "{runs}");
}

#[test]
fn a_program_that_gives_nothing_usable_says_why() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let says = |script: &str| {
        place.program("sign-in", script);
        let context = place.by(server, "./sign-in", &format!(", env: [{{name: X, value: '{CANARY}'}}]"));
        match failure(&context, &allowed(&context)) {
            Error::ExecFailed { why, .. } => why,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(says("echo 'run: aws sso login' >&2; exit 3"), "it ended with 3: run: aws sso login");
    assert_eq!(says("echo \"bad key $X\" >&2; echo >&2; exit 1"), "it ended with 1: bad key …");
    assert_eq!(says(&format!("printf '\\033[31mred\\033[0m {CANARY}{CANARY}\\n' >&2; exit 1")), "it ended with 1: [31mred[0m …");
    assert_eq!(
        says("echo 'Get \"https://u:pass@idp/token?client_secret=x\": EOF' >&2; exit 1"),
        "it ended with 1: Get \"https://idp/token?… EOF"
    );
    assert_eq!(says("echo denied wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY >&2; exit 1"), "it ended with 1: denied …");
    assert_eq!(says("kill -9 $$"), "it was ended");
    assert_eq!(says(&format!("echo {CANARY}")), "what it printed is no ExecCredential");
    assert_eq!(
        says(&token(CANARY, "").replace("/v1", "/v1beta1")),
        "it answered in another version of ExecCredential than the kubeconfig says"
    );
    assert_eq!(says(&token("", "")), "it printed neither a token nor a certificate");
    assert_eq!(says(&token(CANARY, r#", "clientKeyData": "x""#)), "it printed only one of a certificate and its key");
    let unusable = says(&token(CANARY, r#", "clientKeyData": "x", "clientCertificateData": "y""#));
    assert_eq!(unusable, "the client-certificate or its key cannot be used");
}

#[test]
fn a_program_that_is_not_here_is_said_with_how_to_get_it() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let said = words(&failure(&place.by(server, "no-such-program", ", installHint: \"brew install\\n  it\\e[1m\""), &Consents::default()));
    assert_eq!(said, "signing in needs the program \"no-such-program\", which was not found — brew install it[1m");
    let said = words(&failure(&place.by(server, "no-such-program", ""), &Consents::default()));
    assert_eq!(said, "signing in needs the program \"no-such-program\", which was not found — install it, or have it found through PATH");
    place.write("no-program", "");
    assert!(matches!(failure(&place.by(server, "./no-program", ""), &Consents::default()), Error::ExecNotFound { .. }));
}

#[test]
fn a_program_that_wants_a_terminal_or_is_of_another_time_is_not_run() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    place.program("sign-in", &token(TOKEN_OF_NOBODY, ""));
    let with = |exec: &str| words(&failure(&place.context(&safe(server), &format!("exec: {{{exec}}}")), &Consents::default()));
    let said = with(&format!("apiVersion: {V1}, interactiveMode: Always, command: ./sign-in"));
    assert!(
        said.contains("failed: it wants to ask in a terminal of its own (interactiveMode: Always), which it is not given here"),
        "{said}"
    );
    let said = with("apiVersion: client.authentication.k8s.io/v1alpha1, command: ./sign-in");
    assert!(said.starts_with("exec has the apiVersion \"client.authentication.k8s.io/v1alpha1\"; only "), "{said}");
    assert!(with(&format!("apiVersion: {V1}")).starts_with("exec names no command"));
    assert_eq!(place.runs(), [""; 0]);
}

#[test]
fn what_kubectls_own_settings_forbid_does_not_run() {
    let Some(server) = ApiServer::shared() else { return };
    let place = Place::new();
    let program = place.program("sign-in", &token(TOKEN_OF_NOBODY, ""));
    fs::create_dir(place.path(".kube")).expect("a folder");
    let settings =
        |policy: &str| place.write(".kube/kuberc", &format!("apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n{policy}\n"));
    let context = place.by(server, "./sign-in", "");
    settings("credentialPluginPolicy: DenyAll");
    let said = words(&failure(&context, &Consents::default()));
    let file = place.path(".kube/kuberc");
    assert!(
        said.contains("which kubectl's settings do not allow: the policy is DenyAll — ") && said.ends_with(file.to_str().expect("UTF-8")),
        "{said}"
    );
    settings("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: other");
    let said = words(&failure(&context, &Consents::default()));
    assert!(said.contains("it is not in credentialPluginAllowlist"), "{said}");
    settings(&format!("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- command: {}", program.display()));
    allowed(&context);
    settings("credentialPluginPolicy: Denyall");
    let said = words(&failure(&context, &Consents::default()));
    assert!(
        said.starts_with("kubectl's settings do not say clearly which programs may sign in: credentialPluginPolicy \"Denyall\" is unknown"),
        "{said}"
    );
    assert_eq!(place.runs(), [""; 0]);
}

#[test]
fn programs_are_found_where_the_login_shell_finds_them() {
    let Some(server) = ApiServer::shared() else { return };
    let mut place = Place::new();
    fs::create_dir(place.path("bin")).expect("a folder");
    place.program("bin/helps-to-sign-in", &token(TOKEN_OF_NOBODY, ""));
    place.program("bin/signs-in", "exec helps-to-sign-in");
    let shell = place.write(
        "shell",
        &format!("#!/bin/sh\necho Welcome\n[ \"$1\" = -lc ] && PATH='{}':$PATH exec sh -c \"$2\"\n", place.path("bin").display()),
    );
    make_program(&shell);
    assert!(matches!(failure(&place.by(server, "signs-in", ""), &Consents::default()), Error::ExecNotFound { .. }));
    place.env.shell = Some(shell.into());
    assert_eq!(wait(async { name(&by_program(&place.by(server, "signs-in", "")).await).await }), NOBODY);
}
