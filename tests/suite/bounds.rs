//! How much of the machine is used is not for input to say: stack and memory.

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{PROGRAMS, Project, Run};

/// Runs a program under limits of the shell's: `-s` stack, `-v` memory, in KiB.
fn limited(project: &Project, limits: &[&str], program: &str, arguments: &[&str]) -> Run {
    let limits: String = limits.iter().map(|limit| format!("ulimit {limit} && ")).collect();
    let script = limits + "exec \"$0\" \"$@\"";
    let mut command = project.command("sh", ".");
    project.run(command.args(["-c", &script, program]).args(arguments))
}

fn program(hook: &str) -> &'static str {
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
