//! The Next Action of SESSION.md: where it is written, and which of its items are open.

use crate::markdown::field;
use crate::markdown::field::{Field, FieldScope};
use crate::markdown::line::is_rule;
use crate::markdown::list::list_item;
use crate::markdown::outline::Heading;
use crate::session::content::content;
use crate::session::content::own_span;
use crate::session::model::{Phase, Session};
use crate::session::placeholder;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::span::Span;
use crate::text::str::Str;
use crate::text::words::one_line;

/// A Next Action as it is written.
#[derive(Clone, Debug)]
pub struct WrittenAction<'a> {
    /// Its lines, at least one.
    pub lines: Vec<Str<'a>>,
    /// Where it is written.
    pub home: ActionHome,
    /// The field that holds it; `None` for a section.
    pub field: Option<Field<'a>>,
}

/// Where a Next Action is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionHome {
    /// In the phase that it was asked for.
    Phase,
    /// In the header.
    Header,
    /// In a section of its own, or in one that is not a phase.
    Section,
    /// In another phase.
    OtherPhase(PhaseNumber),
}

/// An item of a Next Action that is a list, or the whole of one that is a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionItem {
    /// What it says, on one line.
    pub text: String,
    /// Whether it is ticked, struck out or marked with a check mark.
    pub is_done: bool,
}

impl<'a> WrittenAction<'a> {
    /// The items in order, placeholders left out.
    pub fn items(&self) -> Vec<ActionItem> {
        items(&self.lines)
    }

    /// The lines of the items that are not done.
    pub fn open_lines(&self) -> Vec<Str<'a>> {
        let mut is_open = true;
        let mut is_kept = |line: &Str<'_>| {
            if let Some(item) = list_item(*line) {
                let is_ticked = item.mark.is_some_and(|mark| !mark.trim().is_empty());
                is_open = !is_ticked && !is_marked_done(&item.text);
            }
            is_open
        };
        self.lines.iter().copied().filter(|line| is_kept(line)).collect()
    }

    /// The text of the item of that index, on its first line.
    pub(crate) fn item_text(&self, at: usize) -> Option<Str<'a>> {
        self.lines.iter().filter_map(|line| list_item(*line)).map(|item| item.text).nth(at)
    }

    /// The texts of the items that are not done.
    pub fn open_items(&self) -> Vec<String> {
        let open = self.items().into_iter().filter(|item| !item.is_done);
        open.map(|item| item.text).collect()
    }
}

impl<'a> Session<'a> {
    /// The Next Action that counts for a phase: its own, the header's, that of a section, then that
    /// of the open phase nearest to it, and of the phase before it. Placeholders do not count.
    pub fn next_action(&self, phase: &Phase<'a>) -> Option<WrittenAction<'a>> {
        let own = self.in_phase(phase, ActionHome::Phase);
        let header = || self.of_fields(&self.header, ActionHome::Header);
        let near = || {
            let around = self.phases_around(phase).into_iter();
            around.filter_map(|other| {
                self.in_phase(other, ActionHome::OtherPhase(other.number.clone()))
            })
        };
        own.or_else(header).or_else(|| self.in_sections()).or_else(|| near().next())
    }

    /// A Next Action that belongs to no phase, for a file whose current phase is not known.
    pub fn next_action_of_file(&self) -> Option<WrittenAction<'a>> {
        self.of_fields(&self.header, ActionHome::Header).or_else(|| self.in_sections())
    }

    fn in_phase(&self, phase: &Phase<'a>, home: ActionHome) -> Option<WrittenAction<'a>> {
        let own = self.own_text(phase);
        let fields: Vec<Field<'a>> =
            phase.fields.iter().filter(|f| f.line.span().start < own.end).copied().collect();
        self.of_fields(&fields, home.clone()).or_else(|| self.of_headings(home, own, |_| true))
    }

    /// What the phase itself says; after a rule below the last one follows what is about the file.
    fn own_text(&self, phase: &Phase<'a>) -> Span {
        let is_last = self.phases.last().is_some_and(|last| last.heading == phase.heading);
        if is_last { own_span(self, phase) } else { phase.body.span() }
    }

    /// Fields and headings outside of the header and of what the phases say themselves.
    fn in_sections(&self) -> Option<WrittenAction<'a>> {
        let header_end = self.header.last().map_or(0, |field| field.line.span().end);
        let end_of_last = self.phases.last().map(|last| own_span(self, last).end);
        let is_outside = |at: usize| {
            let after = self.phases.partition_point(|phase| phase.body.span().start <= at);
            let end = match after.checked_sub(1) {
                Some(index) if index + 1 == self.phases.len() => end_of_last,
                Some(index) => Some(self.phases[index].body.span().end),
                None => None,
            };
            at >= header_end && end.is_none_or(|end| end <= at)
        };
        let all = self.text.span();
        self.of_headings(ActionHome::Section, all, is_outside).or_else(|| {
            let mut fields = Vec::new();
            let is_bold = |text: &Str<'_>| text.contains("**");
            let paragraphs = self.outline.paragraphs().filter(is_bold);
            let paragraphs = paragraphs.filter(|text| is_outside(text.span().start));
            paragraphs.for_each(|p| field::paragraph_fields(p, FieldScope::Defined, &mut fields));
            self.of_fields(&fields, ActionHome::Section)
        })
    }

