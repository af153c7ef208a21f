//! From what a kubeconfig says to what the client library wants: addresses, authorities, certificates, and how somebody signs in.
//! Knows nothing of requests; every file it needs is read here, so that a bad one is named.

use std::path::{Path, PathBuf};
use std::time::Duration;

use http::Uri;
use kube::config::{AuthInfo, AuthProviderConfig};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::proxy;
use super::session::SignIn;
use crate::cluster::Env;
use crate::cluster::error::Error;
use crate::cluster::kubeconfig::{Cluster, Compression, Exec, User, Verification, packed, without_password};

/// Until the connection is there, its handshake included.
const CONNECT: Duration = Duration::from_secs(5);
/// Without a byte: longer than a server lets a watch be quiet, and it ends a watch after five minutes by itself.
const QUIET: Duration = Duration::from_secs(300);
const WRITE: Duration = Duration::from_secs(60);

/// Where to, and how to know that it is the right server. Nobody signs in yet.
pub(super) struct Target {
    config: kube::Config,
}

/// How somebody signs in. The order is kubectl's: what stands in the kubeconfig goes before a program.
pub(super) enum Way {
    Nothing,
    Token(String),
    /// The file goes before the token, which is for when it cannot be read.
    TokenFile(PathBuf, Option<String>),
    Password,
    Certificate,
    Provider,
    Exec(Exec),
}

pub(super) fn way(user: &User) -> Way {
    match user {
        User { token_file: Some(file), token, .. } => Way::TokenFile(file.clone(), token.clone()),
        User { token: Some(token), .. } => Way::Token(token.clone()),
        User { password: Some(_), .. } => Way::Password,
        User { certificate: Some(_), .. } => Way::Certificate,
        User { exec: Some(exec), .. } => Way::Exec(exec.clone()),
        User { provider: Some(_), .. } => Way::Provider,
        User { .. } => Way::Nothing,
    }
}

pub(super) fn target(cluster: &Cluster, origin: &Path, user: &User, env: &Env) -> Result<Target, Error> {
    let problem = |why: String| Error::Kubeconfig { file: origin.to_path_buf(), why };
    // As with kubectl: without a scheme, what else is said of the cluster shows whether it speaks TLS.
    let speaks_tls = cluster.authority.is_some() || user.certificate.is_some() || cluster.verification == Verification::Off;
    let scheme = if speaks_tls { "https" } else { "http" };
    let address = if cluster.server.contains("://") { cluster.server.clone() } else { format!("{scheme}://{}", cluster.server) };
    let server: Option<Uri> = address.parse().ok();
    let is_server =
        |server: &Uri| server.host().is_some_and(|host| !host.is_empty()) && matches!(server.scheme_str(), Some("https" | "http"));
    let Some(server) = server.filter(is_server) else {
        return Err(problem(format!("the server's address {:?} is none", without_password(&cluster.server))));
    };
    let mut config = kube::Config::new(server.clone());
    config.connect_timeout = Some(CONNECT);
    config.read_timeout = Some(QUIET);
    config.write_timeout = Some(WRITE);
    config.default_retry = false;
    config.accept_invalid_certs = cluster.verification == Verification::Off;
    config.disable_compression = cluster.compression == Compression::Off;
    config.tls_server_name = cluster.server_name.clone();
    config.proxy_url = proxy::of(&server, cluster.proxy.as_deref(), &env.proxies).map_err(problem)?;
    if let Some(authority) = &cluster.authority {
        let bytes = authority.read("certificate-authority", origin)?;
        let certificates: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
        match certificates {
            Ok(certificates) if !certificates.is_empty() => {
                config.root_cert = Some(certificates.iter().map(|certificate| certificate.to_vec()).collect());
            }
            Ok(_) | Err(_) => return Err(authority.problem("the certificate-authority holds no certificate", origin)),
        }
    }
    Ok(Target { config })
}

impl Target {
    /// Whether nobody can listen.
    pub(super) fn is_safe(&self) -> bool {
        self.config.cluster_url.scheme_str() == Some("https")
    }

    /// The same for a user, with all of what they sign in with that does not change while connected.
    pub(super) fn with_user(mut self, user: &User, origin: &Path, sign_in: &SignIn) -> Result<kube::Config, Error> {
        let problem = |why: String| Error::Kubeconfig { file: origin.to_path_buf(), why };
        let act_as = &user.act_as;
        if act_as.user.is_none() && (act_as.uid.is_some() || act_as.groups.is_some() || act_as.extra.is_some()) {
            return Err(problem("it acts as groups or a uid without acting as a user".to_owned()));
        }
        let mut auth = AuthInfo {
            impersonate: act_as.user.clone(),
            impersonate_uid: act_as.uid.clone(),
            impersonate_groups: act_as.groups.clone(),
            impersonate_user_extra: act_as.extra.clone(),
            ..AuthInfo::default()
        };
        if self.is_safe() {
            self.with_certificate(user, origin, &mut auth)?;
            if let (SignIn::Password, Some((name, password))) = (sign_in, &user.password) {
                auth.username = Some(name.clone());
                auth.password = Some(password.clone().into());
            }
            if let (SignIn::Provider, Some(provider)) = (sign_in, &user.provider) {
                if provider.name != "oidc" {
                    let why = format!(
                        "auth-provider {:?} is gone from Kubernetes since 1.26; its cloud has an exec program instead",
                        provider.name
                    );
                    return Err(problem(why));
                }
                let config = provider.config.clone();
                auth.auth_provider = Some(AuthProviderConfig { name: provider.name.clone(), config, ..AuthProviderConfig::default() });
            }
        }
        self.config.auth_info = auth;
        Ok(self.config)
    }

    /// A certificate goes with any other way to sign in.
    fn with_certificate(&self, user: &User, origin: &Path, auth: &mut AuthInfo) -> Result<(), Error> {
        let Some(certificate) = &user.certificate else { return Ok(()) };
        let Some(key) = &user.key else {
            let why = "there is a client-certificate without a client-key".to_owned();
            return Err(Error::Kubeconfig { file: origin.to_path_buf(), why });
        };
        let bytes = certificate.read("client-certificate", origin)?;
        if !matches!(CertificateDer::pem_slice_iter(&bytes).next(), Some(Ok(_))) {
            return Err(certificate.problem("the client-certificate holds no certificate", origin));
        }
        auth.client_certificate_data = Some(packed(&bytes));
        let bytes = key.read("client-key", origin)?;
        if rustls::pki_types::PrivateKeyDer::from_pem_slice(&bytes).is_err() {
            return Err(key.problem("the client-key holds no key", origin));
        }
        auth.client_key_data = Some(packed(&bytes).into());
        Ok(())
    }
}
