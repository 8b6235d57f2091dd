//! Clean-tree mode beside everything that git does to a file: whatever our
//! hooks write, git sees the user's own changes and nothing else.

use std::fs;

use crate::fixtures::{CHECKPOINT, EMOJI, TEMPLATE};
use crate::harness::{Project, Run};
use crate::requirements::git_is_old;

pub const CONSTANT: &str = "git log --grep=checkpoint";

/// The specification's SESSION.md as it is kept in this mode.
pub fn template() -> String {
    TEMPLATE.replace("abc1234 (2025-10-23)", CONSTANT)
}

/// A project in this mode whose first commit holds that SESSION.md.
pub fn project_with(session: &str) -> Project {
    let project = Project::without_hooks();
    project.fill(session);
    switch_on(&project).ok();
    project
}

pub fn project() -> Project {
    project_with(&template())
}

pub fn switch_on(project: &Project) -> Run {
    let run = project.checkpoint(&["install", "--clean-tree"]);
    relink(project);
    run
}

/// root gets copies of the programs, which take their time.
fn relink(project: &Project) {
    let hooks = project.path(".git/hooks");
    if hooks.is_dir() {
        fs::remove_dir_all(&hooks).unwrap();
        project.link_hooks(&hooks);
    }
}

/// A checkpoint that changes a source file.
pub fn checkpoint(project: &Project) -> Run {
    let routes = project.read("src/routes/tasks.ts");
    project.write("src/routes/tasks.ts", routes + "more\n");
    project.git(&["add", "src/routes/tasks.ts"]).ok();
    project.commit(CHECKPOINT).ok()
}

pub fn value(project: &Project) -> String {
    value_in(&project.read("SESSION.md"))
}

pub fn value_in(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("**Last Checkpoint**: "));
    line.expect("the field is there").trim_end().to_owned()
}

/// What the newest checkpoint of HEAD looks like in the file.
pub fn newest(project: &Project) -> String {
    let format = "--format=%H (%cs)";
    let log = ["log", "-1", "--first-parent", "--grep=^checkpoint:", format];
    let line = project.ask(&log);
    let (hash, date) = line.split_once(' ').unwrap();
    format!("{} {date}", &hash[..12])
}

#[track_caller]
pub fn assert_clean(project: &Project) {
    // First, for status refreshes the index.
    let files = project.git(&["diff-files", "--quiet"]);
    assert_eq!(files.code, Some(0), "diff-files: {files}");
    assert_eq!(project.ask(&["status", "--porcelain"]), "");
}

#[track_caller]
pub fn assert_no_commit_holds_a_value(project: &Project) {
    let patches = project.ask(&["log", "--all", "-p", "--format=", "--", "SESSION.md"]);
    let lines: Vec<_> = patches.lines().filter(|line| line.contains("Last Checkpoint")).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(CONSTANT)), "{lines:?}");
}

/// A task ticked in the worktree.
pub fn tick(project: &Project, task: &str) {
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text.replace(&format!("- [ ] {task}"), &format!("- [x] {task}")));
}

