//! A hook manager: what is known of it, and what is to be said to it.

use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use crate::git::open::real_path::real_path;
use crate::install::hooks::Hook;
use crate::install::hooks_dir::HooksDir;
use crate::install::manual_steps::{ManualStep, StepPlace, guarded};
use crate::install::shell_path::word;
use crate::store::regular_file;
use crate::text::limits::MAX_TEXT_BYTES;

/// A program that runs the hooks of a repository.
#[derive(Debug, PartialEq, Eq)]
pub struct Manager {
    /// Its name.
    pub name: &'static str,
    /// The folder that it has core.hooksPath name.
    pub(crate) folder: Option<&'static str>,
    /// What every hook of its says.
    pub(crate) mark: Option<&'static str>,
    /// After a hook's name: a file that its hook runs, too.
    pub(crate) beside: Option<&'static str>,
    /// Whether it removes hook files that it was not told of, so that all are its.
    pub(crate) owns_all: bool,
    /// Where users say what it is to run, in the order in which it looks for them. Where
    /// none is there, the last of them is meant.
    pub(crate) files: &'static [ManagerFile],
    /// What else suggests that it is set up in a project, or may be.
    pub(crate) signs: InstallerSigns,
    /// What is to be done then, or to be known.
    pub afterwards: &'static str,
}

/// What suggests that an installer of hooks is set up in a project, or may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InstallerSigns {
    /// Files and folders at the top.
    pub(crate) files: &'static [&'static str],
    /// A file at the top, and what it says then.
    pub(crate) mention: Option<FileMention>,
    /// What it leaves in the git dir.
    pub(crate) in_git_dir: Option<&'static str>,
    /// Its program, where its own installation fails at a hook that is not text: where that is on
    /// PATH, it may be set up in any project.
    pub(crate) text_only_program: Option<&'static str>,
}

/// A file that names an installer of hooks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileMention {
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
}

impl InstallerSigns {
    pub(crate) const NONE: Self =
        Self { files: &[], mention: None, in_git_dir: None, text_only_program: None };

    /// That package.json says this.
    pub(crate) const fn package_json(text: &'static str) -> Self {
        Self { mention: Some(FileMention { file: "package.json", text }), ..Self::NONE }
    }
}

/// A file that users write for a manager.
///
/// In the texts `{hook}` is git's name of a hook, `{Hook}` the same in camel case, `{hooks}`
/// the folder of hooks, `{home}` that of the manager, `{path}` the file's path from the top,
/// `{file}` the same as a word for a shell, `{program}` ours, and `{run}` a call of it that
/// does nothing where it is gone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ManagerFile {
    /// Its path from the top of the worktree.
    pub(crate) path: &'static str,
    /// What must be in it for the manager to read it.
    pub(crate) needs: Option<&'static str>,
    pub(crate) form: &'static ManagerForm,
}

/// How a hook is written into such a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ManagerForm {
    /// Where the lines go.
    pub(crate) heading: &'static str,
    pub(crate) lines: &'static str,
    /// What follows the call where git passes the hook an argument.
    pub(crate) argument: &'static str,
    /// Below the lines, where the hook reads input.
    pub(crate) input: &'static str,
    /// Which characters are written with a backslash in front of them.
    pub(crate) escaped: &'static [char],
    /// What can be done with the lines at once.
    pub(crate) paste: PasteTarget,
}

/// Whether a command can put the lines in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasteTarget {
    /// The lines are a command.
    Shell,
    /// The lines go to the end of the file.
    EndOfFile,
    /// They have to be written into it by hand.
    Nothing,
}

impl Manager {
    /// Its folder, where core.hooksPath leads into that.
    pub(crate) fn home(&self, dir: &HooksDir) -> Option<PathBuf> {
        let folder = self.folder?;
        let is_home = |path: &&Path| path.file_name().is_some_and(|name| name == folder);
        dir.path.ancestors().take(2).find(is_home).map(Path::to_owned)
    }

    /// The file that makes it run our program, or would: another one would shadow it.
    pub(crate) fn file(&self, dir: &HooksDir, hook: &Hook) -> PathBuf {
        self.path_of(self.present(dir, hook), dir, hook)
    }

    fn present(&self, dir: &HooksDir, hook: &Hook) -> &'static ManagerFile {
        let is_read = |file: &&ManagerFile| {
            let path = self.path_of(file, dir, hook);
            match file.needs {
                None => path.exists(),
                Some(text) => is_mentioned(text, &dir.top, &path),
            }
        };
        let last = self.files.last().expect("every manager has a file");
        self.files.iter().find(is_read).unwrap_or(last)
    }

    pub(crate) fn path_of(&self, file: &ManagerFile, dir: &HooksDir, hook: &Hook) -> PathBuf {
        dir.top.join(self.fill(file.path, dir, hook))
    }

    /// The file beside its hook that it runs, too.
    pub(crate) fn beside(&self, dir: &HooksDir, hook: &Hook) -> Option<PathBuf> {
        self.beside.map(|suffix| dir.path.join(format!("{}{suffix}", hook.name)))
    }

    /// What is to be said to it.
    pub(crate) fn step(&self, dir: &HooksDir, hook: &Hook, program: &Path) -> ManualStep {
        let present = self.present(dir, hook);
        let (file, form) = (self.path_of(present, dir, hook), present.form);
        let argument = if hook.has_argument { form.argument } else { "" };
        let run = escape(&format!("{}{argument}", guarded(program)), form.escaped);
        let path = file.strip_prefix(&dir.top).unwrap_or(&file).display().to_string();
        let fill = |text: &str| {
            let text = text.replace("{run}", &run).replace("{program}", &word(program));
            let text = text.replace("{path}", &path).replace("{file}", &word(&file));
            let input = if hook.reads_input { form.input } else { "" };
            self.fill(&text.replace("{input}", input), dir, hook)
        };
        let target = match form.paste {
            PasteTarget::Shell => StepPlace::Shell,
            PasteTarget::EndOfFile => StepPlace::EndOf(file.clone()),
            PasteTarget::Nothing => StepPlace::ByHand,
        };
        ManualStep { place: fill(form.heading), lines: fill(form.lines), target }
    }

    fn fill(&self, text: &str, dir: &HooksDir, hook: &Hook) -> String {
        let home = self.home(dir).unwrap_or_else(|| dir.path.clone());
        text.replace("{hook}", hook.name)
            .replace("{Hook}", &camel_case(hook.name))
            .replace("{hooks}", &dir.path.to_string_lossy())
            .replace("{home}", &home.to_string_lossy())
    }
}

fn escape(text: &str, escaped: &[char]) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if escaped.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn camel_case(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(capital).collect()
}

/// Whether a file of the project, and not one to which a link leads out of it, holds the text.
pub(crate) fn is_mentioned(text: &str, top: &Path, file: &Path) -> bool {
    let real = real_path(top).and_then(|top| Ok((real_path(&top.join(file))?, top)));
    let real = real.ok().filter(|(file, top)| file.starts_with(top)).map(|(file, _)| file);
    let read = real.and_then(|file| regular_file::read_up_to(&file, MAX_TEXT_BYTES).ok());
    read.is_some_and(|read| read.contains_str(text))
}
