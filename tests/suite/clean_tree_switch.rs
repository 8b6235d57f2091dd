//! Switching clean-tree mode on and off.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::clean_tree::{
    CONSTANT, assert_clean, checkpoint, newest, switch_on, template, value, value_in,
};
use crate::fixtures::TEMPLATE;
use crate::harness::Project;

#[test]
fn the_commit_is_shown_first_and_made_when_asked_for() {
    let project = Project::with_session(TEMPLATE);
    checkpoint(&project);
    let head = project.head();
    let shown = switch_on(&project).ok();
    assert!(shown.stdout.contains(&format!("+**Last Checkpoint**: {CONSTANT}")), "{shown}");
    assert!(shown.stdout.contains("install --clean-tree --commit"), "{shown}");
    assert_eq!(project.head(), head);
    // Other work is staged, in SESSION.md too.
    project.write("other", "x");
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text.replace("- [ ] PATCH", "- [x] PATCH"));
    project.git(&["add", "other", "SESSION.md"]).ok();
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text + "\nunstaged\n");
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    assert_eq!(project.ask(&["log", "--format=%h", "-1", "HEAD~1"]), head);
    assert_eq!(project.ask(&["show", "--format=", "--name-only", "HEAD"]), "SESSION.md");
    let made = project.ask(&["show", "HEAD:SESSION.md"]) + "\n";
    assert_eq!(made, template());
    let staged = project.ask(&["diff", "--cached", "-U0"]);
    assert!(staged.contains("[x] PATCH") && staged.contains("+x"), "{staged}");
    assert!(!staged.contains("Last C") && !staged.contains("unstaged"), "{staged}");
    let unstaged = project.ask(&["diff", "-U0"]);
    assert!(unstaged.contains("+unstaged") && !unstaged.contains("Last C"), "{unstaged}");
    assert_eq!(value(&project), newest(&project));
    assert!(!project.checkpoint(&["resume"]).ok().stdout.contains("not known to the hooks"));
    // Nothing more to do.
    let again = project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    assert!(!again.stdout.contains("committed"), "{again}");
}

#[test]
fn a_commit_that_a_colleague_made_is_followed() {
    let project = Project::with_session(TEMPLATE);
    project.write("SESSION.md", template());
    project.git(&["commit", "-q", "-a", "-m", "By somebody else"]).ok();
    checkpoint(&project);
    assert!(!project.ask(&["status", "--porcelain"]).is_empty());
    let run = switch_on(&project).ok();
    assert!(!run.stdout.contains("--commit"), "{run}");
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
}

#[test]
fn off_on_and_off_again_leaves_everything_as_it_was() {
    let project = Project::without_hooks();
    project.fill(&template());
    project.git(&["config", "core.abbrev", "9"]).ok();
    project.write(".git/info/attributes", "*.png binary\n");
    let config = project.read(".git/config");
    for _ in 0..2 {
        switch_on(&project).ok();
        checkpoint(&project);
        project.git(&["worktree", "add", "-q", "../linked"]).ok();
        assert_eq!(value(&project), newest(&project));
        assert_eq!(project.ask(&["config", "merge.renormalize"]), "true");
        assert_clean(&project);
        let run = project.checkpoint(&["uninstall"]).ok();
        assert!(run.stdout.contains("clean tree"), "{run}");
        assert_eq!(project.read(".git/config"), config);
        assert_eq!(project.read(".git/info/attributes"), "*.png binary\n");
        assert_eq!(value(&project), CONSTANT);
        assert_clean(&project);
        assert_eq!(value_in(&project.read("../linked/SESSION.md")), CONSTANT);
        assert_eq!(project.git_in("../linked", &["diff-files", "--quiet"]).code, Some(0));
        project.git(&["worktree", "remove", "../linked"]).ok();
        project.git(&["branch", "-D", "linked"]).ok();
    }
    // The hooks alone write as they do by default.
    project.checkpoint(&["install"]).ok();
    checkpoint(&project);
    let hash = project.head();
    assert!(value(&project).starts_with(&format!("{hash} (")), "{}", value(&project));
}

#[test]
fn a_setting_of_the_users_comes_back() {
    let project = Project::without_hooks();
    project.fill(&template());
    project.git(&["config", "merge.renormalize", "false"]).ok();
    switch_on(&project).ok();
    switch_on(&project).ok();
    assert_eq!(project.ask(&["config", "merge.renormalize"]), "true");
    project.checkpoint(&["uninstall"]).ok();
    assert_eq!(project.ask(&["config", "merge.renormalize"]), "false");
    assert!(!project.path(".git/info/attributes").exists());
}

