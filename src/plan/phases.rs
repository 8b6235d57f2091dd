//! Which lines of a plan are its phases, and which only look like one.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::markdown::labels::{names_criteria, names_tasks};
use crate::markdown::list::list_item;
use crate::markdown::outline::{Heading, HeadingForm, Outline};
use crate::markdown::phase_heading::{PhaseTitle, bare};
use crate::plan::phase_table;
use crate::plan::phase_title::{TitleForm, read, read_step};
use crate::terms::phase_number::PhaseNumber;
use crate::text::span::line_numbers;
use crate::text::str::Str;

/// A line that looks like a phase and is not read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver<'a> {
    pub line: Str<'a>,
    pub reason: PassReason,
}

/// Why a line is not read as a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassReason {
    /// The phase with this number begins on that line.
    SameNumber(PhaseNumber, usize),
    /// It is about a phase: `Phase 1 Success Criteria`.
    Report,
    /// It is inside a code block that begins on that line.
    CodeBlock(usize),
    /// The phases of this plan are headings, and this line is not one.
    NotHeading,
}

impl fmt::Display for PassReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameNumber(number, line) => write!(f, "phase {number} is at line {line}"),
            Self::Report => f.write_str("expected `Phase <N>: <Name>`"),
            Self::CodeBlock(line) => write!(f, "inside the code block that begins at line {line}"),
            Self::NotHeading => f.write_str("not a heading, as the other phases are"),
        }
    }
}

/// A line that may be a phase.
#[derive(Clone, Debug)]
pub(crate) struct PhaseCandidate<'a> {
    pub(crate) line: Str<'a>,
    pub(crate) title: PhaseTitle<'a>,
    form: TitleForm,
    kind: PlanLineKind,
    /// Of its heading, else of the heading that it is below.
    level: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PlanLineKind {
    Heading,
    Bold,
    Plain,
    Item,
    Row,
}

/// A phase, and all below it.
#[derive(Debug)]
pub(crate) struct PlanSection<'a> {
    pub(crate) line: Str<'a>,
    pub(crate) title: PhaseTitle<'a>,
    pub(crate) body: Str<'a>,
}

/// The phases in order, several with one number included, and what was passed over.
pub(crate) fn find<'a>(
    outline: &Outline<'a>,
    text: Str<'a>,
) -> (Vec<PlanSection<'a>>, Vec<PassedOver<'a>>) {
    let (candidates, kept) = choose(outline);
    let phases: Vec<&PhaseCandidate<'a>> = kept.iter().map(|index| &candidates[*index]).collect();
    let mut passed = passed_over(&candidates, &kept, text);
    passed.extend(in_code_blocks(outline, &phases, text));
    passed.sort_by_key(|passed| passed.line.span());
    let sections = phases.iter().enumerate().map(|(index, phase)| PlanSection {
        line: phase.line,
        title: phase.title.clone(),
        body: body(outline, phase, phases.get(index + 1), text),
    });
    (sections.collect(), passed)
}

/// The lines that may be phases, and the indices of those that are: headings, then the rows of a
/// table, other lines, and where there are none at all, headings such as `Milestone 1: Setup`.
fn choose<'a>(outline: &Outline<'a>) -> (Vec<PhaseCandidate<'a>>, Vec<usize>) {
    let named = with_digits(candidates(outline, read));
    if headings(&named).is_empty() {
        let lines: Vec<Str<'a>> = outline.lines().collect();
        let row = |(line, title)| {
            let (form, kind) = (TitleForm::Separated, PlanLineKind::Row);
            PhaseCandidate { line, title, form, kind, level: 6 }
        };
        let rows: Vec<PhaseCandidate<'a>> =
            phase_table::rows(&lines).into_iter().map(row).collect();
        if !rows.is_empty() {
            let kept = (0..rows.len()).collect();
            return (rows, kept);
        }
    }
    let kept = select(&named);
    if !kept.is_empty() {
        return (named, kept);
    }
    let mut steps = candidates(outline, read_step);
    steps.retain(|step| step.kind == PlanLineKind::Heading);
    let top = steps.iter().map(|step| step.level).min();
    steps.retain(|step| Some(step.level) == top);
    let kept = (0..steps.len()).collect();
    if steps.is_empty() { (named, Vec::new()) } else { (steps, kept) }
}

fn candidates<'a>(
    outline: &Outline<'a>,
    read: fn(Str<'a>) -> Option<(PhaseTitle<'a>, TitleForm)>,
) -> Vec<PhaseCandidate<'a>> {
    let headings = &outline.headings;
    let heading_at =
        |line: Str<'a>| headings.binary_search_by_key(&line.span().start, |h| h.line.span().start);
    let candidates = outline.lines().filter_map(|line| {
        let (text, kind, level) = match heading_at(line) {
            Ok(index) => (headings[index].text, PlanLineKind::Heading, headings[index].level),
            Err(after) => {
                let (text, kind) = title_line(line)?;
                (text, kind, after.checked_sub(1).map_or(1, |above| headings[above].level))
            }
        };
        let (title, form) = read(text)?;
        // Outside headings `Phase 2 needs …` and a lone `Phase 2` are prose.
        let is_title = kind == PlanLineKind::Heading
            || (form == TitleForm::Separated && !title.name.is_empty())
            || (form == TitleForm::Unseparated && kind == PlanLineKind::Bold);
        is_title.then_some(PhaseCandidate { line, title, form, kind, level })
    });
    candidates.collect()
}

