//! The hooks that we serve, and what can become of one when it is installed.

use std::path::{Path, PathBuf};

use crate::install::managers::record::Manager;
use crate::install::manual_steps::ManualStep;
use crate::text::shell::shell_word;

/// A hook that git runs, and the program that does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Git's name of the hook: `commit-msg`.
    pub name: &'static str,
    /// Our program: `checkpoint-commit-msg`.
    pub program: &'static str,
    /// Whether a failure of an earlier hook stops here, because it stops the commit anyway.
    pub is_gate: bool,
    /// Whether git tells it something on standard input, which can be read but once.
    pub reads_input: bool,
    /// Whether git passes it an argument.
    pub has_argument: bool,
}

/// The hooks we serve.
pub static HOOKS: [Hook; 4] = [
    Hook::new("pre-commit", "checkpoint-pre-commit").gate(),
    Hook::new("commit-msg", "checkpoint-commit-msg").gate().with_argument(),
    Hook::new("post-commit", "checkpoint-post-commit"),
    Hook::new("post-rewrite", "checkpoint-post-rewrite").reading_input().with_argument(),
];

impl Hook {
    const fn new(name: &'static str, program: &'static str) -> Self {
        Self { name, program, is_gate: false, reads_input: false, has_argument: false }
    }

    const fn gate(self) -> Self {
        Self { is_gate: true, ..self }
    }

    const fn reading_input(self) -> Self {
        Self { reads_input: true, ..self }
    }

    const fn with_argument(self) -> Self {
        Self { has_argument: true, ..self }
    }
}

/// What happened to one hook.
#[derive(Debug, PartialEq, Eq)]
pub enum HookChange {
    /// Our program stands there now; nothing stood there before.
    Installed,
    /// It stood there already, and is the same or was brought up to date.
    UpToDate,
    /// A foreign hook moved to this path, and the shim runs both.
    Chained(PathBuf),
    /// This hook was moved aside earlier and had stopped running; it runs again.
    Rejoined(PathBuf),
    /// This file of somebody else runs our program already.
    AlreadyCalled(PathBuf),
    /// Nothing was changed, for this reason; this is what the user can do.
    Refused(String, Option<ManualStep>),
    /// It could not be done, for this reason.
    Failed(String),
    /// A hook manager runs this hook; this is what is to be said to it. A hook that
    /// was moved aside earlier is not run any more.
    Managed(&'static Manager, ManualStep, Option<PathBuf>),
    /// Ours was taken away.
    Removed,
    /// The foreign hook is back where it was.
    Restored,
    /// Our lines were taken out of this file; what others wrote into it stays.
    Trimmed(PathBuf),
    /// A hook that was moved aside stays there, for its place was taken since.
    KeptAside(PathBuf),
    /// There was nothing of ours.
    Absent,
}

/// A path as a word for a shell; what is in the user's home is there for every
/// user, where others read it too.
pub(crate) fn word(path: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.parent().is_some());
    let below = home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    below.map_or_else(|| quoted(path), |below| format!("\"$HOME\"/{}", quoted(below)))
}

/// A path as a word for a shell.
pub(crate) fn quoted(path: &Path) -> String {
    shell_word(path.as_os_str().as_encoded_bytes())
}
