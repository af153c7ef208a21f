//! The problems: grouped, filtered, walked, explained and mended, by label as a screen reader finds them.

use std::collections::BTreeSet;

use egui::Key;
use egui_kittest::kittest::Queryable;
use portolan::check::{Finding, Safety, Scope, Severity, mend};
use portolan::design::{Design, Edit, Ignore, PortId, Service, ServicePort, Transport};
use portolan::gui::command::Command;
use portolan::gui::state::{Below, Dialog};
use portolan::protocol::Protocol;

use crate::support::window::Window;

/// Some services, each with a value of `appProtocol` that has one right answer, and one that is a guess.
fn window(services: usize) -> Window {
    let mut window = Window::with("empty");
    let mut design = Design::default();
    for at in 0..services {
        let port = |id, name: &str, port, hint: Option<&str>| ServicePort {
            id: PortId(id),
            name: name.into(),
            port,
            protocol: Some(Protocol::Http),
            hint: hint.map(str::to_owned),
            ..ServicePort::default()
        };
        let selector = [("app".to_owned(), format!("s{at}"))].into();
        let ports = vec![port(1, "web", 8080, Some("HTTP")), port(2, "https", 443, None)];
        design.push(Service { name: format!("s{at}"), namespace: "shop".into(), selector, ports, ..Service::default() });
    }
    window.harness.state_mut().ask_edit(Edit::Replace(Box::new(design)));
    window.ask(Command::Show(Below::Problems));
    window.harness.run_steps(4);
    window
}

fn count(window: &Window, severity: Severity) -> usize {
    window.session().findings().iter().filter(|finding| finding.severity == severity).count()
}

fn rows(window: &Window, of: &str) -> usize {
    window.harness.query_all_by_label_contains(&format!("{of}: ")).count()
}

fn press(window: &mut Window, keys: &[Key]) {
    for key in keys {
        window.harness.key_press(*key);
        window.harness.run_steps(2);
    }
}

#[test]
fn they_stand_by_service_by_rule_or_in_one_list() {
    let mut window = window(2);
    window.harness.get_by_label_contains("s0 shop, ");
    for (choice, head) in [("By rule", Some("looks-like-another")), ("In one list", None), ("By service", Some("s1 shop, "))] {
        window.harness.get_by_label_contains("Group problems").click();
        window.settle();
        window.harness.get_by_label(choice).click();
        window.settle();
        match head {
            Some(head) => drop(window.harness.get_by_label_contains(head)),
            None => assert!(window.harness.query_by_label_contains("s1 shop, ").is_none()),
        }
    }
}

#[test]
fn a_group_folds_by_pointer_and_by_arrow() {
    let mut window = window(1);
    let of_ports = |window: &Window| window.harness.query_all_by_label_contains(", shop/s0 · port").count();
    let all = of_ports(&window);
    assert!(all > 1);
    window.harness.get_by_label_contains("s0 shop, ").click();
    window.settle();
    assert_eq!(of_ports(&window), 0);
    press(&mut window, &[Key::ArrowRight]);
    assert_eq!(of_ports(&window), all);
}

#[test]
fn a_problem_leads_to_its_field() {
    let mut window = window(1);
    window.harness.get_by_label("hint: Looks like TLS by the app (name https), not HTTP/1.1, shop/s0 · port 443").click();
    window.settle();
    let service = window.session().design().services[0].id;
    assert_eq!(window.harness.state().view().selection.lead_port(), Some((service, PortId(2))));
}

#[test]
fn enter_goes_there_f_shows_the_fix_and_w_says_why() {
    let mut window = window(1);
    press(&mut window, &[Key::ArrowDown, Key::Enter]);
    let service = window.session().design().services[0].id;
    assert_eq!(window.harness.state().view().selection.lead_port(), Some((service, PortId(1))));
    window.ask(Command::Show(Below::Problems));
    press(&mut window, &[Key::W]);
    assert!(matches!(window.harness.state().view().dialog, Some(Dialog::Rule(_))));
    window.harness.get_by_label("Why is this bad?");
    press(&mut window, &[Key::Escape]);
    assert_eq!(window.harness.state().view().dialog, None);
    press(&mut window, &[Key::F]);
    assert!(matches!(window.harness.state().view().dialog, Some(Dialog::Fix(_))));
    window.harness.get_by_label("− appProtocol: HTTP");
    window.harness.get_by_label("+ appProtocol: http");
    let before = window.session().findings().len();
    press(&mut window, &[Key::Enter]);
    assert!(window.session().findings().len() < before);
    assert_eq!(window.session().design().services[0].ports[0].hint, None);
}

#[test]
fn the_code_leads_to_the_page_of_its_rule() {
    let mut window = window(1);
    window.harness.get_by_label("Why H009, shop/s0 · port 443").click();
    window.settle();
    window.harness.get_by_label("What it does");
}

