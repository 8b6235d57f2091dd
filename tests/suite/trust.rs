//! A repository that git refuses is refused, in every program, with git's own way out; one
//! that git accepts is trusted as git trusts it.

use std::path::Path;

use crate::fixtures::TEMPLATE;
use crate::harness::{PROGRAMS, Project, Run};

/// What git compares owners by for its own tests: nobody need be root to run these.
const ASSUME: &str = "GIT_TEST_ASSUME_DIFFERENT_OWNER";

const COMMANDS: [&[&str]; 12] = [
    &["install"],
    &["install", "--clean-tree", "--commit"],
    &["uninstall"],
    &["init"],
    &["resume"],
    &["draft"],
    &["commit", "--session", "Did it", "--summary", "All of it"],
    &["check"],
    &["log"],
    &["phase", "complete"],
    &["stage", "verification"],
    &["repair"],
];

/// A project as every hook and command finds it that git refuses.
fn refused() -> Project {
    let mut project = Project::with_session(TEMPLATE);
    project.set(ASSUME, "1");
    project
}

fn hook(project: &Project, folder: &str, program: &str) -> Run {
    project.write("../message", "checkpoint: nonsense\n");
    let message = project.path("../message");
    project.run(project.command(program, folder).arg(message))
}

/// Everything below a folder: names, kinds, contents, owners and modes.
fn picture(folder: &Path) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // The maintenance that git starts after a commit may still be at its end.
        if path.ends_with("objects/maintenance.lock") {
            continue;
        }
        let meta = path.symlink_metadata().unwrap();
        let nanoseconds = if path.ends_with(".git/objects") { 0 } else { meta.mtime_nsec() };
        let content = if meta.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        let owner = (meta.uid(), meta.gid(), meta.mode(), nanoseconds);
        found.push(format!("{} {owner:?} {content:?}", path.display()));
        if meta.is_dir() {
            found.extend(picture(&path));
        }
    }
    found.sort();
    found
}

#[test]
fn every_command_refuses_what_git_refuses_and_writes_nothing() {
    let project = refused();
    let remedy = format!("git config --global --add safe.directory {}", project.top().display());
    project.git(&["status"]).says(&remedy);
    let before = picture(project.top());
    for folder in [".", "src/lib"] {
        for arguments in COMMANDS {
            let run = project.checkpoint_in(folder, arguments);
            assert_eq!(run.code, Some(2), "{arguments:?} {run}");
            assert_eq!(run.stdout, "", "{arguments:?}");
            run.says("dubious ownership").says(&remedy);
        }
    }
    assert_eq!(picture(project.top()), before);
}

#[test]
fn every_hook_gives_way_with_one_warning_and_writes_nothing() {
    let project = refused();
    let before = picture(project.top());
    for (name, program) in PROGRAMS {
        let run = hook(&project, ".", program).ok().says("safe.directory");
        assert_eq!(run.stderr.lines().count(), 1, "{name} {run}");
    }
    assert_eq!(picture(project.top()), before);
}

/// Each way in which a user can tell git to trust a repository; whatever git
/// makes of it, we make of it.
#[test]
fn what_git_accepts_is_accepted_and_nothing_else() {
    let top = |project: &Project| project.top().to_str().unwrap().to_owned();
    let around = |project: &Project| project.home().to_str().unwrap().to_owned();
    let values: [fn(String, String) -> Vec<String>; 8] = [
        |top, _| vec![top],
        |_, _| vec!["*".to_owned()],
        |_, around| vec![format!("{around}/*")],
        |top, _| vec![top, String::new()],
        |top, _| vec![String::new(), top],
        |_, around| vec![around],
        |_, _| vec!["/elsewhere".to_owned()],
        |top, _| vec!["*".to_owned(), String::new(), format!("{top}/")],
    ];
    let mut seen = [0, 0];
    for values in values {
        for way in ["count", "parameters", "global"] {
            let mut project = refused();
            let values = values(top(&project), around(&project));
            trust(&mut project, way, &values);
            let is_accepted = project.git(&["status"]).code == Some(0);
            seen[usize::from(is_accepted)] += 1;
            let code = if is_accepted { 0 } else { 2 };
            assert_eq!(project.checkpoint(&["resume"]).code, Some(code), "{way} {is_accepted}");
            let (_, program) = PROGRAMS[1];
            let code = i32::from(is_accepted);
            assert_eq!(hook(&project, ".", program).code, Some(code), "{way} {is_accepted}");
        }
    }
    assert!(seen[0] >= 6 && seen[1] >= 6, "{seen:?}");
}

