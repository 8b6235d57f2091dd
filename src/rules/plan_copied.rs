//! `plan-copied`: the plan's text was copied into SESSION.md.

use std::collections::HashMap;

use crate::finding::{Finding, Level, Rule};
use crate::markdown::field::fields;
use crate::markdown::list::list_item;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "plan-copied",
    level: Level::Warning,
    fires: "five or more consecutive lines of the plan are in SESSION.md too",
    why: "Two copies drift apart, and it is never clear which one counts.",
    how: "Link the section: `docs/IMPLEMENTATION_PHASES.md#phase-3`.",
};

/// Fewer consecutive lines of the plan may be a coincidence.
const MIN_COPIED: usize = 5;

/// A line found more often in the plan than this does not show a copy.
const MAX_PLACES: usize = 8;

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let Some(plan) = known.plan else { return };
    let path = known.plan_path;
    found.extend(runs(session.text, &places_by_line(plan.text)).into_iter().map(|run| {
        let message = format!("{} consecutive lines are copied from `{path}`", run.length);
        Finding::new(&RULE, message)
            .at(run.first.span(), "the copy begins here")
            .help(format!("link the section instead: `**Spec**: {path}#phase-3`"))
    }));
}

/// Lines of SESSION.md that are in the plan in the same order.
struct Run<'a> {
    first: Str<'a>,
    length: usize,
}

/// Where each line of the plan is.
fn places_by_line(plan: Str<'_>) -> HashMap<&str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, line) in prose(plan).enumerate() {
        let known = places.entry(line.as_str()).or_default();
        if known.len() < MAX_PLACES {
            known.push(index);
        }
    }
    places
}

/// The longest runs, each once: for every line, how long the run is that ends
/// at each of its places in the plan.
fn runs<'a>(session: Str<'a>, known: &HashMap<&str, Vec<usize>>) -> Vec<Run<'a>> {
    let lines: Vec<Str<'a>> = prose(session).collect();
    let mut found = Vec::new();
    let mut ending: HashMap<usize, usize> = HashMap::new();
    let mut longest = 0;
    for index in 0..=lines.len() {
        let places = lines.get(index).and_then(|line| known.get(line.as_str()));
        let next: HashMap<usize, usize> = places
            .into_iter()
            .flatten()
            .map(|place| {
                (*place, 1 + place.checked_sub(1).and_then(|p| ending.get(&p)).unwrap_or(&0))
            })
            .collect();
        let reached = next.values().copied().max().unwrap_or(0);
        if longest >= MIN_COPIED && reached <= longest {
            found.push(Run { first: lines[index - longest], length: longest });
            ending = next.into_keys().map(|place| (place, 1)).collect();
            longest = reached.min(1);
        } else {
            ending = next;
            longest = reached;
        }
    }
    found
}

/// The lines that count: no tasks, headings, fields, blank lines, rules.
fn prose(text: Str<'_>) -> impl Iterator<Item = Str<'_>> {
    text.lines().map(Str::trim).filter(|line| {
        let is_task = || list_item(*line).is_some_and(|item| item.mark.is_some());
        let is_field = || {
            let mut found = Vec::new();
            fields(*line, &mut found);
            !found.is_empty()
        };
        let says_something = line.chars().any(char::is_alphanumeric);
        says_something && !line.starts_with('#') && !is_task() && !is_field()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn the_plan_is_linked_and_not_copied() {
        let prose = "one line\nanother line\n\na third\nthe fourth\nand a fifth\n";
        let plan = format!("# Plan\n## Phase 1: Setup\n## Phase 2: Tasks API\n{prose}- [ ] GET\n");
        let tree = FakeFiles::of([(PLAN, plan.as_str()), ("src/routes.ts", "1\n2\n")]);
        let copied =
            GOOD.replace("**Key Files**: `src/r", &format!("{prose}\n**Key Files**: `src/r"));
        assert_eq!(rules_of(&findings_of(&copied, None, &tree, None)), ["plan-copied"]);
        let short = copied.replace("and a fifth\n", "");
        assert_eq!(rules_of(&findings_of(&short, None, &tree, None)), NONE);
    }
}
