//! `git checkpoint install` and `uninstall`.

use std::path::Path;

use anyhow::Result;

use super::Verdict;
use crate::install::{self, Advice, Hook, HooksDir, Manager, Outcome, Owner, Programs};
use crate::project::Project;
use crate::recorder;
use crate::report::{Output, clean};

/// Sets the hooks up in the repository that the current folder belongs to.
pub(super) fn install(output: &mut Output) -> Result<Verdict> {
    let programs = Programs::beside_this_one()?;
    let dir = install::hooks_dir(Path::new("."))?;
    let outcomes = install::install(&dir, &programs)?;
    let place = dir.path.display();
    match &dir.owner {
        Owner::Git => {
            output.print(&format!("git-checkpoint {} in {place}", env!("CARGO_PKG_VERSION")));
        }
        Owner::SomebodyElse(cause) => output.say(&clean(&format!(
            "{cause} sends git to {place} for its hooks, which is not git-checkpoint's to change."
        ))),
    }
    let verdict = tell(output, &dir, &outcomes);
    if dir.owner == Owner::Git {
        output.print("To undo: git checkpoint uninstall");
    }
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
    let (dir, outcomes) = install::uninstall(Path::new("."))?;
    output.print(&format!("git-checkpoint leaves {}", dir.path.display()));
    Ok(tell(output, &dir, &outcomes))
}

/// One line per hook; what was not done goes to standard error with what to do.
fn tell(output: &mut Output, dir: &HooksDir, outcomes: &[(Hook, Outcome)]) -> Verdict {
    let mut managed: Vec<(&Hook, &Manager, &Advice)> = Vec::new();
    let mut verdict = Verdict::Fine;
    for (hook, outcome) in outcomes {
        match outcome {
            Outcome::Managed(manager, advice) => managed.push((hook, manager, advice)),
            Outcome::Refused(reason, advice) => {
                let advice = advice
                    .as_ref()
                    .map_or_else(String::new, |advice| "\n".to_owned() + &in_words(&[advice]));
                output.say(&clean(&format!("{}: {reason}{advice}", hook.name)));
            }
            _ => {
                output.print(&format!("  {:<12} {}", hook.name, sentence(dir, outcome)));
                continue;
            }
        }
        verdict = if dir.owner == Owner::Git { Verdict::Refused } else { Verdict::Unable };
    }
    for of_one in managed.chunk_by(|one, other| one.1 == other.1) {
        output.say(&clean(&for_manager(of_one)));
    }
    verdict
}

/// What a manager is to be told about these hooks.
fn for_manager(hooks: &[(&Hook, &Manager, &Advice)]) -> String {
    let names: Vec<&str> = hooks.iter().map(|(hook, ..)| hook.name).collect();
    let advice: Vec<&Advice> = hooks.iter().map(|(.., advice)| *advice).collect();
    let manager = hooks[0].1;
    let mut text = format!(
        "{} runs {} here, and nothing of it was changed. To have it run git-checkpoint too:\n{}",
        manager.name,
        names.join(", "),
        in_words(&advice)
    );
    if !manager.afterwards.is_empty() {
        text += &format!("\n{}", manager.afterwards);
    }
    text
}

/// The lines, each place named once.
fn in_words(advice: &[&Advice]) -> String {
    let mut said = Vec::new();
    for at_one in advice.chunk_by(|one, other| one.place == other.place) {
        said.push(format!("  In {}:", at_one[0].place));
        let lines = at_one.iter().flat_map(|advice| advice.lines.lines());
        said.extend(lines.map(|line| format!("    {line}")));
    }
    said.join("\n")
}

fn sentence(dir: &HooksDir, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Installed => "installed".to_owned(),
        Outcome::Kept => "installed already, brought up to date".to_owned(),
        Outcome::Called(file) => format!("run by {} already", file.display()),
        Outcome::Chained(local) => {
            let name = local.strip_prefix(dir.path.as_path()).unwrap_or(local);
            format!("installed; the hook that was there runs first, as {}", name.display())
        }
        Outcome::Removed => "removed".to_owned(),
        Outcome::Restored => "removed; the hook that was there before is back".to_owned(),
        Outcome::Absent => "not installed".to_owned(),
        Outcome::Refused(reason, _) => reason.clone(),
        Outcome::Managed(manager, _) => format!("run by {}", manager.name),
    }
}
