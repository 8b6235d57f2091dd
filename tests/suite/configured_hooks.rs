//! Hooks in git's configuration: on git 2.54 and newer, where every git runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::all_hooks::hooks_work_in;
use crate::fixtures::TEMPLATE;
use crate::harness::{PROGRAMS, Project, Run, link};
use crate::requirements::git_has_no_configured_hooks;

/// A filled project whose HOME holds our programs in a folder of their own, with links in bin.
fn with_own_folder(name: &str) -> (Project, PathBuf) {
    let mut project = Project::without_hooks();
    project.fill(TEMPLATE);
    let folder = project.home().join(name).join("lib/git-checkpoint");
    let bin = project.home().join(name).join("bin");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(&bin).unwrap();
    let companion = env!("CARGO_BIN_EXE_git-checkpoint");
    for program in PROGRAMS.map(|(_, program)| program).iter().chain([&companion]) {
        let name = Path::new(program).file_name().unwrap();
        // By another process: one that was forked from here meanwhile must not hold it open.
        let target = folder.join(name);
        project.run(Command::new("cp").arg(program).arg(target)).ok();
        link(&folder.join(name), &bin.join(name));
    }
    fs::write(project.home().join("gitconfig"), "").unwrap();
    let global = project.home().join("gitconfig");
    project.set("GIT_CONFIG_GLOBAL", global.to_str().unwrap());
    (project, folder)
}

fn run(project: &Project, folder: &Path, arguments: &[&str]) -> Run {
    let program = folder.join("git-checkpoint");
    project.run(project.command(program.to_str().unwrap(), ".").args(arguments))
}

#[track_caller]
fn no_file_stands_in(project: &Project) {
    let hooks = fs::read_dir(project.path(".git/hooks"));
    let names: Vec<_> = hooks.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    assert_eq!(names, Vec::<PathBuf>::new());
}

#[test]
fn one_include_brings_all_hooks_and_goes_without_a_trace() {
    if git_has_no_configured_hooks() {
        return;
    }
    for name in ["programs", "my programs"] {
        let (project, folder) = with_own_folder(name);
        let before = project.read(".git/config");
        let told = run(&project, &folder, &["install", "--configured"]).ok();
        assert!(told.stdout.contains("include.path"), "{told}");
        assert_eq!(project.read(".git/config").matches("hooks.conf").count(), 1);
        run(&project, &folder, &["install", "--configured"]).ok();
        assert_eq!(project.read(".git/config").matches("hooks.conf").count(), 1);
        no_file_stands_in(&project);
        hooks_work_in(&project);
        run(&project, &folder, &["uninstall"]).ok();
        assert_eq!(project.read(".git/config"), before);
        assert!(!project.path(".git/checkpoint").exists());
        project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: x"]).ok().silent();
    }
}

#[test]
fn a_commit_goes_through_where_the_programs_are_gone() {
    if git_has_no_configured_hooks() {
        return;
    }
    let (project, folder) = with_own_folder("programs");
    run(&project, &folder, &["install", "--configured"]).ok();
    fs::rename(&folder, project.home().join("gone")).unwrap();
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).ok().silent();
    project.git(&["status"]).ok().silent();
}

#[test]
fn beside_other_programs_each_command_is_guarded() {
    if git_has_no_configured_hooks() {
        return;
    }
    let (project, folder) = with_own_folder("shared folder");
    fs::write(folder.join("other-program"), "").unwrap();
    let before = project.read(".git/config");
    let told = run(&project, &folder, &["install", "--configured"]).ok();
    assert!(told.stdout.contains("hook.git-checkpoint-commit-msg.command"), "{told}");
    run(&project, &folder, &["install", "--configured"]).ok();
    no_file_stands_in(&project);
    hooks_work_in(&project);
    fs::remove_file(folder.join("checkpoint-commit-msg")).unwrap();
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).ok();
    run(&project, &folder, &["uninstall"]).ok();
    assert_eq!(project.read(".git/config"), before);
}

