//! The `post-commit` hook.

use std::fs;

use crate::fixtures::{CHECKPOINT, EMOJI, EXAMPLES, TEMPLATE};
use crate::harness::{Project, link};

/// The text with CRLF line ends.
fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// Lines of `after` that `before` does not have, and the reverse.
fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let only = |one: &str, other: &str| {
        let other: Vec<&str> = other.split('\n').collect();
        one.split('\n').filter(|line| !other.contains(line)).map(str::to_owned).collect()
    };
    (only(before, after), only(after, before))
}

#[test]
fn after_a_ticking_commit_and_a_checkpoint_the_owned_values_alone_have_changed() {
    for (name, text) in [
        ("words", TEMPLATE.to_owned()),
        ("emoji", EMOJI.to_owned()),
        ("crlf", crlf(TEMPLATE)),
        ("emoji and crlf", crlf(EMOJI)),
        ("byte order mark", format!("\u{feff}{TEMPLATE}")),
        ("no final line end", TEMPLATE.trim_end().to_owned()),
        ("deeper phases", TEMPLATE.replace("\n## ", "\n### ")),
        ("trailing blanks", TEMPLATE.replace('\n', "  \n")),
    ] {
        let project = Project::with_session(&text);
        let ticked = text.replacen("- [ ] PATCH", "- [x] PATCH", 1);
        project.write("SESSION.md", &ticked);
        project
            .git(&["commit", "-q", "-m", "Implement PATCH", "SESSION.md"])
            .ok()
            .says("[next-action]");
        let task = project.head();
        project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
        let (checkpoint, date) = (project.head(), project.ask(&["log", "-1", "--format=%cs"]));

        let tick = if name.contains("emoji") { "`" } else { "" };
        let last = format!("**Last Checkpoint**: {tick}abc1234{tick} (2025-10-23)");
        let is_end = |end: &&str| ticked.contains(&format!("{last}{end}"));
        let end = ["  \r\n", "  \n", "\r\n", "\n"].into_iter().find(is_end).unwrap();
        let header = format!(
            "**Last Checkpoint**: {tick}{checkpoint}{tick} ({date}){end}\
             **Last Commit**: {checkpoint} ({date}){end}"
        );
        let note = format!("- [x] PATCH /api/tasks/:id (commit: {task})");
        let expected = ticked.replacen(&format!("{last}{end}"), &header, 1).replacen(
            "- [x] PATCH /api/tasks/:id",
            &note,
            1,
        );
        assert_eq!(project.read("SESSION.md"), expected, "{name}");
    }
}

#[test]
fn an_ordinary_commit_records_itself_and_prints_nothing() {
    let project = Project::with_session(TEMPLATE);
    project.commit_file("src/routes/tasks.ts", "changed\n").silent();
    let recorded = format!("**Last Commit**: {} (2026-03-01)", project.head());
    let (gone, come) = changed_lines(TEMPLATE, &project.read("SESSION.md"));
    assert_eq!((gone, come), (vec![], vec![recorded]));
    project.commit_file("src/routes/tasks.ts", "changed again\n").silent();
    assert!(project.read("SESSION.md").contains(&format!("**Last Commit**: {} (", project.head())));
    assert_eq!(project.read("SESSION.md").matches("Last Commit").count(), 1);
}

#[test]
fn a_checkpoint_prints_one_line() {
    let project = Project::with_session(TEMPLATE);
    let run = project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    assert_eq!(
        run.stderr,
        format!("git-checkpoint: checkpoint {} recorded in SESSION.md\n", project.head())
    );
}

#[test]
fn a_task_ticked_while_session_file_stays_uncommitted_is_stamped() {
    let project = Project::with_session(TEMPLATE);
    project.commit_file("src/routes/tasks.ts", "one\n").silent();
    let session = project.read("SESSION.md").replacen("- [ ] PATCH", "- [x] PATCH", 1);
    project.write("SESSION.md", session);
    project.commit_file("src/routes/tasks.ts", "two\n").silent();
    let stamped = format!("- [x] PATCH /api/tasks/:id (commit: {}) <-- CURRENT\n", project.head());
    assert!(project.read("SESSION.md").contains(&stamped), "{}", project.read("SESSION.md"));
    project.commit_file("src/routes/tasks.ts", "three\n").silent();
    assert!(project.read("SESSION.md").contains(&stamped));
}

#[test]
fn a_task_is_not_stamped_across_a_switch_of_branches() {
    let project = Project::with_session(TEMPLATE);
    project.commit_file("src/routes/tasks.ts", "one\n").silent();
    project.git(&["branch", "other", "HEAD^"]).ok();
    project.git(&["stash", "-q"]).ok();
    project.git(&["switch", "-q", "other"]).ok();
    project.git(&["stash", "pop", "-q"]).ok();
    let session = project.read("SESSION.md").replacen("- [ ] PATCH", "- [x] PATCH", 1);
    project.write("SESSION.md", session);
    project.commit_file("b.ts", "two\n").silent();
    assert!(!project.read("SESSION.md").contains(&format!("(commit: {})", project.head())));
}

