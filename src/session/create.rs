//! A new SESSION.md, from the plan: the specification's "Creating SESSION.md for a New Project".

use super::Dialect;
use super::active::{Source, Surroundings, next_action};
use crate::markdown::{self, plain_text};
use crate::phase::Status;
use crate::plan::{Phase, Plan};

/// Documents that planning leaves beside the plan, in the order in which they are read.
const PLANNING_DOCS: [&str; 12] = [
    "ARCHITECTURE.md",
    "DATABASE_SCHEMA.md",
    "API_ENDPOINTS.md",
    "UI_COMPONENTS.md",
    "TESTING.md",
    "INTEGRATION.md",
    "CRITICAL_WORKFLOWS.md",
    "AGENTS_CONFIG.md",
    "ENV_VARIABLES.md",
    "INSTALLATION_COMMANDS.md",
    "DESIGN.md",
    "REQUIREMENTS.md",
];

/// A SESSION.md for this plan: the first phase that is not done In Progress with
/// its tasks, what is done collapsed, the rest Pending. `None` without phases.
///
/// Every line is short and there are few of them: forty phases make no 160 lines.
pub fn create(dialect: Dialect, known: &Surroundings<'_>) -> Option<String> {
    const ENOUGH: usize = 160;
    let (path, plan) = known.plan.filter(|(_, plan)| !plan.phases.is_empty())?;
    let statuses = statuses(plan);
    let current = statuses.iter().position(|status| *status == Status::InProgress);
    let header = header(path, plan, current.map(|index| &plan.phases[index]), known);
    let blocks: Vec<Block> = plan
        .phases
        .iter()
        .zip(&statuses)
        .filter_map(|(phase, status)| {
            let source = known.source(&phase.number)?;
            Some(Block::of(source, *status, dialect, known))
        })
        .collect();
    let written = |spacing| {
        let phases = blocks.iter().flat_map(move |block| block.lines(spacing));
        header.iter().cloned().chain(phases).collect::<Vec<String>>()
    };
    let lines = [Spacing::Template, Spacing::Close]
        .map(written)
        .into_iter()
        .find(|lines| lines.len() <= ENOUGH)
        .unwrap_or_else(|| written(Spacing::Closest));
    Some(lines.join("\n").trim_end().to_owned() + "\n")
}

/// What the plan itself says is done stays done; of the rest the one that it
/// says is In Progress, else the first, is the one to work on.
fn statuses(plan: &Plan<'_>) -> Vec<Status> {
    let mut statuses: Vec<Status> = plan.phases.iter().map(status).collect();
    let named = statuses.iter().position(|status| *status == Status::InProgress);
    let current = named.or_else(|| statuses.iter().position(|status| *status != Status::Complete));
    for (index, status) in statuses.iter_mut().enumerate() {
        if *status != Status::Complete {
            *status = if Some(index) == current { Status::InProgress } else { Status::Pending };
        }
    }
    statuses
}

/// As the plan names it, or by check boxes that are all ticked.
fn status(phase: &Phase<'_>) -> Status {
    let mut items = phase.tasks.iter().chain(&phase.criteria);
    let is_done = !phase.tasks.is_empty() && items.all(|item| item.is_done);
    match phase.status() {
        Some(Status::InProgress) => Status::InProgress,
        Some(Status::Complete) => Status::Complete,
        None if is_done => Status::Complete,
        _ => Status::Pending,
    }
}

fn header(
    path: &str,
    plan: &Plan<'_>,
    current: Option<&Phase<'_>>,
    known: &Surroundings<'_>,
) -> Vec<String> {
    let title = project(plan).map_or(String::new(), |project| format!(" - {project}"));
    let (phase, stage) = match current {
        Some(phase) => (format!("Phase {}", phase.number), "Implementation"),
        None => (super::advance::ALL_COMPLETE.to_owned(), "Complete"),
    };
    let docs =
        planning_docs(path, known).iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
    let mut lines = vec![format!("# Session State{title}"), String::new()];
    lines.extend(description(plan).into_iter().flat_map(|text| [text, String::new()]));
    lines.extend([
        format!("**Current Phase**: {phase}"),
        format!("**Current Stage**: {stage}"),
        "**Last Checkpoint**: [none yet]".to_owned(),
        format!("**Planning Docs**: {}", docs.join(", ")),
    ]);
    lines.extend(["", "---", ""].map(str::to_owned));
    lines
}

