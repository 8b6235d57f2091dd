//! Bringing an entry of `Files Changed:` into form.

use crate::message::file_entry::{FileEntry, depth, last_group, without_markup};
use crate::message::placeholder::is_placeholder;
use crate::rules::shared::entry_form::is_path;
use crate::rules::shared::file_list::{printable, what_happened, written};
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;
use crate::terms::paths::path_pattern::Pattern;
use crate::terms::place::places;
use crate::terms::place_words::words;
use crate::text::str::Str;
use crate::text::words::one_line;

/// Each word that may be a path is compared with each change.
const MAX_COMPARED: usize = 16;

impl FileEntry<'_> {
    /// The entries that it stands for: one for each file of the commit that it names first, with
    /// the rest of its text for a description. None where it names no such file.
    pub(crate) fn corrected(&self, known: &Snapshot<'_>) -> Vec<String> {
        let text = one_line(&self.text);
        let named = named_first(Str::new(&text), self.is_item(), known);
        let Some((first, last)) = named.first().zip(named.last()) else { return Vec::new() };
        let (before, after) = (&text[..first.span().start], &text[last.span().end..]);
        let said = match before.strip_suffix("](") {
            Some(label) => {
                let label = label.trim_matches(is_separator);
                let label = if first.ends_with(label) { "" } else { label };
                joined(label, after.strip_prefix(')').unwrap_or(after))
            }
            None => joined(before, after),
        };
        let mut lines: Vec<String> =
            named.iter().filter_map(|path| entry(path, &said, known)).collect();
        lines.dedup(); // both sides of a rename
        lines
    }
}

/// The paths that the text names first, one beside the other.
fn named_first<'a>(text: Str<'a>, is_item: bool, known: &Snapshot<'_>) -> Vec<Str<'a>> {
    let mut named: Vec<Str<'a>> = Vec::new();
    // A pattern has to be compiled: only one that leads.
    let may_be_path = |word: &Str<'_>| {
        word.span().start == 0 || (word.contains(['/', '.']) && !word.contains(['*', '?', '{']))
    };
    let words = words(text, |_| true).into_iter().flat_map(|word| word.pieces);
    for word in words.filter(may_be_path).take(MAX_COMPARED) {
        let Some(path) = path_of(word, is_item, known) else { continue };
        match named.last() {
            Some(label) if text[label.span().end..].starts_with("](") => named.clear(),
            Some(last) => {
                let between = &text[last.span().end..path.span().start];
                if !["", "and"].contains(&between.trim_matches(is_separator)) {
                    break;
                }
            }
            None => {}
        }
        named.push(path);
    }
    named
}

/// The path that a word is, or begins with: `a.ts:what`, `a.ts(what)`.
fn path_of<'a>(word: Str<'a>, is_item: bool, known: &Snapshot<'_>) -> Option<Str<'a>> {
    // The last segment of `app/(auth)` is not words.
    let group = last_group(&word).filter(|start| !word.as_str()[..*start].ends_with('/'));
    let ends = [word.find(':'), group, Some(word.len())].into_iter().flatten();
    ends.map(|end| without_markup(word.split_at(end).0)).find(|path| {
        let names = |pattern: &Pattern<'_>| {
            let mut sides = known.changes.into_iter().flatten().flat_map(Change::sides);
            sides.any(|side| pattern.names(side))
        };
        match known.changes {
            Some(_) if path.contains(['/', '*']) => names(&Pattern::new(path)),
            Some(_) => known.change(path).is_some(),
            None if is_item && path.contains(['/', '.']) => is_path(path, known),
            None => !places(*path).is_empty(),
        }
    })
}

fn entry(path: &str, said: &str, known: &Snapshot<'_>) -> Option<String> {
    let change = known.change(path);
    let path = change.map_or_else(|| path.to_owned(), |change| printable(&change.path));
    if !said.is_empty() && !is_placeholder(said) {
        return written(&path, &balanced(said), known);
    }
    match change {
        Some(change) => written(&path, &what_happened(change), known),
        None => Some(format!("- {path} (<what changed>)")),
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-–—:|→>=,;&`*_[]".contains(c)
}

/// What is said after a path, without the separators and parentheses around it.
fn plain(rest: &str) -> String {
    let rest = rest.trim_start_matches(is_separator).trim_end_matches([' ', '|']);
    let Some(inner) = rest.strip_prefix('(') else { return rest.to_owned() };
    match inner.split_once(')') {
        Some((group, "")) => group.to_owned(),
        Some((group, more)) if depth(0, group) == 0 => {
            format!("{} - {}", group.trim(), more.trim_start_matches(is_separator))
        }
        Some(_) => rest.to_owned(),
        None => inner.to_owned(),
    }
}

/// The words before and after the paths.
fn joined(before: &str, rest: &str) -> String {
    let (before, after) =
        (before.trim_matches(|c| is_separator(c) && !"[]".contains(c)), plain(rest));
    let is_sentence =
        rest.trim_start_matches(['`', '*']).trim_start().starts_with(char::is_alphanumeric);
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after,
        (_, true) => before.to_owned(),
        _ if is_sentence => format!("{before} {after}"),
        _ => format!("{before} - {after}"),
    }
}

