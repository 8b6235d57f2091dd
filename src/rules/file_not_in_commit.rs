//! `file-not-in-commit`: a listed path is not among the changes.

use std::collections::HashSet;

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::context::{MAX_OF_A_KIND, MessageContext};
use crate::rules::shared::listed_files::ListedFile;
use crate::rules::shared::namesake::namesake;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "file-not-in-commit",
    level: Level::Warning,
    fires: "a listed path is not among what this commit changes",
    why: "Usually a file that was forgotten on `git add`, or a typing error.",
    how: "Stage the file, correct the path, or remove it from the list. Directories and patterns such as `src/**/*.ts` are fine.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let Some((listed, changes)) = context.files.as_ref().zip(context.known.changes) else { return };
    // Nearly every entry is a path; only folders and patterns are compared with each change.
    let paths: HashSet<&[u8]> = changes.iter().flat_map(Change::sides).collect();
    let is_in_commit = |file: &ListedFile<'_>| {
        file.is_among(&paths) || changes.iter().any(|change| file.names(change))
    };
    let forgotten = listed.in_form.iter().filter(|file| !is_in_commit(file)).take(MAX_OF_A_KIND);
    found.extend(forgotten.map(|file| not_in_commit(file.entry.path, context.known)));
}

fn not_in_commit(path: Str<'_>, known: &Snapshot<'_>) -> Finding {
    let finding = Finding::new(&RULE, format!("`{path}` is not among what this commit changes"))
        .at(path.span(), "not in this commit");
    match namesake(&path, known.changes.unwrap_or_default()) {
        Some(other) => finding.write(path, other),
        None if known.files.exists(&path) && is_plain(&path) => {
            let (first, added) = match submodule(&path, known) {
                Some(submodule) => (format!("commit in `{submodule}` and "), submodule),
                None => (String::new(), path.as_str()),
            };
            finding.help(format!(
                "{first}`git add -- {added}` before you commit again, or remove the entry"
            ))
        }
        None => finding.help("correct the path, or remove the entry"),
    }
}

/// The nested git repository that holds the file; git adds it as a whole.
fn submodule<'p>(path: &'p str, known: &Snapshot<'_>) -> Option<&'p str> {
    let mut above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    above.find(|folder| known.files.exists(&format!("{folder}/.git")))
}

/// Whether a shell takes the path as it is.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;
    use crate::terms::changed_paths::ChangeKind as Change;

    #[test]
    fn listed_files_are_in_the_commit() {
        let text = COMPLETE.replace("src/lib/schemas.ts", "src/schemas.ts");
        let (rule, culprit, help) = only(&text);
        assert_eq!((rule, culprit.as_str()), ("file-not-in-commit", "src/schemas.ts"));
        assert_eq!(help, "write `src/lib/schemas.ts`");
        let judged = |changes| {
            names(&judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(changes, None)))
        };
        assert!(judged(None).is_empty(), "silent for merges");
        assert_eq!(judged(Some(&[])), ["file-not-in-commit", "file-not-in-commit"]);
        let renamed = [
            change("src/new.ts", Change::Renamed { from: "src/schemas.ts".into() }),
            change("src/routes/tasks.ts", Change::Modified),
        ];
        assert!(judged(Some(&renamed)).is_empty(), "either side of a rename");
    }
}