/// The plan, and the other documents that are there, each in `docs/` or at the top.
fn planning_docs(plan: &str, known: &Surroundings<'_>) -> Vec<String> {
    let folder = plan.rsplit_once('/').map_or("docs", |(folder, _)| folder);
    let others = PLANNING_DOCS.iter().filter_map(|name| {
        let mut spots =
            [format!("{folder}/{name}"), format!("docs/{name}"), (*name).to_owned()].into_iter();
        spots.find(|path| path != plan && known.tree.lines(path).is_some())
    });
    std::iter::once(plan.to_owned()).chain(others).collect()
}

/// The project's name, out of the plan's title.
fn project(plan: &Plan<'_>) -> Option<String> {
    let title = plan.title.filter(|title| markdown::title(*title).is_none())?;
    let plain = plain_text(&title);
    let parts =
        [": ", " - ", " – ", " — ", " | "].iter().fold(vec![plain.as_str()], |parts, at| {
            parts.into_iter().flat_map(|part| part.split(at)).collect()
        });
    parts.into_iter().map(without_plan_words).find(|name| !name.is_empty())
}

/// Without the words at both ends that say that this is a plan.
fn without_plan_words(part: &str) -> String {
    const WORDS: [&str; 15] = [
        "implementation",
        "phase",
        "phases",
        "phased",
        "plan",
        "planning",
        "roadmap",
        "development",
        "detailed",
        "complete",
        "实现计划",
        "guide",
        "the",
        "for",
        "overview",
    ];
    let bare = part.split(" (").next().unwrap_or(part);
    let is_plan_word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty() || WORDS.contains(&word.as_str())
    };
    let words: Vec<&str> = bare.split_whitespace().collect();
    let start = words.iter().position(|word| !is_plan_word(word)).unwrap_or(words.len());
    let end = words.iter().rposition(|word| !is_plan_word(word)).map_or(start, |last| last + 1);
    words[start..end].join(" ")
}

/// The front matter's description; a block scalar (`>`) is none.
fn description(plan: &Plan<'_>) -> Option<String> {
    let text = plan.description?;
    (!text.starts_with(['>', '|', '*', '#'])).then(|| super::active::shortened(&text))
}

/// How much air is between the lines of phases that rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// As the specification's template.
    Template,
    /// Nothing below the heading.
    Close,
    /// Nothing at all.
    Closest,
}

/// One phase.
struct Block {
    heading: String,
    body: Vec<String>,
    is_active: bool,
}

impl Block {
    fn of(source: Source<'_>, status: Status, dialect: Dialect, known: &Surroundings<'_>) -> Self {
        let phase = source.phase;
        let name = if phase.name.is_empty() { String::new() } else { format!(": {}", phase.name) };
        let heading = format!("## Phase {}{name} {}", phase.number, dialect.written(status));
        let body = match status {
            Status::InProgress => active(source, known),
            Status::Complete => vec![
                "**Summary**: Complete before this file was begun".to_owned(),
                format!("**Spec**: {}", source.spec()),
            ],
            _ => resting(source),
        };
        Self { heading, body, is_active: status == Status::InProgress }
    }

    fn lines(&self, spacing: Spacing) -> Vec<String> {
        let blank = |is_wanted: bool| is_wanted.then(String::new);
        let mut lines = vec![self.heading.clone()];
        lines.extend(blank(self.is_active || spacing == Spacing::Template));
        lines.extend(self.body.iter().cloned());
        lines.extend(blank(self.is_active || spacing != Spacing::Closest));
        lines
    }
}

