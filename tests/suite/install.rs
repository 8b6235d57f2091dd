//! `git checkpoint install` and `uninstall`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::harness::{PROGRAMS, Project, Run};

#[track_caller]
fn unable(run: Run) -> Run {
    assert_eq!(run.code, Some(2), "{run}");
    run
}

fn foreign_hook(project: &Project, name: &str, script: &str) -> String {
    let path = format!(".git/hooks/{name}");
    project.write_script(&path, script);
    path
}

fn hooks(project: &Project) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.path(".git/hooks")) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn install_then_uninstall_leaves_nothing_behind() {
    let project = Project::without_hooks();
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert!(run.stdout.contains("git checkpoint uninstall"), "{run}");
    let mut names: Vec<_> = PROGRAMS.iter().map(|(hook, _)| (*hook).to_owned()).collect();
    names.sort();
    assert_eq!(hooks(&project), names);
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("error[subject]");
    project.checkpoint(&["uninstall"]).ok();
    assert_eq!(hooks(&project), Vec::<String>::new());
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).ok().silent();
}

#[test]
fn installing_twice_is_installing_once() {
    let project = Project::without_hooks();
    project.checkpoint(&["install", "--files"]).ok();
    let before = hooks(&project);
    project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(hooks(&project), before);
}

#[test]
fn an_old_copy_is_brought_up_to_date() {
    let project = Project::without_hooks();
    project.checkpoint(&["install", "--files"]).ok();
    let hook = project.path(".git/hooks/commit-msg");
    let old = [fs::read(PROGRAMS[1].1).unwrap(), b"older".to_vec()].concat();
    fs::remove_file(&hook).unwrap();
    fs::write(&hook, old).unwrap();
    project.checkpoint(&["install", "--files"]).ok();
    let program = fs::canonicalize(PROGRAMS[1].1).unwrap();
    let is_link = fs::canonicalize(&hook).unwrap() == program;
    assert!(is_link || project.read(".git/hooks/commit-msg").contains(PROGRAMS[1].1));
}

#[test]
fn a_foreign_hook_runs_first_and_comes_back() {
    let project = Project::without_hooks();
    let script = "#!/bin/sh\necho foreign \"$@\" >&2\ncat >>seen\n";
    let path = foreign_hook(&project, "commit-msg", script);
    project.checkpoint(&["install", "--files"]).ok();
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("foreign .git/COMMIT_EDITMSG")
        .says("error[subject]");
    project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(project.read(".git/hooks/commit-msg.local"), script);
    project.checkpoint(&["uninstall"]).ok();
    assert_eq!(project.read(&path), script);
    assert_eq!(hooks(&project), ["commit-msg"]);
}

