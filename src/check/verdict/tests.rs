//! Each of the control plane's rules in a Dataplane that it is about, and in one that is nearly the same.

use super::{Answer, Verdict, verdict};
use crate::check::RULES;
use crate::protocol::MeshVersion;
use crate::yaml;

fn judged(text: &str, version: MeshVersion) -> Verdict {
    verdict(&yaml::parse(text).unwrap()[0].root, text, version)
}

/// A Dataplane with something in `networking`, beside its address.
fn with(networking: &str) -> String {
    format!("type: Dataplane\nname: web-01\nmesh: default\nnetworking: {{address: 10.0.0.1, {networking}}}\n")
}

fn inbound(inside: &str) -> String {
    with(&format!("inbound: [{{port: 80, {inside}}}]"))
}

const SERVICE: &str = "tags: {kuma.io/service: web}";

fn codes(text: &str, version: MeshVersion) -> Vec<&'static str> {
    judged(text, version).violations().into_iter().map(|violation| violation.code).collect()
}

/// A rule, a version, a text in which it fires and one in which it does not.
fn cases() -> Vec<(&'static str, MeshVersion, String, String)> {
    use MeshVersion::{V2_5, V2_7, V2_13, V2_14, V3_0};
    let sound = inbound(SERVICE);
    let tagged = |tags: &str| inbound(&format!("tags: {{kuma.io/service: web, {tags}}}"));
    let more = |more: &str| with(&format!("inbound: [{{port: 80, {SERVICE}}}], {more}"));
    let calls = |call: &str| more(&format!("outbound: [{{port: 90, {call}}}]"));
    let top = |more: &str| format!("{sound}{more}\n");
    let gateway = |more: &str| with(&format!("gateway: {{{more}}}"));
    let own = |name: &str, labels: &str| sound.replace("web-01", name) + &format!("labels: {{{labels}}}\n");
    let both = |wrong: String, right: String| (wrong, right);
    let cases = [
        ("D001", V2_5, both(tagged("version: 1"), tagged("version: '1'"))),
        ("D002", V2_5, both(inbound(&format!("servicePort: -1, {SERVICE}")), inbound(&format!("servicePort: '8080', {SERVICE}")))),
        ("D003", V2_5, both(inbound(&format!("state: ready, {SERVICE}")), inbound(&format!("state: Ready, {SERVICE}")))),
        ("D003", V3_0, both(gateway("type: BUILTIN"), gateway("type: DELEGATED"))),
        (
            "D004",
            V2_5,
            both(
                inbound(&format!("serviceProbe: {{interval: 10}}, {SERVICE}").replace("10", "'10'")),
                inbound(&format!("serviceProbe: {{interval: 10s}}, {SERVICE}")),
            ),
        ),
        ("D005", V2_5, both(tagged("~: a"), tagged("no: a"))),
        ("D006", V2_5, both("type: Dataplane\nname: a\nmesh: b\n".into(), sound.clone())),
        ("D007", V2_5, both(more("admin: {port: 80}").replace("10.0.0.1", "127.0.0.1"), more("admin: {port: 80}"))),
        (
            "D008",
            V2_5,
            both(
                more(&format!("admin: {{port: 90}}, outbound: [{{port: 90, {SERVICE}}}]")),
                more(&format!("admin: {{port: 91}}, outbound: [{{port: 90, {SERVICE}}}]")),
            ),
        ),
        ("D009", V2_14, both(more(&format!("gateway: {{{SERVICE}}}")), gateway(SERVICE))),
        (
            "D010",
            V2_14,
            both(gateway(&format!("type: BUILTIN, {SERVICE}")) + "probes: {port: 1}\n", gateway(&format!("type: BUILTIN, {SERVICE}"))),
        ),
        ("D011", V2_13, both(with("inbounds: []"), sound.clone())),
        ("D012", V2_5, both(sound.replace("10.0.0.1", "''"), sound.clone())),
        ("D013", V2_5, both(sound.replace("10.0.0.1", "'::'"), sound.clone())),
        ("D014", V2_5, both(sound.replace("10.0.0.1", "10.0.0.1:80"), sound.replace("10.0.0.1", "my_host"))),
        ("D015", V2_5, both(sound.replace("80", "65536"), sound.replace("80", "65535"))),
        (
            "D016",
            V2_7,
            both(
                gateway("tags: {kuma.io/service: web, kuma.io/protocol: TCP}"),
                gateway("tags: {kuma.io/service: web, kuma.io/protocol: tcp}"),
            ),
        ),
        ("D017", V2_5, both(calls("tags: {a: b}"), calls(SERVICE))),
        ("D018", V2_5, both(inbound(&format!("serviceAddress: web, {SERVICE}")), inbound(&format!("serviceAddress: '::1', {SERVICE}")))),
        (
            "D019",
            V2_5,
            both(
                inbound(&format!("serviceAddress: 10.0.0.1, {SERVICE}")),
                inbound(&format!("serviceAddress: 10.0.0.1, servicePort: 81, {SERVICE}")),
            ),
        ),
        ("D020", V2_5, both(inbound(&format!("address: web, {SERVICE}")), inbound(&format!("address: 10.0.0.2, {SERVICE}")))),
        ("D021", V2_5, both(tagged("kuma.io/protocol: tls"), tagged("kuma.io/protocol: HTTP"))),
        ("D022", V3_0, both(inbound("protocol: kafka"), inbound("protocol: http"))),
        (
            "D023",
            V2_5,
            both(
                inbound(&format!("serviceProbe: {{timeout: 0s, healthy_threshold: 0}}, {SERVICE}")),
                inbound(&format!("serviceProbe: {{timeout: -1s, healthy_threshold: 1}}, {SERVICE}")),
            ),
        ),
        ("D024", V2_14, both(inbound("tags: {service: web}"), inbound("name: a"))),
        ("D025", V2_5, both(calls(&format!("address: web, {SERVICE}")), calls(&format!("address: 127.0.0.2, {SERVICE}")))),
        ("D026", V3_0, both(calls(SERVICE), calls("backendRef: {kind: MeshService, name: a, port: 1}"))),
        (
            "D027",
            V2_7,
            both(
                calls("backendRef: {kind: MeshExternalService, name: a, port: 1}"),
                calls("backendRef: {kind: MeshService, name: a, port: 1}"),
            ),
        ),
        (
            "D028",
            V2_14,
            both(calls("backendRef: {kind: MeshService, port: 1}"), calls("backendRef: {kind: MeshService, labels: {a: b}, port: 1}")),
        ),
        (
            "D029",
            V2_14,
            both(
                calls(&format!("backendRef: {{kind: MeshService, name: a, port: 1}}, {SERVICE}")),
                calls("backendRef: {kind: MeshService, name: a, port: 1}"),
            ),
        ),
        (
            "D030",
            V2_14,
            both(
                more("transparentProxying: {reachableBackends: {refs: [{kind: MeshService}]}}"),
                more("transparent_proxying: {reachable_backends: {refs: [{kind: MeshService, name: a}]}}"),
            ),
        ),
        (
            "D031",
            V2_5,
            both(
                top("probes: {port: 1, endpoints: [{inboundPort: 1, inboundPath: a, path: /b}]}"),
                top("probes: {port: 1, endpoints: [{inbound_port: 1, inbound_path: /a, path: /b}]}"),
            ),
        ),
        ("D032", V2_5, both(top("metrics: {type: statsd}"), top("metrics: {type: prometheus}"))),
        (
            "D033",
            V2_5,
            both(
                top("metrics: {type: prometheus, conf: {aggregate: [{name: a}, {name: a}]}}"),
                top("metrics: {type: prometheus, conf: {aggregate: [{name: a}, {name: b}]}}"),
            ),
        ),
        (
            "D034",
            V2_14,
            both(more("listeners: [{address: 10.0.0.1, port: 1}]"), more("listeners: [{type: ZoneEgress, address: 10.0.0.1, port: 1}]")),
        ),
        (
            "D035",
            V2_14,
            both(
                more("listeners: [{type: ZoneEgress, address: 10.0.0.1, port: 1, name: '80'}]"),
                more("listeners: [{type: ZoneEgress, address: 10.0.0.1, port: 1, name: '81'}]"),
            ),
        ),
        (
            "D036",
            V3_0,
            both(
                more("listeners: [{type: ZoneEgress, address: 10.0.0.1, port: 80}]"),
                more("listeners: [{type: ZoneEgress, address: 10.0.0.2, port: 80}]"),
            ),
        ),
        ("D037", V2_5, both(tagged("a b: c"), tagged("a/b: c"))),
        ("D038", V2_5, both(tagged("version:"), tagged("version: v1:2"))),
        ("D039", V2_5, both(sound.replace("type: Dataplane", "type: Mesh"), sound.clone())),
        ("D040", V2_5, both(sound.replace("web-01", "web_01"), sound.replace("web-01", "web.01"))),
        ("D041", V2_5, both(sound.replace("mesh: default", "mesh: Default"), sound.replace("mesh: default", "mesh: my_mesh"))),
        ("D042", V2_7, both(own("a", "a b: c"), own("a", "a.b/c: ''"))),
        ("D043", V2_14, both(own("a", "kuma.io/mesh: other"), own("a", "kuma.io/mesh: default"))),
        ("D044", V2_13, both(own("a", "kuma.io/workload: 1a"), own("a", "kuma.io/workload: a1"))),
    ];
    cases.into_iter().map(|(code, version, (wrong, right))| (code, version, wrong, right)).collect()
}

