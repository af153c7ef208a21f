//! Does applying end well when the server, or what lies before it, does not?
//! Knows nothing of what is applied.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use portolan::cluster::{Applied, Cancel, Connection, Consents, Error, Options, Watched, connect, namespaces, plan, watch};
use serde_json::json;

use crate::support::cluster::{MANAGER, World, fresh, port, world};
use crate::support::faults::{Fault, before};
use crate::support::servers::ApiServer;
use crate::support::user::{User, wait};

const COUNT: usize = 24;

fn wanted(world: &World, hint: &str) -> Vec<portolan::cluster::Wanted> {
    (0..COUNT).map(|number| world.wanted(&format!("s{number}"), &json!([port(80, hint)]))).collect()
}

/// Creates and changes through faults, and undoes it all again.
fn ends_well(world: &World, fault: impl Fn(usize, &str, &str) -> Fault + Send + Sync + Copy + 'static) {
    let faulty = world.with(before(&world.client, fault).client);
    assert_eq!(faulty.bring(&wanted(world, "http")).to_string(), format!("{COUNT} created"));
    assert_eq!(faulty.bring(&wanted(world, "grpc")).to_string(), format!("{COUNT} updated"));
    assert_eq!(world.bring(&wanted(world, "grpc")).to_string(), format!("{COUNT} unchanged"));
    let past = faulty.past();
    assert_eq!(faulty.apply(&faulty.plan_undo(&past[0])).to_string(), format!("{COUNT} updated"));
    assert_eq!(faulty.apply(&faulty.plan_undo(&past[1])).to_string(), format!("{COUNT} deleted"));
}

#[test]
fn a_storm_of_429_is_waited_for() {
    let Some(world) = world() else { return };
    ends_well(&world, |number, _, _| if number % 3 == 0 { Fault::Answer(429, Some(0)) } else { Fault::Pass });
}

#[test]
fn a_server_that_stumbles_is_asked_again() {
    let Some(world) = world() else { return };
    ends_well(&world, |number, _, _| match number % 7 {
        0 => Fault::Answer(503, None),
        3 => Fault::CutBefore,
        _ => Fault::Pass,
    });
}

#[test]
fn what_was_done_without_an_answer_counts_as_done() {
    let Some(world) = world() else { return };
    let lost = |number: usize, method: &str, path: &str| {
        let is_write = method != "GET" && !path.contains("dryRun") && !path.contains("selfsubject");
        if is_write && number.is_multiple_of(2) { Fault::CutAfter } else { Fault::Pass }
    };
    ends_well(&world, lost);
}

