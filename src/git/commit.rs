//! Commits, as plain data.

use std::fmt;

use anyhow::Context;
use gix::ObjectId;
use gix::date::Time;
use gix::date::time::format::SHORT;
use gix::objs::Kind;

use crate::git::raw_commit::RawCommit;
use crate::git::repository::Repo;

/// The full id of a commit, SHA-1 or SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(pub(crate) ObjectId);

/// What a commit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id.
    pub id: CommitId,
    /// Its parents, the first parent first; none where it is cut off.
    pub parents: Vec<CommitId>,
    /// Whether it has parents that git does not show, because a shallow clone ends with it.
    pub is_cut_off: bool,
    /// The whole message as stored, in whatever encoding.
    pub message: Vec<u8>,
    /// The encoding it says its message has; `None` means UTF-8.
    pub encoding: Option<String>,
    /// `YYYY-MM-DD` of the committer, in the offset that the commit records.
    pub committer_date: String,
    /// Seconds since the epoch at which it was authored.
    pub author_time: i64,
    pub(crate) tree: ObjectId,
}

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

impl CommitInfo {
    /// Whether its message is that of a checkpoint.
    pub fn is_checkpoint(&self) -> bool {
        // A message kept verbatim may begin with blank lines, which are no part of the subject.
        let mut lines = self.message.split(|&byte| byte == b'\n');
        let subject = lines.find(|line| !line.trim_ascii().is_empty());
        subject.is_some_and(|line| line.starts_with(b"checkpoint:"))
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

    /// The first line of the message that is not blank.
    pub fn subject(&self) -> String {
        let text = self.text();
        text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
    }
}

impl Repo {
    /// What that commit says; in a shallow clone its last commits have no parents.
    ///
    /// # Errors
    /// Where it is not a commit, or cannot be read.
    pub fn commit(&self, id: &CommitId) -> anyhow::Result<CommitInfo> {
        let object = self.commit_object(id)?;
        let commit = parsed(id, &object)?;
        // git takes it for one without parents (shallow.c), and they are not here.
        let is_cut_off = !commit.parents.is_empty() && self.is_shallow_boundary(id);
        let parents = if is_cut_off { Vec::new() } else { commit.parents };
        Ok(CommitInfo {
            id: *id,
            parents: parents.into_iter().map(CommitId).collect(),
            is_cut_off,
            message: commit.message.to_vec(),
            encoding: commit.encoding.map(|name| String::from_utf8_lossy(name).into_owned()),
            committer_date: commit.committer.date(),
            author_time: commit.author.seconds,
            tree: commit.tree,
        })
    }

    /// Whether the message of that commit passes `test`; the cheapest look at a commit.
    ///
    /// # Errors
    /// Where it is not a commit, or cannot be read.
    pub fn message_passes(&self, id: &CommitId, test: fn(&[u8]) -> bool) -> anyhow::Result<bool> {
        Ok(test(parsed(id, &self.commit_object(id)?)?.message))
    }

    /// When that commit was made, in seconds since the epoch; `None` where it is not here.
    pub(super) fn committer_time(&self, id: &CommitId) -> Option<i64> {
        let object = self.commit_object(id).ok()?;
        Some(parsed(id, &object).ok()?.committer.seconds)
    }

    fn commit_object(&self, id: &CommitId) -> anyhow::Result<gix::Object<'_>> {
        let object = self.git.find_object(id.0)?;
        anyhow::ensure!(object.kind == Kind::Commit, "{id} is not a commit");
        Ok(object)
    }

    fn is_shallow_boundary(&self, id: &CommitId) -> bool {
        let boundary = self.git.shallow_commits().ok().flatten();
        boundary.is_some_and(|boundary| boundary.binary_search(&id.0).is_ok())
    }

    /// The date that a commit made now would carry, `YYYY-MM-DD`.
    pub fn today(&self) -> String {
        let committer = self.git.committer().and_then(Result::ok);
        let time = committer.and_then(|committer| committer.time().ok());
        let format = |time: Time| time.format(SHORT).unwrap_or_default();
        format(time.unwrap_or_else(Time::now_local_or_utc))
    }

