//! The companion, `git checkpoint …`: one file per command.

mod install;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::report::{ColorChoice, Output, Stream, Style, fail};

/// Keeps SESSION.md and the `checkpoint:` commits of a project true.
#[derive(Debug, Parser)]
#[command(name = "git checkpoint", bin_name = "git checkpoint", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set the hooks up in this repository.
    Install,
    /// Take the hooks out again and put foreign ones back.
    Uninstall,
}

/// How a command ended, where it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// All is well.
    Fine,
    /// Something was refused or found wrong.
    Refused,
    /// It could not be done; why has been said.
    Unable,
}

/// Runs the command that the command line names.
///
/// Exit codes: 0 fine, 1 refused, 2 called wrongly or unable to work.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = Output::new();
    let result = match arguments.command {
        Command::Install => install::install(&mut output),
        Command::Uninstall => install::uninstall(&mut output),
    };
    let code = match result {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Refused) => ExitCode::from(1),
        Ok(Verdict::Unable) => ExitCode::from(2),
        Err(error) => {
            let style = Style::of_process(ColorChoice::Auto, None, Stream::Stderr);
            output.say(&fail(style, &error));
            ExitCode::from(2)
        }
    };
    match output.deliver() {
        Ok(_) => code,
        Err(_) => ExitCode::from(2),
    }
}
