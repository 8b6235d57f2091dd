//! Whether each hook runs here, put together; as text and as JSON.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use crate::install::doctor::agents::{AgentReport, agents_in};
use crate::install::doctor::configuration::{
    HookCallers, broken_configuration, callers_in_configuration,
};
use crate::install::doctor::environment::{surroundings, switches};
use crate::install::doctor::files::{broken_folder, callers_in_folder};
use crate::install::doctor::git_view::GitView;
use crate::install::doctor::problem::{COMMAND_MISSING, NOT_INSTALLED, Problem, RUNS_TWICE};
use crate::install::doctor::program::DoctorPrograms;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::programs::our_programs::Programs;

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thoroughness {
    /// Whether the hooks run.
    HooksOnly,
    /// And whatever lies around them.
    Everything,
}

/// What is found about the hooks of a repository.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    pub(crate) hooks: Vec<HookState>,
    pub(crate) problems: Vec<Problem>,
    agents: Vec<AgentReport>,
    /// The folder in which git looks for hooks.
    hooks_path: String,
    git: String,
}

/// One hook, and what runs our program for it.
#[derive(Debug, Serialize)]
pub(crate) struct HookState {
    pub(crate) name: &'static str,
    pub(crate) runs: bool,
    pub(crate) by: Vec<String>,
}

impl Diagnosis {
    /// Looks at the repository at `at`, and starts no program but git and our own.
    pub(crate) fn of(at: &Path, programs: &Programs, how: Thoroughness) -> Result<Self> {
        let view = GitView::read(at)?;
        let mut problems = broken_configuration(&view);
        let folder = broken_folder(&view);
        let off = switches(&view);
        let are_probed = how == Thoroughness::Everything;
        let looked_at = DoctorPrograms { installed: programs, are_probed };
        let mut hooks = Vec::new();
        for hook in &HOOKS {
            let (state, found) = examine(&view, hook, looked_at, folder.as_ref());
            hooks.push(HookState { runs: state.runs && off.is_empty(), ..state });
            problems.extend(found);
        }
        problems.extend(off);
        let (mut git, mut agents) = (String::new(), Vec::new());
        if how == Thoroughness::Everything {
            problems.extend(surroundings(&view, programs));
            let (reports, found) = agents_in(&view.top);
            agents = reports;
            problems.extend(found);
            git = view.gits().first().map_or_else(String::new, ToString::to_string);
        }
        remove_duplicates(&mut problems);
        Ok(Self { hooks, problems, agents, hooks_path: view.hooks.display().to_string(), git })
    }

    /// Whether every hook runs.
    pub(crate) fn all_run(&self) -> bool {
        self.hooks.iter().all(|hook| hook.runs)
    }

    /// One sentence on hooks that do not run, with what fixes it.
    pub(crate) fn in_one_line(&self) -> Option<String> {
        let silent: Vec<&str> =
            self.hooks.iter().filter(|hook| !hook.runs).map(|hook| hook.name).collect();
        let which = match silent.as_slice() {
            [] => return None,
            all if all.len() == HOOKS.len() => "the hooks do".to_owned(),
            [one] => format!("the {one} hook does"),
            some => format!("the hooks {} do", some.join(", ")),
        };
        let first = self.problems.iter().find(|problem| problem.stops);
        let (what, fix) = first.map_or(("", "git checkpoint doctor"), |p| (&p.what, &p.fix));
        Some(format!("{which} not run here: {what}; `{fix}`"))
    }

    /// One line per hook, then each problem with what fixes it.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}, hooks in {}\n", self.git, self.hooks_path);
        for hook in &self.hooks {
            let by = if hook.by.is_empty() {
                String::new()
            } else {
                format!(" by {}", hook.by.join(", "))
            };
            let runs = if hook.runs { format!("runs{by}") } else { "does not run".to_owned() };
            text += &format!("  {:<12} {runs}\n", hook.name);
        }
        for AgentReport { name, settings, state, fix } in &self.agents {
            let fix = fix.as_ref().map_or_else(String::new, |fix| format!("; `{fix}`"));
            text += &format!("  {name:<12} {settings}: {state}{fix}\n");
        }
        for problem in &self.problems {
            let level = if problem.stops { "error" } else { "warning" };
            text += &format!(
                "{level}[{}]: {}\nhelp: `{}`\n",
                problem.check.name, problem.what, problem.fix
            );
        }
        text
    }

    /// The JSON object, described in `docs/json.md`.
    pub(crate) fn json(&self) -> impl Serialize + '_ {
        let problems = self.problems.iter().map(|problem| JsonProblem {
            check: problem.check.name,
            level: if problem.stops { "error" } else { "warning" },
            what: &problem.what,
            fix: &problem.fix,
        });
        JsonDiagnosis {
            version: 1,
            all_run: self.all_run(),
            git: &self.git,
            hooks_path: &self.hooks_path,
            hooks: &self.hooks,
            agents: &self.agents,
            problems: problems.collect(),
        }
    }
}

/// The object; its field names are a public interface.
#[derive(Serialize)]
struct JsonDiagnosis<'a> {
    version: u32,
    all_run: bool,
    git: &'a str,
    hooks_path: &'a str,
    hooks: &'a [HookState],
    agents: &'a [AgentReport],
    problems: Vec<JsonProblem<'a>>,
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    check: &'static str,
    level: &'static str,
    what: &'a str,
    fix: &'a str,
}

/// Where one way works, what is wrong with another is only a warning.
fn examine(
    view: &GitView,
    hook: &Hook,
    programs: DoctorPrograms<'_>,
    folder: Option<&Problem>,
) -> (HookState, Vec<Problem>) {
    let configured = callers_in_configuration(view, hook, programs);
    let files = match folder {
        Some(problem) => HookCallers { ways: Vec::new(), problems: vec![problem.clone()] },
        None => callers_in_folder(view, hook, programs),
    };
    let is_twice = !configured.ways.is_empty() && !files.ways.is_empty();
    let by: Vec<String> = configured.ways.iter().chain(&files.ways).cloned().collect();
    let mut problems = configured.problems;
    let runs = !by.is_empty() && problems.iter().all(|problem| problem.check != &COMMAND_MISSING);
    // Nobody asks for files where the configuration has the hooks, or is to have them.
    let are_files_meant = configured.ways.is_empty() && problems.is_empty();
    problems.extend(
        files
            .problems
            .into_iter()
            .filter(|problem| are_files_meant || !problem.stops && problem.check != &NOT_INSTALLED),
    );
    if is_twice {
        problems.push(RUNS_TWICE.about_both(hook.name, &by.join(", ")));
    }
    if runs {
        problems = problems.into_iter().map(Problem::only_warns).collect();
    }
    (HookState { name: hook.name, runs, by }, problems)
}

fn remove_duplicates(problems: &mut Vec<Problem>) {
    let mut seen = Vec::new();
    problems.retain(|problem| {
        let is_new = !seen.contains(&(problem.what.clone(), problem.fix.clone()));
        seen.push((problem.what.clone(), problem.fix.clone()));
        is_new
    });
    problems.sort_by_key(|problem| !problem.stops);
}
