//! An ordinary repository is read without opening it in full: what the hooks then say and write
//! is the same, and whatever makes a repository anything but ordinary is found.

use crate::bounds::program;
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{OPENED_IN_FULL, Project};
use crate::requirements::lacks;

/// What the hooks said and wrote in a few commits.
type Told = Vec<String>;

/// Commits of every kind in a repository that was prepared like this.
fn told(prepare: fn(&Project), opened_in_full: bool) -> Told {
    let mut project = Project::with_session(TEMPLATE);
    project.commit_file("src/more.ts", "more\n").ok();
    prepare(&project);
    if opened_in_full {
        project.set(OPENED_IN_FULL, "1");
    }
    let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    let ordinary: &[&str] = &["commit", "-q", "-m", "Ordinary", "src/more.ts"];
    let commits: [&[&str]; 5] = [
        ordinary,
        &["commit", "-q", "--allow-empty", "-m", &malformed],
        &["commit", "-q", "--allow-empty", "-m", CHECKPOINT],
        &["commit", "-q", "--amend", "--allow-empty", "-m", "Another", "SESSION.md"],
        ordinary,
    ];
    let runs = commits.iter().enumerate().map(|(number, arguments)| {
        project.write("src/more.ts", number.to_string());
        project.write("stray.ts", number.to_string());
        project.git(arguments).to_string() + &project.read("SESSION.md")
    });
    let log = project.checkpoint(&["log"]).to_string();
    std::iter::once(log).chain(runs).collect()
}

#[track_caller]
fn is_told_alike(prepare: fn(&Project)) -> Told {
    let ordinary = told(prepare, false);
    assert_eq!(ordinary, told(prepare, true));
    ordinary
}

fn git(project: &Project, commands: &[&str]) {
    for command in commands {
        project.git(&command.split(' ').collect::<Vec<_>>()).ok();
    }
}

#[test]
fn an_ordinary_repository_is_told_alike() {
    let told = is_told_alike(|_| {}).concat();
    assert!(told.contains("stray.ts") && told.contains("error[phase-mismatch]"), "{told}");
    assert!(told.contains("recorded in SESSION.md"), "{told}");
}

/// What tells that gix has opened it: it always looks for objects that are kept elsewhere.
fn is_opened_in_full(project: &Project, hook: &str) -> bool {
    let mut strace = project.command("strace", ".");
    strace.args(["-qq", "-o", "../calls", "-e", "trace=?open,openat", program(hook)]);
    project.run(&mut strace).ok();
    project.read("../calls").contains("info/alternates")
}

#[test]
fn an_ordinary_repository_is_not_opened_in_full() {
    if lacks("strace") || std::env::var_os("OPENED_IN_FULL").is_some() {
        return;
    }
    let mut project = Project::with_session(TEMPLATE);
    project.commit_file("src/more.ts", "more\n").ok();
    let unseen = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "More"];
    for hook in ["pre-commit", "post-commit"] {
        project.git(&unseen).ok();
        assert!(!is_opened_in_full(&project, hook), "{hook}");
    }
    project.set(OPENED_IN_FULL, "1");
    assert!(is_opened_in_full(&project, "pre-commit"));
}

/// git then takes HEAD for another commit than the one that it is (git-replace(1)).
fn replace_head_by_a_checkpoint(project: &Project, then: &[&str]) {
    let other = project.ask(&["commit-tree", "HEAD^{tree}", "-p", "HEAD~1", "-m", CHECKPOINT]);
    git(project, &[&format!("replace HEAD {other}")]);
    git(project, then);
}

