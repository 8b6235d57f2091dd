//! What a check may ask about the project's files and history.
//!
//! The checks are pure; these traits are the questions they ask. `git/`
//! answers them from the repository, tests from a handful of strings.

/// Files of the project, by their path from the top of the worktree.
///
/// Implementations answer for regular files and directories inside the
/// worktree only; a path that leads out of it is absent.
pub trait Tree {
    /// Whether a file or directory of that path is there.
    fn exists(&self, path: &str) -> bool;

    /// The text of a regular file; `None` where it is absent, too large to
    /// look at, or no UTF-8.
    fn read(&self, path: &str) -> Option<String>;

    /// How many lines a regular file has; `None` where it is absent.
    fn lines(&self, path: &str) -> Option<usize> {
        self.read(path).map(|text| text.lines().count())
    }
}

/// Whether a recorded hash is a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// It names a commit of this repository.
    Commit,
    /// The repository has no such commit.
    Missing,
    /// This repository cannot tell (a shallow clone).
    Unknowable,
}

/// Commits of the project.
pub trait History {
    /// What the (abbreviated) hash names.
    fn lookup(&self, hash: &str) -> Lookup;

    /// The abbreviated hash of the newest checkpoint commit on HEAD's
    /// first-parent chain, where that is another one than `recorded`.
    fn newer_checkpoint(&self, recorded: &str) -> Option<String>;
}

/// A project without files.
pub struct NoFiles;

impl Tree for NoFiles {
    fn exists(&self, _path: &str) -> bool {
        false
    }

    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

/// A repository that cannot tell.
pub struct NoHistory;

impl History for NoHistory {
    fn lookup(&self, _hash: &str) -> Lookup {
        Lookup::Unknowable
    }

    fn newer_checkpoint(&self, _recorded: &str) -> Option<String> {
        None
    }
}

/// Files and commits that tests make up.
#[cfg(test)]
pub(crate) mod testing {
    use std::collections::BTreeMap;

    use super::*;

    /// Files by path, and the folders that they are in.
    pub(crate) struct FakeFiles(BTreeMap<String, String>);

    impl FakeFiles {
        pub(crate) fn of<P: Into<String>, T: Into<String>>(
            files: impl IntoIterator<Item = (P, T)>,
        ) -> Self {
            Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
        }

        /// With another file, or another text in one.
        pub(crate) fn with(mut self, path: &str, text: &str) -> Self {
            self.0.insert(path.to_owned(), text.to_owned());
            self
        }
    }

    impl Tree for FakeFiles {
        fn exists(&self, path: &str) -> bool {
            let mut rests = self.0.keys().filter_map(|known| known.strip_prefix(path));
            rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
        }

        fn read(&self, path: &str) -> Option<String> {
            self.0.get(path).cloned()
        }
    }

    /// The commits for which `is_known` holds, and the newest checkpoint among them.
    pub(crate) struct FakeHistory {
        pub(crate) is_known: fn(&str) -> bool,
        pub(crate) newest: Option<&'static str>,
    }

    impl History for FakeHistory {
        fn lookup(&self, hash: &str) -> Lookup {
            if (self.is_known)(hash) { Lookup::Commit } else { Lookup::Missing }
        }

        fn newer_checkpoint(&self, recorded: &str) -> Option<String> {
            self.newest.filter(|newest| *newest != recorded).map(str::to_owned)
        }
    }
}
