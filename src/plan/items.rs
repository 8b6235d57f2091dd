//! The tasks and criteria in the body of a phase.

use crate::markdown::line::without_markup;
use crate::markdown::list::{ListItem, list_item};
use crate::markdown::{field, line};
use crate::plan::item_text::{clauses, says_nothing, take_durations};
use crate::plan::model::PlanItem;
use crate::plan::table::table_items;
use crate::plan::topic::{Topic, topic};
use crate::text::str::Str;

/// What a phase's body lists.
pub(crate) struct Items<'a> {
    pub(crate) tasks: Vec<PlanItem<'a>>,
    pub(crate) criteria: Vec<PlanItem<'a>>,
}

/// Reads the lines of a phase's body.
pub(crate) fn read<'a>(body: Str<'a>, lines: &[Str<'a>]) -> Items<'a> {
    let mut lists = Lists::default();
    let mut list = List::default();
    for (index, line) in lines.iter().enumerate() {
        list = list.after(*line);
        let paragraph = || paragraph(body, &lines[index..]);
        if let Some(work) = stated_work(*line, paragraph) {
            lists.results.extend(work);
        } else if let Some(item) = list_item(*line).filter(|_| !is_heading_in_list(*line)) {
            lists.of(list.topic).push(item);
        } else if line.trim_start().starts_with('|') {
            lists.rows.push((list.topic, *line));
        } else if list.topic == Topic::Tasks && is_prose(*line) {
            let goes_on = index > 0 && line::continues_paragraph(lines[index - 1]);
            let first = (!goes_on).then(paragraph);
            lists.prose.extend(first.into_iter().flat_map(clauses).map(as_item));
        }
    }
    let mut found = Items { tasks: tasks(&lists, lines), criteria: items(&lists.criteria) };
    // What the work brings about is to be checked where its objectives are the tasks.
    if found.criteria.is_empty() && found.tasks == items(&lists.objectives) {
        found.criteria = items(&lists.results);
    }
    take_durations(&mut found.tasks);
    found
}

/// The first line with those that go on with it.
fn paragraph<'a>(body: Str<'a>, lines: &[Str<'a>]) -> Str<'a> {
    let (first, below) = (lines[0], &lines[1..]);
    let goes_on =
        |line: &&Str<'_>| line::continues_paragraph(**line) && !field::starts_field(**line);
    let last = below.iter().take_while(goes_on).last().unwrap_or(&first);
    let start = body.span().start;
    body.slice(first.span().start - start..last.span().end - start)
}

/// Whether a line is neither a heading nor a label, nor begins another block.
fn is_prose(line: Str<'_>) -> bool {
    let is_block = line.trim_start().starts_with(['#', '>', '<', '`', '~', '*', '_']);
    !line.trim().is_empty() && !is_block && line::label(line).is_none() && !line::is_rule(&line)
}

/// A clause as an item of a list.
fn as_item(text: Str<'_>) -> ListItem<'_> {
    ListItem { indent: 0, is_numbered: false, mark: None, text }
}

/// The first of these that lists anything: what is named so, check boxes, numbered steps,
/// results, what is listed directly below the heading, and what an unknown label heads.
fn tasks<'a>(lists: &Lists<'a>, lines: &[Str<'a>]) -> Vec<PlanItem<'a>> {
    let boxed = || {
        let all = [
            &lists.direct, &lists.others, &lists.steps, &lists.objectives, &lists.results,
            &lists.done,
        ];
        let mut all: Vec<ListItem<'a>> = all.into_iter().flatten().copied().collect();
        all.sort_by_key(|item| item.text.span());
        only_boxed(&all)
    };
    let finished = || items(&lists.done).into_iter().map(|item| PlanItem { is_done: true, ..item });
    let rows = |is_wanted: fn(Topic) -> bool| {
        let rows = lists.rows.iter().filter(|(topic, _)| is_wanted(*topic));
        table_items(&rows.map(|(_, line)| *line).collect::<Vec<_>>())
    };
    let sources: [&dyn Fn() -> Vec<PlanItem<'a>>; 11] = [
        &|| items(&lists.tasks),
        &|| rows(|topic| topic == Topic::Tasks),
        &boxed,
        &|| task_headings(lines),
        &|| items(&lists.prose),
        &|| items(&lists.objectives),
        &|| items(&lists.results),
        &|| items(&lists.direct),
        &|| rows(|topic| matches!(topic, Topic::Direct | Topic::Unknown | Topic::Results)),
        &|| items(&lists.others),
        &|| finished().collect(),
    ];
    let found = sources.iter().map(|source| source()).find(|found| !found.is_empty());
    found.unwrap_or_default()
}

/// The topic in force, and the level of the heading that set it.
#[derive(Clone, Copy, Default)]
struct List {
    topic: Topic,
    level: usize,
    /// The level of the heading of tasks that is in force, else 0.
    tasks_level: usize,
}

#[derive(Default)]
struct Lists<'a> {
    tasks: Vec<ListItem<'a>>,
    criteria: Vec<ListItem<'a>>,
    objectives: Vec<ListItem<'a>>,
    results: Vec<ListItem<'a>>,
    /// The clauses of a paragraph in the place of a list of tasks.
    prose: Vec<ListItem<'a>>,
    steps: Vec<ListItem<'a>>,
    done: Vec<ListItem<'a>>,
    direct: Vec<ListItem<'a>>,
    others: Vec<ListItem<'a>>,
    asides: Vec<ListItem<'a>>,
    rows: Vec<(Topic, Str<'a>)>,
}

impl<'a> Lists<'a> {
    fn of(&mut self, topic: Topic) -> &mut Vec<ListItem<'a>> {
        match topic {
            Topic::Tasks => &mut self.tasks,
            Topic::Criteria => &mut self.criteria,
            Topic::Objectives => &mut self.objectives,
            Topic::Results => &mut self.results,
            Topic::Step => &mut self.steps,
            Topic::Done => &mut self.done,
            Topic::Direct => &mut self.direct,
            Topic::Unknown => &mut self.others,
            Topic::Aside => &mut self.asides,
        }
    }
}

impl List {
    /// The list in force after this line. Headings below `### Tasks` (`#### Task 1.1`)
    /// and labels inside its list divide it; they do not end it.
    fn after(self, line: Str<'_>) -> Self {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if level > 0 && line[level..].starts_with(' ') {
            let is_step = task_heading(line).is_some();
            let topic = if is_step { Topic::Step } else { topic(&line[level..]) };
            return self.below_heading(topic, level);
        }
        let Some((label, has_value)) = heading_label(line) else { return self };
        let topic = match topic(&label) {
            // `**Type**: API` heads nothing.
            Topic::Unknown | Topic::Aside if has_value && list_item(line).is_some() => return self,
            Topic::Unknown | Topic::Aside if has_value => Topic::Direct,
            topic => topic,
        };
        let is_in_list = list_item(line).is_some() && self.topic != Topic::Direct;
        let level = if is_in_list { 7 } else { 6 };
        if self.is_divided_by(topic, level) { self } else { Self { topic, level: 6, ..self } }
    }

    fn below_heading(self, topic: Topic, level: usize) -> Self {
        if self.is_divided_by(topic, level) {
            return self;
        }
        let tasks_level = match topic {
            Topic::Tasks => level,
            _ if level > self.tasks_level => self.tasks_level,
            _ => 0,
        };
        // `#### Task 1.2` below `### Tasks`, also after the criteria of task 1.1.
        let is_task = topic == Topic::Step && tasks_level > 0;
        Self { topic: if is_task { Topic::Tasks } else { topic }, level, tasks_level }
    }

    fn is_divided_by(self, topic: Topic, level: usize) -> bool {
        let is_list = matches!(
            self.topic,
            Topic::Tasks | Topic::Criteria | Topic::Objectives | Topic::Results
        );
        matches!(topic, Topic::Unknown | Topic::Step) && is_list && level > self.level
    }
}

/// Whether a list item is a label for what follows and no item of its own:
/// `- **Tasks**:` is; the bold step `1. **Set up**` and `- [ ] Tests for:` are not.
fn is_heading_in_list(line: Str<'_>) -> bool {
    let is_boxed = list_item(line).is_some_and(|item| item.mark.is_some());
    let is_bold = line.trim_end().ends_with("**:") || line.trim_end().ends_with(":**");
    let label = line::label(line).filter(|_| !is_boxed);
    let is_label = label.is_some_and(|label| is_bold || topic(&label) != Topic::Unknown);
    // `- **Goal**: …` says something about the phase.
    let is_field = || {
        let (key, has_value) = heading_label_of_field(line)?;
        Some(has_value && !matches!(topic(&key), Topic::Unknown))
    };
    is_label || (!is_boxed && is_field().unwrap_or(false))
}

/// `- **Scope**: …` or `**Tasks**: …`, each clause of what it says.
fn stated_work<'a>(
    line: Str<'a>,
    paragraph: impl FnOnce() -> Str<'a>,
) -> Option<Vec<ListItem<'a>>> {
    let item = list_item(line);
    let mut fields = Vec::new();
    field::fields(line, &mut fields);
    let field = fields.first().filter(|field| !field.value.is_empty())?;
    let topic = topic(&field.key);
    let is_work = match item {
        Some(item) => item.mark.is_none() && matches!(topic, Topic::Tasks | Topic::Results),
        None => topic == Topic::Tasks && !field.key.to_lowercase().starts_with("progress"),
    };
    if !is_work {
        return None;
    }
    let whole = paragraph();
    let is_only = fields.len() == 1;
    let start = field.value.span().start - whole.span().start;
    let said = if is_only { whole.slice(start..whole.len()) } else { field.value };
    Some(clauses(said).into_iter().map(as_item).collect())
}

