//! Is a design read and written as the contract says, and is what people wrote there kept?
//! Knows only the public doors: read, write, save, schema, templates.

mod any;
mod style;

use portolan::design::file::{read, save, schema, write};
use portolan::design::template::TEMPLATES;
use portolan::design::{Design, HintStyle, Service, ServicePort, Target};
use portolan::protocol::{MeshVersion, PROTOCOLS, Protocol};
use proptest::collection::vec;
use proptest::prelude::{any as some, prop_assert, prop_assert_eq, proptest};
use serde_json::json;

/// The example of the contract, comments and all.
const SHOP: &str = r#"portolan: 1
name: shop
target:
  mesh: default
  version: "2.14"            # 2.5 … 2.14, 3.0, portable
  hint: appProtocol          # appProtocol | annotation | both
services:
- name: web
  namespace: shop
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080, protocol: http}
  - {name: ws, port: 9000, protocol: websocket}
  instances:
  - {name: web-01, address: 192.168.0.1}
  calls:
  - {service: api, port: 8080, at: 10001}      # `at`: local outbound port on Universal
  board: {x: 40, y: 40}
"#;

/// A design without the identities that files do not know.
fn plain(design: &Design) -> (String, Target, Vec<Service>) {
    let service = |service: &Service| {
        let mut service = service.clone();
        service.id = Default::default();
        service.ports.iter_mut().for_each(|port| port.id = Default::default());
        service
    };
    (design.name.clone(), design.target.clone(), design.services.iter().map(|it| service(it)).collect())
}

#[test]
fn the_example_of_the_contract_comes_out_as_it_stands_there() {
    let design = read(SHOP).unwrap();
    let canonical: String = SHOP
        .replace("  mesh: default\n", "")
        .replace("  hint: appProtocol          # appProtocol | annotation | both\n", "")
        .lines()
        .map(|line| format!("{}\n", line.split("  #").next().unwrap_or_default().trim_end()))
        .collect();
    assert_eq!(write(&design), canonical);
    assert_eq!(plain(&read(&write(&design)).unwrap()), plain(&design));
}

#[test]
fn templates_are_those_of_the_folder_and_read_back_as_they_are_written() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")).unwrap();
    let mut files: Vec<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let mut names: Vec<String> = TEMPLATES.iter().map(|template| format!("{}.portolan.yaml", template.name)).collect();
    names.sort();
    assert_eq!(files, names);
    for template in TEMPLATES {
        let design = template.design();
        assert_eq!(plain(&read(&write(&design)).unwrap()), plain(&design), "{}", template.name);
    }
}

#[test]
fn cards_of_templates_do_not_overlap() {
    for template in TEMPLATES {
        let design = template.design();
        let card = |service: &Service| service.board.map(|at| (at.x, at.y, at.x + 214.0, at.y + 28.0 + 26.0 * service.ports.len() as f32));
        let cards: Vec<_> = design.services.iter().map(|it| card(it).expect("a place on the board")).collect();
        for (index, a) in cards.iter().enumerate() {
            assert!(cards[..index].iter().all(|b| a.0 >= b.2 || b.0 >= a.2 || a.1 >= b.3 || b.1 >= a.3), "{}", template.name);
        }
        let mut addresses: Vec<&str> = design.services.iter().flat_map(|it| &it.instances).map(|it| it.address.as_str()).collect();
        addresses.sort();
        assert!(addresses.windows(2).all(|pair| pair[0] != pair[1]), "{}", template.name);
        let names = design.by_name();
        for service in &design.services {
            for call in &service.calls {
                let called =
                    names.resolve(&call.service, &service.namespace).and_then(|id| design.service(id)).expect("somebody is called");
                assert!(called.ports.iter().any(|port| port.port == call.port), "{}", template.name);
            }
        }
    }
}

/// A file as people write it.
const BY_HAND: &str = r#"# licence

portolan: 1   # format
services: # all of them

