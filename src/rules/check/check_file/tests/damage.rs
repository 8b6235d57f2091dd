//! Every one-letter damage of the specification's examples.

use crate::rules::tests::message::*;

/// The text with one letter deleted, doubled, changed, put in, or swapped with the next.
fn damaged(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for at in 0..letters.len() {
        let with = |new: &[char], taken: usize| -> String {
            letters[..at].iter().chain(new).chain(&letters[at + taken..]).collect()
        };
        all.push(with(&[], 1));
        for new in ['x', ' ', '-', ':', '\n', '('] {
            all.push(with(&[new], 0));
            all.push(with(&[new], 1));
        }
        if at + 1 < letters.len() {
            all.push(with(&[letters[at + 1], letters[at]], 2));
        }
    }
    all
}

/// The text with the help of a finding taken literally, where it can be.
fn applied(text: &str, finding: &Finding) -> Option<String> {
    let help = finding.help.as_deref()?;
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    let instead = quoted.first()?;
    let span = finding.span?;
    if instead.contains('<') || !help.starts_with("write ") || help.contains("on one line") {
        return None;
    }
    if help.contains("` instead of `") {
        return Some(text.replacen(quoted[1], instead, 1));
    }
    let is_path = ["file-not-in-commit", "next-path"].contains(&finding.rule.name);
    if is_path {
        return Some(format!("{}{instead}{}", &text[..span.start], &text[span.end..]));
    }
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    if help.contains("of its own") {
        let head = text[start..span.start].trim_end();
        return Some(format!("{}{head}\n{}{}", &text[..start], quoted.join("\n"), &text[end..]));
    }
    let lines =
        if finding.rule.name == "file-entry" { quoted.join("\n") } else { (*instead).to_owned() };
    Some(format!("{}{lines}{}", &text[..start], &text[end..]))
}

fn all_findings(text: &str) -> Vec<Finding> {
    let changes = example_changes();
    let found =
        judge(Str::new(text), &guess(CleanupMode::Whitespace), &facts(Some(&changes), None))
            .findings;
    found.into_iter().filter(|finding| finding.level != Level::Off).collect()
}

/// A word of the format, or a slip away from one: the draft corrects it.
fn is_of_the_format(word: &str) -> bool {
    const WORDS: [&str; 9] = [
        "phase", "status", "session", "files", "changed", "fileschanged", "next", "progress",
        "inprogress",
    ];
    let word = word.to_lowercase();
    word.len() <= 3 || WORDS.iter().any(|known| strsim::osa_distance(&word, known) <= 2)
}

#[test]
fn every_one_letter_damage_is_mended_and_costs_no_word() {
    for text in damaged(IN_PROGRESS) {
        let found = all_findings(&text);
        let count = |found: &[Finding], finding: &Finding| {
            found.iter().filter(|other| other.rule == finding.rule).count()
        };
        for finding in &found {
            let Some(fixed) = applied(&text, finding) else { continue };
            let after = all_findings(&fixed);
            assert!(
                count(&after, finding) < count(&found, finding),
                "{text}\n{finding:?}\n{fixed}"
            );
        }
        let message = Message::parse(&text);
        if message.kind() != MessageKind::Checkpoint {
            continue;
        }
        let draft = repaired(&text);
        let is_error = |finding: &Finding| finding.level == Level::Error;
        let errors = all_findings(&draft.text).iter().any(is_error);
        assert!(draft.is_open || !errors, "{text}\n{}", draft.text);
        let body = text.split_once('\n').unwrap().1;
        let words =
            body.split(|c: char| !c.is_alphanumeric()).filter(|word| !is_of_the_format(word));
        for word in words {
            assert!(draft.text.contains(word), "{word} of\n{text}\nis not in\n{}", draft.text);
        }
    }
}