#[test]
fn every_rule_fires_where_it_should_and_is_quiet_where_it_should() {
    let mut seen = Vec::new();
    for (code, version, wrong, right) in cases() {
        assert!(codes(&wrong, version).contains(&code), "{code} does not fire for {version}: {:?}\n{wrong}", codes(&wrong, version));
        assert_eq!(codes(&right, version), [""; 0], "{code} for {version}\n{right}");
        seen.push(code);
    }
    seen.dedup();
    let known: Vec<&str> = RULES.iter().map(|rule| rule.code).filter(|code| code.starts_with('D')).collect();
    assert_eq!(seen, known);
}

#[test]
fn what_hides_behind_something_else_is_told_too() {
    let text = with("inbound: [{port: 80}]").replace("web-01", "Web") + "labels: {a b: c, kuma.io/workload: 1a}\n";
    let verdict = judged(&text, MeshVersion::V2_13);
    let Answer::Invalid(said) = &verdict.answer else { panic!("{verdict:?}") };
    assert_eq!(said.iter().map(|one| one.code).collect::<Vec<_>>(), ["D024"]);
    assert_eq!(verdict.violations().iter().map(|one| one.code).collect::<Vec<_>>(), ["D024", "D042", "D040", "D044"]);
    assert_eq!(&text[said[0].span.clone()], "{port: 80}");
    assert_eq!(verdict.status(), 400);
}

