//! `git checkpoint draft` and `commit`.

use std::fs;

use crate::fixtures::{EMOJI, TEMPLATE};
use crate::harness::{Project, Run};

pub const WORDS: [&str; 4] =
    ["--summary", "GET and POST", "--session", "Implemented GET and POST endpoints"];

/// A SESSION.md with which no rule finds fault.
pub fn right() -> String {
    TEMPLATE
        .replace("abc1234 (2025-10-23)", "[none yet]")
        .replace(" | **Checkpoint**: abc1234", "")
        .replace(" | **Checkpoint**: def5678", "")
        .replace(" (commit: ghi9012)", "")
        .replace(" (commit: jkl3456)", "")
}

/// A project with a right SESSION.md and two files changed, one of them staged.
pub fn project() -> Project {
    let project = Project::with_session(&right());
    project.write("src/routes/tasks.ts", "line\n".repeat(98) + "other\n" + "one more\n");
    project.write("src/lib/schemas.ts", "line\nline\n");
    project.git(&["add", "src/routes"]).ok();
    project
}

pub fn committed(project: &Project, arguments: &[&str]) -> Run {
    let folder = ".";
    project.checkpoint_in(folder, &[&["commit", "-q"], arguments].concat())
}

pub fn message(project: &Project) -> String {
    project.ask(&["log", "-1", "--format=%B"])
}

#[test]
fn a_draft_holds_all_that_is_known_and_leaves_the_rest_open() {
    let project = project();
    let expected = "\
checkpoint: Phase 3 In Progress - <description>

Phase: 3 - Tasks API
Status: In Progress
Session: <what was accomplished this session>

Files Changed:
- src/routes/tasks.ts (changed, +2 -2)

Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47
";
    assert_eq!(project.checkpoint(&["draft"]).ok().silent().stdout, expected);
    let all = project.checkpoint(&["draft", "-a"]).ok().stdout;
    assert!(all.contains("\n- src/lib/schemas.ts (changed, +1 -0)\n- src/routes/"), "{all}");
    let one = project.checkpoint_in("src/lib", &["draft", "schemas.ts"]).ok().stdout;
    assert!(one.contains("Changed:\n- src/lib/schemas.ts (changed, +1 -0)\n\n"), "{one}");
}

#[test]
fn a_checkpoint_of_session_md_alone_lists_the_files_since_the_last_checkpoint() {
    let project = project();
    committed(&project, &[&WORDS[..], &["--next", "Test them in src/lib/schemas.ts:2"]].concat())
        .ok();
    project.commit_file("src/routes/tags.ts", "1\n").ok();
    project.write("src/lib/schemas.ts", "line\nother\n");
    project.git(&["commit", "-qam", "feat: schemas"]).ok();
    project.commit_file("SESSION.md", &project.read("SESSION.md")).ok();
    for next in [&[][..], &["--next", "Test them in src/lib/schemas.ts:1"]] {
        let session = project.read("SESSION.md") + "\nmore\n";
        project.write("SESSION.md", session);
        committed(&project, &[&WORDS[..], next, &["SESSION.md"]].concat())
            .ok()
            .never_says("file-not-in-commit");
        let body = message(&project);
        let listed: Vec<&str> = body.lines().filter(|line| line.starts_with("- ")).collect();
        assert_eq!(listed.len(), 3, "{body}");
        assert!(listed.iter().any(|line| line.starts_with("- src/routes/tags.ts (")), "{body}");
        let range = project.checkpoint(&["check", "HEAD^.."]).ok();
        range.never_says("file-not-in-commit");
        project.git(&["reset", "-q", "--soft", "HEAD^"]).ok();
    }
}

#[test]
fn a_phase_that_is_not_there_is_named() {
    let project = project();
    for command in ["draft", "commit"] {
        let run = project.checkpoint(&[command, "--phase", "9"]);
        assert_eq!(run.code, Some(2), "{run}");
        run.says("there is no phase 9; expected phases 1, 2, 3 or 4");
    }
    project
        .checkpoint(&["commit", "--phase", "9", "--next", "Look at src/lib/schemas.ts:1"])
        .says("phase 9");
}

#[test]
fn a_draft_with_the_authors_words_passes_every_rule() {
    let project = project();
    for options in [
        &[][..],
        &["-a"],
        &["--status", "blocked"],
        &["--phase=4", "--status=paused", "--next=Ask for the design"],
    ] {
        let draft = project.checkpoint(&[&["draft"], options, &WORDS].concat()).ok().stdout;
        let run =
            project.git_with_input(&["commit", "--dry-run", "-q", "-F", "-"], draft.as_bytes());
        assert!(run.code.is_some() && !draft.contains('<'), "{draft}");
        project.write("../message", &draft);
        project.checkpoint(&["check", "--message", "../message"]).ok().never_prints("error");
    }
}

