//! Submodules as git status shows them by default.

use bstr::{BStr, ByteSlice};
use gix::index::Entry;
use gix::index::entry::Mode;
use gix::status::Submodule;
use gix::status::index_worktree::BuiltinSubmoduleStatus;
use gix::status::plumbing::index_as_worktree::traits::SubmoduleStatus;

use super::program::Program;

/// Tells changed submodules; looked for only where the index has one.
#[derive(Clone)]
pub(super) struct Submodules {
    by_gix: Option<BuiltinSubmoduleStatus>,
    program: Program,
}

impl Submodules {
    pub(super) fn of(
        git: &gix::Repository,
        program: &Program,
        index: &gix::index::State,
    ) -> anyhow::Result<Self> {
        let has_any = index.entries().iter().any(|entry| entry.mode == Mode::COMMIT);
        let mode = Submodule::AsConfigured { check_dirty: true };
        let by_gix = || BuiltinSubmoduleStatus::new(git.clone().into_sync(), mode);
        Ok(Self { by_gix: has_any.then(by_gix).transpose()?, program: program.clone() })
    }

    fn is_changed_by_git(&self, path: &BStr) -> bool {
        let Ok(path) = path.to_str() else { return true };
        let path = format!(":(top,literal){path}");
        let told = self.program.ask(&["status", "--porcelain", "-z", "--no-renames", "--", &path]);
        // `XY path`, of which Y is the worktree against the index.
        told.is_ok_and(|told| told.get(1).is_some_and(|&change| change != b' '))
    }
}

impl SubmoduleStatus for Submodules {
    type Output = ();

    fn status(&mut self, entry: &Entry, path: &BStr) -> gix::Result<Option<()>> {
        let Some(by_gix) = &mut self.by_gix else { return Ok(None) };
        Ok(match by_gix.status(entry, path) {
            Ok(None) => None,
            Ok(Some(status)) if status.checked_out_head_id.is_some() => Some(()),
            // A HEAD that gix cannot read, for one in a reftable.
            Ok(Some(_)) | Err(_) => self.is_changed_by_git(path).then_some(()),
        })
    }
}
