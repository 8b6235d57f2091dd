//! One hook in a hooks folder: what stands there, and putting ours in its place.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::install::forms::moved::Moved;
use crate::install::forms::script::{
    depends_on_its_name, is_executable, is_shell, read_bytes, read_text,
};
use crate::install::forms::shim::{LOCAL_SUFFIXES, ShimFile};
use crate::install::forms::write::{io_context, put_link, write_script};
use crate::install::hook_change::HookChange;
use crate::install::hooks::Hook;
use crate::install::hooks_dir::{HooksDir, HooksOwner};
use crate::install::managers::known::{manager_of, owner_of_all};
use crate::install::managers::other_installer::suggests_other_installer;
use crate::install::manual_steps::ManualStep;
use crate::install::programs::our_programs::{Programs, is_program};
use crate::store::shared_repository::is_root;

/// What stands in a hook's place.
pub(crate) enum Present {
    Nothing,
    /// Our program or a link to one, of whatever version.
    Program,
    Shim(ShimFile),
    Foreign,
}

impl Present {
    pub(crate) fn at(file: &Path, hook: &Hook) -> Self {
        if fs::symlink_metadata(file).is_err() {
            return Self::Nothing;
        }
        if is_program(file, hook) {
            return Self::Program;
        }
        let script = read_bytes(file).unwrap_or_default();
        ShimFile::parse(&script, hook).map_or(Self::Foreign, Self::Shim)
    }

    fn is_ours(&self) -> bool {
        matches!(self, Self::Program | Self::Shim(_))
    }
}

/// Puts our program in place of `hook`.
pub(crate) fn install(
    dir: &HooksDir,
    hook: &Hook,
    programs: &Programs,
    moved: &Moved,
) -> Result<HookChange> {
    let place = HookPath { dir, hook, program: programs.path(hook), moved };
    if dir.owner != HooksOwner::Git {
        return Ok(place.advise().unwrap_or_else(|| place.explain_foreign()));
    }
    match Present::at(&place.file(), hook) {
        // One that removes what it was not told of has to be told.
        Present::Nothing if owner_of_all(dir).is_some() => {
            Ok(place.advise().unwrap_or_else(|| place.explain_foreign()))
        }
        Present::Nothing => match place.program_of_that_name() {
            Some(program) => Ok(place.explain_program(&program)),
            None => place.put_own(HookChange::Installed),
        },
        Present::Program => place.put_own(HookChange::UpToDate),
        Present::Shim(shim) => place.write_shim(&place.file(), &shim, HookChange::UpToDate),
        Present::Foreign => place.install_beside(),
    }
}

/// Returns the file of somebody else that still runs our program, where there is one.
pub(crate) fn still_called(dir: &HooksDir, hook: &Hook) -> Option<PathBuf> {
    caller(dir, hook)
}

/// The path of a hook that was moved aside.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The files beside `<hook>` to which other installers move what they find, in
/// a fixed order: `<hook>.legacy`, `<hook>.old`, `old-hooks/<hook>`.
pub(crate) fn renamed_files(dir: &HooksDir, hook: &Hook) -> Vec<PathBuf> {
    let prefix = format!("{}.", hook.name);
    let is_renamed = |name: &str| {
        let suffix = name.strip_prefix(&prefix).map(|suffix| format!(".{suffix}"));
        suffix.is_some_and(|suffix| !LOCAL_SUFFIXES.contains(&suffix.as_str()))
    };
    let entries = fs::read_dir(&dir.path).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut files: Vec<PathBuf> =
        names.filter(|name| is_renamed(name)).map(|name| dir.path.join(name)).collect();
    files.sort();
    files.push(dir.path.join("old-hooks").join(hook.name));
    files
}

/// One hook in one folder, and what is to run there.
pub(crate) struct HookPath<'a> {
    pub(crate) dir: &'a HooksDir,
    pub(crate) hook: &'a Hook,
    pub(crate) program: PathBuf,
    pub(crate) moved: &'a Moved,
}

