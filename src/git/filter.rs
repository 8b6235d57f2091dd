//! git's filter protocol, and what a filter may ask of the repository.
//!
//! See gitattributes(5), "Long Running Filter Process": git starts the program
//! once, and sends each file with what it knows of it.

use std::io;
use std::io::{Read, Write};

use gix::filter::plumbing::driver::process::{Server, Status};
use gix::index::entry::Stage;

use crate::git::blob::TreeEntry;
use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::store::atomic_replace::contents;
use crate::text::limits::MAX_TEXT_BYTES;

/// What git runs on the way into the repository.
const CLEAN: &str = "filter.git-checkpoint.clean";

/// The path that it is for, from the top of the worktree.
const SESSION: &str = "filter.git-checkpoint.session";

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterDirection {
    /// From the worktree into the repository.
    Clean,
    /// From the repository into the worktree.
    Smudge,
}

/// A file on its way, and what git knows of it.
#[derive(Clone, Debug)]
pub struct FilterRequest {
    /// Which way it goes.
    pub way: FilterDirection,
    /// Its path from the top of the worktree.
    pub path: String,
    /// The commit that is being checked out; `None` where git does not say,
    /// and where it is but a tree.
    pub commit: Option<CommitId>,
    /// What it holds.
    pub content: Vec<u8>,
}

/// Answers git's requests on standard input until there are no more; `greeted` is called before
/// the first of them.
///
/// # Errors
/// Where git speaks another protocol, or is gone.
pub fn serve(
    greeted: impl FnOnce(),
    mut answer: impl FnMut(FilterRequest) -> Vec<u8>,
) -> anyhow::Result<()> {
    const VERSION: usize = 2;
    let mut server = Server::handshake(
        std::io::stdin(),
        std::io::stdout(),
        "git-filter",
        &mut |versions| versions.contains(&VERSION).then_some(VERSION),
        &["clean", "smudge"],
    )?;
    greeted();
    while let Some(mut request) = server.next_request()? {
        let way = match request.command.as_str() {
            "clean" => Some(FilterDirection::Clean),
            "smudge" => Some(FilterDirection::Smudge),
            _ => None,
        };
        let told = |key: &str| {
            let value = request.meta.iter().find(|(name, _)| name == key);
            value.map(|(_, value)| value.to_vec())
        };
        let path = String::from_utf8_lossy(&told("pathname").unwrap_or_default()).into_owned();
        let commit = told("treeish").and_then(|hash| commit_id(&hash));
        let content = content_within_limit(request.as_read())?;
        let (Some(way), Some(content)) = (way, content) else {
            // git goes on with what it has sent, and says nothing (convert.c).
            request.write_status(Status::error("error"))?;
            continue;
        };
        let answer = answer(FilterRequest { way, path, commit, content });
        request.write_status(Status::success())?;
        request.as_write().write_all(&answer)?;
        // An empty list at the end: the first status stands.
        request.write_status(Status::Previous)?;
    }
    Ok(())
}

/// All of a file that passes; `None`, and nothing of it kept, where it is larger than any that
/// we look at: git wants it read to its end all the same.
fn content_within_limit(mut file: impl Read) -> io::Result<Option<Vec<u8>>> {
    let content = contents(&mut file)?;
    if content.len() as u64 > MAX_TEXT_BYTES {
        io::copy(&mut file, &mut io::sink())?;
        return Ok(None);
    }
    Ok(Some(content))
}

fn commit_id(hash: &[u8]) -> Option<CommitId> {
    CommitId::from_hex(std::str::from_utf8(hash).ok()?)
}

impl Repo {
    /// Whether this clone has the filter of clean-tree mode.
    pub fn has_clean_filter(&self) -> bool {
        self.config_string(CLEAN).is_some()
    }

    /// Whether the filter is for the file at that path. Attributes of a cloned
    /// project may give it to others, too.
    pub fn is_filtered(&self, path: &str) -> bool {
        self.config_string(SESSION).is_none_or(|session| session == path)
    }

    /// Lets git find out again that the file is unmodified, so that picks and
    /// merges, which go by its stat data alone, see it too.
    ///
    /// An optional look at one entry: content is never taken over into the
    /// index, and where the index is locked nothing happens (git-status(1),
    /// "Background refresh"). `update-index -- <path>` would stage what an
    /// editor writes at that very moment.
    pub fn refresh(&self, path: &str) {
        let look = ["--literal-pathspecs", "status", "--porcelain", "-uno", "--", path];
        self.program.refresh_index(self.workdir(), &look);
    }

    /// The versions of a path that the index holds now: the one to be committed,
    /// or in a conflict ours, then theirs.
    pub fn index_versions(&self, path: &str) -> anyhow::Result<Vec<Vec<u8>>> {
        // Not the one that was read before: a filter lives as long as git does.
        let index = self.read_index()?;
        let of_stage = |stage| {
            let entry = index.entry_by_path_and_stage(path.into(), stage)?;
            Some(TreeEntry { id: entry.id, mode: entry.mode })
        };
        let in_conflict = [Stage::Ours, Stage::Theirs].into_iter().filter_map(of_stage);
        let entries = self.entry(&index, path)?.into_iter().chain(in_conflict);
        entries.filter_map(|entry| self.blob(Some(entry)).transpose()).collect()
    }

    /// The commit that is being checked out where git says so, else HEAD's.
    pub fn commit_or_head(&self, commit: Option<CommitId>) -> anyhow::Result<Option<CommitInfo>> {
        match commit.and_then(|id| self.commit(&id).ok()) {
            Some(commit) => Ok(Some(commit)),
            // A filter lives as long as git does, which may move HEAD.
            None => self.reread_head(),
        }
    }
}
