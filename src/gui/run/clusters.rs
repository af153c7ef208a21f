//! How clusters are found and connected: only when somebody asks.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cluster::{Error, Past, Plan, TakeOver, Tally};
use crate::gui::app::App;
use crate::gui::clusters::{Closing, Of, Planned, Progress};
use crate::gui::command::Command;
use crate::gui::dialogs::ConsentQuestion;
use crate::gui::state::{Below, Dialog, Fetch, Focus};
use crate::tasks::{Answer, ClusterTask, Connected, ContextId, Kind, TaskId};

impl App {
    /// Reads the kubeconfigs. Nothing is contacted.
    pub(super) fn find_contexts(&mut self) {
        let id = self.runner.start_on_cluster(ClusterTask::FindContexts(self.settings.kubeconfigs.clone()));
        self.view.clusters.contexts.ask(id);
    }

    /// Reads the kubeconfigs, where nobody did yet.
    pub(super) fn find_contexts_once(&mut self) {
        if self.view.clusters.contexts == Fetch::Idle {
            self.find_contexts();
        }
    }

    pub(super) fn add_kubeconfig(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if !self.settings.kubeconfigs.contains(&path) {
            self.settings.kubeconfigs.push(path);
        }
        self.find_contexts();
        // Back to where it was asked for.
        if let Some(behind) = self.behind.take() {
            self.view.dialog = Some(behind);
        }
        if self.view.dialog.is_none() {
            self.view.focus = Some(Focus::Clusters);
        }
    }

    pub(super) fn connect(&mut self, context: ContextId) {
        let picked = self.settings.kubeconfigs.clone();
        let consents = self.settings.consents.clone();
        let id = self.runner.start_on_cluster(ClusterTask::Connect { context: context.clone(), picked, consents });
        self.view.clusters.connection.ask(id);
        self.view.clusters.asked = Some(context);
    }

    pub(super) fn stop_connecting(&mut self) {
        self.runner.stop(Kind::Connection);
        self.view.clusters.connection = Fetch::Failed { error: Error::Cancelled, previous: None };
    }

    pub(super) fn disconnect(&mut self) {
        self.runner.disconnect();
        let clusters = &mut self.view.clusters;
        clusters.connection = Fetch::Idle;
        clusters.plan.stop();
        clusters.import = Default::default();
    }

    /// A program may run: this very one, from now on.
    pub(super) fn allow_exec(&mut self, question: ConsentQuestion) {
        self.settings.consents.give(&question.plugin);
        self.view.dialog = self.behind.take();
        self.connect(question.context);
    }

    /// Takes in what came of a task on a cluster. An answer that nobody waits for any more is dropped.
    pub(super) fn on_cluster(&mut self, id: TaskId, answer: Answer) {
        let clusters = &mut self.view.clusters;
        match answer {
            Answer::Contexts(found) if clusters.contexts.awaits(id) => clusters.contexts.answer(Ok(found)),
            Answer::Connected(answer) if clusters.connection.awaits(id) => self.connected(answer),
            Answer::Progress(done) if clusters.plan.plan.awaits(id) => clusters.plan.done = Some(done),
            Answer::Planned(answer) if clusters.plan.plan.awaits(id) => self.planned(answer),
            Answer::Applied(object, applied) if clusters.plan.applying == Some(id) => {
                if let Some(progress) = &mut clusters.plan.progress {
                    progress.results.insert(object, applied);
                }
            }
            Answer::Finished(answer) if clusters.plan.applying == Some(id) => self.finished(answer),
            Answer::History(past) if clusters.plan.history.awaits(id) => clusters.plan.history.answer(Ok(past)),
            Answer::Namespaces(answer) if clusters.import.namespaces.awaits(id) => self.namespaces(answer),
            Answer::Listing(done) if clusters.import.lives.awaits(id) => clusters.import.done = Some(done),
            Answer::Listed(answer) if clusters.import.lives.awaits(id) => self.listed(answer),
            Answer::Watched(told) if clusters.watching.task == Some(id) => self.watched(told),
            Answer::Contexts(_) | Answer::Connected(_) | Answer::Namespaces(_) => {}
            Answer::Listing(_) | Answer::Listed(_) | Answer::Watched(_) => {}
            Answer::Progress(_) | Answer::Planned(_) | Answer::Applied(..) | Answer::Finished(_) | Answer::History(_) => {}
        }
    }

    /// Plans what applying the design would change. Without a cluster, the clusters there are come first.
    pub(super) fn plan(&mut self) {
        self.show_plan();
        let Some(connected) = self.view.clusters.connected() else {
            self.view.focus = Some(Focus::Clusters);
            return;
        };
        let Some(open) = &self.open else { return };
        if self.view.clusters.plan.applying.is_some() {
            return;
        }
        let design = Box::new(open.session.design().clone());
        let task = ClusterTask::Plan {
            place: connected.place.clone(),
            namespace: connected.namespace.clone(),
            design: design.clone(),
            options: self.view.clusters.plan.options.clone(),
        };
        let id = self.runner.start_on_cluster(task);
        let view = &mut self.view.clusters.plan;
        view.plan.ask(id);
        view.asked = Some(Of::Design(design));
        view.done = None;
    }

