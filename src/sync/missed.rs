//! Commits that the hooks have not seen.

use std::collections::HashSet;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::history::reflog::Move;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::project::Project;

/// How many commits no hook has recorded.
pub fn unrecorded(project: &Project, head: &CommitInfo, text: &str) -> usize {
    missed_commits(project, head, text).len()
}

/// The commits of HEAD's first-parent chain that were made here since Last Commit while the hooks
/// did not run, or died; the newest first.
///
/// HEAD's reflog tells what was made here: what a pull, a merge or a switch
/// brought is not a miss, wherever it was made. Without a reflog nothing is known, and so
/// nothing is missed.
pub(crate) fn missed_commits(project: &Project, head: &CommitInfo, text: &str) -> Vec<CommitInfo> {
    let last = last_commit(text);
    let is_last = |id: CommitId| last.as_ref().is_some_and(|last| id.is_abbreviated_by(last));
    let seen = project.repo.state().baseline().map(|left| left.commit);
    let is_never_recorded = seen.is_none() && last.is_none();
    if is_never_recorded || seen == Some(head.id) || is_last(head.id) {
        return Vec::new();
    }
    let is_recorded = |id: CommitId| seen == Some(id) || is_last(id);
    let chain: Vec<CommitInfo> = project
        .repo
        .first_parents(head)
        .take(MAX_WALK)
        .take_while(|commit| !is_recorded(commit.id))
        .collect();
    missed_among(chain, &project.repo.moves(), &is_recorded, &project.repo.state().postponed())
}

/// Those of the commits after the recorded one that were made here, less those that wait.
fn missed_among(
    chain: Vec<CommitInfo>,
    moves: &[Move],
    is_recorded: &dyn Fn(CommitId) -> bool,
    waiting: &[CommitId],
) -> Vec<CommitInfo> {
    let Some(since) = moves_since(moves, is_recorded, chain.len() < MAX_WALK) else {
        return Vec::new();
    };
    let made: HashSet<CommitId> =
        since.iter().filter(|step| is_made_here(step)).map(|step| step.to).collect();
    let is_missed = |commit: &CommitInfo| {
        commit.parents.len() < 2 && made.contains(&commit.id) && !waiting.contains(&commit.id)
    };
    chain.into_iter().filter(is_missed).collect()
}

/// Whether HEAD's commit is the first that was made in this worktree; where no reflog tells,
/// nobody knows.
pub(crate) fn is_first_made_here(project: &Project) -> bool {
    let moves = project.repo.moves();
    let made = moves.iter().filter(|step| is_made_here(step)).count();
    made == 1 && moves.first().is_some_and(is_made_here)
}

/// The moves since HEAD was last at a recorded commit; all of them where it
/// never was, but the chain ends: in a repository that came with the commit.
fn moves_since<'m>(
    moves: &'m [Move],
    is_recorded: &dyn Fn(CommitId) -> bool,
    chain_ends: bool,
) -> Option<&'m [Move]> {
    match moves.iter().position(|step| is_recorded(step.to)) {
        Some(at) => Some(&moves[..at]),
        None => chain_ends.then_some(moves),
    }
}

/// git does not translate these (builtin/commit.c, sequencer.c).
fn is_made_here(step: &Move) -> bool {
    ["commit", "cherry-pick", "revert"].iter().any(|action| step.why.starts_with(action))
}

fn last_commit(text: &str) -> Option<String> {
    let recorded = recorded_hashes(&Session::parse(text));
    let last = recorded.into_iter().find(|recorded| recorded.place == HashPlace::LastCommit)?;
    Some(last.hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::commit::commit_info::testing::{made_up_commit, made_up_id};

    /// The commits missed of this chain, where `1` is recorded: the newest first, as the moves are.
    fn missed(chain: &[(char, &str)], moves: &[(char, &str)], waiting: &str) -> String {
        let chain = chain.iter().map(|(id, parents)| made_up_commit(*id, parents, "work"));
        let moves = moves.iter().map(|(to, why)| Move { to: made_up_id(*to), why: (*why).into() });
        let waiting: Vec<CommitId> = waiting.chars().map(made_up_id).collect();
        let is_recorded = |id: CommitId| id == made_up_id('1');
        let moves: Vec<Move> = moves.collect();
        let found = missed_among(chain.collect(), &moves, &is_recorded, &waiting);
        found.iter().map(|commit| commit.id.to_hex().remove(0)).collect()
    }

    #[test]
    fn only_commits_made_here_are_missed() {
        let chain = [('3', "2"), ('2', "1")];
        for (moves, waiting, expected) in [
            (&[('3', "commit: b"), ('2', "commit: a"), ('1', "commit: z")][..], "", "32"),
            (&[('3', "commit: b"), ('2', "pull: Fast-forward"), ('1', "commit: z")], "", "3"),
            (&[('3', "cherry-pick: b"), ('2', "revert: a"), ('1', "commit: z")], "", "32"),
            (&[('3', "commit (amend): b"), ('2', "commit: a"), ('1', "commit: z")], "2", "3"),
            (&[('3', "checkout: moving"), ('1', "commit: z"), ('2', "commit: a")], "", ""),
            (&[('3', "commit: b"), ('2', "commit: a")], "", "32"),
            (&[], "", ""),
        ] {
            assert_eq!(missed(&chain, moves, waiting), expected, "{moves:?}");
        }
        let merge = [('3', "24"), ('2', "1")];
        assert_eq!(missed(&merge, &[('3', "commit (merge): b"), ('2', "commit: a")], ""), "2");
    }
}
