//! `git checkpoint resume`: where the last session stopped.

use anyhow::Result;

use crate::clean_tree::shown;
use crate::command::context::Context;
use crate::command::hooks_note::hooks_note;
use crate::command::outcome::CommandOutcome;
use crate::command::resume_data::resume_data;
use crate::command::resume_hook::{AgentName, HookAgent};
use crate::command::{resume_hook, resume_short};
use crate::report::resume::{handoff, handoff_json};
use crate::report::terminal::output::Output;
use crate::session::model::Session;
use crate::snapshot::model::LostHash;
use crate::snapshot::project::Project;
use crate::sync::lost_hashes::lost_hashes;
use crate::text::words::first_few;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint resume           what to read before the first keystroke
  git checkpoint resume --short   one line, for a prompt
  git checkpoint resume --hook    for an agent; see `git checkpoint agent`
  git checkpoint resume --json | jq .next_action")]
pub(crate) struct ResumeArgs {
    /// One object, described in docs/json.md
    #[arg(long)]
    json: bool,
    /// One line for a prompt or status line, from SESSION.md alone; nothing where there is none
    #[arg(long, conflicts_with = "json")]
    short: bool,
    /// What an agent's session-start hook answers: its JSON is read from standard input, and
    /// tells the agent where none is named; nothing where there is no SESSION.md
    #[arg(
        long,
        value_name = "AGENT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        value_parser = AgentName,
        conflicts_with_all = ["json", "short"],
    )]
    hook: Option<HookAgent>,
}

pub(crate) fn run(arguments: &ResumeArgs, output: &mut Output) -> Result<CommandOutcome> {
    if let Some(agent) = arguments.hook {
        return Ok(resume_hook::run(agent, output));
    }
    if arguments.short {
        return Ok(resume_short::run(output));
    }
    let context = Context::open(output.color)?;
    let file = context.session()?;
    let mut found =
        resume_data(&context.project, file.text())?.ok_or_else(|| context.not_in_format())?;
    note_lost_hashes(&context.project, file.text(), &mut found.notes)?;
    found.notes.extend(hooks_note());
    if !arguments.json {
        context.page(output);
    }
    output.print(&match arguments.json {
        true => handoff_json(&found),
        false => handoff(&found, context.style_out),
    });
    Ok(CommandOutcome::Fine)
}

/// Says which recorded hashes HEAD's history does not hold, and what they have become.
fn note_lost_hashes(project: &Project, text: &str, notes: &mut Vec<String>) -> Result<()> {
    let text = shown::up_to_date(project, text)?;
    let session = Session::parse(&text);
    let last = session.field("Last Checkpoint").map(|field| field.line.span());
    let is_last =
        |lost: &LostHash| last.is_some_and(|last| last.range().contains(&lost.span.start));
    let hash = |lost: &LostHash| session.text[lost.span.range()].to_owned();
    let (checkpoint, others): (Vec<_>, Vec<_>) =
        lost_hashes(project, &session)?.into_iter().partition(is_last);
    for lost in checkpoint {
        let old = hash(&lost);
        if let Some((new, _)) = lost.successor {
            notes.retain(|note| !note.starts_with(&format!("the recorded checkpoint {old} ")));
            notes.push(format!(
                "the recorded checkpoint {old} was rewritten or squashed and is {new} now: `git checkpoint repair`"
            ));
        }
    }
    let successors = others.iter().filter_map(|lost| {
        let (new, _) = lost.successor.as_ref()?;
        Some(format!("{} is {new} now", hash(lost)))
    });
    let successors = first_few(successors, "have others");
    let lost = match others.len() {
        0 => return Ok(()),
        1 => "1 recorded hash is not of this history".to_owned(),
        count => format!("{count} recorded hashes are not of this history"),
    };
    notes.push(match successors.as_str() {
        "" => format!("{lost}: `git checkpoint check` shows where"),
        _ => format!("{lost} ({successors}): `git checkpoint repair`"),
    });
    Ok(())
}
