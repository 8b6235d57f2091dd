//! The list of what a commit changes, the significant files first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bstr::{BString, ByteSlice};

use crate::message::file_entry::FileEntry;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, ChangeKind, LineCount};
use crate::terms::paths::path_group::{PathGroup, group_of_path};
use crate::text::str::Str;
use crate::text::words::{is_in, names_in};

/// What happened to a path, as an entry of a list says it.
pub(crate) fn what_happened(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Added | ChangeKind::Untracked => "added".to_owned(),
        ChangeKind::Deleted => "deleted".to_owned(),
        ChangeKind::Renamed { from } => format!("renamed from {}", printable(from)),
        ChangeKind::Modified | ChangeKind::TypeChanged | ChangeKind::Conflicted => {
            "changed".to_owned()
        }
    }
}

/// A path as one line of text.
pub(crate) fn printable(path: &[u8]) -> String {
    let text = String::from_utf8_lossy(path);
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// How many files are listed one by one.
const MAX_FILES: usize = 15;
/// How many folders stand for the rest.
const MAX_FOLDERS: usize = 10;

/// The changes in the order of their significance: source, configuration,
/// plans and other documents, what tools have written (lock files, builds),
/// SESSION.md.
fn by_significance<'c>(changes: &'c [Change], session: &str) -> Vec<&'c Change> {
    let mut all: Vec<&Change> = changes.iter().collect();
    all.sort_by(|one, other| {
        let rank = |change: &Change| rank(change, session);
        rank(one).cmp(&rank(other)).then_with(|| by_path(one, other))
    });
    all
}

/// Those that a list names one by one, the only ones whose lines need counting.
pub fn named_one_by_one<'c>(changes: &'c [Change], session: &str) -> Vec<&'c Change> {
    let mut all = by_significance(changes, session);
    if all.len() > MAX_FILES + 1 {
        all.truncate(MAX_FILES);
    }
    all
}

/// An entry for each change; of very many, for the most significant ones, and
/// one for each folder that holds the rest.
pub(crate) fn list(
    changes: &[Change],
    counts: &BTreeMap<BString, LineCount>,
    snapshot: &Snapshot<'_>,
) -> Vec<String> {
    let named = named_one_by_one(changes, snapshot.session_path);
    let rest = by_significance(changes, snapshot.session_path).split_off(named.len());
    let entry = |change: &&Change| entry(change, counts.get(&change.path), snapshot);
    let mut lines: Vec<String> = named.iter().filter_map(entry).collect();
    lines.extend(folded(&rest, snapshot));
    lines
}

/// `changed, +12 -3`
fn described(change: &Change, count: Option<&LineCount>) -> String {
    let what = what_happened(change);
    let Some(LineCount { added, removed }) = count else { return what };
    match (&change.kind, added) {
        _ if added + removed == 0 => what,
        (ChangeKind::Deleted, _) => what,
        (ChangeKind::Added | ChangeKind::Untracked, 1) => format!("{what}, 1 line"),
        (ChangeKind::Added | ChangeKind::Untracked, lines) => format!("{what}, {lines} lines"),
        _ => format!("{what}, +{added} -{removed}"),
    }
}

/// The entry, where the path can be written as one.
fn entry(change: &Change, count: Option<&LineCount>, snapshot: &Snapshot<'_>) -> Option<String> {
    let path = printable(&change.path);
    // Where a renamed file was may not fit into parentheses.
    [described(change, count), "changed".to_owned()]
        .iter()
        .find_map(|what| written(&path, what, snapshot))
}

/// The line, where it reads back as it is meant.
pub(crate) fn written(path: &str, what: &str, snapshot: &Snapshot<'_>) -> Option<String> {
    let line = format!("- {path} ({what})");
    let read = FileEntry::of_line(Str::new(&line));
    let is_read_back = *read.path == *path && read.description.is_some_and(|d| *d == *what);
    (is_read_back && read.is_in_form(snapshot)).then_some(line)
}

/// An entry for each folder at the top, and for each kind of file beside them.
fn folded(rest: &[&Change], snapshot: &Snapshot<'_>) -> Vec<String> {
    let mut folders: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in rest {
        folders.entry(folder(change)).or_default().push(change);
    }
    if folders.len() > MAX_FOLDERS {
        return written(".", &more(rest.len()), snapshot).into_iter().collect();
    }
    let line = |(folder, changes): (String, Vec<&Change>)| match changes.as_slice() {
        [only] => entry(only, None, snapshot),
        many => written(&folder, &more(many.len()), snapshot),
    };
    folders.into_iter().filter_map(line).collect()
}

fn more(count: usize) -> String {
    format!("{count} more files changed")
}

/// `src/`; beside the folders `*.md`, or the file itself.
fn folder(change: &Change) -> String {
    let path = printable(&change.path);
    match (path.split_once('/'), path.rsplit_once('.')) {
        (Some((top, _)), _) => format!("{top}/"),
        (None, Some((stem, extension))) if !stem.is_empty() => format!("*.{extension}"),
        (None, _) => path,
    }
}

fn by_path(one: &Change, other: &Change) -> Ordering {
    one.path.cmp(&other.path)
}