#[test]
fn with_nothing_staged_the_list_says_none() {
    let project = project();
    project.git(&["reset", "-q"]).ok();
    let run = project.checkpoint(&[&["draft"][..], &WORDS].concat()).ok().says("-a");
    assert!(run.stdout.contains("\nFiles Changed: None\n"), "{run}");
    let run = project
        .git_with_input(&["commit", "-q", "--allow-empty", "-F", "-"], run.stdout.as_bytes());
    run.ok().never_says("error").never_says("COMMIT_EDITMSG");
}

#[test]
fn a_checkpoint_says_nothing_but_that_it_is_recorded() {
    for session in [
        right(),
        EMOJI
            .replace("`abc1234` (2025-10-23)", "[none yet]")
            .replace(" | **Checkpoint**: abc1234", ""),
    ] {
        let project = Project::with_session(&session);
        project.write("src/routes/tasks.ts", "line\n".repeat(99));
        let run = committed(&project, &[&["-a"], &WORDS[..]].concat()).ok();
        let recorded =
            format!("git-checkpoint: checkpoint {} recorded in SESSION.md\n", project.head());
        assert_eq!((run.stdout.as_str(), run.stderr), ("", recorded));
        assert!(message(&project).starts_with("checkpoint: Phase 3 In Progress - GET and POST\n"));
        assert!(!project.path(".git/CHECKPOINT_EDITMSG").exists());
    }
}

#[test]
fn a_linked_worktree_has_a_draft_of_its_own() {
    let project = project();
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.write("../linked/src/lib/schemas.ts", "three\nlines\nhere\n");
    let arguments = [&["commit", "-q", "-a"], &WORDS[..]].concat();
    let run = project.checkpoint_in("../linked/src", &arguments).ok();
    run.says("recorded in SESSION.md").never_says("warning");
    let said = project.git_in("../linked", &["log", "-1", "--format=%B"]).ok().stdout;
    assert!(said.contains("- src/lib/schemas.ts (changed, +3 -1)\n"), "{said}");
    assert!(!project.read("SESSION.md").contains("Last Commit"));
}

#[test]
fn an_amend_keeps_the_authors_words_and_lists_the_whole_commit() {
    let project = project();
    committed(&project, &WORDS).ok();
    project.write("src/more.ts", "1\n2\n");
    project.git(&["add", "src/more.ts", "src/lib"]).ok();
    committed(&project, &["--amend"]).ok().never_says("warning");
    let said = message(&project);
    assert!(said.starts_with("checkpoint: Phase 3 In Progress - GET and POST\n"), "{said}");
    assert!(said.contains("\nSession: Implemented GET and POST endpoints\n"), "{said}");
    let list = "- src/lib/schemas.ts (changed, +1 -0)\n- src/more.ts (added, 2 lines)\n\
                - src/routes/tasks.ts (changed, +2 -2)\n\n";
    assert!(said.contains(list), "{said}");
    committed(&project, &["--amend", "--summary", "All of it"]).ok();
    assert!(message(&project).starts_with("checkpoint: Phase 3 In Progress - All of it\n"));
    assert_eq!(project.ask(&["rev-list", "--count", "HEAD"]), "2");
    assert!(
        project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {} ", project.head()))
    );
}

#[test]
fn a_phase_that_became_complete_is_drafted_with_what_follows() {
    let project = project();
    let done = right()
        .replace("- [ ]", "- [x]")
        .replace(" <-- CURRENT", "")
        .replace("API [In Progress]", "API [Complete]");
    project.write("SESSION.md", &done);
    committed(&project, &["-a", "--session", "Built the rest"]).ok().never_says("warning");
    let said = message(&project);
    assert!(said.starts_with("checkpoint: Phase 3 Complete - Tasks API\n"), "{said}");
    assert!(said.contains("\nStatus: Complete\n"), "{said}");
    assert!(said.contains("\n- SESSION.md (changed, "), "{said}");
    assert!(said.ends_with("\nNext: Phase 4 - Task UI"), "{said}");
    assert!(project.read("SESSION.md").contains(&format!("**Checkpoint**: {}", project.head())));
}

