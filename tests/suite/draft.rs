//! `git checkpoint draft` and `commit`.

use std::fs;

use crate::fixtures::{EMOJI, TEMPLATE};
use crate::harness::{Project, Run};

const WORDS: [&str; 4] =
    ["--summary", "GET and POST", "--session", "Implemented GET and POST endpoints"];

/// A SESSION.md with which no rule finds fault.
fn right() -> String {
    TEMPLATE
        .replace("abc1234 (2025-10-23)", "[none yet]")
        .replace(" | **Checkpoint**: abc1234", "")
        .replace(" | **Checkpoint**: def5678", "")
        .replace(" (commit: ghi9012)", "")
        .replace(" (commit: jkl3456)", "")
}

/// A project with a right SESSION.md and two files changed, one of them staged.
fn project() -> Project {
    let project = Project::with_session(&right());
    project.write("src/routes/tasks.ts", "line\n".repeat(98) + "other\n" + "one more\n");
    project.write("src/lib/schemas.ts", "line\nline\n");
    project.git(&["add", "src/routes"]).ok();
    project
}

fn committed(project: &Project, arguments: &[&str]) -> Run {
    let folder = ".";
    project.checkpoint_in(folder, &[&["commit", "-q"], arguments].concat())
}

fn message(project: &Project) -> String {
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
fn a_draft_with_open_parts_is_refused_before_git_is_asked() {
    let mut project = project();
    let head = project.head();
    committed(&project, &[]).refused().says("give --summary").says("and --session");
    committed(&project, &WORDS[..2]).refused().says("give --session").never_says("--summary");
    committed(&project, &["--no-edit"]).refused();
    let vague =
        right().replace("Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47", "continue");
    project.write("SESSION.md", vague.replace("Tasks API [In Progress]", "Tasks API [Pending]"));
    committed(&project, &WORDS).refused().says("--status").says("--next");
    project.set("GIT_EDITOR", ":");
    committed(&project, &[]).refused();
    assert_eq!(project.head(), head);
    assert!(!project.path(".git/CHECKPOINT_EDITMSG").exists());
}

#[test]
fn a_session_with_conflict_markers_is_never_committed() {
    let project = project();
    let head = project.head();
    for (length, label) in [(7, " Updated upstream"), (11, "")] {
        let marker = |sign: &str| sign.repeat(length);
        let (ours, theirs) =
            (format!("{}{label}\n", marker("<")), format!("{}{label}\n", marker(">")));
        let conflict = format!("{ours}a\n{}\nb\n{theirs}", marker("="));
        project.write("SESSION.md", right() + &conflict);
        for staged in [false, true] {
            if staged {
                project.git(&["add", "SESSION.md"]).ok();
            }
            for options in [&["-a"][..], &["--", "SESSION.md"], &["-i", "SESSION.md"], &[]] {
                let arguments = [&WORDS[..], options].concat();
                let run = committed(&project, &arguments).says("conflict markers");
                assert_eq!(run.code, Some(2), "{run}");
            }
            project.checkpoint(&["draft", "-a"]).says("conflict markers");
        }
        for command in [&["stage", "verification"][..], &["phase", "complete"], &["repair"]] {
            project.checkpoint(command).says("conflict markers");
        }
        assert!(project.read("SESSION.md").ends_with(&conflict));
        project.git(&["reset", "-q"]).ok();
    }
    assert_eq!(project.head(), head);
}

#[test]
fn paths_on_standard_input_reach_both_the_draft_and_git() {
    use std::io::Write;
    let project = project();
    let mut command = project.command(env!("CARGO_BIN_EXE_git-checkpoint"), ".");
    command.args(["commit", "-q", "--pathspec-from-file=-"]).args(WORDS);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"src/lib/schemas.ts\n").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(message(&project).contains("Changed:\n- src/lib/schemas.ts (changed, +1 -0)\n\n"));
    assert_eq!(project.ask(&["show", "--name-only", "--format=", "HEAD"]), "src/lib/schemas.ts");
}

#[test]
fn an_option_that_brings_a_message_is_refused_before_any_hook() {
    let project = project();
    project.write_script(".git/hooks/pre-commit", "#!/bin/sh\ntouch ../hook-ran\n");
    let with = |options: &[&str]| committed(&project, &[&WORDS[..], options].concat());
    for options in [
        &["-m", "x"][..],
        &["-C", "HEAD"],
        &["--fixup=HEAD"],
        &["--squash", "HEAD"],
        &["-t", "file"],
        &["--templ=file"],
    ] {
        let run = with(options).says("give --session, --summary and --next instead");
        assert_eq!(run.code, Some(2), "{run}");
    }
    assert_eq!(with(&["nosuch"]).says("'nosuch' did not match any file").code, Some(2));
    committed(&project, &[]).refused().says("give --summary");
    assert!(!project.path("../hook-ran").exists());
}

