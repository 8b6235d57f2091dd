//! All hooks in every kind of repository that git knows.

use std::fs;

use crate::all_hooks::{git_path, hooks_work_in, recorded};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, link};
use crate::requirements::git_is_old;

/// Links our programs to where git looks for hooks here.
pub fn link_hooks(project: &Project) {
    project.link_hooks(&git_path(project, "hooks"));
}

/// A filled repository made by `git init` with these options.
fn made_with(options: &[&str]) -> Project {
    let project = Project::with_init(options);
    project.fill(TEMPLATE);
    link_hooks(&project);
    project
}

/// A filled repository in which this was run.
fn after(arguments: &[&[&str]]) -> Project {
    let project = Project::with_session(TEMPLATE);
    for arguments in arguments {
        project.git(arguments).ok();
    }
    project
}

/// A clone of a filled repository, over a protocol and with these options.
fn cloned(options: &[&str]) -> Project {
    let mut project = Project::with_session(TEMPLATE);
    project.commit_file("src/more.ts", "more\n").ok();
    project.git(&["config", "uploadpack.allowFilter", "true"]).ok();
    let url = format!("file://{}", project.top().display());
    project.git(&[&["clone", "-q"], options, &[&url, "../clone"]].concat()).ok();
    project.turn_to("../clone");
    link_hooks(&project);
    project
}

#[test]
fn hooks_work_in_an_ordinary_repository() {
    hooks_work_in(&Project::with_session(TEMPLATE));
}

#[test]
fn hooks_work_before_the_first_commit_and_on_an_orphan_branch() {
    let project = Project::new();
    project.write("SESSION.md", TEMPLATE);
    project.write(".gitignore", "SESSION.md\n");
    project.git(&["add", ".gitignore"]).ok();
    hooks_work_in(&project);
    let project = after(&[&["switch", "-q", "--orphan", "new"]]);
    project.write("SESSION.md", TEMPLATE);
    hooks_work_in(&project);
}

#[test]
fn hooks_work_on_a_detached_head() {
    hooks_work_in(&after(&[&["checkout", "-q", "--detach"]]));
}

#[test]
fn linked_worktrees_have_their_own_session_and_state() {
    let mut project = after(&[&["worktree", "add", "-q", "-b", "side", "../linked"]]);
    let main = project.top().to_owned();
    project.turn_to("../linked");
    hooks_work_in(&project);
    assert!(main.join(".git/worktrees/linked/checkpoint/baseline").exists());
    assert!(!main.join(".git/checkpoint/baseline").exists());
    assert_eq!(fs::read_to_string(main.join("SESSION.md")).unwrap(), TEMPLATE);
    project.turn_to("../project");
    hooks_work_in(&project);
}

#[test]
fn hooks_work_in_a_linked_worktree_with_a_relative_link() {
    let mut project = after(&[&["worktree", "add", "-q", "-b", "side", "../linked"]]);
    fs::write(project.path("../linked/.git"), "gitdir: ../project/.git/worktrees/linked\n")
        .unwrap();
    project.turn_to("../linked");
    hooks_work_in(&project);
}

#[test]
fn hooks_work_in_a_worktree_of_a_bare_repository() {
    let mut project = after(&[&["clone", "-q", "--bare", ".", "../bare.git"]]);
    project.git(&["-C", "../bare.git", "worktree", "add", "-q", "../linked", "main"]).ok();
    project.turn_to("../linked");
    link_hooks(&project);
    hooks_work_in(&project);
}

#[test]
fn hooks_work_with_a_separate_git_dir() {
    hooks_work_in(&made_with(&["--separate-git-dir", "../elsewhere"]));
}

#[test]
fn hooks_work_with_sha256() {
    hooks_work_in(&made_with(&["--object-format=sha256"]));
}

