//! Hooks in submodules and around them.

use crate::all_hooks::{hooks_work_in, left_by_git};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;
use crate::repository_kinds::link_hooks;
use crate::requirements::git_is_old;

#[test]
fn hooks_work_inside_a_submodule() {
    let mut project = superproject(&[]);
    project.turn_to("inner");
    link_hooks(&project);
    project.git(&["switch", "-q", "-c", "work"]).ok();
    hooks_work_in(&project);
}

#[test]
fn hooks_work_around_dirty_submodules() {
    let reftable = if git_is_old() { &[][..] } else { &["--ref-format=reftable"] };
    for options in [&[], reftable] {
        let project = superproject(options);
        hooks_work_in(&project);
        project.write("inner/src/lib/schemas.ts", "changed\n");
        project.write("inner/new", "");
        let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
        run.says("inner");
        assert!(left_by_git(&project).contains(b"inner".as_slice()));
    }
}

#[test]
fn files_in_a_submodule_are_changed_with_it() {
    let project = superproject(&[]);
    let routes = "src/routes/tasks.ts";
    let message = CHECKPOINT
        .replace("- src/lib/schemas.ts (task schema)\n", "")
        .replace(routes, &format!("inner/{routes}"));
    project.write(&format!("inner/{routes}"), "line\n".repeat(60));
    project.write("other", "");
    project.git(&["add", "other"]).ok();
    let run = project.git_with_input(&["commit", "-q", "-F", "-"], message.as_bytes());
    run.ok().says("help: commit in `inner` and `git add -- inner` before you commit again");
    project.git(&["-C", "inner", "commit", "-q", "-a", "-m", "Inside"]).ok();
    project.git(&["add", "inner"]).ok();
    project
        .git_with_input(&["commit", "-q", "-F", "-"], message.as_bytes())
        .ok()
        .never_says("warning");
    let check = project.checkpoint(&["check", "HEAD~1..", "--strict"]).ok();
    assert_eq!(check.stdout, "1 checkpoint in HEAD~1..: no findings\n");
}

/// A filled repository with one as a submodule at `inner`.
fn superproject(options: &[&str]) -> Project {
    let project = Project::with_session(TEMPLATE);
    project.git(&["clone", "-q", "--bare", ".", "../inner.git"]).ok();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
    project.git(&[&add, options, &["../inner.git", "inner"]].concat()).ok();
    project.git(&["commit", "-q", "-m", "Add the submodule"]).ok();
    project
}
