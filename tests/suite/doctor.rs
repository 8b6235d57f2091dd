//! `git checkpoint doctor`: what is broken on purpose is found, and the command that it
//! prints, pasted, fixes it.

use std::fs;
use std::path::Path;

use crate::fixtures::TEMPLATE;
use crate::harness::{Project, Run};

/// How something is broken, by a shell at the top of the worktree, and the check that finds it.
/// `$P` is the folder of the programs.
const BROKEN: [(&str, &str, &str); 38] = [
    ("never installed", "git checkpoint uninstall", "not-installed"),
    ("one hook removed", "rm .git/hooks/post-commit", "not-installed"),
    ("the last hook removed", "rm .git/hooks/post-rewrite", "not-installed"),
    ("the hooks folder removed", "rm -r .git/hooks", "not-installed"),
    (
        "programs moved",
        "ln -sf /nowhere/checkpoint-commit-msg .git/hooks/commit-msg",
        "dangling-link",
    ),
    (
        "a dangling link of another tool",
        "ln -sf ../../scripts/lint .git/hooks/pre-commit",
        "dangling-link",
    ),
    (
        "mode lost",
        "rm .git/hooks/commit-msg; call \"$P/checkpoint-commit-msg\" >.git/hooks/commit-msg; chmod 644 .git/hooks/commit-msg",
        "not-executable",
    ),
    ("mode of a shim lost", "chain commit-msg; chmod 600 .git/hooks/commit-msg", "not-executable"),
    ("a folder in the way", "rm .git/hooks/commit-msg; mkdir .git/hooks/commit-msg", "not-a-file"),
    ("shim overwritten", "chain commit-msg; theirs >.git/hooks/commit-msg", "overwritten"),
    ("shim removed", "chain commit-msg; rm .git/hooks/commit-msg", "orphan"),
    (
        "link replaced by a hook",
        "rm .git/hooks/commit-msg; theirs >.git/hooks/commit-msg; chmod +x .git/hooks/commit-msg",
        "foreign-hook",
    ),
    (
        "a hook that goes by its name",
        "rm .git/hooks/commit-msg; printf '#!/bin/sh\\nexec true \"$0\"\\n' >.git/hooks/commit-msg; chmod +x .git/hooks/commit-msg",
        "foreign-hook",
    ),
    (
        "an input hook that goes by its name",
        "rm .git/hooks/post-rewrite; printf '#!/bin/sh\\ncat >/dev/null; exec true \"$0\"\\n' >.git/hooks/post-rewrite; chmod +x .git/hooks/post-rewrite",
        "foreign-hook",
    ),
    (
        "the program of another hook",
        "ln -sf \"$P/checkpoint-pre-commit\" .git/hooks/commit-msg",
        "wrong-program",
    ),
    (
        "line ends converted",
        "chain commit-msg; sed -i 's/$/\\r/' .git/hooks/commit-msg",
        "damaged-shim",
    ),
    (
        "the end of the shim lost",
        "chain commit-msg; sed -i '$d' .git/hooks/commit-msg",
        "damaged-shim",
    ),
    (
        "shim of a program that is gone",
        "chain commit-msg; sed -i \"s|$P|/nowhere|\" .git/hooks/commit-msg",
        "program-missing",
    ),
    (
        "a call of a program that is gone",
        "rm .git/hooks/commit-msg; call /nowhere/checkpoint-commit-msg >.git/hooks/commit-msg; chmod +x .git/hooks/commit-msg",
        "program-missing",
    ),
    (
        "a program that is not executable",
        "other_programs; chain commit-msg; sed -i \"s|$P/|$O/|\" .git/hooks/commit-msg; chmod -x \"$O/checkpoint-commit-msg\"",
        "program-not-executable",
    ),
    (
        "an old copy",
        "rm .git/hooks/commit-msg; cp \"$P/checkpoint-commit-msg\" .git/hooks/commit-msg; echo >>.git/hooks/commit-msg",
        "other-version",
    ),
    (
        "another version",
        "other_programs; ln -sf \"$O/checkpoint-commit-msg\" .git/hooks/commit-msg; echo >>\"$O/checkpoint-commit-msg\"",
        "other-version",
    ),
    ("a file for a folder", "rm -r .git/hooks; touch .git/hooks", "hooks-folder"),
    ("a link for a folder", "rm -r .git/hooks; ln -s /nowhere .git/hooks", "hooks-folder"),
    ("hooks off", "git config core.hooksPath /dev/null", "hooks-path-off"),
    ("hooks off by an empty value", "git config core.hooksPath ''", "hooks-path-off"),
    ("a hooks path that is gone", "git config core.hooksPath .nowhere", "hooks-path-missing"),
    (
        "a global hooks path that is gone",
        "git config --global core.hooksPath /nowhere/hooks",
        "hooks-path-missing",
    ),
    (
        "an empty hooks path",
        "mkdir .githooks; git config core.hooksPath .githooks",
        "hooks-path-elsewhere",
    ),
    (
        "a hooks path with hooks",
        "mkdir .githooks; theirs >.githooks/commit-msg; chmod +x .githooks/commit-msg; git config core.hooksPath .githooks",
        "hooks-path-elsewhere",
    ),
    (
        "husky",
        "mkdir -p .husky/_; for h in $HOOKS; do husky >.husky/_/$h; chmod +x .husky/_/$h; done; git config core.hooksPath .husky/_",
        "manager",
    ),
    (
        "pre-commit",
        "for h in $HOOKS; do rm .git/hooks/$h; pre_commit >.git/hooks/$h; chmod +x .git/hooks/$h; done",
        "manager",
    ),
    ("switched off", "git config checkpoint.enabled false", "switched-off"),
    ("switched off for the user", "git config --global checkpoint.enabled no", "switched-off"),
    (
        "an event without a command",
        "git config hook.git-checkpoint-commit-msg.event commit-msg",
        "command-missing",
    ),
    (
        "another's event without a command",
        "git config hook.lint.event pre-commit",
        "command-missing",
    ),
    (
        "a command without an event",
        "git config hook.git-checkpoint-commit-msg.command true",
        "event-missing",
    ),
    (
        "an include that is gone",
        "git config include.path /nowhere/git-checkpoint/hooks.conf",
        "include-missing",
    ),
];

