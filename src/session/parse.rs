//! Parses SESSION.md: header fields, phases, tasks.

use crate::markdown::field::{Field, FieldScope};
use crate::markdown::list::list_item;
use crate::markdown::outline::{Heading, HeadingForm, Outline};
use crate::markdown::phase_heading::PhaseSection;
use crate::markdown::status::PhaseStatus;
use crate::markdown::{field, labels, line, phase_heading};
use crate::session::hash::hash_value;
use crate::session::model::{Dialect, Note, Phase, Session, Task};
use crate::text::str::Str;

impl<'a> Session<'a> {
    /// Reads a SESSION.md. Never fails: what is not there is absent.
    pub fn parse(text: &'a str) -> Self {
        let text = Str::new(text);
        let outline = Outline::of(text);
        let sections = phase_heading::sections(&outline);
        let dialect = dialect(&sections);
        let phases = sections.into_iter().map(Phase::of).collect();
        let mut session = Self { text, header: Vec::new(), phases, dialect, outline };
        session.read_paragraphs();
        session
    }

    /// Hands each paragraph to the header or to the phase it stands in, in one pass.
    fn read_paragraphs(&mut self) {
        let header_end = self.header_end();
        let mut headings = self.outline.headings.iter().peekable();
        let mut phases = self.phases.iter_mut().peekable();
        let mut is_criterion = false;
        for paragraph in self.outline.paragraphs() {
            let start = paragraph.span().start;
            if start < header_end {
                field::paragraph_fields(paragraph, FieldScope::Header, &mut self.header);
                continue;
            }
            if let Some(heading) = headings.next_if(|next| next.line.span().start <= start) {
                // A phase may be about verification: its own heading says nothing here.
                is_criterion = phase_heading::title(heading.text).is_none()
                    && labels::names_criteria(&heading.text);
                while headings.next_if(|next| next.line.span().start <= start).is_some() {}
            }
            while phases.next_if(|phase| phase.body.span().end <= start).is_some() {}
            if let Some(phase) = phases.peek_mut().filter(|p| p.body.span().start <= start) {
                phase.read_paragraph(paragraph, &mut is_criterion);
            }
        }
    }

    /// The header ends at the first phase or second-level heading. Text that a
    /// rule below turned into a heading is not meant as one.
    fn header_end(&self) -> usize {
        let ends = |heading: &&Heading<'a>| heading.form == HeadingForm::Atx && heading.level > 1;
        let heading = self.outline.headings.iter().find(ends).map(|heading| heading.line);
        let phase = self.phases.first().map(|phase| phase.heading);
        let starts = heading.into_iter().chain(phase).map(|line| line.span().start);
        starts.min().unwrap_or(self.text.len())
    }
}

impl<'a> Phase<'a> {
    fn of(section: PhaseSection<'a>) -> Self {
        Self {
            heading: section.heading.line,
            number: section.title.number,
            name: section.title.name,
            status: section.title.status,
            body: section.body,
            fields: Vec::new(),
            tasks: Vec::new(),
        }
    }

    fn read_paragraph(&mut self, paragraph: Str<'a>, is_criterion: &mut bool) {
        let known = self.fields.len();
        field::paragraph_fields(paragraph, FieldScope::Defined, &mut self.fields);
        for line in paragraph.lines() {
            let content = line.as_str().trim();
            // Most lines are prose: only these begin a field or a list item, or are a label.
            let begins = |c: char| c == '*' || c == '-' || c == '+' || c.is_ascii_digit();
            if !content.starts_with(begins) && !content.ends_with(':') {
                continue;
            }
            let start = |field: &Field<'_>| field.key.span().start;
            let fields = &self.fields[known..];
            let first = fields.partition_point(|field| start(field) < line.span().start);
            if let Some(field) = fields[first..].first().filter(|f| start(f) < line.span().end) {
                if content.starts_with("**") || field.value.is_empty() {
                    *is_criterion = labels::names_criteria(&field.key);
                }
            } else if let Some(mut task) = task(paragraph, line) {
                task.is_criterion = *is_criterion;
                self.tasks.push(task);
            } else if let Some(label) = line::label(line) {
                *is_criterion = heads_criteria(line, &label, *is_criterion);
            }
        }
    }
}

/// Whether criteria follow a line that is nothing but this label. In bold on
/// a line of its own it begins another list, whatever it is called; a plain
/// `Then:` or an item in a list of criteria does not end that list.
fn heads_criteria(line: Str<'_>, label: &str, is_criterion: bool) -> bool {
    let is_heading = line.trim_start().starts_with("**");
    let stays = is_criterion && !is_heading && !labels::names_tasks(label);
    labels::names_criteria(label) || stays
}

