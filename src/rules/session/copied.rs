//! Whether the plan's text was copied into SESSION.md.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::markdown::field::fields;
use crate::markdown::line::list_item;
use crate::rules::session::check_session::SessionFacts;
use crate::rules::table;
use crate::session::model::Session;
use crate::text::str::Str;

/// So many consecutive lines of the plan are a copy and no coincidence.
const FEWEST: usize = 5;

pub(crate) fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let Some((path, plan)) = facts.plan else { return Vec::new() };
    let known = places_by_line(plan.text);
    runs(session.text, &known).into_iter().map(|run| finding(&run, path)).collect()
}

/// Lines of SESSION.md that stand in the plan in the same order.
struct Run<'a> {
    first: Str<'a>,
    length: usize,
}

/// Where each line of the plan stands; a line that is all over the plan says
/// nothing, and a few places of it are enough.
fn places_by_line(plan: Str<'_>) -> HashMap<&str, Vec<usize>> {
    const ENOUGH: usize = 8;
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, line) in prose(plan).enumerate() {
        let known = places.entry(line.as_str()).or_default();
        if known.len() < ENOUGH {
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
        if longest >= FEWEST && reached <= longest {
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

fn finding(run: &Run<'_>, path: &str) -> Finding {
    let message = format!("{} consecutive lines stand in `{path}` too", run.length);
    Finding::new(&table::PLAN_COPIED, message)
        .at(run.first.span(), "the copy begins here")
        .help(format!("link the section instead: `**Spec**: {path}#phase-3`"))
}
