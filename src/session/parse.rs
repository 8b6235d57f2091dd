use super::{Dialect, Note, Phase, Session, Task, hash};
use crate::markdown::{self, Heading, HeadingForm, Outline, PhaseStatus, Section};
use crate::phase::PhaseNumber;
use crate::text::Str;

impl<'a> Session<'a> {
    /// Reads a SESSION.md. Never fails: what is not there is absent.
    pub fn parse(text: &'a str) -> Self {
        let text = Str::new(text);
        let outline = Outline::of(text);
        let sections = markdown::sections(&outline);
        let dialect = dialect(&sections);
        let phases = sections.into_iter().map(Phase::of).collect();
        let mut session = Self { text, header: Vec::new(), phases, dialect, outline };
        session.read_lines();
        session
    }

    /// Hands each line to the header or to the phase it stands in, in one pass.
    fn read_lines(&mut self) {
        let header_end = self.header_end();
        let mut headings = self.outline.headings.iter().peekable();
        let mut phases = self.phases.iter_mut().peekable();
        let mut is_criterion = false;
        for line in self.outline.lines() {
            let start = line.span().start;
            if start < header_end {
                markdown::fields(line, &mut self.header);
                continue;
            }
            if let Some(heading) = headings.next_if(|next| next.line.span().start <= start) {
                is_criterion = markdown::names_criteria(&heading.text);
                while headings.next_if(|next| next.line.span().start <= start).is_some() {}
            }
            while phases.next_if(|phase| phase.body.span().end <= start).is_some() {}
            if let Some(phase) = phases.peek_mut().filter(|p| p.body.span().start <= start) {
                phase.read_line(line, &mut is_criterion);
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
    fn of(section: Section<'a>) -> Self {
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

    fn read_line(&mut self, line: Str<'a>, is_criterion: &mut bool) {
        let content = line.as_str().trim_start();
        // Most lines are prose: only these begin a field or a list item.
        if !content.starts_with(|c: char| c == '*' || c == '-' || c == '+' || c.is_ascii_digit()) {
            return;
        }
        let known = self.fields.len();
        markdown::fields(line, &mut self.fields);
        if let Some(field) = self.fields.get(known) {
            if content.starts_with("**") || field.value.is_empty() {
                *is_criterion = markdown::names_criteria(&field.key);
            }
        } else if let Some(mut task) = task(line) {
            task.is_criterion = *is_criterion;
            self.tasks.push(task);
        }
    }
}

/// The number in a Current Phase value: `Phase 3`, `3 - Tasks API`.
pub(super) fn current_number(value: Str<'_>) -> Option<PhaseNumber> {
    let value = value.as_str();
    let number = |text: &str| PhaseNumber::split_from(text.trim_start()).map(|(number, _)| number);
    let named = value.char_indices().filter(|(_, c)| matches!(c, 'p' | 'P')).find_map(|(at, _)| {
        let is_inside = value[..at].ends_with(char::is_alphanumeric);
        let (word, rest) = value[at..].split_at_checked("phase".len())?;
        let is_word = word.eq_ignore_ascii_case("phase") && rest.starts_with(char::is_whitespace);
        if is_word && !is_inside { number(rest) } else { None }
    });
    named.or_else(|| {
        let bare = value.trim_start_matches(['*', '_', '`', '[', '#']);
        number(bare).filter(|_| bare.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// How most of the headings with a status write it.
fn dialect(sections: &[Section<'_>]) -> Dialect {
    let is_word = |status: PhaseStatus<'_>| status.written.starts_with(|c: char| c.is_ascii());
    let statuses = || sections.iter().filter_map(|section| section.title.status);
    let words = statuses().filter(|status| is_word(*status)).count();
    if words * 2 < statuses().count() { Dialect::Emoji } else { Dialect::Words }
}

fn task(line: Str<'_>) -> Option<Task<'_>> {
    let item = markdown::list_item(line)?;
    let mark = item.mark?;
    let (rest, current) = split_current(item.text);
    let (text, note) = split_note(rest);
    let (text, current) = match current {
        Some(_) => (text, current),
        None => split_current(text),
    };
    Some(Task { line, mark, text, note, current, is_criterion: false })
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
            let at = text[..at].trim_end_matches(['*', '_', '`']).len();
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
    let behind = text.slice(open + 7..text.len());
    let close = behind.find(')')?;
    let whole = text.slice(open..open + 7 + close + 1);
    let inner = behind.slice(0..close);
    let inner = inner.strip_prefix("s").unwrap_or(inner);
    let is_noted = inner.starts_with(':') || hash::at_start(inner.trim()).is_some();
    let bare = |c: char| c.is_whitespace() || matches!(c, ':' | '`' | '*');
    is_noted.then(|| Note { whole, hash: inner.locate(inner.as_str().trim_matches(bare)) })
}