    /// Of the first heading in that part that announces it and has something below.
    fn of_headings(
        &self,
        home: ActionHome,
        part: Span,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Option<WrittenAction<'a>> {
        let headings = &self.outline.headings;
        let start = |heading: &Heading<'_>| heading.line.span().start;
        let first = headings.partition_point(|heading| start(heading) < part.start);
        let inside = headings[first..].iter().take_while(|heading| start(heading) < part.end);
        let mut named = inside.filter(|heading| is_next_action(&heading.text));
        named.find_map(|heading| {
            let lines = lines_below(heading);
            let is_found = !lines.is_empty() && is_wanted(start(heading));
            is_found.then(|| WrittenAction { lines, home: home.clone(), field: None })
        })
    }

    fn of_fields(&self, fields: &[Field<'a>], home: ActionHome) -> Option<WrittenAction<'a>> {
        let mut named: Vec<&Field<'a>> = fields.iter().filter(|f| is_next_action(&f.key)).collect();
        // A list of later steps may stand above the action itself.
        named.sort_by_key(|field| !folded(&field.key).starts_with("next action"));
        named.into_iter().find_map(|field| {
            let lines = without_placeholders(content(self.text, field));
            let home = home.clone();
            (!lines.is_empty()).then_some(WrittenAction { lines, home, field: Some(*field) })
        })
    }

    /// The open phases, those after this one first; then the one before it, which often names
    /// what comes after it.
    fn phases_around<'s>(&'s self, phase: &Phase<'a>) -> Vec<&'s Phase<'a>> {
        let at = self.phases.iter().position(|other| other.heading == phase.heading).unwrap_or(0);
        let (before, after) = self.phases.split_at(at);
        let is_open = |other: &&Phase<'_>| other.status() != Some(Status::Complete);
        let after = after.iter().skip(1).filter(is_open);
        after.chain(before.iter().rev().filter(is_open)).chain(before.last()).collect()
    }
}

/// Whether a key or heading announces the next action.
pub(crate) fn is_next_action(key: &str) -> bool {
    const NAMES: [&str; 12] = [
        "next action",
        "next actions",
        "next step",
        "next steps",
        "next task",
        "next tasks",
        "next up",
        "next",
        "immediate next step",
        "immediate next steps",
        "what's next",
        "what’s next",
    ];
    let folded = folded(key);
    let name = folded.split(" (").next().unwrap_or_default();
    // `Next 3 steps`
    let is_count = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let name: Vec<&str> = name.split(' ').filter(|word| !is_count(word)).collect();
    let name = name.join(" ");
    NAMES.contains(&name.trim_end_matches([':', ' ']))
}

/// The lines up to the next heading or rule that say something.
pub(crate) fn paragraphs(below: Str<'_>) -> Vec<Str<'_>> {
    let lines = below.lines().map(Str::trim);
    let is_end = |line: &Str<'_>| line.starts_with('#') || (line.len() >= 3 && is_rule(line));
    lines.take_while(|line| !is_end(line)).filter(|line| !line.is_empty()).collect()
}

/// What a heading announces: the text below it, else that of its first part, which is the text of
/// the heading itself where that is numbered: `### 1. Test the form`.
fn lines_below<'a>(heading: &Heading<'a>) -> Vec<Str<'a>> {
    let own = without_placeholders(paragraphs(heading.rest));
    let mut lines = heading.rest.lines().map(Str::trim).skip_while(|line| line.is_empty());
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let first = lines.next().filter(|line| level(line) > usize::from(heading.level));
    let Some(first) = first.filter(|_| own.is_empty()) else { return own };
    let title = first.slice_ref(first.as_str().trim_start_matches('#').trim());
    if list_item(title).is_some() {
        return vec![title];
    }
    let below = first.span().end - heading.rest.span().start;
    without_placeholders(paragraphs(heading.rest.slice(below..heading.rest.len())))
}

