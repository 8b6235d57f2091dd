//! The author's text, sorted into the places of the format.

use std::collections::HashSet;

use crate::draft::model::{DraftSlot, Extra};
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::cut::begins_section;
use crate::message::sections::section::{Section, SectionKey, SectionKind};
use crate::text::prose_bullet::prose_bullet;
use crate::text::str::Str;

/// The text of a message. Nothing of it is lost: what belongs to no section goes below `Session:`.
#[derive(Default)]
pub(crate) struct SortedText<'m, 'a> {
    pub session: Vec<String>,
    pub files: Vec<&'m Section<'a>>,
    pub next: Vec<String>,
    pub extras: Vec<Extra>,
}

impl<'m, 'a> SortedText<'m, 'a> {
    /// `merges_lists`: lists of files with keys that are only close belong to the list.
    pub(crate) fn of(message: &'m Message<'a>, merges_lists: bool) -> Self {
        let mut text = Self::default();
        let mut homeless: Vec<Vec<String>> = Vec::new();
        let mut seen: HashSet<SectionKey> = HashSet::new();
        let mut slot = DraftSlot::Session;
        for section in &message.sections {
            match section.kind {
                SectionKind::Exact(key) => {
                    slot = DraftSlot::below(key);
                    let is_repeated = !seen.insert(key);
                    homeless.extend(text.take(key, section, is_repeated));
                }
                SectionKind::Similar(SectionKey::FilesChanged) if merges_lists => {
                    text.files.push(section);
                }
                SectionKind::Text if section.is_empty() => {}
                SectionKind::Text => homeless.push(lines(section)),
                SectionKind::Similar(_) | SectionKind::Custom => {
                    text.extras.push(Extra { slot, lines: lines(section) });
                }
            }
        }
        homeless.into_iter().for_each(|paragraph| text.tell(paragraph));
        text
    }

    /// Puts a paragraph below `Session:`.
    pub(crate) fn tell(&mut self, mut paragraph: Vec<String>) {
        paragraph.iter_mut().for_each(keep_from_beginning_section);
        if !paragraph.iter().all(|line| line.is_empty() || is_placeholder(line)) {
            append(&mut self.session, paragraph, ParagraphGap::EmptyLine);
        }
    }

    /// Takes a required section in; what finds no place there is handed back.
    fn take(
        &mut self,
        key: SectionKey,
        section: &'m Section<'a>,
        is_repeated: bool,
    ) -> Option<Vec<String>> {
        let content = || if section.is_empty() { Vec::new() } else { content(section) };
        match key {
            SectionKey::Session => append(&mut self.session, content(), ParagraphGap::EmptyLine),
            SectionKey::Next => append(&mut self.next, content(), ParagraphGap::None),
            SectionKey::FilesChanged => self.files.push(section),
            SectionKey::Phase | SectionKey::Status => return beside(section, is_repeated),
        }
        None
    }
}

/// What stands below `Phase:` or `Status:`, or all of it where it is there twice.
fn beside(section: &Section<'_>, is_repeated: bool) -> Option<Vec<String>> {
    let all: Vec<String> = if is_repeated {
        let below = section.below.iter().filter(|line| !line.trim().is_empty());
        std::iter::once(format!("- {}", without_line_end(section.line)))
            .chain(below.map(|l| without_line_end(*l)))
            .collect()
    } else {
        section.content().skip(1).map(without_line_end).collect()
    };
    (!all.is_empty()).then_some(all)
}

/// A section as it stands, title and all.
fn lines(section: &Section<'_>) -> Vec<String> {
    std::iter::once(section.line)
        .chain(section.below.iter().copied())
        .map(without_line_end)
        .collect()
}

/// A section's text without its key; the first line is the one beside the key.
fn content(section: &Section<'_>) -> Vec<String> {
    let is_blank = |line: &&Str<'_>| line.trim().is_empty();
    let below = section.below.iter().skip_while(|line| section.value.is_empty() && is_blank(line));
    std::iter::once(section.value).chain(below.copied()).map(without_line_end).collect()
}

pub(crate) fn without_line_end(line: Str<'_>) -> String {
    line.trim_end().replace(['\r', '\n'], "")
}

/// Makes an item of a line that would begin a section.
pub(crate) fn keep_from_beginning_section(line: &mut String) {
    if prose_bullet(line).is_none() && begins_section(line) {
        line.insert_str(0, "- ");
    }
}

enum ParagraphGap {
    EmptyLine,
    None,
}

/// Puts lines below a section's text; of the first text, the first line comes
/// to stand beside the key, unless it is an item of a list.
fn append(text: &mut Vec<String>, mut more: Vec<String>, gap: ParagraphGap) {
    let Some(first) = more.first_mut() else { return };
    if text.is_empty() {
        let trimmed = first.trim_start();
        if prose_bullet(trimmed).is_some() {
            text.push(String::new());
        } else {
            *first = trimmed.to_owned();
        }
    } else {
        if first.is_empty() {
            more.remove(0);
        } else {
            keep_from_beginning_section(first);
        }
        if matches!(gap, ParagraphGap::EmptyLine) {
            text.push(String::new());
        }
    }
    text.append(&mut more);
}
