//! A change to SESSION.md that a command makes: worked out, written, shown as a diff.

use crate::report::findings::diff;
use crate::report::terminal::error_list;
use crate::text::edit;
use anyhow::Result;

use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::plan::model::Plan;
use crate::report::findings::document::Document;
use crate::report::terminal::output::{Output, note};
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::transition::error::TransitionError;
use crate::sync::recorder;
use crate::text::edit::Edit;

/// Whether SESSION.md is really written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeMode {
    Write,
    Show,
}

impl ChangeMode {
    /// As `--dry-run` has it.
    pub(crate) fn of(is_dry_run: bool) -> Self {
        if is_dry_run { Self::Show } else { Self::Write }
    }
}

/// Changes SESSION.md and prints what changed; what had to wait is written along
/// with it. `remark` may add a line on the file as it is then.
pub(crate) fn change(
    context: &Context,
    mode: ChangeMode,
    edits: impl Fn(&Session<'_>, &PlanContext<'_>) -> Result<Vec<Edit>, TransitionError>,
    remark: impl Fn(&Session<'_>, &PlanContext<'_>) -> Option<String>,
    output: &mut Output,
) -> Result<CommandOutcome> {
    if mode == ChangeMode::Write {
        context.require_quiet()?;
    }
    let file = context.session()?;
    let plan_file = context.project.plan();
    if plan_file.is_none() {
        output.say(&without_plan(context));
    }
    let plan = plan_file.as_ref().map(|file| (file.path.as_str(), Plan::parse(&file.text)));
    let known = PlanContext {
        plan: plan.as_ref().map(|(path, plan)| (*path, plan)),
        tree: &context.project.repo.worktree_files(),
        today: &context.project.repo.today(),
    };
    let changed = |before: &str| {
        let present = with_what_waited(context, before);
        let edits = edits(&Session::parse(&present), &known)?;
        Ok((before.to_owned(), edit::apply(&present, &edits)))
    };
    let mut result = changed(file.text());
    if mode == ChangeMode::Write {
        file.update(|present| {
            result = changed(present);
            result.as_ref().ok().map(|(_, after)| after.clone())
        })?;
    }
    match result {
        Ok((before, after)) => {
            show(context, (&before, &after), output);
            let said = remark(&Session::parse(&after), &known).filter(|_| before != after);
            output.say(&said.map_or(String::new(), |said| note(context.style_err, &said)));
            Ok(CommandOutcome::Fine)
        }
        Err(obstacle) => Ok(refuse(context, &obstacle, output)),
    }
}

/// What is said where a plan is there that could not be read.
fn without_plan(context: &Context) -> String {
    let said =
        |path: &str| note(context.style_err, &format!("{path} cannot be read; done without it"));
    context.project.present_plan_path().map_or(String::new(), said)
}

/// The text with the hashes that hooks could not write yet, as far as can be told.
fn with_what_waited(context: &Context, text: &str) -> String {
    let project = &context.project;
    let caught_up = || {
        let head = project.repo.head().ok()??;
        recorder::preview_sync(project, &head, text).ok()
    };
    let waits = project.repo.state().is_postponed();
    waits.then(caught_up).flatten().unwrap_or_else(|| text.to_owned())
}

fn show(context: &Context, (before, after): (&str, &str), output: &mut Output) {
    let name = &context.project.config.session;
    output.print(&diff::diff(&Document { name, text: before }, after, context.style_out));
    if before == after {
        output.say(&note(context.style_err, &format!("{name} says so already")));
    }
}

fn refuse(context: &Context, obstacle: &TransitionError, output: &mut Output) -> CommandOutcome {
    let what = obstacle.to_string();
    output.say(&error_list::refusal(&what, &obstacle.open(), &obstacle.help(), context.style_err));
    if obstacle.is_refusal() { CommandOutcome::Refused } else { CommandOutcome::Unable }
}
