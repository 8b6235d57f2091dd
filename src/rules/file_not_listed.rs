//! `file-not-listed`: a changed file is not listed.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::file_list::{printable, what_happened};
use crate::terms::changed_paths::Change;
use crate::text::words::quoted;

pub static RULE: Rule = Rule {
    name: "file-not-listed",
    level: Level::Off,
    fires: "a changed file is not listed",
    why: "The list is meant for the significant files; projects that want it complete can raise this rule.",
    how: "Add the file to `Files Changed:`, or a directory or pattern that holds it.",
};

/// Entries times changes: each is compared with each, for a rule that few turn on.
const MAX_COMPARISONS: usize = 1_000_000;

/// How many entries the help text offers.
const MAX_OFFERED: usize = 5;

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let Some((listed, changes)) = context.files.as_ref().zip(context.known.changes) else { return };
    if !listed.is_complete || listed.in_form.len() * changes.len() > MAX_COMPARISONS {
        return;
    }
    let is_listed = |change: &&Change| listed.in_form.iter().any(|file| file.names(change));
    let missing: Vec<&Change> = changes.iter().filter(|change| !is_listed(change)).collect();
    let Some(first) = missing.first().map(|change| printable(&change.path)) else { return };
    let text = match missing.len() {
        1 => format!("`{first}` is changed but not listed"),
        count => format!("{count} changed files are not listed, `{first}` first"),
    };
    let line =
        |change: &&Change| format!("- {} ({})", printable(&change.path), what_happened(change));
    let lines: Vec<String> = missing.iter().take(MAX_OFFERED).map(line).collect();
    let has_more = missing.len() > MAX_OFFERED;
    let rest = if has_more { ", and the others, or a folder that holds them" } else { "" };
    found.push(
        Finding::new(&RULE, text)
            .at(listed.section.key.span(), "not complete")
            .help(format!("add {}{rest}", quoted(&lines))),
    );
}

#[cfg(test)]
mod tests {
    use crate::finding::Level;
    use crate::rules::tests::message::*;
    use crate::terms::changed_paths::ChangeKind as Change;

    #[test]
    fn changed_files_are_listed_where_a_project_asks_for_it() {
        let mut changes = example_changes();
        changes.push(change("README.md", Change::Modified));
        let judged =
            judge(Str::new(COMPLETE), &guess(CleanupMode::Strip), &facts(Some(&changes), None));
        let [finding] = &judged.findings[..] else { panic!("{:?}", judged.findings) };
        assert_eq!((finding.rule.name, finding.level), ("file-not-listed", Level::Off));
        assert_eq!(finding.help.as_deref(), Some("add `- README.md (changed)`"));
    }
}
