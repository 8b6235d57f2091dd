//! Whether every recorded hash is right, and what it should be.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::ancestry::WalkLimit;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, RecordedHash, placeholders, recorded_hashes};
use crate::session::record::recording::RecordOptions;
use crate::snapshot::project::Project;
use crate::sync::backlog::{Newest, newest_instead, without_checkpoint};
use crate::sync::commit_record::CommitRecord;
use crate::sync::missed::unrecorded;
use crate::sync::remap::{HashRemap, RenameKind};
use crate::sync::session_update::write;
use crate::sync::verify::verdict::{Evidence, HashVerdict, VerifiedHash};

/// Judges every recorded hash and every placeholder, in the order of the file.
pub fn judge<'a>(
    project: &Project,
    head: &CommitInfo,
    session: &Session<'a>,
) -> Vec<VerifiedHash<'a>> {
    let recorded = recorded_hashes(session);
    let mut verdicts = of_hashes(project, head, session, &recorded);
    let held = placeholders(session);
    verdicts.extend(held.iter().map(|_| HashVerdict::Placeholder { to: None }));
    let mut judged: Vec<VerifiedHash<'a>> = recorded
        .into_iter()
        .chain(held)
        .zip(verdicts)
        .map(|(RecordedHash { place, hash }, verdict)| VerifiedHash { place, text: hash, verdict })
        .collect();
    judged.sort_by_key(|judged| judged.text.span());
    by_meaning(project, head, session.text.as_str(), &mut judged);
    judged
}

/// What is to be said of every recorded hash as a commit, whatever belongs in its place, in the
/// order of the file.
pub(crate) fn judge_commits<'a>(
    project: &Project,
    head: &CommitInfo,
    session: &Session<'a>,
) -> Vec<(RecordedHash<'a>, HashVerdict)> {
    let recorded = recorded_hashes(session);
    let verdicts = of_hashes(project, head, session, &recorded);
    recorded.into_iter().zip(verdicts).collect()
}

/// Fixes what is certain; the text afterwards.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn fix_certain(project: &Project, head: &CommitInfo) -> Result<()> {
    let file = project.repo.read_session(&project.config.session)?;
    write(&file, |present| repaired(project, head, present))?;
    Ok(())
}

fn repaired(project: &Project, head: &CommitInfo, text: &str) -> String {
    let judged = judge(project, head, &Session::parse(text));
    let mut text = renames(project, &judged).apply(text);
    if judged.iter().any(|judged| judged.verdict == HashVerdict::NoneLeft) {
        text = without_checkpoint(&text);
    }
    for VerifiedHash { place, verdict, .. } in &judged {
        let (HashVerdict::Outdated { to } | HashVerdict::Placeholder { to: Some(to) }) = verdict
        else {
            continue;
        };
        let parts = RecordOptions {
            last_checkpoint: *place == HashPlace::LastCheckpoint,
            last_commit: *place == HashPlace::LastCommit,
            phase: false,
            tasks: false,
        };
        text = CommitRecord::of(project, to, parts).apply(&text);
    }
    text
}