#[test]
fn a_recorded_checkpoint_leaves_the_tree_clean() {
    let project = project();
    assert_clean(&project);
    checkpoint(&project).says("recorded in SESSION.md");
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    let before = project.read("SESSION.md");
    project.commit_file("a", "a").ok().silent();
    assert_eq!(project.read("SESSION.md"), before);
    assert_clean(&project);
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn rebase_and_pull_are_not_refused() {
    let project = project();
    project.git(&["branch", "upstream"]).ok();
    tick(&project, "PATCH");
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(&project);
    project.git(&["switch", "-q", "upstream"]).ok();
    project.commit_file("theirs", "x").ok();
    project.git(&["switch", "-q", "main"]).ok();
    assert_eq!(value(&project), newest(&project));
    project.git(&["rebase", "-q", "upstream"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    project.git(&["switch", "-q", "upstream"]).ok();
    project.commit_file("theirs", "y").ok();
    project.git(&["switch", "-q", "main"]).ok();
    project.git(&["pull", "-q", "--rebase", ".", "upstream"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
}

#[test]
fn picks_that_touch_the_file_go_through() {
    let project = project();
    project.git(&["switch", "-q", "-c", "side"]).ok();
    for task in ["PATCH", "DELETE"] {
        tick(&project, task);
        project.git(&["add", "SESSION.md"]).ok();
        checkpoint(&project);
    }
    let tip = project.ask(&["rev-parse", "side"]);
    project.git(&["switch", "-q", "main"]).ok();
    project.commit_file("ours", "x").ok();
    project.git(&["cherry-pick", "side~1", "side"]).ok();
    assert_clean(&project);
    project.commit_file("ours", "y").ok();
    assert_eq!(value(&project), newest(&project));
    project.git(&["reset", "-q", "--hard", "HEAD~4"]).ok();
    project.commit_file("others", "x").ok();
    project.git(&["rebase", "-q", "main", "side"]).ok();
    assert_ne!(project.ask(&["rev-parse", "side"]), tip);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn git_shows_the_users_edit_and_not_ours() {
    let project = project();
    checkpoint(&project);
    tick(&project, "PATCH");
    let diff = project.ask(&["diff", "-U0", "SESSION.md"]);
    let changed: Vec<_> = diff.lines().skip(5).collect();
    assert_eq!(
        changed,
        ["-- [ ] PATCH /api/tasks/:id <-- CURRENT", "+- [x] PATCH /api/tasks/:id <-- CURRENT"]
    );
    assert_eq!(project.ask(&["status", "--porcelain"]), " M SESSION.md");
    // The value goes its own way while the edit waits.
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_eq!(project.ask(&["diff", "-U0", "SESSION.md"]), diff);
    project.git(&["commit", "-q", "-a", "-m", "Tick"]).ok();
    assert_clean(&project);
    tick(&project, "DELETE");
    project.git(&["commit", "-q", "-m", "Tick", "SESSION.md"]).ok();
    assert_clean(&project);
    project.git(&["add", "--renormalize", "."]).ok();
    assert_clean(&project);
    assert!(!project.ask(&["blame", "SESSION.md"]).contains("Not Committed Yet"));
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn a_part_of_the_edits_is_added_and_taken_back() {
    let project = project();
    checkpoint(&project);
    tick(&project, "PATCH");
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text + "\nThe end\n");
    project.git_with_input(&["add", "-p"], b"y\nn\n").ok();
    let staged = project.ask(&["diff", "--cached", "-U0"]);
    assert!(staged.contains("[x] PATCH") && !staged.contains("The end"), "{staged}");
    project.commit("Tick").ok();
    project.git_with_input(&["checkout", "-p", "--", "SESSION.md"], b"y\n").ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn edits_are_put_aside_and_come_back() {
    let project = project();
    checkpoint(&project);
    tick(&project, "PATCH");
    let edited = project.read("SESSION.md");
    project.git(&["stash", "-q"]).ok();
    assert_clean(&project);
    assert_eq!(value(&project), newest(&project));
    project.git(&["stash", "pop", "-q"]).ok();
    assert_eq!(project.read("SESSION.md"), edited);
    project.git(&["stash", "-q"]).ok();
    checkpoint(&project);
    project.git(&["stash", "pop", "-q"]).ok();
    assert_eq!(value(&project), newest(&project));
    let diff = project.git(&["diff"]).stdout;
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    assert_clean(&project);
    project.git_with_input(&["apply"], diff.as_bytes()).ok();
    project.git_with_input(&["apply", "-R"], diff.as_bytes()).ok();
    // What is to be applied to index and file wants fresh stat data, of any file.
    assert_eq!(project.ask(&["status", "--porcelain"]), "");
    project.git_with_input(&["apply", "--index"], diff.as_bytes()).ok();
    assert_eq!(value(&project), newest(&project));
    project.commit("Tick").ok();
    assert_no_commit_holds_a_value(&project);
    assert_clean(&project);
}

#[test]
fn what_is_checked_out_decides_what_is_shown() {
    let project = project();
    tick(&project, "PATCH");
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(&project);
    let first = value(&project);
    tick(&project, "DELETE");
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(&project);
    for (arguments, shown) in [
        (&["checkout", "-q", "HEAD~1"][..], first.as_str()),
        (&["switch", "-q", "main"], &newest(&project)),
        (&["reset", "-q", "--hard", "HEAD~1"], &first),
        (&["merge", "-q", "--ff-only", "ORIG_HEAD"], &newest(&project)),
        (&["reset", "-q", "--hard", "HEAD~2"], CONSTANT),
    ] {
        project.git(arguments).ok();
        assert_eq!(value(&project), shown, "{arguments:?}");
        assert_clean(&project);
    }
}

#[test]
fn a_fresh_worktree_shows_its_own_checkpoint() {
    let project = project();
    checkpoint(&project);
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    let linked = |project: &Project| value_in(&project.read("../linked/SESSION.md"));
    assert_eq!(linked(&project), newest(&project));
    checkpoint(&project);
    project.write("../linked/new", "x");
    project.git_in("../linked", &["add", "new"]).ok();
    let message = CHECKPOINT.replace("- src/routes/tasks.ts (GET, POST endpoints)", "- new (x)");
    project.git_in("../linked", &["commit", "-q", "-m", &message]).ok();
    let tip = project.git_in("../linked", &["rev-parse", "HEAD"]).ok().stdout;
    assert!(linked(&project).starts_with(&tip[..12]));
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    assert_eq!(project.git_in("../linked", &["status", "--porcelain"]).stdout, "");
}

#[test]
fn line_ends_marks_and_dialects_do_not_matter() {
    let emoji = EMOJI.replace("abc1234` (2025-10-23)", &format!("{CONSTANT}` as of now"));
    for (session, settings) in [
        (template().replace('\n', "\r\n"), &[][..]),
        (template().replace('\n', "\r\n"), &["core.autocrlf", "true"]),
        (template(), &["core.autocrlf", "true"]),
        (format!("\u{feff}{}", template()), &[]),
        (emoji, &[]),
    ] {
        let project = Project::without_hooks();
        settings.chunks(2).for_each(|pair| _ = project.git(&["config", pair[0], pair[1]]).ok());
        project.write("SESSION.md", &session);
        project.write("src/routes/tasks.ts", "line\n");
        project.git(&["add", "."]);
        project.git(&["commit", "-q", "-m", "Start"]).ok();
        switch_on(&project).ok();
        let before = project.read("SESSION.md");
        checkpoint(&project);
        let shown = newest(&project);
        assert_eq!(project.read("SESSION.md"), before.replace(CONSTANT, &shown));
        assert_eq!(project.ask(&["status", "--porcelain"]), "");
        project.git(&["rm", "-q", "--cached", "SESSION.md"]).ok();
        project.git(&["reset", "-q", "--hard"]).ok();
        assert!(project.read("SESSION.md").contains(&shown));
        assert_eq!(project.ask(&["status", "--porcelain"]), "");
        assert!(project.ask(&["show", "HEAD:SESSION.md"]).contains(CONSTANT));
    }
}

#[test]
fn sha256_and_reftable_repositories_are_kept_clean() {
    let reftable = if git_is_old() { &[][..] } else { &["--ref-format=reftable"] };
    for options in [&["--object-format=sha256"][..], reftable] {
        let project = Project::with_init(options);
        project.fill(&template());
        switch_on(&project).ok();
        checkpoint(&project);
        assert_eq!(value(&project), newest(&project));
        assert_clean(&project);
    }
}
