//! Which keys and headings announce what comes next, in the words and languages that people use.

use crate::markdown::list::after_bullet;
use crate::text::str::Str;

/// What a key or heading announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Announcement {
    /// The next action or step.
    Action,
    /// Where the next session begins.
    Handoff,
    /// A list of all that is still to be done.
    OpenWork,
}

/// Whether a key or heading announces the next action.
pub(crate) fn is_next_action(key: &str) -> bool {
    announcement(key) == Some(Announcement::Action)
}

/// What a key or heading announces; `None` for most.
pub(crate) fn announcement(key: &str) -> Option<Announcement> {
    title(key).and_then(|(title, _)| announced_by(&title))
}

/// What a heading says after its announcement: `Build the form` in `Next: Build the form`.
pub(crate) fn said_after<'a>(heading: Str<'a>) -> Option<Str<'a>> {
    let (_, rest) = title(heading.as_str())?;
    rest.filter(|rest| rest.contains(char::is_alphanumeric)).map(|rest| heading.slice_ref(rest))
}

/// The words that announce something, and what a colon or dash sets off after them.
fn title(key: &str) -> Option<(String, Option<&str>)> {
    let key = key.trim_start_matches('§');
    let key = after_bullet(Str::new(key)).map_or(key, |rest| &key[key.len() - rest.len()..]);
    let cut = cut_off(key);
    cut.or_else(|| Some((folded(key), None)).filter(|(title, _)| announced_by(title).is_some()))
}

fn cut_off(key: &str) -> Option<(String, Option<&str>)> {
    let end = [": ", "：", " - ", " – ", " — ", " (", "（", ", "];
    let cut = end.iter().filter_map(|mark| Some((key.find(mark)?, *mark))).min()?;
    let (at, mark) = cut;
    let title = folded(&key[..at]);
    let is_remark = mark.contains(['(', '（']);
    announced_by(&title)?;
    Some((title, (!is_remark).then(|| key[at + mark.len()..].trim())))
}

fn announced_by(title: &str) -> Option<Announcement> {
    // `Next 3 steps`
    let is_count = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> =
        title.split([' ', '/']).filter(|word| !word.is_empty() && !is_count(word)).collect();
    let title = words.join(" ");
    let title = title.trim_end_matches([':', ' ']);
    if is_action(title, &words) {
        Some(Announcement::Action)
    } else if is_handoff(title, &words) {
        Some(Announcement::Handoff)
    } else {
        names(&OPEN_WORK).any(|name| name == title).then_some(Announcement::OpenWork)
    }
}

fn is_action(title: &str, words: &[&str]) -> bool {
    const WHOLE: [&str; 3] = [
        "next, next up, up next, what's next, what’s next, whats next, what is next",
        "what comes next, als nächstes, à suivre, 后续步骤, 後續步驟, 次, 次にやること, 次にすること, 次回やること",
        "далее, дальше",
    ];
    const CJK: [&str; 1] = [
        "下一步, 下步, 接下来, 次のステップ, 次のアクション, 次のタスク, 次の作業, 다음 단계, 다음 작업",
    ];
    const MAX_CJK: usize = 10;
    let words = words.strip_prefix(&["immediate"]).unwrap_or(words);
    let is_pair = |next: &str, noun: &str| {
        is_next(next) && starts_any(noun, &STEPS) || starts_any(next, &STEPS) && is_after(noun)
    };
    names(&WHOLE).any(|name| name == title)
        || matches!(words, [next, noun] if is_pair(next, noun))
        // `Próxima tarea sugerida`
        || matches!(words, [next, noun, _] if is_next(next) && next != &"next" && starts_any(noun, &STEPS))
        || (starts_any(title, &CJK) && title.chars().count() <= MAX_CJK)
}

