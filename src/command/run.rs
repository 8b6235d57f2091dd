//! The companion, `git checkpoint …`: one file per command.

use crate::command::{
    agent, check, commit, completions, doctor, done, draft, explain, filter, init, install, log,
    man, merge_driver, next, phase, repair, resume, stage, uninstall,
};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, Parser, Subcommand};

use crate::command::outcome::CommandOutcome;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::{Output, fail};
use crate::report::terminal::stream::Stream;

/// Keeps SESSION.md and the `checkpoint:` commits of a project true.
#[derive(Debug, Parser)]
#[command(name = "git checkpoint", bin_name = "git checkpoint", version, max_term_width = 80)]
#[command(after_help = EXAMPLES)]
struct Cli {
    /// When to colour what is printed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = color())]
    color: ColorChoice,
    /// Never show output through a pager.
    #[arg(short = 'P', long, global = true)]
    no_pager: bool,
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Set the hooks up in this repository.
    Install(install::InstallArgs),
    /// Remove the hooks and restore the previous ones.
    Uninstall(uninstall::UninstallArgs),
    /// Find out whether the hooks run here, and what fixes it.
    Doctor(doctor::DoctorArgs),
    /// Make SESSION.md from the plan.
    Init(init::InitArgs),
    /// Say where the last session stopped.
    Resume(resume::ResumeArgs),
    /// Tick a task and name the next one.
    Done(done::DoneArgs),
    /// Set Next Action.
    Next(next::NextArgs),
    /// Print a checkpoint message made of SESSION.md and the index.
    Draft(draft::DraftArgs),
    /// Draft a checkpoint and commit it through git.
    Commit(commit::CommitArgs),
    /// Judge SESSION.md, a message, or every checkpoint of a range.
    Check(check::CheckArgs),
    /// List the checkpoints of this branch.
    Log(log::LogArgs),
    /// Move a phase: complete it, start it, block it, put it back.
    Phase(phase::PhaseArgs),
    /// Set the stage that the current phase is in.
    Stage(stage::StageArgs),
    /// Verify recorded hashes and fix those that can be resolved.
    Repair(repair::RepairArgs),
    /// Tell a coding agent where the last session stopped: print or write its settings.
    Agent(agent::AgentArgs),
    /// Say why a rule exists and how to satisfy it.
    Explain(explain::ExplainArgs),
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or put it where man(1) finds it.
    Man(man::ManArgs),
}

const EXAMPLES: &str = "\
Examples:
  git checkpoint install                 once per repository: set the hooks up
  git checkpoint init                    SESSION.md from the plan
  git checkpoint resume                  where did the last session stop?
  git checkpoint done                    tick the task, name the next one
  git checkpoint phase complete          collapse what is done, start the next
  git checkpoint commit -a --session 'Built GET and POST' --summary 'Endpoints'
                                         a checkpoint of what has changed
  git checkpoint log -n 5                the newest five checkpoints
  git checkpoint check origin/main.. --strict
                                         in CI: is every checkpoint in order?
  git checkpoint explain next-location   what does that finding want?";

