//! One user's requests to one server, for as long as the user works: signs in again when a credential has run out or is refused,
//! and waits for no answer without end. Knows nothing of what is asked, and is shown by nothing.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{Method, Request, Response, StatusCode};
use kube::client::{Body, RustlsTlsError};
use tokio::sync::Mutex;

use crate::cluster::error::Error;
use crate::cluster::exec::{Allowed, Credential};
use crate::cluster::kubeconfig::packed;

/// Until an answer begins.
const READ: Duration = Duration::from_secs(30);
/// From there until it is whole. A watch has no end.
const BODY: Duration = Duration::from_secs(30);
/// A server lets admission take that long.
const WRITE: Duration = Duration::from_secs(65);
/// A token file may be written anew at any time.
const REREAD: Duration = Duration::from_secs(60);
/// One refused so soon after another is refused for what it is: the next one would be, too.
const FRESH: Duration = Duration::from_secs(10);
/// A program that failed is not run again so soon: it may open a browser each time, and whoever waited for it is told the same.
const REST: Duration = Duration::from_secs(30);
/// A credential that runs out so soon may be refused when it arrives.
const NEARLY: Duration = Duration::from_secs(5);

/// How somebody signs in.
pub(super) enum SignIn {
    Nothing,
    Token(String),
    TokenFile(PathBuf, Option<String>),
    Password,
    Certificate,
    Provider,
    Exec(Box<Allowed>),
}

/// What all requests share.
pub(super) struct Session {
    config: kube::Config,
    server: String,
    user_file: PathBuf,
    sign_in: SignIn,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    live: Option<Live>,
    /// Why nobody could sign in, and when.
    failed: Option<(Error, Instant)>,
    /// When a credential was refused last, and another one was asked for.
    refused: Option<Instant>,
}

/// Signed in, until that has to be done again.
struct Live {
    client: kube::Client,
    credential: Credential,
    since: Instant,
    until: Option<SystemTime>,
    refused: bool,
}

impl SignIn {
    pub(super) fn words(&self) -> String {
        match self {
            SignIn::Nothing => "without signing in".to_owned(),
            SignIn::Token(_) => "by token".to_owned(),
            SignIn::TokenFile(..) => "by token file".to_owned(),
            SignIn::Password => "by password".to_owned(),
            SignIn::Certificate => "by certificate".to_owned(),
            SignIn::Provider => "by OpenID Connect".to_owned(),
            SignIn::Exec(allowed) => format!("by {}", allowed.command()),
        }
    }

    /// How long a failure counts for everybody who asks. A file is quickly read again.
    fn rest(&self) -> Duration {
        match self {
            SignIn::Exec(_) => REST,
            SignIn::TokenFile(..) | SignIn::Nothing | SignIn::Token(_) | SignIn::Password => Duration::ZERO,
            SignIn::Certificate | SignIn::Provider => Duration::ZERO,
        }
    }

    /// Whether asking again may bring another credential.
    fn may_change(&self) -> bool {
        match self {
            SignIn::TokenFile(..) | SignIn::Exec(_) => true,
            SignIn::Nothing | SignIn::Token(_) | SignIn::Password | SignIn::Certificate | SignIn::Provider => false,
        }
    }
}

impl Session {
    pub(super) fn new(config: kube::Config, server: String, (user_file, sign_in): (PathBuf, SignIn)) -> Session {
        Session { config, server, user_file, sign_in, state: Mutex::new(State::default()) }
    }

    /// A client whose requests all go through here.
    pub(super) fn into_client(self, namespace: String) -> kube::Client {
        let session = Arc::new(self);
        let service = tower::service_fn(move |request: Request<Body>| {
            let session = session.clone();
            async move { session.send(request).await }
        });
        kube::Client::new(service, namespace)
    }

    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, Error> {
        let (parts, body) = request.into_parts();
        let again = body.try_clone().filter(|_| self.sign_in.may_change()).map(|body| Request::from_parts(parts.clone(), body));
        let (client, since) = self.client().await?;
        let response = self.send_by(&client, Request::from_parts(parts, body)).await?;
        let Some(again) = again.filter(|_| response.status() == StatusCode::UNAUTHORIZED) else { return Ok(response) };
        if !self.refused(since).await {
            return Ok(response);
        }
        let (client, _) = self.client().await?;
        self.send_by(&client, again).await
    }

    async fn send_by(&self, client: &kube::Client, request: Request<Body>) -> Result<Response<Body>, Error> {
        let patience = if [Method::GET, Method::HEAD].contains(request.method()) { READ } else { WRITE };
        let is_watch = request.uri().query().is_some_and(|query| query.split('&').any(|option| option == "watch=true"));
        let late = |why: String| Error::Unreachable { server: self.server.clone(), why };
        let ours = |error| Error::from_kube(error, &self.server);
        let answer = tokio::time::timeout(patience, client.send(request)).await;
        let answer = answer.map_err(|_| late(format!("it did not answer within {} s", patience.as_secs())))?.map_err(ours)?;
        if is_watch {
            return Ok(answer);
        }
        let (head, body) = answer.into_parts();
        let body = tokio::time::timeout(BODY, body.collect_bytes()).await;
        let body = body.map_err(|_| late(format!("its answer began and was not there after {} s", BODY.as_secs())))?.map_err(ours)?;
        Ok(Response::from_parts(head, Body::from(body)))
    }

