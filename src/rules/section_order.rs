//! `section-order`: sections are in another order, or repeated.

use crate::finding::{Finding, Level, Rule};
use crate::message::sections::section::{Section, SectionKey};
use crate::rules::shared::context::{MAX_OF_A_KIND, MessageContext};

pub static RULE: Rule = Rule {
    name: "section-order",
    level: Level::Error,
    fires: "sections are in another order, or one is there twice",
    why: "The same order everywhere lets people and programs read a checkpoint without searching.",
    how: "Keep the order Phase, Status, Session, Files Changed, Next. Other sections may stand between them.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let mut present: Vec<(SectionKey, &Section<'_>)> = Vec::new();
    let mut repeats = Vec::new();
    for (key, section) in context.message.stated() {
        if present.iter().any(|(other, _)| *other == key) {
            repeats.push(repeated(key, section));
        } else {
            present.push((key, section));
        }
    }
    repeats.truncate(MAX_OF_A_KIND);
    found.append(&mut repeats);
    let keys: Vec<SectionKey> = present.iter().map(|(key, _)| *key).collect();
    let in_order = longest_in_order(&keys);
    let is_misplaced = |(key, _): &&(SectionKey, &Section<'_>)| !in_order.contains(key);
    found.extend(present.iter().filter(is_misplaced).map(|(key, s)| misplaced(*key, s, &keys)));
}

fn repeated(key: SectionKey, section: &Section<'_>) -> Finding {
    let key = key.key();
    Finding::new(&RULE, format!("`{key}:` is there twice"))
        .at(section.key.span(), "the second one")
        .help(format!("merge it with the first `{key}:`, or remove it"))
}

fn misplaced(key: SectionKey, section: &Section<'_>, present: &[SectionKey]) -> Finding {
    let before = SectionKey::ALL.into_iter().take_while(|other| *other != key);
    let key = key.key();
    let place = match before.filter(|other| present.contains(other)).last() {
        Some(other) => format!("below `{}:` and its content", other.key()),
        None => "to the top of the body".to_owned(),
    };
    Finding::new(&RULE, format!("`{key}:` is out of order"))
        .at(section.key.span(), "the order is Phase, Status, Session, Files Changed, Next")
        .help(format!("move `{key}:` {place}"))
}

/// Returns the most sections that are in order already, so that as few as possible
/// are reported.
fn longest_in_order(keys: &[SectionKey]) -> Vec<SectionKey> {
    let mut best: Vec<Vec<SectionKey>> = Vec::new();
    for key in keys {
        let before = best.iter().filter(|run| run.last().is_some_and(|last| last < key));
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(*key);
        best.push(run);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn sections_out_of_order() {
        let status = "Status: Complete\n";
        let late = COMPLETE.replace(status, "").replace("\nNext:", &format!("\n{status}\nNext:"));
        let (rule, culprit, help) = only(&late);
        assert_eq!((rule, culprit.as_str()), ("section-order", "Status:"));
        assert_eq!(help, "move `Status:` below `Phase:` and its content");
        assert_eq!(repaired(&late).text, COMPLETE);
        let twice = COMPLETE.replace(status, &status.repeat(2));
        assert_eq!(only(&twice).0, "section-order");
        assert!(fired(&repaired(&twice).text).is_empty());
    }
}