/// The lines that are not placeholders.
pub(crate) fn without_placeholders(mut lines: Vec<Str<'_>>) -> Vec<Str<'_>> {
    let text = |line| list_item(line).map_or(line, |item| item.text);
    lines.retain(|line| !placeholder::is_placeholder(&text(*line)));
    lines
}

/// A key in lower case, without what is around its words.
pub(crate) fn folded(key: &str) -> String {
    let words: Vec<&str> = key.split_whitespace().collect();
    let joined = words.join(" ");
    joined.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_lowercase()
}

/// The items of a list with the lines that each goes on in, or the one paragraph above or in place
/// of a list.
fn items(lines: &[Str<'_>]) -> Vec<ActionItem> {
    let mut found: Vec<ActionItem> = Vec::new();
    for line in lines {
        let item = list_item(*line);
        let is_ticked = item.and_then(|item| item.mark).is_some_and(|mark| !mark.trim().is_empty());
        let text = one_line(&item.map_or(*line, |item| item.text));
        match found.last_mut() {
            Some(before) if item.is_none() => before.text = format!("{} {text}", before.text),
            _ => found.push(ActionItem { is_done: is_ticked, text }),
        }
    }
    // `Two things are left:` is not one of them.
    if found.len() > 1 && found[0].text.ends_with(':') {
        found.remove(0);
    }
    for item in &mut found {
        item.is_done = item.is_done || is_marked_done(&item.text);
    }
    found.retain(|item| !item.text.is_empty() && !placeholder::is_placeholder(&item.text));
    found
}

/// `✅ Build it`, `Build it ✅`, `~~Build it~~`, `Done: build it`, `Build it (done)`.
pub(crate) fn is_marked_done(text: &str) -> bool {
    let is_mark = |c: char| matches!(c, '✅' | '✔' | '☑' | '✓' | '🎉');
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*_\u{fe0f}.".contains(c));
    let lower = bare.to_lowercase();
    let is_struck = bare.starts_with("~~")
        && bare[2..].split_once("~~").is_some_and(|(_, rest)| {
            !rest.contains(char::is_alphanumeric) || rest.trim_start().starts_with(['(', '-', '—'])
        });
    let opens = ["done:", "done -", "done —", "[done]", "(done)", "completed:", "complete:"];
    let closes = ["(done)", "[done]", "- done", "— done", "(completed)", "(complete)"];
    is_struck
        || bare.starts_with(is_mark)
        || bare.ends_with(is_mark)
        || ["✅ (", "✅:", "✅ **"].iter().any(|mark| bare.contains(mark))
        || opens.iter().any(|word| lower.starts_with(word))
        || closes.iter().any(|word| lower.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Vec<String>, ActionHome)> {
        let session = Session::parse(text);
        let phase = session.phase_at_work()?;
        session.next_action(phase).map(|action| (action.open_items(), action.home))
    }

    const HEAD: &str = "**Current Phase**: Phase 2\n";

    fn other(number: &str) -> ActionHome {
        ActionHome::OtherPhase(PhaseNumber::parse(number).unwrap())
    }

    #[test]
    fn it_is_found_wherever_it_is_written() {
        for (text, home) in [
            ("## Phase 2: B 🔄\n**Next Action**: Do it\n", ActionHome::Phase),
            ("## Phase 2: B 🔄\n### Next Actions:\n\n1. Do it\n", ActionHome::Phase),
            ("**Next Action**: Do it\n## Phase 2: B 🔄\n", ActionHome::Header),
            ("## Next Action\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            ("## Next 3 steps\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            (
                "## Next Tasks\n\n### High priority\n\n- [ ] Do it\n\n### Low\n\n- [ ] b\n\n## Phase 2: B 🔄\n",
                ActionHome::Section,
            ),
            (
                "## Next Tasks\n\n### 1. Do it\nas said\n\n### 2. More\n\n## Phase 2: B 🔄\n",
                ActionHome::Section,
            ),
            ("## Next Steps (in order)\n\nDo it\n\n## Phase 2: B 🔄\n", ActionHome::Section),
            ("## Phase 2: B 🔄\n\n## 🎯 Next Steps\n- Do it\n---\nmore\n", ActionHome::Section),
            ("## Phase 2: B 🔄\n\n## State\n\n**Next Action**:\nDo it\n", ActionHome::Section),
            (
                "## Phase 2: B 🔄\nx\n\n## Phase 3: C ⏸️\n\n---\n\n**Next Action**: Do it\n",
                ActionHome::Section,
            ),
            ("## Phase 2: B 🔄\n## Phase 3: C ⏸️\n**Next Action**: Do it\n", other("3")),
            ("## Phase 1: A ✅\n**Next Action**: Do it\n## Phase 2: B 🔄\n", other("1")),
        ] {
            let text = format!("{HEAD}\n{text}");
            assert_eq!(found(&text), Some((vec!["Do it".to_owned()], home)), "{text}");
        }
    }

    #[test]
    fn an_old_phase_says_nothing_about_this_one() {
        let text = format!(
            "{HEAD}\n## Phase 0: Z ✅\n**Next Action**: Do it\n## Phase 1: A ✅\n## Phase 2: B 🔄\n"
        );
        assert_eq!(found(&text), None);
        assert_eq!(found(&format!("{HEAD}\n## Phase 2: B 🔄\n**Next Action**: TBD\n")), None);
    }

    #[test]
    fn what_is_done_is_not_next() {
        let open = |list: &str| {
            let text = format!("{HEAD}\n## Phase 2: B 🔄\n**Next Action**:\n{list}\n");
            found(&text).map(|(items, _)| items)
        };
        let two = Some(vec!["b and c".to_owned()]);
        for first in [
            "1. ✅ a",
            "1. [x] a",
            "- ~~a~~",
            "- ~~a~~ (moved)",
            "- a ✅",
            "- **Done:** a",
            "- a (done)",
            "- **a** ✅ (yesterday)",
        ] {
            assert_eq!(open(&format!("{first}\n2. b\n   and c")), two, "{first}");
        }
        assert_eq!(open("Two are left:\n- [ ] b and c"), two);
        assert_eq!(open("- [x] a"), Some(Vec::new()));
    }
}