/// How most of the headings with a status write it.
fn dialect(sections: &[PhaseSection<'_>]) -> Dialect {
    let is_word = |status: PhaseStatus<'_>| status.written.starts_with(|c: char| c.is_ascii());
    let statuses = || sections.iter().filter_map(|section| section.title.status);
    let words = statuses().filter(|status| is_word(*status)).count();
    if words * 2 < statuses().count() { Dialect::Emoji } else { Dialect::Words }
}

/// The task whose item begins with this line of its paragraph.
fn task<'a>(paragraph: Str<'a>, line: Str<'a>) -> Option<Task<'a>> {
    let item = list_item(line)?;
    let mark = item.mark?;
    let whole = with_wrapped_lines(item.text, line, paragraph);
    let (rest, current) = split_current(whole);
    let (text, note) = split_note(rest);
    let (text, current) = match current {
        Some(_) => (text, current),
        None => split_current(text),
    };
    Some(Task { line, whole, mark, text, note, current, is_criterion: false })
}

/// The text of an item with the lines that it was wrapped onto: a line goes on
/// in the next where that line's first word had no room on it. What stands below
/// a shorter line, or below a note or marker, is a remark on the task.
fn with_wrapped_lines<'a>(text: Str<'a>, line: Str<'a>, paragraph: Str<'a>) -> Str<'a> {
    /// Prettier and mdformat wrap here.
    const MAX_COLUMNS: usize = 80;
    let mut last = line;
    let below = paragraph.slice(line.span().end - paragraph.span().start..paragraph.len());
    for next in below.lines().skip(1) {
        let word = next.as_str().split_whitespace().next().unwrap_or_default();
        let has_room = last.chars().count() + 1 + word.chars().count() <= MAX_COLUMNS;
        if has_room || split_current(last.trim()).1.is_some() || note(last).is_some() {
            break;
        }
        last = next;
    }
    let start = text.span().start - paragraph.span().start;
    let end = last.trim_end().span().end - paragraph.span().start;
    paragraph.slice(start..end.max(start))
}

/// Cuts `<-- CURRENT` or `← CURRENT` off the end.
fn split_current(text: Str<'_>) -> (Str<'_>, Option<Str<'_>>) {
    const ARROWS: [&str; 7] = ["<!--", "<--", "<-", "<==", "←", "⬅\u{fe0f}", "⬅"];
    let arrow = || {
        let end = text.as_str().strip_suffix("-->").unwrap_or(text.as_str());
        let end = end.trim_end_matches([' ', '*', '_', '`']);
        let at = end.len().checked_sub("CURRENT".len()).filter(|at| end.is_char_boundary(*at))?;
        let (before, word) = end.split_at(at);
        let before = before.trim_end();
        let arrow = ARROWS.iter().find(|arrow| before.ends_with(**arrow))?;
        word.eq_ignore_ascii_case("CURRENT").then(|| before.len() - arrow.len())
    };
    match arrow() {
        Some(at) => {
            // mdformat escapes the arrow.
            let at = text[..at].trim_end_matches(['*', '_', '`', '\\']).len();
            let (before, marker) = text.split_at(at);
            (before.trim_end(), Some(marker))
        }
        None => (text, None),
    }
}

/// Cuts the note out: what stands before it is the text, or what follows where
/// nothing does.
fn split_note(text: Str<'_>) -> (Str<'_>, Option<Note<'_>>) {
    let Some(note) = note(text) else { return (text, None) };
    let offset = text.span().start;
    let before = text.slice(0..note.whole.span().start - offset).trim_end();
    let after = text.slice(note.whole.span().end - offset..text.len()).trim_start();
    (if before.is_empty() { after } else { before }, Some(note))
}

