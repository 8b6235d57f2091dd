//! `missing-section`: a required section is missing, or under another name.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::message::joined_keys::JoinedKey;
use crate::message::parse::Message;
use crate::message::sections::section::{Section, SectionKey};
use crate::message::sections::section_key::{is_heading, is_underline};
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::inferred::Inferred;
use crate::text::edit::Edit;
use crate::text::prose_bullet::prose_bullet;
use crate::text::span::Span;
use crate::text::str::Str;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "missing-section",
    level: Level::Error,
    fires: "`Phase:`, `Status:`, `Session:`, `Files Changed:` or `Next:` is missing",
    why: "A checkpoint is a handoff: what was done, where, and what comes next. Leave one out and the next session has to guess.",
    how: "Add the section. `git checkpoint draft` prints a message with all of them.",
};

/// Reports all sections that are nowhere at once, and each that has another name.
pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let message = context.message;
    found.extend(literal_newline(message));
    found.extend(joined(message));
    let is_missing = |key: &SectionKey| message.section(*key).is_none();
    let (mut nowhere, mut dressed) = (Vec::new(), Vec::<Dressed<'_, '_>>::new());
    for key in SectionKey::ALL.into_iter().filter(is_missing) {
        match message.similar_section(key) {
            Some(section) if is_spelled(section, key.key()) => {
                let slip = slip(section, key.key()).replace(key.key(), "");
                match dressed.iter_mut().find(|dressed| dressed.slip == slip) {
                    Some(dressed) => dressed.sections.push((key, section)),
                    None => dressed.push(Dressed { slip, sections: vec![(key, section)] }),
                }
            }
            Some(section) => found.push(misspelled(key, section, message.document)),
            None => nowhere.push(key),
        }
    }
    found.extend(dressed.iter().filter_map(|dressed| dressed.finding(message.document)));
    if !nowhere.is_empty() {
        found.push(absent(&nowhere, &context.inferred));
    }
}

/// Line breaks that are spelled out keep git from seeing any section.
fn literal_newline(message: &Message<'_>) -> Option<Finding> {
    let newlines = &message.literal_newlines;
    let text = "the message contains a literal `\\n`; the shell does not expand it inside quotes";
    let edits = newlines.iter().map(|newline| Edit::replace(newline.span(), "\n")).collect();
    Some(
        Finding::new(&RULE, text)
            .at(newlines.first()?.span(), "the first one that was meant as a line break")
            .help("pass the message with `git commit -F`, or each paragraph with its own `-m`")
            .fix(Fix { edits, is_open: false }),
    )
}

/// Keys within the line of another.
fn joined(message: &Message<'_>) -> Option<Finding> {
    let keys = &message.joined_keys;
    let first = keys.first()?;
    let names: Vec<String> = keys.iter().map(|joined| format!("`{}:`", joined.key.key())).collect();
    let each = if keys.len() > 1 { "each" } else { "it" };
    let begin = if keys.len() > 1 { "do not begin a line" } else { "does not begin a line" };
    let edit = |joined: &JoinedKey<'_>| {
        let text = if joined.is_below_subject { "\n\n" } else { "\n" };
        Edit::replace(joined.gap.span(), text)
    };
    Some(
        Finding::new(&RULE, format!("{} {begin}", listed(&names)))
            .at(Span::at(first.gap.span().end), "a line ends here")
            .help(format!("write {each} on a line of its own"))
            .fix(Fix { edits: keys.iter().map(edit).collect(), is_open: false }),
    )
}

fn misspelled(key: SectionKey, section: &Section<'_>, document: Str<'_>) -> Finding {
    let key = key.key();
    let line = section.line.trim_end();
    let corrected = format!("{key}: {}", section.value);
    let corrected = corrected.trim_end();
    Finding::new(&RULE, format!("`{key}:` is missing"))
        .at(section.key.span(), slip(section, key))
        .fix(spelled(key, section, document))
        .help(format!("write `{corrected}` instead of `{line}`"))
}

/// Keys that are all in bold, indented, in a list or headings: one slip, and one finding.
struct Dressed<'m, 'a> {
    slip: String,
    sections: Vec<(SectionKey, &'m Section<'a>)>,
}

impl Dressed<'_, '_> {
    fn finding(&self, document: Str<'_>) -> Option<Finding> {
        let ((key, section), others) = self.sections.split_first()?;
        let first = misspelled(*key, section, document);
        Some(if others.is_empty() {
            first
        } else {
            likewise(first, *key, section, others, document)
        })
    }
}

