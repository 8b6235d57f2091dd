//! `stage-unknown`: Current Stage is not one of the three stages.

use crate::finding::{Finding, Level, Rule};
use crate::rules::current_phase;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::status::Stage;

pub static RULE: Rule = Rule {
    name: "stage-unknown",
    level: Level::Warning,
    fires: "the stage is not Implementation, Verification or Debugging",
    why: "The stage tells what kind of work comes next: writing, testing against the criteria, or fixing.",
    how: "Use Implementation, Verification or Debugging.",
};

/// Silent when every phase is Complete, and between two phases, which Current Phase is reported
/// for: there is no stage then.
pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let field = session.field("Current Stage").filter(|field| !field.value.is_empty());
    let Some(field) = field else { return };
    let has_stage = !session.is_complete() && current_phase::problem(session, known).is_none();
    if session.stage().is_some() || !has_stage {
        return;
    }
    let guess = meant_stage(&field.value);
    let others: Vec<String> =
        Stage::ALL.iter().filter(|stage| **stage != guess).map(|s| format!("`{s}`")).collect();
    let help = format!("write `**Current Stage**: {guess}`, or {}", others.join(" or "));
    let finding = Finding::new(&RULE, format!("unknown stage `{}`", field.value));
    found.push(finding.at(field.value.span(), "not one of the three stages").help(help));
}

/// The stage that other words most likely mean.
fn meant_stage(value: &str) -> Stage {
    let folded = value.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if holds(&["debug", "fix", "bug"]) {
        Stage::Debugging
    } else if holds(&["verif", "test", "review", "qa", "complete", "done"]) {
        Stage::Verification
    } else {
        Stage::Implementation
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn the_stage_is_a_known_one() {
        assert_eq!(
            changed("Stage**: Implementation", "Stage**: Planning / Testing"),
            ["stage-unknown"]
        );
        assert_eq!(changed("Stage**: Implementation", "Stage**: debugging (second try)"), NONE);
        let ready = "Stage**: Ready for phase 3";
        let between = GOOD.replace("Stage**: Implementation", ready).replace("API 🔄", "API ⏸️");
        assert_eq!(rules_of(&findings_of(&between, None, &files(), None)), ["current-phase"]);
    }
}