fn rank(change: &Change, session: &str) -> u8 {
    let path = change.path.as_bstr();
    if path == session {
        return 5;
    }
    if is_generated(&path.to_str_lossy().to_lowercase()) {
        return 4;
    }
    match group_of_path(path) {
        PathGroup::Source => 0,
        PathGroup::Config => 1,
        PathGroup::PlanningDocs => 2,
        PathGroup::Other | PathGroup::Untracked => 3,
    }
}

/// Whether tools write it: lock files, builds, snapshots. `path` is in lower case.
fn is_generated(path: &str) -> bool {
    const NAMES: &[&str] = &[
        "package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb go.sum",
        "package.resolved gradle.lockfile worker-configuration.d.ts",
    ];
    const ENDINGS: &[&str] = &[
        ".lock .min.js .min.css .map .snap .pb.go _pb2.py _pb.js .g.dart .freezed.dart",
        ".designer.cs .tsbuildinfo",
    ];
    const FOLDERS: &[&str] =
        &["dist generated __generated__ node_modules vendor __snapshots__ .next"];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    is_in(NAMES, name)
        || names_in(ENDINGS).any(|ending| name.ends_with(ending))
        || name.contains(".generated.")
        || folders.split('/').any(|folder| is_in(FOLDERS, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, kind: ChangeKind) -> Change {
        Change { path: path.into(), kind }
    }

    fn listed(changes: &[Change], counts: &[(&str, usize, usize)]) -> Vec<String> {
        let counts = counts
            .iter()
            .map(|&(path, added, removed)| (path.into(), LineCount { added, removed }))
            .collect();
        let snapshot = Snapshot { changes: Some(changes), ..Snapshot::default() };
        list(changes, &counts, &snapshot)
    }

    #[test]
    fn each_entry_says_what_happened_to_the_file() {
        let changes = [
            change("a.ts", ChangeKind::Added),
            change("b.ts", ChangeKind::Modified),
            change("c.ts", ChangeKind::Renamed { from: "old.ts".into() }),
            change("d.ts", ChangeKind::Renamed { from: "app/(auth)/d.ts".into() }),
            change("e.ts", ChangeKind::Deleted),
            change("f.ts", ChangeKind::Modified),
            change("g.ts", ChangeKind::Added),
        ];
        let counts =
            [("a.ts", 40, 0), ("b.ts", 12, 3), ("c.ts", 1, 1), ("e.ts", 0, 9), ("g.ts", 1, 0)];
        let expected = [
            "- a.ts (added, 40 lines)",
            "- b.ts (changed, +12 -3)",
            "- c.ts (renamed from old.ts, +1 -1)",
            "- d.ts (renamed from app/(auth)/d.ts)",
            "- e.ts (deleted)",
            "- f.ts (changed)",
            "- g.ts (added, 1 line)",
        ];
        assert_eq!(listed(&changes, &counts), expected);
    }

    #[test]
    fn the_significant_files_come_first() {
        let paths = [
            "SESSION.md", "Cargo.lock", "README.md", "docs/plan.md", "package.json",
            "web/dist/app.js", "src/main.rs", "app/page.tsx",
        ];
        let changes = paths.map(|path| change(path, ChangeKind::Modified));
        let sorted: Vec<String> =
            by_significance(&changes, "SESSION.md").iter().map(|c| c.path.to_string()).collect();
        let expected = [
            "app/page.tsx", "src/main.rs", "package.json", "docs/plan.md", "README.md",
            "Cargo.lock", "web/dist/app.js", "SESSION.md",
        ];
        assert_eq!(sorted, expected);
    }

    #[test]
    fn paths_that_no_entry_can_hold_are_written_another_way_or_left_out() {
        let changes = [
            change("a b.ts", ChangeKind::Added),
            change("c: d.ts", ChangeKind::Added),
            change("e.ts", ChangeKind::Renamed { from: "odd)name.ts".into() }),
            change("f:", ChangeKind::Added),
            change("<x>", ChangeKind::Added),
            change("app/(auth)/[id]/page.tsx", ChangeKind::Added),
        ];
        let expected = [
            "- a b.ts (added)",
            "- app/(auth)/[id]/page.tsx (added)",
            "- c: d.ts (added)",
            "- e.ts (changed)",
        ];
        assert_eq!(listed(&changes, &[]), expected);
    }

    #[test]
    fn very_many_changes_are_folded() {
        let mut changes: Vec<Change> =
            (10..40).map(|n| change(&format!("src/{n}.rs"), ChangeKind::Modified)).collect();
        changes.extend(["a.md", "b.md", "Makefile.am"].map(|path| change(path, ChangeKind::Added)));
        let lines = listed(&changes, &[]);
        assert_eq!(lines[14], "- src/24.rs (changed)");
        let rest = [
            "- Makefile.am (added)",
            "- *.md (2 more files changed)",
            "- src/ (15 more files changed)",
        ];
        assert_eq!(lines[15..], rest);
        let many: Vec<Change> =
            (10..90).map(|n| change(&format!("d{n}/a.rs"), ChangeKind::Modified)).collect();
        assert_eq!(listed(&many, &[])[15..], ["- . (65 more files changed)"]);
    }
}