fn trust(project: &mut Project, way: &str, values: &[String]) {
    match way {
        "count" => {
            project.set("GIT_CONFIG_COUNT", &values.len().to_string());
            for (number, value) in values.iter().enumerate() {
                project.set(&format!("GIT_CONFIG_KEY_{number}"), "safe.directory");
                project.set(&format!("GIT_CONFIG_VALUE_{number}"), value);
            }
        }
        "parameters" => {
            let quoted: Vec<_> =
                values.iter().map(|value| format!("'safe.directory'='{value}'")).collect();
            project.set("GIT_CONFIG_PARAMETERS", &quoted.join(" "));
        }
        _ => {
            let lines: String =
                values.iter().map(|value| format!("\tdirectory = \"{value}\"\n")).collect();
            project.write("../gitconfig", format!("[safe]\n{lines}"));
            let file = project.path("../gitconfig");
            project.set("GIT_CONFIG_GLOBAL", file.to_str().unwrap());
        }
    }
}

/// A repository cannot vouch for itself.
#[test]
fn the_repository_s_own_word_does_not_count() {
    let project = refused();
    let config = project.read(".git/config") + "[safe]\n\tdirectory = *\n";
    project.write(".git/config", config);
    project.checkpoint(&["resume"]).says("safe.directory");
}

#[test]
fn an_explicit_git_dir_is_trusted() {
    let mut project = refused();
    project.set("GIT_DIR", ".git");
    project.git(&["status"]).ok();
    project.checkpoint(&["stage", "verification"]).ok();
    assert!(project.read("SESSION.md").contains("**Current Stage**: Verification"));
}

/// Whom the excludes, attributes and settings of an accepted repository belong
/// to makes no difference.
#[test]
fn accepted_means_trusted_in_all_things() {
    let mut project = Project::with_session(TEMPLATE);
    project.write("note.txt", "a\r\n");
    project.write(".gitattributes", "*.txt filter=case\n");
    project.write(".git/info/exclude", "scratch\n");
    project.write("../ignored", "*.log\n");
    let ignored = project.path("../ignored");
    project.git(&["config", "core.excludesFile", ignored.to_str().unwrap()]).ok();
    project.git(&["config", "filter.case.clean", "tr a-z A-Z"]).ok();
    project.git(&["config", "core.commentChar", ";"]).ok();
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "--no-verify", "-m", "More"]).ok();
    project.write("note.txt", "A\r\n");
    project.write("scratch", "");
    project.write("a.log", "");
    let (_, pre_commit) = PROGRAMS[0];
    hook(&project, ".", pre_commit).ok().silent();
    #[cfg(target_os = "linux")]
    if owners::is_root() {
        owners::give(project.top(), owners::OTHER);
    }
    project.set(ASSUME, "1");
    for way in ["count", "parameters"] {
        let mut project = project.copy();
        trust(&mut project, way, &["*".to_owned()]);
        project.git(&["commit", "-q", "--allow-empty", "-m", "Quiet"]).ok().silent();
        hook(&project, ".", pre_commit).ok().silent();
    }
}

#[test]
fn a_bare_repository_is_left_to_git_s_judgement() {
    let mut project = Project::with_session(TEMPLATE);
    project.git(&["clone", "-q", "--bare", ".", "vendor/evil.git"]).ok();
    project.git_in("vendor/evil.git", &["config", "core.bare", "false"]).ok();
    project.git_in("vendor/evil.git", &["config", "core.worktree", ".."]).ok();
    let run = |project: &Project| project.checkpoint_in("vendor/evil.git", &["log"]);
    assert_eq!(run(&project).code, Some(0));
    project.set("GIT_CONFIG_COUNT", "1");
    project.set("GIT_CONFIG_KEY_0", "safe.bareRepository");
    project.set("GIT_CONFIG_VALUE_0", "explicit");
    assert_ne!(project.git_in("vendor/evil.git", &["status"]).code, Some(0));
    let refused = run(&project).says("git refuses this repository");
    assert_eq!(refused.code, Some(2));
    // A git dir of that name is no repository that somebody has hidden in a project.
    project.git_in(".git", &["rev-parse", "--git-dir"]).ok();
    project.checkpoint_in(".git", &["log"]).never_says("git refuses");
}

#[test]
fn linked_worktrees_and_git_dirs_elsewhere_are_judged_as_git_judges_them() {
    let mut project = Project::with_session(TEMPLATE);
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    let linked = project.path("../linked");
    project.git(&["init", "-q", "--separate-git-dir", "../separate.git", "."]).ok();
    project.set(ASSUME, "1");
    for folder in [".", "../linked"] {
        project.checkpoint_in(folder, &["resume"]).says("safe.directory");
    }
    trust(&mut project, "count", &[linked.to_str().unwrap().to_owned()]);
    project.checkpoint_in(".", &["resume"]).says("safe.directory");
    project.checkpoint_in("../linked", &["resume"]).ok().silent();
}

/// With owners that really differ, where root runs the tests.
#[cfg(target_os = "linux")]
mod owners {
    use std::os::unix::fs::{chown, lchown};