fn renames(project: &Project, judged: &[VerifiedHash<'_>]) -> HashRemap {
    let mut renames = HashRemap::default();
    for judged in judged {
        if let HashVerdict::Rewritten { to, by } = &judged.verdict {
            let kind =
                if *by == Evidence::Squash { RenameKind::Squash } else { RenameKind::Rewrite };
            renames.insert(&project.repo, &judged.text, (to.clone(), kind));
        }
    }
    renames
}

/// Last Checkpoint and Last Commit mean certain commits, whatever stands there.
fn by_meaning(project: &Project, head: &CommitInfo, text: &str, judged: &mut [VerifiedHash<'_>]) {
    let renames = renames(project, judged);
    let newest = newest_instead(project, head, &renames.apply(text));
    let missed = unrecorded(project, head, text) > 0;
    for judged in judged {
        let is_hash = !matches!(judged.verdict, HashVerdict::Placeholder { .. });
        match (&judged.place, &newest) {
            (HashPlace::LastCheckpoint, Some(Newest::Is(to))) => {
                let to = to.clone();
                judged.verdict = match is_hash {
                    true => HashVerdict::Outdated { to },
                    false => HashVerdict::Placeholder { to: Some(to) },
                };
            }
            (HashPlace::LastCheckpoint, Some(Newest::NoneLeft)) if is_hash => {
                judged.verdict = HashVerdict::NoneLeft;
            }
            (HashPlace::LastCommit, _) if is_hash && (missed || is_lost(&judged.verdict)) => {
                judged.verdict = HashVerdict::Outdated { to: head.clone() };
            }
            _ => {}
        }
    }
}

fn is_lost(verdict: &HashVerdict) -> bool {
    matches!(
        verdict,
        HashVerdict::Ambiguous { .. } | HashVerdict::Elsewhere { .. } | HashVerdict::Unknown
    )
}

fn of_hashes(
    project: &Project,
    head: &CommitInfo,
    session: &Session<'_>,
    recorded: &[RecordedHash<'_>],
) -> Vec<HashVerdict> {
    let repo = &project.repo;
    let rewrites = repo.rewrites();
    let renames = HashRemap::of(project, head, session.text.as_str(), (&rewrites, WalkLimit::Full));
    let named: Vec<Vec<CommitId>> =
        recorded.iter().map(|recorded| repo.commits_named(&recorded.hash)).collect();
    let asked: Vec<CommitId> = named.iter().flatten().copied().collect();
    let there = repo.reachable(&head.id, &asked, WalkLimit::Full).unwrap_or_default();
    // A search takes its time, and many tasks may name one commit.
    let mut known: HashMap<&Vec<CommitId>, HashVerdict> = HashMap::new();
    let of_one = |(recorded, named)| {
        let recorded: &RecordedHash<'_> = recorded;
        if let Some(rename) = renames.get(&recorded.hash) {
            return HashVerdict::Rewritten { to: rename.to.clone(), by: Evidence::RewriteMap };
        }
        let found = known.entry(named).or_insert_with(|| of_named(project, head, &there, named));
        let verdict = found.clone();
        if recorded.place == HashPlace::LastCheckpoint { only_checkpoint(verdict) } else { verdict }
    };
    recorded.iter().zip(&named).map(of_one).collect()
}

/// Last Checkpoint never names what a branch was squashed into, unless that is a checkpoint.
fn only_checkpoint(verdict: HashVerdict) -> HashVerdict {
    match verdict {
        HashVerdict::Rewritten { to, by: Evidence::Squash } if !to.is_checkpoint() => {
            HashVerdict::Elsewhere { candidates: vec![to] }
        }
        other => other,
    }
}

/// The verdict on a hash that names these commits.
fn of_named(
    project: &Project,
    head: &CommitInfo,
    there: &HashSet<CommitId>,
    named: &[CommitId],
) -> HashVerdict {
    match named {
        [] => HashVerdict::Unknown,
        [only] if there.contains(only) => HashVerdict::Right,
        [only] => match project.repo.commit(only) {
            Ok(lost) => found_again(project, head, &lost),
            Err(_) => HashVerdict::Unknown,
        },
        several => {
            let infos = several.iter().filter_map(|id| project.repo.commit(id).ok());
            HashVerdict::Ambiguous { candidates: infos.collect() }
        }
    }
}

/// Looks for the commit that a lost one has become.
fn found_again(project: &Project, head: &CommitInfo, lost: &CommitInfo) -> HashVerdict {
    let twins = twins(project, head, lost);
    if !twins.is_empty() {
        return certain(twins, Evidence::SubjectAndDate);
    }
    match same_patch(project, head, lost) {
        none if none.is_empty() => squashed(project, head, lost),
        some => certain(some, Evidence::Patch),
    }
}

/// Looks for the commit that the branch of a lost one was squashed into.
fn squashed(project: &Project, head: &CommitInfo, lost: &CommitInfo) -> HashVerdict {
    let chain = project.repo.chain_since(head, lost);
    let squashes = project.repo.squashes_of(lost, &chain);
    if !squashes.is_empty() {
        return certain(squashes, Evidence::Squash);
    }
    // `git merge --squash` lists the commits themselves.
    let line = format!("commit {}", lost.id);
    let is_listed = |commit: &&CommitInfo| commit.text().lines().any(|text| text == line);
    let listed: Vec<CommitInfo> = chain.commits.iter().filter(is_listed).cloned().collect();
    if !listed.is_empty() {
        return certain(listed, Evidence::Squash);
    }
    // Forges list the subjects of what they squash.
    let subject = lost.subject();
    let mut candidates = chain.commits;
    candidates.retain(|commit| !subject.is_empty() && commit.text().contains(&subject));
    HashVerdict::Elsewhere { candidates }
}

fn certain(mut found: Vec<CommitInfo>, by: Evidence) -> HashVerdict {
    if found.len() > 1 {
        return HashVerdict::Ambiguous { candidates: found };
    }
    HashVerdict::Rewritten { to: found.remove(0), by }
}

/// A rewrite keeps the author's date, and mostly the subject; it cannot be
/// older than the work was.
fn twins(project: &Project, head: &CommitInfo, lost: &CommitInfo) -> Vec<CommitInfo> {
    let subject = lost.subject();
    project.repo.commits_since(&head.id, lost.author_time, |commit| {
        commit.author_time == lost.author_time && commit.subject() == subject
    })
}

/// The commits that make the same changes, among so many as can be compared
/// while somebody waits.
fn same_patch(project: &Project, head: &CommitInfo, lost: &CommitInfo) -> Vec<CommitInfo> {
    const MAX_WALK: usize = 2_000;
    let repo = &project.repo;
    let Ok(Some(patch)) = repo.patch(lost) else { return Vec::new() };
    let mut looked_at = 0;
    repo.commits_since(&head.id, lost.author_time, |commit| {
        looked_at += 1;
        looked_at <= MAX_WALK
            && commit.parents.len() < 2
            && repo.patch(commit).is_ok_and(|other| other.as_ref() == Some(&patch))
    })
}
