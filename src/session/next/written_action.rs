//! A Next Action as it is written: its lines, and which of its items are open.

use crate::markdown::field::Field;
use crate::markdown::line::is_rule;
use crate::markdown::list::list_item;
use crate::markdown::outline::Heading;
use crate::session::next::announcement::said_after;
use crate::session::placeholder;
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;
use crate::text::words::{is_in, one_line};

/// A Next Action as it is written.
#[derive(Clone, Debug)]
pub struct WrittenAction<'a> {
    /// Its lines, at least one.
    pub lines: Vec<Str<'a>>,
    /// Where it is written.
    pub home: ActionHome,
    /// The field that holds it; `None` for a section.
    pub field: Option<Field<'a>>,
    /// What announces something as well as this does, in a file that is kept as a log.
    pub also: Vec<Str<'a>>,
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
    /// In a section with the author's notes for the next session, which stays as it is.
    Notes,
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
    /// Whether it is the one that commands write to.
    pub fn is_kept_current(&self) -> bool {
        !matches!(self.home, ActionHome::OtherPhase(_) | ActionHome::Notes)
    }

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
        open_items(&self.lines)
    }
}

/// The lines up to the next heading or rule that say something.
pub(crate) fn paragraphs(below: Str<'_>) -> Vec<Str<'_>> {
    let lines = below.lines().map(Str::trim);
    let is_end = |line: &Str<'_>| line.starts_with('#') || (line.len() >= 3 && is_rule(line));
    let mut is_code = false;
    let mut goes_on = |line: &Str<'_>| {
        is_code ^= is_fence(line);
        is_code || !is_end(line)
    };
    lines.take_while(|line| goes_on(line)).filter(|line| !line.is_empty()).collect()
}

/// What a heading announces: the text below it, else that of its first part, which is the text of
/// the heading itself where that is numbered: `### 1. Test the form`.
pub(crate) fn lines_below<'a>(heading: &Heading<'a>) -> Vec<Str<'a>> {
    let own = without_placeholders(spoken(paragraphs(heading.rest)));
    let mut lines = heading.rest.lines().map(Str::trim).skip_while(|line| line.is_empty());
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let first = lines.next().filter(|line| level(line) > usize::from(heading.level));
    if !own.is_empty() {
        return own;
    }
    let Some(first) = first else { return said_after(heading.text).into_iter().collect() };
    let title = first.slice_ref(first.as_str().trim_start_matches('#').trim());
    if list_item(title).is_some() {
        return vec![title];
    }
    let below = first.span().end - heading.rest.span().start;
    let below = paragraphs(heading.rest.slice(below..heading.rest.len()));
    without_placeholders(spoken(below))
}

fn is_fence(line: &Str<'_>) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// Without the marks of code blocks and what leads in to one, and without a quotation above what
/// is said.
fn spoken(mut lines: Vec<Str<'_>>) -> Vec<Str<'_>> {
    let fence = lines.iter().position(|line| is_fence(line));
    if let Some(at) = fence.filter(|at| *at == 1 && lines[0].ends_with(':')) {
        lines.drain(..at);
    }
    lines.retain(|line| !is_fence(line));
    let said = lines.iter().position(|line| !line.starts_with('>'));
    lines.split_off(said.unwrap_or(0))
}

/// The lines that are not placeholders.
pub(crate) fn without_placeholders(mut lines: Vec<Str<'_>>) -> Vec<Str<'_>> {
    let text = |line| list_item(line).map_or(line, |item| item.text);
    lines.retain(|line| !placeholder::is_placeholder(&text(*line)));
    lines
}

/// The texts of the items that are not done.
pub(crate) fn open_items(lines: &[Str<'_>]) -> Vec<String> {
    let open = items(lines).into_iter().filter(|item| !item.is_done);
    open.map(|item| item.text).collect()
}

/// The items of a list with the lines that each goes on in, or the one paragraph above or in place
/// of a list.
pub(crate) fn items(lines: &[Str<'_>]) -> Vec<ActionItem> {
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
        || lower.rsplit_once(is_mark).is_some_and(|(_, word)| says_done(word))
        || opens.iter().any(|word| lower.starts_with(word))
        || closes.iter().any(|word| lower.ends_with(word))
}

/// What follows a check mark: `✅ done`, `✅ 完了`.
fn says_done(word: &str) -> bool {
    const WORDS: [&str; 3] = [
        "done complete completed finished fertig erledigt terminé fait hecho listo completado",
        "feito concluído fatto hotovo zrobione tamamlandı готово сделано выполнено",
        "完了 済 完成 已完成 완료",
    ];
    is_in(&WORDS, word.trim_matches(|c: char| !c.is_alphanumeric()))
}
