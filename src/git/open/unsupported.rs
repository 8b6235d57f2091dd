//! Why we cannot work in a repository.

use std::fmt;

/// A repository that we cannot work in, or none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// Neither here nor above is a repository.
    NoRepository,
    /// The repository has no worktree.
    Bare,
    /// git refuses to work in the repository.
    Refused {
        /// Why, in git's own words.
        reason: String,
        /// The command by which the user tells git to trust it, where that helps.
        remedy: Option<String>,
    },
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository => f.write_str("not a git repository"),
            Self::Bare => f.write_str("this repository is bare: it has no worktree"),
            Self::Refused { reason, remedy: None } => {
                write!(f, "git refuses this repository: {reason}")
            }
            Self::Refused { reason, remedy: Some(remedy) } => {
                write!(f, "git refuses this repository: {reason}; if you trust it: `{remedy}`")
            }
        }
    }
}

impl std::error::Error for Unsupported {}
