//! `checkpoint-stale`: Last Checkpoint is not the newest checkpoint.

use crate::finding::{Finding, Level, Rule};
use crate::session::hash::hash_value;
use crate::session::hash::hash_value::is_template_hash;
use crate::session::model::Session;
use crate::session::slot::slot_value;
use crate::snapshot::model::Snapshot;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "checkpoint-stale",
    level: Level::Warning,
    fires: "Last Checkpoint is not the newest checkpoint on HEAD's first-parent chain",
    why: "A session that starts from an old checkpoint does work again that is already done.",
    how: "Run `git checkpoint repair`, or write the hash that is named.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    found.extend(newer(session, known).map(|(old, newest)| {
        Finding::new(&RULE, format!("the newest checkpoint is {newest}"))
            .at(old.span(), "an older one, or none")
            .help(format!(
                "run `git checkpoint repair`, or write `**Last Checkpoint**: {newest}` with its date"
            ))
    }));
}

/// Returns what Last Checkpoint names, and the newer checkpoint that it should name.
pub(crate) fn newer<'a>(session: &Session<'a>, known: &Snapshot<'_>) -> Option<(Str<'a>, String)> {
    let field = session.field("Last Checkpoint").filter(|field| !field.value.is_empty())?;
    // The constant of clean-tree mode says where to look, and is never out of date.
    if slot_value::constant_in(field.value).is_some() {
        return None;
    }
    let recorded = hash_value::parse(field.value).map(|found| found.hash);
    let recorded = recorded.filter(|hash| !is_template_hash(hash));
    let newest = known.history.newer_checkpoint(recorded.map_or("", Str::as_str))?;
    Some((recorded.unwrap_or(field.value), newest))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn last_checkpoint_is_the_newest() {
        let newer = |text: &str| rules_of(&findings_of(text, None, &files(), Some("f0f0f0f")));
        assert_eq!(newer(GOOD), ["checkpoint-stale"]);
        let none = GOOD.replacen("e4f5a6b (2026-11-20)", "[none yet]", 1);
        assert_eq!(newer(&none), ["checkpoint-stale"]);
        let unknown = GOOD.replacen("e4f5a6b (2026", "d1d1d1d (2026", 1);
        assert_eq!(newer(&unknown), ["checkpoint-stale"]);
        assert_eq!(rules_of(&findings_of(GOOD, None, &files(), Some("e4f5a6b"))), NONE);
    }
}
