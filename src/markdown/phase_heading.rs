//! Which headings are phases, in which forms, and what stands below each.

use crate::markdown::outline::{Heading, HeadingForm, Outline};
use crate::markdown::status::{PhaseStatus, split_status};
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

/// What a phase heading says: `Phase 3: Tasks API [In Progress]`.
#[derive(Clone, Debug)]
pub struct PhaseTitle<'a> {
    /// `3`
    pub number: PhaseNumber,
    /// `Tasks API`; may be empty.
    pub name: Str<'a>,
    /// The status at the end.
    pub status: Option<PhaseStatus<'a>>,
}

/// A phase heading and all below it.
#[derive(Debug)]
pub struct PhaseSection<'a> {
    /// The heading.
    pub heading: Heading<'a>,
    /// What it says.
    pub title: PhaseTitle<'a>,
    /// Everything below, up to the next heading of the same or a higher level,
    /// or to the next phase.
    pub body: Str<'a>,
}

/// The phases of a document, in order. `## Phase 1 — Steps` below
/// `# Phase 1: Setup` is a part of that phase.
pub fn sections<'a>(outline: &Outline<'a>) -> Vec<PhaseSection<'a>> {
    let mut found: Vec<(usize, PhaseTitle<'a>)> = Vec::new();
    for (index, heading) in outline.headings.iter().enumerate() {
        let Some(title) = title(heading.text) else { continue };
        let is_part = found.last().is_some_and(|(above, of)| {
            of.number == title.number && outline.headings[*above].level < heading.level
        });
        if !is_part {
            found.push((index, title));
        }
    }
    let starts: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
    let body = |index: usize| {
        let heading = outline.headings[index];
        let end = outline.headings[index + 1..].iter().enumerate().find(|(offset, next)| {
            let ends_section = next.form == HeadingForm::Atx && next.level <= heading.level;
            ends_section || starts.binary_search(&(index + 1 + offset)).is_ok()
        });
        let rest = heading.rest;
        end.map_or(rest, |(_, next)| {
            rest.slice(0..next.line.span().start.saturating_sub(rest.span().start))
        })
    };
    found
        .into_iter()
        .map(|(index, title)| PhaseSection {
            heading: outline.headings[index],
            title,
            body: body(index),
        })
        .collect()
}

