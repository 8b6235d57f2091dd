//! Which commit ticked a task: as its note says, else as history does.

use std::collections::HashMap;

use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::history::revisions::Named;
use crate::session::model::{Session, Task};
use crate::session::record::tasks::ticked;
use crate::snapshot::project::Project;
use crate::terms::phase_number::PhaseNumber;

/// A ticked task of SESSION.md.
#[derive(Clone, Debug)]
pub struct TaskCommit {
    /// The phase it stands in.
    pub phase: PhaseNumber,
    /// Its text, without note and marker.
    pub text: String,
    /// The commit that ticked it; `None` where that is not certain, or it is not committed yet.
    pub commit: Option<CommitInfo>,
}

/// The ticked tasks among those of the phases that are wanted, criteria left
/// aside, in the order of the file.
///
/// Two versions of SESSION.md are compared wherever a commit of the first-parent
/// chain changes it, by the rules by which notes are written. The walk ends when
/// nothing is left to be found out, and is bounded.
pub fn done(
    project: &Project,
    head: &CommitInfo,
    session: &Session<'_>,
    is_wanted: &dyn Fn(&PhaseNumber) -> bool,
) -> Vec<TaskCommit> {
    let phases = session.phases.iter().filter(|phase| is_wanted(&phase.number));
    let tasks = phases.flat_map(|phase| phase.tasks.iter().map(move |task| (&phase.number, task)));
    let mut found: Vec<TaskCommit> = tasks
        .filter(|(_, task)| task.is_done() && !task.is_criterion)
        .map(|(phase, task)| TaskCommit {
            phase: phase.clone(),
            text: task.words(),
            commit: noted(project, task),
        })
        .collect();
    find_out(project, head, &mut found);
    found
}

fn noted(project: &Project, task: &Task<'_>) -> Option<CommitInfo> {
    match project.repo.named(&task.note?.hash) {
        Named::Commit(id) => project.repo.commit(&id).ok(),
        _ => None,
    }
}

fn find_out(project: &Project, head: &CommitInfo, found: &mut [TaskCommit]) {
    let open = found.iter_mut().filter(|done| done.commit.is_none());
    let mut open: HashMap<(PhaseNumber, String), &mut TaskCommit> =
        open.map(|done| ((done.phase.clone(), done.text.clone()), done)).collect();
    let path = project.tracked_session();
    let changes = project.repo.versions(head, &path, MAX_WALK);
    for (commit, before, after) in changes {
        if open.is_empty() {
            break;
        }
        // What a merge brings in was ticked elsewhere.
        if commit.parents.len() > 1 {
            continue;
        }
        for task in ticked(&Session::parse(&before), &Session::parse(&after)) {
            if let Some(done) = open.remove(&(task.phase, task.text)) {
                done.commit = Some(commit.clone());
            }
        }
    }
}
