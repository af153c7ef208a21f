//! Dataplanes nobody thought of, made of the words of the rules: real control planes say of them what our own verdict says.
//! Knows nothing of single rules; those have their own cases. `PORTOLAN_RANDOM` asks for more of them than fit into everybody's tests.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use portolan::check::verdict::{Answer, Served, ServedInbound, Speaks, Verdict, verdict};
use portolan::protocol::MeshVersion;
use portolan::yaml::parse;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Union, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::support::kuma::ControlPlane;
use crate::support::readers::{Reader, read_yaml};
use crate::support::served::{Direction, Speaks as Seen};

type Any = BoxedStrategy<Value>;

fn one_of(values: Vec<Value>) -> Any {
    select(values).boxed()
}

/// Mostly good, now and then one of these odd ones.
fn mostly(good: Any, odd: &[Value]) -> Any {
    prop_oneof![30 => good, 1 => select(odd.to_vec()), 1 => wrong()].boxed()
}

/// Values of any kind, wherever they stand.
fn wrong() -> Any {
    let values = [
        json!(null),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(true),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!([null]),
        json!({"a": 1}),
        json!("null"),
        json!(" 7 "),
        json!("07"),
        json!("-0"),
        json!(4_294_967_295_u32),
        json!(4_294_967_296_u64),
        json!("1e2"),
        json!("é\n\"\\"),
    ];
    one_of(values.to_vec())
}

fn port() -> Any {
    let good = prop_oneof![6 => select(vec![80, 81, 9901, 10001]).prop_map(|port: u32| json!(port)), 1 => (1..65536_u32).prop_map(|port| json!(port))];
    mostly(good.boxed(), &[json!(0), json!(65535), json!(65536), json!("80"), json!("a"), json!("")])
}

fn ip() -> Any {
    let good = one_of(["10.0.0.1", "10.0.0.2", "127.0.0.1", "::1", "fd00::1"].map(|word| json!(word)).to_vec());
    let odd = [
        "0.0.0.0",
        "::",
        "0:0::0",
        "::ffff:0.0.0.0",
        "::ffff:127.0.0.1",
        "",
        "web",
        "a.b.",
        "a_",
        "a._",
        "a..b",
        "-a",
        "10.0.0.999",
        "010.0.0.1",
        "fe80::1%eth0",
        "10.0.0.1:80",
        "é",
        "a b",
        "1.2.3.4.",
        "[::1]",
        "1::2::3",
    ];
    mostly(good, &odd.map(|word| json!(word)))
}

fn protocol() -> Any {
    let good = one_of(["http", "http2", "grpc", "tcp", "kafka"].map(|word| json!(word)).to_vec());
    mostly(good, &["HTTP", "TCP", "tls", "mysql", "https", "", "x\"y", "Kafka", "h2c", " http"].map(|word| json!(word)))
}

fn object(fields: Vec<(&'static str, f64, Any)>) -> Any {
    let fields: Vec<BoxedStrategy<Option<(&'static str, Value)>>> = fields
        .into_iter()
        .map(|(name, likely, value)| weighted(likely, value).prop_map(move |value| value.map(|value| (name, value))).boxed())
        .collect();
    let object =
        fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()));
    prop_oneof![80 => object, 1 => wrong()].boxed()
}

fn list(of: Any, most: usize) -> Any {
    prop_oneof![60 => vec(of, 0..most).prop_map(Value::Array), 1 => wrong()].boxed()
}

fn tags() -> Any {
    let value =
        mostly(one_of(["1", "a.b:c", "v_1"].map(|word| json!(word)).to_vec()), &["a/b", "a b", "é", "", "a,b"].map(|word| json!(word)));
    object(vec![
        ("kuma.io/service", 0.9, mostly(one_of(vec![json!("web"), json!("api")]), &[json!("a/b")])),
        ("kuma.io/protocol", 0.4, protocol()),
        ("version", 0.2, value.clone()),
        ("a b", 0.02, value.clone()),
        ("", 0.02, value.clone()),
        ("a\"b\\c/d", 0.02, value),
    ])
}

