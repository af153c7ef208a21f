//! Does a design become this YAML? A folder of `tests/golden` is a case: its `design.yaml` beside what it becomes.
//! Knows nothing of how. `UPDATE_GOLDEN=1` writes anew; what a case has no file for, as comments or findings, it does not ask.

use std::fs;
use std::path::{Path, PathBuf};

use k8s_openapi::api::core::v1::Service;
use portolan::check::Finding;
use portolan::design::template::TEMPLATES;
use portolan::design::{Design, HintStyle, World, file};
use portolan::manifest::{Comments, Layout, bundle, render};
use portolan::protocol::MeshVersion;
use portolan::session::checked;
use portolan::yaml::{self, Kind, Node};
use serde_json::Value;

use crate::support::kuma::{ControlPlane, VERSIONS};
use crate::support::programs::skip;
use crate::support::readers::{Reader, kubectl, read_yaml};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

struct Case {
    folder: PathBuf,
    name: String,
    design: Design,
}

fn cases() -> Vec<Case> {
    let folders = fs::read_dir(golden()).expect("tests/golden").map(|entry| entry.expect("a folder").path());
    let mut folders: Vec<PathBuf> = folders.filter(|folder| folder.join("design.yaml").exists()).collect();
    folders.sort();
    let case = |folder: PathBuf| {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("design.yaml")).expect("a design");
        let design = file::read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Case { folder, name, design }
    };
    folders.into_iter().map(case).collect()
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

/// Compares a text with its file, which is there exactly when there is text.
fn compare(path: &Path, text: &str, wrong: &mut Vec<String>) {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text {
        return;
    }
    if updating() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        if text.is_empty() { fs::remove_file(path) } else { fs::write(path, text) }.expect("the golden file can be written");
    } else {
        let differs =
            kept.lines().zip(text.lines()).position(|(kept, now)| kept != now).unwrap_or(kept.lines().count().min(text.lines().count()));
        let line = |text: &str| text.lines().nth(differs).unwrap_or("(the end)").to_owned();
        wrong.push(format!("{} line {}: kept {:?}, now {:?}", path.display(), differs + 1, line(&kept), line(text)));
    }
}

fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}\nUPDATE_GOLDEN=1 writes them anew: then read what changed", wrong.join("\n"));
}

fn text(design: &Design, worlds: &[World], comments: Comments) -> String {
    let manifests = render(design, comments);
    let texts: Vec<String> = manifests.iter().filter(|found| worlds.contains(&found.object.world)).map(|found| found.text()).collect();
    texts.join("---\n")
}

/// A finding on a line: how bad, its code, where, and what it says.
fn said(design: &Design, finding: &Finding) -> String {
    let service = finding.place.service.and_then(|id| design.service(id));
    let port = service.zip(finding.place.port).and_then(|(service, id)| service.port(id));
    let place = service.map_or_else(|| "design".to_owned(), |service| service.full_name());
    let place = port.map_or_else(|| place.clone(), |port| format!("{place}:{}", port.port));
    format!("{} {} {place} {:?}: {}\n", finding.severity.keyword(), finding.code, finding.place.field, finding.message)
}

#[test]
fn every_case_becomes_what_stands_beside_it() {
    let mut wrong = Vec::new();
    for Case { folder, design, .. } in cases() {
        compare(&folder.join("services.yaml"), &text(&design, &[World::Kubernetes], Comments::Off), &mut wrong);
        compare(&folder.join("dataplanes.yaml"), &text(&design, &[World::Universal], Comments::Off), &mut wrong);
        for (name, text) in [
            ("explained.yaml", text(&design, &World::ALL, Comments::On)),
            ("findings.txt", checked(&design).findings().iter().map(|finding| said(&design, finding)).collect()),
            ("export.txt", exported(&design)),
        ] {
            if folder.join(name).exists() {
                compare(&folder.join(name), &text, &mut wrong);
            }
        }
    }
    nothing(&wrong);
}

