//! The files that we keep in the git dir: all of them, by name.

/// The folder in the git dir that holds all of them but the draft.
pub(crate) const STATE_DIR: &str = "checkpoint";

/// A file that we write into a git dir. `ARCHITECTURE.md` has them in a table: who writes
/// and reads each, and when it goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StateFile {
    /// The last recorded commit, and the SESSION.md that it left.
    Baseline,
    /// The unexpected paths that pre-commit reported last.
    Reported,
    /// The findings on SESSION.md that commit-msg reported last.
    Findings,
    /// The commits that wait to be recorded.
    Postponed,
    /// What is reported only once.
    Told,
    /// Which hook has said something in which process of git.
    Spoken,
    /// SESSION.md as it was before our last edit.
    Original,
    /// What a killed hook left in the worktree and nobody else has.
    Rescued,
    /// Locked while a commit is recorded.
    Turn,
    /// Locked while a file is replaced.
    Lock,
    /// The index of a commit of one file.
    Index,
    /// Which commit took the place of which.
    Rewrites,
    /// The newest checkpoint of commits that have a long way to it.
    Newest,
    /// The message that was refused, or that is to be committed.
    Draft,
}

impl StateFile {
    /// The name below [`STATE_DIR`]; that of the draft below the git dir itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Reported => "reported",
            Self::Findings => "findings",
            Self::Postponed => "postponed",
            Self::Told => "told",
            Self::Spoken => "spoken",
            Self::Original => "SESSION.md.orig",
            Self::Rescued => "SESSION.md.rescued",
            Self::Turn => "turn",
            Self::Lock => "lock",
            Self::Index => "index",
            Self::Rewrites => "rewrites",
            Self::Newest => "newest",
            Self::Draft => "CHECKPOINT_EDITMSG",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StateFile::*;
    use crate::store::state_file::{STATE_DIR, StateFile};

    const ALL: [StateFile; 14] = [
        Baseline, Reported, Findings, Postponed, Told, Spoken, Original, Rescued, Turn, Lock,
        Index, Rewrites, Newest, Draft,
    ];

    /// The rows of the table in ARCHITECTURE.md.
    fn rows() -> Vec<Vec<&'static str>> {
        let text = include_str!("../../ARCHITECTURE.md");
        let (_, table) = text.split_once("## Files in the git dir").unwrap();
        let lines = table.lines().skip_while(|line| !line.starts_with('|'));
        let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
        rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
    }

    #[test]
    fn the_table_has_every_file_and_no_other() {
        let rows = rows();
        let listed: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
        let path = |file: StateFile| match file {
            Draft => file.name().to_owned(),
            _ => format!("{STATE_DIR}/{}", file.name()),
        };
        let temporary = "checkpoint/.tmp-*".to_owned();
        let names: Vec<String> = ALL.into_iter().map(path).chain([temporary]).collect();
        assert_eq!(listed, names);
        for row in rows {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        }
    }

    /// A new one has to be added to the test, and so to the table.
    #[test]
    fn all_of_them_are_tried() {
        let names: std::collections::BTreeSet<_> = ALL.map(StateFile::name).into();
        assert_eq!(names.len(), ALL.len());
        assert_eq!(ALL.len() - 1, Draft as usize);
    }
}