#[test]
fn each_form_takes_the_place_of_the_other_and_brings_foreign_hooks_back() {
    if git_has_no_configured_hooks() {
        return;
    }
    let (project, folder) = with_own_folder("programs");
    let theirs = "#!/bin/sh\necho theirs >&2\n";
    project.write_script(".git/hooks/commit-msg", theirs);
    let before = project.read(".git/config");
    run(&project, &folder, &["install", "--files"]).ok();
    run(&project, &folder, &["install", "--configured"]).ok();
    assert_eq!(project.read(".git/hooks/commit-msg"), theirs);
    assert!(!project.path(".git/hooks/pre-commit").exists());
    let told = project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: x"]).refused();
    assert_eq!(
        (told.stderr.matches("theirs").count(), told.stderr.matches("error[subject]").count()),
        (1, 1)
    );
    run(&project, &folder, &["install", "--files"]).ok();
    assert!(!project.read(".git/config").contains("hooks.conf"));
    run(&project, &folder, &["uninstall"]).ok();
    assert_eq!(project.read(".git/config"), before);
    assert_eq!(project.read(".git/hooks/commit-msg"), theirs);
}

#[test]
fn a_second_run_for_one_commit_is_silent() {
    if git_has_no_configured_hooks() {
        return;
    }
    let (project, folder) = with_own_folder("programs");
    run(&project, &folder, &["install", "--global"]).ok();
    project.link_hooks(&project.path(".git/hooks"));
    project.write("unexpected.ts", "");
    let malformed = ["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"];
    for _ in 0..2 {
        let told = project.git(&malformed).refused();
        assert_eq!(told.stderr.matches("error[subject]").count(), 1, "{told}");
        assert_eq!(told.stderr.matches("warning[uncommitted]").count(), 1, "{told}");
    }
    let told =
        project.git(&["commit", "-q", "--allow-empty", "-m", crate::fixtures::CHECKPOINT]).ok();
    assert_eq!(told.stderr.matches("recorded in").count(), 1, "{told}");
    project.write_script(".git/hooks/commit-msg", "#!/bin/sh\n[ -x /nowhere ] || exit 0\n");
    let told = run(&project, &folder, &["uninstall"]).says("uninstall --global");
    assert!(!told.stderr.is_empty());
    run(&project, &folder, &["uninstall", "--global"]).ok();
    assert_eq!(fs::read_to_string(project.home().join("gitconfig")).unwrap(), "");
}

#[test]
fn a_moved_hooks_path_does_not_switch_configured_hooks_off() {
    if git_has_no_configured_hooks() {
        return;
    }
    for value in ["/dev/null", ".husky/_", ""] {
        let (project, folder) = with_own_folder("programs");
        project.git(&["config", "core.hooksPath", value]).ok();
        run(&project, &folder, &["install", "--configured"]).ok();
        hooks_work_in(&project);
    }
}

/// A PATH with git programs that only say their version, before the real one.
fn with_gits(project: &mut Project, versions: &[&str]) {
    let mut folders = Vec::new();
    for version in versions {
        let folder = format!("../git-{version}");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = version ] && {{ echo git version {version}; exit; }}\nPATH=$REAL_PATH exec git \"$@\"\n"
        );
        project.write_script(&format!("{folder}/git"), &script);
        folders.push(project.path(&folder).canonicalize().unwrap());
    }
    // The tools, without the gits that come with them.
    let tools = project.home().join("tools");
    fs::create_dir_all(&tools).unwrap();
    for tool in ["sh", "cat"] {
        link(Path::new(&format!("/bin/{tool}")), &tools.join(tool));
    }
    folders.push(tools);
    let path = std::env::join_paths(folders).unwrap();
    project.set("REAL_PATH", &std::env::var("PATH").unwrap());
    project.set("PATH", path.to_str().unwrap());
}

