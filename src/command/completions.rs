//! `git checkpoint completions`: a shell's completion script, and what it asks this program.
//!
//! The script hands the words of the line to this program, which knows commands, options and rules
//! from the command line's definition, and phases from SESSION.md and the plan.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::builder::StyledStr;
use clap_complete::Shell;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::{CompleteEnv, Shells};

use crate::command::outcome::CommandOutcome;
use crate::plan::model::Plan;
use crate::report::terminal::output::Output;
use crate::rules;
use crate::session::model::Session;
use crate::session::next::next_step::CheckList;
use crate::snapshot::project::Project;
use crate::terms::status::Status;
/// Set by the script to the shell's name; the words of the line follow `--`.
const VARIABLE: &str = "GIT_CHECKPOINT_COMPLETE";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint completions bash \\
    > ~/.local/share/bash-completion/completions/git-checkpoint
  git checkpoint completions zsh > ~/.zfunc/_git-checkpoint
    (any folder of your fpath)
  git checkpoint completions fish \\
    > ~/.config/fish/completions/git-checkpoint.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script for a shell.
pub(crate) fn run(
    arguments: &CompletionsArgs,
    program: &str,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let shell = arguments.shell.to_string();
    let shells = Shells::builtins();
    let completer = shells.completer(&shell).context("no completions for this shell")?;
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, program, program, program, &mut script)?;
    output.print(&String::from_utf8(script).context("the script is not UTF-8")?);
    output.print(match arguments.shell {
        Shell::Bash => BASH_GIT,
        Shell::Zsh => ZSH_GIT,
        Shell::Fish => FISH_GIT,
        _ => "",
    });
    Ok(CommandOutcome::Fine)
}

/// Answers a completion script, where one asks; the exit code then.
pub(crate) fn answer(table: fn() -> clap::Command) -> Option<ExitCode> {
    std::env::var_os(VARIABLE)?;
    let words: Vec<OsString> = std::env::args_os().collect();
    let folder = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(table).var(VARIABLE);
    match asked.try_complete(words, folder.as_deref()) {
        Ok(true) => Some(ExitCode::SUCCESS),
        Ok(false) => None,
        Err(_) => Some(ExitCode::FAILURE),
    }
}

/// The rules, each with what it fires on.
pub(crate) fn rule_candidates() -> Vec<CompletionCandidate> {
    rules::all().map(|rule| candidate(rule.name, rule.fires)).collect()
}

/// The phases of SESSION.md and the plan, each with its name.
pub(crate) fn phase_candidates() -> Vec<CompletionCandidate> {
    let Ok(project) = Project::open() else { return Vec::new() };
    let session = project.repo.read_session(&project.config.session).ok();
    let session = session.as_ref().map(|file| Session::parse(file.text()));
    let plan = project.plan();
    let plan = plan.as_ref().map(|file| Plan::parse(&file.text));
    let of_session = session.iter().flat_map(|session| &session.phases);
    let mut found: Vec<(String, String)> =
        of_session.map(|phase| (phase.number.to_string(), phase.name.to_string())).collect();
    for phase in plan.iter().flat_map(|plan| &plan.phases) {
        let number = phase.number.to_string();
        if !found.iter().any(|(known, _)| *known == number) {
            found.push((number, phase.name.to_string()));
        }
    }
    found.into_iter().map(|(number, name)| candidate(&number, &name)).collect()
}

/// The open tasks of the phase at work, by their numbers, each with its words.
pub(crate) fn task_candidates() -> Vec<CompletionCandidate> {
    let session = |project: Project| project.repo.read_session(&project.config.session).ok();
    let Some(file) = Project::open().ok().and_then(session) else { return Vec::new() };
    let session = Session::parse(file.text());
    let Some(phase) = session.phase_at_work() else { return Vec::new() };
    let list = CheckList::of(&session, phase);
    let open = list.items().iter().zip(1..).filter(|(task, _)| !task.is_done());
    open.map(|(task, number): (_, usize)| candidate(&number.to_string(), &task.words())).collect()
}

/// What a checkpoint's status may be, as one word of a shell.
pub(crate) fn status_candidates() -> Vec<CompletionCandidate> {
    let word = |status: Status| status.name().to_lowercase().replace(' ', "-");
    Vec::from(Status::OF_CHECKPOINTS.map(|status| candidate(&word(status), status.name())))
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(StyledStr::from(help.to_owned())))
}

/// git's own completion asks a function of this name about `git checkpoint …`.
const BASH_GIT: &str = r#"
_git_checkpoint() {
    local -a COMP_WORDS=("git-checkpoint" "${words[@]:__git_cmd_idx+1}")
    local COMP_CWORD=$((cword - __git_cmd_idx))
    _clap_complete_git_checkpoint git-checkpoint "${COMP_WORDS[COMP_CWORD]}"
}
"#;

/// The same for zsh, whose `_git` leaves the command and what follows it in `words`.
const ZSH_GIT: &str = r#"
function _git-checkpoint() {
    words[1]=git-checkpoint
    _clap_dynamic_completer_git_checkpoint
}
zstyle -g _git_checkpoint_commands ':completion:*:*:git:*' user-commands
zstyle ':completion:*:*:git:*' user-commands $_git_checkpoint_commands checkpoint:'keep SESSION.md and checkpoint commits true'
unset _git_checkpoint_commands
"#;

/// The same for fish: the words after `checkpoint`.
const FISH_GIT: &str = r#"
function __git_checkpoint_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l at (contains --index -- checkpoint $words); or return
    set -l rest
    test $at -lt (count $words); and set rest $words[(math $at + 1)..-1]
    GIT_CHECKPOINT_COMPLETE=fish git-checkpoint -- git-checkpoint $rest (commandline --current-token)
end
complete --keep-order --exclusive --command git --condition '__fish_seen_subcommand_from checkpoint' --arguments '(__git_checkpoint_complete)'
complete --command git --condition '__fish_use_subcommand' --arguments checkpoint --description 'Keep SESSION.md and checkpoint commits true'
"#;
