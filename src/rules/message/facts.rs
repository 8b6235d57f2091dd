//! What is known about the project, to judge a message against.

use crate::plan::model::Plan;
use crate::session::model::Session;
use crate::terms::changed_paths::{Change, ChangeKind};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::project_files::Tree;

/// What is known beside the message itself.
#[derive(Clone, Copy)]
pub struct MessageFacts<'a> {
    /// What the commit changes; `None` where that is no measure (a merge).
    pub changes: Option<&'a [Change]>,
    /// SESSION.md as the commit will leave it.
    pub session: Option<&'a Session<'a>>,
    /// Where SESSION.md stands, from the top of the worktree.
    pub session_path: &'a str,
    /// IMPLEMENTATION_PHASES.md.
    pub plan: Option<&'a Plan<'a>>,
    /// The project's files.
    pub tree: &'a dyn Tree,
    /// How wide the subject may be, in columns.
    pub subject_columns: usize,
}

impl<'a> MessageFacts<'a> {
    /// Whether SESSION.md or the plan names any phase at all.
    pub(crate) fn knows_phases(&self) -> bool {
        self.session.is_some_and(|session| !session.phases.is_empty())
            || self.plan.is_some_and(|plan| !plan.phases.is_empty())
    }

    /// The names of this phase: SESSION.md's first, then the plan's.
    pub(crate) fn names_of(&self, number: &PhaseNumber) -> impl Iterator<Item = &'a str> {
        let of_session = self.session.and_then(|session| session.phase(number));
        let of_plan = self.plan.into_iter().flat_map(|plan| &plan.phases);
        of_session
            .map(|phase| phase.name.as_str())
            .into_iter()
            .chain(of_plan.filter(|p| p.number == *number).map(|p| p.name.as_str()))
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Whether SESSION.md or the plan has this phase.
    pub(crate) fn has_phase(&self, number: &PhaseNumber) -> bool {
        self.session.is_some_and(|session| session.phase(number).is_some())
            || self.plan.is_some_and(|plan| plan.phase(number).is_some())
    }

    /// The change of exactly this path, on either side of a rename.
    pub(crate) fn change(&self, path: &str) -> Option<&'a Change> {
        let is_it = |change: &&Change| sides(change).any(|side| side == path.as_bytes());
        self.changes?.iter().find(is_it)
    }

    /// Whether a file or directory of exactly this path is known.
    pub(crate) fn knows_path(&self, path: &str) -> bool {
        const LONGEST: usize = 4096;
        path.len() <= LONGEST && (self.change(path).is_some() || self.tree.exists(path))
    }
}

/// The paths a change touches: the one now, and where it was.
pub(crate) fn sides(change: &Change) -> impl Iterator<Item = &[u8]> {
    let from = match &change.kind {
        ChangeKind::Renamed { from } => Some(from.as_slice()),
        _ => None,
    };
    std::iter::once(change.path.as_slice()).chain(from)
}

/// What happened to a path, as an entry of a list says it.
pub(crate) fn what_happened(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Added | ChangeKind::Untracked => "added".to_owned(),
        ChangeKind::Deleted => "deleted".to_owned(),
        ChangeKind::Renamed { from } => format!("renamed from {}", printable(from)),
        ChangeKind::Modified | ChangeKind::TypeChanged | ChangeKind::Conflicted => {
            "changed".to_owned()
        }
    }
}

/// A path as one line of text.
pub(crate) fn printable(path: &[u8]) -> String {
    let text = String::from_utf8_lossy(path);
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
