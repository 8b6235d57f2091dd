//! `file-entry`, `file-not-in-commit`, `file-not-listed`.

use crate::text::words;
use std::collections::BTreeMap;

use crate::draft::entry_fix::Corrected;
use crate::draft::file_list::list;
use crate::finding::Finding;
use crate::message::file_entry::{FileEntry, MOST_JUDGED, entries};
use crate::message::parse::Message;
use crate::message::section::{Section, SectionKey};
use crate::rules::message::check_message::MOST_TOLD;
use crate::rules::message::facts::{MessageFacts, printable, sides, what_happened};
use crate::rules::table;
use crate::terms::changed_paths::Change;
use crate::terms::path_pattern::Pattern;

pub(crate) fn check(message: &Message<'_>, facts: &MessageFacts<'_>, found: &mut Vec<Finding>) {
    let Some(section) = message.section(SectionKey::FilesChanged) else { return };
    if section.is_empty() {
        return;
    }
    let all = entries(section, message.document);
    let judged = &all[..all.len().min(MOST_JUDGED)];
    let (in_form, out_of_form): (Vec<&FileEntry<'_>>, Vec<&FileEntry<'_>>) =
        judged.iter().partition(|entry| entry.is_in_form(facts));
    let names_files = !in_form.is_empty() || out_of_form.iter().any(|e| e.names_file(facts));
    found.extend(out_of_form.iter().take(MOST_TOLD).map(|entry| form(entry, names_files, facts)));
    let Some(changes) = facts.changes else { return };
    let listed: Vec<Listed<'_, '_>> = in_form.into_iter().map(Listed::of).collect();
    let forgotten = listed.iter().filter(|listed| !changes.iter().any(|c| listed.names(c)));
    found.extend(forgotten.take(MOST_TOLD).map(|listed| not_in_commit(listed.entry, facts)));
    let can_compare = judged.len() == all.len() && listed.len() * changes.len() <= MOST_PAIRS;
    found.extend(can_compare.then(|| not_listed(section, &listed, changes)).flatten());
}

/// How many entries and changes are compared, each with each, for a rule that few turn on.
const MOST_PAIRS: usize = 1_000_000;

/// An entry, and what its path names.
struct Listed<'e, 'a> {
    entry: &'e FileEntry<'a>,
    patterns: Vec<Pattern<'a>>,
}

impl<'e, 'a> Listed<'e, 'a> {
    fn of(entry: &'e FileEntry<'a>) -> Self {
        Self { entry, patterns: entry.paths().map(Pattern::new).collect() }
    }

    fn names(&self, change: &Change) -> bool {
        sides(change).any(|side| self.patterns.iter().any(|pattern| pattern.names(side)))
    }
}

fn form(entry: &FileEntry<'_>, names_files: bool, facts: &MessageFacts<'_>) -> Finding {
    let (label, help) = match entry.corrected(facts) {
        Corrected::Entries(lines) => (
            "path, blank, and what changed in parentheses",
            format!("write {}{}", quoted(&lines), place_of(entry, &lines)),
        ),
        Corrected::Words(_) => ("names no file", elsewhere(names_files, facts)),
        Corrected::Nothing => {
            ("the head of a table", "take it out, with the rule below".to_owned())
        }
    };
    let first_line = entry.whole.lines().next().unwrap_or(entry.whole);
    Finding::new(&table::FILE_ENTRY, "an entry is not `- path (what changed)`")
        .at(first_line.span(), label)
        .help(help)
}

fn quoted(lines: &[String]) -> String {
    words::listed(&lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>())
}

fn place_of(entry: &FileEntry<'_>, lines: &[String]) -> &'static str {
    match lines {
        [_] if !entry.is_beside_key && entry.whole.contains('\n') => " on one line",
        _ if !entry.is_beside_key => "",
        [_] => " on a line of its own",
        _ => ", each on a line of its own",
    }
}

/// Where words belong that are about no file; and what belongs there instead,
/// where nothing else in the list names files.
fn elsewhere(names_files: bool, facts: &MessageFacts<'_>) -> String {
    const SHOWN: usize = 5;
    if names_files {
        return "move this below `Session:`".to_owned();
    }
    let changes = facts.changes.unwrap_or_default();
    let lines: Vec<String> =
        list(changes, &BTreeMap::new(), facts).into_iter().take(SHOWN).collect();
    match lines.as_slice() {
        [] => "move this below `Session:`, and write a line `- path (what changed)` for each file"
            .to_owned(),
        _ => format!("move this below `Session:`, and write {} here, a line each", quoted(&lines)),
    }
}

fn not_in_commit(entry: &FileEntry<'_>, facts: &MessageFacts<'_>) -> Finding {
    let path = entry.path;
    let same_name = namesake(&path, facts.changes.unwrap_or_default());
    let help = match same_name {
        Some(other) => format!("write `{other}`"),
        None if facts.tree.exists(&path) && is_plain(&path) => {
            let (first, added) = match submodule(&path, facts) {
                Some(submodule) => (format!("commit in `{submodule}` and "), submodule),
                None => (String::new(), path.as_str()),
            };
            format!("{first}`git add -- {added}` before you commit again, or take the entry out")
        }
        None => "correct the path, or take the entry out".to_owned(),
    };
    Finding::new(
        &table::FILE_NOT_IN_COMMIT,
        format!("`{path}` is not among what this commit changes"),
    )
    .at(path.span(), "not in this commit")
    .help(help)
}

/// The repository of its own in which the file lies; git adds it as a whole.
fn submodule<'p>(path: &'p str, facts: &MessageFacts<'_>) -> Option<&'p str> {
    let mut above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    above.find(|folder| facts.tree.exists(&format!("{folder}/.git")))
}

/// The one changed file of the same name in another folder, or a slip of the pen away.
pub(crate) fn namesake(path: &str, changes: &[Change]) -> Option<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = name(path);
    if wanted.is_empty() || path.len() > 200 {
        return None;
    }
    let is_like = |other: &String| {
        name(other) == wanted
            || (other.len().abs_diff(path.len()) <= 2 && strsim::osa_distance(other, path) <= 2)
    };
    let mut like = changes.iter().take(200).map(|change| printable(&change.path)).filter(is_like);
    let only = like.next()?;
    like.next().is_none().then_some(only)
}

/// A path that any shell takes as it stands.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte))
}

fn not_listed(
    section: &Section<'_>,
    listed: &[Listed<'_, '_>],
    changes: &[Change],
) -> Option<Finding> {
    const SHOWN: usize = 5;
    let is_listed = |change: &&Change| listed.iter().any(|listed| listed.names(change));
    let missing: Vec<&Change> = changes.iter().filter(|change| !is_listed(change)).collect();
    let first = missing.first()?;
    let text = match missing.len() {
        1 => format!("`{}` is changed but not listed", printable(&first.path)),
        count => {
            format!("{count} changed files are not listed, `{}` first", printable(&first.path))
        }
    };
    let line =
        |change: &&Change| format!("- {} ({})", printable(&change.path), what_happened(change));
    let lines: Vec<String> = missing.iter().take(SHOWN).map(line).collect();
    let rest =
        if missing.len() > SHOWN { ", and the others, or a folder that holds them" } else { "" };
    Some(
        Finding::new(&table::FILE_NOT_LISTED, text)
            .at(section.key.span(), "not complete")
            .help(format!("add {}{rest}", quoted(&lines))),
    )
}