fn kind() -> Any {
    let good = one_of(["MeshService", "MeshExternalService", "MeshMultiZoneService"].map(|word| json!(word)).to_vec());
    mostly(good, &["", "meshservice", "Mesh"].map(|word| json!(word)))
}

fn labels() -> Any {
    object(vec![("a", 0.4, one_of(vec![json!("b")]))])
}

fn name() -> Any {
    mostly(one_of(["web", "a", "80", "main-port"].map(|word| json!(word)).to_vec()), &["", "A", "a_b", "-", "a.b"].map(|word| json!(word)))
}

fn state() -> Any {
    mostly(
        one_of(vec![json!("Ready"), json!("NotReady")]),
        &[json!("Ignored"), json!("ready"), json!(""), json!(0), json!(2), json!(9), json!("0")],
    )
}

fn service_probe() -> Any {
    let time = || {
        mostly(
            one_of(vec![json!("1s"), json!("1m30s")]),
            &["0s", "0", "-1s", "1", "", "1d", "1.5h", "+1ms", ".s", "1 s", "9999999h", "1.s"].map(|word| json!(word)),
        )
    };
    let number = || mostly(one_of(vec![json!(1), json!(3)]), &[json!(0), json!("2")]);
    object(vec![
        ("interval", 0.6, time()),
        ("timeout", 0.6, time()),
        ("unhealthyThreshold", 0.4, number()),
        ("unhealthy_threshold", 0.1, number()),
        ("healthyThreshold", 0.4, number()),
        ("tcp", 0.3, Just(json!({})).boxed()),
    ])
}

fn inbound() -> Any {
    object(vec![
        ("port", 0.97, port()),
        ("servicePort", 0.3, port()),
        ("serviceAddress", 0.2, ip()),
        ("address", 0.3, ip()),
        ("tags", 0.95, tags()),
        ("name", 0.3, name()),
        ("protocol", 0.4, protocol()),
        ("state", 0.1, state()),
        ("health", 0.1, object(vec![("ready", 0.9, any::<bool>().prop_map(|ready| json!(ready)).boxed())])),
        ("serviceProbe", 0.1, service_probe()),
        ("unknown", 0.05, wrong()),
    ])
}

fn outbound() -> Any {
    let backend = object(vec![("kind", 0.97, kind()), ("name", 0.9, name()), ("port", 0.95, port()), ("labels", 0.1, labels())]);
    object(vec![("port", 0.97, port()), ("address", 0.3, ip()), ("tags", 0.7, tags()), ("backendRef", 0.4, backend)])
}

fn transparent() -> Any {
    let backend = || {
        object(vec![
            ("kind", 0.97, kind()),
            ("name", 0.6, name()),
            ("namespace", 0.2, name()),
            ("port", 0.3, port()),
            ("labels", 0.3, labels()),
        ])
    };
    let backends = || object(vec![("refs", 0.9, list(backend(), 3))]);
    object(vec![
        ("redirectPortInbound", 0.6, port()),
        ("redirect_port_outbound", 0.6, port()),
        ("redirectPortInboundV6", 0.1, port()),
        ("reachableServices", 0.1, list(name(), 2)),
        ("reachableBackends", 0.3, backends()),
        ("reachable_backends", 0.1, backends()),
        ("ipFamilyMode", 0.1, mostly(one_of(vec![json!("IPv4"), json!("DualStack")]), &[json!("ipv4"), json!(2)])),
    ])
}

