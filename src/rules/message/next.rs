//! `next-vague`, `next-location`, `next-path`.

use crate::finding::Finding;
use crate::message::parse::Message;
use crate::message::section::SectionKey;
use crate::rules::message::facts::MessageFacts;
use crate::rules::message::files::namesake;
use crate::rules::next_step::{NextProblem, only, problems};
use crate::rules::table;
use crate::terms::place::{Place, places};
use crate::terms::status::Status;
use crate::text::str::Str;

pub(crate) fn check(message: &Message<'_>, facts: &MessageFacts<'_>, found: &mut Vec<Finding>) {
    let Some(section) = message.section(SectionKey::Next).filter(|section| !section.is_empty())
    else {
        return;
    };
    let lines: Vec<Str<'_>> = section.content().collect();
    let needs_location = message.status().is_some_and(|status| status != Status::Complete);
    for problem in problems(&lines, facts.tree) {
        found.extend(match problem {
            NextProblem::Vague(text) => Some(vague(text, message, facts)),
            NextProblem::NoLocation(text) => needs_location.then(|| no_location(text, &lines)),
            NextProblem::Missing { place } => Some(missing(place, facts)),
            NextProblem::TooShort { place, lines } => Some(too_short(place, lines)),
        });
    }
}

fn vague(text: Str<'_>, message: &Message<'_>, facts: &MessageFacts<'_>) -> Finding {
    let help = match recorded(message, facts) {
        Some(action) => format!("write `Next: {action}`, as {} has it", facts.session_path),
        None => "say what to do and where: `Next: <task> in <path>:<line>`".to_owned(),
    };
    Finding::new(&table::NEXT_VAGUE, "a stranger could not start on this")
        .at(text.span(), "what is to be done, and in which file?")
        .help(help)
}

/// SESSION.md's own next action for the phase, where nothing is wrong with it.
fn recorded<'a>(message: &Message<'_>, facts: &MessageFacts<'a>) -> Option<Str<'a>> {
    let phase = facts.session?.phase(&message.number()?)?;
    let action = phase.field("Next Action")?.value;
    (!action.is_empty() && problems(&[action], facts.tree).is_empty()).then_some(action)
}

fn no_location(text: Str<'_>, lines: &[Str<'_>]) -> Finding {
    let named = lines.iter().flat_map(|line| places(*line)).next();
    let (span, label, help) = match named {
        Some(place) => {
            let help = format!("add the line: `{}:<line>`", place.path);
            (place.whole.span(), "in which line?", help)
        }
        None => {
            let help =
                "add where to start: `<path>:<line>`; a file still to be created needs no line";
            (text.span(), "in which file and line?", help.to_owned())
        }
    };
    Finding::new(&table::NEXT_LOCATION, "`Next:` names no `path:line`").at(span, label).help(help)
}

fn missing(place: Place<'_>, facts: &MessageFacts<'_>) -> Finding {
    let line = place.line.unwrap_or(1);
    let other = namesake(&place.path, facts.changes.unwrap_or_default());
    let help = match other.filter(|other| facts.tree.exists(other)) {
        Some(other) => format!("write `{other}:{line}`"),
        None => "correct the path, or say that the file is to be created".to_owned(),
    };
    Finding::new(&table::NEXT_PATH, format!("there is no `{}`", place.path))
        .at(place.whole.span(), "no such file")
        .help(help)
}

fn too_short(place: Place<'_>, lines: usize) -> Finding {
    let path = place.path;
    let help = match lines {
        0 => format!("`{path}` is empty; name another place"),
        last => format!("name a line that is there, such as `{path}:{last}`"),
    };
    Finding::new(&table::NEXT_PATH, format!("`{path}` has {}", only(lines)))
        .at(place.whole.span(), only(lines))
        .help(help)
}
