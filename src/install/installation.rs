//! Putting the programs in place as hooks, in one form or another, and taking them away again.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::install::forms::configured::{
    ConfigScope, ConfiguredBy, configure, is_configured, unconfigure,
};
use crate::install::forms::moved::Moved;
use crate::install::forms::{hook_file, uninstall, write};
use crate::install::hook_change::HookChange;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::hooks_dir::{HooksDir, HooksOwner, hooks_dir, own_hooks_dir};
use crate::install::programs::git_programs::{GitProgram, MIN_CONFIGURED, gits_on_path};
use crate::install::programs::our_programs::Programs;

/// Which form of hooks is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WantedForm {
    /// The one that runs with every git on PATH.
    RunsEverywhere,
    /// Files in the hooks folder, whatever git can do.
    Files,
    /// Hooks in the configuration of this scope, whatever other gits can do.
    Configured(ConfigScope),
}

/// The form that hooks were installed in.
#[derive(Debug)]
pub(crate) enum Installed {
    /// In git's configuration.
    Configured {
        scope: ConfigScope,
        by: ConfiguredBy,
        /// The gits on PATH that do not run such hooks.
        older: Vec<GitProgram>,
        /// What became of our files, which stood there before.
        removed: Vec<(Hook, HookChange)>,
    },
    /// In a hooks folder.
    Files {
        dir: HooksDir,
        outcomes: Vec<(Hook, HookChange)>,
        /// The git on PATH that keeps the hooks out of the configuration.
        older: Option<GitProgram>,
    },
}

/// Installs the hooks in this form, and takes the other out of the same scope.
pub(crate) fn install(at: &Path, programs: &Programs, wanted: WantedForm) -> Result<Installed> {
    let gits = gits_on_path();
    let is_older = |git: &&GitProgram| !git.runs_configured_hooks();
    let older: Vec<GitProgram> = gits.iter().filter(is_older).cloned().collect();
    let scope = match wanted {
        WantedForm::Files => return install_files(at, programs, None),
        WantedForm::RunsEverywhere if older.is_empty() => ConfigScope::Local,
        WantedForm::RunsEverywhere => {
            return install_files(at, programs, older.into_iter().next());
        }
        WantedForm::Configured(scope) => scope,
    };
    if let Some(git) = gits.first().filter(is_older) {
        bail!(
            "{git} does not run configured hooks, which came with git {MIN_CONFIGURED}: use `git checkpoint install --files`"
        );
    }
    let own = if scope == ConfigScope::Local { Some(own_hooks_dir(at)?) } else { None };
    let by = configure(at, scope, programs)?;
    let removed = own.map_or_else(Vec::new, |own| remove_files(&own));
    Ok(Installed::Configured { scope, by, older, removed })
}

/// Installs every hook in the hooks folder, one by one; one that fails does not keep the
/// others out.
fn install_files(at: &Path, programs: &Programs, older: Option<GitProgram>) -> Result<Installed> {
    let dir = hooks_dir(at)?;
    if dir.owner == HooksOwner::Git {
        write::create_dir(&dir.path)?;
    }
    let moved = Moved::read(&dir);
    let install =
        |hook: &Hook| (*hook, or_failed(hook_file::install(&dir, hook, programs, &moved)));
    let outcomes = HOOKS.iter().map(install).collect();
    unconfigure(at, ConfigScope::Local)?;
    Ok(Installed::Files { dir, outcomes, older })
}

/// What was taken out of a repository.
#[derive(Debug)]
pub(crate) struct Uninstalled {
    /// The folder of the repository's own hooks.
    pub(crate) dir: HooksDir,
    /// What happened to each hook there.
    pub(crate) outcomes: Vec<(Hook, HookChange)>,
    /// Whether the repository's configuration named our hooks.
    pub(crate) was_configured: bool,
    /// Whether the user's configuration names them still.
    pub(crate) is_global: bool,
}

/// Takes every hook of ours out of the repository at `at` and puts foreign ones back.
pub(crate) fn uninstall(at: &Path) -> Result<Uninstalled> {
    let dir = own_hooks_dir(at)?;
    let was_configured = unconfigure(at, ConfigScope::Local)?;
    let mut outcomes = remove_files(&dir);
    let effective = hooks_dir(at).ok();
    for (hook, outcome) in &mut outcomes {
        if *outcome == HookChange::Absent {
            *outcome = still_called(effective.as_ref().unwrap_or(&dir), hook);
        }
    }
    Ok(Uninstalled {
        dir,
        outcomes,
        was_configured,
        is_global: is_configured(at, ConfigScope::Global),
    })
}

/// Takes our hooks out of the user's configuration; whether there were any.
pub(crate) fn uninstall_global(at: &Path) -> Result<bool> {
    unconfigure(at, ConfigScope::Global)
}

/// Takes our files out of the repository's own hooks folder.
fn remove_files(own: &HooksDir) -> Vec<(Hook, HookChange)> {
    let moved = Moved::read(own);
    let remove = |hook: &Hook| (*hook, or_failed(uninstall::uninstall(own, hook, &moved)));
    let outcomes = HOOKS.iter().map(remove).collect();
    moved.forget(own);
    outcomes
}

fn or_failed(result: Result<HookChange>) -> HookChange {
    result.unwrap_or_else(|error| HookChange::Failed(format!("{error:#}")))
}

/// What is left where nothing of ours stood: somebody else may still run our program.
fn still_called(dir: &HooksDir, hook: &Hook) -> HookChange {
    let text = |file: PathBuf| {
        format!("{} still runs git-checkpoint: take its lines out of there", file.display())
    };
    hook_file::still_called(dir, hook)
        .map_or(HookChange::Absent, |file| HookChange::Refused(text(file), None))
}