    /// Plans what undoing an apply would change.
    pub(super) fn plan_undo(&mut self, past: Box<Past>) {
        self.show_plan();
        if self.view.clusters.connected().is_none() {
            self.view.focus = Some(Focus::Clusters);
            return;
        }
        // Its plan would take the place of what is being applied, and of what undoes that.
        if self.view.clusters.plan.applying.is_some() {
            return;
        }
        let id = self.runner.start_on_cluster(ClusterTask::PlanUndo(past.clone()));
        let view = &mut self.view.clusters.plan;
        view.plan.ask(id);
        view.asked = Some(Of::Undo(past));
        view.done = None;
    }

    /// The same again: of the design, or of the undo that is not done yet.
    pub(super) fn plan_again(&mut self) {
        match self.view.clusters.plan.undoing().cloned() {
            Some(past) => self.plan_undo(Box::new(past)),
            None => self.plan(),
        }
    }

    fn show_plan(&mut self) {
        self.view.panels.problems = true;
        // Also where the keyboard goes elsewhere, to the clusters there are.
        self.view.panels.below = Below::Plan;
        self.view.focus = Some(Focus::Below(Below::Plan));
    }

    pub(super) fn stop_planning(&mut self) {
        self.runner.stop(Kind::Plan);
        self.view.clusters.plan.stop();
    }

    pub(super) fn tick_namespace(&mut self, namespace: String) {
        self.view.clusters.plan.tick(namespace);
        self.plan();
    }

    /// Only for the design: what somebody changed since is not an undo's to take.
    pub(super) fn take_over(&mut self, fields: TakeOver) {
        let plan = &self.view.clusters.plan.plan;
        if plan.known().is_some_and(|planned| matches!(planned.of, Of::Undo(_))) {
            return;
        }
        self.view.clusters.plan.take_over(fields);
        self.plan();
    }

    fn planned(&mut self, answer: Result<Arc<Plan>, Error>) {
        let view = &mut self.view.clusters.plan;
        match answer {
            Ok(plan) => {
                let Some(of) = view.asked.take() else { return };
                view.answer(Ok(Planned::new(plan, of, self.now)));
                self.view.clusters.settle_drifts();
                self.view.clusters.watch_anew();
            }
            // What it was asked for is what planning again tries once more.
            Err(error) => view.answer(Err(error)),
        }
    }

    /// Applies the plan that is looked at; one that is out of sight is shown first.
    pub(super) fn apply(&mut self) {
        if !(self.view.panels.problems && self.view.panels.below == Below::Plan) {
            return self.show_plan();
        }
        let view = &mut self.view.clusters.plan;
        let Some(planned) = view.plan.known().filter(|_| view.why_not().is_none()) else { return };
        let of = planned.plan.changes.iter().filter(|change| change.action.is_sent()).count();
        view.applying = Some(self.runner.start_on_cluster(ClusterTask::Apply(planned.plan.clone())));
        view.progress = Some(Progress { of, ..Progress::default() });
    }

    pub(super) fn stop_applying(&mut self) {
        self.runner.stop(Kind::Apply);
    }

    /// Whether closing the window has to wait: what was sent has to be answered and written down first. Nothing more is sent.
    pub(in crate::gui) fn closes_later(&mut self) -> bool {
        let view = &mut self.view.clusters.plan;
        if view.applying.is_none() {
            return false;
        }
        match view.closing {
            Closing::No => {
                view.closing = Closing::Answered;
                self.stop_applying();
                self.toast("Stopping what is being applied, then closing");
            }
            // Servers that say nothing are waited for a minute, several times: nobody has to.
            Closing::Answered => self.view.dialog = Some(Dialog::Unanswered),
            Closing::AtOnce => return false,
        }
        true
    }

    fn finished(&mut self, answer: Result<(Tally, Option<Box<Past>>), Error>) {
        let view = &mut self.view.clusters.plan;
        view.applying = None;
        // They were for what was just applied: whoever takes a field back afterwards is asked about anew.
        view.options.taken_over.clear();
        if std::mem::take(&mut view.closing) == Closing::Answered {
            self.asks.run(Command::Quit);
            if matches!(self.view.dialog, Some(Dialog::Unanswered)) {
                self.view.dialog = None;
            }
        }
        let words = match &answer {
            Ok((tally, _)) => tally.to_string(),
            Err(_) => String::new(),
        };
        if let Some(progress) = &mut view.progress {
            match answer {
                Ok((tally, past)) => {
                    progress.results.extend(tally.results.iter().cloned());
                    progress.tally = Some(tally);
                    progress.past = past;
                }
                Err(error) => progress.error = Some(error),
            }
        }
        let seen = self.view.panels.problems && self.view.panels.below == Below::Plan;
        if !seen && !words.is_empty() {
            self.toast(format!("Applied: {words}"));
        }
    }

    /// Shows what was applied before.
    pub(super) fn show_history(&mut self) {
        let id = self.runner.start_on_cluster(ClusterTask::History);
        self.view.clusters.plan.history.ask(id);
        self.view.dialog = Some(Dialog::History);
    }

    fn connected(&mut self, answer: Result<Connected, Error>) {
        let clusters = &mut self.view.clusters;
        match &answer {
            Ok(connected) => {
                self.settings.context = Some(connected.context());
                let is_other = clusters.plan.plan.known().is_some_and(|planned| planned.plan.place != connected.place);
                if is_other {
                    clusters.forget_plan();
                }
            }
            Err(Error::NeedsConsent(plugin)) => {
                if let Some(context) = clusters.asked.clone() {
                    self.behind = self.view.dialog.take();
                    self.view.dialog = Some(Dialog::Consent(Box::new(ConsentQuestion { plugin: (**plugin).clone(), context })));
                }
            }
            Err(_) => {}
        }
        clusters.connection.answer(answer);
    }
}