#[test]
fn plain_install_offers_the_mode_and_keeps_it() {
    let project = Project::without_hooks();
    project.fill(&template());
    let run = project.checkpoint(&["install"]).ok();
    assert!(run.stdout.contains("install --clean-tree"), "{run}");
    switch_on(&project).ok();
    let run = project.checkpoint(&["install"]).ok();
    assert!(!run.stdout.contains("install --clean-tree"), "{run}");
    checkpoint(&project);
    assert_clean(&project);
}

#[test]
fn a_file_that_is_not_tracked_needs_no_such_mode() {
    let project = Project::without_hooks();
    project.write("SESSION.md", template());
    project.git(&["commit", "-q", "--allow-empty", "-m", "Start"]).ok();
    let run = project.checkpoint(&["install"]).ok();
    assert!(!run.stdout.contains("install --clean-tree"), "{run}");
    project.checkpoint(&["install", "--clean-tree"]).refused().says("not tracked");
    assert_eq!(project.git(&["config", "filter.git-checkpoint.clean"]).code, Some(1));
}

#[test]
fn nothing_is_committed_in_the_middle_of_an_operation() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["branch", "side"]).ok();
    project.commit_file("a", "ours").ok();
    project.git(&["stash", "-q"]);
    project.git(&["switch", "-q", "side"]).ok();
    project.commit_file("a", "theirs").ok();
    project.git(&["stash", "-q"]);
    project.git(&["merge", "-q", "main"]).refused();
    let head = project.head();
    let run = project.checkpoint(&["install", "--clean-tree", "--commit"]);
    assert_eq!(run.code, Some(2), "{run}");
    run.says("a merge is under way");
    assert_eq!(project.head(), head);
}

#[test]
fn the_file_may_be_elsewhere_and_the_program_too() {
    let project = Project::without_hooks();
    project.write(".git-checkpoint.yaml", "session: my notes/S [1].md\n");
    project.write("my notes/S [1].md", template());
    project.write("src/routes/tasks.ts", "line\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Start"]).ok();
    let folder = project.path("../pro grams of Ann's %f");
    fs::create_dir(&folder).unwrap();
    let built = fs::read_dir(std::path::Path::new(crate::harness::PROGRAMS[0].1).parent().unwrap());
    for entry in built.unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if (name.starts_with("checkpoint-") || name == "git-checkpoint") && !name.ends_with(".d") {
            fs::hard_link(entry.path(), folder.join(name))
                .or_else(|_| fs::copy(entry.path(), folder.join(entry.file_name())).map(|_| ()))
                .unwrap();
        }
    }
    let program = folder.join("git-checkpoint");
    let mut install = project.command(program.to_str().unwrap(), "src");
    project.run(install.args(["install", "--clean-tree"])).ok();
    checkpoint(&project);
    assert_eq!(value_in(&project.read("my notes/S [1].md")), newest(&project));
    assert_clean(&project);
    project.git(&["config", "--unset", "filter.git-checkpoint.process"]).ok();
    project.git(&["rm", "-q", "--cached", "my notes/S [1].md"]).ok();
    project.git(&["reset", "-q", "--hard"]).ok();
    assert_eq!(value_in(&project.read("my notes/S [1].md")), newest(&project));
    assert_clean(&project);
}

#[test]
fn a_file_with_another_filter_keeps_it() {
    let project = Project::without_hooks();
    project.fill(&template());
    project.write(".gitattributes", "*.md filter=lfs\n");
    let run = project.checkpoint_in("src", &["install", "--clean-tree"]).refused();
    run.says("the filter `lfs`");
    assert_eq!(project.git(&["config", "filter.git-checkpoint.clean"]).code, Some(1));
}

#[test]
fn a_link_is_followed_to_the_file() {
    let project = Project::without_hooks();
    project.fill(TEMPLATE);
    fs::rename(project.path("SESSION.md"), project.path("docs/STATE.md")).unwrap();
    crate::harness::link(std::path::Path::new("docs/STATE.md"), &project.path("SESSION.md"));
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Move"]).ok();
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    assert_eq!(value_in(&project.ask(&["show", "HEAD:docs/STATE.md"])), CONSTANT);
}

#[test]
fn the_mode_works_in_a_folder_whose_name_is_no_text() {
    let mut project = Project::without_hooks();
    project.fill(&template());
    let folder = OsStr::from_bytes(b"../\xff");
    fs::create_dir(project.top().join(folder)).unwrap();
    symlink(folder, project.top().join("link")).unwrap();
    project.git(&["clone", "-q", ".", "link"]).ok();
    project.turn_to("link");
    for folder in [".", "src/lib"] {
        project.checkpoint_in(folder, &["install", "--clean-tree"]).ok().silent();
    }
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    project.checkpoint(&["uninstall"]).ok();
    assert_eq!(value(&project), CONSTANT);
}
