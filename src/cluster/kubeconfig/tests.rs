//! Contexts of files on the disk: how several are merged, kept apart, and what is said of broken ones.

use std::fs;

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn env(files: &[&PathBuf]) -> Env {
    Env { kubeconfig: Some(std::env::join_paths(files).unwrap()), ..Env::default() }
}

const ONE: &str = "
current-context: b
clusters: [{name: c, cluster: {server: 'https://one'}}]
users: [{name: u, user: {token: canary}}]
contexts:
- {name: a, context: {cluster: c, user: u}}
- {name: b, context: {cluster: elsewhere, user: u, namespace: shop}}
";
const TWO: &str = "
current-context: a
clusters:
- {name: c, cluster: {server: 'https://two'}}
- {name: elsewhere, cluster: {server: 'https://name:canary@elsewhere:1/x', insecure-skip-tls-verify: true}}
contexts:
- {name: a, context: {cluster: elsewhere, user: u}}
- {name: z, context: {cluster: c, user: u}}
";

fn said(contexts: &Contexts) -> Vec<String> {
    let one = |context: &Context| {
        let file = context.file.file_name().unwrap().to_str().unwrap();
        let current = if context.current { " current" } else { "" };
        format!("{} of {file} at {}{current}", context.name, context.server)
    };
    contexts.all.iter().map(one).collect()
}

#[test]
fn files_of_one_list_are_merged_and_the_first_wins() {
    let folder = folder();
    let (one, two) = (write(folder.path(), "one", ONE), write(folder.path(), "two", TWO));
    let contexts = Contexts::find(&env(&[&one, &folder.path().join("missing"), &two, &one]), &[]);
    let expected = ["a of one at https://one", "b of one at https://elsewhere:1/x current", "z of two at https://one"];
    assert_eq!(said(&contexts), expected);
    assert_eq!(contexts.problems, []);
    let current = contexts.current().unwrap();
    assert_eq!((current.namespace.as_deref(), current.verification), (Some("shop"), Verification::Off));
    assert!(!format!("{contexts:?}").contains("canary"), "{contexts:?}");
}

#[test]
fn picked_files_are_kept_apart_from_all_others() {
    let folder = folder();
    let (one, two) = (write(folder.path(), "one", ONE), write(folder.path(), "two", TWO));
    let contexts = Contexts::find(&env(&[&one]), &[two.clone(), one.clone()]);
    let expected =
        ["a of one at https://one", "b of one at  current", "a of two at https://elsewhere:1/x current", "z of two at https://two"];
    assert_eq!(said(&contexts), expected);
    assert_eq!(
        contexts.named("a", None).unwrap_err(),
        Error::SeveralContexts { name: "a".to_owned(), files: vec![one.clone(), two.clone()] }
    );
    assert_eq!(contexts.named("a", Some(&two)).unwrap().server, "https://elsewhere:1/x");
    assert!(matches!(contexts.named("zz", None), Err(Error::NoContext { did_you_mean: Some(near), .. }) if near == "z"));
}

#[test]
fn the_home_folder_is_looked_at_without_a_list() {
    let folder = folder();
    let env = Env { home: Some(folder.path().to_path_buf()), ..Env::default() };
    let looked_at = folder.path().join(".kube").join("config");
    assert_eq!(Contexts::find(&env, &[]).problems, [Error::NoKubeconfig { looked_at: looked_at.clone() }]);
    fs::create_dir(folder.path().join(".kube")).unwrap();
    fs::write(&looked_at, ONE).unwrap();
    assert_eq!(said(&Contexts::find(&env, &[])).len(), 2);
}

#[test]
fn a_broken_file_is_one_problem_and_the_others_still_work() {
    let folder = folder();
    let one = write(folder.path(), "one", ONE);
    let says = |text: &str| {
        let broken = write(folder.path(), "broken", text);
        let contexts = Contexts::find(&env(&[&broken, &one]), &[]);
        assert_eq!(said(&contexts).len(), 2, "{contexts:?}");
        let [Error::Kubeconfig { file, why }] = contexts.problems.as_slice() else { panic!("{:?}", contexts.problems) };
        assert_eq!(file, &broken);
        assert!(!why.contains("canary"), "{why}");
        why.clone()
    };
    assert_eq!(
        says("users: [{name: a, user: {token: [canary]}}]"),
        "this kubeconfig cannot be read: line 1, column 33: something else is expected there"
    );
    assert_eq!(says("users: canary"), "this kubeconfig cannot be read: line 1, column 8: something else is expected there");
    assert!(says("a: 'canary\nb: [canary").ends_with("it is not YAML"));
    assert_eq!(says("contexts: [{name: a}, {name: a}]"), "two of its contexts are called \"a\"");
    assert!(says("users: [{name: a, user: {token: canary, token: canary}}]").ends_with("a key stands there twice"));
    let bomb = (0..40).fold("x: &a0 [canary]\n".to_owned(), |text, n| text + &format!("y{n}: &a{} [*a{n}, *a{n}, *a{n}, *a{n}]\n", n + 1));
    assert!(says(&(bomb + "users: *a40")).contains("larger or deeper"), "a bomb");
    assert!(says(&format!("users: {}{}", "[".repeat(5000), "]".repeat(5000))).contains("cannot be read"));
}

#[test]
fn empty_files_and_empty_lists_are_no_problem() {
    let folder = folder();
    for text in ["", "# nothing\n", "contexts: null\nusers:\nclusters: []\npreferences: {}\n", "\u{feff}apiVersion: v1\nkind: Config\n"] {
        let path = write(folder.path(), "empty", text);
        let contexts = Contexts::find(&env(&[&path]), &[]);
        assert_eq!((contexts.all.len(), contexts.problems.as_slice()), (0, [].as_slice()), "{text:?}");
    }
}

#[test]
fn paths_are_relative_to_the_file_they_stand_in() {
    let folder = folder();
    let path = write(
        folder.path(),
        "one",
        "
clusters: [{name: c, cluster: {server: 'https://one', certificate-authority: pki/ca.pem}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./sign-in}}}]
contexts: [{name: a, context: {cluster: c, user: u}}]
",
    );
    let contexts = Contexts::find(&env(&[&path]), &[]);
    let parts = &contexts.named("a", None).unwrap().parts;
    let (_, cluster) = parts.cluster.as_ref().unwrap();
    assert!(matches!(&cluster.authority, Some(Pem::File(file)) if *file == folder.path().join("pki/ca.pem")));
    let (_, user) = parts.user.as_ref().unwrap();
    assert_eq!(user.exec.as_ref().unwrap().command, folder.path().join("./sign-in").to_str().unwrap());
}

#[test]
fn no_address_is_shown_with_a_password() {
    for (address, shown) in [
        ("https://user:secret@host:6443/x@y", "https://host:6443/x@y"),
        ("user:secret@host:6443", "host:6443"),
        ("host:6443/a@b", "host:6443/a@b"),
        ("https://host", "https://host"),
    ] {
        assert_eq!(super::without_password(address), shown);
    }
}
