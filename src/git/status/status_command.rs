//! The question to git: what differs from the index.

use std::ffi::OsString;

use bstr::{BStr, BString, ByteSlice};

use crate::git::status::candidates::MAX_CANDIDATES;

/// The question to git: of these paths, or of everything where they are many.
pub(crate) fn status_command(paths: &[&BStr], mode: UntrackedMode) -> Vec<OsString> {
    const STATUS: [&str; 4] = ["status", "--porcelain=v2", "-z", "--no-renames"];
    let options = STATUS.into_iter().chain([mode.option(), "--"]).map(OsString::from);
    let named = if paths.len() <= MAX_CANDIDATES { paths } else { &[] };
    options.chain(named.iter().filter_map(|path| pathspec(path))).collect()
}

/// How untracked files are shown (status.showUntrackedFiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UntrackedMode {
    Hidden,
    EachFile,
    Directories,
}

impl UntrackedMode {
    pub(crate) fn of(git: &gix::Repository) -> Self {
        let key = "status.showUntrackedFiles";
        let config = git.config_snapshot();
        let value = config.string(key).unwrap_or_default();
        match value.to_ascii_lowercase().as_slice() {
            b"no" => Self::Hidden,
            b"all" => Self::EachFile,
            b"normal" => Self::Directories,
            _ if config.boolean(key) == Some(false) => Self::Hidden,
            _ => Self::Directories,
        }
    }

    /// The same for git.
    fn option(self) -> &'static str {
        match self {
            Self::Hidden => "--untracked-files=no",
            Self::EachFile | Self::Directories => "--untracked-files=all",
        }
    }
}

/// The path as such, from the top of the worktree (gitglossary(7)).
fn pathspec(path: &BStr) -> Option<OsString> {
    let path: BString = [b":(top,literal)", path.as_bytes()].concat().into();
    gix::path::from_bstring(path).ok().map(OsString::from)
}