    use super::*;
    use crate::requirements::lacks;

    pub(super) const OTHER: u32 = 1001;
    const ANOTHER: u32 = 1002;

    pub(super) fn is_root() -> bool {
        let meta = std::fs::metadata("/proc/self").unwrap();
        std::os::unix::fs::MetadataExt::uid(&meta) == 0 && !lacks("setpriv")
    }

    pub(super) fn give(path: &Path, owner: u32) {
        lchown(path, Some(owner), Some(owner)).unwrap();
        if path.is_dir() && !path.is_symlink() {
            for entry in std::fs::read_dir(path).unwrap() {
                give(&entry.unwrap().path(), owner);
            }
        }
    }

    fn resume_as(project: &Project, user: u32, settings: &[(&str, &str)]) -> (Run, Run) {
        let run = |program: &str, arguments: &[&str]| {
            let mut command = project.command("setpriv", ".");
            let id = user.to_string();
            command.args(["--reuid", &id, "--regid", &id, "--clear-groups", program]);
            project.run(command.args(arguments).envs(settings.iter().copied()))
        };
        let companion = env!("CARGO_BIN_EXE_git-checkpoint");
        (run("git", &["status"]), run(companion, &["resume"]))
    }

    #[test]
    fn root_in_somebody_s_repository_touches_nothing() {
        if !is_root() {
            return;
        }
        let project = Project::with_session(TEMPLATE);
        let precious = project.path("../precious");
        std::fs::write(&precious, "root's own").unwrap();
        std::fs::create_dir(project.path(".git/checkpoint")).unwrap();
        crate::harness::link(&precious, &project.path(".git/checkpoint/lock"));
        give(project.top(), OTHER);
        let before = picture(&project.home());
        for arguments in COMMANDS {
            let run = project.checkpoint_in("src", arguments).says("safe.directory");
            assert_eq!(run.code, Some(2));
        }
        for (_, program) in PROGRAMS {
            hook(&project, "src", program).ok().says("safe.directory");
        }
        std::fs::remove_file(project.path("../message")).unwrap();
        assert_eq!(picture(&project.home()), before);
    }

    /// git asks no more who owns what is below a repository that it has accepted.
    #[test]
    fn the_settings_of_a_submodule_count_whoever_owns_it() {
        if !is_root() {
            return;
        }
        let mut project = Project::with_session(TEMPLATE);
        project.git(&["clone", "-q", ".", "../other"]).ok();
        let add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q", "../other", "sub"];
        project.git(&add).ok();
        project.git(&["commit", "-q", "-m", "Add sub"]).ok();
        project.git_in("sub", &["config", "core.fileMode", "false"]).ok();
        std::fs::set_permissions(
            project.path("sub/src/lib/schemas.ts"),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        give(project.top(), OTHER);
        let top = project.top().to_str().unwrap().to_owned();
        trust(&mut project, "count", &[top]);
        assert_eq!(project.ask(&["status", "--porcelain", "--", "sub"]), "");
        let (_, pre_commit) = PROGRAMS[0];
        hook(&project, ".", pre_commit).ok().never_says("sub");
    }

    /// One part each that belongs to another: the worktree, the git dir, a gitfile.
    #[test]
    fn each_owner_that_git_looks_at_counts() {
        if !is_root() {
            return;
        }
        let parts: [(&str, &[&str]); 4] = [
            ("all ours", &[]),
            ("the worktree", &["."]),
            ("the git dir", &[".git"]),
            ("the gitfile", &["gitfile"]),
        ];
        for (name, theirs) in parts {
            for user in [OTHER, ANOTHER, 0] {
                for sudo in [None, Some("1001"), Some("1002"), Some("nobody"), Some("")] {
                    let project = Project::with_session(TEMPLATE);
                    if name == "the gitfile" {
                        project.git(&["init", "-q", "--separate-git-dir", "../elsewhere"]).ok();
                        give(&project.path("../elsewhere"), OTHER);
                    }
                    give(project.top(), OTHER);
                    open_up(&project.home());
                    for part in theirs {
                        let part = if *part == "gitfile" { ".git" } else { part };
                        lchown(project.path(part), Some(ANOTHER), Some(ANOTHER)).unwrap();
                    }
                    let settings: Vec<_> = sudo.map(|id| ("SUDO_UID", id)).into_iter().collect();
                    let (git, ours) = resume_as(&project, user, &settings);
                    let is_refused = ours.stderr.contains("safe.directory");
                    let what = format!("{name} {user} {sudo:?}\n{git}\n{ours}");
                    assert_eq!(git.stderr.contains("safe.directory"), is_refused, "{what}");
                    assert_eq!(git.code == Some(0), ours.code == Some(0), "{what}");
                }
            }
        }
    }

    fn open_up(folder: &Path) {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        chown(folder, Some(OTHER), Some(OTHER)).unwrap();
    }
}
