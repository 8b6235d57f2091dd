//! What the list under a heading or label of a plan is about.

use crate::markdown::labels::{names_criteria, names_tasks};

/// What a list is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Topic {
    Tasks,
    Criteria,
    /// What the work is for.
    Objectives,
    /// What the work brings about: deliverables, scope.
    Results,
    /// The details of one numbered step.
    Step,
    /// What was done before: `Implemented:`.
    Done,
    /// What is not work: files, risks, prerequisites.
    Aside,
    /// The list is directly below the phase.
    #[default]
    Direct,
    /// A label that we do not know, in any language.
    Unknown,
}

/// Labels of work that are too general for SESSION.md.
const WORK: &[&str] = &["changes required", "required changes", "what's included"];

/// Labels of results, by how they begin.
const RESULTS: &[&str] = &[
    "deliverable", "key deliverable", "core deliverable", "enhanced deliverable", "scope",
    "what's included", "livrable", "lieferergebnis", "ergebnis", "entregable", "entregáve",
    "risultat", "consegn", "oplever", "παραδοτέα", "результат", "поставк", "交付", "成果物",
    "產出", "产出", "산출물", "output", "features",
];

/// Labels of what was done before.
const DONE: &[&str] = &[
    "implemented", "completed", "components implemented", "started", "done", "already", "fertig",
    "готово",
];

/// Labels of what is not work, by how they begin.
const ASIDES: &[&str] = &[
    "goal", "purpose", "background", "context", "overview", "prerequisite", "requires", "depend",
    "note", "risk", "file", "key file", "expected file", "planned file", "affected", "reference",
    "resource", "link", "non-goal", "out of scope", "not in scope", "estimat", "duration", "time",
    "owner", "priority", "complexity", "rollback", "commands", "technolog", "type", "why",
    "rationale", "assumption", "lessons", "commit", "housekeeping", "quality metric", "privacy",
    "ziel", "voraussetzung", "hinweis", "risik", "dateien", "objectif", "prérequis", "remarque",
    "risque", "fichier", "objetivo", "requisito", "nota", "riesgo", "archivo", "цел", "риск",
    "примечани", "файл", "зависимост", "στόχο", "目标", "目標", "依赖", "风险", "ファイル",
];

/// The topic that a heading or label with this text sets.
pub(crate) fn topic(title: &str) -> Topic {
    let folded = title.to_lowercase();
    let first = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    if names_criteria(title) {
        Topic::Criteria
    } else if names_tasks(title) || begins(WORK) {
        Topic::Tasks
    } else if begins(&["objective"]) {
        Topic::Objectives
    } else if begins(RESULTS) {
        Topic::Results
    } else if begins(DONE) {
        Topic::Done
    } else if begins(ASIDES) {
        Topic::Aside
    } else {
        Topic::Unknown
    }
}