# the web
- name: web # w
  # sel
  selector:
    app: web # a
    # more
    tier: 'front'
    # end of selector
  ports: [ # ports
    {port: 80}, # first
    # second
    {port: 81, protocol: "http"} # last
  ]
  headless: false
  # end of web

# the api
- ports:
    # deep
    - port: 1 # one
      name: a
    - port: 2
  name: api # n

# rest
"#;

/// Saving a change takes these lines out and puts those in.
fn saves(text: &str, change: impl Fn(&mut Design), out: &str, into: &str) {
    let mut design = read(text).unwrap();
    change(&mut design);
    let saved = save(&design, Some(text));
    assert_eq!(plain(&read(&saved).unwrap()), plain(&design), "{saved}");
    let (mut gone, mut come) = (String::new(), String::new());
    for part in similar::TextDiff::from_lines(text, &saved).iter_all_changes() {
        match part.tag() {
            similar::ChangeTag::Delete => gone += part.value(),
            similar::ChangeTag::Insert => come += part.value(),
            similar::ChangeTag::Equal => {}
        }
    }
    assert_eq!((gone.as_str(), come.as_str()), (out, into), "{saved}");
}

fn service(design: &mut Design, index: usize) -> &mut Service {
    std::sync::Arc::make_mut(&mut design.services[index])
}

#[test]
fn a_value_changes_in_its_place_its_quotes_and_before_its_comment() {
    saves(
        SHOP,
        |design| design.target.version = MeshVersion::V3_0,
        "  version: \"2.14\"            # 2.5 … 2.14, 3.0, portable\n",
        "  version: \"3.0\"             # 2.5 … 2.14, 3.0, portable\n",
    );
    saves(
        SHOP,
        |design| service(design, 0).ports[0].protocol = Some(Protocol::Http2),
        "  - {name: http, port: 80, targetPort: 8080, protocol: http}\n",
        "  - {name: http, port: 80, targetPort: 8080, protocol: http2}\n",
    );
    saves(
        BY_HAND,
        |design| service(design, 0).selector.extend([("tier".to_owned(), "it's".to_owned())]),
        "    tier: 'front'\n",
        "    tier: 'it''s'\n",
    );
    saves(BY_HAND, |design| service(design, 1).name = "backend".to_owned(), "  name: api # n\n", "  name: backend # n\n");
    let quoted = BY_HAND.replace("name: api #", "name: \"api\" #");
    saves(&quoted, |design| service(design, 1).name = "on".to_owned(), "  name: \"api\" # n\n", "  name: \"on\" # n\n");
}

#[test]
fn a_line_that_says_a_default_stays_when_it_comes_to_say_it_again() {
    let annotation = SHOP.replace("hint: appProtocol ", "hint: annotation");
    saves(
        &annotation,
        |design| design.target.hint = HintStyle::AppProtocol,
        "  hint: annotation         # appProtocol | annotation | both\n",
        "  hint: appProtocol        # appProtocol | annotation | both\n",
    );
    saves(BY_HAND, |design| service(design, 0).headless = true, "  headless: false\n", "  headless: true\n");
}

#[test]
fn new_keys_and_parts_stand_where_they_usually_do_in_the_style_around_them() {
    saves(SHOP, |design| service(design, 0).labels = [("a".to_owned(), "yes".to_owned())].into(), "", "  labels: {a: \"yes\"}\n");
    saves(
        SHOP,
        |design| service(design, 0).ports[1].inbound.port = Some(15000),
        "  - {name: ws, port: 9000, protocol: websocket}\n",
        "  - {name: ws, port: 9000, protocol: websocket, inbound: {port: 15000}}\n",
    );
    let db = || Service { name: "db".to_owned(), ports: vec![ServicePort { port: 5432, ..ServicePort::default() }], ..Service::default() };
    saves(SHOP, |design| _ = design.push(db()), "", "- name: db\n  ports:\n  - {port: 5432}\n");
    // Services that are kept apart stay apart.
    saves(BY_HAND, |design| _ = design.push(db()), "", "- name: db\n  ports:\n  - {port: 5432}\n\n");
    saves(
        BY_HAND,
        |design| service(design, 0).ports.push(ServicePort { port: 9, ..ServicePort::default() }),
        "    {port: 81, protocol: \"http\"} # last\n",
        "    {port: 81, protocol: \"http\"}, # last\n    {port: 9}\n",
    );
    saves(BY_HAND, |design| service(design, 1).ports[1].name = "b".to_owned(), "    - port: 2\n", "    - name: b\n      port: 2\n");
}

