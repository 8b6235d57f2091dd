//! `git checkpoint man`: the manual page, made of the command line's definition.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;

use crate::command::outcome::CommandOutcome;
use crate::git::open::real_path::home_folder;
use crate::report::terminal::output::Output;

/// Options of `git checkpoint man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Put the page where man(1) finds it: beside the folder of the program that is on PATH
    #[arg(long)]
    install: bool,
}

/// Prints the page of `table` as roff, or puts it where man(1) finds it.
pub(crate) fn run(
    arguments: &ManArgs,
    table: Command,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let program = table.get_name().to_owned();
    let page = page(table)?;
    if !arguments.install {
        output.print(&page);
        return Ok(CommandOutcome::Fine);
    }
    let folder =
        page_folder(&program).context("cannot tell where manual pages go: HOME is not set")?;
    let file = folder.join("git-checkpoint.1");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, page));
    written.with_context(|| format!("cannot write {}", file.display()))?;
    output.print(&format!("The manual page is {}: `git help checkpoint`", file.display()));
    Ok(CommandOutcome::Fine)
}

/// The folder for manual pages that goes with the program's folder on PATH (manpath(1)), else the
/// user's own.
fn page_folder(program: &str) -> Option<PathBuf> {
    let pages = |share: PathBuf| share.join("man").join("man1");
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path)
        .find(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)).is_file());
    let beside = on_path.and_then(|folder| Some(pages(folder.parent()?.join("share"))));
    let own = || {
        let home = env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        home.or_else(|| Some(home_folder()?.join(".local").join("share")))
    };
    beside.filter(|folder| fs::create_dir_all(folder).is_ok()).or_else(|| own().map(pages))
}

fn page(table: Command) -> Result<String> {
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
    for command in shown(&table) {
        text.push_str(&section(command, "git checkpoint")?);
    }
    text.push_str(END);
    Ok(text)
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// One command, and those below it, as a part of the page, where mangen would make pages of them.
fn section(command: &Command, above: &str) -> Result<String> {
    let name = format!("{above} {}", command.get_name());
    let below: Result<Vec<String>> =
        shown(command).map(|command| section(command, &name)).collect();
    let command = command.clone().bin_name(&name).disable_help_flag(true);
    let man = Man::new(command.clone());
    let mut body = Vec::new();
    man.render_synopsis_section(&mut body)?;
    man.render_description_section(&mut body)?;
    man.render_options_section(&mut body)?;
    let body = tidied(&String::from_utf8(body).context("the page is not UTF-8")?);
    let lines = body.lines().map(|line| if line.starts_with(".SH ") { ".PP" } else { line });
    let lines: Vec<&str> = lines.collect();
    let examples = examples(".PP", &command);
    Ok(format!(".SS \"{name}\"\n{}\n{examples}{}", lines.join("\n"), below?.concat()))
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
.SH CONFIGURATION
.TP
\\fB.git\\-checkpoint.yaml\\fR
At the top of the worktree; all of it is optional.
\\fBsession\\fR and \\fBplan\\fR: where SESSION.md and the plan are.
\\fBexpected\\fR: what may stay uncommitted, besides SESSION.md and CLAUDE.md, as in .gitignore.
\\fBrules\\fR: the level of a rule, \\fBoff\\fR, \\fBwarning\\fR or \\fBerror\\fR.
\\fBlimits\\fR: \\fBsession\\-lines\\fR (200) and \\fBsubject\\-columns\\fR (72).
\\fBrecord\\fR: what the hooks write, \\fBlast\\-checkpoint\\fR, \\fBlast\\-commit\\fR, \\fBphase\\fR and \\fBtasks\\fR, each \\fBtrue\\fR or \\fBfalse\\fR.
.TP
\\fBcheckpoint.enabled\\fR
In git's configuration: \\fBfalse\\fR switches the hooks off.
.TP
\\fBcolor.ui\\fR, \\fBcore.pager\\fR, \\fBcore.abbrev\\fR, \\fBcore.commentChar\\fR, \\fBcommit.cleanup\\fR, \\fBi18n.commitEncoding\\fR, \\fBstatus.showUntrackedFiles\\fR
Are heeded as git heeds them.
.SH ENVIRONMENT
.TP
\\fBGIT_CHECKPOINT\\fR
\\fBoff\\fR switches the hooks off for one command.
.TP
\\fBNO_COLOR\\fR, \\fBCLICOLOR_FORCE\\fR, \\fBCOLUMNS\\fR
Whether output is coloured, and how wide it is.
.TP
\\fBGIT_PAGER\\fR, \\fBPAGER\\fR
The pager of \\fBcheck\\fR, \\fBlog\\fR, \\fBresume\\fR and \\fBexplain\\fR on a terminal; \\fBcat\\fR is none.
.TP
\\fBGIT_EDITOR\\fR, \\fBCLAUDE_CONFIG_DIR\\fR, \\fBXDG_DATA_HOME\\fR
The editor of \\fBcommit\\fR; where \\fBagent \\-\\-write\\fR finds settings; where \\fBman \\-\\-install\\fR puts the page.
.SH FILES
.TP
\\fBSESSION.md\\fR, \\fBdocs/IMPLEMENTATION_PHASES.md\\fR
Where the work stands, and the plan.
.TP
\\fB$GIT_DIR/CHECKPOINT_EDITMSG\\fR, \\fB$GIT_DIR/checkpoint/\\fR
The draft of a refused message, and what the hooks remember.
.SH SEE ALSO
\\fBgit\\fR(1), \\fBgithooks\\fR(5)
";