impl HookPath<'_> {
    pub(crate) fn file(&self) -> PathBuf {
        self.dir.path.join(self.hook.name)
    }

    /// The program of somebody else that git for Windows runs where there is no file of the hook's
    /// own name, `pre-commit.exe`.
    fn program_of_that_name(&self) -> Option<PathBuf> {
        let program = with_suffix(&self.file(), ".exe");
        (cfg!(windows) && program.is_file() && !is_program(&program, self.hook)).then_some(program)
    }

    fn explain_program(&self, program: &Path) -> HookChange {
        let (shown, name) = (program.display(), self.hook.name);
        HookChange::Refused(
            format!(
                "git would no longer run {shown}: rename it to {name}{}.exe, from where ours runs it, then run this again",
                LOCAL_SUFFIXES[0]
            ),
            None,
        )
    }

    /// Where nothing but ours stood. A hook that was moved aside there is run again.
    fn put_own(&self, outcome: HookChange) -> Result<HookChange> {
        let file = self.file();
        let orphan = self.local_hook();
        let outcome = orphan.clone().map_or(outcome, HookChange::Rejoined);
        // Root's writes go through a link whatever the mode of the program that it names.
        let needs_shim = orphan.is_some() || is_root() || suggests_other_installer(self.dir);
        if needs_shim || !put_link(&self.program, &file)? {
            return self.write_shim(&file, &ShimFile::new(), outcome);
        }
        Ok(outcome)
    }

    /// The hook that was moved aside, where it is not ours itself and would run.
    fn local_hook(&self) -> Option<PathBuf> {
        let local = with_suffix(&self.file(), LOCAL_SUFFIXES[0]);
        let is_foreign = !Present::at(&local, self.hook).is_ours();
        (is_foreign && is_executable(&local)).then_some(local)
    }

    fn write_shim(&self, file: &Path, shim: &ShimFile, outcome: HookChange) -> Result<HookChange> {
        write_script(file, &shim.text(self.hook, Some(&self.program)))?;
        Ok(outcome)
    }

    /// Installs where something of somebody else stands.
    fn install_beside(&self) -> Result<HookChange> {
        if let Some(file) = self.renamed_and_run() {
            if let Present::Shim(shim) = Present::at(&file, self.hook) {
                self.write_shim(&file, &shim, HookChange::UpToDate)?;
            }
            return Ok(HookChange::AlreadyCalled(file));
        }
        if let Some(beside) = self.place_beside_manager() {
            let local = self.orphan().unwrap_or_else(|| beside.clone());
            return self.write_shim(&beside, &ShimFile::new(), HookChange::Rejoined(local));
        }
        if let Some(outcome) = self.advise() {
            return Ok(outcome);
        }
        match self.free_local() {
            Some(local) if !self.cannot_be_moved() => self.chain(local),
            _ => Ok(self.explain_foreign()),
        }
    }

    /// Ours under another name, where the hook that took its place runs it.
    pub(crate) fn renamed_and_run(&self) -> Option<PathBuf> {
        let script = read_text(&self.file()).unwrap_or_default();
        let of_manager = manager_of(self.dir, Some(&script));
        let beside = of_manager.and_then(|manager| manager.beside(self.dir, self.hook));
        let is_run = |file: &PathBuf| {
            let suffix = file.extension().map(|suffix| format!(".{}", suffix.to_string_lossy()));
            beside.as_ref() == Some(file) || suffix.is_some_and(|suffix| script.contains(&suffix))
        };
        let is_ours = |file: &PathBuf| Present::at(file, self.hook).is_ours();
        renamed_files(self.dir, self.hook).into_iter().filter(is_ours).find(is_run)
    }

    /// Where a shim goes that runs an orphan again, without a change to the manager's hook.
    fn place_beside_manager(&self) -> Option<PathBuf> {
        self.orphan()?;
        let script = read_text(&self.file())?;
        let beside = manager_of(self.dir, Some(&script))?.beside(self.dir, self.hook)?;
        fs::symlink_metadata(&beside).is_err().then_some(beside)
    }

    /// A hook that was moved aside by us and that nothing runs any more.
    pub(crate) fn orphan(&self) -> Option<PathBuf> {
        self.local_hook().filter(|_| self.moved.contains(self.hook))
    }

    /// A name to move the hook to. The second one is for a hook that overwrote our shim.
    fn free_local(&self) -> Option<PathBuf> {
        let [first, second] = LOCAL_SUFFIXES.map(|suffix| with_suffix(&self.file(), suffix));
        let is_free = |file: &PathBuf| fs::symlink_metadata(file).is_err();
        if is_free(&first) { Some(first) } else { self.orphan().map(|_| second).filter(is_free) }
    }

    /// Moves the hook aside, and runs it from our shim.
    fn chain(&self, local: PathBuf) -> Result<HookChange> {
        let file = self.file();
        let orphan = self.orphan();
        fs::rename(&file, &local).with_context(|| io_context("move aside", &file))?;
        if let Err(error) = self.write_shim(&file, &ShimFile::new(), HookChange::Installed) {
            fs::rename(&local, &file).ok();
            return Err(error);
        }
        self.moved.remember(self.dir, self.hook);
        Ok(match orphan {
            Some(orphan) => HookChange::Rejoined(orphan),
            None => HookChange::Chained(local),
        })
    }

    /// Whether a foreign hook cannot be moved aside; a program that a link names may go
    /// by the name that it is called by.
    pub(crate) fn cannot_be_moved(&self) -> bool {
        let file = self.file();
        let script = read_text(&file);
        !file.metadata().is_ok_and(|meta| meta.is_file())
            || script.as_deref().is_some_and(depends_on_its_name)
            || (script.is_none() && file.is_symlink())
    }

    /// What there is to say where a manager runs this hook, or the hook runs ours already.
    pub(crate) fn advise(&self) -> Option<HookChange> {
        let Self { dir, hook, program, .. } = self;
        if let Some(file) = caller(dir, hook) {
            return Some(HookChange::AlreadyCalled(file));
        }
        let script = read_text(&self.file());
        let manager = manager_of(dir, script.as_deref()).or_else(|| owner_of_all(dir))?;
        let step = manager.step(dir, hook, program);
        Some(HookChange::Managed(manager, step, self.orphan()))
    }

    /// Why a foreign hook is left where it is, and how it can run ours.
    pub(crate) fn explain_foreign(&self) -> HookChange {
        let file = self.file();
        if let Some(outcome) = self.explain_file(&file) {
            return outcome;
        }
        let script = read_text(&file);
        let reason = self.reason_against(&file, script.as_deref());
        let orphan = self.orphan();
        let calls: Vec<&Path> =
            orphan.iter().map(PathBuf::as_path).chain([self.program.as_path()]).collect();
        let step = match script {
            Some(script) if is_shell(&script) => ManualStep::for_script(&file, self.hook, &calls),
            _ => ManualStep::for_program(&file, &calls),
        };
        HookChange::Refused(reason, Some(step))
    }

    /// The same where there is no file that git would run.
    fn explain_file(&self, file: &Path) -> Option<HookChange> {
        let (name, word) = (file.display(), crate::install::shell_path::word(file));
        if fs::symlink_metadata(file).is_err() {
            let step = ManualStep::for_new_file(file, &self.program);
            return Some(HookChange::Refused("there is none there yet".to_owned(), Some(step)));
        }
        let reason = if !file.is_file() {
            format!(
                "{name} is not a file that git could run: move it away (`mv {word} {word}.old`), then run this again"
            )
        } else if names_program(file, self.hook) {
            format!("{name} is not executable, so git does not run it: `chmod +x {word}`")
        } else {
            return None;
        };
        Some(HookChange::Refused(reason, None))
    }

    fn reason_against(&self, file: &Path, script: Option<&str>) -> String {
        let name = file.display();
        if self.dir.owner != HooksOwner::Git {
            return format!("git-checkpoint does not modify {name}");
        }
        if self.orphan().is_some() {
            return format!(
                "{name} was overwritten, so the hook that was here before, {name}.local, does not run any more"
            );
        }
        if fs::symlink_metadata(with_suffix(file, LOCAL_SUFFIXES[0])).is_ok() {
            return format!("{name} is a hook of your own, and {name}.local exists too");
        }
        match script {
            None => {
                format!(
                    "{name} leads to a program that may depend on its file name, so it was not renamed"
                )
            }
            Some(_) => format!("{name} depends on its file name (`$0`), so it was not renamed"),
        }
    }
}

