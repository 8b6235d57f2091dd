//! The list of what a commit changes, with what the author has said of it.

use std::collections::BTreeMap;

use bstr::BString;

use crate::message::file_entry::{FileEntry, MAX_CHECKED};
use crate::rules::shared::file_list::list;
use crate::rules::shared::listed_files::ListedFile;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, LineCount};

/// A list of files, and what the author's had besides.
pub(crate) struct TrueList {
    pub lines: Vec<String>,
    pub others: Vec<String>,
}

impl TrueList {
    /// Keeps the entries in form that name a change, and adds one for each of `changes` that they
    /// do not name. Where it is not known what may be listed, entries in form are enough.
    pub(crate) fn of(
        said: &[FileEntry<'_>],
        changes: &[Change],
        counts: &BTreeMap<BString, LineCount>,
        known: &Snapshot<'_>,
    ) -> Self {
        let (checked, unchecked) = said.split_at(said.len().min(MAX_CHECKED));
        let names_change = |file: &ListedFile<'_>| {
            known.changes.is_none_or(|all| all.iter().any(|change| file.names(change)))
        };
        let (kept, others): (Vec<_>, Vec<_>) = checked
            .iter()
            .map(|entry| ListedFile::of(*entry))
            .partition(|file| file.entry.is_in_form(known) && names_change(file));
        let is_new = |change: &&Change| !kept.iter().any(|file| file.names(change));
        let new: Vec<Change> = changes.iter().filter(is_new).cloned().collect();
        let kept = kept.iter().flat_map(|file| lines_of(&file.entry));
        let others = others.iter().map(|file| &file.entry).chain(unchecked);
        Self {
            lines: kept.chain(list(&new, counts, known)).collect(),
            others: others.flat_map(lines_of).collect(),
        }
    }
}

/// The lines of an entry, without empty ones.
pub(crate) fn lines_of(entry: &FileEntry<'_>) -> Vec<String> {
    let lines = entry.whole.lines().map(|line| line.trim_end().to_string());
    lines.filter(|line| !line.is_empty()).collect()
}
