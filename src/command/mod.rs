//! The companion, `git checkpoint …`: one file per command.

mod context;
mod install;

use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

use crate::report::{ColorChoice, Output, Stream, Style, fail};

/// Keeps SESSION.md and the `checkpoint:` commits of a project true.
#[derive(Debug, Parser)]
#[command(name = "git checkpoint", bin_name = "git checkpoint", version, max_term_width = 100)]
struct Arguments {
    /// When to colour what is printed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = color())]
    color: ColorChoice,
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
    let color = arguments.color;
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

fn color() -> impl TypedValueParser<Value = ColorChoice> {
    let names = PossibleValuesParser::new(["auto", "always", "never"]);
    names.map(|name| ColorChoice::named(&name).unwrap_or_default())
}
