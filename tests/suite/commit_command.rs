//! `git checkpoint commit`: what it passes on to git, refuses, and hands back.

use crate::draft::{WORDS, committed, message, project, right};

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
