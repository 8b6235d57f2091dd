use crate::draft::compose::*;
use crate::draft::model::Part;
use crate::message::classify::MessageKind;
use crate::message::stored::cleanup::CleanupMode;
use crate::plan::model::Plan;
use crate::rules::tests::message::{EXAMPLE_FILES, change, guess, judge};
use crate::terms::changed_paths::ChangeKind;
use crate::text::str::Str;

const SESSION: &str = "\
# Session State

**Current Phase**: Phase 3
**Current Stage**: Implementation

## Phase 2: Database [Complete]

**Completed**: 2025-10-18 | **Checkpoint**: d1d1d1d

## Phase 3: Tasks API [In Progress]

- [x] GET
- [ ] PATCH <-- CURRENT

**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47

## Phase 4: Task UI [Pending]
";

/// What a test changes of the usual case.
#[derive(Default)]
struct Case<'a> {
    author: DraftOptions,
    session: Option<&'a str>,
    before: Option<&'a str>,
    recorded: Option<&'a str>,
    replaced: Option<&'a str>,
    changes: Option<Vec<Change>>,
}

impl Case<'_> {
    fn draft(&self) -> Draft {
        self.composed().0
    }

    /// The draft and the rules that it fires.
    fn composed(&self) -> (Draft, Vec<&'static str>) {
        let session = Session::parse(self.session.unwrap_or(SESSION));
        let before = self.before.map(Session::parse);
        let recorded = self.recorded.map(Session::parse);
        let replaced = self.replaced.map(Message::parse);
        let plan = Plan::parse("");
        let changes = self.changes.clone().unwrap_or_default();
        let counts = changes
            .iter()
            .map(|change| (change.path.clone(), LineCount { added: 4, removed: 2 }))
            .collect();
        let snapshot = Snapshot {
            changes: Some(&changes),
            session: Some(&session),
            plan: Some(&plan),
            files: &*EXAMPLE_FILES,
            ..Snapshot::default()
        };
        let sources = DraftInput {
            snapshot,
            counts: &counts,
            before: before.as_ref(),
            recorded: recorded.as_ref(),
            replaced: replaced.as_ref(),
        };
        let draft = compose(&self.author, &sources);
        let text = draft.tidy();
        let judged = judge(Str::new(&text), &guess(CleanupMode::Whitespace), &snapshot);
        assert_eq!(judged.kind, MessageKind::Checkpoint, "{text}");
        let rules = judged.findings.iter().map(|finding| finding.rule.name).collect();
        (draft, rules)
    }
}

