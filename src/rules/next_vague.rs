//! `next-vague`: `Next:` is too vague to start on.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::terms::next_step::{NextProblem, problems};
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "next-vague",
    level: Level::Warning,
    fires: "`Next:` is too vague to start on",
    why: "`Continue API work` means something only to whoever wrote it, and that context will be gone.",
    how: "Say what to do and where: `Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47`.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(context.next.iter().filter_map(|problem| match problem {
        NextProblem::Vague(text) => Some(vague(*text, context)),
        _ => None,
    }));
}

fn vague(text: Str<'_>, context: &MessageContext<'_, '_>) -> Finding {
    let finding = Finding::new(&RULE, "`Next:` is too vague to start on")
        .at(text.span(), "what is to be done, and in which file?");
    match recorded(context) {
        Some(action) => {
            let help = format!("write `Next: {action}`, as in {}", context.known.session_path);
            finding.write(text, action.as_str()).help(help)
        }
        None => finding.help("say what to do and where: `Next: <task> in <path>:<line>`"),
    }
}

/// SESSION.md's own next action for the phase, where nothing is wrong with it.
fn recorded<'k>(context: &MessageContext<'k, '_>) -> Option<Str<'k>> {
    let phase = context.known.session?.phase(&context.message.number()?)?;
    let action = phase.field("Next Action")?.value;
    (!action.is_empty() && problems(&[action], context.known.files).is_empty()).then_some(action)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;
    use crate::session::model::Session;
    use crate::text::edit::apply;

    #[test]
    fn the_help_offers_what_session_md_has() {
        let text = "## Phase 3: Tasks API [In Progress]\n\n**Next Action**: Look at src/routes/tasks.ts:9\n";
        let session = Session::parse(text);
        let vague = IN_PROGRESS
            .replace("Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47", "keep going");
        let judged =
            judge(Str::new(&vague), &guess(CleanupMode::Strip), &facts(None, Some(&session)));
        assert_eq!(names(&judged), ["next-vague"]);
        let fix = judged.findings[0].fix.clone().unwrap();
        assert_eq!(
            apply(&vague, &fix.edits),
            IN_PROGRESS.replace(
                "Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47",
                "Look at src/routes/tasks.ts:9"
            )
        );
    }
}