/// `(commit: abc1234)`, also in backticks and without the colon.
fn note(text: Str<'_>) -> Option<Note<'_>> {
    let opening = |at: &usize| {
        text.get(at + 1..at + 7).is_some_and(|word| word.eq_ignore_ascii_case("commit"))
    };
    let open = text.rmatch_indices('(').map(|(at, _)| at).find(opening)?;
    let tail = text.slice(open + 7..text.len());
    let close = tail.find(')')?;
    let whole = text.slice(open..open + 7 + close + 1);
    let inner = tail.slice(0..close);
    let inner = inner.strip_prefix("s").unwrap_or(inner);
    let is_noted = inner.starts_with(':') || hash_value::parse_leading(inner.trim()).is_some();
    let bare = |c: char| c.is_whitespace() || matches!(c, ':' | '`' | '*');
    is_noted.then(|| Note { whole, hash: inner.slice_ref(inner.as_str().trim_matches(bare)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::status::Status;

    const FILE: &str = "\
# Session State

**Current Phase**: Phase 3
**Current Stage**: Verification (2/3) | **Focus:** speed

---

## Phase 2: Database [Complete]

**Completed**: 2025-10-18 | **Checkpoint**: d1d1d1d

## Phase 3: Email Verification - the rest [In Progress]

**Progress**:

- [x] a (commit: `d1d1d1d`) <-- CURRENT
  * [X] b ← CURRENT
1. [ ] c <!-- CURRENT --> 
- [ ] d **<-- CURRENT** (commit: pending)
- no task

```md
## Phase 9: No
**Progress**:
- [ ] no
```

### Verification Criteria
- [ ] e

**Progress**:
- [ ] f

# Notes
- [ ] not of a phase
**Status**: neither
";

    #[test]
    fn header_and_phases_are_read() {
        let session = Session::parse(FILE);
        let header: Vec<_> =
            session.header.iter().map(|f| (f.key.as_str(), f.value.as_str())).collect();
        assert_eq!(
            header,
            [
                ("Current Phase", "Phase 3"),
                ("Current Stage", "Verification (2/3)"),
                ("Focus", "speed")
            ]
        );
        assert_eq!(session.stage().unwrap().name(), "Verification");
        let phases: Vec<_> = session
            .phases
            .iter()
            .map(|p| (p.number.as_str(), p.name.as_str(), p.status()))
            .collect();
        assert_eq!(
            phases,
            [
                ("2", "Database", Some(Status::Complete)),
                ("3", "Email Verification - the rest", Some(Status::InProgress))
            ]
        );
        assert_eq!(session.current().unwrap().number.as_str(), "3");
        assert_eq!(session.phases[0].field("checkpoint").unwrap().value.as_str(), "d1d1d1d");
    }

    #[test]
    fn tasks_have_marks_notes_and_markers() {
        let session = Session::parse(FILE);
        let tasks: Vec<_> = session.phases[1]
            .tasks
            .iter()
            .map(|t| {
                (t.text.as_str(), t.is_done(), t.note.map(|n| n.hash.as_str()), t.current.is_some())
            })
            .collect();
        assert_eq!(
            tasks,
            [
                ("a", true, Some("d1d1d1d"), true),
                ("b", true, None, true),
                ("c", false, None, true),
                ("d", false, Some("pending"), true),
                ("e", false, None, false),
                ("f", false, None, false),
            ]
        );
        let criteria: Vec<_> = session.phases[1].tasks.iter().map(|t| t.is_criterion).collect();
        assert_eq!(criteria, [false, false, false, false, true, false]);
    }

    #[test]
    fn criteria_stand_under_labels_of_every_kind() {
        let read = |label: &str| {
            let text = format!(
                "**Current Phase**: Phase 1\n## Phase 1: A\n- [x] a\n{label}\n- [x] b\n\n- more:\n- [x] c\nThen:\n- [x] d\nTasks:\n- [x] e\n"
            );
            let session = Session::parse(&text);
            session.phases[0].tasks.iter().map(|task| task.is_criterion).collect::<Vec<_>>()
        };
        for label in [
            "**Verification**:", "Verification criteria:", "**Exit Criteria**",
            "- **Exit Criteria**", "#### Acceptance", "**Definition of Done**",
            "✅ Success criteria:",
        ] {
            assert_eq!(read(label), [false, true, true, true, false], "{label}");
        }
        for label in ["**Tasks**", "Done so far:", "#### Accept invitations", "- [ ] Verified:"] {
            assert!(read(label).iter().all(|is_criterion| !is_criterion), "{label}");
        }
    }

    #[test]
    fn a_note_is_found_in_the_middle_and_no_prose_is_taken_for_one() {
        let note = |line| {
            task(Str::new(line), Str::new(line)).unwrap().note.map(|note| note.hash.to_string())
        };
        assert_eq!(note("- [x] a (commit: d1d1d1d) and b"), Some("d1d1d1d".into()));
        assert_eq!(note("- [x] a (commit d1d1d1d)"), Some("d1d1d1d".into()));
        assert_eq!(note("- [x] a (commit message fixed)"), None);
        assert_eq!(note("- [x] a (committed)"), None);
    }

    #[test]
    fn a_rule_below_the_header_does_not_end_it() {
        let session = Session::parse(
            "Some project\n---\n**Current Phase**: Phase 1\n---\n## Phase 1: A 🔄\n",
        );
        assert!(session.is_in_format());
        assert_eq!(session.outline.fields_above_rule.len(), 1);
        assert_eq!(session.dialect, Dialect::Emoji);
    }

    #[test]
    fn fields_below_a_heading_are_no_header() {
        assert!(
            !Session::parse("# Notes\n\n## State\n**Current Phase**: Phase 1\n").is_in_format()
        );
        assert!(!Session::parse("> **Current Phase**: Phase 1\n").is_in_format());
        assert!(Session::parse("---\ntitle: x\n---\n**Current Phase**: Phase 1").is_in_format());
    }
}
