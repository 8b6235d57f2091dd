//! The `commit-msg` hook.

use std::fs;

use crate::fixtures::{EXAMPLES, TEMPLATE};
use crate::harness::Project;

/// A project in which all that the specification's examples name is there.
pub fn project() -> Project {
    let project = Project::with_session(TEMPLATE);
    project.write("src/routes/tasks.ts", "changed\n".repeat(100));
    project.write("src/lib/schemas.ts", "changed\n");
    project.git(&["add", "src"]).ok();
    project
}

/// An editor that puts this message in front of what git has written.
pub fn editor_typing(project: &mut Project, message: &str) {
    fs::write(project.home().join("typed"), message).unwrap();
    project.set_editor("cat \"$HOME/typed\" \"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"");
}

#[test]
fn nested_markup_and_hidden_characters_do_no_harm() {
    let project = project();
    let entry = |text: &str| MESSAGE_WITH_ENTRY.replace("ENTRY", text);
    for mark in ["`", "**", "[", "[`"] {
        project.commit(&entry(&mark.repeat(160_000))).refused().says("file-entry");
    }
    let hidden = "zero\u{200b}width s\u{ad}oft join\u{200d}ed old\u{206a} tag\u{e0041}";
    let run = project.commit(&entry(hidden)).refused().says("zero\u{fffd}width s\u{fffd}oft");
    assert!(!run.stderr.contains(['\u{200b}', '\u{ad}', '\u{200d}', '\u{206a}', '\u{e0041}']));
}

#[test]
fn what_is_wrong_with_a_session_md_left_out_of_checkpoints_is_reported_once() {
    let project = project();
    let message = MESSAGE_WITH_ENTRY.replace("ENTRY", "src/a.ts (more)");
    let checkpoint = |content: &str| {
        project.write("src/a.ts", content);
        project.git(&["add", "src/a.ts"]).ok();
        project.commit(&message).ok()
    };
    let session = project.read("SESSION.md").replace("Stage**: Implementation", "Stage**: Beta");
    project.write("SESSION.md", session + "\n## Phase 9: Later [Done?]\n");
    checkpoint("1").says("warning[stage-unknown]").says("warning[phase-heading]");
    let again = checkpoint("2").never_says("warning[").says("findings as before: git checkpoint");
    assert_eq!(again.stderr.lines().count(), 2, "{again}");
    let session = project.read("SESSION.md");
    project.write("SESSION.md", session + "\n## Phase 10: Last [Soon?]\n");
    let new = checkpoint("3")
        .says("warning[phase-heading]")
        .says("of phases 9 and 10 have")
        .says("as before:");
    assert!(!new.stderr.contains("stage-unknown"), "{new}");
    // What refuses is there each time.
    project.write(".git-checkpoint.yaml", "rules: {stage-unknown: error}\n");
    project.write("src/a.ts", "4");
    for _ in 0..2 {
        project.git(&["commit", "-q", "-m", &message, "src/a.ts"]).refused().says("stage-unknown");
    }
}

/// A message that is right but for one entry.
const MESSAGE_WITH_ENTRY: &str = "\
checkpoint: Phase 3 Paused - Endpoints

Phase: 3 - Tasks API
Status: Paused
Session: Built them

Files Changed:
- ENTRY

Next: Go on in src/routes/tasks.ts:47
";

#[test]
fn headings_typed_in_the_editor_are_told_and_kept_in_the_draft() {
    let mut project = project();
    let dressed = EXAMPLES[1]
        .replace("Files Changed:", "## Files Changed\n")
        .replace("Next: ", "## Next\n\n")
        .replace("Session: ", "**Session:** ");
    editor_typing(&mut project, &dressed);
    let run = project.git(&["commit", "-q"]).refused();
    let label = "^ a heading, which git may drop as a comment; write `Files Changed:`";
    assert!(run.stderr.contains(label), "{run}");
    assert_eq!(project.read(".git/CHECKPOINT_EDITMSG"), EXAMPLES[1]);
    project.git(&["commit", "-q", "-F", ".git/CHECKPOINT_EDITMSG"]).ok().never_says("error[");
}

#[test]
fn line_breaks_that_a_shell_took_literally_are_in_the_draft() {
    let project = project();
    let escaped = EXAMPLES[1].trim_end().replace('\n', "\\n");
    project.git(&["commit", "-q", "-m", &escaped]).refused().says("contains a literal `\\n`");
    assert_eq!(project.read(".git/CHECKPOINT_EDITMSG"), EXAMPLES[1]);
    project.git(&["commit", "-q", "-F", ".git/CHECKPOINT_EDITMSG"]).ok().never_says("error[");
}

pub fn malformed() -> String {
    EXAMPLES[1].replace("Phase: 3", "Phase: 4")
}

#[test]
fn the_examples_of_the_specification_pass() {
    for example in EXAMPLES {
        let project = project();
        if example.contains("Complete") {
            let done = TEMPLATE.replace("- [ ]", "- [x]").replace("[In Progress]", "[Complete]");
            project.write("SESSION.md", done);
        }
        let run = project.commit(example).ok();
        assert!(!run.stderr.contains("error[") && !run.stderr.contains("COMMIT_EDITMSG"), "{run}");
    }
}

#[test]
fn a_refused_message_comes_back_repaired() {
    let project = project();
    let run = project.commit(&malformed()).refused();
    let expected = "\
error[phase-mismatch]: the subject says phase 3, the body says phase 4
 --> .git/COMMIT_EDITMSG:3:8
  |
3 | Phase: 4 - Tasks API
  |        ^ the subject has 3
  |
help: write `Phase: 3 - Tasks API`
";
    assert!(run.stderr.contains(expected), "{run}");
    assert!(run.stderr.contains("\n    git commit -F .git/CHECKPOINT_EDITMSG\n"), "{run}");
    assert_eq!(project.read(".git/CHECKPOINT_EDITMSG"), EXAMPLES[1]);
    project.git(&["commit", "-q", "-F", ".git/CHECKPOINT_EDITMSG"]).ok().never_says("error[");
}

#[test]
fn a_draft_with_open_parts_is_refused_until_they_are_filled_in() {
    let project = project();
    let draft = ".git/CHECKPOINT_EDITMSG";
    project
        .commit("checkpoint: Phase 3 In Progress - Endpoints")
        .refused()
        .says("Fill in its <…> parts");
    let written = project.read(draft);
    assert!(written.contains("Phase: 3 - Tasks API\n"), "{written}");
    assert!(written.contains("- src/routes/tasks.ts (changed)\n"), "{written}");
    let again = project.git(&["commit", "-q", "-F", draft]).refused();
    assert!(again.stderr.contains("error[empty-section]"), "{again}");
    assert_eq!(project.read(draft), written);
    let filled: Vec<_> = written
        .lines()
        .map(|line| match line.split_once('<') {
            Some((before, _)) => format!("{before}Fill it in src/routes/tasks.ts:3"),
            None => line.to_owned(),
        })
        .collect();
    project.commit(&filled.join("\n")).ok().never_says("error[");
}

#[test]
fn the_draft_is_named_as_it_is_typed_where_the_user_stands() {
    let project = project();
    let run = project.git_in("src/lib", &["commit", "-q", "-m", "checkpoint: nonsense"]).refused();
    assert!(run.stderr.contains("\n    git commit -F ../../.git/CHECKPOINT_EDITMSG\n"), "{run}");
    project.git(&["worktree", "add", "-q", "-b", "linked", "../a linked one"]).ok();
    let run = project
        .git_in("../a linked one", &["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused();
    let draft = project.path(".git/worktrees/a-linked-one/CHECKPOINT_EDITMSG");
    assert!(run.stderr.contains(&format!("\n    git commit -F {}\n", draft.display())), "{run}");
    assert!(draft.exists());
}

#[test]
fn messages_that_are_no_checkpoint_pass_in_silence() {
    let project = Project::new();
    for subject in [
        "Ordinary",
        "Merge branch 'x'",
        "Revert \"checkpoint: Phase 3\"",
        "Reapply \"checkpoint: x\"",
        "fixup! checkpoint: Phase 3",
        "squash! checkpoint: x",
        "amend! checkpoint: x",
        "Checkpoint: ed51f6581660",
        "Checkpoint before follow-up message",
        "checkpoint",
    ] {
        project.git(&["commit", "-q", "--allow-empty", "-m", subject]).ok().silent();
    }
}

#[test]
fn a_near_miss_passes_with_the_right_form() {
    let project = Project::new();
    for subject in [
        "Checkpoint: Phase 3 Complete - API",
        "checkpont: Phase 3 Complete - API",
        "checkpoint - Phase 3 Complete",
    ] {
        let run = project.git(&["commit", "-q", "--allow-empty", "-m", subject]).ok();
        assert!(
            run.stderr.contains("warning[near-miss]") && run.stderr.contains("checkpoint: Phase 3"),
            "{run}"
        );
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let project = project();
    let message = "checkpoint: Phase 3 \x1b[31mDone\x1b[0m - \u{202e}x\n\nPhase: \x07\n";
    let run = project.commit(message).refused();
    assert!(!run.stderr.contains(['\x1b', '\x07', '\u{202e}']), "{run}");
}

#[test]
fn colour_is_used_only_where_it_is_wanted() {
    let mut project = project();
    project.git(&["config", "color.ui", "always"]).ok();
    assert!(project.commit(&malformed()).refused().stderr.contains("\x1b["));
    project.set("NO_COLOR", "1");
    assert!(!project.commit(&malformed()).refused().stderr.contains("\x1b["));
}

#[test]
fn a_merge_is_judged_by_its_message_alone() {
    let project = project();
    project.commit("Start").ok();
    project.git(&["switch", "-q", "-c", "side", "HEAD^"]).ok();
    project.git(&["checkout", "-q", "HEAD", "--", "."]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Side"]).ok();
    project
        .git(&["merge", "-q", "--no-ff", "-m", "checkpoint: nonsense", "main"])
        .refused()
        .says("error[subject]");
    project.git(&["merge", "--abort"]).ok();
    project
        .git(&["merge", "-q", "--no-ff", "-m", EXAMPLES[1], "main"])
        .ok()
        .never_says("file-not-in-commit");
}

#[test]
fn a_file_that_is_not_in_the_commit_is_warned_of() {
    let project = project();
    let message = EXAMPLES[1].replace("src/lib/schemas.ts", "src/lib/schema.ts");
    let run = project.commit(&message).ok();
    assert!(
        run.stderr.contains("warning[file-not-in-commit]")
            && run.stderr.contains("src/lib/schema.ts"),
        "{run}"
    );
    project
        .git(&["commit", "-q", "--amend", "-m", EXAMPLES[1]])
        .ok()
        .never_says("file-not-in-commit");
}

#[test]
fn levels_are_those_of_the_configuration() {
    let project = project();
    project
        .write(".git-checkpoint.yaml", "rules:\n  phase-mismatch: warning\n  next-path: error\n");
    project.commit(&malformed()).ok().says("warning[phase-mismatch]");
    let message = EXAMPLES[1].replace("tasks.ts:47", "gone.ts:47");
    project
        .git(&["commit", "-q", "--allow-empty", "-m", &message])
        .refused()
        .says("error[next-path]");
    project.write(".git-checkpoint.yaml", "rules: { phase-mismatch: off }\n");
    project
        .git(&["commit", "-q", "--allow-empty", "-m", &malformed()])
        .ok()
        .never_says("phase-mismatch");
}

#[test]
fn both_switches_turn_everything_off() {
    let mut project = project();
    project
        .git(&["-c", "checkpoint.enabled=false", "commit", "-q", "-m", "checkpoint: nonsense"])
        .ok()
        .silent();
    project.git(&["config", "checkpoint.enabled", "false"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).ok().silent();
    project.git(&["config", "--unset", "checkpoint.enabled"]).ok();
    project.set("GIT_CHECKPOINT", "off");
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).ok().silent();
    assert!(project.read("SESSION.md").contains("abc1234 (2025-10-23)"));
}

#[test]
fn a_malformed_message_never_stops_a_rebase() {
    let mut project = project();
    project.commit("Second").ok();
    project.set_editor("case $1 in *todo*) sed -i s/^pick/reword/ \"$1\" ;; *) echo 'checkpoint: nonsense' >\"$1\" ;; esac",
    );
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    project.git(&["rebase", "-q", "-i", "HEAD^"]).ok().says("warning[subject]");
    assert_eq!(project.ask(&["log", "-1", "--format=%s"]), "checkpoint: nonsense");
    assert!(project.ask(&["status", "--short", "--branch"]).starts_with("## main"));
}

#[test]
fn a_draft_lists_what_the_commit_changes_once_each() {
    let project = project();
    project.commit("Start").ok();
    let draft = || project.read(".git/CHECKPOINT_EDITMSG");
    project.write("src/lib/new.ts", "new\n");
    project.git(&["add", "src"]).ok();
    let date = project.ask(&["log", "-1", "--format=%aI"]);
    // Two commits with one author's date look like an amend to a hook.
    project
        .git(&["commit", "-q", "--date", &date, "-m", "checkpoint: Phase 3 In Progress - x"])
        .refused();
    assert!(draft().contains("Files Changed:\n- src/lib/new.ts (added)\n\n"), "{}", draft());
    project.git(&["reset", "-q", "--hard"]).ok();
    project
        .git(&["commit", "-q", "--amend", "-m", "checkpoint: Phase 3 In Progress - x"])
        .refused();
    assert_eq!(draft().matches("- src/").count(), 2, "{}", draft());
}

#[test]
fn a_message_that_is_refused_for_session_file_is_kept() {
    let project = project();
    project.write(
        ".git-checkpoint.yaml",
        "rules:\n  session-length: error\nlimits:\n  session-lines: 5\n",
    );
    project
        .commit(EXAMPLES[1])
        .refused()
        .says("error[session-length]")
        .says("Fix SESSION.md, then run:");
    assert_eq!(project.read(".git/CHECKPOINT_EDITMSG"), EXAMPLES[1]);
}
