//! The hooks in git's configuration: which of them run our programs.

use std::path::Path;

use crate::install::doctor::git_view::{GitSetting, GitView, is_false};
use crate::install::doctor::problem::{
    COMMAND_MISSING, EVENT_MISSING, GIT_WITHOUT_CONFIGURED_HOOKS, HOOK_DISABLED, INCLUDE_MISSING,
    Problem,
};
use crate::install::doctor::program::{DoctorPrograms, judge_program, program_in};
use crate::install::forms::configured::{configured_name, is_our_include};
use crate::install::hooks::Hook;
use crate::install::programs::git_programs::MIN_CONFIGURED;
use crate::install::shell_path::quoted;

/// What runs a hook, and what keeps it from running.
#[derive(Debug, Default)]
pub(crate) struct HookCallers {
    /// What runs our program, in words.
    pub(crate) ways: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// A `[hook "<name>"]` of the configuration.
struct ConfiguredHook<'v> {
    name: &'v str,
    command: Option<&'v GitSetting>,
    events: Vec<&'v str>,
    enabled: Option<&'v GitSetting>,
}

/// Returns what the configuration has git run for this hook.
pub(crate) fn callers_in_configuration(
    view: &GitView,
    hook: &Hook,
    programs: DoctorPrograms<'_>,
) -> HookCallers {
    let mut callers = HookCallers::default();
    for configured in configured_hooks(view) {
        let program = configured.command.and_then(|command| program_in(&command.value, hook));
        let is_ours = program.is_some() || configured.name == configured_name(hook);
        if !is_ours {
            continue;
        }
        let problem = configured.problem(view, hook).or_else(|| {
            judge_program(&format!("hook.{}.command", configured.name), &program?, hook, programs)
        });
        let runs = problem.as_ref().is_none_or(|problem| !problem.stops);
        if let (true, Some(command)) = (runs, configured.command) {
            callers.ways.push(format!("hook.{}.command in {}", configured.name, command.origin()));
        }
        callers.problems.extend(problem);
    }
    callers
}

/// What is wrong with the configuration whatever the hook.
pub(crate) fn broken_configuration(view: &GitView) -> Vec<Problem> {
    let without_command = configured_hooks(view)
        .into_iter()
        .filter(|hook| hook.command.is_none() && !hook.events.is_empty());
    let mut problems: Vec<Problem> = without_command
        .map(|hook| COMMAND_MISSING.about_both(&format!("hook.{}", hook.name), &hook.removal(view)))
        .collect();
    problems.extend(view.all("include.path").filter_map(|include| {
        let is_missing = is_our_include(&include.value) && !Path::new(&include.value).exists();
        is_missing.then(|| INCLUDE_MISSING.about(&include.value))
    }));
    problems
}

/// Whether the configuration names our hooks at all.
pub(crate) fn has_configured_hooks(view: &GitView) -> bool {
    configured_hooks(view).iter().any(|hook| hook.name.starts_with("git-checkpoint-"))
}

impl ConfiguredHook<'_> {
    fn problem(&self, view: &GitView, hook: &Hook) -> Option<Problem> {
        let section = format!("hook.{}", self.name);
        if self.command.is_none() && !self.events.is_empty() {
            // Told of the configuration as a whole.
            return Some(COMMAND_MISSING.about_both(&section, &self.removal(view)));
        }
        if !self.events.contains(&hook.name) {
            return Some(EVENT_MISSING.about_both(&section, &self.removal(view)));
        }
        // A section by an event's name switches that event.
        let of_event = view.last(&format!("hook.{}.enabled", hook.name));
        let off = self.enabled.into_iter().chain(of_event).find(|setting| is_false(&setting.value));
        if let Some(setting) = off {
            return Some(HOOK_DISABLED.about_both(&setting.key, &setting.unset()));
        }
        let git = view.gits().first().filter(|git| !git.runs_configured_hooks())?;
        Some(GIT_WITHOUT_CONFIGURED_HOOKS.about(&format!("{git}, older than {MIN_CONFIGURED},")))
    }

    /// The command that takes the section out, and brings ours back.
    fn removal(&self, view: &GitView) -> String {
        let section = format!("hook.{}", self.name);
        let setting = self.command.or_else(|| view.last(&format!("{section}.event")));
        let file = setting.and_then(|setting| setting.file.as_deref());
        let place = file.map_or_else(String::new, |file| format!("--file {} ", quoted(file)));
        let remove = format!("git config {place}--remove-section {}", quoted(Path::new(&section)));
        match self.name.starts_with("git-checkpoint-") {
            true => format!("{remove} && git checkpoint install"),
            false => remove,
        }
    }
}

fn configured_hooks(view: &GitView) -> Vec<ConfiguredHook<'_>> {
    let mut hooks: Vec<ConfiguredHook<'_>> = Vec::new();
    for setting in view.settings() {
        let Some((name, variable)) =
            setting.key.strip_prefix("hook.").and_then(|key| key.rsplit_once('.'))
        else {
            continue;
        };
        let at = hooks.iter().position(|hook| hook.name == name).unwrap_or_else(|| {
            hooks.push(ConfiguredHook { name, command: None, events: Vec::new(), enabled: None });
            hooks.len() - 1
        });
        let hook = &mut hooks[at];
        match variable {
            "command" => hook.command = Some(setting),
            "enabled" => hook.enabled = Some(setting),
            // An empty value takes back what stands above.
            "event" if setting.value.is_empty() => hook.events.clear(),
            "event" => hook.events.push(&setting.value),
            _ => {}
        }
    }
    hooks
}