#[test]
fn the_form_is_the_one_that_every_git_on_path_runs() {
    for (versions, is_configured) in [
        (&["2.54.0"] as &[&str], true),
        (&["2.61.1", "3.0.0"], true),
        (&["2.55.0", "2.47.3"], false),
        (&["2.47.3", "2.55.0"], false),
        (&["2.53.9"], false),
    ] {
        let (mut project, folder) = with_own_folder("programs");
        with_gits(&mut project, versions);
        let told = run(&project, &folder, &["install"]).ok();
        assert_eq!(project.read(".git/config").contains("hooks.conf"), is_configured, "{told}");
        assert_eq!(project.path(".git/hooks/commit-msg").exists(), !is_configured, "{told}");
        let reason = "does not run configured hooks";
        assert_eq!(told.stdout.contains(reason), !is_configured, "{told}");
        let forced = run(&project, &folder, &["install", "--configured"]);
        let is_first_new = !matches!(versions[0], "2.47.3" | "2.53.9");
        assert_eq!(forced.code, Some(if is_first_new { 0 } else { 2 }), "{forced}");
        assert_eq!(forced.stderr.contains("install --files"), !is_configured, "{forced}");
        run(&project, &folder, &["install", "--files"]).ok();
        assert!(project.path(".git/hooks/commit-msg").exists());
    }
}

#[test]
fn the_path_on_path_is_written_where_it_leads_to_the_program() {
    let (mut project, folder) = with_own_folder("Cellar/git-checkpoint/0.1.0");
    let prefix = project.home().join("prefix");
    fs::create_dir_all(&prefix).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        link(&entry.path(), &prefix.join(entry.file_name()));
    }
    let path = format!("{}:{}", prefix.display(), std::env::var("PATH").unwrap());
    project.set("PATH", &path);
    run(&project, &folder, &["install", "--files"]).ok();
    let upgraded = project.home().join("Cellar/git-checkpoint/0.2.0");
    fs::rename(project.home().join("Cellar/git-checkpoint/0.1.0"), &upgraded).unwrap();
    for entry in fs::read_dir(upgraded.join("lib/git-checkpoint")).unwrap() {
        let entry = entry.unwrap();
        fs::remove_file(prefix.join(entry.file_name())).unwrap();
        link(&entry.path(), &prefix.join(entry.file_name()));
    }
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: x"]).refused();
    run(&project, &upgraded.join("lib/git-checkpoint"), &["uninstall"]).ok();
    no_file_stands_in(&project);

    // A version manager's script by the same name leads to something else.
    let shims = project.home().join("shims");
    for program in ["git-checkpoint", "checkpoint-commit-msg"] {
        project.write_script(&format!("../shims/{program}"), "#!/bin/sh\nexit 1\n");
    }
    project.set("PATH", &format!("{}:{}", shims.display(), std::env::var("PATH").unwrap()));
    run(&project, &upgraded.join("lib/git-checkpoint"), &["install", "--files"]).ok();
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: x"])
        .refused()
        .says("error[subject]");
}

#[test]
fn from_the_cache_of_a_package_runner_nothing_is_installed() {
    for (cache, advice) in [
        (".npm/_npx/0f3/node_modules/git-checkpoint/bin", "npm install --global"),
        (".cache/uv/archive-v0/Xy/bin", "uv tool install"),
        (".local/pipx/.cache/1a/bin", "pipx install"),
    ] {
        let (project, folder) = with_own_folder("programs");
        let cached = project.home().join(cache);
        fs::create_dir_all(cached.parent().unwrap()).unwrap();
        fs::rename(&folder, &cached).unwrap();
        let told = run(&project, &cached, &["install"]).says(advice);
        assert_eq!(told.code, Some(2), "{told}");
        no_file_stands_in(&project);
    }
}

#[test]
fn uninstall_leaves_no_state() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.git_in("../linked", &["commit", "-q", "--allow-empty", "-m", "One"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: x"]).refused();
    assert!(project.path(".git/worktrees/linked/checkpoint").exists());
    project.checkpoint(&["uninstall"]).ok();
    for path in [".git/checkpoint", ".git/worktrees/linked/checkpoint", ".git/CHECKPOINT_EDITMSG"] {
        assert!(!project.path(path).exists(), "{path}");
    }
    no_file_stands_in(&project);
}