#[test]
fn hooks_work_with_reftable() {
    if git_is_old() {
        return;
    }
    let mut project = made_with(&["--ref-format=reftable"]);
    hooks_work_in(&project);
    project.git(&["checkout", "-q", "--detach"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Detached"]).ok();
    assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
    project.git(&["commit", "-q", "-m", "SESSION.md", "SESSION.md"]).ok();
    project.git(&["worktree", "add", "-q", "-b", "side", "../linked"]).ok();
    project.turn_to("../linked");
    project.git(&["rm", "-q", "-r", "--", ":(glob)*.ts", "new folder"]).ok();
    project.git(&["commit", "-q", "-m", "Empty"]).ok();
    hooks_work_in(&project);
    hooks_work_in(&made_with(&["--ref-format=reftable", "--object-format=sha256"]));
}

#[test]
fn with_reftable_nothing_is_written_while_an_operation_is_under_way() {
    if git_is_old() {
        return;
    }
    let project = made_with(&["--ref-format=reftable"]);
    project.git(&["switch", "-q", "-c", "side"]).ok();
    project.commit_file("one.ts", "side\n").ok();
    project.commit_file("two.ts", "side\n").ok();
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    project.git(&["switch", "-q", "main"]).ok();
    let before = project.read("SESSION.md");
    project.git(&["cherry-pick", "side~1", "side"]).ok();
    assert_eq!(project.read("SESSION.md"), before);
    project.git(&["commit", "-q", "--allow-empty", "-m", "Quiet again"]).ok();
    assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
}

#[test]
fn hooks_work_in_a_sparse_checkout() {
    for options in [
        &["--cone"][..],
        &["--cone", "--sparse-index"],
        &["--no-cone", "/*.*", "/src/routes", "/docs"],
        &["--cone", "--sparse-index", "src/lib"],
    ] {
        let project = after(&[&[&["sparse-checkout", "set"], options].concat()]);
        assert!(!project.path("src/routes/tasks.ts").exists() || options[0] == "--no-cone");
        hooks_work_in(&project);
    }
}

#[test]
fn a_session_that_a_sparse_checkout_leaves_out_is_no_news() {
    let project = after(&[&["mv", "SESSION.md", "docs"]]);
    project.write(".git-checkpoint.yaml", "session: docs/SESSION.md\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Move SESSION.md"]).ok();
    project.git(&["commit", "-q", "-a", "-m", "SESSION.md"]).ok();
    project.git(&["checkout", "-q", "."]).ok();
    project.git(&["sparse-checkout", "set", "--sparse-index", "src"]).ok();
    assert!(!project.path("docs").exists());
    project.commit_file("src/lib/schemas.ts", "changed\n").silent();
}

#[test]
fn hooks_work_with_every_form_of_index() {
    for arguments in [
        &["update-index", "--split-index"][..],
        &["update-index", "--index-version", "4"],
        &["update-index", "--force-untracked-cache"],
        &["config", "core.splitIndex", "true"],
        &["config", "core.untrackedCache", "true"],
        &["config", "index.skipHash", "true"],
        &["config", "feature.manyFiles", "true"],
        &["config", "core.preloadIndex", "false"],
    ] {
        hooks_work_in(&after(&[arguments]));
    }
}

#[test]
fn hooks_work_with_a_file_system_monitor() {
    let project = Project::with_session(TEMPLATE);
    // Version 2 of the protocol (githooks(5)); `/` says that all may have changed.
    project.write_script(".git/monitor", "#!/bin/sh\nprintf 'token\\0/\\0'\n");
    project.git(&["config", "core.fsmonitor", ".git/monitor"]).ok();
    project.git(&["update-index", "--fsmonitor"]).ok();
    hooks_work_in(&project);
}

#[test]
fn hooks_work_in_a_partial_clone() {
    hooks_work_in(&cloned(&["--filter=blob:none"]));
    let project = cloned(&["--filter=blob:none", "--no-checkout"]);
    project.git(&["sparse-checkout", "set", "--cone"]).ok();
    project.git(&["checkout", "-q", "main"]).ok();
    hooks_work_in(&project);
}

#[test]
fn in_a_shallow_clone_hashes_cannot_be_judged() {
    let project = cloned(&["--depth=1"]);
    project.write("SESSION.md", TEMPLATE.replace("abc1234", "fedcba9"));
    project.git(&["commit", "-q", "-m", CHECKPOINT, "SESSION.md"]).ok().never_says("hash-unknown");
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    hooks_work_in(&project);
}

#[test]
fn hashes_have_the_length_that_git_gives_them() {
    for (length, digits) in [("7", 7), ("12", 12), ("no", 40), ("auto", 7)] {
        let project = after(&[&["config", "core.abbrev", length]]);
        hooks_work_in(&project);
        assert_eq!(recorded(&project, "SESSION.md", "Last Commit").len(), digits);
    }
}

#[test]
fn hooks_work_where_the_environment_names_the_repository() {
    let mut project = Project::with_session(TEMPLATE);
    project.set("GIT_DIR", ".git");
    hooks_work_in(&project);
    let mut project = Project::with_session(TEMPLATE);
    let top = project.top().to_owned();
    project.set("GIT_DIR", &top.join(".git").to_string_lossy());
    project.set("GIT_WORK_TREE", &top.to_string_lossy());
    hooks_work_in(&project);
    project.write("src/new.ts", "");
    let run = project.git_in("src", &["commit", "-q", "--allow-empty", "-m", "From below"]).ok();
    run.says("src/new.ts");
    let mut project = made_with(&["--separate-git-dir", "../elsewhere"]);
    project.set("GIT_DIR", "../elsewhere");
    project.set("GIT_WORK_TREE", ".");
    hooks_work_in(&project);
}

#[test]
fn hooks_work_where_the_configuration_of_another_folder_names_the_worktree() {
    for worktree in ["../project", "/absolute"] {
        let mut project = made_with(&["--separate-git-dir", "../elsewhere"]);
        fs::remove_file(project.path(".git")).unwrap();
        let top = project.top().to_str().unwrap().to_owned();
        let worktree = worktree.replace("/absolute", &top);
        project.set("GIT_DIR", "../elsewhere");
        project.git(&["config", "core.worktree", &worktree]).ok();
        hooks_work_in(&project);
    }
}

#[test]
fn hooks_work_in_a_bare_repository_that_is_lent_a_worktree() {
    let mut project = made_with(&["--separate-git-dir", "../bare.git"]);
    fs::remove_file(project.path(".git")).unwrap();
    project.set("GIT_DIR", "../bare.git");
    project.set("GIT_WORK_TREE", ".");
    project.git(&["config", "core.bare", "true"]).ok();
    hooks_work_in(&project);
}

#[test]
fn a_worktree_with_carriage_returns_keeps_them() {
    let project = Project::without_hooks();
    project.git(&["config", "core.autocrlf", "true"]).ok();
    project.git(&["config", "core.safecrlf", "false"]).ok();
    project.fill(&TEMPLATE.replace('\n', "\r\n"));
    link_hooks(&project);
    hooks_work_in(&project);
    let text = project.read("SESSION.md");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn hooks_work_with_filters() {
    let project = Project::without_hooks();
    project.write(".gitattributes", "*.md filter=shift\n*.ts filter=shift\n");
    project.git(&["config", "filter.shift.clean", "tr a-y b-z"]).ok();
    project.git(&["config", "filter.shift.smudge", "tr b-z a-y"]).ok();
    project.fill(&TEMPLATE.replace('z', "s"));
    link_hooks(&project);
    hooks_work_in(&project);
}

#[test]
fn a_rename_that_changes_the_case_alone_is_one() {
    for ignore in ["false", "true"] {
        let project = after(&[&["config", "core.ignoreCase", ignore]]);
        hooks_work_in(&project);
        project.git(&["mv", "src/lib/schemas.ts", "src/lib/Schemas.ts"]).ok();
        project.git(&["commit", "-q", "-m", "Rename"]).ok().silent();
        project.git(&["mv", "src/lib/Schemas.ts", "src/lib/schemas.ts"]).ok();
        let entry =
            "- src/routes/tasks.ts (GET, POST endpoints)\n- src/lib/schemas.ts (task schema)";
        let renamed = CHECKPOINT.replace(entry, "- src/lib/schemas.ts (lower case)");
        project.commit(&renamed).ok().never_says("file-not-in-commit");
    }
}

#[test]
fn hooks_work_from_a_relative_hooks_path() {
    let mut project = Project::without_hooks();
    project.fill(TEMPLATE);
    project.git(&["config", "core.hooksPath", "tools/hooks"]).ok();
    project.write(".gitignore", "tools/\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Ignore the hooks"]).ok().silent();
    project.git(&["worktree", "add", "-q", "-b", "side", "../linked"]).ok();
    project.link_hooks(&project.path("tools/hooks"));
    hooks_work_in(&project);
    let (from, to) = (project.path("tools"), project.path("../linked/tools"));
    link(&from, &to);
    project.turn_to("../linked");
    project.write(".gitignore", "tools\n");
    project.git(&["commit", "-q", "-a", "-m", "Ignore the link"]).ok();
    hooks_work_in(&project);
}

/// As git gui commits: no GIT_INDEX_FILE, no GIT_EDITOR, a message file of its
/// own, and the commit made by plumbing.
#[test]
fn hooks_work_when_another_program_runs_them() {
    let project = Project::with_session(TEMPLATE);
    let hook = |arguments: &[&str]| {
        let mut command = project.command("git", ".");
        command.args(["hook", "run", "--ignore-missing"]).args(arguments);
        for name in ["GIT_EDITOR", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"] {
            command.env_remove(name);
        }
        project.run(&mut command)
    };
    project.write("src/lib/schemas.ts", "changed\n");
    project.write("new.ts", "");
    hook(&["pre-commit"]).ok().says("src/lib/schemas.ts").says("new.ts");
    project.git(&["add", "src"]).ok();
    let message = ".git/GITGUI_EDITMSG";
    project.write(message, CHECKPOINT.replace("Phase: 3", "Phase: 4"));
    hook(&["commit-msg", "--", message]).refused().says(" --> .git/GITGUI_EDITMSG:3:8");
    project.write(message, project.read(".git/CHECKPOINT_EDITMSG"));
    hook(&["commit-msg", "--", message]).ok().never_says("error[");
    let tree = project.ask(&["write-tree"]);
    let commit = project.ask(&["commit-tree", &tree, "-p", "HEAD", "-F", message]);
    project.git(&["update-ref", "-m", "commit: message", "HEAD", &commit]).ok();
    hook(&["post-commit"]).ok().says("recorded in SESSION.md");
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), project.head());
    let commit = project.ask(&["commit-tree", &tree, "-p", "HEAD~", "-F", message]);
    project.git(&["update-ref", "-m", "commit (amend): message", "HEAD", &commit]).ok();
    hook(&["post-commit"]).ok();
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), project.head());
}