    /// The hash as git abbreviates it in this repository (core.abbrev, else by
    /// the number of objects), all of it where that fails. What one command was told
    /// (`git -c core.abbrev=40`) says nothing about what files hold.
    pub fn abbreviate(&self, id: &CommitId) -> String {
        let configured = self.with_abbrev_of_files();
        let git = configured.as_ref().unwrap_or(&self.git);
        gix::prelude::ObjectIdExt::attach(id.0, git).shorten_or_id().to_string()
    }
}

fn parsed<'a>(id: &CommitId, object: &'a gix::Object<'_>) -> anyhow::Result<RawCommit<'a>> {
    RawCommit::parse(&object.data).with_context(|| format!("{id} is a corrupt commit"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn an_unborn_branch_has_no_head() {
        assert_eq!(Sandbox::new().repo().head().unwrap(), None);
    }

    #[test]
    fn the_date_is_that_of_the_committer_in_its_own_offset() {
        let sandbox = Sandbox::new();
        let hash = sandbox.commit("a.txt", "a", "subject\n\nbody");
        let head = sandbox.repo().head().unwrap().unwrap();
        assert_eq!(head.committer_date, "2026-11-23");
        assert_eq!(head.id.to_hex(), hash);
        assert_eq!((head.subject().as_str(), head.parents.len()), ("subject", 0));
        assert_eq!(head.author_time, 1_795_494_600);
    }

    #[test]
    fn today_is_a_date_as_git_writes_it() {
        let today = Sandbox::new().repo().today();
        let shape: Vec<usize> = today.split('-').map(str::len).collect();
        assert_eq!(shape, [4, 2, 2], "{today}");
    }

    #[test]
    fn abbreviations_are_those_of_git() {
        let sandbox = Sandbox::new();
        sandbox.commit("a.txt", "a", "one");
        for setting in ["7", "12", "no"] {
            sandbox.git(&["config", "core.abbrev", setting]);
            let repo = sandbox.repo();
            let id = repo.head().unwrap().unwrap().id;
            assert_eq!(repo.abbreviate(&id), sandbox.git(&["log", "-1", "--format=%h"]).trim());
        }
    }

    #[test]
    fn what_one_command_is_told_of_abbreviations_does_not_count() {
        let sandbox = Sandbox::new();
        sandbox.commit("a.txt", "a", "one");
        for (setting, length) in [(None, 7), (Some("9"), 9), (Some("no"), 40)] {
            if let Some(setting) = setting {
                sandbox.git(&["config", "core.abbrev", setting]);
            }
            for told in ["40", "4", "auto", "no"] {
                let mut repo = sandbox.repo();
                let mut config = repo.git.config_snapshot_mut();
                let assignment = format!("core.abbrev={told}");
                config.append_config([assignment.as_str()], gix::config::Source::Cli).unwrap();
                config.commit().unwrap();
                let id = repo.head().unwrap().unwrap().id;
                assert_eq!(repo.abbreviate(&id).len(), length, "{setting:?} {told}");
            }
        }
    }

    #[test]
    fn sha256_repositories_are_read() {
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "-q", "--object-format=sha256"]);
        let hash = sandbox.commit("a.txt", "a", "one");
        let repo = sandbox.repo();
        let id = repo.head().unwrap().unwrap().id;
        assert_eq!((id.to_hex(), repo.abbreviate(&id).len()), (hash.clone(), 7));
        assert_eq!(CommitId::from_hex(&hash), Some(id));
    }

    #[test]
    fn latin1_messages_become_text() {
        let sandbox = Sandbox::new();
        sandbox.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]);
        sandbox.commit("a.txt", "a", "plain");
        let mut head = sandbox.repo().head().unwrap().unwrap();
        head.message = b"caf\xe9".to_vec();
        assert_eq!(head.subject(), "café");
        head.encoding = None;
        assert_eq!(head.subject(), "caf\u{fffd}");
    }
}
