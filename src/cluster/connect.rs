//! Connecting to the cluster of a context, once somebody asks: signing in, and reading the server's version as the proof that it works.
//! Knows nothing of Services, and shows no secret.

mod certificate;
mod config;
mod namespaces;
mod proxy;
mod session;

use std::fmt;

pub use namespaces::{Namespace, Stays, namespaces};

use super::error::Error;
use super::exec::{self, Consents};
use super::kubeconfig::{Context, Verification};
use super::{Where, error};
use session::{Session, SignIn};

/// A cluster that answers.
#[derive(Clone)]
pub struct Connection {
    /// Sends requests as the user of the context. It sends each once: trying again is up to who asks.
    pub client: kube::Client,
    /// Which cluster.
    pub place: Where,
    /// The namespace to begin with.
    pub namespace: String,
    /// The server's version, `v1.36.3`; `None` where it does not tell this user.
    pub version: Option<String>,
    /// Who signs in and how: `admin, by token`.
    pub user: String,
    /// Whether the server's certificate was looked at.
    pub verification: Verification,
}

/// Connects. Nothing is contacted and no program runs before this; a program runs only if the user allowed it.
pub async fn connect(context: &Context, consents: &Consents) -> Result<Connection, Error> {
    let parts = &context.parts;
    let problem = |why: String| Error::Kubeconfig { file: context.file.clone(), why };
    let Some((origin, cluster)) = &parts.cluster else {
        let why = format!("context {:?} is of a cluster {:?}, which no kubeconfig describes", context.name, context.cluster);
        return Err(problem(why));
    };
    if cluster.server.is_empty() {
        return Err(Error::Kubeconfig { file: origin.clone(), why: format!("cluster {:?} has no server", context.cluster) });
    }
    let (user_file, user) = match &parts.user {
        Some((file, user)) => (file.clone(), user.clone()),
        // As with kubectl: who names nobody is nobody.
        None if context.user.is_empty() => (context.file.clone(), Default::default()),
        None => return Err(problem(format!("context {:?} is for a user {:?}, which no kubeconfig describes", context.name, context.user))),
    };
    let target = config::target(cluster, origin, &user, &parts.env)?;
    let sign_in = match (target.is_safe(), config::way(&user)) {
        // kubectl, too, gives no secret to a connection that anybody can listen to.
        (false, _) | (true, config::Way::Nothing) => SignIn::Nothing,
        (true, config::Way::Token(token)) => SignIn::Token(token),
        (true, config::Way::TokenFile(file, token)) => SignIn::TokenFile(file, token),
        (true, config::Way::Password) => SignIn::Password,
        (true, config::Way::Certificate) => SignIn::Certificate,
        (true, config::Way::Provider) => SignIn::Provider,
        (true, config::Way::Exec(exec)) => {
            SignIn::Exec(Box::new(exec::allow((user_file.clone(), &exec), (origin, cluster), &parts.env, consents).await?))
        }
    };
    let config = target.with_user(&user, &user_file, &sign_in)?;
    let who = match context.user.as_str() {
        "" => sign_in.words(),
        name => format!("{name}, {}", sign_in.words()),
    };
    let session = Session::new(config, context.server.clone(), (user_file, sign_in));
    let namespace = context.namespace.clone().unwrap_or_else(|| "default".to_owned());
    let client = session.into_client(namespace.clone());
    let version = match client.apiserver_version().await {
        Ok(version) => Some(version.git_version),
        Err(error) => match Error::from_kube(error, &context.server) {
            // It answers, and knows who asks: it only does not tell everybody which version it is.
            Error::Forbidden { .. } => None,
            Error::NotFound { .. } => {
                let why = "it has no /version".to_owned();
                return Err(Error::NotKubernetes { server: context.server.clone(), why });
            }
            other => return Err(because_of_certificate(other, &user, &context.server)),
        },
    };
    Ok(Connection { client, place: context.place(), namespace, version, user: who, verification: context.verification })
}

/// A server does not say why it refuses a certificate; whether it ran out can be seen here.
fn because_of_certificate(error: Error, user: &super::kubeconfig::User, server: &str) -> Error {
    let refused = matches!(&error, Error::Unauthorized { .. } | Error::Tls { why: error::TlsProblem::OwnCertificate(_), .. });
    let Some(certificate) = user.certificate.as_ref().filter(|_| refused) else { return error };
    let Some(until) = certificate.read("client-certificate", std::path::Path::new("")).ok().and_then(|bytes| certificate::ends(&bytes))
    else {
        return error;
    };
    if until.has_passed() {
        return Error::Unauthorized { server: server.to_owned(), why: format!("the user's certificate expired on {until}") };
    }
    error
}

/// The client knows secrets.
impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Connection");
        shown.field("place", &self.place).field("namespace", &self.namespace).field("version", &self.version);
        shown.field("user", &self.user).field("verification", &self.verification).finish_non_exhaustive()
    }
}