#[test]
fn an_ignored_session_is_compared_with_what_the_last_commit_left() {
    let project = Project::without_hooks();
    project.write(".gitignore", "SESSION.md\n");
    project.write("src/routes/tasks.ts", "line\n".repeat(100));
    project.write("SESSION.md", right());
    project.git(&["add", "."]).ok();
    project.link_hooks(&project.path(".git/hooks"));
    project.commit("Start").ok();
    let text = project.read("SESSION.md").replace("- [ ]", "- [x]");
    project.write("SESSION.md", text.replace("API [In Progress]", "API [Complete]"));
    let draft = || project.checkpoint(&["draft"]).ok().stdout;
    assert!(draft().starts_with("checkpoint: Phase 3 Complete - Tasks API\n"), "{}", draft());
    committed(&project, &["--allow-empty", "--session", "Built the rest"]).ok();
    let text = project.read("SESSION.md").replace("Phase**: Phase 3", "Phase**: Phase 4");
    project.write("SESSION.md", text.replace("UI [Pending]", "UI [In Progress]"));
    assert!(draft().starts_with("checkpoint: Phase 4 In Progress - "), "{}", draft());
}

#[test]
fn drafts_are_made_before_the_first_commit_and_in_a_merge() {
    let project = Project::new();
    project.write("SESSION.md", right());
    project.write("src/routes/tasks.ts", "line\n".repeat(100));
    project.git(&["add", "src"]).ok();
    let run = project.checkpoint(&["draft", "--amend"]).says("make the first one");
    assert_eq!(run.code, Some(2));
    committed(&project, &WORDS).ok().never_says("error");
    assert!(message(&project).contains("- src/routes/tasks.ts (added, 100 lines)\n"));
    project.git(&["switch", "-q", "-c", "side"]).ok();
    project.commit_file("side.ts", "x\n").ok();
    project.git(&["switch", "-q", "main"]).ok();
    project.commit_file("main.ts", "x\n").ok();
    project.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]).ok();
    committed(&project, &WORDS).ok().never_says("error");
    assert!(message(&project).contains("- side.ts (added, 1 line)\n"), "{}", message(&project));
}

#[test]
fn the_message_is_utf_8_whatever_the_encoding_of_commits() {
    let project = project();
    project.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]).ok();
    committed(&project, &["--summary", "Überblick", "--session", "Für alle"]).ok();
    let said = project.ask(&["log", "-1", "--format=%s", "--encoding=UTF-8"]);
    assert_eq!(said, "checkpoint: Phase 3 In Progress - Überblick");
}

#[test]
fn hostile_names_and_words_do_no_harm() {
    let project = project();
    project.write("src/\x1b[31m\u{202e}x.ts", "x\n");
    project.write("src/a\nb.ts", "x\n");
    project.write("None", "x\n");
    project.git(&["add", "."]).ok();
    let run = project.checkpoint(&["draft", "--session", "\x1b[2Jx\u{202e}"]).ok();
    assert!(!run.stdout.contains(['\x1b', '\u{202e}']), "{run}");
    committed(&project, &["--session", "\x1b[2Jx", "--summary", "a\nb\x07"])
        .ok()
        .never_says("error");
    assert!(message(&project).starts_with("checkpoint: Phase 3 In Progress - a b\n"));
}

#[test]
fn where_nothing_can_be_drafted_a_sentence_says_what_to_do() {
    let project = Project::without_hooks();
    project.git(&["init", "-q", "--bare", "../bare.git"]).ok();
    fs::create_dir(project.home().join("nowhere")).unwrap();
    let unable = |folder: &str, part: &str| {
        for command in ["draft", "commit"] {
            let run = project.checkpoint_in(folder, &[&[command][..], &WORDS].concat()).says(part);
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
            assert_eq!(run.stderr.lines().count(), 1, "{run}");
        }
    };
    unable("../nowhere", "git init");
    unable("../bare.git", "git worktree add");
    unable(".", "git checkpoint init");
    project.write("SESSION.md", "# Notes of a jam session\n");
    unable(".", "neither Current Phase nor Last Checkpoint");
}

#[test]
fn keys_on_one_line_keep_what_they_say_in_the_draft() {
    let project = project();
    let text = "checkpoint: Phase 3 In Progress - GET\n\nPhase: 3 - Tasks API | Status: In Progress | Session: Built GET\nFiles Changed:\n- src/routes/tasks.ts (GET)\nNext: Implement PATCH in src/routes/tasks.ts:47\n";
    let run = project.git_with_input(&["commit", "-q", "-F", "-"], text.as_bytes());
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("`Status:` and `Session:` do not begin a line"), "{run}");
    project.git(&["commit", "-q", "-F", ".git/CHECKPOINT_EDITMSG"]).ok().never_says("error");
    assert!(message(&project).contains("\nStatus: In Progress\nSession: Built GET\n"));
}
