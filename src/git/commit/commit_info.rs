//! What a commit says, as plain data.

use gix::ObjectId;

use crate::git::commit::commit_id::CommitId;
use crate::message::stored::encoding;

/// So much of a message is looked at: as of a message file.
pub(crate) const MAX_MESSAGE: usize = encoding::MAX_BYTES;

/// What a commit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id.
    pub id: CommitId,
    /// Its parents, the first parent first; none where it is cut off.
    pub parents: Vec<CommitId>,
    /// Whether it has parents that git does not show, because a shallow clone ends with it.
    pub is_cut_off: bool,
    /// The message as stored, in whatever encoding; of one that is larger than any that we look
    /// at, one byte more than that.
    pub message: Vec<u8>,
    /// The encoding it says its message has; `None` means UTF-8.
    pub encoding: Option<String>,
    /// `YYYY-MM-DD` of the committer, in the offset that the commit records.
    pub committer_date: String,
    /// Seconds since the epoch at which it was authored.
    pub author_time: i64,
    pub(crate) tree: ObjectId,
}

impl CommitInfo {
    /// Whether its message is that of a checkpoint.
    pub fn is_checkpoint(&self) -> bool {
        // A message kept verbatim may begin with blank lines, which are not part of the subject.
        let mut lines = self.message.split(|&byte| byte == b'\n');
        let subject = lines.find(|line| !line.trim_ascii().is_empty());
        subject.is_some_and(|line| line.starts_with(b"checkpoint:"))
    }

    /// Whether there is more of the message than we look at.
    pub fn is_message_too_large(&self) -> bool {
        self.message.len() > MAX_MESSAGE
    }

    /// The message as text. Latin-1 is understood; of any other encoding and
    /// of broken UTF-8, the parts that can be read.
    pub fn text(&self) -> String {
        let is_latin1 = self.encoding.as_deref().is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            matches!(name.as_str(), "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1")
        });
        if is_latin1 {
            return self.message.iter().map(|&byte| char::from(byte)).collect();
        }
        String::from_utf8_lossy(&self.message).into_owned()
    }

    /// The first line of the message that is not empty.
    pub fn subject(&self) -> String {
        let text = self.text();
        text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
    }
}

/// Commits that tests make up.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// The id with this digit all over.
    pub(crate) fn made_up_id(digit: char) -> CommitId {
        CommitId::from_hex(&digit.to_string().repeat(40)).unwrap()
    }

    /// The commit of that id on the parents of these.
    pub(crate) fn made_up_commit(digit: char, parents: &str, message: &str) -> CommitInfo {
        CommitInfo {
            id: made_up_id(digit),
            parents: parents.chars().map(made_up_id).collect(),
            is_cut_off: false,
            message: message.into(),
            encoding: None,
            committer_date: format!("2026-03-0{}", digit.to_digit(10).unwrap_or(9)),
            author_time: 0,
            tree: ObjectId::null(gix::hash::Kind::Sha1),
        }
    }
}
