//! Parses the plan: its phases with their tasks and criteria.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::markdown::field;
use crate::markdown::field::Field;
use crate::markdown::outline::Outline;
use crate::markdown::slug::slugs;
use crate::plan::fenced_list::fenced_lists;
use crate::plan::model::{Plan, PlanPhase};
use crate::plan::phases::{PassReason, PassedOver, PlanSection, phase_lines};
use crate::plan::{items, phases};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;

impl<'a> Plan<'a> {
    /// Reads a plan. Never fails: what is not there is absent.
    pub fn parse(text: &'a str) -> Self {
        let text = Str::new(text);
        let outline = Outline::of(text);
        let of_front_matter = |key| outline.front_matter.and_then(|yaml| yaml.value(key));
        let first_heading = || outline.headings.first().map(|heading| heading.text);
        let (sections, mut passed_over) = phases::find(&outline, text);
        let phases = once_each(read_all(&outline, sections), text, &mut passed_over);
        Self {
            text,
            title: of_front_matter("title").or_else(first_heading),
            description: of_front_matter("description"),
            phases,
            passed_over,
        }
    }
}

fn read_all<'a>(outline: &Outline<'a>, sections: Vec<PlanSection<'a>>) -> Vec<PlanPhase<'a>> {
    let anchors = slugs(&outline.headings);
    let anchor = |line: Str<'a>| {
        let start = line.span().start;
        let index = outline.headings.binary_search_by_key(&start, |h| h.line.span().start);
        anchors.get(index.ok()?).cloned()
    };
    let lines: Vec<Str<'a>> = outline.lines().collect();
    let all = sections.into_iter().map(|section| {
        let anchor = anchor(section.line);
        phase(section, anchor, &lines)
    });
    all.collect()
}

fn phase<'a>(section: PlanSection<'a>, anchor: Option<String>, lines: &[Str<'a>]) -> PlanPhase<'a> {
    let body = section.body.span();
    let first = lines.partition_point(|line| line.span().start < body.start);
    let end = lines.partition_point(|line| line.span().start < body.end);
    let lines = lines.get(first..end).unwrap_or_default();
    let mut fields = Vec::new();
    for line in lines {
        field::fields(*line, &mut fields);
    }
    let mut items = items::read(section.body, lines);
    let (tasks, criteria) = fenced_lists(section.body);
    if items.tasks.is_empty() {
        items.tasks = tasks;
    }
    if items.criteria.is_empty() {
        items.criteria = criteria;
    }
    PlanPhase {
        heading: section.line,
        number: section.title.number,
        name: without_remarks(section.title.name),
        anchor,
        heading_status: section.title.status.map(|status| status.status),
        kind: kind(&fields),
        tasks: items.tasks,
        criteria: items.criteria,
        body: section.body,
    }
}

fn kind<'a>(fields: &[Field<'a>]) -> Option<Str<'a>> {
    let mut types = fields.iter().filter(|field| field.is_named("Type"));
    types.next().map(|field| field.value).filter(|value| !value.is_empty())
}

/// The name without a duration or status in parentheses at its end: `(Week 1-2)`, `(DONE)`.
fn without_remarks(name: Str<'_>) -> Str<'_> {
    let split = || {
        let open = name.rfind('(')?;
        let inner = name[open..].strip_prefix('(')?.strip_suffix(')')?;
        let before = name.slice(0..open).trim_end();
        let is_remark = is_duration(inner) || Status::parse_lenient(inner).is_some();
        (is_remark && !before.is_empty()).then_some(before)
    };
    split().map_or(name, |before| {
        let is_trailing = |c: char| !c.is_alphanumeric() && !c.is_ascii();
        before.slice_ref(before.as_str().trim_end_matches(|c: char| c == ' ' || is_trailing(c)))
    })
}

fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 9] =
        ["week", "day", "hour", "min", "month", "sprint", "hr", "wk", "quarter"];
    let folded = text.to_lowercase();
    let mut words = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    text.contains(|c: char| c.is_ascii_digit())
        && (words.any(|word| {
            matches!(word, "h" | "d" | "w") || UNITS.iter().any(|unit| word.starts_with(unit))
        }))
}

