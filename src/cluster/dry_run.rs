//! One draft tried on the server, which keeps nothing of it: what would change, or why it may not.
//! Knows nothing of designs; what is tried here is, byte for byte, what is applied.

use std::collections::BTreeSet;

use serde_json::Value;

use super::request::{Force, Request, digest_of};
use super::retry::Line;
use super::{Action, Change, Error, Extent, Kind, Object, Ownership, TakeOver, fields};

/// What is wanted of one object, before the server was asked.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) object: Object,
    pub(super) extent: Extent,
    pub(super) body: Value,
    pub(super) message: String,
}

/// What is sent for a change.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) request: Request,
    /// What lived, with all that the server keeps.
    pub(super) before: Option<Value>,
    pub(super) asked: Asked,
}

/// Who said what would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Server,
    /// Its namespace is not there yet: what is sent is all that is known.
    Nobody,
}

impl Draft {
    /// A change of this draft, for now with nothing done.
    pub(super) fn change(&self, action: Action, live: Option<&Value>) -> Change {
        Change {
            object: self.object.clone(),
            action,
            extent: self.extent.clone(),
            fields: Vec::new(),
            message: self.message.clone(),
            before: live.map(fields::clean),
            after: None,
            take_over: None,
        }
    }

    /// The same, because of an error.
    pub(super) fn refused(&self, action: Action, message: &str, live: Option<&Value>) -> Change {
        Change { message: joined(&self.message, message), ..self.change(action, live) }
    }

    pub(super) fn request(&self, manager: &str, live: Option<&Value>, force: Force) -> Request {
        match self.object.kind {
            Kind::Namespace => Request::create(&self.object, manager, &self.body),
            Kind::Service => Request::apply(&self.object, manager, &self.body, live, force),
        }
    }

    /// What the server makes of it. An error is one that this object alone does not explain, or a reason to look at the object again.
    pub(super) async fn try_out(
        &self,
        line: &Line<'_>,
        manager: &str,
        live: Option<&Value>,
        taken_over: &BTreeSet<TakeOver>,
    ) -> Result<(Change, Option<Planned>), Error> {
        let mut request = self.request(manager, live, Force::No);
        let mut answer = line.send(&request.dry_run()).await;
        let mut draft = self.clone();
        if let Err(Error::Conflict { owners }) = answer {
            let owners = fields::in_words(owners);
            let take_over = self.take_over(manager, &owners, live);
            if !taken_over.contains(&take_over) {
                let after = self.after_taking_over(line, manager, live).await?;
                let fields = both(live, after.as_ref());
                let change = draft.change(Action::Conflict(owners), live);
                return Ok((Change { fields, after, take_over: Some(take_over), ..change }, None));
            }
            draft.message = joined(&draft.message, &format!("takes over {}", listed(&owners, "from")));
            request = self.request(manager, live, Force::TakeOver);
            answer = line.send(&request.dry_run()).await;
        }
        match answer {
            Ok(after) => Ok(draft.answered(request, live, &after)),
            Err(error) => refusal(&draft, error, live).map(|change| (change, None)),
        }
    }

    fn answered(&self, request: Request, live: Option<&Value>, after: &Value) -> (Change, Option<Planned>) {
        let after = fields::clean(after);
        let mut change = self.change(Action::None, live);
        (change.action, change.fields) = match &change.before {
            None => (Action::Create, fields::said(&self.body)),
            Some(before) if *before == after => (Action::None, Vec::new()),
            Some(before) => (Action::Update, fields::compare(before, &after)),
        };
        change.after = Some(after);
        let planned = (change.action != Action::None).then(|| Planned { request, before: live.cloned(), asked: Asked::Server });
        (change, planned)
    }

    fn take_over(&self, manager: &str, owners: &[Ownership], live: Option<&Value>) -> TakeOver {
        let owners: Vec<String> = owners.iter().map(|owner| format!("{}\n{}", owner.manager, owner.fields.join("\n"))).collect();
        // Bound to what lives, too: a value that somebody gave a field since is another question.
        let lives = live.map(|live| fields::clean(live).to_string()).unwrap_or_default();
        let parts = [manager.to_owned(), self.body.to_string(), owners.join("\n\n"), lives];
        TakeOver { object: self.object.clone(), draft: digest_of(&parts.each_ref().map(|part| part.as_bytes())) }
    }

    /// What would be if the fields were taken over, so that somebody can look at it first.
    async fn after_taking_over(&self, line: &Line<'_>, manager: &str, live: Option<&Value>) -> Result<Option<Value>, Error> {
        match line.send(&self.request(manager, live, Force::TakeOver).dry_run()).await {
            Ok(after) => Ok(Some(fields::clean(&after))),
            Err(error) => refusal(self, error, live).map(|_| None),
        }
    }
}

fn both(live: Option<&Value>, after: Option<&Value>) -> Vec<super::FieldChange> {
    live.zip(after).map(|(live, after)| fields::compare(&fields::clean(live), after)).unwrap_or_default()
}

/// An error as a change of the one object it is about; all others are handed on.
pub(super) fn refusal(draft: &Draft, error: Error, live: Option<&Value>) -> Result<Change, Error> {
    match &error {
        Error::Forbidden { .. } => Ok(draft.refused(Action::Forbidden, &error.to_string(), live)),
        Error::Refused { .. } => Ok(draft.refused(Action::Invalid(None), &error.to_string(), live)),
        Error::Invalid { field, .. } => Ok(draft.refused(Action::Invalid(field.clone()), &error.to_string(), live)),
        _ => Err(error),
    }
}

/// `helm: ports[80/TCP].appProtocol, type; kubectl: selector`
fn listed(owners: &[Ownership], from: &str) -> String {
    owners.iter().map(|owner| format!("{} {from} {}", owner.fields.join(", "), owner.manager)).collect::<Vec<_>>().join("; ")
}

/// Two sentences, of which either may be missing.
pub(super) fn joined(first: &str, second: &str) -> String {
    [first, second].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ")
}