#[test]
fn a_portable_file_is_right_where_every_version_takes_it() {
    let portable = inbound(&format!("name: main, protocol: http, {SERVICE}"));
    let good = judged(&portable, MeshVersion::Portable);
    assert!(matches!(good.answer, Answer::Accepted(_)) && good.version == MeshVersion::V3_0, "{good:?}");
    let kafka = judged(&portable.replace("http", "kafka"), MeshVersion::Portable);
    assert_eq!((kafka.version, kafka.violations()[0].code), (MeshVersion::V3_0, "D022"));
    assert_eq!(judged(&inbound("name: main"), MeshVersion::Portable).version, MeshVersion::V2_5);
}

#[test]
fn refusals_are_in_the_words_of_the_server() {
    let detail = |text: &str, version| match judged(text, version).answer {
        Answer::Refused(refusal) => refusal.detail,
        other => panic!("{other:?}"),
    };
    let builtin = with("gateway: {type: BUILTIN}");
    assert_eq!(
        detail(&builtin, MeshVersion::V3_0),
        r#"invalid Dataplane object: "unknown value \"\\\"BUILTIN\\\"\" for enum kuma.mesh.v1alpha1.Dataplane.Networking.Gateway.GatewayType""#
    );
    let number = inbound("tags: {a: b}").replace("name: web-01", "name: 1");
    let words = "json: cannot unmarshal number into Go struct field ResourceMeta.name of type string";
    assert_eq!(detail(&number, MeshVersion::V2_14), format!("invalid Dataplane object: \"{words}\""));
    assert_eq!(detail(&number, MeshVersion::V2_5), format!("invalid Dataplane object: '{words}'"));
}
