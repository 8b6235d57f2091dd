//! The entries of `Files Changed:`, in form or not, and the changes they name.

use std::collections::HashSet;

use crate::message::file_entry::{FileEntry, MAX_CHECKED, entries};
use crate::message::parse::Message;
use crate::message::sections::section::{Section, SectionKey};
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;
use crate::terms::paths::path_pattern::Pattern;

/// The list of a message that has one. Where no section has the right key, those with close ones
/// (`Files Created:`, `Files Modified:`) are one list.
pub(crate) struct ListedFiles<'m, 'a> {
    /// The section; of several, the first.
    pub section: &'m Section<'a>,
    pub in_form: Vec<ListedFile<'a>>,
    pub out_of_form: Vec<FileEntry<'a>>,
    /// Whether these are all entries; of a longer list only the first are checked.
    pub is_complete: bool,
}

/// An entry in form, and what its path names.
pub(crate) struct ListedFile<'a> {
    pub entry: FileEntry<'a>,
    patterns: Vec<Pattern<'a>>,
}

impl<'m, 'a> ListedFiles<'m, 'a> {
    pub(crate) fn of(message: &'m Message<'a>, known: &Snapshot<'_>) -> Option<Self> {
        let section = message.section_or_similar(SectionKey::FilesChanged)?;
        let is_list = |list: &&Section<'_>| list.kind == section.kind && !list.is_empty();
        let mut lists = message.sections.iter().filter(is_list).peekable();
        lists.peek()?;
        let mut all: Vec<_> = lists.flat_map(|list| entries(list, message.document)).collect();
        let is_complete = all.len() <= MAX_CHECKED;
        all.truncate(MAX_CHECKED);
        let (in_form, out_of_form): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|entry| entry.is_in_form(known));
        let in_form = in_form.into_iter().map(ListedFile::of).collect();
        Some(Self { section, in_form, out_of_form, is_complete })
    }
}

impl<'a> ListedFile<'a> {
    pub(crate) fn of(entry: FileEntry<'a>) -> Self {
        Self { patterns: entry.paths().map(Pattern::new).collect(), entry }
    }

    /// Whether the entry is one of these paths, letter by letter.
    pub(crate) fn is_among(&self, paths: &HashSet<&[u8]>) -> bool {
        self.patterns.iter().any(|pattern| paths.contains(pattern.literal()))
    }

    /// Whether the entry names the change, on either side of a rename.
    pub(crate) fn names(&self, change: &Change) -> bool {
        change.sides().any(|side| self.patterns.iter().any(|pattern| pattern.names(side)))
    }
}