fn words(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn full() -> DraftOptions {
    DraftOptions {
        summary: words("GET and POST"),
        session: words("Did it"),
        ..DraftOptions::default()
    }
}

fn done(text: &str) -> String {
    text.replace("API [In Progress]", "API [Complete]").replace("- [ ]", "- [x]")
}

#[test]
fn what_only_the_author_knows_is_open() {
    let draft = Case::default().draft();
    assert_eq!(draft.open_parts(), [Part::Description, Part::Session]);
    assert_eq!(
        draft.tidy(),
        "checkpoint: Phase 3 In Progress - <description>\n\n\
         Phase: 3 - Tasks API\n\
         Status: In Progress\n\
         Session: <what was accomplished this session>\n\n\
         Files Changed: None\n\n\
         Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47\n"
    );
}

#[test]
fn with_the_authors_words_it_is_complete_and_fires_no_rule() {
    let changes = vec![
        change("SESSION.md", ChangeKind::Modified),
        change("src/lib/schemas.ts", ChangeKind::Modified),
        change("src/routes/tasks.ts", ChangeKind::Added),
    ];
    let case = Case { author: full(), changes: Some(changes), ..Case::default() };
    let (draft, rules) = case.composed();
    assert_eq!((draft.is_open(), rules.as_slice()), (false, &[][..]));
    let text = draft.tidy();
    let list = "Files Changed:\n- src/lib/schemas.ts (changed, +4 -2)\n\
                - src/routes/tasks.ts (added, 4 lines)\n- SESSION.md (changed, +4 -2)\n";
    assert!(text.contains(list), "{text}");
}

#[test]
fn a_phase_that_became_complete_is_the_one_drafted() {
    let now = done(SESSION)
        .replace("Phase**: Phase 3", "Phase**: Phase 4")
        .replace("UI [Pending]", "UI [In Progress]\n\n**Next Action**: Create src/ui/list.tsx");
    let author = DraftOptions { session: words("Did it"), ..DraftOptions::default() };
    let case = Case { author, session: Some(&now), before: Some(SESSION), ..Case::default() };
    let (draft, rules) = case.composed();
    let text = draft.tidy();
    assert!(rules.is_empty(), "{rules:?}");
    assert!(text.starts_with("checkpoint: Phase 3 Complete - Tasks API\n"), "{text}");
    assert!(text.ends_with("\nNext: Phase 4 - Create src/ui/list.tsx\n"), "{text}");
}

#[test]
fn a_phase_whose_checkpoint_is_recorded_is_not_drafted_again() {
    let now = done(SESSION).replace("UI [Pending]", "UI [In Progress]");
    let now = now.replace("Phase**: Phase 3", "Phase**: Phase 4");
    let number = |recorded: Option<&str>| {
        let case = Case { session: Some(&now), before: Some(SESSION), recorded, ..Case::default() };
        case.draft().phase[..1].to_owned()
    };
    assert_eq!(number(None), "3");
    assert_eq!(number(Some(&now)), "3");
    let recorded = now
        .replace("- [x] GET", "**Completed**: 2025-10-20 | **Checkpoint**: e2e2e2e\n\n- [x] GET");
    assert_eq!(number(Some(&recorded)), "4");
}

#[test]
fn the_authors_phase_status_and_next_come_first() {
    let author = DraftOptions {
        phase: PhaseNumber::parse("4"),
        status: Some(Status::Blocked),
        next: words("Ask for the design, then src/lib/schemas.ts:9"),
        ..full()
    };
    let text = Case { author, ..Case::default() }.draft().tidy();
    assert!(text.starts_with("checkpoint: Phase 4 Blocked - GET and POST\n"), "{text}");
    assert!(text.contains("\nPhase: 4 - Task UI\nStatus: Blocked\n"), "{text}");
    assert!(text.ends_with("\nNext: Ask for the design, then src/lib/schemas.ts:9\n"), "{text}");
}

#[test]
fn a_pending_phase_has_no_status_for_a_checkpoint() {
    let text = SESSION.replace("[In Progress]", "[Pending]");
    let draft = Case { session: Some(&text), ..Case::default() }.draft();
    assert!(draft.open_parts().contains(&Part::Status));
}

#[test]
fn the_stage_qualifies_the_status() {
    let text = SESSION.replace("Implementation", "Verification (2/3)");
    let case = Case { author: full(), session: Some(&text), ..Case::default() };
    let (draft, rules) = case.composed();
    assert!(draft.tidy().contains("\nStatus: In Progress (Verification stage)\n"));
    assert!(rules.is_empty(), "{rules:?}");
}

#[test]
fn words_of_several_lines_stay_where_they_belong() {
    let session = "- did a:\n- did b\n\nNext: not this\nFiles Changed:\n\u{1b}[31mc";
    let author = DraftOptions { session: words(session), ..full() };
    let (draft, rules) = Case { author, ..Case::default() }.composed();
    assert!(rules.is_empty(), "{rules:?} in\n{}", draft.tidy());
    assert!(draft.tidy().contains("Session:\n- did a:\n- did b\n\n- Next: not this\n"));
    let author = DraftOptions { session: words("TBD"), summary: words(" "), ..full() };
    let parts = Case { author, ..Case::default() }.draft().open_parts();
    assert_eq!(parts, [Part::Description, Part::Session]);
}

#[test]
fn a_long_name_is_cut_to_fit_the_subject() {
    let name = "Task management API with tags, filters, paging and a full audit trail";
    let now = done(SESSION).replace("Tasks API", name);
    let before = SESSION.replace("Tasks API", name);
    let author = DraftOptions { session: words("Did it"), ..DraftOptions::default() };
    let case = Case { author, session: Some(&now), before: Some(&before), ..Case::default() };
    let (draft, rules) = case.composed();
    assert!(rules.is_empty(), "{rules:?}");
    let subject = "checkpoint: Phase 3 Complete - Task management API with tags, filters\n";
    assert!(draft.tidy().starts_with(subject), "{}", draft.tidy());
}

#[test]
fn an_amended_checkpoint_keeps_what_its_author_said() {
    let replaced = "checkpoint: Phase 3 Paused - Need a decision\n\nPhase: 3 - Tasks API\n\
                    Status: Paused\nSession: Built it\nand more\n\nFiles Changed:\n\
                    - src/lib/ (the schemas, at last)\n- old.ts (changed, +1 -1)\n\n\
                    Tested: yes\n\nNext: Decide\n\nSigned-off-by: A\n";
    let changes = vec![
        change("src/lib/schemas.ts", ChangeKind::Modified),
        change("src/routes/tasks.ts", ChangeKind::Modified),
    ];
    let case = Case { replaced: Some(replaced), changes: Some(changes), ..Case::default() };
    let (draft, rules) = case.composed();
    assert!(rules.is_empty(), "{rules:?}");
    let expected = "checkpoint: Phase 3 Paused - Need a decision\n\nPhase: 3 - Tasks API\n\
                    Status: Paused\nSession: Built it\nand more\n\nFiles Changed:\n\
                    - src/lib/ (the schemas, at last)\n- src/routes/tasks.ts (changed, +4 -2)\n\n\
                    Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47\n\n\
                    Signed-off-by: A\n";
    assert_eq!(draft.tidy().replace("Tested: yes\n\n", ""), expected);
}

#[test]
fn letters_are_no_numbers_of_messages() {
    let text = SESSION.replace("Phase 3", "Phase A");
    let draft = Case { session: Some(&text), ..Case::default() }.draft();
    assert_eq!(draft.open_parts()[0], Part::Phase);
}
