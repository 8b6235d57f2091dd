//! What commands say where the hooks do not run, and what `commit` does about it.

use std::path::Path;

use crate::git::commit::commit_id::CommitId;
use crate::git::operation::Operation;
use crate::install::doctor::diagnosis::{Diagnosis, Thoroughness};
use crate::install::programs::our_programs::Programs;
use crate::snapshot::project::Project;
use crate::store::state_file::STATE_DIR;
use crate::sync::recorder;

/// One sentence on hooks that do not run here, with what fixes it; `None` where all run,
/// and where it cannot be found out.
pub(crate) fn hooks_note() -> Option<String> {
    let programs = Programs::beside_this_one().ok()?;
    Diagnosis::of(Path::new("."), &programs, Thoroughness::HooksOnly).ok()?.in_one_line()
}

/// The same where the hooks have run before: elsewhere, as in CI, nobody expects them.
pub(crate) fn note_on_hooks_that_ran(project: &Project) -> Option<String> {
    project.repo.git_dir().join(STATE_DIR).exists().then(hooks_note).flatten()
}

/// Records the commit just made where the hooks did not, and says why it had to; `before` is what
/// HEAD was, and still is where git only showed what it would do.
pub(crate) fn record_unhooked(before: Option<CommitId>) -> Option<String> {
    let project = Project::discover().ok()??;
    let head = project.repo.head().ok()?.filter(|head| Some(head.id) != before)?;
    let state = project.repo.state();
    let is_seen = state.baseline().is_some_and(|left| left.commit == head.id)
        || state.postponed().contains(&head.id)
        || project.repo.operation().is_some_and(Operation::is_in_progress);
    let session = &project.config.session;
    if is_seen || project.repo.read_session(session).is_err() {
        return None;
    }
    let outcome = recorder::record(&project, &head);
    // The hooks record even what they leave alone; where they ran, there is nothing to say.
    let why = hooks_note()?;
    let hash = project.repo.abbreviate(&head.id);
    Some(match outcome {
        Ok(_) => format!("checkpoint {hash} recorded in {session} by this command, since {why}"),
        Err(error) => format!("checkpoint {hash} is not recorded: {error:#}; {why}"),
    })
}
