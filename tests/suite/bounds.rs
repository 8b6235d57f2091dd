//! How much of the machine is used is not for input to say: stack and memory.

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{PROGRAMS, Project, Run, link};

/// Runs a program under limits of the shell's: `-s` stack, `-v` memory, in KiB.
pub fn limited(project: &Project, limits: &[&str], program: &str, arguments: &[&str]) -> Run {
    let limits: String = limits.iter().map(|limit| format!("ulimit {limit} && ")).collect();
    let script = limits + "exec \"$0\" \"$@\"";
    let mut command = project.command("sh", ".");
    project.run(command.args(["-c", &script, program]).args(arguments))
}

pub fn program(hook: &str) -> &'static str {
    PROGRAMS.iter().find(|(name, _)| *name == hook).unwrap().1
}

/// Each text nests one thing in another as deep as a file of its size can.
fn nested(lines: usize) -> Vec<String> {
    let steps = |mark: &str| -> String {
        (0..lines).map(|depth| format!("{}{mark} a\n", " ".repeat(2 * depth))).collect()
    };
    let repeated = |text: &str| text.repeat(lines);
    vec![
        steps("-"),
        steps("- [ ]"),
        steps("1."),
        steps("- [x]"),
        repeated("> "),
        repeated("- "),
        repeated("#"),
        repeated("["),
        repeated("[a]("),
        repeated("!["),
        repeated("*a_"),
        repeated("`"),
        repeated("("),
        repeated("<a>"),
        repeated("```\n~~~~\n"),
        repeated("<details>\n"),
        repeated("{a,"),
        repeated("**a**: "),
        repeated("| "),
    ]
}

#[test]
fn how_deep_a_document_nests_does_not_matter() {
    let project = Project::with_session(TEMPLATE);
    let companion = env!("CARGO_BIN_EXE_git-checkpoint");
    for text in nested(600) {
        let stack = |program: &str, arguments: &[&str]| {
            let run = limited(&project, &["-s 1024"], program, arguments);
            assert!(run.code.is_some(), "{arguments:?}: {run}\n{}", &text[..20]);
        };
        project.write("SESSION.md", TEMPLATE.to_owned() + "\n" + &text);
        project
            .write("docs/IMPLEMENTATION_PHASES.md", format!("# Plan\n\n## Phase 1: A\n\n{text}"));
        project
            .write(".git/MESSAGE", CHECKPOINT.replace("Next:", &format!("{text}\nNext: {text}")));
        for arguments in ["check", "resume", "draft", "repair -n", "check --message .git/MESSAGE"] {
            stack(companion, &arguments.split(' ').collect::<Vec<_>>());
        }
        stack(program("commit-msg"), &[".git/MESSAGE"]);
        stack(program("post-commit"), &[]);
    }
}

#[test]
fn how_deep_directories_nest_does_not_matter() {
    let project = Project::with_session(TEMPLATE);
    let deep = "d/".repeat(500);
    project.write(&format!("{deep}new"), "");
    let run = limited(&project, &["-s 512"], program("pre-commit"), &[]).ok();
    run.says("d/");
}

/// Far less than what is read below holds, far more than a program needs.
const MEMORY: &str = "-v 150000";
const LARGE: usize = 80 * 1024 * 1024;
const EXHAUSTED: &str = "memory allocation of";

/// Puts a commit object into the repository, and HEAD's branch on it.
fn commit_object(project: &Project, header: &str, message: &str) {
    let (tree, parent) = (project.ask(&["write-tree"]), project.ask(&["rev-parse", "HEAD"]));
    let ident = "A <a@example.com> 1770000000 +0000";
    let object = format!(
        "tree {tree}\nparent {parent}\nauthor {ident}\ncommitter {ident}\n{header}\n{message}\n"
    );
    let write = ["hash-object", "-t", "commit", "-w", "--literally", "--stdin"];
    let id = project.git_with_input(&write, object.as_bytes()).ok().stdout;
    project.git(&["update-ref", "HEAD", id.trim()]).ok();
}

#[test]
fn a_commit_of_any_size_in_the_history_costs_only_itself() {
    let large = "x".repeat(LARGE);
    for (header, message) in [
        (String::new(), format!("checkpoint: Phase 3 Complete - all\n\n{large}")),
        (format!("encoding {large}\n"), CHECKPOINT.to_owned()),
    ] {
        let project = Project::with_session(TEMPLATE);
        commit_object(&project, &header, &message);
        let companion = env!("CARGO_BIN_EXE_git-checkpoint");
        let limit = |program: &str, arguments: &[&str]| {
            let run = limited(&project, &[MEMORY], program, arguments);
            assert!(run.code.is_some() && !run.stderr.contains(EXHAUSTED), "{arguments:?} {run}");
            run
        };
        limit(program("post-commit"), &[]).ok().says("warning");
        limit(companion, &["check", "HEAD~1..HEAD"]);
        // And beneath HEAD.
        project
            .git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "More"])
            .ok();
        limit(program("post-commit"), &[]).ok();
        assert!(project.read("SESSION.md").contains(&project.head()));
        for arguments in [&["resume"][..], &["log"], &["repair", "-n"], &["check"], &["draft"]] {
            limit(companion, arguments);
        }
        assert_eq!(limit(companion, &["check", "HEAD~2..HEAD"]).code, Some(2));
    }
}

