//! The tasks and criteria in the body of a phase.

use crate::markdown::field;
use crate::markdown::labels::{names_criteria, names_tasks};
use crate::markdown::line;
use crate::markdown::line::{ListItem, list_item};
use crate::plan::model::PlanItem;
use crate::text::str::Str;

/// What a phase's body lists.
pub(crate) struct Items<'a> {
    pub(crate) tasks: Vec<PlanItem<'a>>,
    pub(crate) criteria: Vec<PlanItem<'a>>,
}

/// Reads the lines of a phase's body.
pub(crate) fn read<'a>(lines: &[Str<'a>]) -> Items<'a> {
    let mut lists = Lists::default();
    let mut list = List::default();
    for line in lines {
        list = list.after(*line);
        if let Some(item) = list_item(*line).filter(|_| !is_heading_in_list(*line)) {
            lists.of(list.topic).push(item);
        }
    }
    let sources: [&dyn Fn() -> Vec<PlanItem<'a>>; 4] = [
        &|| items(&lists.tasks),
        &|| only_boxed(&lists.others).chain(only_boxed(&lists.results)).collect(),
        &|| task_headings(lines),
        &|| items(&lists.results),
    ];
    let found = sources.iter().map(|source| source()).find(|found| !found.is_empty());
    let tasks = found.unwrap_or_default();
    Items { tasks, criteria: items(&lists.criteria) }
}

/// What the list under a heading or label is about.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Topic {
    Tasks,
    Criteria,
    Results,
    #[default]
    Other,
}

/// The topic in force, and the level of the heading that set it.
#[derive(Clone, Copy, Default)]
struct List {
    topic: Topic,
    level: usize,
}

#[derive(Default)]
struct Lists<'a> {
    tasks: Vec<ListItem<'a>>,
    criteria: Vec<ListItem<'a>>,
    results: Vec<ListItem<'a>>,
    others: Vec<ListItem<'a>>,
}

impl<'a> Lists<'a> {
    fn of(&mut self, topic: Topic) -> &mut Vec<ListItem<'a>> {
        match topic {
            Topic::Tasks => &mut self.tasks,
            Topic::Criteria => &mut self.criteria,
            Topic::Results => &mut self.results,
            Topic::Other => &mut self.others,
        }
    }
}

impl List {
    /// The list in force behind this line. Headings below `### Tasks` (`#### Task 1.1`)
    /// and labels inside its list divide it; they do not end it.
    fn after(self, line: Str<'_>) -> Self {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if level > 0 && line[level..].starts_with(' ') {
            let topic = topic(&line[level..]);
            let is_division =
                topic == Topic::Other && self.topic != Topic::Other && level > self.level;
            return if is_division { self } else { Self { topic, level } };
        }
        let Some(label) = heading_label(line) else { return self };
        let topic = topic(&label);
        let is_division =
            topic == Topic::Other && self.topic != Topic::Other && list_item(line).is_some();
        if is_division { self } else { Self { topic, level: 6 } }
    }
}

/// Whether a list item is a label for what follows and no item of its own:
/// `- **Tasks**:` is; the bold step `1. **Set up**` and `- [ ] Tests for:` are not.
fn is_heading_in_list(line: Str<'_>) -> bool {
    let is_boxed = list_item(line).is_some_and(|item| item.mark.is_some());
    let is_bold = line.trim_end().ends_with("**:") || line.trim_end().ends_with(":**");
    let label = line::label(line).filter(|_| !is_boxed);
    label.is_some_and(|label| is_bold || topic(&label) != Topic::Other)
}

/// The label of a line that heads what follows: alone on the line, or the key of a field.
fn heading_label(line: Str<'_>) -> Option<Str<'_>> {
    if list_item(line).is_some() {
        return line::label(line).filter(|_| is_heading_in_list(line));
    }
    line::label(line).or_else(|| {
        let mut fields = Vec::new();
        field::fields(line, &mut fields);
        fields.first().map(|field| field.key)
    })
}

fn topic(title: &str) -> Topic {
    let folded = title.to_lowercase();
    let first = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    if names_criteria(title) {
        Topic::Criteria
    } else if names_tasks(title) {
        Topic::Tasks
    } else if ["deliverable", "objective", "scope"].iter().any(|word| first.starts_with(word)) {
        Topic::Results
    } else {
        Topic::Other
    }
}

/// The items with a check box, or, where none has one, those at the top level.
fn items<'a>(list: &[ListItem<'a>]) -> Vec<PlanItem<'a>> {
    let boxed: Vec<PlanItem<'a>> = only_boxed(list).collect();
    if !boxed.is_empty() {
        return boxed;
    }
    let top = list.iter().map(|item| item.indent).min().unwrap_or(0);
    list.iter().filter(|item| item.indent <= top + 1).filter_map(item).collect()
}

fn only_boxed<'i, 'a>(list: &'i [ListItem<'a>]) -> impl Iterator<Item = PlanItem<'a>> + 'i {
    list.iter().filter(|item| item.mark.is_some()).filter_map(item)
}

