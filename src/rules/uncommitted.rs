//! `uncommitted`: the commit leaves out files that are not expected to stay uncommitted.
//!
//! git is asked which ones, so the check itself is the pre-commit hook's.

use crate::finding::{Level, Rule};

pub static RULE: Rule = Rule {
    name: "uncommitted",
    level: Level::Warning,
    fires: "files that are not expected to stay uncommitted are left out of the commit",
    why: "What is not committed at a checkpoint is not there for the next session, or for anybody else.",
    how: "Add the files to the commit, ignore them in .gitignore, or list them under `expected:` in .git-checkpoint.yaml.",
};