/// What the scripts above call.
const WORDS: &str = r#"
HOOKS='pre-commit commit-msg post-commit post-rewrite'
O=$HOME/other
theirs() { printf '#!/bin/sh\n: theirs\n'; }
call() { printf '#!/bin/sh\nexec "%s" "$@"\n' "$1"; }
husky() { printf '#!/bin/sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] || sh -e "$s" "$@"\n'; }
pre_commit() { printf '#!/bin/sh\n# File generated by pre-commit: x\n[ ! -x "$0.legacy" ] || "$0.legacy" "$@"\n'; }
chain() {
    git checkpoint uninstall >/dev/null
    theirs >".git/hooks/$1"
    chmod +x ".git/hooks/$1"
    git checkpoint install --files >/dev/null
}
other_programs() {
    mkdir "$O"
    cp "$P"/checkpoint-commit-msg "$O"
}
"#;

fn shell(project: &Project, script: &str) -> Run {
    project.run(project.command("sh", ".").args(["-c", script]))
}

/// A project with the hooks installed as files, and our programs on PATH.
fn installed() -> Project {
    let mut project = Project::without_hooks();
    project.fill(TEMPLATE);
    let programs = Path::new(env!("CARGO_BIN_EXE_git-checkpoint")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    project.set("PATH", &path);
    project.set("P", programs.to_str().unwrap());
    let global = project.home().join("gitconfig");
    fs::write(&global, "").unwrap();
    project.set("GIT_CONFIG_GLOBAL", global.to_str().unwrap());
    project.write(".git/info/exclude", ".githooks\n.husky\n");
    project.checkpoint(&["install", "--files"]).ok();
    project
}

/// The fixes of a check, in the order of the report.
fn fixes(project: &Project, check: &str) -> Vec<String> {
    let run = project.checkpoint(&["doctor", "--json"]);
    let report: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    let problems = report["problems"].as_array().unwrap();
    let of_check = problems.iter().filter(|problem| check.is_empty() || problem["check"] == check);
    of_check.map(|problem| problem["fix"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn hooks_run(project: &Project, what: &str) {
    let run = project.checkpoint(&["doctor"]);
    assert_eq!(run.code, Some(0), "{what}: {run}");
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("error[subject]");
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
    assert!(project.read("SESSION.md").contains(&project.head()), "{what}");
}

#[test]
fn what_is_broken_is_found_and_the_pasted_command_fixes_it() {
    break_and_fix_each(&BROKEN[..13]);
}

#[test]
fn so_are_shims_programs_and_folders() {
    break_and_fix_each(&BROKEN[13..26]);
}

#[test]
fn so_are_hooks_paths_managers_and_configuration() {
    break_and_fix_each(&BROKEN[26..]);
}

#[track_caller]
fn break_and_fix_each(cases: &[(&str, &str, &str)]) {
    let fails =
        |case: &&(&str, &str, &str)| std::panic::catch_unwind(|| break_and_fix(case)).is_err();
    let failed: Vec<_> = cases.iter().filter(fails).map(|(what, ..)| what).collect();
    assert_eq!(failed, Vec::<&&str>::new());
}

fn break_and_fix((what, script, check): &(&str, &str, &str)) {
    let project = installed();
    shell(&project, &format!("set -e\n{WORDS}\n{script}")).ok();
    let found = fixes(&project, check);
    let run = project.checkpoint(&["doctor"]);
    assert!(!found.is_empty(), "{what}: {check} is not found\n{run}");
    for fix in &found {
        let pasted = shell(&project, fix);
        assert_ne!(pasted.code, None, "{what}: {fix}\n{pasted}");
    }
    let run = project.checkpoint(&["doctor"]);
    assert_eq!(fixes(&project, check), Vec::<String>::new(), "{what}: {found:?}\n{run}");
    // One breakage may hide another, which has a fix of its own.
    for fix in fixes(&project, "") {
        shell(&project, &fix);
    }
    hooks_run(&project, what);
}

#[test]
fn a_sound_installation_has_nothing_to_fix() {
    let project = installed();
    hooks_run(&project, "as installed");
    assert_eq!(fixes(&project, ""), Vec::<String>::new());
    let run = shell(&project, "GIT_CHECKPOINT=off git checkpoint doctor").refused();
    assert!(run.stdout.contains("unset GIT_CHECKPOINT"), "{run}");
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.checkpoint_in("../linked", &["doctor"]).ok();
    project.git(&["config", "extensions.worktreeConfig", "true"]).ok();
    project.git_in("../linked", &["config", "--worktree", "core.hooksPath", "/dev/null"]).ok();
    project.checkpoint_in("../linked", &["doctor"]).refused();
    let run = project.checkpoint(&["doctor"]).ok();
    assert!(run.stdout.contains("warning[worktree-off]"), "{run}");
    for fix in fixes(&project, "worktree-off") {
        shell(&project, &fix).ok();
    }
    project.checkpoint_in("../linked", &["doctor"]).ok();
}

#[test]
fn nothing_of_anybody_else_is_ever_started() {
    let project = installed();
    let mark = project.home().join("mark");
    let script = format!("#!/bin/sh\ntouch '{}'\n", mark.display());
    for hook in ["pre-commit", "commit-msg", "post-commit", "post-rewrite"] {
        for folder in [".git/hooks", ".githooks", ".husky", ".husky/_"] {
            project.write_script(&format!("{folder}/{hook}"), &script);
            project.write_script(&format!("{folder}/{hook}.legacy"), &script);
            project.write_script(&format!("{folder}/{hook}.local"), &script);
        }
    }
    for name in
        ["husky", "lefthook", "pre-commit", "prek", "overcommit", "npx", "checkpoint-commit-msg"]
    {
        project.write_script(&format!("node_modules/.bin/{name}"), &script);
    }
    let calls = format!(
        "#!/bin/sh\n{}/node_modules/.bin/checkpoint-commit-msg \"$@\"\n",
        project.top().display()
    );
    project.write_script(".git/hooks/commit-msg", &calls);
    project.write("package.json", "{\"scripts\": {\"prepare\": \"husky\"}}");
    project.write("lefthook.yml", "pre-commit:\n  commands:\n    x:\n      run: touch ../mark\n");
    for hooks_path in [None, Some(".githooks"), Some(".husky/_"), Some(".husky")] {
        if let Some(path) = hooks_path {
            project.git(&["config", "core.hooksPath", path]).ok();
        }
        for command in ["doctor", "install", "doctor", "resume", "check", "uninstall"] {
            project.checkpoint(&[command]);
            assert!(!mark.exists(), "{command} with {hooks_path:?}");
        }
    }
}

#[test]
fn no_checkpoint_is_made_unrecorded_without_a_word() {
    let project = installed();
    fs::remove_file(project.path(".git/hooks/post-commit")).unwrap();
    let said = "nothing runs git-checkpoint as the post-commit hook; `git checkpoint install`";
    let run = project.checkpoint(&["resume"]).ok();
    assert!(run.stdout.contains(said), "{run}");
    project.checkpoint(&["check"]).says(said);
    let words = ["commit", "--allow-empty", "--session", "Built it", "--summary", "Endpoints"];
    let words = [&words[..], &["--next", "Go on in src/routes/tasks.ts:47"]].concat();
    let run = project.checkpoint(&words).ok().says("by this command").says(said);
    assert!(
        project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {}", project.head())),
        "{run}"
    );
    project.checkpoint(&["install", "--files"]).ok();
    project.checkpoint(&words).ok().never_says("by this command").says("recorded in SESSION.md");
    let run = project.checkpoint(&["resume"]).ok();
    assert!(!run.stdout.contains("not run here"), "{run}");
}
