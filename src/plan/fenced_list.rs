//! Lists in code blocks of plain text, below a label: `Scope:` and a block of lines.

use crate::markdown::list::list_item;
use crate::plan::model::PlanItem;
use crate::plan::topic::{Topic, topic};
use crate::text::str::Str;

/// A longer line is prose, or code.
const MAX_ITEM: usize = 120;

/// The tasks and the criteria that a phase lists in blocks.
pub(crate) fn fenced_lists<'a>(body: Str<'a>) -> (Vec<PlanItem<'a>>, Vec<PlanItem<'a>>) {
    let (mut tasks, mut criteria) = (Vec::new(), Vec::new());
    let (mut heading, mut block) = (Topic::Direct, None::<Vec<Str<'a>>>);
    for line in body.lines() {
        let content = line.trim();
        match (&mut block, content.strip_prefix("```")) {
            (Some(_), Some(_)) => {
                let items = items(&block.take().unwrap_or_default());
                match heading {
                    Topic::Tasks | Topic::Objectives | Topic::Results => tasks.extend(items),
                    Topic::Criteria => criteria.extend(items),
                    _ => {}
                }
            }
            (Some(lines), None) => lines.push(content),
            (None, Some(info)) if is_text(&info) => block = Some(Vec::new()),
            (None, Some(_)) => heading = Topic::Aside,
            (None, None) if content.ends_with(':') || content.starts_with('#') => {
                heading = topic(content.as_str().trim_matches(['#', '*', ':', ' ']));
            }
            (None, None) => {}
        }
    }
    (tasks, criteria)
}

fn is_text(info: &str) -> bool {
    matches!(info.trim(), "" | "text" | "txt" | "md" | "markdown" | "plaintext")
}

/// The lines as items; nothing where one of them is a tree of files or code.
fn items<'a>(lines: &[Str<'a>]) -> Vec<PlanItem<'a>> {
    let lines: Vec<Str<'a>> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    let is_code = |line: &Str<'_>| {
        line.chars().count() > MAX_ITEM
            || line.contains(['│', '├', '└', '{', '}', ';', '='])
            || line.starts_with(['$', '>', '<', '/'])
    };
    if lines.iter().any(is_code) {
        return Vec::new();
    }
    let item = |line: Str<'a>| match list_item(line) {
        Some(item) => {
            let is_done = item.mark.is_some_and(|mark| mark.eq_ignore_ascii_case("x"));
            PlanItem { text: item.text, is_done, depth: 0 }
        }
        None => PlanItem { text: line, is_done: false, depth: 0 },
    };
    lines.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use crate::plan::model::Plan;

    #[test]
    fn blocks_of_text_below_a_label_are_lists() {
        let text = "## Phase 0: Base\n\nPurpose:\n\n```text\nno task\n```\n\nScope:\n\n```text\nOpen the project\nName it\n```\n\nAcceptance checklist:\n\n```text\n- [ ] It opens\n```\n\nFiles:\n```\nsrc/\n├── a\n```\n";
        let plan = Plan::parse(text);
        let texts = |items: &[super::PlanItem<'_>]| {
            items.iter().map(|item| item.text.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(texts(&plan.phases[0].tasks), ["Open the project", "Name it"]);
        assert_eq!(texts(&plan.phases[0].criteria), ["It opens"]);
        let listed = text.replace("Scope:", "Tasks:\n\n- Build it\n\nScope:");
        assert_eq!(texts(&Plan::parse(&listed).phases[0].tasks), ["Build it"]);
        let code = text.replace("Name it", "let a = 1;");
        assert!(Plan::parse(&code).phases[0].tasks.is_empty());
    }
}
