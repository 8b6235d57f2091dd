//! Every rule fires on its damage and on nothing else, and its help mends it.

use crate::draft::repair::repair;
use crate::finding::Finding;
use crate::finding::Level;
use crate::message::cleanup::CleanupMode;
use crate::rules::message::check_file::tests::judge;
use crate::rules::message::check_file::tests::*;
use crate::terms::status::Status;
use crate::text::str::Str;

mod project;

/// All findings about `text`, with the changes of the examples.
fn findings(text: &str) -> Vec<Finding> {
    let changes = example_changes();
    let judged =
        judge(Str::new(text), &guess(CleanupMode::Whitespace), &facts(Some(&changes), None));
    judged.findings.into_iter().filter(|finding| finding.level != Level::Off).collect()
}

/// The one finding there is: rule, what the caret is under, help.
fn only(text: &str) -> (&'static str, String, String) {
    let mut found = findings(text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    let finding = found.remove(0);
    let culprit = finding.span.map(|span| text[span.range()].to_owned()).unwrap_or_default();
    (finding.rule.name, culprit, finding.help.unwrap_or_default())
}

/// What the help says to write instead of the whole line of the finding.
fn applied(text: &str) -> String {
    let finding = findings(text).remove(0);
    let help = finding.help.unwrap();
    let instead = help.split('`').nth(1).unwrap().to_owned();
    let span = finding.span.unwrap();
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    format!("{}{instead}{}", &text[..start], &text[end..])
}

/// In each example, `from` replaced by `to` fires `rule` alone; the help,
/// taken literally, and the draft both mend it.
fn mends(rule: &str, damage: impl Fn(&str) -> String) {
    for example in EXAMPLES {
        let text = damage(example);
        assert_ne!(text, example, "{rule}");
        assert_eq!(only(&text).0, rule, "{text}");
        assert!(fired(&applied(&text)).is_empty(), "{}", applied(&text));
        let draft = repaired(&text);
        assert!(!draft.is_open && fired(&draft.text).is_empty(), "{}", draft.text);
    }
}

/// In the first line only.
fn in_subject(text: &str, from: &str, to: &str) -> String {
    let (subject, body) = text.split_once('\n').unwrap();
    format!("{}\n{body}", subject.replacen(from, to, 1))
}

#[test]
fn subject_dashes_blanks_and_case() {
    for to in [" – ", " — ", "- ", " -", " -- ", ": ", "—"] {
        mends("subject", |text| in_subject(text, " - ", to));
    }
    mends("subject", |text| in_subject(text, ": ", ":"));
    mends("subject", |text| in_subject(text, ": ", ":  "));
    mends("subject", |text| in_subject(text, "Phase ", "phase "));
    for to in [
        "Phase",
        "Phase.",
        "Phase#",
        "Phse ",
        "phasee ",
        "✅ Phase ",
        ": Phase ",
        "checkpoint: Phase ",
    ] {
        mends("subject", |text| in_subject(text, "Phase ", to));
    }
    mends("subject", |text| in_subject(text, "Phase 3 ", "Phase 3"));
    mends("subject", |text| in_subject(text, "Phase 3 ", "Phase "));
    mends("subject", |text| in_subject(text, "Phase ", ""));
    mends("subject", |text| {
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
fn status_says_what_was_meant() {
    for (status, slip) in
        [("Complete", "Complet"), ("In Progress", "In Progres"), ("Paused", "Puased")]
    {
        let of = |text: &str| in_subject(text, status, slip);
        let text = EXAMPLES.into_iter().find(|text| of(text) != **text).unwrap();
        let (rule, culprit, help) = only(&of(text));
        assert_eq!((rule, culprit.as_str()), ("status", slip));
        assert!(help.contains(&format!("Phase 3 {status} - ")), "{help}");
        assert!(fired(&applied(&of(text))).is_empty());
        let in_body = text.replace(&format!("Status: {status}"), &format!("Status: {slip}"));
        assert_eq!(
            only(&in_body),
            ("status", slip.to_owned(), format!("write `Status: {status}`"))
        );
        assert_eq!(repaired(&in_body).text, text);
    }
}

#[test]
fn status_knows_synonyms_and_lets_qualifiers_pass() {
    let body = |to: &str| COMPLETE.replace("Status: Complete", &format!("Status: {to}"));
    for word in
        ["Done", "complete", "COMPLETED", "✅ COMPLETE", "Nonsense", "Pending", "Ready to go"]
    {
        let (rule, culprit, help) = only(&body(word));
        assert_eq!((rule, culprit.as_str()), ("status", word));
        assert!(help.starts_with("write `Status: Complete"), "{help}");
        assert!(fired(&applied(&body(word))).is_empty(), "{}", applied(&body(word)));
    }
    assert_eq!(only(&body("complete (all of it)")).2, "write `Status: Complete (all of it)`");
    for word in ["Complete (Verification stage)", "Complete, tests pass", "Complete - 34%"] {
        assert!(fired(&body(word)).is_empty(), "{word}");
    }
    let done = in_subject(COMPLETE, "Complete", "Done");
    assert_eq!(only(&done).0, "status");
    assert_eq!(fired(&in_subject(&body("Nonsense"), "Complete", "Rubbish")), ["status", "status"]);
}

#[test]
fn numbers_that_differ() {
    let body = |text: &str| text.replace("Phase: 3 -", "Phase: 4 -");
    mends("phase-mismatch", body);
    let (_, culprit, help) = only(&body(COMPLETE));
    assert_eq!((culprit.as_str(), help.as_str()), ("4", "write `Phase: 3 - Tasks API`"));
    mends("phase-mismatch", |text| in_subject(text, "Phase 3", "Phase 2"));
    assert!(fired(&COMPLETE.replace("Phase: 3 -", "Phase: 03 -")).is_empty());
}

#[test]
fn of_two_numbers_the_projects_wins() {
    let (changes, session) = (example_changes(), session(Status::Complete));
    let text = in_subject(COMPLETE, "Phase 3", "Phase 4");
    let judged =
        judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(Some(&changes), Some(&session)));
    assert_eq!(names(&judged), ["phase-mismatch"]);
    let help = judged.findings[0].help.clone().unwrap();
    assert_eq!(help, "write `checkpoint: Phase 3 Complete - Tasks API`");
}

#[test]
fn the_phase_line_has_a_number_and_a_name() {
    for to in ["3 – Tasks API", "3: Tasks API", "Phase 3 - Tasks API", "3- Tasks API", "Tasks API"]
    {
        mends("phase-mismatch", |text| {
            text.replace("Phase: 3 - Tasks API", &format!("Phase: {to}"))
        });
    }
    let nameless = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3");
    assert_eq!(only(&nameless).2, "write `Phase: 3 - <phase name>`");
    let open = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - <phase name>");
    assert_eq!(only(&open).0, "empty-section");
}

#[test]
fn statuses_that_differ() {
    for example in EXAMPLES {
        let text = example
            .lines()
            .map(|line| if line.starts_with("Status:") { "Status: Blocked" } else { line })
            .collect::<Vec<_>>()
            .join("\n");
        let (rule, culprit, _) = only(&text);
        assert_eq!((rule, culprit.as_str()), ("status-mismatch", "Blocked"));
        assert!(fired(&applied(&text)).is_empty());
        assert_eq!(repaired(&text).text, example);
    }
}

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
        mends("missing-section", |text| text.replace(from, to));
    }
    let (_, culprit, help) = only(&COMPLETE.replace("Session:", "Sesion:"));
    assert_eq!(culprit, "Sesion:");
    assert!(help.starts_with("write `Session: Completed all"), "{help}");
}

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

#[test]
fn sections_out_of_order() {
    let status = "Status: Complete\n";
    let late = COMPLETE.replace(status, "").replace("\nNext:", &format!("\n{status}\nNext:"));
    let (rule, culprit, help) = only(&late);
    assert_eq!((rule, culprit.as_str()), ("section-order", "Status:"));
    assert_eq!(help, "move `Status:` below `Phase:` and what belongs to it");
    assert_eq!(repaired(&late).text, COMPLETE);
    let twice = COMPLETE.replace(status, &status.repeat(2));
    assert_eq!(only(&twice).0, "section-order");
    assert!(fired(&repaired(&twice).text).is_empty());
}

#[test]
fn the_line_under_the_subject_is_blank() {
    for example in EXAMPLES {
        let text = example.replacen("\n\n", "\n", 1);
        let (rule, culprit, _) = only(&text);
        assert_eq!((rule, culprit.as_str()), ("blank-line", "Phase: 3 - Tasks API"));
        assert_eq!(repaired(&text).text, example);
    }
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
fn keys_in_other_dress_are_refused_and_keep_what_they_say() {
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
fn a_whole_body_in_other_dress_keeps_what_it_says() {
    for dress in ["    ", "\t", "- ", "> ", "### "] {
        for example in EXAMPLES {
            let is_key = |line: &str| line.contains(": ") || line.ends_with(':');
            let mut lines = example.lines();
            let subject = lines.next().unwrap();
            let body: Vec<_> = lines
                .map(|line| if is_key(line) { format!("{dress}{line}") } else { line.to_owned() })
                .collect();
            let text = format!("{subject}\n{}\n", body.join("\n"));
            assert_eq!(fired(&text), ["missing-section"; 5], "{text}");
            assert_eq!(repaired(&text).text, example, "{text}");
        }
    }
}

#[test]
fn headings_that_git_would_drop_are_told_and_kept() {
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
fn headings_of_the_authors_own_stay_where_they_are() {
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
