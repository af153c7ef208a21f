//! Do the readers that we did not write see what we see? First of all: do they disagree where they should?
//! Knows what Go makes of YAML that looks like something else; the texts of Portolan come through the golden cases.

use serde_json::{Value, json};

use crate::support::readers::{Reader, kubectl, read_yaml};

const READERS: [Reader; 2] = [Reader::Kubectl, Reader::Go];

#[test]
fn plain_strings_that_go_misreads_are_misread_here_too() {
    let text = "{answer: yes, count: 1_000, mask: 0X1F, day: 2001-01-01}";
    let Some(read) = read_yaml(Reader::Kubectl, text) else { return };
    assert_eq!(read, Ok(vec![json!({ "answer": true, "count": 1000, "mask": 31, "day": "2001-01-01" })]));
    let Some(read) = read_yaml(Reader::Go, text) else { return };
    assert_eq!(read, Ok(vec![json!({ "answer": "yes", "count": 1000, "mask": 31, "day": "2001-01-01T00:00:00Z" })]));
}

#[test]
fn quoted_strings_survive_every_reader() {
    for reader in READERS {
        let Some(read) = read_yaml(reader, "{answer: 'yes', count: '1_000'}\n---\n---\nsecond: \"0X1F\"\n") else { return };
        assert_eq!(read, Ok(vec![json!({ "answer": "yes", "count": "1_000" }), json!({ "second": "0X1F" })]), "{reader:?}");
    }
}

#[test]
fn a_repeated_key_is_refused_by_every_reader() {
    for reader in READERS {
        let Some(read) = read_yaml(reader, "a: 1\na: 2\n") else { return };
        assert!(read.as_ref().is_err_and(|why| why.contains("already")), "{reader:?}: {read:?}");
    }
}

#[test]
fn kubectl_reads_a_service_as_it_is_and_refuses_an_annotation_that_is_no_string() {
    let Some(kubectl) = kubectl() else { return };
    let service = |hint: &str| format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {{a: {hint}}}\n");
    let read: Result<Vec<Value>, String> = kubectl.read(&[service("'yes'"), service("'no'")].join("---\n"));
    let expected =
        |hint: &str| json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web", "annotations": { "a": hint } } });
    assert_eq!(read, Ok(vec![expected("yes"), expected("no")]));
    let refused = kubectl.read(&service("yes"));
    assert!(refused.as_ref().is_err_and(|why| why.contains("cannot unmarshal bool")), "{refused:?}");
}
