//! `subject`: the first line does not have the form.

use crate::finding::{Finding, Level, Rule};
use crate::message::placeholder::is_placeholder;
use crate::message::subject::{Subject, parse_status};
use crate::rules::shared::context::MessageContext;
use crate::rules::status;
use crate::text::span::Span;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "subject",
    level: Level::Error,
    fires: "the first line is not `checkpoint: Phase <N> <Status> - <description>`",
    why: "The subject is what `git log --oneline` and `git checkpoint log` show; with one form, a session finds its place by reading one line.",
    how: "Write `checkpoint: Phase 3 In Progress - Endpoints implemented`: a phase number (3, 3.1, 4a), a status, ` - `, and a short description.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let (subject, inferred) = (&context.message.subject, &context.inferred);
    // The line that corrects an unknown status corrects the form as well.
    if status::unknown_in_subject(subject).is_some() && inferred.status.is_some() {
        return;
    }
    let Some((message, span, label)) = flaw(subject) else { return };
    let corrected = inferred.subject();
    found.push(Finding::new(&RULE, message).at(span, label).write(subject.line, corrected));
}

/// What is wrong with the form, where, and a few words about it.
fn flaw(subject: &Subject<'_>) -> Option<(&'static str, Span, String)> {
    let rest = subject.rest.trim();
    let Some(number) = subject.number else {
        let label = "expected `Phase <N> <Status>`".to_owned();
        return Some(("the subject names no phase", rest.span(), label));
    };
    let Some(status) = subject.status else {
        let after = Span { start: number.span().end, end: rest.span().end.max(number.span().end) };
        let label = "expected a status after the phase number".to_owned();
        return Some(("the subject has no status", after, label));
    };
    let Some(description) = subject.description.filter(|text| !is_placeholder(text)) else {
        let span = subject.description.unwrap_or(subject.line.empty_end()).span();
        let label = "expected ` - ` and a short description".to_owned();
        return Some(("the subject has no description", span, label));
    };
    let known = parse_status(&status).map_or(status.as_str(), |status| status.name());
    let wanted = format!("checkpoint: Phase {number} {known} - {description}");
    let (culprit, instead) = difference(subject.line, &wanted)?;
    let message = "the subject is not `checkpoint: Phase <N> <Status> - <description>`";
    Some((message, culprit.span(), label_for(&culprit, instead)))
}

fn label_for(culprit: &str, instead: &str) -> String {
    if culprit.contains('–') {
        "expected a hyphen, found an en dash".to_owned()
    } else if culprit.contains('—') {
        "expected a hyphen, found an em dash".to_owned()
    } else if instead.trim().is_empty() && instead.len() > culprit.len() {
        "missing space".to_owned()
    } else if instead.trim().is_empty() {
        "unexpected".to_owned()
    } else {
        format!("expected `{}`", instead.trim())
    }
}

/// The part of `line` that differs from `wanted`, whole words, and what belongs there.
fn difference<'a, 'w>(line: Str<'a>, wanted: &'w str) -> Option<(Str<'a>, &'w str)> {
    if line.as_str() == wanted {
        return None;
    }
    let same = line.chars().zip(wanted.chars()).take_while(|(a, b)| a == b);
    let mut front: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let (mine, theirs) = (&line[front..], &wanted[front..]);
    let same = mine.chars().rev().zip(theirs.chars().rev()).take_while(|(a, b)| a == b);
    let mut back: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let is_inside_word = |text: &str, front: usize, back: usize| {
        text[front..text.len() - back].starts_with(char::is_alphanumeric)
    };
    if is_inside_word(&line, front, back) && is_inside_word(wanted, front, back) {
        let letter = |c: &char| c.is_alphanumeric();
        front -= line[..front].chars().rev().take_while(letter).map(char::len_utf8).sum::<usize>();
        let tail = &line[line.len() - back..];
        back -= tail.chars().take_while(letter).map(char::len_utf8).sum::<usize>();
    }
    Some((line.slice(front..line.len() - back), &wanted[front..wanted.len() - back]))
}

#[cfg(test)]
mod tests {
    use crate::rules::subject::RULE;
    use crate::rules::tests::message::*;

    #[test]
    fn subject_dashes_spaces_and_case() {
        for to in [" – ", " — ", "- ", " -", " -- ", ": ", "—"] {
            fixes(RULE.name, |text| in_subject(text, " - ", to));
        }
        fixes(RULE.name, |text| in_subject(text, ": ", ":"));
        fixes(RULE.name, |text| in_subject(text, ": ", ":  "));
        fixes(RULE.name, |text| in_subject(text, "Phase ", "phase "));
        for to in [
            "Phase", "Phase.", "Phase#", "Phse ", "phasee ", "✅ Phase ", ": Phase ",
            "checkpoint: Phase ",
        ] {
            fixes(RULE.name, |text| in_subject(text, "Phase ", to));
        }
        fixes(RULE.name, |text| in_subject(text, "Phase 3 ", "Phase 3"));
        fixes(RULE.name, |text| in_subject(text, "Phase 3 ", "Phase "));
        fixes(RULE.name, |text| in_subject(text, "Phase ", ""));
        fixes(RULE.name, |text| {
            let (subject, body) = text.split_once('\n').unwrap();
            let (head, description) = subject.split_once(" - ").unwrap();
            format!("checkpoint:{} - {description}\n{body}", head[11..].to_lowercase())
        });
    }

    #[test]
    fn subject_points_at_the_culprit() {
        let of = |from, to| only(&in_subject(COMPLETE, from, to));
        let help = || "write `checkpoint: Phase 3 Complete - Tasks API`".to_owned();
        assert_eq!(of("Complete", "complete"), ("subject", "complete".to_owned(), help()));
        assert_eq!(of(" - ", " – "), ("subject", "–".to_owned(), help()));
        assert_eq!(of(": Phase", ":Phase"), ("subject", String::new(), help()));
        assert_eq!(of("Complete ", ""), ("subject", " - Tasks API".to_owned(), help()));
        assert_eq!(of("Phase 3 Complete", "Phase Complete").0, "subject");
        assert_eq!(of(" - Tasks API", ""), ("subject", String::new(), help()));
        assert_eq!(of("Tasks API", "<description>").0, "subject");
    }

    #[test]
    fn a_subject_whose_words_turn_out_to_be_a_section_gets_a_description() {
        for (subject, expected) in [
            ("checkpoint:Phase: ", "Phase <N> <Status> - <description>"),
            ("checkpoint:Status: Complete", "Phase <N> Complete - <description>"),
            ("checkpoint:Phase: 3 - X", "Phase 3 <Status> - X"),
        ] {
            let draft = repaired(&format!("{subject}\n"));
            assert_eq!(draft.text.lines().next(), Some(&*format!("checkpoint: {expected}")));
            assert!(draft.is_open, "{subject}");
        }
    }
}