#[test]
fn one_click_mends_one_problem_in_a_step_of_its_own() {
    let mut window = window(1);
    window.harness.get_by_label("Pick TLS by the app, shop/s0 · port 443").click();
    window.settle();
    assert_eq!(window.session().design().services[0].ports[1].protocol, Some(Protocol::Tls));
    assert_eq!(window.session().undo_name(), Some("pick TLS by the app (shop/s0 · port 443)"));
}

#[test]
fn severities_and_words_filter() {
    let mut window = window(2);
    let hints = count(&window, Severity::Hint);
    window.harness.get_by_label(&format!("{hints} hints")).click();
    window.settle();
    assert_eq!(rows(&window, "hint"), 0);
    window.harness.get_by_label(&format!("{hints} hints")).click();
    window.harness.get_by_label("Filter problems").focus();
    window.harness.get_by_label("Filter problems").type_text("SHOP/S1");
    window.settle();
    assert!(window.harness.query_by_label_contains("s0 shop, ").is_none());
    window.harness.get_by_label_contains("s1 shop, ");
    window.harness.get_by_label("Filter problems").type_text("nothing of the kind");
    window.settle();
    window.harness.get_by_label("Show all").click();
    window.settle();
    window.harness.get_by_label_contains("s0 shop, ");
}

#[test]
fn every_safe_fix_is_shown_and_done_in_one_step() {
    let mut window = window(3);
    let hints = |window: &Window| window.session().design().services.iter().filter(|service| service.ports[0].hint.is_some()).count();
    assert_eq!(hints(&window), 3);
    window.harness.get_by_label("Fix all safe ones (3)…").click();
    window.settle();
    window.harness.get_by_label("Kubernetes · shop/s0");
    assert_eq!(hints(&window), 3, "nothing is done before it is said");
    window.harness.get_by_label("Fix 3 problems").click();
    window.settle();
    assert_eq!(hints(&window), 0);
    assert_eq!(window.session().undo_name(), Some("fix 3 problems"));
    window.ask(Command::Undo);
    assert_eq!(hints(&window), 3);
}

/// The window and `check --fix` mean the same by safe, however bad the finding is.
#[test]
fn a_likely_answer_is_not_a_safe_one() {
    let mut window = window(1);
    let mut design = window.session().design().clone();
    let service = design.services[0].id;
    let likely = ServicePort { hint: Some("kubernetes.io/h2c".into()), protocol: None, ..design.services[0].ports[1].clone() };
    design.apply(Edit::put_port(service, likely));
    let datagrams =
        ServicePort { id: PortId(3), name: "dns".into(), port: 53, transport: Transport::Udp, ..design.services[0].ports[0].clone() };
    design.apply(Edit::put_service(Service {
        ports: [&design.services[0].ports[..], &[ServicePort { hint: None, ..datagrams }]].concat(),
        ..(*design.services[0]).clone()
    }));
    window.harness.state_mut().ask_edit(Edit::Replace(Box::new(design)));
    window.settle();
    let is_safe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    let safe: Vec<&str> = window.session().findings().iter().filter(is_safe).map(|finding| finding.code).collect();
    assert_eq!(safe, ["H002", "H005"]);
    assert!(
        window.session().findings().iter().any(|finding| finding.fix.is_some() && finding.severity > Severity::Hint && !is_safe(&finding))
    );
    window.harness.get_by_label("Fix all safe ones (2)…").click();
    window.settle();
    window.harness.get_by_label("Fix 2 problems").click();
    window.settle();
    let design = window.session().design();
    assert_eq!(design.services[0].ports[1].hint.as_deref(), Some("kubernetes.io/h2c"), "left to the user");
    let mut mended = design.clone();
    assert_eq!(mend(&mut mended), [], "nothing is left for check --fix");
}

const GUESS: &str = "hint: Looks like TLS by the app (name https), not HTTP/1.1, shop/s0 · port 443";
const IGNORED: &str = "ignored: Looks like TLS by the app (name https), not HTTP/1.1, shop/s0 · port 443, the app ends TLS itself";

#[test]
fn a_problem_is_ignored_with_a_reason_and_heard_of_again() {
    let mut window = window(1);
    let before = window.session().design().clone();
    window.harness.get_by_label("Ignore H009, shop/s0 · port 443").click();
    window.settle();
    window.harness.get_by_label("Ignore this problem?");
    window.harness.get_by_label("Give a reason first");
    window.harness.get_by_label("Ignore").click();
    window.settle();
    assert_eq!(*window.session().design(), before, "without a reason nothing is ignored");
    window.harness.get_by_label("Reason to ignore it").focus();
    window.settle();
    window.harness.get_by_label("Reason to ignore it").type_text("the app ends TLS itself");
    window.settle();
    assert!(window.harness.query_by_label("Give a reason first").is_none());
    window.harness.get_by_label("Ignore").click();
    window.settle();
    assert_eq!(window.harness.state().view().dialog, None);
    assert!(window.harness.query_by_label(GUESS).is_none());
    assert!(window.harness.query_by_label(IGNORED).is_none(), "quiet until it is asked for");
    let ignore = |window: &Window| window.session().design().services[0].ports[1].ignore.clone();
    assert_eq!(ignore(&window), [Ignore { code: "H009".into(), reason: "the app ends TLS itself".into() }]);
    window.harness.get_by_label("1 ignored").click();
    window.settle();
    window.ask(Command::Show(Below::Problems));
    press(&mut window, &[Key::End]);
    window.harness.get_by_label(IGNORED);
    window.harness.get_by_label("Stop ignoring, H009 shop/s0 · port 443").click();
    window.settle();
    assert_eq!(ignore(&window), []);
    window.harness.get_by_label(GUESS);
    assert!(window.harness.query_by_label("1 ignored").is_none());
    window.ask(Command::Undo);
    assert_eq!(ignore(&window).len(), 1);
    window.ask(Command::Undo);
    assert_eq!(*window.session().design(), before, "one step each");
}