fn resting(source: Source<'_>) -> Vec<String> {
    let kind = source.phase.kind.map(|kind| format!("**Type**: {kind}"));
    kind.into_iter().chain([format!("**Spec**: {}", source.spec())]).collect()
}

fn active(source: Source<'_>, known: &Surroundings<'_>) -> Vec<String> {
    let started = format!("**Started**: {}", known.today);
    let kind = source.phase.kind.map(|kind| format!("**Type**: {kind} | "));
    let action = next_action(&source.first_step(), Some(source), known.tree);
    let files: Vec<String> = source.key_files().iter().map(|path| format!("`{path}`")).collect();
    let mut lines = vec![
        format!("{}{started}", kind.unwrap_or_default()),
        format!("**Spec**: {}", source.spec()),
    ];
    lines.extend(["", "**Progress**:", ""].map(str::to_owned));
    lines.extend(source.task_lines());
    lines.extend([String::new(), format!("**Next Action**: {action}")]);
    if !files.is_empty() {
        lines.extend([String::new(), format!("**Key Files**: {}", files.join(", "))]);
    }
    lines.extend(["", "**Known Issues**: None"].map(str::to_owned));
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::session::{Facts, Session, check};
    use crate::tree::{History, Lookup, Tree};

    const PATH: &str = "docs/IMPLEMENTATION_PHASES.md";

    struct Files(BTreeMap<String, String>);

    impl Tree for Files {
        fn exists(&self, path: &str) -> bool {
            self.0.contains_key(path)
        }

        fn read(&self, path: &str) -> Option<String> {
            self.0.get(path).cloned()
        }
    }

    struct NoCommits;

    impl History for NoCommits {
        fn lookup(&self, _: &str) -> Lookup {
            Lookup::Missing
        }

        fn newer_checkpoint(&self, _: &str) -> Option<String> {
            None
        }
    }

    /// The file made of this plan, which no rule may complain of.
    #[track_caller]
    fn made(plan: &str, files: &[(&str, &str)]) -> String {
        let mut files: BTreeMap<String, String> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        files.insert(PATH.to_owned(), plan.to_owned());
        let (tree, plan) = (Files(files), Plan::parse(plan));
        let known = Surroundings { plan: Some((PATH, &plan)), tree: &tree, today: "2026-11-23" };
        for dialect in [Dialect::Emoji, Dialect::Words] {
            let text = create(dialect, &known).unwrap();
            let session = Session::parse(&text);
            assert_eq!(session.dialect, dialect);
            let facts = Facts {
                head: None,
                plan: known.plan,
                tree: &tree,
                history: &NoCommits,
                session_lines: 200,
            };
            let found: Vec<String> =
                check(&session, &facts).into_iter().map(|finding| finding.message).collect();
            assert_eq!(found, Vec::<String>::new(), "{text}");
        }
        create(Dialect::Words, &known).unwrap()
    }

    #[test]
    fn the_file_has_the_shape_of_the_template() {
        let plan = "---\ntitle: Implementation Phases - Shop\ndescription: Sells things\n---\n# x\n## Phase 1: Setup (Week 1)\n**Type**: Infrastructure\n### Tasks\n- [ ] Scaffold the\n  whole app.\n- [ ] Deploy\n## Phase 2: API 🎉\n**Type**: API\n- [ ] GET\n## Phase 3: UI\n- [ ] draw\n";
        let expected = "\
# Session State - Shop

Sells things

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`

---

## Phase 1: Setup [In Progress]

**Type**: Infrastructure | **Started**: 2026-11-23
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-1-setup-week-1`

**Progress**:

- [ ] Scaffold the whole app. <-- CURRENT
- [ ] Deploy

**Next Action**: Scaffold the whole app, see docs/IMPLEMENTATION_PHASES.md:9

**Known Issues**: None

## Phase 2: API [Pending]

**Type**: API
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2-api-`

## Phase 3: UI [Pending]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3-ui`
";
        assert_eq!(made(plan, &[("docs/ARCHITECTURE.md", "")]), expected);
    }

    #[test]
    fn the_next_action_names_a_file_that_is_there() {
        let action = |task: &str, files: &[(&str, &str)]| {
            let plan = format!(
                "## Phase 1: A\n**Tasks**:\n- [ ] {task}\n- [ ] b\n**Files**: `src/b.ts`\n"
            );
            let text = made(&plan, files);
            let line = text.lines().find_map(|line| line.strip_prefix("**Next Action**: "));
            line.unwrap().to_owned()
        };
        let files: &[(&str, &str)] = &[("src/a.ts", "1\n2\n"), ("src/b.ts", "1\n")];
        assert_eq!(action("Mend `src/a.ts`", files), "Mend `src/a.ts:1`");
        assert_eq!(action("Mend src/a.ts:2", files), "Mend src/a.ts:2");
        assert_eq!(action("Mend src/a.ts:9", files), "Mend src/a.ts:1");
        assert_eq!(action("Mend it", files), "Mend it in src/b.ts:1");
        assert_eq!(action("Create src/c.ts", files), format!("Create src/c.ts, see {PATH}:3"));
        assert_eq!(action("Mend it", &[]), format!("Mend it, see {PATH}:3"));
        assert_eq!(action("Mend src/c.ts:4", &[]), format!("Begin with what stands at {PATH}:3"));
    }

    #[test]
    fn what_the_plan_says_is_done_stays_done() {
        let plan = "## Phase 1: A ✅ DONE\n- [ ] x\n## Phase 2: B\n- [x] y\n## Phase 3: C\n- [x] z\n- [ ] w\n## Phase 4: D\n**Status**: ⬜ Not started\n- ✅ v\n";
        let statuses = |text: &str| {
            let session = Session::parse(text);
            session.phases.iter().filter_map(super::super::Phase::status).collect::<Vec<_>>()
        };
        use Status::{Complete, InProgress, Pending};
        let text = made(plan, &[]);
        assert_eq!(statuses(&text), [Complete, Complete, InProgress, Pending]);
        assert!(text.contains("- [x] z\n- [ ] w <-- CURRENT\n"), "{text}");
        let named = plan.replace("⬜ Not started", "🔄 In progress");
        assert_eq!(statuses(&made(&named, &[])), [Complete, Complete, Pending, InProgress]);
        let all = made("## Phase 1: A ✅\n", &[]);
        assert!(all.contains("**Current Phase**: All phases complete\n"));
    }

    #[test]
    fn long_plans_make_short_files() {
        let tasks: String = (0..60).map(|n| format!("- [ ] task {n}\n")).collect();
        let phase = |n: usize| format!("## Phase {n}: Part {n}\n**Type**: API\n### Tasks\n{tasks}");
        let plan: String = (1..=40).map(phase).collect();
        let text = made(&plan, &[]);
        assert!(text.lines().count() <= 170, "{}", text.lines().count());
        assert!(
            text.contains("- [ ] 35 more tasks of `docs/IMPLEMENTATION_PHASES.md#phase-1-part-1`")
        );
        assert_eq!(Session::parse(&text).phases.len(), 40);
    }

    #[test]
    fn the_project_is_named_by_the_plans_title() {
        for (title, name) in [
            ("Implementation Phases: Shop", Some("Shop")),
            ("Shop — Phased Implementation Plan (Hard Gates)", Some("Shop")),
            ("Shop v2 Implementation Phases", Some("Shop v2")),
            ("IMPLEMENTATION PHASES - DETAILED GUIDE", None),
            ("Phase 1: Setup", None),
        ] {
            let text = format!("# {title}\n## Phase 1: A\n");
            assert_eq!(project(&Plan::parse(&text)).as_deref(), name, "{title}");
        }
    }

    #[test]
    fn without_phases_there_is_nothing_to_make() {
        let (tree, plan) = (Files(BTreeMap::new()), Plan::parse("# Phase Overview\n"));
        let known = Surroundings { plan: Some((PATH, &plan)), tree: &tree, today: "2026-11-23" };
        assert_eq!(create(Dialect::Words, &known), None);
    }
}
