//! What is there and cannot be read is not taken for absent without a word.
#![cfg(target_os = "linux")]

use crate::bounds::program;
use crate::fixtures::TEMPLATE;
use crate::harness::{Project, Run};
use crate::requirements::lacks;

const COMPANION: &str = env!("CARGO_BIN_EXE_git-checkpoint");

/// Runs the program, which cannot open what the rules say; root could open everything else.
fn without(project: &Project, rules: &[&str], program: &str, arguments: &[&str]) -> Run {
    let mut strace = project.command("strace", ".");
    strace.args(["-qq", "-o", "../calls", "-e", "trace=?open,openat"]).args(rules);
    project.run(strace.arg(program).args(arguments))
}

fn without_file(project: &Project, file: &str, program: &str, arguments: &[&str]) -> Run {
    let path = project.path(file);
    // As it is opened from the top of the worktree, too.
    let (path, from_top) = (path.to_str().unwrap(), format!("./{file}"));
    let rules = ["-P", path, "-P", &from_top, "-e", "inject=?open,openat:error=EACCES"];
    without(project, &rules, program, arguments)
}

#[test]
fn a_configuration_that_cannot_be_read_is_said() {
    if lacks("strace") {
        return;
    }
    let project = Project::with_session(TEMPLATE);
    project.write(".git-checkpoint.yaml", "rules: {left-out: off}\n");
    for (program, arguments) in [(program("pre-commit"), &[][..]), (COMPANION, &["check"])] {
        without_file(&project, ".git-checkpoint.yaml", program, arguments)
            .says(".git-checkpoint.yaml")
            .says("cannot be read: Permission denied");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_said() {
    if lacks("strace") {
        return;
    }
    let project = Project::with_session(TEMPLATE);
    let plan = "docs/IMPLEMENTATION_PHASES.md";
    let said = "docs/IMPLEMENTATION_PHASES.md cannot be read; done without it";
    without_file(&project, plan, COMPANION, &["done"]).ok().says(said);
    project.write(plan, b"# Plan \xff\n");
    project.checkpoint(&["done"]).ok().says(said);
    std::fs::remove_file(project.path(plan)).unwrap();
    project.checkpoint(&["done"]).never_says("cannot be read");
}

/// The last look at the file whose place SESSION.md took is for what somebody wrote to it
/// meanwhile; where it cannot be had, nobody is known to have.
#[test]
fn a_record_that_was_reported_stands_though_the_displaced_file_cannot_be_read() {
    if lacks("strace") {
        return;
    }
    let project = Project::with_session(TEMPLATE);
    let arguments = ["next", "Write src/lib/schemas.ts:1"];
    let copy = project.copy();
    without(&copy, &[], COMPANION, &arguments).ok();
    let calls = copy.read("../calls");
    let is_look = |line: &str| line.contains("/checkpoint/.tmp") && line.contains("O_RDONLY");
    // By which of its calls the system opens files depends on who asks.
    let call = |line: &str| line.split('(').next().unwrap().to_owned();
    let look = call(calls.lines().rfind(|line| is_look(line)).expect("it looks"));
    let same = calls.lines().filter(|line| call(line) == look).collect::<Vec<_>>();
    let last = same.iter().rposition(|line| is_look(line)).expect("it looks") + 1;
    let inject = format!("inject={look}:error=EMFILE:when={last}");
    without(&project, &["-e", &inject], COMPANION, &arguments).ok();
    assert!(project.read("SESSION.md").contains("**Next Action**: Write src/lib/schemas.ts:1\n"));
}
