//! How a repository keeps its references.

use std::ffi::OsStr;

/// The only backend that gix reads, and only where it has no path of its own.
pub(crate) const PLAIN_FILES: &str = "files";

/// How a repository keeps its references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefStorage {
    /// As files in the git dir: gix reads them.
    Files,
    /// In another format (gitformat-reftable) or another place, or in a form that gix does not
    /// know, also what would be a file in the git dir otherwise: HEAD may be a stub there, and
    /// the reflog and CHERRY_PICK_HEAD are elsewhere.
    Program,
}

impl RefStorage {
    /// How that repository keeps them; `backend` is the one that the environment names
    /// (`GIT_REFERENCE_BACKEND`).
    pub(crate) fn of(git: &gix::Repository, backend: Option<&OsStr>) -> Self {
        let configured = git.config_snapshot().string("extensions.refStorage");
        let is_elsewhere = configured.is_some_and(|backend| **backend != *PLAIN_FILES.as_bytes())
            || backend.is_some_and(|backend| backend != PLAIN_FILES)
            // core.preferSymlinkRefs: gix would see a detached HEAD.
            || git.git_dir().join("HEAD").is_symlink();
        if is_elsewhere { Self::Program } else { Self::Files }
    }

    /// Whether gix reads them.
    pub(crate) fn are_plain_files(self) -> bool {
        self == Self::Files
    }
}
