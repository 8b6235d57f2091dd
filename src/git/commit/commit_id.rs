//! The id of a commit.

use std::fmt;

use gix::ObjectId;

/// The full id of a commit, SHA-1 or SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(pub(crate) ObjectId);

impl CommitId {
    /// The id of that full hash.
    pub fn from_hex(hash: &str) -> Option<Self> {
        ObjectId::from_hex(hash.as_bytes()).ok().map(Self)
    }

    /// All its hexadecimal digits.
    pub fn to_hex(self) -> String {
        self.0.to_string()
    }

    /// Whether that (abbreviated) hash may mean it.
    pub fn is_abbreviated_by(self, hash: &str) -> bool {
        const SHORTEST: usize = 4;
        hash.len() >= SHORTEST && self.to_hex().starts_with(&hash.to_ascii_lowercase())
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