fn likewise(
    first: Finding,
    key: SectionKey,
    section: &Section<'_>,
    others: &[(SectionKey, &Section<'_>)],
    document: Str<'_>,
) -> Finding {
    let quote = |key: &SectionKey| format!("`{}:`", key.key());
    let below: Vec<String> = others.iter().map(|(key, _)| quote(key)).collect();
    let names: Vec<String> = std::iter::once(quote(&key)).chain(below.clone()).collect();
    let fixes = others.iter().map(|(key, section)| spelled(key.key(), section, document));
    let edits = first.fix.iter().cloned().chain(fixes).flat_map(|fix| fix.edits).collect();
    let help = first.help.unwrap_or_default();
    Finding::new(&RULE, format!("{} are not written as keys", listed(&names)))
        .at(section.key.span(), first.label)
        .help(format!("{help}, and {} likewise", listed(&below)))
        .fix(Fix { edits, is_open: false })
}

/// The key as it has to be, without what dresses the line or underlines it, and with the text
/// beside it that stands below a heading.
fn spelled(key: &str, section: &Section<'_>, document: Str<'_>) -> Fix {
    let line = section.line.span();
    let mut edits = Vec::new();
    let (end, text) = if !section.value.is_empty() {
        let rest = Span { start: section.value.span().end, end: line.end };
        edits.push(Edit::replace(rest, ""));
        (section.value.span().start, format!("{key}: "))
    } else if let Some(text) = section.first().filter(|text| may_stand_beside(key, text)) {
        (text.span().start, format!("{key}: "))
    } else if let Some(below) = section.below.first() {
        (below.span().start, format!("{key}:\n"))
    } else {
        let mut below = document.slice(line.end..document.len()).lines().skip(1);
        let underline = below.next().filter(|line| is_underline(line));
        (underline.map_or(line.end, |line| line.span().end), format!("{key}:"))
    };
    edits.push(Edit::replace(Span { start: line.start, end }, text));
    Fix { edits, is_open: false }
}

fn may_stand_beside(key: &str, text: &str) -> bool {
    key != SectionKey::FilesChanged.key() && prose_bullet(text).is_none() && !is_heading(text)
}

/// Whether the key has its letters, whatever is around them.
fn is_spelled(section: &Section<'_>, key: &str) -> bool {
    section.key.trim_matches(|c: char| !c.is_alphanumeric()) == key
}

/// What keeps a line from being read as the section.
fn slip(section: &Section<'_>, key: &str) -> String {
    let (written, line) = (section.key, section.line);
    if !is_spelled(section, key) {
        format!("did you mean `{key}:`?")
    } else if line.starts_with('#') {
        format!("a heading, which git may drop as a comment; write `{key}:`")
    } else if line.starts_with(char::is_whitespace) || line.starts_with(['-', '+', '•', '>']) {
        format!("`{key}:` belongs at the start of the line")
    } else if written.contains(['：', '﹕']) {
        "a full-width colon".to_owned()
    } else if written.as_str() == key {
        "missing `:` after the key".to_owned()
    } else {
        format!("expected `{key}:` and nothing else")
    }
}

fn absent(keys: &[SectionKey], inferred: &Inferred) -> Finding {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}:`", key.key())).collect();
    let verb = if keys.len() == 1 { "is" } else { "are" };
    let lines: Vec<String> = keys.iter().map(|key| inferred.template(*key)).collect();
    Finding::new(&RULE, format!("{} {verb} missing", listed(&names)))
        .help(format!("add {}", listed(&lines)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn sections_that_are_missing() {
        for key in ["Phase", "Status", "Session", "Next"] {
            for example in EXAMPLES {
                let is_other = |line: &&str| !line.starts_with(&format!("{key}: "));
                let text = example.lines().filter(is_other).collect::<Vec<_>>().join("\n");
                let (rule, _, help) = only(&text);
                assert_eq!(rule, "missing-section");
                assert!(help.starts_with(&format!("add `{key}: ")), "{help}");
                assert_eq!(repaired(&text).is_open, help.contains('<'), "{text}");
            }
        }
        let (rule, _, help) = only("checkpoint: Phase 3 Complete - Tasks API\n");
        assert_eq!(rule, "missing-section");
        assert!(help.starts_with("add `Phase: 3 - <phase name>`, `Status: Complete`, "), "{help}");
    }

    #[test]
    fn sections_under_another_name() {
        for (from, to) in [
            ("Files Changed:", "Files changed:"),
            ("Files Changed:", "Files Created:"),
            ("Next:", "Next Steps:"),
            ("Session:", "Sesion:"),
            ("Status:", "status:"),
            ("Phase:", "**Phase**:"),
        ] {
            fixes("missing-section", |text| text.replace(from, to));
        }
        let (_, culprit, help) = only(&COMPLETE.replace("Session:", "Sesion:"));
        assert_eq!(culprit, "Sesion:");
        assert!(help.starts_with("write `Session: Completed all"), "{help}");
    }

    /// What the help line of a misspelled key offers, put in the place of the line.
    fn rewritten(text: &str) -> String {
        findings(text).into_iter().fold(text.to_owned(), |text, finding| {
            let help = finding.help.unwrap();
            let mut quoted = help.split('`').skip(1).step_by(2);
            let (instead, line) = (quoted.next().unwrap(), quoted.next().unwrap_or_default());
            text.replacen(line, instead, 1)
        })
    }

    #[test]
    fn keys_in_other_markup_are_rejected_and_keep_what_they_say() {
        for (from, to) in [
            ("Next: ", "## Next\n"),
            ("Next: ", "## Next\n\n"),
            ("Next: ", "## Next: "),
            ("Next: ", "**Next:** "),
            ("Next: ", "**Next**\n"),
            ("Next: ", "__Next__: "),
            ("Next: ", "Next：\u{3000}"),
            ("Next: ", "  Next: "),
            ("Next: ", "- Next: "),
            ("Next: ", "5. Next: "),
            ("Next: ", "Next "),
            ("Next: ", "Next - "),
            ("Next: ", "Next\n----\n"),
            ("Files Changed:", "### Files Changed"),
            ("Files Changed:", "### Files Changed\n"),
            ("Files Changed:", "Files Changed (2):"),
            ("Files Changed:", "**Files Changed (2 files)**"),
            ("Files Changed:", "Files Changed"),
            ("Session: ", "# Session\n"),
            ("Session: ", "Session; "),
            ("Status: ", "**Status:** "),
            ("Status: ", "Status "),
            ("Status: ", "\tStatus: "),
            ("Phase: ", "## Phase: "),
            ("Phase: ", "Phase "),
        ] {
            for example in EXAMPLES {
                let text = example.replace(from, to);
                let (rule, culprit, _) = only(&text);
                assert_eq!(rule, "missing-section", "{text}");
                assert!(to.trim().starts_with(culprit.trim()), "{text}: {culprit:?}");
                let draft = repaired(&text);
                assert!(!draft.is_open, "{}", draft.text);
                assert_eq!(draft.text, example, "{text}");
                assert!(fired(&rewritten(&text)).is_empty(), "{text}\n{}", rewritten(&text));
            }
        }
    }

    #[test]
    fn a_whole_body_in_other_markup_keeps_what_it_says() {
        for dress in ["    ", "\t", "- ", "> ", "### "] {
            for example in EXAMPLES {
                let is_key = |line: &str| line.contains(": ") || line.ends_with(':');
                let mut lines = example.lines();
                let subject = lines.next().unwrap();
                let body: Vec<_> = lines
                    .map(
                        |line| {
                            if is_key(line) { format!("{dress}{line}") } else { line.to_owned() }
                        },
                    )
                    .collect();
                let text = format!("{subject}\n{}\n", body.join("\n"));
                assert_eq!(fired(&text), ["missing-section"], "{text}");
                assert_eq!(repaired(&text).text, example, "{text}");
            }
        }
    }

    #[test]
    fn headings_that_git_would_drop_are_reported_and_kept() {
        let git = "# Please enter the commit message\n#\n# On branch main\n#\tnext\n";
        let text = IN_PROGRESS.replace("Next: ", "## Notes\n- one\n\n# Next\n") + git;
        let changes = example_changes();
        let facts = facts(Some(&changes), None);
        let judged = judge(Str::new(&text), &guess(CleanupMode::Strip), &facts);
        assert_eq!(names(&judged), ["missing-section"]);
        assert!(judged.findings[0].label.contains("as a comment"), "{:?}", judged.findings);
        let expected = IN_PROGRESS.replace("Next: ", "## Notes\n- one\n\nNext: ");
        assert_eq!(repair(&judged.message, &facts).text, expected);
    }

    #[test]
    fn custom_headings_stay_where_they_are() {
        let notes = "\n\n## Notes\n- one\n\n**Decisions**\ntwo\n";
        for key in ["Session: ", "Files Changed:"] {
            let at = COMPLETE.find(key).unwrap();
            let end = at + COMPLETE[at..].find("\n\n").unwrap();
            let text = format!("{}{notes}{}", &COMPLETE[..end], &COMPLETE[end + 1..]);
            assert!(fired(&text).is_empty(), "{text}\n{:?}", findings(&text));
            assert_eq!(repaired(&text).text, text);
        }
        let below = COMPLETE.replace("Session: ", "Session:\n### API\n");
        assert!(fired(&below).is_empty(), "{:?}", findings(&below));
    }
}
