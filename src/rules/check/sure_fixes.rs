//! Fixes that are handed out: each was tried.

use std::collections::HashMap;

use crate::finding::{Finding, Level};
use crate::rules::{near_miss, subject_length};
use crate::text::edit::apply;

/// How many bytes are read again to try fixes: thirty of a usual SESSION.md.
const MAX_REREAD_BYTES: usize = 256 * 1024;

/// The findings with those fixes alone that do what a fix is for, and with open ones, which cannot
/// be tried before their parts are filled in.
///
/// In a text that is damaged in several places an edit can be right for its line and do harm to
/// the next. Such a finding keeps its help.
pub fn with_sure_fixes(
    text: &str,
    mut findings: Vec<Finding>,
    check: impl Fn(&str) -> Vec<Finding>,
) -> Vec<Finding> {
    let before = shown(&findings);
    let mut tries = MAX_REREAD_BYTES / text.len().max(1);
    for finding in &mut findings {
        let Some(fix) = finding.fix.take_if(|fix| !fix.is_open) else { continue };
        let is_tried = tries > 0;
        tries = tries.saturating_sub(1);
        let is_sure =
            || is_settled(finding.rule.name, &before, &shown(&check(&apply(text, &fix.edits))));
        if is_tried && is_sure() {
            finding.fix = Some(fix);
        }
    }
    findings
}

/// How many findings of each rule are shown.
pub(crate) type ShownRules = HashMap<&'static str, usize>;

pub(crate) fn shown(findings: &[Finding]) -> ShownRules {
    let mut shown = ShownRules::new();
    for finding in findings.iter().filter(|finding| finding.level != Level::Off) {
        *shown.entry(finding.rule.name).or_default() += 1;
    }
    shown
}

/// Whether there are fewer findings of the rule now, and no more of any other. A subject may have
/// become too long by it, and of a near miss nothing else was looked at before.
pub(crate) fn is_settled(rule: &str, before: &ShownRules, after: &ShownRules) -> bool {
    let count = |shown: &ShownRules, rule: &str| shown.get(rule).copied().unwrap_or_default();
    let is_caused = |name: &&str| {
        *name != subject_length::RULE.name && count(after, name) > count(before, name)
    };
    let was_hidden = rule == near_miss::RULE.name;
    count(after, rule) < count(before, rule) && (was_hidden || !after.keys().any(is_caused))
}

#[cfg(test)]
mod tests {
    use crate::finding::{Finding, Fix, Rule};
    use crate::rules::check::sure_fixes::{MAX_REREAD_BYTES, with_sure_fixes};
    use crate::rules::{near_miss, status, subject, subject_length};
    use crate::text::str::Str;

    /// A finding for each `x`, whose fix is a `y`.
    fn each_x(text: &str) -> Vec<Finding> {
        let fix = |at| Fix::replace(Str::new(text).slice(at..at + 1), "y");
        let all = text.match_indices('x');
        all.map(|(at, _)| Finding::new(&status::RULE, "x").fix(fix(at))).collect()
    }

    fn fixes(findings: &[Finding]) -> Vec<bool> {
        findings.iter().map(|finding| finding.fix.is_some()).collect()
    }

    /// Whether the fix of `x` is left where the text without it has these findings.
    fn is_left(rule: &'static Rule, after: Vec<Finding>) -> bool {
        let finding = Finding::new(rule, "x").fix(Fix::replace(Str::new("x"), "y"));
        with_sure_fixes("x", vec![finding], |_| after.clone())[0].fix.is_some()
    }

    #[test]
    fn a_fix_removes_its_finding_and_causes_no_other() {
        assert_eq!(fixes(&with_sure_fixes("axbx", each_x("axbx"), each_x)), [true, true]);
        let (own, other) = (Finding::new(&status::RULE, ""), Finding::new(&subject::RULE, ""));
        assert!(is_left(&status::RULE, Vec::new()));
        assert!(!is_left(&status::RULE, vec![own.clone()]));
        assert!(!is_left(&status::RULE, vec![other]));
        assert!(is_left(&status::RULE, vec![Finding::new(&subject_length::RULE, "")]));
        // What is not a checkpoint yet has that one finding.
        assert!(is_left(&near_miss::RULE, vec![own]));
    }

    #[test]
    fn an_open_fix_is_not_tried() {
        let open = Fix::replace(Str::new("x"), "<N>");
        let finding = Finding::new(&status::RULE, "x").fix(open.clone());
        let left = with_sure_fixes("x", vec![finding], |_| panic!("tried"));
        assert_eq!(left[0].fix, Some(open));
    }

    #[test]
    fn trying_is_bounded() {
        let text = "x".repeat(MAX_REREAD_BYTES / 2);
        let tried = std::cell::Cell::new(0);
        let found = with_sure_fixes(&text, each_x(&text), |fixed| {
            tried.set(tried.get() + 1);
            each_x(fixed)
        });
        assert_eq!((tried.get(), fixes(&found).iter().filter(|fix| **fix).count()), (2, 2));
    }
}