/// The label of a line that heads what follows: alone on the line, or the key of a field;
/// and whether a value follows it there.
fn heading_label(line: Str<'_>) -> Option<(Str<'_>, bool)> {
    if list_item(line).is_some() {
        let label = line::label(line).filter(|_| is_heading_in_list(line));
        return label.map(|label| (label, false));
    }
    line::label(line).map(|label| (label, false)).or_else(|| heading_label_of_field(line))
}

fn heading_label_of_field(line: Str<'_>) -> Option<(Str<'_>, bool)> {
    let mut fields = Vec::new();
    field::fields(line, &mut fields);
    fields.first().map(|field| (field.key, !field.value.is_empty()))
}

/// The items with a check box, or, where none has one, those at the top level.
fn items<'a>(list: &[ListItem<'a>]) -> Vec<PlanItem<'a>> {
    let boxed = only_boxed(list);
    if !boxed.is_empty() {
        return boxed;
    }
    let top = list.iter().map(|item| item.indent).min().unwrap_or(0);
    let listed = list.iter().filter(|item| item.indent <= top + 1);
    // Bullets at the level of numbers are the parts of the number above them.
    let mut is_below_number = false;
    let nested = listed.filter_map(|listed| {
        is_below_number |= listed.is_numbered;
        let depth = usize::from(is_below_number && !listed.is_numbered);
        Some(PlanItem { depth, ..item(listed)? })
    });
    nested.collect()
}