#[test]
fn objects_are_found_wherever_they_are() {
    is_told_alike(|project| git(project, &["repack -q -a -d -f", "pack-refs --all"]));
    is_told_alike(|project| git(project, &["gc -q --prune=now", "branch refs/replaced"]));
    is_told_alike(|project| {
        let objects = project.path(".git/objects");
        std::fs::rename(&objects, project.path("elsewhere")).unwrap();
        project.write(
            ".git/objects/info/alternates",
            format!("{}\n", project.path("elsewhere").display()),
        );
        std::fs::create_dir_all(objects.join("pack")).unwrap();
    });
    is_told_alike(|project| replace_head_by_a_checkpoint(project, &[]));
    let replaced = is_told_alike(|project| {
        replace_head_by_a_checkpoint(project, &["pack-refs --all"]);
        std::fs::remove_dir(project.path(".git/refs/replace")).unwrap();
    });
    assert!(replaced[0].contains("\tIn Progress\t"), "{}", replaced[0]);
}

#[test]
fn head_is_found_wherever_it_is() {
    is_told_alike(|project| git(project, &["checkout -q --detach"]));
    is_told_alike(|project| git(project, &["switch -q -c a/branch/of/its/own"]));
    is_told_alike(|project| {
        git(project, &["switch -q -c side", "pack-refs --all", "switch -q main"])
    });
    is_told_alike(|project| {
        git(project, &["branch -q trunk", "symbolic-ref refs/heads/main refs/heads/trunk"]);
    });
    is_told_alike(|project| {
        let orphan = ["symbolic-ref HEAD refs/heads/new/one", "pack-refs --all"];
        git(project, &orphan);
    });
}

#[test]
fn settings_are_found_wherever_they_are() {
    let abbreviated = is_told_alike(|project| git(project, &["config core.abbrev 11"])).concat();
    assert!(abbreviated.contains("checkpoint "), "{abbreviated}");
    is_told_alike(|project| git(project, &["config status.showUntrackedFiles no"]));
    is_told_alike(|project| {
        git(project, &["config core.fileMode false", "config core.checkStat minimal"])
    });
    is_told_alike(|project| git(project, &["config core.excludesFile ignored"]));
    is_told_alike(|project| git(project, &["config extensions.worktreeConfig true"]));
}

/// Whether an ordinary commit is recorded where this switches the hooks off.
fn is_switched_off(prepare: fn(&mut Project)) -> bool {
    let mut project = Project::with_session(TEMPLATE);
    prepare(&mut project);
    assert_eq!(project.ask(&["config", "--type=bool", "checkpoint.enabled"]), "false");
    project.commit_file("src/more.ts", "more\n").ok();
    !project.read("SESSION.md").contains(&project.head())
}

const OFF: &str = "[checkpoint]\n\tenabled = off\n";

#[test]
fn the_switch_is_found_in_files_that_others_include() {
    assert!(is_switched_off(|project| {
        project.write(".git/more", OFF);
        git(project, &["config include.path more"]);
    }));
    assert!(is_switched_off(|project| {
        project.write(".git/more", OFF);
        git(project, &["config includeIf.onbranch:ma*.path more"]);
    }));
    assert!(is_switched_off(|project| {
        project.write(".git/more", OFF);
        let key = format!("includeIf.gitdir:{}/.path", project.top().display());
        project.git(&["config", &key, "more"]).ok();
    }));
    assert!(is_switched_off(|project| {
        std::fs::write(project.home().join("more"), OFF).unwrap();
        git(project, &["config include.path ~/more"]);
    }));
    assert!(is_switched_off(|project| {
        std::fs::write(project.home().join("shared"), OFF).unwrap();
        let shared = project.home().join("shared");
        project.set("GIT_CONFIG_GLOBAL", shared.to_str().unwrap());
    }));
}

#[test]
fn the_switch_is_found_outside_of_files() {
    assert!(is_switched_off(|project| {
        project.set("GIT_CONFIG_COUNT", "1");
        project.set("GIT_CONFIG_KEY_0", "checkpoint.enabled");
        project.set("GIT_CONFIG_VALUE_0", "no");
    }));
    assert!(is_switched_off(|project| {
        project.set("GIT_CONFIG_PARAMETERS", "'checkpoint.enabled'='0'");
    }));
    assert!(is_switched_off(|project| {
        git(
            project,
            &["config extensions.worktreeConfig true", "config --worktree checkpoint.enabled no"],
        );
    }));
}
