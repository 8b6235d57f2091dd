//! What is known of a hook manager.

use std::path::{Path, PathBuf};

use crate::install::forms::script::read_text;
use crate::install::hooks::{HOOKS, Hook, word};
use crate::install::hooks_dir::HooksDir;
use crate::install::managers::husky::HUSKY;
use crate::install::managers::lefthook::LEFTHOOK;
use crate::install::managers::overcommit::OVERCOMMIT;
use crate::install::managers::planned::is_mentioned;
use crate::install::managers::pre_commit::{PRE_COMMIT, PREK};
use crate::install::managers::simple_git_hooks::SIMPLE_GIT_HOOKS;
use crate::install::manual_steps::{ManualStep, StepPlace, guarded};

/// A program that runs the hooks of a repository.
#[derive(Debug, PartialEq, Eq)]
pub struct Manager {
    /// Its name.
    pub name: &'static str,
    /// The folder that it has core.hooksPath name.
    pub(crate) folder: Option<&'static str>,
    /// What every hook of its says.
    pub(crate) mark: Option<&'static str>,
    /// Behind a hook's name: a file that its hook runs, too.
    pub(crate) beside: Option<&'static str>,
    /// Whether it removes hook files that it was not told of, so that all are its.
    pub(crate) owns_all: bool,
    /// Where users say what it is to run, in the order in which it looks for them. Where
    /// none is there, the last of them is meant.
    pub(crate) files: &'static [ManagerFile],
    /// What is to be done then, or to be known.
    pub afterwards: &'static str,
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

/// The managers that we know.
static MANAGERS: [&Manager; 6] =
    [&HUSKY, &LEFTHOOK, &PRE_COMMIT, &PREK, &OVERCOMMIT, &SIMPLE_GIT_HOOKS];

impl Manager {
    /// The manager whose this hook is, by the folder of hooks or by what it says.
    pub(crate) fn of(dir: &HooksDir, script: Option<&str>) -> Option<&'static Self> {
        let by_folder = |manager: &&&Self| manager.home(dir).is_some();
        let by_mark = |manager: &&&Self| {
            manager.mark.is_some_and(|mark| script.is_some_and(|script| script.contains(mark)))
        };
        MANAGERS.iter().find(by_folder).or_else(|| MANAGERS.iter().find(by_mark)).copied()
    }

    /// The manager that owns every hook file of the folder, known by any of them.
    pub(crate) fn owner(dir: &HooksDir) -> Option<&'static Self> {
        let scripts = HOOKS.iter().filter_map(|hook| read_text(&dir.path.join(hook.name)));
        scripts.filter_map(|script| Self::of(dir, Some(&script))).find(|manager| manager.owns_all)
    }

    /// Its folder, where core.hooksPath leads into that.
    fn home(&self, dir: &HooksDir) -> Option<PathBuf> {
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

    fn path_of(&self, file: &ManagerFile, dir: &HooksDir, hook: &Hook) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::hooks::HOOKS;
    use crate::install::hooks_dir::HooksOwner;

    fn dir(path: &str, top: &Path) -> HooksDir {
        let owner = HooksOwner::SomebodyElse(String::new());
        HooksDir { path: path.into(), owner, top: top.to_owned() }
    }

    fn name(path: &str, script: &str) -> Option<&'static str> {
        let dir = dir(path, Path::new("/project"));
        Manager::of(&dir, Some(script)).map(|manager| manager.name)
    }

    #[test]
    fn managers_are_known_by_their_folder_or_their_hooks() {
        assert_eq!(name("/project/.husky/_", ". \"$(dirname \"$0\")/h\""), Some("husky"));
        assert_eq!(name("/project/.husky", ""), Some("husky"));
        for (script, manager) in [
            ("#!/bin/sh\ncall_lefthook run \"pre-commit\" \"$@\"\n", "lefthook"),
            ("#!/bin/sh\n# File generated by pre-commit: https://…\n", "pre-commit"),
            ("#!/bin/sh\n# File generated by prek: https://…\n", "prek"),
            ("#!/usr/bin/env ruby\nrequire 'overcommit'\n", "Overcommit"),
            ("#!/bin/sh\nif [ \"$SKIP_SIMPLE_GIT_HOOKS\" = \"1\" ]; then\n", "simple-git-hooks"),
        ] {
            assert_eq!(name("/project/.git/hooks", script), Some(manager));
        }
        assert_eq!(name("/home/lefthook/husky/hooks", "#!/bin/sh\nnpm test\n"), None);
    }

    #[test]
    fn no_placeholder_is_left_in_what_is_said() {
        for manager in MANAGERS {
            for file in manager.files {
                let folder = tempfile::tempdir().unwrap();
                let dir = dir("/project/hooks", folder.path());
                let path = manager.path_of(file, &dir, &HOOKS[0]);
                std::fs::create_dir_all(path.parent().unwrap()).ok();
                std::fs::write(&path, file.needs.unwrap_or_default()).ok();
                for hook in &HOOKS {
                    let program = Path::new("/p").join(hook.program);
                    let ManualStep { place, lines, .. } = manager.step(&dir, hook, &program);
                    let said = format!("{place}\n{lines}").replace("{1}", "");
                    assert!(said.contains(hook.program), "{said}");
                    for left in
                        ["{hook", "{Hook", "{run", "{path", "{file", "{input", "{home", "{program"]
                    {
                        assert!(!said.contains(left), "{said}");
                    }
                }
            }
        }
    }

    #[test]
    fn lines_are_in_the_format_of_the_file_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let dir = dir("/project/hooks", folder.path());
        let program = Path::new("/my \"programs\"/checkpoint-commit-msg");
        let step = || LEFTHOOK.step(&dir, &HOOKS[1], program);
        assert!(step().place.starts_with("lefthook.yml"));
        let call = "[ ! -x '/my \"programs\"/checkpoint-commit-msg' ] || '/my \"programs\"/checkpoint-commit-msg' \"{1}\"";
        std::fs::write(folder.path().join(".lefthook.json"), "{}").unwrap();
        let json: serde_json::Value =
            serde_json::from_str(&format!("{{{}}}", step().lines.trim_end_matches(','))).unwrap();
        assert_eq!(json["commit-msg"]["commands"]["git-checkpoint"]["run"], call);
        assert!(step().place.starts_with(".lefthook.json"));
        std::fs::write(folder.path().join("lefthook.toml"), "").unwrap();
        assert!(step().place.starts_with("lefthook.toml"));
        assert_eq!(
            step().lines,
            format!("[commit-msg.commands.git-checkpoint]\nrun = '''{call}'''")
        );
        std::fs::create_dir(folder.path().join(".config")).unwrap();
        std::fs::write(folder.path().join("lefthook.yaml"), "").unwrap();
        assert!(step().place.starts_with("lefthook.yaml"));
        let yaml: serde_json::Value = serde_yaml::from_str(&step().lines).unwrap();
        assert_eq!(
            yaml["commit-msg"]["commands"]["git-checkpoint"]["run"].as_str().unwrap().trim_end(),
            call
        );
    }
}