/// With square brackets for parentheses where those do not pair.
fn balanced(text: &str) -> String {
    let mut open = 0_i64;
    let pairs = text.chars().all(|c| {
        open += i64::from(c == '(') - i64::from(c == ')');
        open >= 0
    }) && open == 0;
    if pairs { text.to_owned() } else { text.replace('(', "[").replace(')', "]") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::file_entry::entries;
    use crate::message::parse::Message;
    use crate::message::sections::section::SectionKey;
    use crate::rules::shared::entry_form::tests::found;

    fn fixed(entry: &str) -> Vec<String> {
        let text = format!("checkpoint: x\n\nFiles Changed:\n{entry}\n");
        let message = Message::parse(&text);
        let section = message.section(SectionKey::FilesChanged).unwrap();
        let all = entries(section, message.document);
        all.iter().flat_map(|entry| entry.corrected(&Snapshot::default())).collect()
    }

    #[test]
    fn the_forms_of_the_field_are_brought_into_form() {
        for (entry, expected) in [
            ("- a.ts (new) - A tool", "- a.ts (new - A tool)"),
            ("- a.ts - A tool", "- a.ts (A tool)"),
            ("- src/a – A (small) tool", "- src/a (A (small) tool)"),
            ("- a.ts: A tool", "- a.ts (A tool)"),
            ("- a.ts:A tool", "- a.ts (A tool)"),
            ("- a.ts(x)", "- a.ts (x)"),
            ("- a.ts (x", "- a.ts (x)"),
            ("* a.ts (x)", "- a.ts (x)"),
            ("1. a.ts (x)", "- a.ts (x)"),
            ("-a.ts (x)", "- a.ts (x)"),
            ("a.ts (x)", "- a.ts (x)"),
            ("- a.ts x y", "- a.ts (x y)"),
            ("- a.ts", "- a.ts (<what changed>)"),
            ("- a.ts (TODO)", "- a.ts (<what changed>)"),
            ("- Makefile (x)", "- Makefile (x)"),
            ("- `a.ts` - b) c", "- a.ts (b] c)"),
            ("- M src/a.ts", "- src/a.ts (M)"),
            ("- modified:   src/a.ts", "- src/a.ts (modified)"),
            ("- new file:   src/a.ts (x)", "- src/a.ts (new file - x)"),
            ("src/a.ts | 12 +++---", "- src/a.ts (12 +++---)"),
            ("| src/a.ts | what |", "- src/a.ts (what)"),
            ("| `src/a.ts` | new | what (x) |", "- src/a.ts (new | what (x))"),
            ("| new | src/a.ts |", "- src/a.ts (new)"),
            ("[src/a.ts](src/a.ts) - what", "- src/a.ts (what)"),
            ("- [a.ts](src/a.ts) (what)", "- src/a.ts (what)"),
            ("- [a.ts](src/a.ts)", "- src/a.ts (<what changed>)"),
            ("- [the routes](src/a.ts): what", "- src/a.ts (the routes - what)"),
            ("- **`src/a.ts`** - what", "- src/a.ts (what)"),
            ("* path/ what", "- path/ (what)"),
            ("- src/a.ts -> what", "- src/a.ts (what)"),
            ("- Updated src/a.ts to use x", "- src/a.ts (Updated to use x)"),
            ("- Updated `src/a.ts` (x)", "- src/a.ts (Updated - x)"),
            ("- ✅ src/a.ts - x", "- src/a.ts (✅ - x)"),
            ("- [x] src/a.ts - x", "- src/a.ts ([x] - x)"),
        ] {
            assert_eq!(fixed(entry), [expected], "{entry}");
        }
        for entry in ["- a.ts, `b.ts` (both)", "- a.ts and b.ts (both)", "a.ts -> b.ts - both"] {
            assert_eq!(fixed(entry), ["- a.ts (both)", "- b.ts (both)"], "{entry}");
        }
        for entry in ["30+ files across src and docs", "| File | What |\n|---|:--|", "- tidied up"]
        {
            assert_eq!(fixed(entry), [""; 0], "{entry}");
        }
    }

    #[test]
    fn what_is_brought_into_form_is_in_form() {
        for entry in
            ["- a.ts (new) - A", "- a.ts: (x) y", "* a b (c)", "- a/b c - d", "- )(", "- (x)"]
        {
            for line in fixed(entry) {
                let is_open = line.contains('<');
                let again = found(&format!("\n{line}")).remove(0);
                assert!(again.2 || is_open, "{entry}: {line}");
            }
        }
    }
}
