//! What a service has on Kubernetes alone: labels, annotations, its type, how its hints are written; and where it is for.
//! Knows nothing of Dataplanes.

use egui::Ui;

use super::choice::{Look, choice};
use super::fold::Fold;
use super::page::{Page, Part, beside, labelled, two};
use super::pairs;
use crate::check::Field;
use crate::design::{HintStyle, Service, ServiceType, World};
use crate::gui::theme::gap;
use crate::gui::widgets::Input;

/// Shows it.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let here = |field| matches!(field, Field::Labels | Field::Annotations | Field::Type);
    let summary = summary(&page.draft);
    let worst = page.worst(|port, field| port.is_none() && here(field));
    let fold = Fold { name: "kubernetes", title: World::Kubernetes.label(), summary: &summary, worst, sought: page.is_sought(here) };
    if !fold.show(ui, 0.0).0 {
        return;
    }
    let nothing = |_| false;
    let kind = Part { name: "Type", show: kind, fields: |field| field == Field::Type };
    two(ui, page, &kind, &Part { name: "Cluster IP", show: headless, fields: nothing });
    if let ServiceType::ExternalName(_) = page.draft.kind {
        external_name(ui, page);
    }
    let on = Part { name: "Runs on", show: on, fields: nothing };
    two(ui, page, &on, &Part { name: "Hint style", show: hint_style, fields: nothing });
    let labels = Part { name: "Labels", show: labels, fields: |field| field == Field::Labels };
    let annotations = Part { name: "Annotations", show: pairs::annotations, fields: |field| field == Field::Annotations };
    two(ui, page, &labels, &annotations);
    ui.add_space(gap::XS);
}

fn summary(service: &Service) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let mut parts = vec![service.kind.keyword().to_owned()];
    parts.extend(service.headless.then(|| "headless".to_owned()));
    parts.extend(service.hint.map(|style| format!("hint {}", style.keyword())));
    parts.extend(counted(service.labels.len(), "label", "labels"));
    parts.extend(counted(service.annotations.len(), "annotation", "annotations"));
    parts.join(" · ")
}

fn kind(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Type", |ui, page, _| {
        let kept = match &page.draft.kind {
            ServiceType::ExternalName(name) => name.clone(),
            ServiceType::ClusterIp | ServiceType::NodePort | ServiceType::LoadBalancer => String::new(),
        };
        let kinds = [ServiceType::ClusterIp, ServiceType::NodePort, ServiceType::LoadBalancer, ServiceType::ExternalName(kept)];
        let options = kinds.map(|kind| (kind.clone(), kind.keyword().to_owned()));
        let (id, now) = (page.id("type"), page.draft.kind.clone());
        let (response, picked) = choice(ui, id, "Type", Some(&now), now.keyword(), &options, Look::Framed);
        page.draft.kind = picked.unwrap_or(now);
        page.offer(Field::Type, &response);
    });
}

fn external_name(ui: &mut Ui, page: &mut Page<'_>) {
    beside(ui, page.cx.tokens.text_quiet, "External name", |ui, label| {
        let (id, finding) = (page.id("external name"), page.finding(None, Field::Type));
        if let ServiceType::ExternalName(name) = &mut page.draft.kind {
            Input::new("External name", name).hint("db.example.com").mono().id(id).labelled_by(label).finding(finding).show(ui);
        }
    });
}

fn headless(ui: &mut Ui, page: &mut Page<'_>) {
    beside(ui, page.cx.tokens.text_quiet, "Cluster IP", |ui, _| {
        let options = [(false, "Given by the cluster".to_owned()), (true, "None (headless)".to_owned())];
        let shown = if page.draft.headless { "None (headless)" } else { "Given by the cluster" };
        let now = page.draft.headless;
        let (_, picked) = choice(ui, page.id("headless"), "Cluster IP", Some(&now), shown, &options, Look::Framed);
        page.draft.headless = picked.unwrap_or(now);
    });
}

fn on(ui: &mut Ui, page: &mut Page<'_>) {
    beside(ui, page.cx.tokens.text_quiet, "Runs on", |ui, _| {
        let now = page.draft.on;
        let (_, picked) = choice(ui, page.id("on"), "Runs on", Some(&now), world_label(now), &worlds(), Look::Framed);
        page.draft.on = picked.unwrap_or(now);
    });
}

fn hint_style(ui: &mut Ui, page: &mut Page<'_>) {
    beside(ui, page.cx.tokens.text_quiet, "Hint style", |ui, _| {
        let (now, target) = (page.draft.hint, page.cx.session.design().target.hint);
        let shown = hint_label(now, target);
        let (_, picked) = choice(ui, page.id("hint"), "Hint style", Some(&now), &shown, &hint_styles(target), Look::Framed);
        page.draft.hint = picked.unwrap_or(now);
    });
}

fn labels(ui: &mut Ui, page: &mut Page<'_>) {
    pairs::field(ui, page, "Labels", "team=shop", Field::Labels, |service| &mut service.labels);
}

/// The worlds a service can be for.
pub(super) fn worlds() -> [(Option<World>, String); 3] {
    [None, Some(World::Kubernetes), Some(World::Universal)].map(|on| (on, world_label(on).to_owned()))
}

/// The worlds a service is for, in words.
pub(super) fn world_label(on: Option<World>) -> &'static str {
    match on {
        None => "Kubernetes and Universal",
        Some(World::Kubernetes) => "Kubernetes only",
        Some(World::Universal) => "Universal only",
    }
}

/// The styles a service's hints can be written in.
pub(super) fn hint_styles(target: HintStyle) -> Vec<(Option<HintStyle>, String)> {
    let all = [None].into_iter().chain(HintStyle::ALL.map(Some));
    all.map(|style| (style, hint_label(style, target))).collect()
}

/// How a service's hints are written, in words.
pub(super) fn hint_label(style: Option<HintStyle>, target: HintStyle) -> String {
    match style {
        None => format!("As the design ({})", target.keyword()),
        Some(style) => style.keyword().to_owned(),
    }
}
