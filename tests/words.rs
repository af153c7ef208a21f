//! Does a real Kubernetes API server refuse what our rules call an error, in those very words, and take what they are quiet about?
//! Knows the designs of `findings/`; what a rule looks for is the rule's.

use std::fs;
use std::path::Path;

use portolan::check::{Finding, RULES, Severity, check};
use portolan::design::{Design, Edit, Service, World, file};
use portolan::manifest::{Comments, Manifest, render};

use crate::support::servers::ApiServer;

/// The rules that speak for the API server.
const SERVERS_OWN: [&str; 11] = ["N002", "N007", "P001", "P002", "P003", "P004", "P006", "P007", "L001", "L002", "H004"];

const ASK: [&str; 5] = ["create", "--validate=strict", "--output=name", "--filename=-", "--dry-run=server"];

/// A design of `findings/`, in the namespace that every cluster has unless that is what is wrong.
fn design(code: &str, which: &str) -> Design {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/findings/{code}-{which}.yaml"));
    let mut design = file::read(&fs::read_to_string(path).unwrap()).unwrap();
    for service in design.services.clone() {
        let namespace = if code == "N002" && which == "fires" { service.namespace.clone() } else { "default".to_owned() };
        design.apply(Edit::put_service(Service { namespace, ..(*service).clone() }));
    }
    design
}

fn services(design: &Design) -> Vec<Manifest> {
    render(design, Comments::Off).into_iter().filter(|manifest| manifest.object.world == World::Kubernetes).collect()
}

#[test]
fn the_api_server_refuses_in_the_words_of_our_rules() {
    let Some(server) = ApiServer::shared() else { return };
    for code in SERVERS_OWN {
        let design = design(code, "fires");
        let object = match code {
            // The server looks for the namespace before it looks at its name: the name is asked for by itself.
            "N002" => format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n", design.services[0].namespace),
            _ => services(&design)[0].text(),
        };
        let answer = server.kubectl().run(&ASK, &object);
        let why = answer.expect_err(code);
        let own = |finding: &Finding| finding.code == code && finding.severity == Severity::Error;
        for finding in check(&design).into_iter().filter(own) {
            // What follows a colon after "Required value", and what goes before one, is ours: which of several is meant.
            let words = finding.message.rsplit("\": ").next().unwrap_or_default();
            let words = if words.starts_with("Required value") { "Required value" } else { words };
            assert!(why.contains(words), "{code}: we say {words:?}, the server {why}");
        }
    }
}

/// A newer server lets a digit come first, and says so; ours are the words of those before it.
#[test]
fn the_api_server_refuses_a_name_that_we_refuse() {
    let Some(server) = ApiServer::shared() else { return };
    let why = server.kubectl().run(&ASK, &services(&design("N001", "fires"))[0].text()).expect_err("a name");
    assert!(why.contains("metadata.name: Invalid value"), "{why}");
}

#[test]
fn the_api_server_takes_what_our_rules_are_quiet_about() {
    let Some(server) = ApiServer::shared() else { return };
    for rule in RULES.iter().filter(|rule| !rule.looks.is_empty()) {
        let design = design(rule.code, "quiet");
        if check(&design).iter().any(|finding| finding.severity == Severity::Error) {
            continue;
        }
        for manifest in services(&design) {
            let answer = server.kubectl().run(&ASK, &manifest.text());
            assert!(answer.is_ok(), "{}: {answer:?}\n{}", rule.code, manifest.text());
        }
    }
}
