//! Pictures of both panels, to be looked at beside the drawings.

use egui::accesskit::Role;
use egui::{Key, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::bench::*;
use portolan::design::{Edit, PortId};

/// Set to a folder, pictures of both panels are written there to be looked at.
#[test]
fn pictures() {
    let Ok(folder) = std::env::var("PORTOLAN_PICTURES") else { return };
    let save = |name: &str, harness: &mut Harness<'_, Bench>| {
        harness.run();
        harness.render().expect("a picture").save(format!("{folder}/{name}.png")).expect("a file");
    };
    for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
        let mut one = harness(shop(), Vec2::new(668.0, 230.0), theme);
        let web = one.state().service("web").id;
        one.state_mut().view.selection.only_port(web, PortId(1));
        save(&format!("inspector-{name}"), &mut one);
        one.set_pixels_per_point(2.0);
        save(&format!("inspector-{name}-2x"), &mut one);
        let mut one = harness(shop(), Vec2::new(668.0, 700.0), theme);
        let web = one.state().service("web").id;
        one.state_mut().view.selection.only_port(web, PortId(1));
        for fold in ["Port 80", "Kubernetes", "Universal", "Calls"] {
            one.run();
            one.get_by_role_and_label(Role::DisclosureTriangle, fold).click();
        }
        save(&format!("inspector-{name}-open"), &mut one);
        one.get_by_label_contains("Protocol of port 80").click();
        save(&format!("picker-{name}"), &mut one);
        one.key_press(Key::ArrowDown);
        save(&format!("picker-{name}-down"), &mut one);
        one.set_pixels_per_point(2.0);
        save(&format!("picker-{name}-2x"), &mut one);
        let mut narrow = harness(shop(), Vec2::new(380.0, 500.0), theme);
        let orders = narrow.state().service("orders").id;
        narrow.state_mut().view.selection.only_port(orders, PortId(2));
        save(&format!("inspector-{name}-narrow"), &mut narrow);
        let mut bulk = harness(shop(), Vec2::new(668.0, 230.0), theme);
        select_all(&mut bulk);
        save(&format!("inspector-{name}-bulk"), &mut bulk);
        let mut kept = harness(with_hint(), Vec2::new(900.0, 600.0), theme);
        open_picker(&mut kept, 80);
        save(&format!("picker-{name}-keep"), &mut kept);
        let mut long = shop();
        let mut service = (*long.services[0]).clone();
        service.name = "Frontend_With_A-rather-long-name-that-nobody-would-type-but-somebody-did-once-upon-a-time".into();
        service.selector = (0..7).map(|n| (format!("app.kubernetes.io/part-{n}"), "a-rather-long-value".into())).collect();
        service.ports[0].name = "UPPER_case_name_of_port".into();
        service.ports[1].port = 70000;
        long.apply(Edit::put_service(service));
        let mut long = harness(long, Vec2::new(668.0, 600.0), theme);
        save(&format!("inspector-{name}-long"), &mut long);
        bulk.state_mut().view.selection.clear();
        save(&format!("inspector-{name}-empty"), &mut bulk);
    }
}