/// The text of a line that may be a title: bold as a whole, an item of a list, or a short line.
fn title_line(line: Str<'_>) -> Option<(Str<'_>, PlanLineKind)> {
    const MAX_TITLE: usize = 100;
    let content = line.trim();
    let is_table = content.starts_with('|');
    if is_table || content.chars().count() > MAX_TITLE || content.ends_with(['.', ',', ';']) {
        return None;
    }
    if let Some(item) = list_item(line) {
        return (item.indent == 0 && item.mark.is_none())
            .then_some((item.text, PlanLineKind::Item));
    }
    // `**Phase 1: Setup** (Week 1)` and `**Phase 1**: Setup` alike.
    let is_bold = content.contains("**") && bare(content).span().start > content.span().start;
    Some((content, if is_bold { PlanLineKind::Bold } else { PlanLineKind::Plain }))
}

/// `I`, `V` and `X` are numbers where `II` is one.
fn with_digits(mut all: Vec<PhaseCandidate<'_>>) -> Vec<PhaseCandidate<'_>> {
    if all.iter().any(|candidate| candidate.line.contains("II")) {
        for candidate in &mut all {
            let digits = match candidate.title.number.as_str() {
                "I" => "1",
                "V" => "5",
                "X" => "10",
                _ => continue,
            };
            candidate.title.number = PhaseNumber::parse(digits).expect("digits are a number");
        }
    }
    all
}

/// The indices of those that are phases: the headings; of other lines those of one kind, where
/// no heading is one, and bold lines with numbers that no heading has.
fn select(all: &[PhaseCandidate<'_>]) -> Vec<usize> {
    let mut kept = headings(all);
    let order = [PlanLineKind::Bold, PlanLineKind::Plain, PlanLineKind::Item];
    for kind in order {
        if kept.is_empty() || kind == PlanLineKind::Bold {
            let taken: HashSet<&PhaseNumber> =
                kept.iter().map(|index: &usize| &all[*index].title.number).collect();
            let found = all
                .iter()
                .enumerate()
                .filter(|(_, c)| c.kind == kind && !taken.contains(&c.title.number));
            let mut found: Vec<usize> = found.map(|(index, _)| index).collect();
            if kept.is_empty()
                || found.iter().all(|index| all[*index].line.trim_end().ends_with("**"))
            {
                kept.append(&mut found);
            }
        }
    }
    kept.sort_unstable();
    kept
}

fn headings(all: &[PhaseCandidate<'_>]) -> Vec<usize> {
    let of = |form: TitleForm| {
        let all = all.iter().enumerate();
        all.filter(move |(_, c)| c.kind == PlanLineKind::Heading && c.form == form)
    };
    let mut kept: Vec<usize> = Vec::new();
    for (index, candidate) in of(TitleForm::Separated) {
        let is_part = kept.last().is_some_and(|above| {
            all[*above].title.number == candidate.title.number
                && all[*above].level < candidate.level
        });
        if !is_part {
            kept.push(index);
        }
    }
    let levels: HashSet<u8> = kept.iter().map(|index| all[*index].level).collect();
    let mut taken: HashSet<&PhaseNumber> =
        kept.iter().map(|index| &all[*index].title.number).collect();
    for (index, candidate) in of(TitleForm::Unseparated) {
        let is_at_level = levels.is_empty() || levels.contains(&candidate.level);
        if is_at_level && taken.insert(&candidate.title.number) {
            kept.push(index);
        }
    }
    kept.sort_unstable();
    kept
}

fn body<'a>(
    outline: &Outline<'a>,
    phase: &PhaseCandidate<'a>,
    next: Option<&&PhaseCandidate<'a>>,
    text: Str<'a>,
) -> Str<'a> {
    let line_end = phase.line.span().end;
    let is_heading = phase.kind == PlanLineKind::Heading;
    let level = if is_heading { phase.level } else { phase.level.max(2) };
    let whole = text.span();
    let next = next.map_or(whole.end, |next| next.line.span().start);
    let start_of = |heading: &Heading<'_>| heading.line.span().start;
    let first = outline.headings.partition_point(|heading| start_of(heading) <= line_end);
    let after = outline.headings[first..].iter().take_while(|heading| start_of(heading) < next);
    let mut is_in_lists = false;
    let mut closing = after.filter(|h| h.form == HeadingForm::Atx && h.level <= level);
    // `## Tasks`, then `## Acceptance Criteria`, below `## Phase 1: Setup` are its lists.
    let closing = closing.find(|heading| {
        let is_tasks = is_tasks_alone(&heading.text) && heading.level == level;
        let is_list = is_tasks || (is_in_lists && names_criteria(&heading.text));
        is_in_lists |= is_list;
        !(is_heading && is_list)
    });
    let own = outline.headings[..first].last().filter(|heading| heading.line == phase.line);
    let start = own.filter(|_| is_heading).map_or(line_end, |heading| heading.rest.span().start);
    let end = closing.map_or(next, start_of).max(start);
    text.slice(start - whole.start..end - whole.start)
}

fn is_tasks_alone(title: &str) -> bool {
    names_tasks(title) && title.split_whitespace().count() == 1
}

fn passed_over<'a>(
    all: &[PhaseCandidate<'a>],
    kept: &[usize],
    text: Str<'a>,
) -> Vec<PassedOver<'a>> {
    let phases = kept.iter().map(|index| (&all[*index].title.number, all[*index].line));
    let lines = phase_lines(text, phases);
    let is_kept = |index: &usize| kept.binary_search(index).is_ok();
    let others = all.iter().enumerate().filter(|(index, _)| !is_kept(index));
    let passed = others.filter_map(|(index, candidate)| {
        let reason = match lines.get(&candidate.title.number) {
            // A list of all phases, or a part of the phase above it.
            Some(_) if candidate.kind != PlanLineKind::Heading => return None,
            Some(_) if is_part(all, kept, index) => return None,
            Some(line) => PassReason::SameNumber(candidate.title.number.clone(), *line),
            None if candidate.kind != PlanLineKind::Heading => PassReason::NotHeading,
            None => PassReason::Report,
        };
        Some(PassedOver { line: candidate.line, reason })
    });
    passed.collect()
}

