//! `git checkpoint man`: the manual page, from the table of the help.

use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;

use super::Verdict;
use crate::report::Output;

/// Prints the page as roff, for `man1/git-checkpoint.1`.
pub(super) fn run(output: &mut Output) -> Result<Verdict> {
    let mut page = Vec::new();
    let table = super::table();
    let man = Man::new(table.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    for command in table.get_subcommands().filter(|command| !command.is_hide_set()) {
        page.extend(section(command)?);
    }
    page.extend_from_slice(EXIT_CODES.as_bytes());
    output.print(&String::from_utf8(page).context("the page is no text")?);
    Ok(Verdict::Fine)
}

/// One command as a part of the page, where mangen would make a page of it.
fn section(command: &Command) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    let man = Man::new(command.clone().disable_help_flag(true));
    man.render_synopsis_section(&mut body)?;
    man.render_description_section(&mut body)?;
    man.render_options_section(&mut body)?;
    man.render_extra_section(&mut body)?;
    let body = String::from_utf8(body)?;
    let lines = body.lines().map(|line| match line.strip_prefix(".SH ") {
        Some("SYNOPSIS" | "DESCRIPTION" | "OPTIONS" | "EXTRA") => ".PP",
        _ => line,
    });
    let mut text = format!(".SS \"git checkpoint {}\"\n", command.get_name());
    lines.for_each(|line| text.push_str(&format!("{line}\n")));
    Ok(text.into_bytes())
}

const EXIT_CODES: &str = "\
.SH EXIT STATUS
0: fine, warnings included. 1: refused, an error was found. 2: the command could not do its work, or was called wrongly.
.SH FILES
SESSION.md, docs/IMPLEMENTATION_PHASES.md, .git\\-checkpoint.yaml at the top of the worktree.
.SH SEE ALSO
\\fBgit\\fR(1), \\fBgithooks\\fR(5)
";