/// `- ✅ Done` is a way to tick, too.
fn item<'a>(item: &ListItem<'a>) -> Option<PlanItem<'a>> {
    let ticked = item.text.strip_prefix("✅").or_else(|| item.text.strip_prefix("☑"));
    let text = ticked
        .map_or(item.text, |text| text.locate(text.as_str().trim_start_matches(['\u{fe0f}', ' '])));
    let text = without_markup(text);
    let is_done = ticked.is_some() || item.mark.is_some_and(|mark| mark.eq_ignore_ascii_case("x"));
    (!text.is_empty()).then_some(PlanItem { text, is_done })
}

/// Without `**` or `~~` around all of it.
fn without_markup(text: Str<'_>) -> Str<'_> {
    let around = |marks: &str| {
        let inner = text.strip_prefix(marks)?.strip_suffix(marks)?;
        (!inner.is_empty() && !inner.contains(marks)).then_some(inner)
    };
    around("**").or_else(|| around("~~")).unwrap_or(text)
}

/// `### Task 1.1: Set up`, `## Step 2 - Move files`, `### 1.1 Schema`.
fn task_headings<'a>(lines: &[Str<'a>]) -> Vec<PlanItem<'a>> {
    let texts = lines.iter().filter_map(|line| task_heading(*line));
    texts.map(|text| PlanItem { text, is_done: false }).collect()
}

fn task_heading(line: Str<'_>) -> Option<Str<'_>> {
    let title = line.strip_prefix("#")?;
    let title = title.locate(title.as_str().trim_start_matches('#')).trim();
    let (word, rest) = title.split_once(" ")?;
    let is_word = ["task", "step", "loop"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let numbered = if is_word { rest.trim_start() } else { title };
    let end = numbered.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let is_numbered = numbered.starts_with(|c: char| c.is_ascii_digit());
    let behind = numbered.slice(end..numbered.len());
    let text = behind.as_str().trim_start_matches([':', ')', '-', '–', '—', ' ']).trim();
    let is_separated = text.len() < behind.len();
    (is_numbered && is_separated && !text.is_empty()).then(|| without_markup(line.locate(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::Plan;

    fn of(body: &str) -> (Vec<String>, Vec<String>) {
        let text = format!("## Phase 1: A\n{body}");
        let plan = Plan::parse(&text);
        let texts = |items: &[PlanItem<'_>]| {
            items
                .iter()
                .map(|i| format!("{}{}", i.text, if i.is_done { "!" } else { "" }))
                .collect()
        };
        (texts(&plan.phases[0].tasks), texts(&plan.phases[0].criteria))
    }

    fn all(tasks: &[&str], criteria: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
        (owned(tasks), owned(criteria))
    }

    #[test]
    fn tasks_stand_under_a_heading_or_a_label() {
        for label in
            ["### Tasks", "### Tasks:", "**Tasks**:", "**Tasks**", "- **Tasks**:", "Tasks:"]
        {
            let body = format!("**Goal**: g\n- not this\n\n{label}\n- a\n  - part of a\n1. ✅ b\n");
            assert_eq!(of(&body), all(&["a", "b!"], &[]), "{label}");
        }
    }

    #[test]
    fn check_boxes_win_and_may_be_indented() {
        let body = "### Tasks\n#### 1.1 First\n1. **Group**\n   - [x] a\n#### 1.2 Second\n   - [ ] b\n### Notes\n- c\n";
        assert_eq!(of(body), all(&["a!", "b"], &[]));
        assert_eq!(of("text\n- [ ] a\n- b\n"), all(&["a"], &[]));
    }

    #[test]
    fn criteria_go_by_many_names() {
        for label in [
            "### Verification Criteria",
            "**Exit Criteria**:",
            "**Exit criteria**",
            "### Success Criteria",
            "### ✅ Acceptance Criteria",
            "- **Verification**:",
            "### Tests / verification (before moving on)",
        ] {
            let body = format!("**Tasks**:\n- [ ] a\n\n{label}\n- [ ] c\n- [x] d\n");
            assert_eq!(of(&body), all(&["a"], &["c", "d!"]), "{label}");
        }
    }

    #[test]
    fn steps_in_bold_are_items_and_lose_their_markup() {
        let body = "### Tasks\n1. **Set up**\n   - part\n2. ~~Done~~\n\n- **Notes**:\n  - c\n";
        assert_eq!(of(body), all(&["Set up", "Done"], &[]));
    }

    #[test]
    fn without_a_list_task_headings_or_deliverables_serve() {
        assert_eq!(of("### 1.1 **a**\ntext\n### 2. b\n### 2nd c\n"), all(&["a", "b"], &[]));
        assert_eq!(of("### Task 1.1: a\ntext\n### Step 2 - b\n"), all(&["a", "b"], &[]));
        assert_eq!(of("### Deliverables\n- a\n- b\n"), all(&["a", "b"], &[]));
    }

    #[test]
    fn an_item_that_ends_with_a_colon_is_an_item() {
        let body =
            "### Exit criteria\n- [ ] Tests for:\n  - x\n- [ ] b\n\n### Tasks\n- Do:\n  - x\n- c\n";
        assert_eq!(of(body), all(&["Do:", "c"], &["Tests for:", "b"]));
    }

    #[test]
    fn lists_in_fences_are_none() {
        assert_eq!(of("```\n- [ ] a\n```\n"), all(&[], &[]));
    }
}
