//! `next-location`: `Next:` names no `path:line`.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::terms::next_step::NextProblem;
use crate::terms::place::places;
use crate::terms::status::Status;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "next-location",
    level: Level::Warning,
    fires: "`Next:` of a phase that is not Complete names no `path:line`",
    why: "The next session starts with an empty context. A file and a line show it where to begin.",
    how: "Name the place: `Implement PATCH in src/routes/tasks.ts:47`. A file still to be created needs no line.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    if context.inferred.status.is_none_or(|status| status == Status::Complete) {
        return;
    }
    found.extend(context.next.iter().filter_map(|problem| match problem {
        NextProblem::NoLocation(text) => Some(no_location(*text, context)),
        _ => None,
    }));
}

fn no_location(text: Str<'_>, context: &MessageContext<'_, '_>) -> Finding {
    let finding = Finding::new(&RULE, "`Next:` names no `path:line`");
    let named = context.next_lines().into_iter().flat_map(places).next();
    match named {
        Some(place) if !context.known.knows_path(&place.path) => {
            let created = format!("{} (to be created)", place.path);
            finding
                .at(place.whole.span(), "no such file")
                .help(format!("correct the path, or write `{created}`"))
        }
        Some(place) => finding
            .at(place.whole.span(), "in which line?")
            .help(format!("add the line: `{}:<line>`", place.path))
            .fix(Fix::replace(place.whole, format!("{}:<line>", place.path))),
        None => finding
            .at(text.span(), "in which file and line?")
            .help("add where to start: `<path>:<line>`; a file still to be created needs no line"),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn next_says_where_to_start() {
        let next = |text: &str, to: &str| {
            let line = |line: &str| match line.starts_with("Next:") {
                true => format!("Next: {to}"),
                false => line.to_owned(),
            };
            text.lines().map(line).collect::<Vec<_>>().join("\n")
        };
        for example in [IN_PROGRESS, PAUSED] {
            let of = |to| only(&next(example, to)).0;
            assert_eq!(of("continue API work"), "next-vague");
            assert_eq!(of("Implement the PATCH endpoint of /api/tasks/:id"), "next-location");
            assert_eq!(of("Look at src/routes/tasks.ts"), "next-location");
            assert_eq!(of("Look at src/routes/tasks.ts:101"), "next-path");
            assert_eq!(of("Look at src/routes/gone.ts:1"), "next-path");
            assert!(fired(&next(example, "Create src/routes/tags.ts")).is_empty());
            assert!(fired(&next(example, "Steps:\n1. see src/routes/tasks.ts:9")).is_empty());
        }
        let (_, _, help) = only(&next(IN_PROGRESS, "Look at src/routes/gone.ts"));
        assert_eq!(help, "correct the path, or write `src/routes/gone.ts (to be created)`");
        assert!(fired(&next(IN_PROGRESS, "Look at src/routes/gone.ts (to be created)")).is_empty());
        assert_eq!(only(&next(COMPLETE, "keep going")).0, "next-vague");
        assert!(fired(&next(COMPLETE, "Build the list of tasks")).is_empty());
    }
}