/// The file of somebody else that runs our program for this hook.
fn caller(dir: &HooksDir, hook: &Hook) -> Option<PathBuf> {
    let file = dir.path.join(hook.name);
    let script = read_text(&file);
    let of_manager = manager_of(dir, script.as_deref()).map(|manager| manager.file(dir, hook));
    let own = Some(file).filter(|file| is_executable(file));
    [own, of_manager].into_iter().flatten().find(|file| names_program(file, hook))
}

fn names_program(file: &Path, hook: &Hook) -> bool {
    let names = |script: String| script.contains(hook.program);
    is_program(file, hook) || read_text(file).is_some_and(names)
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;
    use crate::install::hooks::HOOKS;

    fn installed(sandbox: &Sandbox) -> HookChange {
        let (path, top) = (sandbox.path(".git/hooks"), sandbox.root().to_owned());
        fs::create_dir_all(&path).unwrap();
        let dir = HooksDir { path, owner: HooksOwner::Git, top };
        let programs = Programs::in_folder(PathBuf::from(r"C:\Users\a b\bin"));
        install(&dir, &HOOKS[0], &programs, &Moved::read(&dir)).unwrap()
    }

    #[test]
    fn a_hook_is_a_script_that_names_the_program_as_a_shell_reads_it() {
        let sandbox = Sandbox::new();
        for expected in [HookChange::Installed, HookChange::UpToDate] {
            assert_eq!(installed(&sandbox), expected);
        }
        let script = sandbox.read(".git/hooks/pre-commit");
        assert!(script.starts_with("#!/bin/sh\n") && !script.contains('\r'), "{script}");
        assert!(script.contains("'C:/Users/a b/bin/checkpoint-pre-commit.exe'"), "{script}");
    }

    #[test]
    fn a_program_that_git_runs_as_the_hook_is_not_displaced() {
        let sandbox = Sandbox::new();
        sandbox.write(".git/hooks/pre-commit.exe", "MZ\0");
        assert!(
            matches!(installed(&sandbox), HookChange::Refused(why, None) if why.contains(".local.exe"))
        );
        assert!(!sandbox.path(".git/hooks/pre-commit").exists());
        fs::rename(
            sandbox.path(".git/hooks/pre-commit.exe"),
            sandbox.path(".git/hooks/pre-commit.local.exe"),
        )
        .unwrap();
        assert_eq!(installed(&sandbox), HookChange::Installed);
    }
}