/// One phase per number: of two, the one with more tasks and criteria (an overview may come before
/// the details), the first where they tie. The others are passed over.
fn once_each<'a>(
    all: Vec<PlanPhase<'a>>,
    text: Str<'a>,
    passed_over: &mut Vec<PassedOver<'a>>,
) -> Vec<PlanPhase<'a>> {
    let weight = |phase: &PlanPhase<'_>| phase.tasks.len() + phase.criteria.len();
    let mut kept: HashMap<PhaseNumber, PlanPhase<'_>> = HashMap::new();
    let mut others = Vec::new();
    for phase in all {
        match kept.entry(phase.number.clone()) {
            Entry::Vacant(free) => _ = free.insert(phase),
            Entry::Occupied(mut known) if weight(&phase) > weight(known.get()) => {
                others.push(known.insert(phase));
            }
            Entry::Occupied(_) => others.push(phase),
        }
    }
    let mut kept: Vec<PlanPhase<'_>> = kept.into_values().collect();
    kept.sort_by_key(|phase| phase.heading.span());
    let lines = phase_lines(text, kept.iter().map(|phase| (&phase.number, phase.heading)));
    passed_over.extend(others.into_iter().filter_map(|other| {
        let line = *lines.get(&other.number)?;
        let reason = PassReason::SameNumber(other.number, line);
        Some(PassedOver { line: other.heading, reason })
    }));
    passed_over.sort_by_key(|passed| passed.line.span());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String, String)> {
        let plan = Plan::parse(text);
        let phases = plan.phases.iter();
        phases
            .map(|p| {
                (p.number.to_string(), p.name.to_string(), p.anchor.clone().unwrap_or_default())
            })
            .collect()
    }

    fn one(number: &str, name: &str, anchor: &str) -> Vec<(String, String, String)> {
        vec![(number.into(), name.into(), anchor.into())]
    }

    #[test]
    fn names_carry_neither_duration_nor_status_nor_markup() {
        for (heading, number, name, anchor) in [
            ("## Phase 1: Setup (Week 1-2)", "1", "Setup", "phase-1-setup-week-1-2"),
            ("# PHASE 0 — Setup (2 hours)", "0", "Setup", "phase-0--setup-2-hours"),
            ("## Phase 1: Setup 🎉 (Week 1) ✅ DONE", "1", "Setup", "phase-1-setup--week-1--done"),
            ("## 🚀 **Phase 1: Setup**", "1", "Setup", "-phase-1-setup"),
            ("## Phase 16 — Sync (Stage A)", "16", "Sync (Stage A)", "phase-16--sync-stage-a"),
            ("## Phase 2A: Python ⏳ NEXT", "2a", "Python", "phase-2a-python--next"),
        ] {
            let found = names(&format!("{heading}\n"));
            assert_eq!(found[0].0, number);
            assert_eq!(found[0].1, name);
            assert_eq!(found[0].2.replace('\u{fe0f}', ""), anchor);
        }
    }

    #[test]
    fn parts_and_reports_about_a_phase_are_no_phases() {
        let text = "# Phase 1: A\n## Phase 1 — Steps\n- [ ] x\n## Phase 1 Quality Gate\n# Phase Overview\n```\n## Phase 2: B\n```\n| Phase 3: C |\n";
        assert_eq!(names(text), one("1", "A", "phase-1-a"));
        assert_eq!(Plan::parse(text).phases[0].tasks.len(), 1);
    }

    #[test]
    fn of_an_overview_and_the_details_the_details_count() {
        let text = "# Overview\n### Phase 1: A\nshort\n# Details\n## Phase 1: A\n- [ ] x\n# End\n## Phase 1: A\n";
        assert_eq!(names(text), one("1", "A", "phase-1-a-1"));
    }

    fn numbers(text: &str) -> Vec<String> {
        Plan::parse(text).phases.iter().map(|phase| phase.number.to_string()).collect()
    }

    #[test]
    fn phases_are_read_with_and_without_separators() {
        assert_eq!(numbers("## Phase 1: A\n## Phase 2 Billing\n## Phase 3 - C\n"), ["1", "2", "3"]);
        assert_eq!(
            numbers("## Phase 1 Setup\n### Phase 1 Success Criteria\n## Phase 2 API\n"),
            ["1", "2"]
        );
        assert_eq!(
            numbers("# P\n**Phase 1: A**\n- a\n\n**Phase 2: B** (Week 2)\n- b\n"),
            ["1", "2"]
        );
        assert_eq!(numbers("## Phase 1: A\n- a\n\n**Phase 2: B**\n- b\n"), ["1", "2"]);
        assert_eq!(numbers("1. Phase 1: A\n   - a\n2. Phase 2: B\n"), ["1", "2"]);
        assert_eq!(numbers("Phase I: A\n---\n\nPhase II: B\n---\n"), ["1", "2"]);
        assert_eq!(numbers("## Étape 1 : A\n## Étape 2 : B\n"), ["1", "2"]);
    }

    #[test]
    fn what_is_passed_over_and_missing_is_named_with_its_line() {
        let remarks = |text: &str| Plan::parse(text).remarks();
        assert_eq!(
            remarks("## Phase 1: A\n- a\n## Phase 1: Again\n## Phase 4: D\n"),
            [
                "line 3 is not read as a phase: `## Phase 1: Again` (phase 1 is at line 1)",
                "phases 2 to 3 are missing between phase 1 (line 1) and phase 4 (line 4)",
            ]
        );
        assert_eq!(
            remarks("## Phase 1: A\n```\n## Phase 2: B\n```\n## Phase 3 Gate\n"),
            [
                "line 3 is not read as a phase: `## Phase 2: B` (inside the code block that begins at line 2)",
                "line 5 is not read as a phase: `## Phase 3 Gate` (expected `Phase <N>: <Name>`)",
            ]
        );
        assert!(remarks("## Phase 1: A\n### Phase 1 Success Criteria\n## Phase 2: B\n").is_empty());
    }

    #[test]
    fn fields_and_front_matter_are_read() {
        let text = "---\ntitle: \"My plan\"\ndescription: What we do\n---\n# Other\n## Phase 1: A\n- **Type**: API | **Estimated**: 4 hours\n";
        let plan = Plan::parse(text);
        assert_eq!(plan.title.unwrap().as_str(), "My plan");
        assert_eq!(plan.description.unwrap().as_str(), "What we do");
        assert_eq!(plan.phases[0].kind.unwrap().as_str(), "API");
        assert_eq!(Plan::parse("# Other\n").title.unwrap().as_str(), "Other");
    }
}
