//! What a recorded hash turns out to be, as data.

use crate::git::commit::commit_info::CommitInfo;
use crate::session::record::recorded::HashPlace;
use crate::text::str::Str;

/// A recorded hash, or the placeholder where one belongs, and what is to be said of it.
#[derive(Debug)]
pub struct VerifiedHash<'a> {
    /// The place that holds it.
    pub place: HashPlace,
    /// What stands there.
    pub text: Str<'a>,
    /// Whether it is right.
    pub verdict: HashVerdict,
}

/// What a recorded hash turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HashVerdict {
    /// A commit of HEAD's history, and the one that belongs there.
    Right,
    /// A commit that another one took the place of.
    Rewritten {
        /// The commit of HEAD's history.
        to: CommitInfo,
        /// How that is known.
        by: Evidence,
    },
    /// Whatever it is, the place means another commit: the newest checkpoint
    /// for Last Checkpoint, HEAD for Last Commit.
    Outdated {
        /// That commit.
        to: CommitInfo,
    },
    /// Last Checkpoint names one that has become an ordinary commit, and there is no other.
    NoneLeft,
    /// It may be several commits, or may have become several.
    Ambiguous {
        /// Those.
        candidates: Vec<CommitInfo>,
    },
    /// A commit, but not of HEAD's history, and none there is certainly what it became.
    Elsewhere {
        /// Those that may be.
        candidates: Vec<CommitInfo>,
    },
    /// No commit here.
    Unknown,
    /// No hash at all yet.
    Placeholder {
        /// The commit that belongs there, where that is known.
        to: Option<CommitInfo>,
    },
}

/// How a rewritten commit was found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// git told of the rewrite.
    RewriteMap,
    /// The only commit of HEAD's history with its subject and its author's date.
    SubjectAndDate,
    /// The only commit of HEAD's history that makes the same changes.
    Patch,
    /// The only commit of HEAD's history, since that parted from its own, that holds the same files
    /// as its branch did.
    Squash,
}

impl HashVerdict {
    /// The commit that is to be recorded instead.
    pub fn target(&self) -> Option<&CommitInfo> {
        match self {
            Self::Rewritten { to, .. }
            | Self::Outdated { to }
            | Self::Placeholder { to: Some(to) } => Some(to),
            _ => None,
        }
    }

    /// Whether it is certain what is to stand there instead.
    pub fn is_fixable(&self) -> bool {
        self.target().is_some() || *self == Self::NoneLeft
    }
}