    /// The client of now. Whoever comes first signs in; the others wait for it.
    async fn client(&self) -> Result<(kube::Client, Instant), Error> {
        let mut state = self.state.lock().await;
        let ran_out = |until: SystemTime| SystemTime::now() + NEARLY >= until;
        if let Some(live) = state.live.as_ref().filter(|live| !live.refused && !live.until.is_some_and(ran_out)) {
            return Ok((live.client.clone(), live.since));
        }
        if let Some((error, _)) = state.failed.as_ref().filter(|(_, at)| at.elapsed() < self.sign_in.rest()) {
            return Err(error.clone());
        }
        let before = state.live.take();
        let signed_in = self.credential().await.and_then(|(credential, until)| {
            let client = match before {
                // The same again needs no other connection.
                Some(before) if before.credential == credential => before.client,
                Some(_) | None => self.build(&credential)?,
            };
            Ok((client, credential, until))
        });
        let (client, credential, until) = match signed_in {
            Ok(signed_in) => signed_in,
            Err(error) => {
                state.failed = Some((error.clone(), Instant::now()));
                return Err(error);
            }
        };
        let since = Instant::now();
        state.live = Some(Live { client: client.clone(), credential, since, until, refused: false });
        Ok((client, since))
    }

    /// Notes that the server refused the credential of that time. Whether there may be a better one.
    async fn refused(&self, since: Instant) -> bool {
        let mut state = self.state.lock().await;
        let soon = state.refused.is_some_and(|last| last.elapsed() < FRESH);
        match state.live.as_mut() {
            Some(live) if live.since == since && !live.refused => {
                if soon {
                    return false;
                }
                live.refused = true;
                state.refused = Some(Instant::now());
                true
            }
            // Somebody else noticed.
            Some(_) | None => true,
        }
    }

    async fn credential(&self) -> Result<(Credential, Option<SystemTime>), Error> {
        let token = |token: String| Credential { token: Some(token), ..Credential::default() };
        match &self.sign_in {
            SignIn::Nothing | SignIn::Password | SignIn::Certificate | SignIn::Provider => Ok((Credential::default(), None)),
            SignIn::Token(text) => Ok((token(text.trim().to_owned()), None)),
            SignIn::TokenFile(file, instead) => {
                let read = fs::read_to_string(file).map(|text| text.trim().to_owned());
                let text = match (read, instead) {
                    (Ok(text), _) if !text.is_empty() => text,
                    (Ok(_) | Err(_), Some(instead)) => instead.clone(),
                    (Ok(_), None) => return Err(Error::Kubeconfig { file: file.clone(), why: "the tokenFile is empty".to_owned() }),
                    (Err(error), None) => {
                        return Err(Error::Kubeconfig { file: file.clone(), why: format!("the tokenFile cannot be read ({error})") });
                    }
                };
                Ok((token(text), Some(SystemTime::now() + REREAD)))
            }
            SignIn::Exec(allowed) => {
                let credential = allowed.sign_in().await?;
                let until = credential.until;
                Ok((credential, until))
            }
        }
    }

    fn build(&self, credential: &Credential) -> Result<kube::Client, Error> {
        let mut config = self.config.clone();
        if let Some(token) = &credential.token {
            if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(self.problem("the token holds characters that no token has"));
            }
            config.auth_info.token = Some(token.clone().into());
        }
        if let Some((certificate, key)) = &credential.certificate {
            config.auth_info.client_certificate_data = Some(packed(certificate));
            config.auth_info.client_key_data = Some(packed(key).into());
        }
        kube::Client::try_from(config).map_err(|error| self.unusable(error))
    }

    /// Why no client can be made: files were looked at before, so that what is left is about what is in them.
    fn unusable(&self, error: kube::Error) -> Error {
        let why = match &error {
            kube::Error::RustlsTls(RustlsTlsError::InvalidPrivateKey(rustls::Error::InconsistentKeys(_))) => {
                "the client-certificate and the client-key do not belong together".to_owned()
            }
            kube::Error::RustlsTls(RustlsTlsError::InvalidPrivateKey(why)) => format!("the client-certificate cannot be used ({why})"),
            kube::Error::RustlsTls(RustlsTlsError::InvalidServerName(_)) => "the tls-server-name is none".to_owned(),
            kube::Error::RustlsTls(RustlsTlsError::AddRootCertificate(_)) => "the certificate-authority cannot be used".to_owned(),
            kube::Error::RustlsTls(_) => "the client-certificate or its key cannot be used".to_owned(),
            kube::Error::Auth(_) => "its way to sign in is not complete".to_owned(),
            _ => return Error::from_kube(error, &self.server),
        };
        match &self.sign_in {
            SignIn::Exec(allowed) => Error::ExecFailed { command: allowed.command().to_owned(), why },
            SignIn::Nothing | SignIn::Token(_) | SignIn::TokenFile(..) | SignIn::Password | SignIn::Certificate | SignIn::Provider => {
                self.problem(&why)
            }
        }
    }

    fn problem(&self, why: &str) -> Error {
        Error::Kubeconfig { file: self.user_file.clone(), why: why.to_owned() }
    }
}