#[test]
fn a_list_of_rewrites_of_any_length_is_read_to_its_end() {
    let project = Project::with_session(TEMPLATE);
    let pair = |number: usize| format!("{number:040x} {:040x}\n", number + 1);
    let list: String = (1..200_000).map(|number| pair(2 * number)).collect();
    project.write("../list", list);
    let program = program("post-rewrite");
    let script = format!("ulimit {MEMORY}; cat ../list | {{ '{program}' amend && cat; }}");
    let run = project.run(project.command("sh", ".").args(["-c", &script])).ok().silent();
    assert_eq!(run.stdout, "");
    assert!(!project.path(".git/checkpoint/rewrites").exists());
}

#[test]
fn a_file_of_any_size_passes_the_filter_as_it_is() {
    let project = Project::with_session(TEMPLATE);
    let companion = env!("CARGO_BIN_EXE_git-checkpoint");
    let set = |key: &str, value: &str| {
        project.git(&["config", &format!("filter.git-checkpoint.{key}"), value]).ok();
    };
    set("clean", "unused");
    project.write(".git/info/attributes", "SESSION.md filter=git-checkpoint\n");
    let slot = "**Last Checkpoint**: 0123456789ab (2026-01-01)";
    let text = TEMPLATE.replacen("**Last Checkpoint**: abc1234 (2025-10-23)", slot, 1);
    for size in [5 * 1024 * 1024, LARGE] {
        let content = text.clone() + &"x".repeat(size);
        project.write("SESSION.md", &content);
        for (process, filter) in [("process", "filter-process"), ("clean", "filter-clean %f")] {
            set("process", "");
            set(process, &format!("ulimit {MEMORY}; '{companion}' {filter}"));
            if process == "clean" {
                project.git(&["config", "--unset", "filter.git-checkpoint.process"]).ok();
            }
            project.git(&["rm", "-qf", "--cached", "SESSION.md"]).ok();
            project.git(&["add", "SESSION.md"]).ok().silent();
            assert!(
                project.git(&["show", ":SESSION.md"]).ok().stdout == content,
                "{process} {size}"
            );
        }
    }
    // And is filtered where it is smaller.
    project.write("SESSION.md", &text);
    project.git(&["rm", "-qf", "--cached", "SESSION.md"]).ok();
    project.git(&["add", "SESSION.md"]).ok().silent();
    assert!(
        project.git(&["show", ":SESSION.md"]).ok().stdout.contains("git log --grep=checkpoint")
    );
}

/// What git keeps of an operation, of a size that no operation has.
#[test]
fn files_of_git_of_any_size_are_not_held_in_memory() {
    let project = Project::with_session(TEMPLATE);
    let line = "pick 0123456789012345678901234567890123456789 # subject\n";
    let reflog = project.read(".git/logs/HEAD");
    let head = project.ask(&["rev-parse", "HEAD"]);
    for (file, content) in [
        (".git/logs/HEAD", reflog.trim_end()),
        (".git/rebase-merge/done", line),
        (".git/rebase-merge/rewritten-list", line),
        (".git/rebase-merge/current-fixups", line),
        (".git/sequencer/todo", line),
        (".git/sequencer/abort-safety", line),
        (".git/checkpoint/postponed", line),
        (".git/checkpoint/rewrites", line),
        (".git/checkpoint/baseline", line),
        (".git/checkpoint/told", line),
    ] {
        let project = project.copy();
        project.write(file, content);
        // The rest takes no room on the disk.
        let opened = std::fs::File::options().write(true).open(project.path(file)).unwrap();
        opened.set_len(2 * LARGE as u64).unwrap();
        if file.contains("rebase-merge") {
            project.write(".git/rebase-merge/onto", format!("{head}\n"));
            project.git(&["checkout", "-q", "--detach"]).ok();
        }
        for (hook, arguments) in
            [("post-commit", &[][..]), ("post-rewrite", &["rebase"]), ("pre-commit", &[])]
        {
            limited(&project, &[MEMORY], program(hook), arguments).ok().never_says(EXHAUSTED);
        }
    }
}

/// A project's files and hooks lead to a device that never ends, or to a pipe that nobody fills.
#[test]
fn what_hooks_and_managers_files_lead_to_is_neither_waited_for_nor_read_without_end() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["config", "core.hooksPath", ".githooks"]).ok();
    let pipe = project.path("../pipe");
    assert!(project.run(project.command("mkfifo", ".").arg(&pipe)).code == Some(0));
    for target in [std::path::Path::new("/dev/zero"), &pipe, std::path::Path::new("/dev/tty")] {
        let project = project.copy();
        for file in ["package.json", "Gemfile", ".gitattributes", "lefthook.yml", ".overcommit.yml"]
        {
            link(target, &project.path(file));
        }
        std::fs::create_dir(project.path(".githooks")).unwrap();
        for (hook, _) in PROGRAMS {
            link(target, &project.path(&format!(".githooks/{hook}")));
            std::fs::remove_file(project.path(&format!(".git/hooks/{hook}"))).unwrap();
            link(target, &project.path(&format!(".git/hooks/{hook}")));
        }
        let companion = env!("CARGO_BIN_EXE_git-checkpoint");
        for command in ["install", "doctor", "uninstall"] {
            let run = limited(&project, &[MEMORY, "-t 20"], companion, &[command]);
            assert!(run.code.is_some(), "{command}: {run}");
        }
        project.git(&["config", "--unset", "core.hooksPath"]).ok();
        for command in ["doctor", "install", "uninstall"] {
            let run = limited(&project, &[MEMORY, "-t 20"], companion, &[command]);
            assert!(run.code.is_some(), "{command}: {run}");
        }
    }
}