/// What an export in every layout writes, file by file.
fn exported(design: &Design) -> String {
    let mut text = String::new();
    for layout in Layout::ALL {
        let bundle = bundle(design, &World::ALL, layout, Comments::Off);
        text.push_str(&format!("======== {}\n", layout.keyword()));
        bundle.notes.iter().for_each(|note| text.push_str(&format!("note: {note}\n")));
        bundle.files.iter().for_each(|file| text.push_str(&format!("======== {} {}\n{}", layout.keyword(), file.path, file.text)));
    }
    text
}

/// Each template for every version in every style: texts that are the same stand once, under all that they are for.
#[test]
fn every_template_becomes_what_stands_beside_it_for_every_version_in_every_style() {
    let mut wrong = Vec::new();
    for template in TEMPLATES {
        for (world, name) in [(World::Kubernetes, "services"), (World::Universal, "dataplanes")] {
            let mut found: Vec<(String, Vec<(HintStyle, MeshVersion)>)> = Vec::new();
            for style in HintStyle::ALL {
                for version in MeshVersion::ALL {
                    let mut design = template.design();
                    design.target.hint = style;
                    design.target.version = version;
                    let text = text(&design, &[world], Comments::Off);
                    match found.iter_mut().find(|(known, _)| *known == text) {
                        Some((_, targets)) => targets.push((style, version)),
                        None => found.push((text, vec![(style, version)])),
                    }
                }
            }
            let section = |(text, targets): &(String, Vec<_>)| format!("{}{text}", heading(targets));
            let all: Vec<String> = found.iter().filter(|(text, _)| !text.is_empty()).map(section).collect();
            compare(&golden().join("templates").join(format!("{}.{name}.yaml", template.name)), &all.join("---\n"), &mut wrong);
        }
    }
    let files = fs::read_dir(golden().join("templates")).expect("the folder").map(|file| file.expect("a file").file_name());
    for file in files {
        let file = file.to_string_lossy().into_owned();
        let known = TEMPLATES.iter().any(|template| file.split_once('.').is_some_and(|(name, _)| name == template.name));
        assert!(known, "tests/golden/templates/{file} is of no template");
    }
    nothing(&wrong);
}

/// What a text is for: the versions of each style, or of any where they are the same.
fn heading(targets: &[(HintStyle, MeshVersion)]) -> String {
    let versions = |style: HintStyle| -> String {
        targets.iter().filter(|(of, _)| *of == style).map(|(_, version)| format!(" {}", version.keyword())).collect()
    };
    let of_style = HintStyle::ALL.map(versions);
    if of_style.iter().all(|of| *of == of_style[0]) {
        return format!("# any style:{}\n", of_style[0]);
    }
    let line = |(style, versions): (HintStyle, &String)| format!("# {}:{versions}\n", style.keyword());
    HintStyle::ALL.into_iter().zip(&of_style).filter(|(_, versions)| !versions.is_empty()).map(line).collect()
}

/// What a document says, value by value in its order: data and order, without comments and style.
fn values(node: &Node, path: &str, out: &mut Vec<String>) {
    match &node.kind {
        Kind::Scalar(text, _) => out.push(format!("{path} = {text}")),
        Kind::Map(_, entries) => {
            entries.iter().for_each(|(key, value)| values(value, &format!("{path}/{}", key.text().unwrap_or("?")), out))
        }
        Kind::Seq(_, items) => items.iter().enumerate().for_each(|(index, item)| values(item, &format!("{path}/{index}"), out)),
        Kind::Alias => out.push(format!("{path} = an alias")),
    }
}

