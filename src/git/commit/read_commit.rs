//! Reads commits.

use anyhow::Context;
use gix::date::Time;
use gix::date::time::format::SHORT;
use gix::objs::Kind;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::{CommitInfo, MAX_MESSAGE};
use crate::git::commit::raw_commit::RawCommit;
use crate::git::repository::Repo;

impl Repo {
    /// What that commit says; in a shallow clone its last commits have no parents.
    pub fn commit(&self, id: &CommitId) -> anyhow::Result<CommitInfo> {
        let object = self.commit_object(id)?;
        let commit = parsed(id, &object)?;
        // git takes it for one without parents (shallow.c), and they are not here.
        let is_cut_off = !commit.parents.is_empty() && self.handle.is_shallow_boundary(&id.0);
        let parents = if is_cut_off { Vec::new() } else { commit.parents };
        Ok(CommitInfo {
            id: *id,
            parents: parents.into_iter().map(CommitId).collect(),
            is_cut_off,
            message: commit.message[..commit.message.len().min(MAX_MESSAGE + 1)].to_vec(),
            encoding: commit.encoding.map(|name| String::from_utf8_lossy(name).into_owned()),
            committer_date: commit.committer.date(),
            author_time: commit.author.seconds,
            tree: commit.tree,
        })
    }

    /// Whether the message of that commit passes `test`; the cheapest look at a commit.
    pub fn message_passes(&self, id: &CommitId, test: fn(&[u8]) -> bool) -> anyhow::Result<bool> {
        Ok(test(parsed(id, &self.commit_object(id)?)?.message))
    }

    /// When that commit was made, in seconds since the epoch; `None` where it is not here.
    pub(crate) fn committer_time(&self, id: &CommitId) -> Option<i64> {
        let object = self.commit_object(id).ok()?;
        Some(parsed(id, &object).ok()?.committer.seconds)
    }

    fn commit_object(&self, id: &CommitId) -> anyhow::Result<Vec<u8>> {
        let (kind, object) = self.handle.find(id.0)?;
        anyhow::ensure!(kind == Kind::Commit, "{id} is not a commit");
        Ok(object)
    }

    /// The date that a commit made now would carry, `YYYY-MM-DD`.
    pub fn today(&self) -> String {
        let told = std::env::var("GIT_COMMITTER_DATE").ok();
        let time = told.and_then(|date| gix::date::parse(&date, None).ok());
        let format = |time: Time| time.format(SHORT).unwrap_or_default();
        format(time.unwrap_or_else(Time::now_local_or_utc))
    }

    /// The hash as git abbreviates it in this repository (core.abbrev, else by
    /// the number of objects), all of it where that fails. What one command was told
    /// (`git -c core.abbrev=40`) says nothing about what files hold.
    pub fn abbreviate(&self, id: &CommitId) -> String {
        if let Some(hash) = self.handle.as_plain().and_then(|plain| plain.abbreviated(&id.0)) {
            return hash;
        }
        let configured = self.with_abbrev_of_files();
        let git = configured.as_ref().map_or_else(|| self.git(), Ok);
        let attached = git.map(|git| gix::prelude::ObjectIdExt::attach(id.0, git));
        attached.map_or_else(|_| id.to_hex(), |id| id.shorten_or_id().to_string())
    }
}

fn parsed<'a>(id: &CommitId, object: &'a [u8]) -> anyhow::Result<RawCommit<'a>> {
    RawCommit::parse(object).with_context(|| format!("{id} is a corrupt commit"))
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::open::handle::RepositoryHandle;
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
                let mut git = repo.git().unwrap().clone();
                let mut config = git.config_snapshot_mut();
                let assignment = format!("core.abbrev={told}");
                config.append_config([assignment.as_str()], gix::config::Source::Cli).unwrap();
                config.commit().unwrap();
                repo.handle = RepositoryHandle::opened(git);
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