/// A key that also types its letter in the same moment, as a real one does.
fn press_letter(window: &mut Window, key: Key) {
    let modifiers = egui::Modifiers::NONE;
    let down = egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    window.harness.input_mut().events.extend([down, egui::Event::Text(key.name().to_lowercase())]);
    window.harness.run_steps(2);
}

#[test]
fn i_asks_why_to_ignore_and_takes_it_back() {
    let mut window = window(1);
    press(&mut window, &[Key::Home, Key::ArrowDown]);
    press_letter(&mut window, Key::I);
    let asked = |window: &Window| match &window.harness.state().view().dialog {
        Some(Dialog::Ignore(question)) => Some(question.reason.clone()),
        _ => None,
    };
    assert_eq!(asked(&window), Some(String::new()), "the letter that opens it is not typed into it");
    press(&mut window, &[Key::Enter]);
    assert_eq!(asked(&window), Some(String::new()), "Enter does nothing without a reason");
    press(&mut window, &[Key::Escape]);
    assert_eq!(asked(&window), None);
    press_letter(&mut window, Key::I);
    window.harness.event(egui::Event::Text("as it is meant".into()));
    window.settle();
    assert_eq!(asked(&window), Some("as it is meant".into()));
    window.harness.get_by_label("All of shop/s0").click();
    window.settle();
    window.harness.get_by_label("Reason to ignore it").focus();
    window.settle();
    press(&mut window, &[Key::Enter]);
    assert_eq!(asked(&window), None);
    assert_eq!(window.session().design().services[0].ignore.len(), 1);
    let ignored = window.session().suppressed().count();
    assert!(ignored > 0);
    window.harness.get_by_label(&format!("{ignored} ignored")).click();
    window.settle();
    window.ask(Command::Show(Below::Problems));
    press(&mut window, &[Key::End, Key::I]);
    assert_eq!(window.session().suppressed().count(), 0);
}

#[test]
fn what_is_of_the_design_is_ignored_in_all_of_it_and_its_list_may_be_empty() {
    let mut window = window(2);
    let codes: BTreeSet<&str> = window.session().findings().iter().map(|finding| finding.code).collect();
    for code in codes {
        let edit = Scope::Design(&window.session().design().ignore).ignoring(code, "a sketch");
        window.harness.state_mut().ask_edit(edit);
        window.settle();
    }
    assert_eq!(window.session().findings().len(), 0);
    window.harness.get_by_label("Show ignored").click();
    window.settle();
    let ignored = window.session().suppressed().count();
    assert_eq!(window.harness.query_all_by_label_contains(", a sketch").count(), ignored);
    window.ask(Command::Show(Below::Problems));
    press(&mut window, &[Key::End, Key::I]);
    assert!(window.session().suppressed().count() < ignored);
}

#[test]
fn tabs_are_switched_by_pointer_and_by_shortcut() {
    let mut window = window(1);
    let below = |window: &Window| window.harness.state().view().panels.below;
    window.harness.get_by_label("Capabilities").click();
    window.settle();
    assert_eq!(below(&window), Below::Capabilities);
    window.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Num3);
    window.settle();
    assert_eq!(below(&window), Below::Problems);
}

#[test]
fn a_mark_in_the_preview_leads_to_the_problems_of_its_port() {
    let mut window = window(1);
    let service = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only(service);
    window.ask(Command::Show(Below::Capabilities));
    window.harness.get_by_label_contains("Kubernetes problems of port 8080").click();
    window.settle();
    assert_eq!(window.harness.state().view().selection.lead_port(), Some((service, PortId(1))));
    assert_eq!(window.harness.state().view().panels.below, Below::Problems);
}

#[test]
fn the_inspector_stays_where_it_is_while_the_keyboard_is_in_the_list() {
    let mut window = window(1);
    let service = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only(service);
    window.settle();
    let top = |window: &Window| window.harness.get_by_label("Selector").rect().top();
    let before = top(&window);
    window.ask(Command::Show(Below::Problems));
    press(&mut window, &[Key::ArrowDown]);
    assert_eq!(top(&window), before);
}
