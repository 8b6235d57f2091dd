//! The question to git, what differs from the index, and its answer.

use std::ffi::OsString;
use std::sync::atomic::{AtomicUsize, Ordering};

use bstr::{BStr, BString, ByteSlice};

use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind};

/// So many paths are judged by a `git status` limited to them; of more, a plain one tells
/// sooner. In 57,000 files: 1 path 26 ms, 16 paths 40 ms, 100 paths 220 ms, all 129 ms.
pub(crate) const MAX_CANDIDATES: usize = 16;

/// A path that may differ, and how it looks: what counts where git cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusCandidate {
    pub(crate) path: BString,
    pub(crate) kind: ChangeKind,
}

/// Counts candidates, so that looking for more ends when git is to be asked about all.
#[derive(Debug, Default)]
pub(crate) struct CandidateCount(AtomicUsize);

impl CandidateCount {
    pub(crate) fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MAX_CANDIDATES
    }
}

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
    pub(crate) fn of(repo: &Repo) -> Self {
        let key = "status.showUntrackedFiles";
        let value = repo.config_string(key).unwrap_or_default();
        match value.to_ascii_lowercase().as_str() {
            "no" => Self::Hidden,
            "all" => Self::EachFile,
            "normal" => Self::Directories,
            _ if repo.config_bool(key) == Some(false) => Self::Hidden,
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

/// A path whose file is not as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusLine {
    pub(crate) change: Change,
    /// Whether it is a submodule with changes that are to be committed in it first.
    pub(crate) is_dirty_submodule: bool,
}

/// Parses the answer (git-status(1), `--porcelain=v2 -z --no-renames`).
pub(crate) fn parse_status(output: &[u8]) -> Vec<StatusLine> {
    output.split(|&byte| byte == 0).filter_map(parse_line).collect()
}

/// `1 XY <sub> <mH> <mI> <mW> <hH> <hI> <path>`, `u XY <sub> …`, `? <path>`.
fn parse_line(line: &[u8]) -> Option<StatusLine> {
    let (fields, kind) = match line.first()? {
        b'?' => (2, ChangeKind::Untracked),
        b'u' => (11, ChangeKind::Conflicted),
        b'1' => (9, kind_of(*line.get(3)?)?),
        _ => return None,
    };
    let path: BString = line.splitn(fields, |&byte| byte == b' ').nth(fields - 1)?.into();
    // `S<c><m><u>`: another commit, modified content, untracked files.
    let submodule = line.get(5..9).filter(|_| kind != ChangeKind::Untracked).unwrap_or_default();
    let is_dirty_submodule =
        submodule.starts_with(b"S") && submodule.iter().any(|byte| matches!(byte, b'M' | b'U'));
    Some(StatusLine { change: Change { path, kind }, is_dirty_submodule })
}

fn kind_of(worktree: u8) -> Option<ChangeKind> {
    Some(match worktree {
        b'.' => return None,
        b'A' => ChangeKind::Added,
        b'D' => ChangeKind::Deleted,
        b'T' => ChangeKind::TypeChanged,
        _ => ChangeKind::Modified,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_what_differs_from_the_index() {
        let read = |line: &str| {
            let line = parse_line(line.as_bytes())?;
            Some((line.change.path.to_string(), line.change.kind, line.is_dirty_submodule))
        };
        let rest = "100644 100644 100644 0 0 a b";
        let is = |kind, is_dirty| Some(("a b".to_owned(), kind, is_dirty));
        assert_eq!(read("? a b"), is(ChangeKind::Untracked, false));
        assert_eq!(read(&format!("1 .D N... {rest}")), is(ChangeKind::Deleted, false));
        assert_eq!(read(&format!("1 AM SC.. {rest}")), is(ChangeKind::Modified, false));
        assert_eq!(read(&format!("1 .M S.M. {rest}")), is(ChangeKind::Modified, true));
        assert_eq!(read(&format!("1 .M SC.U {rest}")), is(ChangeKind::Modified, true));
        assert_eq!(read(&format!("1 .T N... {rest}")), is(ChangeKind::TypeChanged, false));
        assert_eq!(read(&format!("1 .A N... {rest}")), is(ChangeKind::Added, false));
        assert_eq!(read("u UU N... 1 2 3 4 5 6 7 a b"), is(ChangeKind::Conflicted, false));
        for none in [format!("1 M. N... {rest}"), "# stash 1".into(), "1".into(), String::new()] {
            assert_eq!(read(&none), None, "{none}");
        }
        assert_eq!(parse_status(b"# stash 1\0? a\0? b\0").len(), 2);
    }
}
