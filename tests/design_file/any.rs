//! Any design, and any change of it.

use std::sync::Arc;

use portolan::design::*;
use portolan::protocol::*;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z][a-z0-9-]{0,8}",
        1 => select(vec!["yes", "on", "y", "", "~", "null", "1_000", "0x1F", "2.10", "1e3", "a: b", "a #b", "{{ x }}", "a,b", "[x]", "é", "a\nb", "it's", "\"", "- a", " a", "010", "12:30", "a\tb", "\u{2028}", "<<", "=", ".inf", "&a", "*a", "!a", "%", "@", "`"]).prop_map(str::to_owned),
        1 => any::<String>().prop_map(|text| text.replace(['\u{feff}'], "")),
    ]
}

fn texts() -> impl Strategy<Value = std::collections::BTreeMap<String, String>> {
    btree_map(text(), text(), 0..3)
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![select(vec![80, 443, 8080, 9092]), 0..70_000u32, any::<u32>()]
}

fn ignore() -> impl Strategy<Value = Vec<Ignore>> {
    let reason = text().prop_filter("a reason", |text| !text.trim().is_empty());
    prop_oneof![4 => Just(Vec::new()), 1 => vec((text(), reason).prop_map(|(code, reason)| Ignore { code, reason }), 1..3)]
}

pub fn port() -> impl Strategy<Value = ServicePort> {
    let target = prop_oneof![number().prop_map(TargetPort::Number), text().prop_map(TargetPort::Name)];
    let inbound = prop_oneof![
        3 => Just(Inbound::default()),
        1 => (of(number()), of(number()), of(text()), of(text()), texts())
            .prop_map(|(port, service_port, address, service_address, tags)| Inbound { port, service_port, address, service_address, tags }),
    ];
    let protocol = select(PROTOCOLS.iter().map(|spec| spec.protocol).collect::<Vec<_>>());
    (text(), number(), of(target), of(number()), select(Transport::ALL.to_vec()), of(protocol), of(text()), inbound, ignore()).prop_map(
        |(name, port, target_port, node_port, transport, protocol, hint, inbound, ignore)| ServicePort {
            id: PortId(0),
            name,
            port,
            target_port,
            node_port,
            transport,
            protocol,
            hint,
            inbound,
            ignore,
        },
    )
}

pub fn service() -> impl Strategy<Value = Service> {
    let kind =
        prop_oneof![4 => Just(ServiceType::ClusterIp), 1 => Just(ServiceType::NodePort), 1 => text().prop_map(ServiceType::ExternalName)];
    let instance = (text(), text(), of(number())).prop_map(|(name, address, admin_port)| Instance { name, address, admin_port });
    let call = (text(), number(), of(number())).prop_map(|(service, port, at)| Call { service, port, at });
    let board = prop_oneof![(-9i16..999, -9i16..999).prop_map(|(x, y)| (x.into(), y.into())), any::<(f32, f32)>()];
    let board = board.prop_map(|(x, y)| BoardPosition { x, y }).prop_filter("finite", |at| at.x.is_finite() && at.y.is_finite());
    let first = (text(), text(), of(text()), of(select(World::ALL.to_vec())), of(select(HintStyle::ALL.to_vec())), kind, any::<bool>());
    let maps = (texts(), texts(), texts(), texts());
    let lists = (vec(port(), 0..4), vec(instance, 0..3), vec(call, 0..3), of(select(Gateway::ALL.to_vec())), ignore(), of(board));
    (first, maps, lists).prop_map(|(first, maps, lists)| {
        let (name, namespace, mesh, on, hint, kind, headless) = first;
        let (labels, annotations, selector, tags) = maps;
        let (ports, instances, calls, gateway, ignore, board) = lists;
        Service {
            id: ServiceId(0),
            name,
            namespace,
            mesh,
            on,
            hint,
            kind,
            headless,
            labels,
            annotations,
            selector,
            ports,
            instances,
            calls,
            tags,
            gateway,
            ignore,
            board,
        }
    })
}

pub fn target() -> impl Strategy<Value = Target> {
    (
        prop_oneof![Just("default".to_owned()), text()],
        select(MeshVersion::ALL.to_vec()),
        select(HintStyle::ALL.to_vec()),
        select(MeshServices::ALL.to_vec()),
    )
        .prop_map(|(mesh, version, hint, mesh_services)| Target { mesh, version, hint, mesh_services })
}

pub fn design() -> impl Strategy<Value = Design> {
    (text(), target(), ignore(), vec(service(), 0..5)).prop_map(|(name, target, ignore, services)| {
        let mut design = Design::default();
        (design.name, design.target, design.ignore) = (name, target, ignore);
        services.into_iter().for_each(|service| {
            design.push(service);
        });
        design
    })
}

