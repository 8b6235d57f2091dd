//! A message is judged as git will store it: comments, encodings, sizes.

use crate::commit_msg::{editor_typing, malformed, project};
use crate::fixtures::EXAMPLES;
use crate::requirements::git_is_old;

#[test]
fn number_lines_of_dash_m_are_no_comments() {
    let project = project();
    let message = EXAMPLES[1].replace("Session: ", "Session: Closed\n#12 and\n#13, ");
    project.git(&["commit", "-q", "-m", &message]).ok().never_says("error[");
    assert!(project.ask(&["log", "-1", "--format=%B"]).contains("\n#12 and\n"));
}

#[test]
fn comments_and_the_diff_of_an_editor_are_not_judged() {
    for options in [&[][..], &["-v"], &["--cleanup=scissors"], &["--cleanup=scissors", "-v"]] {
        let mut project = project();
        editor_typing(&mut project, EXAMPLES[1]);
        project.git(&[&["commit", "-q"], options].concat()).ok().never_says("error[");
        assert_eq!(project.ask(&["log", "-1", "--format=%B"]), EXAMPLES[1].trim_end());
        let mut project = self::project();
        editor_typing(&mut project, &malformed());
        project.git(&[&["commit", "-q"], options].concat()).refused().says("error[phase-mismatch]");
    }
}

#[test]
fn the_comment_string_is_that_of_git() {
    let several = if git_is_old() { "core.commentChar=/" } else { "core.commentString=//" };
    for setting in [several, "core.commentChar=;", "core.commentChar=!"] {
        let mut project = project();
        let message = EXAMPLES[1].replace("Session: ", "Session: Closed #12,\n#13, ");
        editor_typing(&mut project, &message);
        project.git(&["-c", setting, "commit", "-q", "-v"]).ok().never_says("error[");
        assert_eq!(project.ask(&["log", "-1", "--format=%B"]), message.trim_end(), "{setting}");
    }
}

#[test]
fn an_empty_message_is_left_to_git() {
    let mut project = project();
    project
        .git(&["commit", "-q", "-m", ""])
        .refused()
        .says("Aborting commit due to empty commit message");
    project.set_editor(":");
    project.git(&["commit", "-q"]).refused().never_says("git-checkpoint");
}

#[test]
fn messages_in_any_encoding_and_of_any_size_are_judged() {
    let project = project();
    let latin1 =
        [EXAMPLES[1].replace("need PATCH", "caf").trim_end().as_bytes(), b"\xe9\n"].concat();
    let run = project.git_with_input(&["commit", "-q", "-F", "-"], &latin1).ok();
    assert!(!run.stderr.contains("error["), "{run}");
    let bad = [b"checkpoint: Phase 3 Complete - caf\xe9\n\nPhase: 4 - x\n".as_slice(), b"\xff\xfe"]
        .concat();
    project
        .git_with_input(&["commit", "-q", "--allow-empty", "-F", "-"], &bad)
        .refused()
        .says("error[");
    let long = format!("{}\n{}", EXAMPLES[1].trim_end(), "More of it.\n".repeat(200_000));
    project
        .git_with_input(&["commit", "-q", "--allow-empty", "-F", "-"], long.as_bytes())
        .ok()
        .never_says("bug");
    let one_line = format!("checkpoint: {}", "x".repeat(3_000_000));
    let run = project
        .git_with_input(&["commit", "-q", "--allow-empty", "-F", "-"], one_line.as_bytes())
        .refused();
    assert!(
        run.stderr.contains("error[subject]") && run.stderr.len() < 10_000,
        "{} bytes",
        run.stderr.len()
    );
}

#[test]
fn a_message_with_nul_bytes_does_no_harm() {
    let project = project();
    project.write("message", "checkpoint: Phase 3 Complete\0 - x\n\n\0Phase: 3\n");
    let run = project.run(project.command(crate::harness::PROGRAMS[1].1, ".").arg("message"));
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!run.stderr.contains('\0') && !run.stderr.contains("bug"), "{run}");
}
