//! The words, in many languages, of labels above tasks and above criteria.

/// Whether a heading or label with this text stands above criteria and not above tasks.
pub fn names_criteria(title: &str) -> bool {
    const ANYWHERE: [&str; 36] = [
        "criteri", "critère", "critér", "kriteri", "kritéri", "kryteri", "критери", "критері",
        "κριτήρι", "abnahme", "acceptatie", "vérification", "verificación", "verificação",
        "überprüfung", "проверка", "приёмка", "приемка", "验收", "驗收", "验证", "受け入れ",
        "受入", "完了条件", "検証", "검증", "기준", "done when", "completion checklist",
        "acceptance checklist", "definition of done", "/ verification", "verification checklist",
        "verification progress", "verification results", "verification steps",
    ];
    let folded = title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let first = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["verif", "acceptance", "success"].iter().any(|word| first.starts_with(word))
        || ANYWHERE.iter().any(|words| folded.contains(words))
}

/// Whether a heading or label with this text stands above tasks.
pub fn names_tasks(title: &str) -> bool {
    const TASKS: [&str; 41] = [
        "aufgabe", "schritte", "tâche", "étapes", "tarea", "tarefa", "pasos", "passos", "attività",
        "compiti", "taken", "uppgift", "opgave", "oppgave", "tehtävä", "zadania", "úkol", "úloh",
        "feladat", "görev", "εργασίες", "задач", "завдання", "задания", "шаги", "任務", "タスク",
        "作業", "작업", "할 일", "task", "work item", "work order", "step", "to do", "todo",
        "checklist", "implementation", "progress", "任务", "work",
    ];
    let folded = title.to_lowercase();
    let title = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let ends_with = |word: &str| title.trim_end_matches([' ', ':', '*']).ends_with(word);
    let is_named = TASKS.iter().any(|word| title.starts_with(word));
    !names_criteria(title) && (is_named || ends_with(" tasks") || ends_with(" steps"))
}

#[cfg(test)]
mod tests {
    use crate::markdown::labels::names_criteria;

    #[test]
    fn criteria_are_not_every_mention_of_verification() {
        for title in [
            "Verification Progress",
            "✅ Acceptance Criteria",
            "Tests / verification",
            "Verified",
            "Acceptance",
        ] {
            assert!(names_criteria(title), "{title}");
        }
        for title in [
            "Email Verification",
            "Progress",
            "Accept invitations",
            "Implement verification mails",
            "",
        ] {
            assert!(!names_criteria(title), "{title}");
        }
    }
}
