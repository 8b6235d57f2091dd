//! Paths that may stay uncommitted.

use bstr::{BStr, BString, ByteSlice};
use gix::glob::pattern::Case;
use gix::ignore::Search;

use crate::store::temporary::is_temporary_beside;

/// SESSION.md, CLAUDE.md, and what a project lists besides, in gitignore syntax.
#[derive(Clone, Debug)]
pub struct Expected {
    session: BString,
    target: Option<BString>,
    listed: Search,
}

impl Expected {
    /// The SESSION.md at that path (from the top of the worktree), and the
    /// patterns of the configuration.
    pub fn new<'p>(session: &str, patterns: impl IntoIterator<Item = &'p str>) -> Self {
        // A pattern is one line: a newline in it would begin another.
        let lines: Vec<_> = ["CLAUDE.md"].into_iter().chain(patterns).map(one_line).collect();
        let mut listed = Search::default();
        let options = gix::ignore::search::Ignore::default();
        listed
            .add_patterns_buffer(lines.join("\n").as_bytes(), "expected", None, options)
            .expect("a buffer without a base path needs no file system");
        Self { session: session.into(), target: None, listed }
    }

    /// The same with this path besides: for a SESSION.md that is a symlink,
    /// what it leads to.
    pub fn with_target(self, target: Option<BString>) -> Self {
        Self { target, ..self }
    }

    /// Whether a path may stay uncommitted; directories end in `/`. As with
    /// gitignore, everything below an expected directory is expected.
    pub fn matches(&self, path: &BStr) -> bool {
        if path == self.session || self.target.as_ref().is_some_and(|target| path == target) {
            return true;
        }
        // git's paths are relative, and gix insists on it.
        if path.starts_with(b"/") {
            return false;
        }
        let parents = path.find_iter(b"/").map(|slash| &path[..slash]);
        if parents.map(BStr::new).any(|parent| self.lists(parent, true)) {
            return true;
        }
        !path.is_empty() && !path.ends_with(b"/") && self.lists(path, false)
    }

    /// Whether a program of ours that was killed has left the file beside SESSION.md, or what that
    /// leads to; the next one clears it away.
    pub(crate) fn is_left_over(&self, path: &BStr) -> bool {
        let split = |path: &BStr| path.rfind_byte(b'/').map_or(0, |slash| slash + 1);
        let (directory, name) = path.split_at(split(path));
        let is_beside = |file: &BStr| file[..split(file)] == directory;
        let mut files = [Some(&self.session), self.target.as_ref()].into_iter().flatten();
        is_temporary_beside(name) && files.any(|file| is_beside(file.as_ref()))
    }

    fn lists(&self, path: &BStr, is_directory: bool) -> bool {
        let found =
            self.listed.pattern_matching_relative_path(path, Some(is_directory), Case::Sensitive);
        found.is_some_and(|found| !found.pattern.is_negative())
    }
}

fn one_line(pattern: &str) -> &str {
    pattern.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::git::status::expected::Expected;
    use proptest::prelude::*;

    fn matches(patterns: &[&str], path: &str) -> bool {
        Expected::new("SESSION.md", patterns.iter().copied()).matches(path.into())
    }

    #[test]
    fn the_two_files_of_the_specification_are_always_expected() {
        assert!(matches(&[], "SESSION.md"));
        assert!(matches(&[], "CLAUDE.md"));
        assert!(matches(&[], "packages/web/CLAUDE.md"));
        assert!(!matches(&[], "docs/SESSION.md"));
        assert!(!matches(&[], "src/a.rs"));
        let elsewhere = Expected::new("docs/[SESSION].md", []);
        assert!(elsewhere.matches("docs/[SESSION].md".into()));
        assert!(!elsewhere.matches("SESSION.md".into()));
    }

    #[test]
    fn only_what_we_leave_beside_session_is_left_over() {
        let expected = Expected::new("SESSION.md", []).with_target(Some("docs/real.md".into()));
        for path in [".SESSION.md.aB3dE6.tmp", "docs/.SESSION.md.aB3dE6.tmp"] {
            assert!(expected.is_left_over(path.into()), "{path}");
        }
        for path in [
            "src/.SESSION.md.aB3dE6.tmp",
            "docs/x/.SESSION.md.aB3dE6.tmp",
            ".SESSION.md.notes1.tmp.tmp",
            ".SESSION.md.a-3dE6.tmp",
            ".SESSION.md.aB3dE.tmp",
            ".SESSION.md.aB3dE6.tmp/",
            "SESSION.md.aB3dE6.tmp",
            "",
        ] {
            assert!(!expected.is_left_over(path.into()), "{path}");
        }
    }

    #[test]
    fn a_directory_covers_all_below_it() {
        assert!(matches(&["notes/"], "notes/"));
        assert!(matches(&["notes/"], "notes/deep/a.md"));
        assert!(matches(&["notes/"], "docs/notes/a.md"));
        assert!(!matches(&["notes/"], "notes"));
        assert!(!matches(&["/notes/"], "docs/notes/a.md"));
        assert!(!matches(&["notes/"], "notes.md"));
    }

    #[test]
    fn globs_and_exceptions_are_those_of_gitignore() {
        assert!(matches(&["*.log"], "a/b.log"));
        assert!(matches(&["docs/**/*.txt"], "docs/a/b.txt"));
        assert!(!matches(&["*.log", "!keep.log"], "keep.log"));
        assert!(!matches(&["# comment", ""], "# comment"));
        assert!(!matches(&["a\nb"], "b"));
    }

    proptest! {
        #[test]
        fn no_pattern_and_no_path_make_it_panic(
            pattern in "[a*!/\\[\\]\\\\?#. ä\n]{0,12}",
            path in "[a/. ä]{0,12}",
        ) {
            matches(&[&pattern], &path);
        }
    }
}