fn networking(gateway: bool) -> Any {
    let kind = mostly(one_of(vec![json!("DELEGATED"), json!("BUILTIN")]), &[json!(0), json!(1), json!(2), json!("delegated")]);
    let listener = object(vec![
        ("type", 0.95, mostly(one_of(vec![json!("ZoneIngress"), json!("ZoneEgress")]), &[json!("Unspecified"), json!(1), json!("zone")])),
        ("address", 0.97, ip()),
        ("port", 0.97, port()),
        ("name", 0.5, name()),
        ("state", 0.1, state()),
    ]);
    let (none, some) = if gateway { (0.1, 0.9) } else { (0.95, 0.01) };
    object(vec![
        ("address", 0.97, ip()),
        ("advertisedAddress", 0.05, ip()),
        ("inbound", none, list(inbound(), 4)),
        ("outbound", 0.3, list(outbound(), 3)),
        ("gateway", some, object(vec![("type", 0.6, kind), ("tags", 0.9, tags())])),
        ("admin", 0.2, object(vec![("port", 0.95, port())])),
        ("transparentProxying", 0.1, transparent()),
        ("transparent_proxying", 0.05, transparent()),
        ("listeners", 0.1, list(listener, 3)),
    ])
}

fn probes() -> Any {
    let paths =
        ["/", "/a b", "a", "", "http://a/b", "/%", "/%41", "*", "//a/b", ":a", "a:b", "/a?%", "/\n", "?x", "http://[::1", "http://a b/"];
    let path = || mostly(one_of(vec![json!("/health")]), &paths.map(|word| json!(word)));
    let endpoint =
        object(vec![("inboundPort", 0.8, port()), ("inbound_port", 0.2, port()), ("inboundPath", 0.95, path()), ("path", 0.95, path())]);
    object(vec![("port", 0.95, port()), ("endpoints", 0.9, list(endpoint, 3))])
}

fn metrics() -> Any {
    let aggregate =
        object(vec![("name", 0.95, name()), ("port", 0.5, port()), ("path", 0.5, name()), ("enabled", 0.3, one_of(vec![json!(true)]))]);
    let tls = object(vec![("mode", 0.9, one_of(["activeMTLSBackend", "providedTLS", "disabled"].map(|word| json!(word)).to_vec()))]);
    let conf = object(vec![
        ("port", 0.5, port()),
        ("skipMTLS", 0.4, one_of(vec![json!(true), json!(false)])),
        ("aggregate", 0.6, list(aggregate, 4)),
        ("tls", 0.2, tls),
    ]);
    object(vec![("name", 0.3, name()), ("type", 0.97, mostly(one_of(vec![json!("prometheus")]), &[json!("x")])), ("conf", 0.8, conf)])
}

fn meta_labels() -> Any {
    let value =
        || mostly(one_of(["a", "A_b", "1"].map(|word| json!(word)).to_vec()), &["", "a b", "-a", "é", "a/b"].map(|word| json!(word)));
    object(vec![
        ("team", 0.3, value()),
        ("a b", 0.05, value()),
        ("a.b/c", 0.1, value()),
        ("A.b/c", 0.03, value()),
        ("/a", 0.03, value()),
        ("a/b/c", 0.03, value()),
        ("", 0.03, value()),
        ("kuma.io/workload", 0.4, mostly(one_of(vec![json!("web")]), &["Web", "1a", "a.b", "", "a_b"].map(|word| json!(word)))),
        ("kuma.io/mesh", 0.1, one_of(vec![json!("default"), json!("default"), json!("other")])),
        ("kuma.io/origin", 0.1, one_of(vec![json!("zone"), json!("zone"), json!("x")])),
    ])
}

fn dataplane() -> Any {
    let networking = Union::new_weighted(vec![(5, networking(false)), (1, networking(true))]).boxed();
    object(vec![
        ("networking", 0.99, networking),
        ("labels", 0.2, meta_labels()),
        ("probes", 0.1, probes()),
        ("metrics", 0.1, metrics()),
        ("creationTime", 0.02, mostly(one_of(vec![json!("2024-01-01T00:00:00Z")]), &[json!("now"), json!("2024-01-01T00:00:00.5+01:00")])),
        ("unknown", 0.02, wrong()),
    ])
}

