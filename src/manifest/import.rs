//! Found documents → a design: every Service and every Dataplane becomes part of it, and nothing is left out without a note.
//! Knows nothing of what is wrong with them. A Service and a Dataplane stay two services, each for its own world, also where they share a
//! name: nothing in either says that it is the other, and who knows it joins them in the design.

mod calls;
mod dataplane;
mod reader;
mod service;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::source::{Source, What};
use crate::design::{Design, PortId, Service, ServiceId, Target};
use dataplane::Dataplane;
use reader::Reader;

/// A design made of found documents.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The services, in the order of the sources.
    pub design: Design,
    /// What did not become part of it, and why.
    pub notes: Vec<Note>,
    /// Where its services came from.
    pub origins: Origins,
}

/// Something that did not become part of the design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which source, from 0.
    pub source: usize,
    /// Which of its documents, from 0.
    pub document: usize,
    /// Where it stands.
    pub span: Range<usize>,
    /// Its path in the document; empty for the document itself.
    pub path: String,
    /// Why, in a few words.
    pub why: String,
}

/// Where services and their parts came from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    services: HashMap<ServiceId, Vec<Origin>>,
}

/// The document that a service, or one instance of it, came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Which source, from 0.
    pub source: usize,
    /// Which of the source's [`documents`](Source::documents), from 0.
    pub found: usize,
    /// Where each port stands in the list of ports or inbounds.
    pub ports: BTreeMap<PortId, usize>,
    /// Where each call stands in the list of outbounds.
    pub calls: Vec<usize>,
}

impl Origins {
    /// The documents of a service: one for a Service; for Dataplanes one an instance, or the template alone.
    pub fn of(&self, service: ServiceId) -> &[Origin] {
        self.services.get(&service).map_or(&[], Vec::as_slice)
    }
}

/// What becomes of Dataplanes that differ in name, address and admin port alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// They are instances of one service, as people lay it out.
    Together,
    /// Each is a service of its own, as whoever looks at single documents wants it.
    Apart,
}

/// Makes a design of found documents. A hint is a protocol where the target writes that very value for it; any other is kept as it is.
pub fn import(name: &str, sources: &[Source], target: &Target, which: Alike) -> Imported {
    let mut imported = Imported::default();
    imported.design.name = name.to_owned();
    imported.design.target = target.clone();
    let mut dataplanes: Vec<Dataplane> = Vec::new();
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    let mut places: Vec<Place> = Vec::new();
    for (source, file) in sources.iter().enumerate() {
        for (index, found) in file.documents.iter().enumerate() {
            let mut reader = Reader::new(source, found);
            let origin = Origin { source, found: index, ..Origin::default() };
            match &found.what {
                What::Service => {
                    let (service, ports) = service::read(&mut reader, target);
                    places.push(Place::Service(Box::new(service), Origin { ports, ..origin }));
                }
                What::Dataplane => {
                    let (one, ports) = dataplane::read(&mut reader, target);
                    let known = alike.entry(one.base.clone()).or_default();
                    let same = known
                        .iter()
                        .copied()
                        .filter(|_| which == Alike::Together)
                        .find(|at| dataplanes.get(*at).is_some_and(|other| other.is_like(&one)));
                    let origin = Origin { ports, ..origin };
                    match same.and_then(|at| dataplanes.get_mut(at)) {
                        Some(other) => other.join(one, origin),
                        None => {
                            known.push(dataplanes.len());
                            places.push(Place::Dataplane(dataplanes.len()));
                            dataplanes.push(Dataplane { origins: vec![origin], ..one });
                        }
                    }
                }
                What::Workload(kind) => reader.whole(format!("a {kind} is no part of a design")),
                What::Other(kind) if kind.is_empty() => reader.whole("neither a Service nor a Dataplane".to_owned()),
                What::Other(kind) => reader.whole(format!("{kind} is neither a Service nor a Dataplane")),
                What::Template => reader.whole("a template, which says nothing before it is filled in".to_owned()),
                What::Broken(error) => reader.whole(format!("cannot be read: {}", error.message)),
            }
            imported.notes.append(&mut reader.notes);
        }
    }
    settle(&mut imported, places, dataplanes);
    imported
}

/// A service of the design, in the order of the sources.
enum Place {
    Service(Box<Service>, Origin),
    Dataplane(usize),
}

/// Puts the services into the design, and then lets outbounds be calls of them.
fn settle(imported: &mut Imported, places: Vec<Place>, dataplanes: Vec<Dataplane>) {
    let mut dataplanes: Vec<Option<Dataplane>> = dataplanes.into_iter().map(Some).collect();
    let (mut taken, mut callers) = (BTreeMap::new(), Vec::new());
    for place in places {
        match place {
            Place::Service(service, origin) => {
                let id = imported.design.push(*service);
                imported.origins.services.insert(id, vec![origin]);
            }
            Place::Dataplane(at) => {
                let Some(mut one) = dataplanes.get_mut(at).and_then(Option::take) else { continue };
                one.name_itself(&mut taken);
                let id = imported.design.push(std::mem::take(&mut one.service));
                imported.origins.services.insert(id, std::mem::take(&mut one.origins));
                callers.push((id, one));
            }
        }
    }
    calls::resolve(imported, &callers);
}