/// The line on which each number begins first, of phases in the order of the text.
pub(crate) fn phase_lines<'p>(
    text: Str<'p>,
    phases: impl Iterator<Item = (&'p PhaseNumber, Str<'p>)> + Clone,
) -> HashMap<&'p PhaseNumber, usize> {
    let starts: Vec<usize> = phases.clone().map(|(_, line)| line.span().start).collect();
    let mut found = HashMap::new();
    for ((number, _), line) in phases.zip(line_numbers(text.as_str(), starts)) {
        found.entry(number).or_insert(line);
    }
    found
}

/// Whether the last phase above this line has the same number and a higher level.
fn is_part(all: &[PhaseCandidate<'_>], kept: &[usize], index: usize) -> bool {
    let above = kept[..kept.partition_point(|phase| *phase < index)].last();
    let above = above.map(|phase| &all[*phase]);
    above.is_some_and(|phase| {
        phase.title.number == all[index].title.number && phase.level < all[index].level
    })
}

/// Phases in code blocks whose numbers the plan lacks.
fn in_code_blocks<'a>(
    outline: &Outline<'a>,
    phases: &[&PhaseCandidate<'a>],
    text: Str<'a>,
) -> Vec<PassedOver<'a>> {
    let mut found = Vec::new();
    let known: HashSet<&PhaseNumber> = phases.iter().map(|phase| &phase.title.number).collect();
    let starts = outline.fences.iter().map(|fence| fence.opening.span().start);
    for (fence, block) in outline.fences.iter().zip(line_numbers(&text, starts)) {
        for line in fence.whole.lines().filter(|line| line.trim_start().starts_with('#')) {
            let title = read(line.trim()).filter(|(_, form)| *form != TitleForm::Report);
            if title.is_some_and(|(title, _)| !known.contains(&title.number)) {
                found.push(PassedOver { line, reason: PassReason::CodeBlock(block) });
            }
        }
    }
    found
}

/// Whole numbers that are missing between two phases, each with the phases on either side.
pub(crate) fn gaps<'p, 'a>(numbers: &'p [(PhaseNumber, Str<'a>)]) -> Vec<PhaseGap<'p, 'a>> {
    let mut known: Vec<(Vec<usize>, &'p (PhaseNumber, Str<'a>))> =
        numbers.iter().filter_map(|phase| Some((whole_numbers(&phase.0)?, phase))).collect();
    known.sort_by_key(|(range, _)| range.clone());
    let mut found = Vec::new();
    for pair in known.windows(2) {
        let (before, after) = (pair[0].0.last(), pair[1].0.first());
        let (Some(before), Some(after)) = (before, after) else { continue };
        if before + 1 < *after {
            found.push(PhaseGap {
                first: before + 1,
                last: after - 1,
                before: pair[0].1,
                after: pair[1].1,
            });
        }
    }
    found
}

/// Phases that are missing.
#[derive(Debug)]
pub(crate) struct PhaseGap<'p, 'a> {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) before: &'p (PhaseNumber, Str<'a>),
    pub(crate) after: &'p (PhaseNumber, Str<'a>),
}

/// `2` of `2a` and `2.1`; `2` and `4` of `2-4`; a letter has none.
fn whole_numbers(number: &PhaseNumber) -> Option<Vec<usize>> {
    let parts = number.as_str().split(['-', '–']);
    parts
        .map(|part| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            part[..digits].parse().ok()
        })
        .collect()
}