#[test]
fn what_goes_takes_its_own_comments_along_and_no_others() {
    saves(
        SHOP,
        |design| service(design, 0).calls.clear(),
        "  calls:\n  - {service: api, port: 8080, at: 10001}      # `at`: local outbound port on Universal\n",
        "",
    );
    saves(BY_HAND, |design| drop(service(design, 1).ports.remove(0)), "    # deep\n    - port: 1 # one\n      name: a\n", "");
    saves(
        BY_HAND,
        |design| drop(service(design, 0).ports.remove(1)),
        "    {port: 80}, # first\n    # second\n    {port: 81, protocol: \"http\"} # last\n",
        "    {port: 80} # first\n",
    );
    let api = "# the api\n- ports:\n    # deep\n    - port: 1 # one\n      name: a\n    - port: 2\n  name: api # n\n";
    saves(BY_HAND, |design| drop(design.services.remove(1)), &format!("{api}\n"), "");
    saves(BY_HAND, |design| design.services.swap(0, 1), &format!("\n{api}"), &format!("{api}\n"));
}

#[test]
fn anchors_keep_their_meaning_and_their_comments() {
    let text =
        "portolan: 1\n# all\nservices:\n# one\n- &a\n  name: x # x\n  labels: &l {a: b}\n# two\n- {<<: *a, namespace: b, selector: *l}\n";
    saves(
        text,
        |design| service(design, 1).name = "y".to_owned(),
        "- {<<: *a, namespace: b, selector: *l}\n",
        "- {name: \"y\", <<: *a, namespace: b, selector: *l}\n",
    );
    // Others say what the first says: written anew, and every comment is still there.
    let mut design = read(text).unwrap();
    service(&mut design, 0).labels.clear();
    let saved = save(&design, Some(text));
    assert_eq!(plain(&read(&saved).unwrap()), plain(&design));
    assert!(["# all\n", "# one\n", "# x\n", "# two\n"].iter().all(|comment| saved.contains(comment)), "{saved}");
}

#[test]
fn line_ends_and_marks_stay_as_they_are() {
    let windows = BY_HAND.replace('\n', "\r\n");
    let open = BY_HAND.trim_end().to_owned();
    let marked = format!("\u{feff}{windows}");
    for text in [windows, open, marked] {
        let mut design = read(&text).unwrap();
        assert_eq!(save(&design, Some(&text)), text);
        service(&mut design, 1).name = "backend".to_owned();
        assert_eq!(save(&design, Some(&text)), text.replace("name: api", "name: backend"));
    }
}

#[test]
fn mixed_line_ends_stay_mixed() {
    let text: String = BY_HAND
        .split_inclusive('\n')
        .enumerate()
        .map(|(at, line)| if at % 3 == 0 { line.replace('\n', "\r\n") } else { line.to_owned() })
        .collect();
    let mut design = read(&text).unwrap();
    service(&mut design, 1).name = "backend".to_owned();
    assert_eq!(save(&design, Some(&text)), text.replace("name: api", "name: backend"));
}

#[test]
fn what_stands_beside_a_hint_stays_beside_the_protocol_that_takes_its_place() {
    let text = "portolan: 1\nservices:\n- name: web\n  ports:\n  - port: 80\n    hint: HTTP   # why we kept it\n    name: a\n";
    let mut design = read(text).unwrap();
    let port = &mut service(&mut design, 0).ports[0];
    (port.hint, port.protocol) = (None, Some(Protocol::Http));
    assert_eq!(save(&design, Some(text)), text.replace("hint: HTTP ", "protocol: http "));
}

