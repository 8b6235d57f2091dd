//! What a rebase has made of the commits that it was given.
//!
//! git's own list for post-rewrite also names commits that were left out, skipped or dropped as
//! already upstream, each with the commit that HEAD was on then (sequencer.c, builtin/am.c). So
//! a successor is told while it is made, by the todo list's line that is being done; git's word
//! counts for commits that no post-commit hook has seen.

use std::collections::HashSet;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::amend::last_line;
use crate::git::history::ancestry::WalkLimit;
use crate::git::history::revisions::Named;
use crate::git::repository::Repo;
use crate::terms::rewrite_map::RewritePair;

/// A commit that a line of the todo list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TodoLine<'t> {
    command: TodoCommand,
    commit: &'t str,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TodoCommand {
    /// A commit of its own.
    Pick,
    /// The same, which the user may change or leave as it is.
    Edit,
    /// A part of the commit before.
    Meld,
}

impl Repo {
    /// The rewrites that a commit stands for which was made in the middle of a rebase.
    pub fn rewrites_of_rebase(&self, made: &CommitInfo) -> Vec<RewritePair> {
        let onto_nothing = self.rebase_file("squash-onto");
        let replaced = self.replaced_by_amend(made).filter(|old| old.to_hex() != onto_nothing);
        let taken = self.taken_for(made, replaced);
        let olds: HashSet<CommitId> = replaced.into_iter().chain(taken).collect();
        olds.into_iter()
            .map(|old| RewritePair { old: old.to_hex(), new: made.id.to_hex() })
            .collect()
    }

    /// Of the pairs that git gives to post-rewrite at the end of a rebase, those that no
    /// post-commit hook could tell, less the commits that were left out.
    pub fn unseen_rewrites(&self, pairs: Vec<RewritePair>) -> Vec<RewritePair> {
        let olds = ["onto", "orig-head"].map(|name| self.rebase_file(name));
        let olds: Vec<CommitId> = olds.iter().filter_map(|id| CommitId::from_hex(id)).collect();
        if olds.is_empty() {
            // Some other program that rewrites, and knows what it says.
            return pairs;
        }
        let seen: HashSet<String> =
            self.state().postponed().into_iter().map(CommitId::to_hex).collect();
        let unseen: Vec<RewritePair> =
            pairs.into_iter().filter(|pair| !seen.contains(&pair.new)).collect();
        let is_made = self.made_since(&olds, &unseen);
        let done = self.git_file("rebase-merge/done");
        let melded = |old: &str| {
            let mut taken = done.lines().filter_map(taken_by);
            taken.any(|taken| taken.command == TodoCommand::Meld && taken.commit == old)
        };
        let mut known = HashSet::new();
        let mut is_successor = |pair: &RewritePair| {
            let is_first = known.insert(pair.new.clone());
            is_made(&pair.new) && (is_first || melded(&pair.old))
        };
        unseen.into_iter().filter(|pair| is_successor(pair)).collect()
    }

