//! `--next` of `git checkpoint commit`: Next Action says what the message says.

use anyhow::Result;

use crate::command::context::Context;
use crate::plan::model::Plan;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::transition::write_next_action::set_next_verbatim;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit;

/// Writes the text as Next Action into SESSION.md of the worktree and, where one is staged, by the
/// same edit into that version. A checkpoint of another open phase says nothing about this one.
pub(crate) fn write_next(context: &Context, text: &str, phase: Option<&PhaseNumber>) -> Result<()> {
    let project = &context.project;
    let plan_file = project.plan();
    let plan = plan_file.as_ref().map(|file| (file.path.as_str(), Plan::parse(&file.text)));
    let known = PlanContext {
        plan: plan.as_ref().map(|(path, plan)| (*path, plan)),
        tree: &project.repo.worktree_files(),
        today: "",
    };
    let edited = |present: &str| {
        let session = Session::parse(present);
        let is_of_another = phase.is_some_and(|number| {
            let named = session.phase(number);
            let is_open = named.is_some_and(|phase| phase.status() != Some(Status::Complete));
            is_open && session.phase_at_work().is_none_or(|work| work.number != *number)
        });
        let edits = set_next_verbatim(&session, text, &known).ok().filter(|_| !is_of_another)?;
        Some(edit::apply(present, &edits))
    };
    context.session()?.update(edited)?;
    let path = project.tracked_session();
    if project.repo.session_is_staged(&path)? {
        let blob = project.repo.index_blob(&path)?.and_then(|blob| String::from_utf8(blob).ok());
        if let Some(content) = blob.as_deref().and_then(edited) {
            project.repo.stage_content(&path, content.as_bytes())?;
        }
    }
    Ok(())
}