fn named() -> BoxedStrategy<(Value, Option<&'static str>)> {
    (dataplane(), weighted(0.04, select(vec!["Web", "a_b", "-a", "a..b", "a.b", "A.b"]))).boxed()
}

/// What somebody says: the status, and what is refused.
pub type Said = (u16, Vec<(String, String)>);

fn ours(verdict: &Verdict) -> Said {
    match &verdict.answer {
        Answer::Accepted(_) => (201, Vec::new()),
        Answer::Refused(_) => (400, Vec::new()),
        Answer::Invalid(said) => (400, said.iter().map(|one| (one.field.clone(), one.message.clone())).collect()),
    }
}

pub fn theirs(status: u16, body: &str) -> Said {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let said = |list: &Value, message: &str| -> Vec<(String, String)> {
        list.as_array().into_iter().flatten().map(|one| (word(one, "field"), word(one, message))).collect()
    };
    let new = said(&body["invalid_parameters"], "reason");
    (status, if new.is_empty() { said(&body["causes"], "message") } else { new })
}

/// Whether what the probe sees is what we say of inbounds whose places are their own.
fn is_served(inbounds: &[ServedInbound], seen: &[crate::support::served::Listener]) -> bool {
    inbounds.iter().all(|inbound| {
        let speaks = match inbound.speaks {
            Speaks::Http => Seen::Http,
            Speaks::Tcp => Seen::Tcp,
            Speaks::Kafka => Seen::Kafka,
        };
        let is_it = |one: &&crate::support::served::Listener| {
            one.direction == Direction::Inbound
                && u32::from(one.port) == inbound.port
                && Some(one.address) == inbound.address.parse::<IpAddr>().ok()
        };
        seen.iter().filter(is_it).any(|one| one.speaks == speaks)
    })
}

