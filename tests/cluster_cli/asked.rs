//! Who is asked, before anything runs or changes, and what is done without a terminal to ask on.

use super::*;
use crate::support::programs::make_program;

#[test]
fn without_a_terminal_somebody_has_to_say_yes_beforehand() {
    let Some((world, desk)) = desk() else { return };
    let said = desk.run("apply shop.yaml");
    assert_eq!(said.code, 2);
    assert!(said.out.ends_with("test: 1 to create\n"), "the plan is shown: {}", said.out);
    let words = "portolan: nothing was changed: there is no terminal to ask on — look at the plan, and say yes with --yes\n";
    assert!(said.err.ends_with(words), "{}", said.err);
    assert_eq!(world.live("web"), Value::Null);
    desk.well("apply shop.yaml --yes");
    let said = desk.run("undo");
    assert!(said.code == 2 && said.err.ends_with(words) && said.out.contains("1 to delete"), "{said:?}");
    assert_eq!(protocol(&world, "web"), "http");
}

#[test]
fn on_a_terminal_only_a_yes_is_a_yes() {
    let Some((world, desk)) = desk() else { return };
    for no in ["\n", "n\n", "yess\n"] {
        let Some(mut terminal) = desk.terminal("apply shop.yaml") else { return };
        let shown = terminal.until("Apply 1 change to test? [y/N] ");
        assert!(shown.contains("\u{1b}[32mcreate\u{1b}[0m") && shown.contains("\u{1b}[32m+"), "colour on a terminal: {shown}");
        terminal.types(no);
        let (code, shown) = terminal.end();
        assert!(code == 1 && shown.contains("nothing was changed"), "{code}: {shown}");
    }
    assert_eq!(world.live("web"), Value::Null);
    assert!(desk.kept().is_empty(), "what is not done is not written down");
    let Some(mut terminal) = desk.terminal("apply shop.yaml") else { return };
    terminal.until("[y/N] ");
    terminal.types("y\n");
    let (code, shown) = terminal.end();
    assert!(code == 0 && shown.contains("test: 1 created"), "{code}: {shown}");
    let Some(mut terminal) = desk.terminal("undo") else { return };
    terminal.until("Undo this with 1 change on test? [y/N] ");
    terminal.types("YES\n");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(world.live("web"), Value::Null);
}

#[test]
fn what_somebody_changed_while_it_was_asked_about_is_left_alone() {
    let Some((world, desk)) = desk() else { return };
    desk.well("apply shop.yaml --yes");
    desk.write("shop.yaml", &design(&world, &["web"], "grpc"));
    let Some(mut terminal) = desk.terminal("apply shop.yaml") else { return };
    terminal.until("[y/N] ");
    world.kubectl(&["label", "service", "web", "by=hand"], "");
    terminal.types("y\n");
    let (code, shown) = terminal.end();
    assert!(code == 1 && shown.contains("test: 1 changed meanwhile") && shown.contains("the same command plans anew"), "{code}: {shown}");
    assert!(!shown.contains("undo it with"), "{shown}");
    assert_eq!(protocol(&world, "web"), "http");
    desk.well("apply shop.yaml --yes");
    assert_eq!(protocol(&world, "web"), "grpc");
}

/// A kubeconfig that signs in by a program, which is given a secret.
fn by_program(world: &World, desk: &Desk) -> String {
    let credential = r#"{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "administrator"}}"#;
    let program = desk.write("sign in", &format!("#!/bin/sh\necho run >>'{}'\necho '{credential}'\n", desk.path("runs").display()));
    make_program(&program);
    let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, command: './sign in', args: [canary-argument], env: [{name: KEY, value: canary-value}]}";
    desk.write("by-program", &fs::read_to_string(&world.place.file).unwrap().replace("token: administrator", exec));
    // As it is named in the kubeconfig, made whole.
    desk.path("./sign in").display().to_string()
}

#[test]
fn no_program_runs_that_nobody_allowed() {
    let Some((world, desk)) = desk() else { return };
    let program = by_program(&world, &desk);
    let line = "plan shop.yaml --kubeconfig by-program";
    let said = desk.refusal(line);
    let words = "signing in runs a program, and there is no terminal to ask on — look at it, and allow it with --allow-exec ";
    assert!(said.starts_with(&format!("{words}'{program}': ")) && !said.contains("canary"), "{said}");
    assert!(desk.refusal(&format!("{line} --allow-exec aws")).contains("what was allowed is aws"));
    assert!(!desk.path("runs").exists());
    let mut allowed = desk.command(line);
    let output = allowed.args(["--allow-exec", &program.replace("/./", "/")]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(desk.path("runs").exists());

    for (answer, code) in [("n\n", 2), ("y\n", 1)] {
        let Some(mut terminal) = desk.terminal(line) else { return };
        let shown = terminal.until("Run it? [y/N] ");
        assert!(shown.contains(&format!("'{program}' canary-argument")) && shown.contains("KEY"), "{shown}");
        assert!(!shown.contains("canary-value"), "{shown}");
        terminal.types(answer);
        let (ended, shown) = terminal.end();
        assert_eq!(ended, code, "{shown}");
    }
    assert!(desk.kept().is_empty(), "a consent is not kept");
}
