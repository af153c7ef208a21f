//! What came of applying, object by object.
//! Knows nothing of how it was done.

use std::fmt;

use super::{Error, FieldChange, Object, Ownership};

/// What came of one object.
#[derive(Clone, Debug, PartialEq)]
pub enum Applied {
    /// It came to be; with what the server made of it beyond what it had said before.
    Created(Vec<FieldChange>),
    /// It changed; with what the server made of it beyond what it had said before.
    Updated(Vec<FieldChange>),
    /// It is gone.
    Deleted,
    /// It was as it should be.
    Unchanged,
    /// The plan itself says why nothing is sent: a conflict, a right that is missing, an invalid object.
    LeftOut,
    /// Somebody changed it after it was planned; nothing was changed.
    Stale,
    /// Others came to own what would change; nothing was changed.
    Conflict(Vec<Ownership>),
    /// It went wrong.
    Failed(Error),
    /// The server went away, or what it needs did not come to be: it was not tried.
    NotReached,
    /// It was stopped before its turn.
    Cancelled,
}

/// What came of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// In the order of the plan.
    pub results: Vec<(Object, Applied)>,
}

impl Tally {
    /// Whether the cluster is now as planned: nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.results.iter().all(|(_, applied)| applied.is_finished())
    }

    /// How many came out in a way.
    pub fn count(&self, wanted: impl Fn(&Applied) -> bool) -> usize {
        self.results.iter().filter(|(_, applied)| wanted(applied)).count()
    }

    /// The first error, which is mostly that of all.
    pub fn error(&self) -> Option<&Error> {
        self.results.iter().find_map(|(_, applied)| match applied {
            Applied::Failed(error) => Some(error),
            Applied::Created(_) | Applied::Updated(_) | Applied::Deleted | Applied::Unchanged => None,
            Applied::LeftOut | Applied::Stale | Applied::Conflict(_) | Applied::NotReached | Applied::Cancelled => None,
        })
    }
}

impl Applied {
    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        match self {
            Applied::Created(_) | Applied::Updated(_) | Applied::Deleted | Applied::Unchanged => true,
            Applied::LeftOut | Applied::Stale | Applied::Conflict(_) => false,
            Applied::Failed(_) | Applied::NotReached | Applied::Cancelled => false,
        }
    }

    /// In a word or two.
    pub fn words(&self) -> &'static str {
        match self {
            Applied::Created(_) => "created",
            Applied::Updated(_) => "updated",
            Applied::Deleted => "deleted",
            Applied::Unchanged => "unchanged",
            Applied::LeftOut => "left out",
            Applied::Stale => "changed meanwhile",
            Applied::Conflict(_) => "in conflict",
            Applied::Failed(_) => "failed",
            Applied::NotReached => "not reached",
            Applied::Cancelled => "stopped",
        }
    }
}

/// The words of [`Applied::words`], in the order of a tally.
const WORDS: [&str; 10] =
    ["created", "updated", "deleted", "unchanged", "left out", "changed meanwhile", "in conflict", "failed", "not reached", "stopped"];

/// `3 created, 1 failed, 4 not reached`
impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = WORDS.iter().map(|words| (self.count(|applied| applied.words() == *words), words));
        let parts: Vec<String> = counted.filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
        formatter.write_str(if parts.is_empty() { "nothing to do" } else { "" })?;
        formatter.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Kind;

    #[test]
    fn a_tally_counts_in_words() {
        let object = Object { kind: Kind::Service, namespace: "shop".to_owned(), name: "web".to_owned() };
        let tally = |applied: Vec<Applied>| Tally { results: applied.into_iter().map(|one| (object.clone(), one)).collect() };
        assert_eq!(tally(Vec::new()).to_string(), "nothing to do");
        let broken = tally(vec![Applied::NotReached, Applied::Created(Vec::new()), Applied::NotReached, Applied::Failed(Error::Cancelled)]);
        assert_eq!(broken.to_string(), "1 created, 1 failed, 2 not reached");
        assert!(!broken.is_finished());
        assert_eq!(broken.error(), Some(&Error::Cancelled));
        assert!(tally(vec![Applied::Unchanged]).is_finished());
    }
}
