//! `empty-section`: a section has no content.

use crate::finding::{Finding, Level, Rule};
use crate::message::phase_line::PhaseLine;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::section::{Section, SectionKey};
use crate::rules::shared::context::{MAX_OF_A_KIND, MessageContext};
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "empty-section",
    level: Level::Error,
    fires: "a section has no content, or only a placeholder",
    why: "A heading without content, or template text left as it was, tells the next session nothing.",
    how: "Write what is true for this commit; `Files Changed: None` is fine for a commit that changes nothing.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    // Looked for once: a message may have a million sections.
    let nameless = context.message.phase_line().and_then(|line| nameless(&line));
    let stated = context.message.stated();
    let empty = stated.filter_map(|(key, section)| empty(key, section, nameless.as_ref(), context));
    found.extend(empty.take(MAX_OF_A_KIND));
}

fn empty(
    key: SectionKey,
    section: &Section<'_>,
    nameless: Option<&Nameless<'_>>,
    context: &MessageContext<'_, '_>,
) -> Option<Finding> {
    let first = section.first();
    let finding = match (first.filter(|_| section.is_empty()), nameless) {
        (Some(text), _) => says_nothing(key).at(text.span(), "still to be written"),
        (None, Some(nameless)) if first.is_some_and(|value| value == nameless.value) => {
            Finding::new(&RULE, "`Phase:` has no name")
                .at(nameless.name.span(), "still to be written")
        }
        _ if section.is_empty() => says_nothing(key).at(section.key.span(), "nothing follows"),
        _ => return None,
    };
    Some(
        finding.help(match key {
            SectionKey::FilesChanged => {
                "write a line `- path (what changed)` for each file, or `Files Changed: None`"
                    .to_owned()
            }
            _ => format!("write {}", context.inferred.template(key)),
        }),
    )
}

fn says_nothing(key: SectionKey) -> Finding {
    Finding::new(&RULE, format!("`{}:` is empty", key.key()))
}

/// `Phase: 3 - <name>`: the number is there, the name is template text.
struct Nameless<'a> {
    value: Str<'a>,
    name: Str<'a>,
}

fn nameless<'a>(line: &PhaseLine<'a>) -> Option<Nameless<'a>> {
    let name = line.name.filter(|name| line.number.is_some() && is_placeholder(name))?;
    Some(Nameless { value: line.value, name })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn sections_that_say_nothing() {
        for text in ["", "[What was accomplished this session]", "<what was done>", "TBD", "TODO"] {
            let with = |key: &str| {
                let line = |line: &str| match line.strip_prefix(&format!("{key}:")) {
                    Some(_) => format!("{key}: {text}").trim_end().to_owned(),
                    None => line.to_owned(),
                };
                COMPLETE.lines().map(line).collect::<Vec<_>>().join("\n")
            };
            for key in ["Phase", "Status", "Session", "Next"] {
                assert_eq!(only(&with(key)).0, "empty-section", "{}", with(key));
            }
        }
        let bare = COMPLETE.replace("- src/routes/tasks.ts (all CRUD operations)\n", "");
        let bare = bare.replace("- src/lib/schemas.ts (task validation)\n", "");
        assert_eq!(only(&bare).0, "empty-section");
        assert!(fired(&repaired(&bare).text).is_empty());
        let content = COMPLETE.replace("Session: ", "Session: Added the <Button> component. ");
        assert!(fired(&content).is_empty());
    }
}
