//! `file-entry`: an entry of `Files Changed:` has another form.

use std::collections::BTreeMap;

use crate::finding::{Finding, Fix, Level, Rule};
use crate::message::file_entry::FileEntry;
use crate::rules::shared::context::{MAX_OF_A_KIND, MessageContext};
use crate::rules::shared::file_list::list;
use crate::snapshot::model::Snapshot;
use crate::text::span::Span;
use crate::text::words::quoted;

pub static RULE: Rule = Rule {
    name: "file-entry",
    level: Level::Error,
    fires: "an entry of `Files Changed:` is not `- path (what changed)`",
    why: "One form per entry lets the list be compared with what the commit really changes.",
    how: "Write `- src/routes/tasks.ts (GET and POST endpoints)`, one per line; `None` if nothing changed.",
};

/// How many entries a help text offers where the list names no files.
const MAX_OFFERED: usize = 5;

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let Some(listed) = &context.files else { return };
    let known = context.known;
    let corrected: Vec<Vec<String>> =
        listed.out_of_form.iter().map(|entry| entry.corrected(known)).collect();
    let names_files = !listed.in_form.is_empty() || corrected.iter().any(|lines| !lines.is_empty());
    let all = listed.out_of_form.iter().zip(&corrected);
    let first = found.len();
    found.extend(all.clone().take(MAX_OF_A_KIND).map(|(entry, lines)| match lines.as_slice() {
        [] => elsewhere(entry, names_files, known),
        lines => out_of_form(entry, lines),
    }));
    // What is not shown is fixed all the same.
    for (entry, lines) in all.skip(MAX_OF_A_KIND).filter(|(_, lines)| !lines.is_empty()) {
        let fix = found[first].fix.get_or_insert_default();
        let more = replacement(entry, lines);
        fix.is_open |= more.is_open;
        fix.edits.extend(more.edits);
    }
}

fn out_of_form(entry: &FileEntry<'_>, lines: &[String]) -> Finding {
    Finding::new(&RULE, "an entry is not `- path (what changed)`")
        .at(first_line(entry), "expected `path (what changed)`")
        .help(format!("write {}{}", quoted(lines), place_of(entry, lines)))
        .fix(replacement(entry, lines))
}

fn replacement(entry: &FileEntry<'_>, lines: &[String]) -> Fix {
    let gap = if entry.is_beside_key { "\n" } else { "" };
    Fix::replace(entry.whole, format!("{gap}{}", lines.join("\n")))
}

fn first_line(entry: &FileEntry<'_>) -> Span {
    entry.whole.lines().next().unwrap_or(entry.whole).span()
}

fn place_of(entry: &FileEntry<'_>, lines: &[String]) -> &'static str {
    match lines {
        [_] if !entry.is_beside_key && entry.whole.contains('\n') => " on one line",
        _ if !entry.is_beside_key => "",
        [_] => " on its own line",
        _ => ", each on its own line",
    }
}

/// An entry that names no file of the commit; and what to write instead, where nothing else in
/// the list does.
fn elsewhere(entry: &FileEntry<'_>, names_files: bool, known: &Snapshot<'_>) -> Finding {
    let mut lines = list(known.changes.unwrap_or_default(), &BTreeMap::new(), known);
    lines.truncate(MAX_OFFERED);
    let help = match lines.as_slice() {
        _ if names_files => "move this below `Session:`".to_owned(),
        [] => "move this below `Session:`, and write a line `- path (what changed)` for each file"
            .to_owned(),
        _ => format!("move this below `Session:`, and write {} here, a line each", quoted(&lines)),
    };
    let label =
        if known.changes.is_some() { "names no file of this commit" } else { "names no file" };
    Finding::new(&RULE, "an entry is not `- path (what changed)`")
        .at(first_line(entry), label)
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn entries_out_of_form() {
        let entry = |to: &str| {
            let to = to.to_owned();
            move |text: &str| {
                let from = text.lines().find(|line| line.contains("tasks.ts (")).unwrap();
                text.replacen(from, &to, 1)
            }
        };
        for to in [
            "* src/routes/tasks.ts (x)",
            "src/routes/tasks.ts (x)",
            "- src/routes/tasks.ts - x",
            "- src/routes/tasks.ts: x",
            "- src/routes/tasks.ts (new) - x",
            "- src/routes/tasks.ts",
            "- src/routes/tasks.ts(x)",
            "-src/routes/tasks.ts (x)",
        ] {
            fixes("file-entry", entry(to));
        }
        assert_eq!(only(&entry("- tidied up")(COMPLETE)).2, "move this below `Session:`");
        for to in
            ["- `src/routes/tasks.ts` (x)", "- src/ (x)", "- src/**/*.ts (a\n  b)", "- ./src (x)"]
        {
            assert!(fired(&entry(to)(COMPLETE)).is_empty(), "{to}");
        }
    }

    #[test]
    fn words_in_place_of_a_list_go_to_the_session() {
        let list =
            "\n- src/routes/tasks.ts (all CRUD operations)\n- src/lib/schemas.ts (task validation)";
        let text = COMPLETE.replace(list, " 30+ files across the API and its tests");
        assert_eq!(fired(&text), ["file-entry"]);
        let draft = repaired(&text);
        assert!(!draft.is_open && fired(&draft.text).is_empty(), "{}", draft.text);
        let moved = "functionality\n\n30+ files across the API and its tests\n\nFiles Changed:\n\
                     - src/lib/schemas.ts (changed)\n- src/routes/tasks.ts (added)\n";
        assert!(draft.text.contains(moved), "{}", draft.text);
    }
}
