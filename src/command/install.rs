//! `git checkpoint install` and `uninstall`.

use std::path::Path;

use anyhow::Result;

use super::Verdict;
use crate::install::{self, Hook, HooksDir, Outcome, Owner, Programs};
use crate::project::Project;
use crate::recorder;
use crate::report::{Output, clean};

/// Sets the hooks up in the repository that the current folder belongs to.
pub(super) fn install(output: &mut Output) -> Result<Verdict> {
    let programs = Programs::beside_this_one()?;
    let dir = match install::hooks_dir(Path::new("."), &programs)? {
        Owner::Git(dir) => dir,
        Owner::SomebodyElse(instructions) => {
            output.say(&clean(&instructions));
            return Ok(Verdict::Unable);
        }
    };
    let outcomes = install::install(&dir, &programs)?;
    output.print(&format!(
        "git-checkpoint {} in {}",
        env!("CARGO_PKG_VERSION"),
        dir.path().display()
    ));
    let verdict = tell(output, &dir, &outcomes);
    output.print("To undo: git checkpoint uninstall");
    begin();
    Ok(verdict)
}

/// Ticks count from here on. What cannot be remembered is only counted later.
fn begin() {
    if let Ok(Some(project)) = Project::discover() {
        let _ = recorder::begin(&project);
    }
}

/// Takes the hooks out of the repository that the current folder belongs to.
pub(super) fn uninstall(output: &mut Output) -> Result<Verdict> {
    let dir = install::own_hooks_dir(Path::new("."))?;
    let outcomes = install::uninstall(&dir)?;
    output.print(&format!("git-checkpoint leaves {}", dir.path().display()));
    Ok(tell(output, &dir, &outcomes))
}

/// One line per hook; refusals go to standard error with what to do.
fn tell(output: &mut Output, dir: &HooksDir, outcomes: &[(Hook, Outcome)]) -> Verdict {
    let mut verdict = Verdict::Fine;
    for (hook, outcome) in outcomes {
        if let Outcome::Refused(reason) = outcome {
            output.say(&clean(&format!("{}: {reason}", hook.name)));
            verdict = Verdict::Refused;
        } else {
            output.print(&format!("  {:<12} {}", hook.name, sentence(dir, outcome)));
        }
    }
    verdict
}

fn sentence(dir: &HooksDir, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Installed => "installed".to_owned(),
        Outcome::Kept => "installed already, brought up to date".to_owned(),
        Outcome::Chained(local) => {
            let name = local.strip_prefix(dir.path()).unwrap_or(local);
            format!("installed; the hook that was there runs first, as {}", name.display())
        }
        Outcome::Removed => "removed".to_owned(),
        Outcome::Restored => "removed; the hook that was there before is back".to_owned(),
        Outcome::Absent => "not installed".to_owned(),
        Outcome::Refused(reason) => reason.clone(),
    }
}