#[test]
fn flags_may_stand_anywhere_among_options_of_git() {
    let project = project();
    project.git(&["add", "src"]).ok();
    let arguments = [
        "-s", "--session=Did it", "--author", "B <b@example.com>", "--summary", "Endpoints",
        "--trailer", "Ref: 12", "--status", "paused",
    ];
    committed(&project, &arguments).ok().never_says("warning");
    let said = message(&project);
    assert!(said.starts_with("checkpoint: Phase 3 Paused - Endpoints\n"), "{said}");
    assert!(
        said.ends_with("tasks.ts:47\nSigned-off-by: C. Committer <committer@example.com>\nRef: 12"),
        "{said}"
    );
    assert_eq!(project.ask(&["log", "-1", "--format=%an"]), "B");
}

#[test]
fn paths_are_committed_alone_and_from_where_the_user_stands() {
    let project = project();
    let arguments = [&["commit", "-q"], &WORDS[..], &["--", "schemas.ts"]].concat();
    project.checkpoint_in("src/lib", &arguments).ok().never_says("file-not-in-commit");
    assert!(message(&project).contains("Changed:\n- src/lib/schemas.ts (changed, +1 -0)\n\n"));
    assert_eq!(project.ask(&["show", "--name-only", "--format=", "HEAD"]), "src/lib/schemas.ts");
    let arguments = [&["commit", "-q", "-i"], &WORDS[..], &["../../src"]].concat();
    project.write("src/lib/schemas.ts", "");
    project.checkpoint_in("src/lib", &arguments).ok().never_says("file-not-in-commit");
    let list = "- src/lib/schemas.ts (changed, +0 -2)\n- src/routes/tasks.ts (changed, +2 -2)\n";
    assert!(message(&project).contains(list), "{}", message(&project));
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
fn the_editor_gets_the_draft_and_git_refuses_it_untouched() {
    let mut project = project();
    project.git(&["add", "."]).ok();
    project.set_editor(":");
    committed(&project, &["-e"]).refused().says("empty-section");
    committed(&project, &["-e", "-n"]).refused().says("you did not edit the message");
    project.set_editor("sed -i -e 's/<description>/Typed/' -e 's/<what was.*>/Typed too/' \"$1\"");
    committed(&project, &["-e"]).ok().never_says("warning");
    let said = message(&project);
    assert!(said.starts_with("checkpoint: Phase 3 In Progress - Typed\n"), "{said}");
    assert!(said.contains("\nSession: Typed too\n"), "{said}");
    project.set_editor("sed -i s/Typed/Retyped/ \"$1\"");
    committed(&project, &["-e", "--amend"]).ok();
    assert!(message(&project).contains(" - Retyped\n"));
}

#[test]
fn a_refusal_of_the_hook_hands_a_draft_back() {
    let mut project = project();
    project.set_editor("sed -i -e s/^Phase:.*/Phase:/ -e 's/<[a-z ]*>/Typed/' \"$1\"");
    committed(&project, &["-e"]).refused().says("git commit -F .git/CHECKPOINT_EDITMSG");
    assert!(project.read(".git/CHECKPOINT_EDITMSG").contains("\nPhase: 3 - Tasks API\n"));
}

#[test]
fn the_exit_code_of_git_is_passed_on() {
    let project = project();
    project.git(&["commit", "-q", "-m", "x"]).ok();
    let run = committed(&project, &WORDS).refused();
    assert!(run.stdout.contains("no changes added to commit"), "{run}");
    let run = committed(&project, &[&WORDS[..], &["--no-such-option"]].concat());
    assert_eq!(run.code, Some(2), "{run}");
    let run = committed(&project, &["-m", "x"]).says("--summary");
    assert_eq!(run.code, Some(2), "{run}");
    let run = committed(&project, &["-a", "--status", "done-ish"]).says("In Progress");
    assert_eq!(run.code, Some(2), "{run}");
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
fn what_only_shows_the_commit_is_shown_by_git_itself() {
    let project = project();
    let (head, session) = (project.head(), project.read("SESSION.md"));
    for options in [
        &["--dry-run"][..],
        &["--long"],
        &["--short"],
        &["--porcelain"],
        &["-z"],
        &["--short", "--branch"],
    ] {
        let run = project.checkpoint(&[&["commit"], options, &["--next", "Do it"]].concat()).ok();
        assert!(run.stdout.contains("src/routes/tasks.ts"), "{run}");
        assert!(run.stderr.contains("git checkpoint draft"), "{run}");
    }
    assert_eq!((project.head(), project.read("SESSION.md")), (head, session));
    for options in [&["-v"][..], &["-q"], &["--branch"], &["-uall"], &["--no-dry-run"]] {
        project.write("src/routes/tasks.ts", project.read("src/routes/tasks.ts") + "more\n");
        project.git(&["add", "src/routes"]).ok();
        project.checkpoint(&[&["commit"], options, &WORDS].concat()).ok();
        let text = message(&project);
        assert!(text.contains("\n- src/routes/tasks.ts (changed, "), "{options:?}: {text}");
    }
    let asked = project.checkpoint(&[&["commit", "--interactive"][..], &WORDS].concat());
    assert_eq!(asked.code, Some(1), "{asked}");
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
