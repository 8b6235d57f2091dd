//! The hook files: what stands in each hook's place, read and never run.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use crate::install::doctor::configuration::HookCallers;
use crate::install::doctor::git_view::GitView;
use crate::install::doctor::problem::{
    DAMAGED_SHIM, DANGLING_LINK, FOREIGN_HOOK, HOOKS_FOLDER, HOOKS_PATH_ELSEWHERE,
    HOOKS_PATH_MISSING, HOOKS_PATH_OFF, NOT_A_FILE, NOT_EXECUTABLE, NOT_INSTALLED, ORPHAN,
    OVERWRITTEN, Problem, UNMANAGED, UNREADABLE, WRONG_PROGRAM,
};
use crate::install::doctor::program::{DoctorPrograms, judge_program, program_in};
use crate::install::forms::hook_file::{HookPath, Present};
use crate::install::forms::moved::Moved;
use crate::install::forms::script::{is_executable, read_bytes, read_text};
use crate::install::hook_change::HookChange;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::hooks_dir::{HooksOwner, hooks_dir, switches_hooks_off};
use crate::install::programs::our_programs::MARKER;
use crate::install::shell_path::quoted;

/// What keeps git from running any file of the hooks folder.
pub(crate) fn broken_folder(view: &GitView) -> Option<Problem> {
    let setting = view.last("core.hookspath");
    if let Some(setting) = setting.filter(|setting| switches_hooks_off(&setting.value)) {
        let value = if setting.value.is_empty() { "empty" } else { &setting.value };
        let problem = HOOKS_PATH_OFF.about_both(value, &setting.origin());
        return Some(problem.fixed_by(setting.unset()));
    }
    if view.hooks.is_dir() {
        return None;
    }
    match setting {
        Some(setting) => {
            let problem = HOOKS_PATH_MISSING.at(&view.hooks);
            Some(problem.fixed_by(missing_folder_fix(view, &setting.unset())))
        }
        None if fs::symlink_metadata(&view.hooks).is_ok() => Some(HOOKS_FOLDER.at(&view.hooks)),
        None => None,
    }
}

/// husky makes its folder in each worktree; of any other the setting is left over.
fn missing_folder_fix(view: &GitView, unset: &str) -> String {
    let is_husky = view
        .hooks
        .ancestors()
        .take(2)
        .any(|path| path.file_name().is_some_and(|name| name == ".husky"));
    if is_husky && view.top.join("package.json").exists() {
        return "npx husky".to_owned();
    }
    format!("{unset} && git checkpoint install")
}

/// Returns what the hooks folder has git run for this hook.
pub(crate) fn callers_in_folder(
    view: &GitView,
    hook: &Hook,
    programs: DoctorPrograms<'_>,
) -> HookCallers {
    let Ok(dir) = hooks_dir(&view.at) else { return HookCallers::default() };
    let moved = Moved::read(&dir);
    let place = HookPath { dir: &dir, hook, program: programs.installed.path(hook), moved: &moved };
    let found = FoundHook { place: &place };
    let mut callers = HookCallers::default();
    match found.caller() {
        Ok((by, program)) => {
            let is_foreign = matches!(Present::at(&by, hook), Present::Foreign);
            let problem = judge_program(&by.to_string_lossy(), &program, hook, programs);
            let problem = problem.map(|problem| match renaming(&by, &program, &place.program) {
                Some(fix) if is_foreign && problem.names_another_program() => problem.fixed_by(fix),
                _ => problem,
            });
            let by = by.to_string_lossy();
            if problem.as_ref().is_none_or(|problem| !problem.stops) {
                callers.ways.push(by.into_owned());
            }
            callers.problems.extend(problem);
        }
        Err(problem) => callers.problems.push(problem),
    }
    if let Some(orphan) = found.silenced() {
        callers.problems.push(ORPHAN.at(&orphan).only_warns());
    }
    callers
}

/// The command that has a file of somebody else name our program instead of another.
fn renaming(file: &Path, from: &Path, to: &Path) -> Option<String> {
    let names = [from, to].map(|path| path.to_string_lossy());
    let is_written_so = read_text(file)?.contains(names[0].as_ref());
    let is_plain = |name: &str| !name.contains(['|', '\'', '\\', '&']);
    let (file, copy) = (quoted(file), quoted(&file.with_extension("new")));
    (is_written_so && names.iter().all(|name| is_plain(name))).then(|| {
        let [from, to] = &names;
        format!("sed 's|{from}|{to}|g' {file} >{copy} && cat {copy} >{file} && rm {copy}")
    })
}

/// What stands in a hook's place.
struct FoundHook<'a> {
    place: &'a HookPath<'a>,
}

