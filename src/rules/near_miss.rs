//! `near-miss`: the subject looks like a checkpoint but is not one.

use crate::finding::{Finding, Level, Rule};
use crate::message::classify::PREFIX;
use crate::rules::shared::context::MessageContext;

pub static RULE: Rule = Rule {
    name: "near-miss",
    level: Level::Warning,
    fires: "the subject looks like a checkpoint but does not match the format, so it is ignored",
    why: "`Checkpoint: Phase 3 …` looks right to a reader, but is not a checkpoint to programs: nothing is checked or recorded.",
    how: "Begin with `checkpoint: Phase <N>`, in lower case; or reword the subject if no checkpoint is meant.",
};

/// For messages that are not checkpoints; the other rules do not see them.
pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let line = context.message.subject.line;
    let message =
        "the subject looks like a checkpoint but does not match the format, so it is ignored";
    found.push(
        Finding::new(&RULE, message)
            .at(line.span(), format!("a checkpoint begins with `{PREFIX}`"))
            .write(line, context.inferred.subject()),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn ordinary_messages_have_no_findings_and_near_misses_one() {
        assert!(fired("Fix it\n\nStatus: x\n").is_empty());
        let text = COMPLETE.replacen('c', "C", 1);
        let judged = judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(None, None));
        assert_eq!((judged.kind, names(&judged)), (MessageKind::NearMiss, vec!["near-miss"]));
        let help = judged.findings[0].help.clone().unwrap();
        assert_eq!(help, "write `checkpoint: Phase 3 Complete - Tasks API`");
    }
}