fn documents(text: &str) -> Vec<Vec<String>> {
    let documents = yaml::parse(text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let of = |document: &yaml::Document| {
        let mut out = Vec::new();
        values(&document.root, "", &mut out);
        out
    };
    documents.iter().map(of).collect()
}

#[test]
fn the_examples_of_the_page_come_out_of_designs_as_data_and_in_its_order() {
    let pages = cases().into_iter().filter(|case| case.folder.join("page.yaml").exists());
    let mut count = 0;
    for Case { folder, name, design } in pages {
        let page = fs::read_to_string(folder.join("page.yaml")).expect("the page's example");
        assert_eq!(documents(&text(&design, &World::ALL, Comments::Off)), documents(&page), "{name}");
        count += 1;
    }
    assert_eq!(count, 5);
}

#[test]
fn the_examples_are_those_of_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/protocol-support-2.5.txt");
    let Ok(page) = fs::read_to_string(path) else {
        return skip("../shared/protocol-support-2.5.txt", "put the project's shared folder beside it");
    };
    let mut examples: Vec<String> = Vec::new();
    let mut within = false;
    for line in page.lines() {
        let first = ["apiVersion: v1", "type: Dataplane"].contains(&line);
        if first {
            examples.push(String::new());
        }
        within = (within || first) && !line.trim().is_empty();
        if let Some(example) = examples.last_mut().filter(|_| within) {
            example.push_str(&format!("{line}\n"));
        }
    }
    let kept = ["http-kubernetes", "http-annotation", "http-universal", "websocket-kubernetes", "websocket-universal"];
    let kept = kept.map(|name| fs::read_to_string(golden().join(format!("page-{name}/page.yaml"))).expect("the page's example"));
    assert_eq!(examples, kept);
}

/// Every file of Services or of Dataplanes, templates that are no YAML aside.
fn files(name: &str) -> Vec<(String, String)> {
    let of_cases = cases().into_iter().map(|case| (case.folder.join(format!("{name}.yaml")), case.name));
    let of_templates =
        TEMPLATES.iter().map(|template| (golden().join(format!("templates/{}.{name}.yaml", template.name)), template.name.to_owned()));
    let read = |(path, name): (PathBuf, String)| Some((name, fs::read_to_string(path).ok()?));
    of_cases.chain(of_templates).filter_map(read).filter(|(_, text)| !text.contains("{{ name }}")).collect()
}

#[test]
fn kubernetes_own_type_takes_every_service_and_loses_nothing() {
    for (name, text) in files("services") {
        for document in text.split("---\n") {
            let read: Service = serde_yaml::from_str(document).unwrap_or_else(|error| panic!("{name}: {error}\n{document}"));
            let data: Value = yaml::typed(document).unwrap_or_else(|why| panic!("{name}: {why:?}"));
            assert_eq!(serde_json::to_value(&read).expect("JSON"), data, "{name}");
        }
    }
}

#[test]
fn every_reader_finds_the_same_in_every_file() {
    for (name, text) in files("services").into_iter().chain(files("dataplanes")) {
        let ours: Vec<Value> = text.split("---\n").map(|document| yaml::typed(document).expect("YAML")).collect();
        for reader in [Reader::Kubectl, Reader::Go] {
            let Some(read) = read_yaml(reader, &text) else { return };
            assert_eq!(read.as_ref(), Ok(&ours), "{name} as {reader:?} reads it");
        }
    }
    let Some(kubectl) = kubectl() else { return };
    for (name, text) in files("services") {
        let ours: Vec<Value> = text.split("---\n").map(|document| yaml::typed(document).expect("YAML")).collect();
        assert_eq!(kubectl.read(&text), Ok(ours), "{name}");
    }
}

/// The programs of the version that a design is for.
fn servers(version: MeshVersion) -> &'static [&'static str] {
    match version {
        MeshVersion::Portable => &VERSIONS,
        MeshVersion::V3_0 => &["3.0dev"],
        old if old < MeshVersion::V2_9 => &["2.5.11"],
        _ => &["2.14.3"],
    }
}

/// Without asking a control plane, kumactl checks all that it knows of a Dataplane by itself.
#[test]
fn kumactl_takes_the_dataplanes_of_every_case() {
    for Case { name, design, .. } in cases() {
        let text = text(&design, &[World::Universal], Comments::Off);
        if text.is_empty() {
            continue;
        }
        for server in servers(design.target.version) {
            let Some(plane) = ControlPlane::shared(server) else { continue };
            let dry_run = ["apply", "--dry-run", "-f", "-", "-v", "name=web-01", "-v", "address=192.168.0.1"];
            let arguments = if text.contains("{{ name }}") { &dry_run[..] } else { &dry_run[..4] };
            let answer = plane.kumactl(arguments, &text);
            assert!(answer.is_ok(), "{name}: kumactl {server}: {answer:?}\n{text}");
        }
    }
}