/// The items with a check box, each as deep as those that it is indented below.
fn only_boxed<'a>(list: &[ListItem<'a>]) -> Vec<PlanItem<'a>> {
    let mut above: Vec<usize> = Vec::new();
    let boxed = list.iter().filter(|item| item.mark.is_some());
    let all = boxed.filter_map(|boxed| {
        while above.pop_if(|indent| *indent + 1 >= boxed.indent).is_some() {}
        let depth = above.len();
        above.push(boxed.indent);
        Some(PlanItem { depth, ..item(boxed)? })
    });
    all.collect()
}

/// `- ✅ Done` is a way to tick, too.
fn item<'a>(item: &ListItem<'a>) -> Option<PlanItem<'a>> {
    let ticked = item.text.strip_prefix("✅").or_else(|| item.text.strip_prefix("☑"));
    let text = ticked.map_or(item.text, |text| {
        text.slice_ref(text.as_str().trim_start_matches(['\u{fe0f}', ' ']))
    });
    let text = without_markup(text);
    let is_done = ticked.is_some() || item.mark.is_some_and(|mark| mark.eq_ignore_ascii_case("x"));
    (!says_nothing(&text)).then_some(PlanItem { text, is_done, depth: 0 })
}

/// `### Task 1.1: Set up`, `## Step 2 - Move files`, `### 1.1 Schema`.
fn task_headings<'a>(lines: &[Str<'a>]) -> Vec<PlanItem<'a>> {
    let texts = lines.iter().filter_map(|line| task_heading(*line));
    texts.map(|text| PlanItem { text, is_done: false, depth: 0 }).collect()
}

fn task_heading(line: Str<'_>) -> Option<Str<'_>> {
    let title = line.strip_prefix("#")?;
    let title = title.slice_ref(title.as_str().trim_start_matches('#')).trim();
    let (word, rest) = title.split_once(" ")?;
    let is_word = ["task", "step", "loop"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let numbered = if is_word { rest.trim_start() } else { title };
    let end = numbered.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let is_numbered = numbered.starts_with(|c: char| c.is_ascii_digit());
    let rest = numbered.slice(end..numbered.len());
    let text = rest.as_str().trim_start_matches([':', ')', '-', '–', '—', ' ']).trim();
    let is_separated = text.len() < rest.len();
    (is_numbered && is_separated && !text.is_empty()).then(|| without_markup(line.slice_ref(text)))
}

#[cfg(test)]
mod tests;
