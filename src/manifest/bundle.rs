//! Design → the files of an export, by layout. Knows nothing of the disk: whoever writes them does.

use super::bundle_text::{Listed, PATCH, Start, commands_page, kustomization, signed};
use super::commands::{Given, commands};
use super::file_names::FileNames;
use super::hint_patch;
use super::{Around, Comments, Manifest, render_service};
use crate::design::{Design, Index, Service, World};

/// How an export is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A file a manifest.
    #[default]
    Flat,
    /// All Services in one file, all Dataplanes in another.
    Single,
    /// As flat, with a `kustomization.yaml` over the Services.
    Kustomize,
    /// Only the hints, for Services that somebody else owns.
    Patches,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 4] = [Layout::Flat, Layout::Single, Layout::Kustomize, Layout::Patches];

    /// As the command line writes it.
    pub fn keyword(self) -> &'static str {
        match self {
            Layout::Flat => "flat",
            Layout::Single => "single",
            Layout::Kustomize => "kustomize",
            Layout::Patches => "patches",
        }
    }

    /// The layout a word names.
    pub fn from_keyword(word: &str) -> Option<Layout> {
        Layout::ALL.into_iter().find(|layout| layout.keyword() == word)
    }
}

/// What an export writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// By path.
    pub files: Vec<File>,
    /// What somebody who exports should know, a sentence each.
    pub notes: Vec<String>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Below the folder of the export, with `/` between.
    pub path: String,
    /// All of its text. The first line says that we made it, and how the rest was then.
    pub text: String,
}

/// The files of a design for these worlds.
pub fn bundle(design: &Design, worlds: &[World], layout: Layout, comments: Comments) -> Bundle {
    let index = Index::of(design);
    let around = Around { design, index: &index, comments };
    let mut maker = Maker { around, names: FileNames::default(), bundle: Bundle::default() };
    if worlds.contains(&World::Kubernetes) {
        match layout {
            Layout::Flat => drop(maker.services()),
            Layout::Single => maker.services_in_one(),
            Layout::Kustomize => maker.kustomize(),
            Layout::Patches => maker.patches(),
        }
    }
    if worlds.contains(&World::Universal) {
        match layout {
            Layout::Flat | Layout::Kustomize => maker.dataplanes(),
            Layout::Single => maker.dataplanes_in_one(),
            Layout::Patches => maker.note("Patches are for Services: nothing is written for Universal"),
        }
    }
    maker.bundle.files.sort_by(|a, b| a.path.cmp(&b.path));
    maker.bundle
}

struct Maker<'a> {
    around: Around<'a>,
    names: FileNames,
    bundle: Bundle,
}

impl<'a> Maker<'a> {
    fn file(&mut self, path: String, text: &str) {
        self.bundle.files.push(File { path, text: signed(&self.around.design.name, text) });
    }

    fn note(&mut self, note: impl Into<String>) {
        self.bundle.notes.push(note.into());
    }

    /// Every manifest of a world, with its service.
    fn manifests(&self, world: World) -> Vec<(&'a Service, Manifest)> {
        let around = self.around;
        let of = |service: &'a Service| render_service(&around, service, world).into_iter().map(move |manifest| (service, manifest));
        around.design.services.iter().flat_map(|service| of(service)).collect()
    }

    /// A file a Service; their paths.
    fn services(&mut self) -> Vec<String> {
        let mut paths = Vec::new();
        for (_, manifest) in self.manifests(World::Kubernetes) {
            let path = self.names.claim(&["kubernetes", &manifest.object.scope], &manifest.object.name, ".service.yaml");
            self.file(path.clone(), &manifest.text());
            paths.push(path);
        }
        paths
    }

    fn services_in_one(&mut self) {
        let texts: Vec<String> = self.manifests(World::Kubernetes).iter().map(|(_, manifest)| manifest.text()).collect();
        if !texts.is_empty() {
            let path = self.names.claim(&[], "services", ".yaml");
            self.file(path, &texts.join("---\n"));
        }
    }

    fn kustomize(&mut self) {
        let paths = self.services();
        self.kustomization(Listed::Resources, &paths);
    }

    fn patches(&mut self) {
        let (mut paths, mut silent) = (Vec::new(), 0);
        for service in self.around.design.services.iter().filter(|service| service.is_on(World::Kubernetes)) {
            let Some(patch) = hint_patch::render(&self.around, service) else {
                silent += 1;
                continue;
            };
            if hint_patch::may_mean_another(&self.around, service) {
                self.note(format!(
                    "{} has two ports with one number: use kubectl apply --server-side, which tells them apart",
                    service.full_name()
                ));
            }
            let path = self.names.claim(&["kubernetes", &service.namespace], &service.name, ".patch.yaml");
            self.file(path.clone(), &format!("{PATCH}{}", patch.text()));
            paths.push(path);
        }
        self.kustomization(Listed::Patches, &paths);
        match silent {
            0 => {}
            1 => self.note("1 Service has no hint to write and gets no patch"),
            more => self.note(format!("{more} Services have no hint to write and get no patch")),
        }
    }

    /// The file that lists others, where there are any: kustomize refuses an empty one.
    fn kustomization(&mut self, listed: Listed, paths: &[String]) {
        let below: Vec<&str> = paths.iter().filter_map(|path| path.strip_prefix("kubernetes/")).collect();
        if !below.is_empty() {
            let path = self.names.claim(&["kubernetes"], "kustomization", ".yaml");
            self.file(path, &kustomization(listed, &below));
        }
    }

    /// A file a Dataplane, those of one service in one folder.
    fn dataplanes(&mut self) {
        let mut starts = Vec::new();
        for (service, manifest) in self.manifests(World::Universal) {
            let other_mesh = if manifest.object.scope == self.around.design.target.mesh { "" } else { &manifest.object.scope };
            starts.push(self.dataplane(&["universal", other_mesh, &service.name], service, &manifest));
        }
        self.commands(&["universal"], &starts, "");
    }

    /// Every Dataplane in one file, for `kumactl apply`; templates apart, since they are no YAML before they are filled in.
    fn dataplanes_in_one(&mut self) {
        let (mut starts, mut texts) = (Vec::new(), Vec::new());
        let all = self.names.claim(&[], "dataplanes", ".yaml");
        for (service, manifest) in self.manifests(World::Universal) {
            if manifest.template {
                starts.push(self.dataplane(&[], service, &manifest));
            } else {
                texts.push(manifest.text());
                let commands = commands(&self.around.design.target, service, &manifest, Given::Stored);
                starts.push(Start { name: manifest.object.name, file: None, commands });
            }
        }
        if !texts.is_empty() {
            self.file(all.clone(), &texts.join("---\n"));
        }
        self.commands(&[], &starts, &all);
    }

    /// The file of one Dataplane, and how to start it.
    fn dataplane(&mut self, folder: &[&str], service: &Service, manifest: &Manifest) -> Start {
        let ending = if manifest.template { ".template.yaml" } else { ".dataplane.yaml" };
        let path = self.names.claim(folder, &manifest.object.name, ending);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let commands = commands(&self.around.design.target, service, manifest, Given::File(name));
        let file = path.strip_prefix("universal/").unwrap_or(&path).to_owned();
        self.file(path, &manifest.text());
        Start { name: manifest.object.name.clone(), file: Some(file), commands }
    }

    fn commands(&mut self, folder: &[&str], starts: &[Start], all: &str) {
        if !starts.is_empty() {
            let path = self.names.claim(folder, "COMMANDS", ".md");
            self.file(path, &commands_page(starts, all));
        }
    }
}
