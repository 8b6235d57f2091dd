//! Submodules as git status shows them by default.

use std::collections::BTreeSet;

use bstr::{BStr, BString, ByteSlice};
use gix::index::Entry;
use gix::index::entry::Mode;
use gix::status::Submodule;
use gix::status::index_worktree::BuiltinSubmoduleStatus;
use gix::status::plumbing::index_as_worktree::traits::SubmoduleStatus;

use crate::git::git_cli::Program;

/// Tells changed submodules; looked for only where the index has one.
#[derive(Clone)]
pub(crate) struct Submodules {
    by_gix: Option<BuiltinSubmoduleStatus>,
    known_to_gix: BTreeSet<BString>,
    program: Program,
}

impl Submodules {
    pub(crate) fn of(
        git: &gix::Repository,
        program: &Program,
        index: &gix::index::State,
    ) -> anyhow::Result<Self> {
        let has_any = index.entries().iter().any(|entry| entry.mode == Mode::COMMIT);
        let mode = Submodule::AsConfigured { check_dirty: true };
        let by_gix = || BuiltinSubmoduleStatus::new(git.clone().into_sync(), mode);
        Ok(Self {
            by_gix: has_any.then(by_gix).transpose()?,
            known_to_gix: if has_any { known_to_gix(git)? } else { BTreeSet::new() },
            program: program.clone(),
        })
    }

    fn is_changed_by_git(&self, path: &BStr) -> bool {
        let Ok(path) = path.to_str() else { return true };
        let path = format!(":(top,literal){path}");
        let told = self.program.ask(&["status", "--porcelain", "-z", "--no-renames", "--", &path]);
        // `XY path`, of which Y is the worktree against the index.
        told.is_ok_and(|told| told.get(1).is_some_and(|&change| change != b' '))
    }
}

/// The submodules that gix judges as git does: those of .gitmodules, and none where
/// diff.ignoreSubmodules is set, which it takes for stronger than a submodule's own setting.
fn known_to_gix(git: &gix::Repository) -> anyhow::Result<BTreeSet<BString>> {
    if git.config_snapshot().string("diff.ignoreSubmodules").is_some() {
        return Ok(BTreeSet::new());
    }
    let submodules = git.submodules()?.into_iter().flatten();
    Ok(submodules.filter_map(|submodule| submodule.path().ok()).collect())
}

impl SubmoduleStatus for Submodules {
    type Output = ();

    fn status(&mut self, entry: &Entry, path: &BStr) -> gix::Result<Option<()>> {
        let Some(by_gix) = &mut self.by_gix else { return Ok(None) };
        if self.known_to_gix.contains(path) && matches!(by_gix.status(entry, path), Ok(None)) {
            return Ok(None);
        }
        // Also where it has a HEAD that gix cannot read, and of untracked files that are not to be shown.
        Ok(self.is_changed_by_git(path).then_some(()))
    }
}