/// Runs the command that the command line names.
///
/// Exit codes: 0 fine, 1 refused, 2 called wrongly or unable to work.
pub fn companion() -> ExitCode {
    // git waits for it, at every checkout and many a status.
    if let Some(code) = filter::asked().or_else(merge_driver::asked) {
        return code;
    }
    if let Some(code) = completions::answer(table) {
        return code;
    }
    let arguments = Cli::parse();
    let color = arguments.color;
    let mut output = Output::of_command(color, arguments.no_pager);
    let result = match &arguments.command {
        CliCommand::Install(arguments) => install::install(arguments, &mut output),
        CliCommand::Uninstall(arguments) => uninstall::uninstall(arguments, &mut output),
        CliCommand::Doctor(arguments) => doctor::doctor(arguments, &mut output),
        CliCommand::Init(arguments) => init::run(arguments, &mut output),
        CliCommand::Resume(arguments) => resume::run(arguments, &mut output),
        CliCommand::Done(arguments) => done::run(arguments, &mut output),
        CliCommand::Next(arguments) => next::run(arguments, &mut output),
        CliCommand::Draft(arguments) => draft::run(arguments, &mut output),
        CliCommand::Commit(arguments) => commit::run(arguments, &mut output),
        CliCommand::Check(arguments) => check::run(arguments, &mut output),
        CliCommand::Log(arguments) => log::run(arguments, &mut output),
        CliCommand::Phase(arguments) => phase::run(arguments, &mut output),
        CliCommand::Stage(arguments) => stage::run(arguments, &mut output),
        CliCommand::Repair(options) => repair::run(options, &mut output),
        CliCommand::Agent(arguments) => agent::run(arguments, &mut output),
        CliCommand::Explain(arguments) => explain::run(arguments, &mut output),
        CliCommand::Completions(arguments) => completions::run(arguments, PROGRAM, &mut output),
        CliCommand::Man(arguments) => man::run(arguments, table(), &mut output),
    };
    let code = match result {
        Ok(CommandOutcome::Fine) => ExitCode::SUCCESS,
        Ok(CommandOutcome::Refused) => ExitCode::from(1),
        Ok(CommandOutcome::Unable) => ExitCode::from(2),
        Err(error) => {
            let style = Style::of_process(color, None, Stream::Stderr);
            output.say(&fail(style, &error));
            ExitCode::from(2)
        }
    };
    match output.deliver() {
        Ok(_) => code,
        Err(_) => ExitCode::from(2),
    }
}

/// The program's own name, as `git checkpoint` finds it.
pub(crate) const PROGRAM: &str = "git-checkpoint";

/// The table that help, completions and manual page are made of.
fn table() -> clap::Command {
    Cli::command().name(PROGRAM)
}

fn color() -> impl TypedValueParser<Value = ColorChoice> {
    let names = PossibleValuesParser::new(["auto", "always", "never"]);
    names.map(|name| ColorChoice::named(&name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The words of a shell command, up to a comment.
    fn words(command: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
        for c in command.chars() {
            match (c, quote) {
                (_, Some(open)) if c == open => quote = None,
                (_, Some(_)) => word.get_or_insert_default().push(c),
                ('\'' | '"', None) => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                ('#', None) if word.is_none() => break,
                (' ', None) => words.extend(word.take()),
                _ => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }

    /// Our commands in the text: lines of `sh` blocks, and what stands between backticks.
    fn commands(text: &str) -> Vec<String> {
        let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
        let lines = blocks.flat_map(str::lines).flat_map(|line| line.split("&&"));
        let prose = text.split("```").step_by(2);
        let inline = prose.flat_map(|part| part.split('`').skip(1).step_by(2));
        let ours = lines.chain(inline).map(|command| command.replace('\n', " "));
        ours.map(|command| command.trim().to_owned())
            .filter(|command| command.starts_with("git checkpoint ") && !command.contains('…'))
            .collect()
    }

    #[test]
    fn every_command_that_we_tell_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![
            root.join("README.md"),
            root.join("CONTRIBUTING.md"),
            root.join("integrations/claude-code/skills/checkpoint/SKILL.md"),
        ];
        let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
        files.extend(docs.filter(|path| path.extension().is_some_and(|kind| kind == "md")));
        let mut count = 0;
        for file in files {
            for command in commands(&std::fs::read_to_string(&file).unwrap()) {
                let words = words(&command).split_off(1);
                let parsed = Cli::command().no_binary_name(false).try_get_matches_from(&words);
                let is_help = |error: &clap::Error| !error.use_stderr();
                if let Err(error) = parsed.as_ref() {
                    assert!(is_help(error), "{}: {command}\n{error}", file.display());
                }
                count += 1;
            }
        }
        assert!(count > 60, "only {count} commands were found");
    }

    #[test]
    fn words_are_those_of_a_shell() {
        assert_eq!(words("a 'b c' --d='' \"e\"  # f"), ["a", "b c", "--d=", "e"]);
    }

    fn all(command: &clap::Command) -> Vec<clap::Command> {
        let below = command.get_subcommands().flat_map(all);
        std::iter::once(command.clone()).chain(below).collect()
    }

    #[test]
    fn the_help_of_every_command_fits_80_columns() {
        let mut table = table().term_width(80);
        table.build();
        for mut command in all(&table) {
            let help = command.render_help().to_string();
            let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
            assert!(wide.is_empty(), "{}: {wide:#?}", command.get_name());
        }
    }
}
