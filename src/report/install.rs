//! What was done to the hooks, as text: one line per hook, and what is left to the user.

use std::path::Path;

use crate::install::forms::configured::{ConfigScope, ConfiguredBy, configured_name};
use crate::install::hook_change::HookChange;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::hooks_dir::{HooksDir, HooksOwner};
use crate::install::installation::{Installed, Uninstalled};
use crate::install::managers::manager::Manager;
use crate::install::manual_steps::ManualStep;
use crate::install::programs::our_programs::Programs;

/// What was done, and what was not.
#[derive(Debug, Default)]
pub(crate) struct InstallReport {
    /// What was done, line by line.
    pub(crate) done: Vec<String>,
    /// What is to be known.
    pub(crate) notes: Vec<String>,
    /// What was not done, each with what to do.
    pub(crate) left: Vec<String>,
    /// Whether anything of ours stands in the repository now.
    pub(crate) has_installed: bool,
}

impl InstallReport {
    fn hook(&mut self, hook: &Hook, text: &str) {
        self.done.push(format!("  {:<12} {text}", hook.name));
    }
}

/// Describes an installation: for each hook the program, and how git finds it.
pub(crate) fn describe_installed(installed: &Installed, programs: &Programs) -> InstallReport {
    let mut report = InstallReport::default();
    match installed {
        Installed::Configured { scope, by, older, removed } => {
            report.has_installed = true;
            describe_configured(&mut report, *scope, by, programs);
            for (hook, outcome) in
                removed.iter().filter(|(_, outcome)| *outcome != HookChange::Absent)
            {
                report.done.push(format!(
                    "  {} in the hooks folder: {}",
                    hook.name,
                    sentence(outcome, &|file| file.display().to_string())
                ));
            }
            report.notes.extend(older.iter().map(|git| {
                format!("{git} does not run these hooks; `git checkpoint install --files` makes hooks that every git runs")
            }));
        }
        Installed::Files { dir, outcomes, older } => {
            describe_folder(&mut report, dir);
            if let Some(git) = older {
                report.done.push(format!("  as files, since {git} does not run configured hooks"));
            }
            let short = |file: &Path| display_in(dir, file);
            describe_outcomes(&mut report, outcomes, &|hook, outcome| {
                let program = programs.path(hook);
                match outcome {
                    HookChange::Installed | HookChange::UpToDate => {
                        format!("{}, runs {}", sentence(outcome, &short), program.display())
                    }
                    _ => sentence(outcome, &short),
                }
            });
        }
    }
    report
}

/// Describes what was taken out.
pub(crate) fn describe_uninstalled(uninstalled: &Uninstalled) -> InstallReport {
    let Uninstalled { dir, outcomes, was_configured, is_global } = uninstalled;
    let mut report = InstallReport::default();
    report.done.push(format!("git-checkpoint leaves {}", dir.path.display()));
    describe_outcomes(&mut report, outcomes, &|_, outcome| {
        sentence(outcome, &|file| display_in(dir, file))
    });
    if *was_configured {
        report.done.push(format!("  {:<12} removed", "configured"));
    }
    if *is_global {
        report.notes.push(
            "the hooks still run here by your own configuration: `git checkpoint uninstall --global`, or `git config checkpoint.enabled false` for this repository".to_owned(),
        );
    }
    report
}

fn describe_folder(report: &mut InstallReport, dir: &HooksDir) {
    let place = dir.path.display();
    match &dir.owner {
        HooksOwner::Git => {
            report.has_installed = true;
            report.done.push(format!("git-checkpoint {} in {place}", env!("CARGO_PKG_VERSION")));
        }
        HooksOwner::SomebodyElse(cause) => report.notes.push(format!(
            "hooks live in {place} (set by {cause}); git-checkpoint does not modify that directory"
        )),
    }
}

fn describe_configured(
    report: &mut InstallReport,
    scope: ConfigScope,
    by: &ConfiguredBy,
    programs: &Programs,
) {
    let whose = match scope {
        ConfigScope::Local => "this repository",
        ConfigScope::Global => "all your repositories",
    };
    let version = env!("CARGO_PKG_VERSION");
    report.done.push(format!("git-checkpoint {version} in the configuration of {whose}"));
    for hook in &HOOKS {
        let text = match by {
            ConfiguredBy::Include(file) => {
                format!("{} (include.path = {})", programs.target(hook).display(), file.display())
            }
            ConfiguredBy::Commands => {
                format!(
                    "{} (hook.{}.command)",
                    programs.path(hook).display(),
                    configured_name(hook)
                )
            }
        };
        report.hook(hook, &text);
    }
}