impl FoundHook<'_> {
    /// The file that runs our program, and the program; else what is wrong.
    fn caller(&self) -> Result<(PathBuf, PathBuf), Problem> {
        let (file, hook) = (self.place.file(), self.place.hook);
        self.runnable(&file)?;
        match Present::at(&file, hook) {
            Present::Program => Ok((file.clone(), target(&file))),
            Present::Nothing => Err(self.nothing(&file)),
            Present::Shim(_) => {
                let program = read_text(&file).and_then(|script| program_in(&script, hook));
                program.map(|program| (file.clone(), program)).ok_or_else(|| DAMAGED_SHIM.at(&file))
            }
            Present::Foreign => self.foreign(&file),
        }
    }

    /// Whether git would run the file, whatever it does.
    fn runnable(&self, file: &Path) -> Result<(), Problem> {
        if fs::symlink_metadata(file).is_err() {
            return Err(self.nothing(file));
        }
        if !file.exists() {
            return Err(DANGLING_LINK.at_both(file, &target(file)));
        }
        if !file.is_file() {
            return Err(NOT_A_FILE.at(file));
        }
        if fs::File::open(file).is_err() {
            return Err(UNREADABLE.at(file));
        }
        if is_executable(file) { Ok(()) } else { Err(NOT_EXECUTABLE.at(file)) }
    }

    fn nothing(&self, file: &Path) -> Problem {
        match self.place.dir.owner {
            HooksOwner::Git => match self.place.advise() {
                Some(HookChange::Managed(manager, step, _)) => UNMANAGED
                    .about_both(self.place.hook.name, manager.name)
                    .fixed_by(step.command()),
                _ => NOT_INSTALLED.about(self.place.hook.name),
            },
            HooksOwner::SomebodyElse(_) => self.elsewhere(file),
        }
    }

    /// A hook of somebody else, which may run ours itself or through its manager.
    fn foreign(&self, file: &Path) -> Result<(PathBuf, PathBuf), Problem> {
        let (hook, dir) = (self.place.hook, self.place.dir);
        if let Some(name) = other_program(file, hook) {
            return Err(WRONG_PROGRAM.about_both(&file.to_string_lossy(), &name));
        }
        let is_damaged = read_bytes(file).is_some_and(|script| script.contains_str(MARKER));
        if is_damaged {
            return Err(DAMAGED_SHIM.at(file));
        }
        if let Some(renamed) = self.place.renamed_and_run() {
            let program = read_text(&renamed).and_then(|script| program_in(&script, hook));
            return Ok((renamed.clone(), program.unwrap_or_else(|| target(&renamed))));
        }
        match self.place.advise() {
            Some(HookChange::AlreadyCalled(by)) => {
                let program = read_text(&by).and_then(|script| program_in(&script, hook));
                Ok((by.clone(), program.unwrap_or_else(|| target(&by))))
            }
            Some(HookChange::Managed(manager, step, _)) => {
                let problem = UNMANAGED.about_both(hook.name, manager.name);
                Err(problem.fixed_by(step.command()))
            }
            _ if self.place.orphan().is_some() => {
                let local = self.place.orphan().unwrap_or_default();
                Err(OVERWRITTEN.at_both(file, &local))
            }
            _ if dir.owner == HooksOwner::Git => Err(self.foreign_in_own_folder(file)),
            _ => Err(self.elsewhere(file)),
        }
    }

    /// `install` chains it where it can be moved, else the lines go into it.
    fn foreign_in_own_folder(&self, file: &Path) -> Problem {
        let problem = FOREIGN_HOOK.at(file);
        if !self.place.cannot_be_moved() {
            return problem;
        }
        match self.place.explain_foreign() {
            HookChange::Refused(_, Some(step)) => problem.fixed_by(step.command()),
            _ => problem,
        }
    }

    fn elsewhere(&self, file: &Path) -> Problem {
        let problem = HOOKS_PATH_ELSEWHERE.at(file);
        match self.place.advise().unwrap_or_else(|| self.place.explain_foreign()) {
            HookChange::Refused(_, Some(step)) | HookChange::Managed(_, step, _) => {
                problem.fixed_by(step.command())
            }
            _ => problem.fixed_by("git checkpoint install".to_owned()),
        }
    }

    /// A hook that we moved aside, and that nothing runs now.
    fn silenced(&self) -> Option<PathBuf> {
        let file = self.place.file();
        let is_run = matches!(Present::at(&file, self.place.hook), Present::Shim(_))
            || self.place.renamed_and_run().is_some();
        self.place.orphan().filter(|_| !is_run)
    }
}

/// Our program for another hook, where the file leads to one.
fn other_program(file: &Path, hook: &Hook) -> Option<String> {
    let target = fs::read_link(file).ok()?;
    let name = target.file_stem()?.to_str()?.to_owned();
    let is_other = |other: &Hook| other.program == name && other != hook;
    HOOKS.iter().any(is_other).then_some(name)
}

/// Where a link leads; the file itself where it is none.
fn target(file: &Path) -> PathBuf {
    let target = fs::read_link(file).unwrap_or_else(|_| file.to_owned());
    file.parent().map_or_else(|| target.clone(), |folder| folder.join(&target))
}
