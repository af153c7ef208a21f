//! Somebody who uses the API server: the administrator, or a user who may do only what a test allows. With a kubeconfig of their own.
//! Knows nothing of what they do.

use std::path::PathBuf;

use portolan::cluster::{Connection, Consents, Context, Contexts, Env, connect};

use super::faults::Faults;
use super::servers::ApiServer;

pub struct User {
    folder: tempfile::TempDir,
}

impl User {
    pub fn admin(server: &ApiServer) -> User {
        User::with(server, "")
    }

    /// A user of this name, without any right of their own.
    pub fn named(server: &ApiServer, name: &str) -> User {
        User::with(server, &format!("as: '{name}'"))
    }

    /// Whoever comes through a proxy.
    pub fn through(faults: &Faults) -> User {
        User::of(&faults.kubeconfig())
    }

    fn with(server: &ApiServer, more: &str) -> User {
        let text = std::fs::read_to_string(server.kubeconfig()).expect("the server's kubeconfig");
        let more = if more.is_empty() { String::new() } else { format!(", {more}") };
        let text = text.replace("user: {token: administrator", &format!("user: {{token: administrator{more}"));
        User::of(&text)
    }

    fn of(kubeconfig: &str) -> User {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("config"), kubeconfig).expect("a kubeconfig can be written");
        User { folder }
    }

    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    pub fn context(&self) -> Context {
        let env = Env { kubeconfig: Some(self.kubeconfig().into()), ..Env::default() };
        let contexts = Contexts::find(&env, &[]);
        assert_eq!(contexts.problems, []);
        contexts.current().expect("a current context").clone()
    }

    pub async fn connect(&self) -> Connection {
        connect(&self.context(), &Consents::default()).await.expect("it connects")
    }
}

/// Waits for an answer.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