#[test]
fn an_amended_commit_takes_the_place_of_the_replaced_one() {
    let project = Project::with_session(TEMPLATE);
    project.commit_file("a.ts", "one\n").silent();
    let session = project.read("SESSION.md").replacen("- [ ] PATCH", "- [x] PATCH", 1);
    project.write("SESSION.md", session);
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    let old = project.head();
    assert_eq!(project.read("SESSION.md").matches(&old).count(), 3);
    project.git(&["commit", "-q", "--amend", "-n", "--allow-empty", "--no-edit"]).ok();
    let (new, session) = (project.head(), project.read("SESSION.md"));
    assert_ne!(old, new);
    assert_eq!((session.matches(&old).count(), session.matches(&new).count()), (0, 3), "{session}");
}

#[test]
fn a_complete_checkpoint_fills_in_the_phase() {
    let done = TEMPLATE
        .replace("- [ ]", "- [x]")
        .replace("[In Progress]", "[Complete]")
        .replace("**Type**: API | **Started**: 2025-10-23\n", "");
    let project = Project::with_session(&done);
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", EXAMPLES[0]]).ok();
    let session = project.read("SESSION.md");
    let line = format!("**Completed**: 2026-03-01 | **Checkpoint**: {}", project.head());
    let phase = session.split("## Phase 3").nth(1).unwrap();
    assert!(phase.contains(&line), "{session}");
    assert!(session.contains("**Completed**: 2025-10-18 | **Checkpoint**: def5678"));
}

#[test]
fn parts_can_be_turned_off() {
    let project = Project::with_session(TEMPLATE);
    let off =
        "record:\n  last-checkpoint: false\n  last-commit: false\n  phase: false\n  tasks: false\n";
    project.commit_file(".git-checkpoint.yaml", off).silent();
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok().silent();
    assert_eq!(project.read("SESSION.md"), TEMPLATE);
}

#[test]
fn a_file_that_is_not_in_the_format_is_left_alone_byte_for_byte() {
    for text in ["# Notes\n\nLast Checkpoint: none\n", "", "\u{feff}## Session\r\n\r\n- [x] a\r\n"]
    {
        let project = Project::with_session(text);
        project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok().silent();
        assert_eq!(project.read("SESSION.md"), text);
    }
}

#[test]
fn without_a_session_file_a_checkpoint_gets_one_note() {
    let project = Project::new();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
    let run = project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    assert!(
        run.stderr.contains("git checkpoint init") && !project.path("SESSION.md").exists(),
        "{run}"
    );
}

#[test]
fn what_cannot_be_written_safely_is_left_alone_with_a_note() {
    let project = Project::with_session(TEMPLATE);
    let outside = project.home().join("outside.md");
    let cases: [(&[u8], &str); 3] = [
        (b"**Last Checkpoint**: caf\xe9\n", "not UTF-8"),
        (b"**Last Checkpoint**: x\n<<<<<<< a\n=======\n>>>>>>> b\n", "conflict markers"),
        (&b"**Last Checkpoint**: x\n".repeat(200_000), "4 MiB"),
    ];
    let commit = || project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    for (content, reason) in cases {
        project.write("SESSION.md", content);
        commit().says(reason);
        assert_eq!(project.bytes("SESSION.md"), content);
    }
    fs::write(&outside, TEMPLATE).unwrap();
    fs::remove_file(project.path("SESSION.md")).unwrap();
    link(&outside, &project.path("SESSION.md"));
    commit().says("points outside the worktree");
    assert_eq!(fs::read_to_string(&outside).unwrap(), TEMPLATE);
    fs::remove_file(project.path("SESSION.md")).unwrap();
    fs::create_dir(project.path("SESSION.md")).unwrap();
    commit().says("not a regular file");
    fs::remove_dir(project.path("SESSION.md")).unwrap();
    assert!(project.run(project.command("mkfifo", ".").arg("SESSION.md")).code == Some(0));
    commit().says("not a regular file");
}

#[test]
fn a_note_on_a_file_that_is_left_alone_is_made_once_until_something_is_recorded() {
    let project = Project::with_session(TEMPLATE);
    let outside = project.home().join("outside.md");
    fs::write(&outside, TEMPLATE).unwrap();
    let ordinary = || project.git(&["commit", "-q", "--allow-empty", "-n", "-m", "more"]).ok();
    let checkpoint =
        || project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    for _ in 0..2 {
        ordinary().silent();
        fs::remove_file(project.path("SESSION.md")).unwrap();
        link(&outside, &project.path("SESSION.md"));
        ordinary().says("points outside the worktree");
        ordinary().silent();
        ordinary().silent();
        checkpoint().says("points outside the worktree");
        fs::remove_file(project.path("SESSION.md")).unwrap();
        project.write("SESSION.md", TEMPLATE);
    }
}

#[test]
fn a_hook_that_runs_twice_says_everything_once() {
    let project = Project::with_session(TEMPLATE);
    let again = |project: &Project| {
        let hook = project.path(".git/hooks/post-commit");
        project.run(&mut project.command(hook.to_str().unwrap(), "."))
    };
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok().says("recorded");
    again(&project).silent();
    project.write("SESSION.md", TEMPLATE);
    again(&project).says("recorded");
    fs::remove_file(project.path("SESSION.md")).unwrap();
    project
        .git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT])
        .ok()
        .says("there is no");
    again(&project).silent();
}

