//! What an error is of: one object, the user's sign-in, the server, or this computer.
//! Knows nothing of what is done about it.

use crate::cluster::Error;

/// What an error is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cluster) enum Cause {
    /// The one object that was asked about: others may go well.
    Object,
    /// How somebody signs in: asking again is of no use, or harm, until the user mends it.
    User,
    /// The server as a whole, or the way there.
    Server,
    /// What is written down on this computer.
    Here,
    /// Somebody stopped it.
    Stopped,
}

impl Error {
    /// What it is of.
    pub(in crate::cluster) fn cause(&self) -> Cause {
        match self {
            Error::Forbidden { .. } | Error::Conflict { .. } | Error::Invalid { .. } => Cause::Object,
            Error::Refused { .. } | Error::NotFound { .. } | Error::Stale { .. } | Error::InDoubt { .. } => Cause::Object,
            Error::Kubeconfig { .. } | Error::NoKubeconfig { .. } | Error::NoContext { .. } | Error::SeveralContexts { .. } => Cause::User,
            Error::NeedsConsent(_) | Error::ExecRefused { .. } | Error::ExecNotFound { .. } => Cause::User,
            Error::ExecFailed { .. } | Error::ExecTimedOut { .. } | Error::NotConnected { .. } | Error::Unauthorized { .. } => Cause::User,
            Error::Unreachable { .. } | Error::Tls { .. } | Error::Outdated { .. } => Cause::Server,
            Error::Busy { .. } | Error::Server { .. } | Error::NotKubernetes { .. } => Cause::Server,
            Error::Journal { .. } => Cause::Here,
            Error::Cancelled => Cause::Stopped,
        }
    }
}
