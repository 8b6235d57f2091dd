//! `phase-mismatch`: subject and body give different numbers, or `Phase:` has another form.

use crate::finding::{Finding, Level, Rule};
use crate::message::phase_line::PhaseLine;
use crate::message::placeholder::is_placeholder;
use crate::rules::shared::context::MessageContext;
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "phase-mismatch",
    level: Level::Error,
    fires: "the numbers in the subject and in `Phase:` differ, or `Phase:` is not `<N> - <Name>`",
    why: "Two numbers for one checkpoint: one of them sends the next session to the wrong phase.",
    how: "Write the same number in both places, and the phase's name after it: `Phase: 3 - Tasks API`.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let message = context.message;
    let line = message.phase_line().filter(|line| !is_placeholder(&line.value));
    let Some(line) = line else { return };
    let corrected = || context.inferred.phase();
    let form = (!is_in_form(&line)).then(|| {
        Finding::new(&RULE, "`Phase:` is not `<N> - <Name>`")
            .at(line.value.span(), "expected `<number> - <name>`")
            .write_value("Phase", line.value, corrected())
    });
    let differ = |(subject, body): &(Str<'_>, Str<'_>)| {
        PhaseNumber::parse(subject) != PhaseNumber::parse(body)
    };
    let Some((subject, body)) = message.subject.number.zip(line.number).filter(differ) else {
        found.extend(form);
        return;
    };
    let text = format!("the subject says phase {subject}, the body says phase {body}");
    let finding = Finding::new(&RULE, text);
    let subject_is_right = context.inferred.number.as_deref() == Some(subject.as_str());
    if subject_is_right || message.subject.description.is_none() {
        let label = format!("the subject has {subject}");
        found.push(finding.at(body.span(), label).write_value("Phase", line.value, corrected()));
    } else {
        let (finding, whole) =
            (finding.at(subject.span(), format!("`Phase:` has {body}")), message.subject.line);
        found.push(finding.write(whole, context.inferred.subject()));
        found.extend(form);
    }
}

fn is_in_form(line: &PhaseLine<'_>) -> bool {
    line.number.zip(line.name).is_some_and(|(n, name)| *line.value == *format!("{n} - {name}"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;
    use crate::terms::status::Status;

    #[test]
    fn numbers_that_differ() {
        let body = |text: &str| text.replace("Phase: 3 -", "Phase: 4 -");
        fixes("phase-mismatch", body);
        let (_, culprit, help) = only(&body(COMPLETE));
        assert_eq!((culprit.as_str(), help.as_str()), ("4", "write `Phase: 3 - Tasks API`"));
        fixes("phase-mismatch", |text| in_subject(text, "Phase 3", "Phase 2"));
        assert!(fired(&COMPLETE.replace("Phase: 3 -", "Phase: 03 -")).is_empty());
    }

    #[test]
    fn of_two_numbers_the_projects_wins() {
        let (changes, session) = (example_changes(), session(Status::Complete));
        let text = in_subject(COMPLETE, "Phase 3", "Phase 4");
        let judged = judge(
            Str::new(&text),
            &guess(CleanupMode::Strip),
            &facts(Some(&changes), Some(&session)),
        );
        assert_eq!(names(&judged), ["phase-mismatch"]);
        let help = judged.findings[0].help.clone().unwrap();
        assert_eq!(help, "write `checkpoint: Phase 3 Complete - Tasks API`");
    }

    #[test]
    fn the_phase_line_has_a_number_and_a_name() {
        for to in
            ["3 – Tasks API", "3: Tasks API", "Phase 3 - Tasks API", "3- Tasks API", "Tasks API"]
        {
            fixes("phase-mismatch", |text| {
                text.replace("Phase: 3 - Tasks API", &format!("Phase: {to}"))
            });
        }
        let nameless = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3");
        assert_eq!(only(&nameless).2, "write `Phase: 3 - <phase name>`");
        let open = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - <phase name>");
        assert_eq!(only(&open).0, "empty-section");
    }
}
