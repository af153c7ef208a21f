//! What does not come to its end: servers that nobody reaches, that go away, and Ctrl-C.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::*;
use crate::support::desk::Said;
use crate::support::faults::{Fault, before};
use crate::support::patience::at_last;

const COUNT: usize = 12;

/// A desk with many Services, and a kubeconfig for a server that does what it is told to.
fn many(server: &str) -> Option<(World, Desk)> {
    let (world, desk) = desk()?;
    let names: Vec<String> = (0..COUNT).map(|number| format!("s{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.write("shop.yaml", &design(&world, &names, "http"));
    through(&desk, server);
    Some((world, desk))
}

fn through(desk: &Desk, server: &str) {
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: proxy\nclusters: [{{name: proxy, cluster: {{server: '{server}'}}}}]\ncontexts: [{{name: proxy, context: {{cluster: proxy}}}}]\n"
    );
    desk.write("proxy", &text);
}

fn is_write(method: &str, path: &str) -> bool {
    method == "PATCH" && !path.contains("dryRun")
}

#[test]
fn a_server_that_nobody_reaches_is_one_sentence() {
    let Some((_world, desk)) = many("https://127.0.0.1:1") else { return };
    for line in ["plan shop.yaml", "apply shop.yaml --yes", "plan shop.yaml --format json"] {
        let said = desk.refusal(&format!("{line} --kubeconfig proxy"));
        assert!(said.starts_with("the server cannot be reached: ") && said.ends_with(": https://127.0.0.1:1"), "{said}");
    }
    assert!(desk.kept().is_empty());
}

/// An apply through a server that does nothing before it may, and what it said of stopping.
struct Held {
    child: Child,
    complaints: BufReader<ChildStderr>,
    heard: String,
    may_go_on: Arc<AtomicBool>,
}

impl Held {
    /// Starts applying, and waits until the first request is under way.
    fn start(world: &World, desk: &Desk) -> Held {
        let (writes, may_go_on) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, goes_on) = (writes.clone(), may_go_on.clone());
        let faults = before(&world.client, move |_, method, path| {
            if is_write(method, path) {
                seen.fetch_add(1, Ordering::SeqCst);
                while !goes_on.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            Fault::Pass
        });
        through(desk, &faults.server);
        let mut child = desk.start("apply shop.yaml --yes --kubeconfig proxy");
        at_last(|| (writes.load(Ordering::SeqCst) > 0).then_some(()).ok_or_else(|| "nothing is written".to_owned()));
        let complaints = BufReader::new(child.stderr.take().unwrap());
        Held { child, complaints, heard: String::new(), may_go_on }
    }

    /// Presses Ctrl-C.
    fn interrupt(&self) {
        // The shell's own: a small system has no program of that name.
        Command::new("sh").args(["-c", "kill -INT $1", "sh", &self.child.id().to_string()]).status().unwrap();
    }

    /// Waits until it says that it stops.
    fn hear_of_stopping(&mut self) {
        while !self.heard.contains("stopping: what was sent is waited for") {
            assert_ne!(self.complaints.read_line(&mut self.heard).unwrap(), 0, "{}", self.heard);
        }
    }

    fn go_on(&self) {
        self.may_go_on.store(true, Ordering::SeqCst);
    }

    /// Waits until it ends.
    fn end(&mut self) -> Said {
        self.complaints.read_to_string(&mut self.heard).unwrap();
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        Said { code: self.child.wait().unwrap().code().unwrap_or(-1), out, err: self.heard.clone() }
    }
}

#[test]
fn control_c_stops_between_two_objects_and_tells_what_was_done() {
    let Some((world, desk)) = many("") else { return };
    let mut held = Held::start(&world, &desk);
    held.interrupt();
    held.hear_of_stopping();
    held.go_on();
    let said = held.end();
    assert_eq!(said.code, 2, "{said:#?}");
    let created = said.err.lines().filter(|line| line.starts_with("created ")).count();
    assert!((1..COUNT).contains(&created), "{said:#?}");
    let tally = format!("\nproxy: {created} created, {} stopped\nundo it with: portolan undo ", COUNT - created);
    assert!(said.out.contains(&tally), "{said:#?}");
    assert!(said.err.contains("not all of it was done — the same command does the rest"), "{}", said.err);

    let rest = desk.well("apply shop.yaml --yes");
    assert!(rest.out.contains(&format!("test: {} to create, {created} unchanged\n", COUNT - created)), "{}", rest.out);
    let history = parsed(&desk.well("history --format json").out);
    assert_eq!(history["applies"][1]["changes"].as_array().map(Vec::len), Some(created), "what was stopped was not sent");
}

#[test]
fn pressed_twice_it_ends_at_once_and_what_was_sent_is_still_undone() {
    let Some((world, desk)) = many("") else { return };
    let mut held = Held::start(&world, &desk);
    held.interrupt();
    held.hear_of_stopping();
    held.interrupt();
    assert_eq!(held.end().code, 2);
    assert!(desk.well("history").out.contains(" unknown\n"));
    let sent = parsed(&desk.well("history --format json").out)["applies"][0]["changes"].as_array().map(Vec::len);
    // The server does it all the same.
    held.go_on();
    let lives = || (0..COUNT).filter(|number| !world.live(&format!("s{number}")).is_null()).count();
    at_last(|| if Some(lives()) == sent { Ok(()) } else { Err(format!("{} instead of {sent:?} are there", lives())) });
    desk.well("undo --yes --kubeconfig proxy");
    assert_eq!(lives(), 0);
}

#[test]
fn an_undo_goes_to_no_other_server() {
    let Some((world, desk)) = many("https://127.0.0.1:1") else { return };
    desk.well("apply shop.yaml --yes");
    let said = desk.refusal("undo --yes --kubeconfig proxy");
    assert!(
        said.contains("and context \"proxy\" leads to another server — name one that leads there with --context: https://127.0.0.1:1"),
        "{said}"
    );
    assert_eq!(protocol(&world, "s0"), "http");
    // The kubeconfig of then is found again where the surroundings name another one.
    let desk = desk.of(Path::new("/nonexistent"));
    assert!(desk.well("undo --yes").out.contains(&format!("test: {COUNT} deleted\n")));
}

#[test]
fn a_server_that_goes_away_leaves_a_tally() {
    let Some((world, desk)) = many("") else { return };
    let writes = AtomicUsize::new(0);
    let faults = before(&world.client, move |_, method, path| {
        let number = if is_write(method, path) { writes.fetch_add(1, Ordering::SeqCst) } else { 0 };
        if number < 4 { Fault::Pass } else { Fault::Answer(429, Some(3600)) }
    });
    through(&desk, &faults.server);
    let said = desk.run("apply shop.yaml --yes --kubeconfig proxy");
    assert_eq!(said.code, 2, "{said:#?}");
    assert!(said.out.contains("\nproxy: 4 created, ") && said.out.contains(" not reached\n"), "{}", said.out);
    assert!(said.err.contains("the server has too much to do — try again later"), "{}", said.err);
    desk.well("apply shop.yaml --yes");
}

#[test]
fn what_came_to_nothing_is_passed_over_and_undo_says_what_it_undoes() {
    let Some((world, desk)) = desk() else { return };
    desk.well("apply shop.yaml --yes");
    let name = parsed(&desk.well("history --format json").out)["applies"][0]["apply"].as_str().unwrap().to_owned();
    // The next apply is refused, and comes to nothing.
    let refuses = before(&world.client, |_, method, path| if is_write(method, path) { Fault::Answer(403, None) } else { Fault::Pass });
    desk.write("shop.yaml", &design(&world, &["web"], "grpc"));
    through(&desk, &refuses.server);
    assert_ne!(desk.run("apply shop.yaml --yes --kubeconfig proxy").code, 0);
    let undone = desk.well("undo --yes").out;
    assert!(undone.starts_with(&format!("{name} of ")) && undone.contains(", design shop: 1 created\n\n"), "{undone}");
    assert_eq!(world.live("web"), Value::Null);
}