#[test]
fn what_the_server_chose_does_not_hide_that_it_was_done() {
    let Some(mut world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http")]))]);
    let lost = |_: usize, method: &str, path: &str| {
        let is_write = method != "GET" && !path.contains("dryRun") && !path.contains("selfsubject");
        if is_write { Fault::CutAfter } else { Fault::Pass }
    };
    // The first answer of every write is lost; what was done by then is found by looking.
    let seen = Mutex::new(std::collections::HashSet::new());
    let once = move |number: usize, method: &str, path: &str| {
        let first = seen.lock().expect("a list").insert(format!("{method} {path}"));
        if first { lost(number, method, path) } else { Fault::Pass }
    };
    let mut node_port = world.wanted("web", &json!([port(80, "http")]));
    node_port.whole["spec"]["type"] = json!("NodePort");
    let namespace = fresh("missing");
    let home = std::mem::replace(&mut world.namespace, namespace.clone());
    let elsewhere = world.wanted("web", &json!([port(80, "http")]));
    world.namespace = home;
    let faulty = world.with(before(&world.client, once).client);
    let options = Options { namespaces: [namespace].into(), ..Options::default() };
    let plan = faulty.try_plan(&[node_port, elsewhere], &options).expect("a plan");
    assert_eq!(faulty.apply(&plan).to_string(), "2 created, 1 updated");
    assert_eq!(faulty.past()[0].words(), "2 created, 1 updated");
}

#[test]
fn a_pause_that_the_server_asks_for_is_kept() {
    let Some(world) = world() else { return };
    let faults = before(&world.client, |number, _, _| if number == 0 { Fault::Answer(429, Some(2)) } else { Fault::Pass });
    let start = std::time::Instant::now();
    world.with(faults.client).plan(&[world.wanted("web", &json!([port(80, "http")]))]);
    assert!(start.elapsed().as_secs() >= 2);
}

#[test]
fn an_answer_that_stalls_is_asked_for_again() {
    let Some(world) = world() else { return };
    let stalled = AtomicBool::new(false);
    let first_read = move |path: &str| path.contains("/services") && !stalled.swap(true, Ordering::Relaxed);
    let faults = before(&world.client, move |_, _, path| if first_read(path) { Fault::Stall } else { Fault::Pass });
    let start = std::time::Instant::now();
    let wanted = [world.wanted("web", &json!([port(80, "http")]))];
    let plan = wait(async {
        let connection = User::through(&faults).connect().await;
        plan(&connection.client, &connection.place, MANAGER, &wanted, &Options::default(), |_| {}).await
    });
    assert_eq!(plan.map(|plan| plan.changes.len()), Ok(1));
    assert!((30..60).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[test]
fn nothing_waits_without_end_for_an_answer_that_stalls() {
    let Some(world) = world() else { return };
    let stalls = Arc::new(AtomicBool::new(false));
    let now = stalls.clone();
    let faults = before(&world.client, move |_, _, _| if now.load(Ordering::Relaxed) { Fault::Stall } else { Fault::Pass });
    let user = User::through(&faults);
    wait(async {
        let connection = user.connect().await;
        stalls.store(true, Ordering::Relaxed);
        let start = std::time::Instant::now();
        let wanted = BTreeSet::from([world.namespace.clone()]);
        let mut watched = std::pin::pin!(watch(&connection, &wanted));
        let (context, consents) = (user.context(), Consents::default());
        let (again, namespaces, watched) = tokio::join!(connect(&context, &consents), namespaces(&connection), watched.next());
        let said = |error: Option<Error>| error.map(|error| error.to_string()).unwrap_or_default();
        let lost = match watched {
            Some(Watched::Lost(error)) => Some(error),
            _ => None,
        };
        for said in [said(again.err()), said(namespaces.err()), said(lost)] {
            assert!(said.starts_with("the server cannot be reached: its answer began and was not there after 30 s"), "{said}");
        }
        assert!((30..60).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    });
}

#[test]
fn who_stops_does_not_wait_for_an_answer_that_stalls() {
    let Some(server) = ApiServer::shared() else { return };
    wait(async {
        let connection = User::admin(server).connect().await;
        let client = connection.client.clone();
        let faults = tokio::task::spawn_blocking(move || before(&client, |_, _, _| Fault::Stall)).await.unwrap();
        let connection = Connection { client: faults.client, ..connection };
        let cancel = Cancel::default();
        let stop = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            cancel.cancel();
        };
        let start = std::time::Instant::now();
        let namespaces = ["default".to_owned()];
        let (listed, ()) = tokio::join!(portolan::cluster::list(&connection, &namespaces, &cancel, |_| {}), stop);
        assert!(matches!(listed, Err(Error::Cancelled)), "{listed:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    });
}

#[test]
fn a_server_that_is_busy_to_the_end_is_an_error_and_not_asked_for_ever() {
    let Some(world) = world() else { return };
    let faults = before(&world.client, |_, _, _| Fault::Answer(429, Some(3600)));
    let plan = world.with(faults.client).try_plan(&[world.wanted("web", &json!([port(80, "http")]))], &Default::default());
    assert!(matches!(plan, Err(Error::Busy { .. })), "{plan:?}");
    assert!(faults.count.load(Ordering::Relaxed) <= 3);
}

#[test]
fn a_server_that_is_killed_half_way_leaves_a_clear_tally_and_a_second_run_finishes() {
    let Some(server) = ApiServer::own() else { return };
    let world = World::on(&server);
    let plan = world.plan(&wanted(&world, "http"));
    let server = Mutex::new(server);
    let lock = || server.lock().unwrap();
    let tally = world.apply_until(&plan, &Cancel::default(), |_| lock().stop());
    let created = tally.count(|applied| matches!(applied, Applied::Created(_)));
    let (failed, not_reached) =
        (tally.count(|applied| matches!(applied, Applied::Failed(_))), tally.count(|applied| *applied == Applied::NotReached));
    assert!(created >= 1 && failed >= 1 && not_reached >= 1, "{tally}");
    assert_eq!(created + failed + not_reached, COUNT, "{tally}");
    assert!(matches!(tally.error(), Some(Error::Unreachable { .. })), "{tally:?}");
    lock().start_again().expect("it starts again");
    let tally = world.bring(&wanted(&world, "http"));
    assert!(tally.is_finished(), "{tally:#?}");
    assert_eq!(world.bring(&wanted(&world, "http")).to_string(), format!("{COUNT} unchanged"));
}
