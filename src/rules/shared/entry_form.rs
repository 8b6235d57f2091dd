//! Whether an entry of `Files Changed:` has the form `- path (what changed)`.

use crate::message::file_entry::{FileEntry, at_arrow};
use crate::message::placeholder::is_placeholder;
use crate::snapshot::model::Snapshot;
use crate::text::str::Str;

impl FileEntry<'_> {
    /// Whether it has the form.
    pub(crate) fn is_in_form(&self, known: &Snapshot<'_>) -> bool {
        let is_filled_in = |text: Str<'_>| !is_placeholder(&text);
        !self.is_beside_key
            && self.whole.starts_with("- ")
            && self.description.is_some_and(is_filled_in)
            && is_path(&self.path, known)
    }
}

pub(crate) fn is_path(path: &str, known: &Snapshot<'_>) -> bool {
    if path.is_empty() || is_placeholder(path) {
        return false;
    }
    match at_arrow(path) {
        Some((from, to)) => is_one_path(from, known) && is_one_path(to, known),
        None => is_one_path(path, known),
    }
}

fn is_one_path(path: &str, known: &Snapshot<'_>) -> bool {
    match path.split_once(char::is_whitespace) {
        None => !path.is_empty() && !path.ends_with([':', ',', ';']),
        Some((first, _)) => is_folder_with_space(first, path) || known.knows_path(path),
    }
}

/// `docs/meeting notes.md`; of two files side by side, or of a sentence, the
/// first word would be whole by itself.
fn is_folder_with_space(first: &str, path: &str) -> bool {
    let separators = [" (", " - ", " – ", " — ", ": ", ", ", " | "];
    let is_whole =
        first.rsplit('/').next().is_none_or(|name| name.is_empty() || name.contains('.'));
    first.contains('/') && !is_whole && !separators.iter().any(|separator| path.contains(separator))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::message::file_entry::entries;
    use crate::message::parse::Message;
    use crate::message::sections::section::SectionKey;

    pub(crate) fn found(list: &str) -> Vec<(String, Option<String>, bool)> {
        let text = format!("checkpoint: x\n\nFiles Changed:{list}\n");
        let message = Message::parse(&text);
        let section = message.section(SectionKey::FilesChanged).unwrap();
        let shape = |entry: &FileEntry<'_>| {
            let description = entry.description.map(|text| text.to_string());
            (entry.path.to_string(), description, entry.is_in_form(&Snapshot::default()))
        };
        entries(section, message.document).iter().map(shape).collect()
    }

    #[test]
    fn the_description_is_the_last_balanced_group() {
        let one = |list: &str| found(list).remove(0);
        let login = ("app/(auth)/page.tsx".to_owned(), Some("login".to_owned()), true);
        assert_eq!(one("\n- app/(auth)/page.tsx (login)"), login);
        assert_eq!(one("\n- `a.ts` (GET (and POST))").1.unwrap(), "GET (and POST)");
        assert_eq!(one("\n- app/(auth)").1, None);
        assert_eq!(one("\n- **a.ts** (x).").0, "a.ts");
        assert_eq!(one("\n- **/*.ts (x)").0, "**/*.ts");
    }

    #[test]
    fn indented_lines_and_open_parentheses_continue_an_entry() {
        let list = found("\n- a.ts (one\n  two)\n- b.ts (three\nfour)\n\n- c.ts\n    (five)");
        let all_in_form = list.iter().all(|(_, _, is_in_form)| *is_in_form);
        assert!(all_in_form && list.len() == 3, "{list:?}");
        assert_eq!(list[2].1.as_deref(), Some("five"));
    }

    #[test]
    fn none_is_no_entry() {
        for list in [" None", "\nNone.", "\n- none", " None (planning only)"] {
            assert!(found(list).is_empty(), "{list}");
        }
        assert_eq!(found("\n- None (x)\n- a (b)").len(), 2);
    }
}