#[test]
fn the_failure_of_a_foreign_hook_counts() {
    let project = Project::without_hooks();
    foreign_hook(&project, "pre-commit", "#!/bin/sh\nexit 3\n");
    project.checkpoint(&["install", "--files"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).refused();
    foreign_hook(&project, "pre-commit.local", "#!/bin/sh\nexit 0\n");
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
}

#[test]
fn a_foreign_hook_that_is_not_executable_stays_so() {
    let project = Project::without_hooks();
    let path = foreign_hook(&project, "pre-commit", "#!/bin/sh\nexit 3\n");
    fs::set_permissions(project.path(&path), fs::Permissions::from_mode(0o644)).unwrap();
    project.checkpoint(&["install", "--files"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
    project.checkpoint(&["uninstall"]).ok();
    assert_eq!(fs::metadata(project.path(&path)).unwrap().permissions().mode() & 0o777, 0o644);
}

#[test]
fn a_foreign_hook_that_looks_at_its_own_name_is_left_in_place() {
    let project = Project::without_hooks();
    let script = "#!/bin/sh\nexec manager run \"$(basename \"$0\")\" \"$@\"\n";
    let path = foreign_hook(&project, "pre-commit", script);
    let run = project.checkpoint(&["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.stderr.contains("depends on its file name")
            && run.stderr.contains("checkpoint-pre-commit \"$@\" || exit"),
        "{run}"
    );
    assert_eq!(project.read(&path), script);
    assert!(hooks(&project).contains(&"commit-msg".to_owned()));
}

#[test]
fn nothing_of_somebody_else_is_overwritten() {
    let project = Project::without_hooks();
    foreign_hook(&project, "commit-msg", "#!/bin/sh\nexit 0\n");
    foreign_hook(&project, "commit-msg.local", "#!/bin/sh\necho mine\n");
    let run = project.checkpoint(&["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(project.read(".git/hooks/commit-msg"), "#!/bin/sh\nexit 0\n");
    assert_eq!(project.read(".git/hooks/commit-msg.local"), "#!/bin/sh\necho mine\n");
}

#[test]
fn uninstall_leaves_foreign_hooks_and_changed_shims() {
    let project = Project::without_hooks();
    foreign_hook(&project, "commit-msg", "#!/bin/sh\nexit 0\n");
    project.checkpoint(&["install", "--files"]).ok();
    let changed =
        project.read(".git/hooks/commit-msg").replace("# <<< git-checkpoint\n", "exit 0\n");
    project.write(".git/hooks/commit-msg", &changed);
    fs::remove_file(project.path(".git/hooks/pre-commit")).unwrap();
    foreign_hook(&project, "pre-commit", "#!/bin/sh\nexit 0\n");
    let run = project.checkpoint(&["uninstall"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(project.read(".git/hooks/commit-msg"), changed);
    assert_eq!(project.read(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
}

#[test]
fn a_linked_worktree_and_a_subdirectory_install_into_the_common_folder() {
    let project = Project::without_hooks();
    project.commit_file("sub/a.txt", "a\n").ok();
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.checkpoint_in("../linked/sub", &["install", "--files"]).ok();
    assert_eq!(hooks(&project).len(), PROGRAMS.len());
    project
        .git_in("../linked", &["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused();
}

#[test]
fn a_hooks_path_of_somebody_else_is_refused_with_the_lines_to_add() {
    let project = Project::without_hooks();
    project.git(&["config", "core.hooksPath", ".husky"]).ok();
    let run = project.checkpoint(&["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    for (hook, program) in PROGRAMS {
        let line = run
            .stderr
            .lines()
            .find(|line| line.contains(program))
            .unwrap_or_else(|| panic!("{run}"));
        project.write_script(&format!(".husky/{hook}"), &format!("#!/bin/sh\n{}\n", line.trim()));
    }
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("error[subject]");
    assert_eq!(hooks(&project), Vec::<String>::new());
}

#[test]
fn a_hooks_folder_that_leads_into_the_worktree_is_refused() {
    let project = Project::without_hooks();
    fs::create_dir(project.path("scripts")).unwrap();
    crate::harness::link(&project.path("scripts"), &project.path(".git/hooks"));
    let run = project.checkpoint(&["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(fs::read_dir(project.path("scripts")).unwrap().count(), 0);
}

#[test]
fn outside_a_repository_install_says_what_to_do() {
    let project = Project::without_hooks();
    let run = project.checkpoint_in("..", &["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("git init"), "{run}");
}

#[test]
fn a_program_in_the_place_of_a_hook_is_moved_unless_a_link_may_name_it() {
    let project = Project::without_hooks();
    fs::create_dir_all(project.path(".git/hooks")).unwrap();
    fs::copy("/bin/true", project.path(".git/hooks/pre-commit")).unwrap();
    fs::write(project.home().join("program"), b"\0").unwrap();
    crate::harness::link(&project.home().join("program"), &project.path(".git/hooks/commit-msg"));
    let run = unable(project.checkpoint(&["install", "--files"]));
    assert!(run.stdout.contains("runs first, as pre-commit.local"), "{run}");
    run.says("is not a shell script: call this");
}

#[test]
fn what_is_no_folder_or_no_file_is_named_with_the_way_out() {
    let project = Project::without_hooks();
    project.write(".git/hooks", "");
    let run = project.checkpoint(&["install", "--files"]);
    assert_eq!(run.code, Some(2), "{run}");
    let move_away = run.stderr.split('`').nth(1).unwrap().to_owned();
    project.run(project.command("sh", ".").args(["-c", &move_away])).ok();
    fs::create_dir_all(project.path(".git/hooks/pre-commit")).unwrap();
    crate::harness::link(std::path::Path::new("nowhere"), &project.path(".git/hooks/commit-msg"));
    let run = unable(project.checkpoint(&["install", "--files"]));
    for move_away in run.stderr.split('`').skip(1).step_by(2) {
        project.run(project.command("sh", ".").args(["-c", move_away])).ok();
    }
    project.checkpoint(&["install", "--files"]).ok().silent();
}

#[test]
fn a_hooks_path_that_switches_hooks_off_is_named_with_the_way_out() {
    for value in ["", "/dev/null"] {
        let project = Project::without_hooks();
        project.git(&["config", "core.hooksPath", value]).ok();
        let run = project.checkpoint(&["install", "--files"]);
        assert_eq!(run.code, Some(2), "{run}");
        let unset = run.stderr.split('`').nth(1).unwrap().to_owned();
        project.run(project.command("sh", ".").args(["-c", &unset])).ok();
        project.checkpoint(&["install", "--files"]).ok().silent();
        assert_eq!(hooks(&project).len(), PROGRAMS.len());
    }
}

#[test]
fn without_git_it_is_git_that_is_missed() {
    let mut project = Project::without_hooks();
    project.set("PATH", "/nonexistent");
    for command in ["install", "doctor", "uninstall"] {
        let run = project.checkpoint(&[command]);
        assert_eq!(run.code, Some(2), "{run}");
        run.says("cannot run git").never_says("no git repository");
    }
}