/// Reads a phase heading's text. `Current Phase`, `Phase Overview` and
/// `Phase 1 Quality Gate` are not titles: after the number is a separator, a
/// status or nothing.
pub fn title(text: Str<'_>) -> Option<PhaseTitle<'_>> {
    let text = from_first_letter(text);
    let text = after_word(text, "optional").map_or(text, from_first_letter);
    bare_title(text).or_else(|| prefixed_title(text))
}

fn bare_title(text: Str<'_>) -> Option<PhaseTitle<'_>> {
    let after = after_word(text, "phase")?;
    let (number, rest) = number(after.trim_start())?;
    let (rest, status) = split_status(rest);
    Some(PhaseTitle { number, name: name(rest)?, status })
}

/// `Shop: Phase 1 - Cart 🔄`: only with a status, for `Next: Phase 3` is a sentence about one.
fn prefixed_title(text: Str<'_>) -> Option<PhaseTitle<'_>> {
    const SEPARATORS: [&str; 8] = [": ", " - ", " – ", " — ", " | ", " / ", " · ", " > "];
    let starts = SEPARATORS.iter().filter_map(|mark| Some(text.find(mark)? + mark.len()));
    let title = bare_title(from_first_letter(text.slice(starts.min()?..text.len())))?;
    let is_whole = title.status.is_some() && !title.name.is_empty();
    is_whole.then_some(title)
}

fn from_first_letter(text: Str<'_>) -> Str<'_> {
    text.slice_ref(text.as_str().trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// What follows `word`, in any case, and the space after it.
fn after_word<'a>(text: Str<'a>, word: &str) -> Option<Str<'a>> {
    let is_word = text.get(..word.len())?.eq_ignore_ascii_case(word);
    let rest = text.slice(word.len()..text.len());
    (is_word && rest.starts_with([' ', '\t', '\u{a0}'])).then_some(rest)
}

/// The number at the start, and what follows it.
pub(crate) fn number(text: Str<'_>) -> Option<(PhaseNumber, Str<'_>)> {
    if let Some((number, rest)) = PhaseNumber::split_from(text.as_str()) {
        return Some((number, text.slice_ref(rest)));
    }
    let (number, name) = text.split_once("-")?;
    let is_glued_name = name.starts_with(char::is_alphabetic);
    let number = PhaseNumber::parse(&number).filter(|_| is_glued_name)?;
    Some((number, text.slice(text.find('-')?..text.len())))
}

/// The name after the number; `None` where the words there are not a name.
pub(crate) fn name(rest: Str<'_>) -> Option<Str<'_>> {
    const SEPARATORS: [char; 9] = [':', '-', '–', '—', '.', ')', '|', '·', '：'];
    let rest = bare(rest);
    if rest.is_empty() {
        return Some(rest);
    }
    if let Some(inner) = rest.strip_prefix("(") {
        let (inner, after) = inner.split_once(")")?;
        let after = bare(after);
        return if after.is_empty() { Some(bare(inner)) } else { name(after) };
    }
    let name = rest.slice_ref(rest.as_str().strip_prefix(SEPARATORS)?);
    let name = bare(name.slice_ref(name.as_str().trim_start_matches(SEPARATORS)));
    Some(bare(
        name.split_once("](")
            .filter(|(text, _)| !text.contains('['))
            .map_or(name, |(text, _)| text),
    ))
}

/// Without space, bold markup, emoji and dangling dashes around it.
pub(crate) fn bare(text: Str<'_>) -> Str<'_> {
    let is_around = |c: char| c.is_whitespace() || matches!(c, '*' | '_') || is_pictograph(c);
    let inner = text.as_str().trim_matches(is_around);
    let end = inner.trim_end_matches(|c: char| is_around(c) || "-–—:".contains(c));
    // A dash alone is the separator in front of a name that is not there.
    let kept = if end.is_empty() { inner } else { end };
    text.slice_ref(kept)
}

fn is_pictograph(c: char) -> bool {
    matches!(c as u32,
        0x2190..=0x21ff | 0x2300..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1faff
        | 0x200d | 0x20e3 | 0xfe0e | 0xfe0f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::status::Status;

    fn read(text: &str) -> Option<(String, String, Option<Status>)> {
        let title = title(Str::new(text))?;
        Some((title.number.to_string(), title.name.to_string(), title.status.map(|s| s.status)))
    }

    #[test]
    fn phase_headings_vary() {
        for (text, number, name) in [
            ("Phase 3: Tasks API", "3", "Tasks API"),
            ("Phase 3 - Tasks API", "3", "Tasks API"),
            ("PHASE 0 — Setup", "0", "Setup"),
            ("Phase 0 – Setup", "0", "Setup"),
            ("**Phase 3: Tasks**", "3", "Tasks"),
            ("🚀 **Phase 1: Adapter**", "1", "Adapter"),
            ("**Phase 4**: Tasks", "4", "Tasks"),
            ("Phase 18.1 — Hardening", "18.1", "Hardening"),
            ("Phase 2A: Python 🐍", "2a", "Python"),
            ("Phase A: Start", "A", "Start"),
            ("Phase 3. Setup", "3", "Setup"),
            ("Phase 3-Setup", "3", "Setup"),
            ("Phase 2-4: Core", "2-4", "Core"),
            ("Phase 2 (Database)", "2", "Database"),
            ("Optional Phase 8: Money", "8", "Money"),
            ("[Phase 1: Setup](#x)", "1", "Setup"),
            ("Phase 7", "7", ""),
            ("Phase 1: Foundation 🎉 (Week 1-2)", "1", "Foundation 🎉 (Week 1-2)"),
        ] {
            assert_eq!(read(text), Some((number.into(), name.into(), None)), "{text}");
        }
    }

    #[test]
    fn the_status_is_no_part_of_the_name() {
        let complete = Some(Status::Complete);
        assert_eq!(read("Phase 3: A-B [Complete]"), Some(("3".into(), "A-B".into(), complete)));
        assert_eq!(read("Phase 3 ✅"), Some(("3".into(), String::new(), complete)));
        assert_eq!(read("Phase 3 - Complete"), Some(("3".into(), String::new(), complete)));
        assert_eq!(read("**Phase 3: X** ✅ DONE"), Some(("3".into(), "X".into(), complete)));
    }

    #[test]
    fn a_phase_may_follow_the_name_of_what_it_is_a_phase_of() {
        for (text, number, name, status) in [
            ("Shop: Phase 1 - Cart 🔄", "1", "Cart", Status::InProgress),
            ("Shop - Phase 2A: Cart [Complete]", "2a", "Cart", Status::Complete),
            ("🛒 **Shop** — Phase 3: Cart ⏸️", "3", "Cart", Status::Pending),
            ("Shop / **Phase 4: Cart** ✅", "4", "Cart", Status::Complete),
        ] {
            assert_eq!(read(text), Some((number.into(), name.into(), Some(status))), "{text}");
        }
        for text in [
            "Next: Phase 3",
            "Next: Phase 3 - UI",
            "Shop: after Phase 1 - Cart ✅",
            "Done: Shop Phase 2 ✅",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn headings_that_only_begin_with_phase_are_none() {
        for text in [
            "Current Phase",
            "Phase Overview",
            "Phase 1 Quality Gate",
            "Phase 1 Success Criteria",
            "Phase 3 Considerations (Orchestrator)",
            "Phases 1: x",
            "Phase: x",
            "Phase",
            "",
            "✅",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_section_ends_at_its_level_or_at_the_next_phase() {
        let text = "# P\n## Phase 1: A\n### x\n### Phase 1a: B\nb\n## Phase 2: C\nc\n# Phase 3: D\n## Phase 3 — Steps\nd\n# End\n";
        let outline = Outline::of(Str::new(text));
        let bodies: Vec<_> =
            sections(&outline).iter().map(|section| section.body.to_string()).collect();
        assert_eq!(bodies, ["### x\n", "b\n", "c\n", "## Phase 3 — Steps\nd\n"]);
    }
}