/// A change by hand: of everything, anywhere, in any order.
#[derive(Clone, Debug)]
pub enum Change {
    Name(String),
    Target(Target),
    Add(usize, Box<Service>),
    Remove(usize),
    Move(usize, usize),
    Put(usize, Box<Service>),
    Rename(usize, String),
    AddPort(usize, usize, Box<ServicePort>),
    RemovePort(usize, usize),
    MovePort(usize, usize, usize),
    PutPort(usize, usize, Box<ServicePort>),
    Protocol(usize, usize, Option<Protocol>),
    Labels(usize, std::collections::BTreeMap<String, String>),
    Board(usize, f32),
    Ignore(usize, Vec<Ignore>),
    Calls(usize, usize),
}

pub fn change() -> impl Strategy<Value = Change> {
    let n = || 0usize..6;
    let protocol = of(select(PROTOCOLS.iter().map(|spec| spec.protocol).collect::<Vec<_>>()));
    prop_oneof![
        text().prop_map(Change::Name),
        target().prop_map(Change::Target),
        (n(), service()).prop_map(|(at, it)| Change::Add(at, Box::new(it))),
        n().prop_map(Change::Remove),
        (n(), n()).prop_map(|(a, b)| Change::Move(a, b)),
        (n(), service()).prop_map(|(at, it)| Change::Put(at, Box::new(it))),
        (n(), text()).prop_map(|(at, it)| Change::Rename(at, it)),
        (n(), n(), port()).prop_map(|(a, b, it)| Change::AddPort(a, b, Box::new(it))),
        (n(), n()).prop_map(|(a, b)| Change::RemovePort(a, b)),
        (n(), n(), n()).prop_map(|(a, b, c)| Change::MovePort(a, b, c)),
        (n(), n(), port()).prop_map(|(a, b, it)| Change::PutPort(a, b, Box::new(it))),
        (n(), n(), protocol).prop_map(|(a, b, it)| Change::Protocol(a, b, it)),
        (n(), texts()).prop_map(|(a, it)| Change::Labels(a, it)),
        (n(), -50f32..50.0).prop_map(|(a, it)| Change::Board(a, it)),
        (n(), ignore()).prop_map(|(a, it)| Change::Ignore(a, it)),
        (n(), n()).prop_map(|(a, b)| Change::Calls(a, b)),
    ]
}

fn insert<T>(list: &mut Vec<T>, at: usize, it: T) {
    let at = at.min(list.len());
    list.insert(at, it);
}

pub fn apply(design: &mut Design, change: Change) {
    let count = design.services.len();
    let mut with = |at: usize, how: &mut dyn FnMut(&mut Service)| {
        if at < count {
            how(Arc::make_mut(&mut design.services[at]))
        }
    };
    match change {
        Change::Name(name) => design.name = name,
        Change::Target(target) => design.target = target,
        Change::Add(at, service) => insert(&mut design.services, at, Arc::new(*service)),
        Change::Remove(at) if at < count => {
            design.services.remove(at);
        }
        Change::Move(from, to) if from < count => {
            let it = design.services.remove(from);
            insert(&mut design.services, to, it);
        }
        Change::Put(at, service) => with(at, &mut |it| *it = (*service).clone()),
        Change::Rename(at, name) => with(at, &mut |it| it.name = name.clone()),
        Change::AddPort(at, to, port) => with(at, &mut |it| insert(&mut it.ports, to, (*port).clone())),
        Change::RemovePort(at, gone) => with(at, &mut |it| {
            if gone < it.ports.len() {
                it.ports.remove(gone);
            }
        }),
        Change::MovePort(at, from, to) => with(at, &mut |it| {
            if from < it.ports.len() {
                let port = it.ports.remove(from);
                insert(&mut it.ports, to, port)
            }
        }),
        Change::PutPort(at, to, port) => with(at, &mut |it| {
            if to < it.ports.len() {
                it.ports[to] = (*port).clone()
            }
        }),
        Change::Protocol(at, to, protocol) => with(at, &mut |it| {
            if to < it.ports.len() {
                it.ports[to].protocol = protocol
            }
        }),
        Change::Labels(at, labels) => with(at, &mut |it| it.labels = labels.clone()),
        Change::Board(at, x) => with(at, &mut |it| it.board = Some(BoardPosition { x, y: 1.0 })),
        Change::Ignore(at, ignore) => with(at, &mut |it| it.ignore = ignore.clone()),
        Change::Calls(at, keep) => with(at, &mut |it| it.calls.truncate(keep)),
        Change::Remove(_) | Change::Move(..) => {}
    }
}