#[test]
fn what_one_command_is_told_of_abbreviations_is_not_written() {
    let project = Project::with_session(TEMPLATE);
    project
        .git(&["-c", "core.abbrev=40", "commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT])
        .ok();
    let (hash, date) = (project.head(), project.ask(&["log", "-1", "--format=%cs"]));
    assert_eq!(hash.len(), 7);
    assert!(
        project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {hash} ({date})\n"))
    );
}

#[test]
fn a_symlink_inside_the_worktree_is_followed_and_stays() {
    let project = Project::with_session(TEMPLATE);
    fs::rename(project.path("SESSION.md"), project.path("docs/state.md")).unwrap();
    link(std::path::Path::new("docs/state.md"), &project.path("SESSION.md"));
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok().says("recorded");
    assert!(fs::symlink_metadata(project.path("SESSION.md")).unwrap().is_symlink());
    assert!(project.read("docs/state.md").contains(&project.head()));
}

#[test]
fn the_version_before_and_the_permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with_session(TEMPLATE);
    fs::set_permissions(project.path("SESSION.md"), fs::Permissions::from_mode(0o600)).unwrap();
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    assert_eq!(project.read(".git/checkpoint/SESSION.md.orig"), TEMPLATE);
    let mode = fs::metadata(project.path("SESSION.md")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn nothing_is_written_in_the_middle_of_a_rebase_and_all_of_it_afterwards() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["branch", "base"]).ok();
    project.commit_file("a.ts", "one\n").silent();
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    let unchanged = "git diff --quiet -- SESSION.md";
    project.git(&["rebase", "-q", "--force-rebase", "-x", unchanged, "base"]).ok();
    assert_eq!(project.read("SESSION.md"), TEMPLATE);
    let checkpoint = project.head();
    project.commit_file("b.ts", "two\n").silent();
    let session = project.read("SESSION.md");
    assert!(session.contains(&format!("**Last Checkpoint**: {checkpoint} (")), "{session}");
}

#[test]
fn a_picked_checkpoint_is_recorded_at_the_next_commit() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["switch", "-q", "-c", "side"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    project.git(&["switch", "-q", "main"]).ok();
    project.git(&["cherry-pick", "--allow-empty", "side"]).ok().silent();
    assert_eq!(project.read("SESSION.md"), TEMPLATE);
    let picked = project.head();
    project.commit_file("b.ts", "two\n").silent();
    assert!(project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {picked} (")));
}

#[test]
fn an_unwritable_state_folder_never_stops_a_commit() {
    let project = Project::with_session(TEMPLATE);
    project.write(".git/checkpoint", "in the way\n");
    project
        .git(&["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT])
        .ok()
        .says("git-checkpoint: warning:");
    assert_eq!(project.read("SESSION.md"), TEMPLATE);
}

#[test]
fn each_linked_worktree_has_its_own_session_file() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.git_in("../linked", &["commit", "-q", "--allow-empty", "-n", "-m", CHECKPOINT]).ok();
    assert_eq!(project.read("SESSION.md"), TEMPLATE);
    let head = project.git_in("../linked", &["rev-parse", "--short", "HEAD"]).ok().stdout;
    assert!(project.read("../linked/SESSION.md").contains(head.trim_end()));
}

#[test]
fn the_commit_of_a_shallow_clone_that_has_no_parents_here_is_judged_and_recorded() {
    let origin = Project::with_session(TEMPLATE);
    origin.git(&["commit", "-q", "--allow-empty", "-n", "-m", "Second"]).ok();
    let project = Project::without_hooks();
    let url = format!("file://{}", origin.top().display());
    project.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]).ok();
    project.link_hooks(&project.path("../shallow/.git/hooks"));
    let commit = |arguments: &[&str]| {
        project.git_in("../shallow", &[&["commit", "-q", "--allow-empty"], arguments].concat())
    };
    commit(&["--amend", "-m", "checkpoint: garbage"]).refused().says("error[subject]");
    commit(&["-m", "checkpoint: garbage"]).refused().says("error[subject]");
    project.write("../shallow/SESSION.md", TEMPLATE.replace("Implementation\n", "Bliss\n"));
    commit(&["-m", "Ordinary", "SESSION.md"])
        .ok()
        .says("stage-unknown")
        .never_says("git-checkpoint:");
    let head = project.git_in("../shallow", &["rev-parse", "--short", "HEAD"]).ok().stdout;
    assert!(project.read("../shallow/SESSION.md").contains(head.trim_end()));
}

#[test]
fn a_checkpoint_kept_verbatim_below_blank_lines_is_one() {
    let project = Project::with_session(TEMPLATE);
    let message = format!("\n\n{CHECKPOINT}");
    project
        .git(&["commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", &message])
        .ok()
        .says("recorded");
    assert!(
        project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {} (", project.head()))
    );
}