#[test]
fn the_mark_of_another_document_with_nothing_in_it_is_none() {
    assert_eq!(read(&format!("{SHOP}---\n")).map(|design| plain(&design)), read(SHOP).map(|design| plain(&design)));
    let open = read(&format!("{SHOP}---")).unwrap();
    assert_eq!(save(&open, Some(&format!("{SHOP}---"))), format!("{SHOP}---"));
}

#[test]
fn errors_say_where_what_and_what_would_help() {
    let port = |line: &str| format!("portolan: 1\nservices:\n- name: web\n  ports:\n  - port: 80\n    {line}\n");
    let web = |line: &str| format!("portolan: 1\nservices:\n- name: web\n  {line}\n");
    let protocols = "Known: http, http2, grpc, kafka, websocket, tls, postgresql, mysql, redis, mongodb, amqp, nats, tcp";
    for (text, said) in [
        (port("protcol: http"), "line 6, column 5: unknown key \"protcol\" — did you mean \"protocol\"?"),
        (port("protocol: htp"), &format!("line 6, column 15: unknown protocol \"htp\" — did you mean \"http\"? {protocols}")),
        // It looks like http, and is not.
        (port("protocol: https"), &format!("line 6, column 15: unknown protocol \"https\" — did you mean \"tls\"? {protocols}")),
        (port("protocol: udp"), "line 6, column 15: unknown protocol \"udp\" — that is a transport: write transport: UDP"),
        (port("inbound: {prot: 1}"), "line 6, column 15: unknown key \"prot\" — did you mean \"port\"?"),
        (port("port: 81"), "line 6, column 5: the key \"port\" is here twice — keep one of them"),
        (port("nodePort: abc"), "line 6, column 15: nodePort must be a number — from 1 to 65535, without quotes, such as 8080"),
        (port("inbound: 80"), "line 6, column 14: inbound must be a map of keys and values"),
        (port("name: 80"), "line 6, column 11: name is text, and other readers take 80 for something else — write it in quotes: \"80\""),
        (
            port("targetPort: yes"),
            "line 6, column 17: targetPort is text, and other readers take yes for something else — write it in quotes: \"yes\"",
        ),
        (web("labels: {a: 1}"), "line 4, column 15: a is text, and other readers take 1 for something else — write it in quotes: \"1\""),
        (web("labels: {a: no}"), "line 4, column 15: a is text, and other readers take no for something else — write it in quotes: \"no\""),
        (web("labels: {a: }"), "line 4, column 13: a has no value — write \"\" for empty text, or take the key away"),
        (web("ports: 80"), "line 4, column 10: ports must be a list — begin each of its items with -"),
        (web("ports:\n    port: 80"), "line 5, column 5: ports must be a list — begin each of its items with -"),
        (web("selector:\n  - app: web"), "line 5, column 5: this must be a map of keys and values"),
        (web("headless: 1"), "line 4, column 13: headless must be true or false — without quotes"),
        (web("board: {x: 1}"), "line 4, column 11: \"y\" is missing here — add y: …"),
        (web("on: kubernets"), "line 4, column 7: unknown world \"kubernets\" — did you mean \"kubernetes\"? Known: kubernetes, universal"),
        (
            web("type: NodePort\n  externalName: a"),
            "line 4, column 9: type NodePort has no externalName — write type: ExternalName, or take externalName away",
        ),
        (
            "portolan: 1\ntarget: {version: 3}".into(),
            "line 2, column 19: unknown version \"3\" — did you mean \"3.0\"? Known: 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 3.0, portable",
        ),
        ("portolan: 2\nstars: 1".into(), "line 1, column 11: a design of format 2, made by a newer Portolan — update Portolan to open it"),
        ("name: a".into(), "line 1, column 1: this is not a design — a design starts with portolan: 1"),
        ("# nothing\n".into(), "line 1, column 1: the file is empty — a design starts with portolan: 1"),
        (
            "apiVersion: v1\nkind: Service\n".into(),
            "line 1, column 1: this is a Service of Kubernetes, not a design — a design starts with portolan: 1",
        ),
        (
            "type: Dataplane\nmesh: default\n".into(),
            "line 1, column 1: this is a Dataplane of Kuma, not a design — a design starts with portolan: 1",
        ),
        ("portolan: 1\n---\nportolan: 1\n".into(), "line 3, column 1: a second document — a design is one document in a file of its own"),
        (
            "portolan: 1\nname: {{ name }}\n".into(),
            "line 2, column 7: {{ … }} is a template's placeholder, which no YAML reader takes — fill the template in first",
        ),
        ("portolan: 1\nname: [\n".into(), "line 2, column 7: this is not YAML: unclosed bracket '['"),
        (
            "portolan: 1\nname: *a\n".into(),
            "line 2, column 7: an alias of an anchor that is not above it — name it with & before it is used with *",
        ),
    ] {
        assert_eq!(read(&text).map_err(|error| error.to_string()).err().as_deref(), Some(said), "{text}");
    }
}

