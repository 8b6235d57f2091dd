//! The manual page, and what shells complete.

use crate::fixtures::TEMPLATE;
use crate::harness::Project;

#[test]
fn the_manual_page_has_every_command_and_its_examples() {
    let project = Project::without_hooks();
    let page = project.checkpoint(&["man"]).ok().silent().stdout;
    assert!(page.contains(".TH git-checkpoint 1"), "{page}");
    for command in ["install", "resume", "log", "check", "explain", "completions"] {
        assert!(page.contains(&format!(".SS \"git checkpoint {command}\"")), "{command}");
    }
    project.write("page.1", &page);
    // Not every machine has a formatter; where there is one, it must be content.
    let man = project.command("man", ".").args(["--warnings", "-l", "page.1"]).output();
    if let Ok(shown) = man.map(|output| String::from_utf8_lossy(&output.stderr).into_owned()) {
        assert_eq!(shown, "");
    }
}

#[test]
fn the_manual_page_has_every_option_the_environment_and_the_configuration() {
    let project = Project::without_hooks();
    let page = project.checkpoint(&["man"]).ok().silent().stdout.replace('\\', "");
    for part in [
        ".SS \"git checkpoint phase complete\"",
        "--force",
        "--no-pager",
        "--clean-tree",
        "--dry-run",
        ".SH ENVIRONMENT",
        "GIT_PAGER",
        "NO_COLOR",
        ".SH CONFIGURATION",
        "session-lines",
        "checkpoint.enabled",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_manual_page_goes_where_man_finds_it() {
    let mut project = Project::without_hooks();
    let home = project.home();
    project.set("PATH", &format!("{}/bin:{}", home.display(), std::env::var("PATH").unwrap()));
    let run = project.checkpoint(&["man", "--install"]).ok();
    let (_, path) = run.stdout.split_once("page is ").unwrap();
    let page = std::fs::read_to_string(path.split(": `").next().unwrap()).unwrap();
    assert!(page.contains(".TH git-checkpoint 1"), "{page}");
}

#[test]
fn bash_completes_the_program_and_the_git_command() {
    let project = Project::with_session(TEMPLATE);
    project.write("complete.bash", project.checkpoint(&["completions", "bash"]).ok().stdout);
    let script = r#"
        source ./complete.bash
        complete_own() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9 COMPREPLY=()
            _clap_complete_git_checkpoint git-checkpoint "${!#}"; echo "${COMPREPLY[*]}"
        }
        complete_own git-checkpoint chec
        complete_own git-checkpoint phase comp
        complete_own git-checkpoint explain next-v
        complete_own git-checkpoint log --phase ''
        complete_own git-checkpoint check --format g
        complete_own git-checkpoint draft --status ''
        complete_own git-checkpoint commit --status i
        complete_own git-checkpoint stage v
        complete_own git-checkpoint init --dialect ''
        complete_own git-checkpoint check --color a
        complete_own git-checkpoint agent cl
        complete_own git-checkpoint done '' | cut -c1-5
        # What git's own completion has set when it asks.
        words=(git -C . checkpoint phase start '') cword=6 __git_cmd_idx=3 COMP_TYPE=9 COMPREPLY=()
        _git_checkpoint; echo "${COMPREPLY[*]:0:4}""#;
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_git-checkpoint")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut bash = project.command("bash", ".");
    let output = bash.args(["-c", script]).env("PATH", path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let expected = [
        "check",
        "complete",
        "next-vague",
        "1 2 3 4",
        "github",
        "complete in-progress paused blocked",
        "in-progress",
        "verification",
        "words emoji",
        "auto always",
        "claude",
        "3 4 5",
        "1 2 3 4",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected, "{output:?}");
}

#[test]
fn every_shell_gets_a_script_that_asks_this_program() {
    let project = Project::without_hooks();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = project.checkpoint(&["completions", shell]).ok().stdout;
        assert!(script.contains("GIT_CHECKPOINT_COMPLETE"), "{script}");
    }
    for (shell, function) in [("zsh", "_git-checkpoint"), ("fish", "--command git ")] {
        assert!(project.checkpoint(&["completions", shell]).ok().stdout.contains(function));
    }
}
