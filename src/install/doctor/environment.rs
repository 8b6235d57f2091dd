//! What lies around the hooks: switches, PATH, other gits, other worktrees, the filter.

use std::env;
use std::path::Path;

use crate::install::doctor::configuration::has_configured_hooks;
use crate::install::doctor::git_view::{GitView, is_false};
use crate::install::doctor::problem::{
    FILTER_MISSING, NOT_ON_PATH, OLDER_GIT_ELSEWHERE, Problem, SWITCHED_OFF, SWITCHED_OFF_HERE,
    WORKTREE_OFF,
};
use crate::install::doctor::program::program_in;
use crate::install::hooks::Hook;
use crate::install::hooks_dir::git;
use crate::install::programs::git_programs::{gits_elsewhere, path_folders};
use crate::install::programs::our_programs::Programs;
use crate::text::shell::shell_word;

/// What switches our programs off though git runs them.
pub(crate) fn switches(view: &GitView) -> Vec<Problem> {
    let setting = view.last("checkpoint.enabled").filter(|setting| is_false(&setting.value));
    let of_repository =
        setting.map(|setting| SWITCHED_OFF.about_both(&setting.value, &setting.unset()));
    let value =
        env::var("GIT_CHECKPOINT").ok().filter(|value| is_false(value) && !value.is_empty());
    of_repository.into_iter().chain(value.map(|value| SWITCHED_OFF_HERE.about(&value))).collect()
}

/// What only makes less of the hooks than they could be.
pub(crate) fn surroundings(view: &GitView, programs: &Programs) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(not_on_path(programs));
    if has_configured_hooks(view) {
        let older = view.gits().iter().skip(1).filter(|git| !git.runs_configured_hooks());
        let elsewhere = gits_elsewhere(view.gits());
        let elsewhere = elsewhere.iter().filter(|git| !git.runs_configured_hooks());
        problems
            .extend(older.chain(elsewhere).map(|git| OLDER_GIT_ELSEWHERE.about(&git.to_string())));
    }
    problems.extend(worktrees(view));
    problems.extend(filter(view));
    problems.into_iter().map(Problem::only_warns).collect()
}

fn not_on_path(programs: &Programs) -> Option<Problem> {
    let companion = programs.companion();
    let name = companion.file_name()?;
    let is_found = path_folders().any(|folder| folder.join(name).is_file());
    let folder = companion.parent()?;
    (!is_found).then(|| NOT_ON_PATH.at(folder))
}

/// Linked worktrees whose own configuration sends git to another folder of hooks.
fn worktrees(view: &GitView) -> Vec<Problem> {
    if view.last("extensions.worktreeconfig").is_none_or(|setting| is_false(&setting.value)) {
        return Vec::new();
    }
    let told = git(&view.at, &["worktree", "list", "--porcelain"]).unwrap_or_default();
    let tops = told.lines().filter_map(|line| line.strip_prefix("worktree "));
    let others = tops.filter(|top| Path::new(top) != view.top);
    let off = others.filter_map(|top| {
        let value =
            git(Path::new(top), &["config", "--worktree", "--get", "core.hooksPath"]).ok()?;
        Some(WORKTREE_OFF.about_both(top, &shell_word(value.as_bytes())))
    });
    off.collect()
}

/// The filter of clean-tree mode, whose program is gone.
fn filter(view: &GitView) -> Option<Problem> {
    const COMPANION: Hook = Hook {
        name: "filter",
        program: "git-checkpoint",
        is_gate: false,
        reads_input: false,
        has_argument: false,
    };
    let setting = view.last("filter.git-checkpoint.clean")?;
    let program = program_in(&setting.value, &COMPANION)?;
    (!program.exists()).then(|| FILTER_MISSING.at(&program))
}
