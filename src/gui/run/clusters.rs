//! How clusters are found and connected: only when somebody asks.

use std::path::PathBuf;

use crate::cluster::Error;
use crate::gui::app::App;
use crate::gui::dialogs::ConsentQuestion;
use crate::gui::state::{Dialog, Fetch};
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
        self.view.focus = Some(crate::gui::state::Focus::Clusters);
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

    /// A program may run: this very one, from now on.
    pub(super) fn allow_exec(&mut self, question: ConsentQuestion) {
        self.settings.consents.give(&question.plugin);
        self.connect(question.context);
    }

    /// Takes in what came of a task on a cluster. An answer that nobody waits for any more is dropped.
    pub(super) fn on_cluster(&mut self, id: TaskId, answer: Answer) {
        let clusters = &mut self.view.clusters;
        match answer {
            Answer::Contexts(found) if clusters.contexts.awaits(id) => clusters.contexts.answer(Ok(found)),
            Answer::Connected(answer) if clusters.connection.awaits(id) => self.connected(answer),
            Answer::Contexts(_) | Answer::Connected(_) | Answer::Namespaces(_) => {}
        }
    }

    fn connected(&mut self, answer: Result<Connected, Error>) {
        let clusters = &mut self.view.clusters;
        match &answer {
            Ok(connected) => self.settings.context = Some(connected.context()),
            Err(Error::NeedsConsent(plugin)) => {
                if let Some(context) = clusters.asked.clone() {
                    self.view.dialog = Some(Dialog::Consent(Box::new(ConsentQuestion { plugin: (**plugin).clone(), context })));
                }
            }
            Err(_) => {}
        }
        clusters.connection.answer(answer);
    }
}
