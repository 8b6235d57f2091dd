//! `next-path`: a `path:line` in `Next:` does not exist.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::namesake::namesake;
use crate::terms::next_step::{NextProblem, only};
use crate::terms::place::Place;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "next-path",
    level: Level::Warning,
    fires: "a `path:line` in `Next:` does not exist",
    why: "A place that does not exist sends the next session searching.",
    how: "Correct the path or the line, or say that the file is to be created.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(context.next.iter().filter_map(|problem| match problem {
        NextProblem::Missing { place } => Some(missing(*place, context)),
        NextProblem::TooShort { place, lines } => Some(too_short(*place, *lines)),
        NextProblem::Vague(_) | NextProblem::NoLocation(_) => None,
    }));
}

fn missing(place: Place<'_>, context: &MessageContext<'_, '_>) -> Finding {
    let (line, known) = (place.line.unwrap_or(1), context.known);
    let finding = Finding::new(&RULE, format!("`{}` does not exist", place.path))
        .at(place.whole.span(), "no such file");
    let other = namesake(&place.path, known.changes.unwrap_or_default());
    let has_line = |other: &String| known.files.lines(other).is_some_and(|lines| lines >= line);
    match other.filter(has_line).filter(|_| stands_apart(place.whole, context.message.document)) {
        Some(other) => finding.write(place.whole, format!("{other}:{line}")),
        None => {
            finding.help(format!("correct the path, or write `{} (to be created)`", place.path))
        }
    }
}

/// Whether what would be written there is read as it is written: no path goes on before it.
fn stands_apart(place: Str<'_>, document: Str<'_>) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    !document[..place.span().start].ends_with(goes_on)
}

fn too_short(place: Place<'_>, lines: usize) -> Finding {
    let path = place.path;
    let help = match lines {
        0 => format!("`{path}` is empty; name another place"),
        last => format!("name a line of the file, such as `{path}:{last}`"),
    };
    Finding::new(&RULE, format!("`{path}` has {}", only(lines)))
        .at(place.whole.span(), only(lines))
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn a_file_of_the_same_name_is_offered() {
        let moved = IN_PROGRESS.replace("in src/routes/tasks.ts:47", "in src/tasks.ts:47");
        let (rule, culprit, help) = only(&moved);
        assert_eq!((rule, culprit.as_str()), ("next-path", "src/tasks.ts:47"));
        assert_eq!(help, "write `src/routes/tasks.ts:47`");
        assert!(fired(IN_PROGRESS).is_empty());
    }

    #[test]
    fn it_is_not_offered_where_it_would_be_read_with_what_stands_before() {
        let joined = IN_PROGRESS.replace("in src/routes/tasks.ts:47", "in _src/tasks.ts:47");
        let (rule, culprit, help) = only(&joined);
        assert_eq!((rule, culprit.as_str()), ("next-path", "src/tasks.ts:47"));
        assert_eq!(help, "correct the path, or write `src/tasks.ts (to be created)`");
    }
}