fn compare(server: &str, version: MeshVersion) {
    let Some(plane) = ControlPlane::shared(server) else { return };
    let count = std::env::var("PORTOLAN_RANDOM").ok().and_then(|number| number.parse().ok()).unwrap_or(150);
    let (mut runner, any) = (TestRunner::deterministic(), named());
    let (mut wrong, mut taken, mut probed) = (Vec::new(), 0, BTreeMap::new());
    for at in 0..count {
        let (mut body, other_name) = any.new_tree(&mut runner).expect("a Dataplane").current();
        let name = other_name.map_or_else(|| format!("differential-{at}"), str::to_owned);
        if let Value::Object(fields) = &mut body {
            fields
                .extend([("type", "Dataplane"), ("mesh", "default"), ("name", &*name)].map(|(key, value)| (key.to_owned(), json!(value))));
        } else {
            body = Value::Object(Map::from_iter([
                ("type".to_owned(), json!("Dataplane")),
                ("name".to_owned(), json!(name)),
                ("mesh".to_owned(), json!("default")),
            ]));
        }
        let text = body.to_string();
        let answer = plane.put(&format!("/meshes/default/dataplanes/{name}"), &text);
        let their = theirs(if answer.status == 200 { 201 } else { answer.status }, &answer.body);
        let documents = parse(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let our = verdict(&documents[0].root, &text, version);
        if ours(&our) != their {
            wrong.push(format!(
                "the {at}th of the deterministic seed, {server}\n  {text}\n  real {} {}\n  ours {:?}",
                answer.status, answer.body, our.answer
            ));
        }
        if let Answer::Accepted(served) = our.answer {
            taken += 1;
            if let Some(inbounds) = sampled(&body, served).filter(|_| probed.len() < 40 && other_name.is_none()) {
                probed.insert(format!("default.{name}"), (inbounds, text));
            }
        }
    }
    let ids: Vec<&str> = probed.keys().map(String::as_str).collect();
    for (id, seen) in plane.served_at_last(&ids) {
        let (inbounds, text) = &probed[&id];
        match seen {
            Ok(seen) if is_served(inbounds, &seen) => {}
            seen => wrong.push(format!("{server} serves {seen:?}\n  {text}\n  ours {inbounds:?}")),
        }
    }
    println!("{server}: {count} random Dataplanes, {taken} of them taken, {} probed, {} disagree", ids.len(), wrong.len());
    assert!(wrong.is_empty(), "{} of {count} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

/// Inbounds about which one listener can tell: at IP addresses, no two in one place, with nothing else around them.
fn sampled(body: &Value, served: Served) -> Option<Vec<ServedInbound>> {
    let Served::Inbounds(inbounds) = served else { return None };
    let mut ports: Vec<u32> = inbounds.iter().map(|inbound| inbound.port).collect();
    ports.sort_unstable();
    ports.dedup();
    // In 3.0 two of one section are one listener.
    let sections: BTreeSet<&str> = inbounds.iter().map(|inbound| inbound.section.as_str()).collect();
    let alone = ["outbound", "gateway", "listeners", "admin", "transparentProxying", "transparent_proxying"]
        .iter()
        .all(|key| body["networking"].get(key).is_none());
    let is_ip = |inbound: &ServedInbound| inbound.address.parse::<IpAddr>().is_ok();
    (alone && !inbounds.is_empty() && ports.len() == inbounds.len() && sections.len() == inbounds.len() && inbounds.iter().all(is_ip))
        .then_some(inbounds)
}

#[test]
fn random_dataplanes_are_judged_as_2_5_judges_them() {
    compare("2.5.11", MeshVersion::V2_5);
}

#[test]
fn random_dataplanes_are_judged_as_2_14_judges_them() {
    compare("2.14.3", MeshVersion::V2_14);
}

#[test]
fn random_dataplanes_are_judged_as_3_0_judges_them() {
    compare("3.0dev", MeshVersion::V3_0);
}

/// The words that readers of YAML take for different things.
const ODD_WORDS: [&str; 44] = [
    "1",
    "01",
    "08",
    "0x1F",
    "0b11",
    "0o17",
    "1_000",
    "+1",
    "-1",
    "1.5",
    "80.0",
    "1.",
    ".5",
    "1e3",
    "1e-7",
    "1E+2",
    "99999999999999999999",
    "y",
    "N",
    "yes",
    "No",
    "on",
    "OFF",
    "true",
    "TRUE",
    "~",
    "null",
    "Null",
    "''",
    "1:30",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "v1",
    "0x",
    "-",
    "1.2.3",
    "!!str 1",
    "!!int '80'",
    "! 2",
    "&a 80",
    "|\n      x",
    "'80'",
    "\"8\\u0030\"",
    "-0x10",
];

#[test]
fn odd_words_of_yaml_are_judged_as_the_json_that_go_makes_of_them() {
    let document = |port: &str, tag: &str| {
        format!(
            "type: Dataplane\nname: web\nmesh: default\nnetworking:\n  address: 10.0.0.1\n  inbound:\n  - port: {port}\n    tags:\n      kuma.io/service: web\n      a: {tag}\n"
        )
    };
    for text in ODD_WORDS.iter().flat_map(|word| [document(word, "b"), document("80", word)]) {
        let Some(read) = read_yaml(Reader::Kubectl, &text) else { return };
        // What is no YAML to us is none to Go.
        let Ok(documents) = parse(&text) else {
            assert!(read.is_err(), "{text}");
            continue;
        };
        let here = verdict(&documents[0].root, &text, MeshVersion::V2_14);
        match read {
            Err(why) => assert_eq!(here.status(), 400, "{why}\n{text}"),
            Ok(documents) => {
                let json = documents[0].to_string();
                let there = verdict(&parse(&json).expect("JSON")[0].root, &json, MeshVersion::V2_14);
                assert_eq!(ours(&here), ours(&there), "{text}\n{json}");
            }
        }
    }
}
