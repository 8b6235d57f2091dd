//! `git checkpoint man`: the manual page, made of the command line's definition.

use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;

use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;

/// Prints the page of `table` as roff, for `man1/git-checkpoint.1`.
pub(crate) fn run(table: Command, output: &mut Output) -> Result<CommandOutcome> {
    let man = Man::new(table.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut text = tidied(&String::from_utf8(page).context("the page is not UTF-8")?);
    text.push_str(&examples(".SH EXAMPLES", &table));
    text.push_str(".SH COMMANDS\n");
    for command in table.get_subcommands().filter(|command| !command.is_hide_set()) {
        text.push_str(&section(command)?);
    }
    text.push_str(END);
    output.print(&text);
    Ok(CommandOutcome::Fine)
}

/// One command as a part of the page, where mangen would make a page of it.
fn section(command: &Command) -> Result<String> {
    let name = format!("git checkpoint {}", command.get_name());
    let command = command.clone().bin_name(&name).disable_help_flag(true);
    let man = Man::new(command.clone());
    let mut body = Vec::new();
    man.render_synopsis_section(&mut body)?;
    man.render_description_section(&mut body)?;
    man.render_options_section(&mut body)?;
    let body = tidied(&String::from_utf8(body).context("the page is not UTF-8")?);
    let lines = body.lines().map(|line| if line.starts_with(".SH ") { ".PP" } else { line });
    let lines: Vec<&str> = lines.collect();
    Ok(format!(".SS \"{name}\"\n{}\n{}", lines.join("\n"), examples(".PP", &command)))
}

/// What stands below the help, its lines as they are.
fn examples(heading: &str, command: &Command) -> String {
    let Some(help) = command.get_after_help() else { return String::new() };
    let escaped = help.to_string().replace('\\', "\\e").replace('-', "\\-");
    let lines = escaped.lines().filter(|line| heading == ".PP" || *line != "Examples:");
    // A line that begins with a dot or an apostrophe would be a command.
    let lines: Vec<String> = lines.map(|line| format!("\\&{line}")).collect();
    format!("{heading}\n.nf\n{}\n.fi\n", lines.join("\n"))
}

/// Without the definitions that mangen repeats before every part.
fn tidied(page: &str) -> String {
    let is_kept = |line: &&str| !line.starts_with(".ie \\n(.g") && !line.starts_with(".el .ds Aq");
    let definitions = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
    let kept = page.lines().filter(is_kept).collect::<Vec<_>>().join("\n") + "\n";
    if page.contains("\\*(Aq") { format!("{definitions}{kept}") } else { kept }
}

const END: &str = "\
.SH EXIT STATUS
0: fine, warnings included. 1: refused, an error was found. 2: the command could not do its work, or was called wrongly.
.SH FILES
SESSION.md, docs/IMPLEMENTATION_PHASES.md, .git\\-checkpoint.yaml at the top of the worktree.
.SH SEE ALSO
\\fBgit\\fR(1), \\fBgithooks\\fR(5)
";