#[test]
fn an_unquoted_version_is_read_as_it_is_written() {
    for version in MeshVersion::ALL {
        let text = format!("portolan: 1\ntarget: {{version: {version}}}\n");
        assert_eq!(read(&text).unwrap().target.version, version);
    }
}

#[test]
fn bombs_are_refused_soon() {
    let level = |depth: usize| format!("&a{depth} [{}]", vec![format!("*a{}", depth - 1); 9].join(", "));
    let laughs = (1..30).map(|depth| format!("- {}\n", level(depth))).collect::<String>();
    let many = format!("portolan: 1\nname: &a x\nservices:\n{}", "- {name: *a}\n".repeat(50_000));
    let bombs = [
        format!("portolan: 1\nservices:\n- &a0 x\n{laughs}"),
        format!("portolan: 1\nname: {}", "[".repeat(1_000_000)),
        format!("portolan: 1\nname: {}", "{a: ".repeat(300_000)),
        "- ".repeat(1_000_000),
        "? ".repeat(1_000_000),
        format!("portolan: 1\n{}", "x: &a y\n".repeat(100_000)),
        many,
        "&a ".repeat(300_000),
        "---\n".repeat(300_000),
        "# \n".repeat(300_000),
        format!("portolan: 1\nname: \"{}", "\\".repeat(1_000_000)),
    ];
    for bomb in bombs {
        let start = std::time::Instant::now();
        assert!(read(&bomb).is_err());
        assert!(start.elapsed().as_secs() < 10, "{:?} for {}", start.elapsed(), &bomb[..60]);
    }
}

