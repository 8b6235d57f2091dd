//! The documents of one run, each read and parsed once.

use crate::config::model::Config;
use crate::plan::model::Plan;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;

/// A text file of the project, by its path from the repository root.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// What a snapshot is made of, as it was read; see [`Snapshot`] for the fields.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    pub changes: Option<Vec<Change>>,
    pub session: Option<String>,
    pub head: Option<String>,
    pub plan: Option<File>,
}

/// The same, parsed.
pub struct ParsedDocuments<'a> {
    read: &'a Documents,
    pub(crate) session: Option<Session<'a>>,
    pub(crate) head: Option<Session<'a>>,
    plan: Option<Plan<'a>>,
}

impl Documents {
    /// Parses each document.
    pub fn parse(&self) -> ParsedDocuments<'_> {
        let session = self.session.as_deref().map(Session::parse);
        // A SESSION.md that the commit leaves out is often the one in HEAD.
        let head = match &self.head {
            head if *head == self.session => session.clone(),
            head => head.as_deref().map(Session::parse),
        };
        ParsedDocuments {
            read: self,
            session,
            head,
            plan: self.plan.as_ref().map(|file| Plan::parse(&file.text)),
        }
    }
}

impl ParsedDocuments<'_> {
    /// The snapshot of these documents, without files and history.
    pub fn snapshot<'s>(&'s self, config: &'s Config) -> Snapshot<'s> {
        Snapshot {
            changes: self.read.changes.as_deref(),
            session_path: &config.session,
            session: self.session.as_ref(),
            head: self.head.as_ref(),
            plan_path: self.read.plan.as_ref().map_or("", |file| &file.path),
            plan: self.plan.as_ref(),
            limits: config.limits,
            ..Snapshot::default()
        }
    }
}
