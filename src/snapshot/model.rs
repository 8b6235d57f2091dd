//! Everything a check may look at, as plain data.

use crate::config::model::Limits;
use crate::plan::model::Plan;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::next::next_step::PlanAt;
use crate::terms::changed_paths::Change;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::tree_and_history::{History, NoFiles, NoHistory, Tree};
use crate::text::span::Span;

/// No path that git stores is longer.
const MAX_PATH: usize = 4096;

/// What is known beside the document that is checked; `default()` knows nothing.
#[derive(Clone, Copy)]
pub struct Snapshot<'a> {
    /// What the commit changes; `None` where a list cannot be compared (a merge).
    pub changes: Option<&'a [Change]>,
    /// SESSION.md's path from the repository root.
    pub session_path: &'a str,
    /// SESSION.md as the commit will leave it.
    pub session: Option<&'a Session<'a>>,
    /// SESSION.md as HEAD has it; `None` where HEAD has none.
    pub head: Option<&'a Session<'a>>,
    /// The plan's path from the repository root; empty without a plan.
    pub plan_path: &'a str,
    /// IMPLEMENTATION_PHASES.md.
    pub plan: Option<&'a Plan<'a>>,
    /// The project's files.
    pub files: &'a dyn Tree,
    /// The commits that hashes may name.
    pub history: &'a dyn History,
    /// The recorded hashes of commits that HEAD's history does not hold; empty where nobody looked.
    pub lost: &'a [LostHash],
    /// Limits of length.
    pub limits: Limits,
}

/// A recorded hash that names a commit, but none of HEAD's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostHash {
    /// Where it stands.
    pub span: Span,
    /// The commit that belongs there, abbreviated and with its date, where that is certain.
    pub successor: Option<(String, String)>,
}

impl Default for Snapshot<'_> {
    fn default() -> Self {
        Self {
            changes: None,
            session_path: "SESSION.md",
            session: None,
            head: None,
            plan_path: "",
            plan: None,
            files: &NoFiles,
            history: &NoHistory,
            lost: &[],
            limits: Limits::default(),
        }
    }
}

impl<'a> Snapshot<'a> {
    /// Whether SESSION.md or the plan names any phase at all.
    pub(crate) fn knows_phases(&self) -> bool {
        self.session.is_some_and(|session| !session.phases.is_empty())
            || self.plan.is_some_and(|plan| !plan.phases.is_empty())
    }

    /// The names of this phase: SESSION.md's first, then the plan's.
    pub(crate) fn names_of(&self, number: &PhaseNumber) -> impl Iterator<Item = &'a str> + use<'a> {
        let of_session = self.session.and_then(|session| session.phase(number));
        let of_plan = self.plan.into_iter().flat_map(|plan| &plan.phases);
        let number = number.clone();
        let of_plan = of_plan.filter(move |phase| phase.number == number);
        of_session
            .map(|phase| phase.name.as_str())
            .into_iter()
            .chain(of_plan.map(|phase| phase.name.as_str()))
    }

    /// The plan with its path.
    pub(crate) fn plan_at(&self) -> Option<PlanAt<'a>> {
        self.plan.map(|plan| (self.plan_path, plan))
    }

    /// What is known where SESSION.md is written; no date is.
    pub(crate) fn plan_context(&self) -> PlanContext<'a> {
        PlanContext { plan: self.plan_at(), tree: self.files, today: "" }
    }

    /// Whether SESSION.md or the plan has this phase.
    pub(crate) fn has_phase(&self, number: &PhaseNumber) -> bool {
        self.session.is_some_and(|session| session.phase(number).is_some())
            || self.plan.is_some_and(|plan| plan.phase(number).is_some())
    }

    /// The change of exactly this path, on either side of a rename.
    pub(crate) fn change(&self, path: &str) -> Option<&'a Change> {
        let touches = |change: &&Change| change.sides().any(|side| side == path.as_bytes());
        self.changes?.iter().find(touches)
    }

    /// Whether a file or directory of exactly this path is known.
    pub(crate) fn knows_path(&self, path: &str) -> bool {
        path.len() <= MAX_PATH && (self.change(path).is_some() || self.files.exists(path))
    }
}