    /// The commit whose place in the todo list `made` fills.
    fn taken_for(&self, made: &CommitInfo, replaced: Option<CommitId>) -> Option<CommitId> {
        let line = last_line(&self.git_dir().join("rebase-merge/done")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        let applied = self.rebase_apply_commit();
        let taken = taken_by(&line).or(applied.as_deref().map(TodoLine::pick))?;
        let old = self.commit_of_todo(taken.commit)?;
        let is_filled = match taken.command {
            // An amended commit says itself what it was before.
            TodoCommand::Pick => replaced.is_none(),
            // A commit on top of the one that stayed as it was.
            TodoCommand::Edit => {
                replaced.is_none() && !self.is_ancestor(&old, &made.id).unwrap_or(true)
            }
            TodoCommand::Meld => self.is_melded(&old, made, replaced),
        };
        is_filled.then_some(old)
    }

    fn commit_of_todo(&self, name: &str) -> Option<CommitId> {
        CommitId::from_hex(name).or_else(|| match self.named(name) {
            Named::Commit(id) => Some(id),
            _ => None,
        })
    }

    /// Whether a squash or fixup went into `made`. One that is skipped leaves git's list, and
    /// may yet have the message of the commit amended that it was to go into.
    fn is_melded(&self, old: &CommitId, made: &CommitInfo, replaced: Option<CommitId>) -> bool {
        let listed = self.git_file("rebase-merge/current-fixups");
        let is_last = listed.lines().last().is_some_and(|line| line.ends_with(&old.to_hex()));
        let tree = |id: &CommitId| self.commit(id).ok().map(|commit| commit.tree);
        let is_changed = |replaced: CommitId| tree(&replaced) != Some(made.tree);
        is_last && (replaced.is_none_or(is_changed) || self.is_without_changes(old))
    }

    fn is_without_changes(&self, commit: &CommitId) -> bool {
        let Ok(commit) = self.commit(commit) else { return false };
        let parent = commit.parents.first().and_then(|parent| self.commit(parent).ok());
        parent.is_some_and(|parent| parent.tree == commit.tree)
    }

    /// Tells the commits that the rebase has made from those that were there before.
    fn made_since(
        &self,
        olds: &[CommitId],
        pairs: &[RewritePair],
    ) -> impl Fn(&str) -> bool + use<> {
        let news: Vec<CommitId> =
            pairs.iter().filter_map(|pair| CommitId::from_hex(&pair.new)).collect();
        let before: Option<Vec<HashSet<CommitId>>> =
            olds.iter().map(|old| self.reachable(old, &news, WalkLimit::Bounded)).collect();
        move |id| {
            let Some(id) = CommitId::from_hex(id) else { return false };
            before.as_ref().is_some_and(|before| !before.iter().any(|there| there.contains(&id)))
        }
    }

    /// The commit that the apply backend is at.
    fn rebase_apply_commit(&self) -> Option<String> {
        let commit = self.git_file("rebase-apply/original-commit");
        Some(commit.trim().to_owned()).filter(|commit| !commit.is_empty())
    }

    /// A value that either backend keeps.
    fn rebase_file(&self, name: &str) -> String {
        let text = |backend: &str| self.git_file(&format!("{backend}/{name}"));
        (text("rebase-merge") + &text("rebase-apply")).trim().to_owned()
    }
}

impl<'t> TodoLine<'t> {
    fn pick(commit: &'t str) -> Self {
        Self { command: TodoCommand::Pick, commit }
    }
}

/// What a line of the todo list takes (git-rebase(1), "Interactive mode").
fn taken_by(line: &str) -> Option<TodoLine<'_>> {
    let mut words = line.split_ascii_whitespace();
    let name = words.next()?;
    let mut word = words.next()?;
    let has_option = matches!(word, "-C" | "-c");
    if has_option {
        word = words.next()?;
    }
    let command = match name {
        "pick" | "p" => TodoCommand::Pick,
        "merge" | "m" if has_option => TodoCommand::Pick,
        "edit" | "e" | "reword" | "r" => TodoCommand::Edit,
        "squash" | "s" | "fixup" | "f" => TodoCommand::Meld,
        _ => return None,
    };
    Some(TodoLine { command, commit: word })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_todo_list_takes_a_commit_or_none() {
        let taken = |line: &'static str| taken_by(line).map(|taken| (taken.command, taken.commit));
        for line in ["pick abcd # One", "p abcd", "merge -C abcd side # Merge", "m -c abcd side"] {
            assert_eq!(taken(line), Some((TodoCommand::Pick, "abcd")), "{line}");
        }
        for line in ["edit abcd", "e abcd", "reword abcd # One", "r abcd"] {
            assert_eq!(taken(line), Some((TodoCommand::Edit, "abcd")), "{line}");
        }
        for line in ["squash abcd", "s abcd", "fixup abcd", "f abcd", "fixup -C abcd # One"] {
            assert_eq!(taken(line), Some((TodoCommand::Meld, "abcd")), "{line}");
        }
        for line in [
            "", "# pick abcd", "drop abcd", "exec abcd", "merge abcd", "label abcd", "break",
            "pick",
        ] {
            assert_eq!(taken(line), None, "{line}");
        }
    }
}