/// Adds one line per hook; what was not done comes with what to do.
fn describe_outcomes(
    report: &mut InstallReport,
    outcomes: &[(Hook, HookChange)],
    describe: &dyn Fn(&Hook, &HookChange) -> String,
) {
    let mut managed: Vec<Told<'_>> = Vec::new();
    for (hook, outcome) in outcomes {
        match outcome {
            HookChange::Managed(manager, step, orphan) => {
                managed.push(Told { hook, manager, step, orphan: orphan.as_deref() });
            }
            HookChange::Failed(reason) => report.left.push(format!("{}: {reason}", hook.name)),
            HookChange::Refused(reason, step) => {
                let step = step.iter().map(|step| "\n".to_owned() + &in_words(&[step]));
                report.left.push(format!("{}: {reason}{}", hook.name, step.collect::<String>()));
            }
            _ => report.hook(hook, &describe(hook, outcome)),
        }
    }
    for of_one in managed.chunk_by(|one, other| one.manager == other.manager) {
        report.left.push(for_manager(of_one));
    }
}

/// A hook that a manager runs, and what that is to be told.
struct Told<'a> {
    hook: &'a Hook,
    manager: &'a Manager,
    step: &'a ManualStep,
    orphan: Option<&'a Path>,
}

/// What a manager is to be told about these hooks.
fn for_manager(hooks: &[Told<'_>]) -> String {
    let names: Vec<&str> = hooks.iter().map(|told| told.hook.name).collect();
    let steps: Vec<&ManualStep> = hooks.iter().map(|told| told.step).collect();
    let manager = hooks[0].manager;
    let mut text = format!(
        "{} manages {}; nothing was changed. To have it run git-checkpoint too:\n{}",
        manager.name,
        names.join(", "),
        in_words(&steps)
    );
    if !manager.afterwards.is_empty() {
        text += &format!("\n{}", manager.afterwards);
    }
    for orphan in hooks.iter().filter_map(|told| told.orphan) {
        text += &format!(
            "\n{}, a hook that ran before, does not run any more: have {} run it, too",
            orphan.display(),
            manager.name
        );
    }
    text
}

/// The lines, each place named once.
fn in_words(steps: &[&ManualStep]) -> String {
    let mut said = Vec::new();
    for at_one in steps.chunk_by(|one, other| one.place == other.place) {
        said.push(format!("  In {}:", at_one[0].place));
        let lines = at_one.iter().flat_map(|step| step.lines.lines());
        said.extend(lines.map(|line| format!("    {line}")));
    }
    said.join("\n")
}

fn display_in(dir: &HooksDir, file: &Path) -> String {
    file.strip_prefix(&dir.path).unwrap_or(file).display().to_string()
}

fn sentence(outcome: &HookChange, name: &dyn Fn(&Path) -> String) -> String {
    match outcome {
        HookChange::Installed => "installed".to_owned(),
        HookChange::UpToDate => "installed already, brought up to date".to_owned(),
        HookChange::AlreadyCalled(file) => format!("run by {} already", file.display()),
        HookChange::Chained(local) => {
            format!("installed; the hook that was there runs first, as {}", name(local))
        }
        HookChange::Rejoined(local) => {
            format!("installed; {}, which had stopped running, runs first again", name(local))
        }
        HookChange::Removed => "removed".to_owned(),
        HookChange::Restored => "removed; the hook that was there before is back".to_owned(),
        HookChange::Trimmed(file) => {
            format!("removed from {}; what others wrote into it stays", name(file))
        }
        HookChange::KeptAside(local) => {
            format!("removed; {} stays there, since another hook took its place", name(local))
        }
        HookChange::Absent => "not installed".to_owned(),
        HookChange::Refused(reason, _) | HookChange::Failed(reason) => reason.clone(),
        HookChange::Managed(manager, ..) => format!("run by {}", manager.name),
    }
}