#[test]
fn the_schema_knows_every_key_and_every_word() {
    let schema = schema();
    let text = schema.to_string();
    for spec in PROTOCOLS {
        assert!(text.contains(&format!("\"{}\"", spec.keyword)), "{}", spec.keyword);
    }
    let keys =
        |at: &str| schema.pointer(at).and_then(|it| it.as_object()).unwrap_or_else(|| panic!("{at}")).keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("/properties"), ["ignore", "name", "portolan", "services", "target"]);
    assert_eq!(
        keys("/definitions/Port/properties"),
        ["hint", "ignore", "inbound", "name", "nodePort", "port", "protocol", "targetPort", "transport"]
    );
    let required = |at: &str| schema.pointer(&format!("{at}/required")).cloned().unwrap_or_default();
    assert_eq!(required(""), json!(["portolan"]));
    let asked = [
        ("Target", json!(null)),
        ("Service", json!(["name"])),
        ("Port", json!(["port"])),
        ("Inbound", json!(null)),
        ("Ignore", json!(["code", "reason"])),
    ];
    for (definition, keys) in asked {
        assert_eq!(required(&format!("/definitions/{definition}")), keys, "{definition}");
    }
    for definition in keys("/definitions") {
        let at = format!("/definitions/{definition}");
        if schema.pointer(&format!("{at}/properties")).is_none() {
            continue;
        }
        assert_eq!(schema.pointer(&format!("{at}/additionalProperties")), Some(&false.into()), "{definition}");
        for key in keys(&format!("{at}/properties")) {
            assert!(schema.pointer(&format!("{at}/properties/{key}/description")).is_some(), "{definition}.{key} is described");
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(design in any::design()) {
        let text = write(&design);
        let back = read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(plain(&back), plain(&design));
        prop_assert_eq!(write(&back), text.clone());
        prop_assert_eq!(save(&back, Some(&text)), text);
    }

    #[test]
    fn any_hand_survives_any_change(design in any::design(), choices in vec(some::<u8>(), 1..60), changes in vec(any::change(), 1..5)) {
        let text = style::written(&write(&design), &choices);
        let mut changed = read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(plain(&changed), plain(&design), "{}", &text);
        prop_assert_eq!(&save(&changed, Some(&text)), &text);
        changes.into_iter().for_each(|change| any::apply(&mut changed, change));
        let saved = save(&changed, Some(&text));
        let back = read(&saved).unwrap_or_else(|error| panic!("{error}\n{saved}"));
        prop_assert_eq!(plain(&back), plain(&changed), "{}", &saved);
    }
    #[test]
    fn what_nobody_touched_stays_as_it_was_written(design in any::design(), choices in vec(some::<u8>(), 1..60), changes in vec(any::change(), 1..4)) {
        let text = style::written(&write(&design), &choices);
        let before = read(&text).unwrap();
        let mut changed = before.clone();
        changes.into_iter().for_each(|change| any::apply(&mut changed, change));
        let saved = save(&changed, Some(&text));
        for always in ["# licence", "# the end"] {
            prop_assert!(!text.contains(always) || saved.contains(always), "{text}\n======\n{saved}");
        }
        let documents = portolan::yaml::parse(&text).unwrap();
        let Some(services) = documents[0].root.get("services") else { return Ok(()) };
        let same = |of: &Service, all: &[Service]| all.iter().filter(|it| *it == of).count();
        let (_, _, old) = plain(&before);
        let (_, _, new) = plain(&changed);
        for (service, item) in old.iter().zip(services.items()) {
            if same(service, &old) == 1 && same(service, &new) == 1 {
                let written = text[item.span.clone()].trim_end();
                prop_assert!(saved.contains(written), "{text}\n======\n{saved}\n===== lost\n{written}");
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in vec(some::<u8>(), 0..300), text in ".{0,200}") {
        drop(read(&String::from_utf8_lossy(&bytes)));
        drop(read(&text));
        drop(read(&format!("portolan: 1\n{text}")));
    }

    #[test]
    fn no_broken_template_breaks_the_reader_or_the_saver(template in 0..TEMPLATES.len(), cuts in vec((some::<proptest::sample::Index>(), 0usize..9, "[-:{}\\[\\],#&*!|>'\"%@ \\n\\ta-z0-9]{0,5}"), 1..4)) {
        let mut text = TEMPLATES[template].text.to_owned();
        for (at, length, put) in cuts {
            let chars: Vec<(usize, char)> = text.char_indices().collect();
            let Some((start, _)) = (!chars.is_empty()).then(|| chars[at.index(chars.len())]) else { continue };
            let end = chars.iter().map(|(end, _)| *end).find(|end| *end >= start + length).unwrap_or(text.len());
            text.replace_range(start..end, &put);
        }
        if let Ok(mut design) = read(&text) {
            prop_assert_eq!(&save(&design, Some(&text)), &text);
            design.name.push('x');
            if let Some(first) = design.services.first_mut() {
                std::sync::Arc::make_mut(first).ports.push(ServicePort { port: 9, ..ServicePort::default() });
            }
            design.push(Service { name: "new".to_owned(), ..Service::default() });
            let saved = save(&design, Some(&text));
            let back = read(&saved).unwrap_or_else(|error| panic!("{error}\n{saved}"));
            prop_assert_eq!(plain(&back), plain(&design), "{}", &saved);
        }
    }
}