/// `Next session backlog`, `Where to pick up`, `First prompt for the next session`.
fn is_handoff(title: &str, words: &[&str]) -> bool {
    const MAX_WORDS: usize = 7;
    const OPENINGS: [&str; 6] = [
        "where to pick up, pick up here, pick up from here, where to resume, resume here",
        "resume from here, resume point, start here, where to start, continue here",
        "where to continue, upcoming, immediate priorities, immediate actions, wo weiter",
        "hier weiter, où reprendre, reprendre ici, dónde continuar, por dónde seguir",
        "onde continuar, da dove riprendere, kde pokračovat, od czego zacząć",
        "с чего начать, 次回, nerede kaldık",
    ];
    const NOUNS: [&str; 2] = [
        "session, backlog, path, priorit, goal, work, move, milestone, focus, thing, plan",
        "todo, chat",
    ];
    const ASKED: [&str; 1] = ["prompt, todo, task, plan, start, begin, step"];
    let is_short = words.len() <= MAX_WORDS;
    let is_opening = |opening: &str| {
        let rest = title.strip_prefix(opening);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let is_next = || {
        let begins = words.first().is_some_and(|word| is_next(word));
        begins
            && words
                .iter()
                .skip(1)
                .take(2)
                .any(|word| starts_any(word, &NOUNS) || starts_any(word, &STEPS))
    };
    let is_for_next =
        || title.ends_with("for the next session") || title.ends_with("for next session");
    is_short
        && (names(&OPENINGS).any(is_opening)
            || (is_next() && !title.ends_with(" context"))
            || (is_for_next() && words.iter().any(|word| starts_any(word, &ASKED))))
}

fn is_next(word: &str) -> bool {
    const NEXT: [&str; 3] = [
        "nächst, naechst, prochain, próxim, proxim, siguiente, prossim, volgende, następn",
        "nastepn, kolejn, další, dalsi, ďalš, nästa, næste, neste, sonraki, следующ",
        "дальнейш, наступн, επόμεν",
    ];
    word == "next" || starts_any(word, &NEXT)
}

/// `étapes suivantes`
fn is_after(word: &str) -> bool {
    starts_any(word, &["suivant, siguiente, seguint, successiv"])
}

/// What a step is called, by the beginnings of the words.
const STEPS: [&str; 3] = [
    "action, step, task, item, aktion, schritt, aufgabe, étape, etape, tâche, tache, paso",
    "tarea, acción, accion, passo, passi, tarefa, ação, azion, attività, stap, taak",
    "actie, krok, úkol, steg, skridt, uppgift, adım, шаг, задач, βήμα",
];

const OPEN_WORK: [&str; 12] = [
    "todo, todos, to do, to-do, to-dos, to dos, todo list, to-do list, remaining",
    "remaining work, remaining tasks, remaining items, remaining steps, what remains",
    "what's left, what’s left, left to do, still to do, still open, still pending",
    "outstanding, outstanding work, outstanding tasks, outstanding items, open tasks",
    "open items, open todos, open work, pending, pending tasks, pending work",
    "pending items, backlog, unfinished, unfinished work, not done yet, current task",
    "current tasks, active task, active tasks, current focus, offene punkte",
    "offene aufgaben, noch offen, noch zu tun, zu erledigen, à faire, reste à faire",
    "tâches restantes, pendiente, pendientes, tareas pendientes, por hacer, pendências",
    "tarefas pendentes, a fazer, da fare, te doen, nog te doen, do zrobienia",
    "yapılacaklar, осталось, осталось сделать, что осталось, 待办, 待办事项, 待辦事項, 未完成, やること",
    "残タスク, 할 일, 남은 작업",
];

/// A key in lower case, without what is around its words.
pub(crate) fn folded(key: &str) -> String {
    let words: Vec<&str> = key.split_whitespace().collect();
    let joined = words.join(" ");
    joined.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_lowercase()
}

fn starts_any(word: &str, beginnings: &[&str]) -> bool {
    names(beginnings).any(|beginning| word.starts_with(beginning))
}

/// The names in a table that has several on a line.
fn names<'t>(table: &'t [&'t str]) -> impl Iterator<Item = &'t str> {
    table.iter().flat_map(|line| line.split(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_action_is_announced_in_many_words() {
        for key in [
            "Next Action",
            "🎯 Next Steps (in order):",
            "Next",
            "Next 3 steps",
            "Next Up",
            "Up next",
            "What's next?",
            "Immediate next steps",
            "10. Next steps",
            "Next steps — in this order",
            "Next: build the form",
            "Nächste Schritte",
            "Als Nächstes",
            "Prochaines étapes",
            "Étapes suivantes",
            "Próximos pasos",
            "Próxima tarea sugerida",
            "Próximos passos",
            "Prossimi passi",
            "Další kroky",
            "Следующие шаги",
            "Sonraki adımlar",
            "下一步计划",
            "次のステップ",
            "다음 작업 (session-4)",
        ] {
            assert_eq!(announcement(key), Some(Announcement::Action), "{key}");
        }
    }

    #[test]
    fn a_handoff_and_open_work_are_announced() {
        for key in [
            "Next session backlog",
            "Next session should begin with",
            "Next operating path",
            "Where to pick up",
            "Resume here",
            "Upcoming work",
            "10. Exact first prompt for the next session",
            "Kde pokračovat příště",
        ] {
            assert_eq!(announcement(key), Some(Announcement::Handoff), "{key}");
        }
        for key in ["TODO", "To-Do:", "Remaining work", "Tareas pendientes — Fase 1", "待办事项"]
        {
            assert_eq!(announcement(key), Some(Announcement::OpenWork), "{key}");
        }
    }

    #[test]
    fn what_only_sounds_like_it_announces_nothing() {
        for key in [
            "Next.js setup",
            "Next-auth",
            "Nextcloud",
            "Next review date",
            "Context for Next Session",
            "Todo list app",
            "Pending phases",
            "Remaining risks",
            "Upcomingness",
            "Open questions",
            "Progress",
            "Steps",
            "Backlog grooming notes",
            "Nota para a próxima semana",
            "",
        ] {
            assert_eq!(announcement(key), None, "{key}");
        }
    }

    #[test]
    fn a_heading_may_say_it_itself() {
        let said = |heading| said_after(Str::new(heading)).map(Str::as_str);
        assert_eq!(said("Next: build the form"), Some("build the form"));
        assert_eq!(said("Next step — build it: all"), Some("build it: all"));
        assert_eq!(said("Next Steps (in order)"), None);
        assert_eq!(said("Next Steps"), None);
    }
}
