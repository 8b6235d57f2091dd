//! Whether a text speaks of creating something.

use crate::terms::place::places;
use crate::text::str::Str;
use crate::text::words::is_written_without_spaces;

/// Words that speak of creating, also after one of [`EXISTING`].
const CREATING: [&str; 24] = [
    "create", "creating", "creates", "scaffold", "scaffolding", "generate", "bootstrap",
    "initialize", "initialise", "créer", "crée", "erstellen", "erstelle", "anlegen", "crear",
    "crea", "criar", "crie", "creare", "создать", "создай", "utwórz", "oluştur", "luo",
];

/// Words that speak of it, unless the text begins with one of [`EXISTING`].
const ADDING: [&str; 23] = [
    "new", "add", "adding", "write", "writing", "introduce", "extract", "init", "ajouter",
    "ajoute", "nouveau", "nouvelle", "neu", "neue", "neuen", "schreiben", "añadir", "agregar",
    "nuevo", "nueva", "adicionar", "добавить", "новый",
];

/// The same in scripts without spaces.
const WITHOUT_SPACES: [&str; 8] = ["创建", "新建", "新增", "添加", "編寫", "编写", "作成", "追加"];

/// Verbs for what is there already.
const EXISTING: [&str; 44] = [
    "review", "fix", "check", "verify", "debug", "inspect", "investigate", "read", "look", "see",
    "refactor", "update", "test", "run", "analyze", "analyse", "audit", "change", "rename", "move",
    "delete", "remove", "open", "replace", "compare", "study", "continue", "finish", "resume",
    "improve", "clean", "optimize", "optimise", "simplify", "correct", "repair", "resolve",
    "document", "migrate", "convert", "adjust", "edit", "modify", "extend",
];

/// Whether the text speaks of creating something, so that a file it names need not be there yet.
pub(crate) fn speaks_of_creating(text: &str) -> bool {
    let words = words(text);
    let holds = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_to_come = words.windows(2).any(|pair| {
        matches!(
            (pair[0].as_str(), pair[1].as_str()),
            ("be", "created" | "written" | "added") | ("to", "create" | "write")
        )
    });
    // `(new)` is a remark on a file, whatever the sentence is about.
    let is_marked = text.contains("(new)") || text.contains("(new file)");
    is_to_come
        || is_marked
        || holds(&CREATING)
        || WITHOUT_SPACES.iter().any(|word| text.contains(word))
        || (holds(&ADDING) && !is_about_existing(text))
}

/// Whether the text begins with a verb for what is there already: `Fix …`, `Review …`.
pub(crate) fn is_about_existing(text: &str) -> bool {
    words(text).first().is_some_and(|word| EXISTING.contains(&word.as_str()))
}

/// The words in lower case, those of paths left out.
fn words(text: &str) -> Vec<String> {
    let mut prose = text.to_owned();
    for place in places(Str::new(text)).into_iter().rev() {
        prose.replace_range(place.whole.span().range(), " ");
    }
    let is_gap = |c: char| !c.is_alphabetic() || is_written_without_spaces(c);
    prose.split(is_gap).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_is_spoken_of_in_many_ways() {
        for text in [
            "Create src/a.ts",
            "1. **Add** src/a.ts",
            "Write the new src/a.ts:1",
            "src/a.ts (to be created)",
            "src/a.ts (new)",
            "Review the design, then create src/a.ts",
            "Continue with src/a.ts (new)",
            "Créer src/a.ts",
            "Erstelle src/a.ts",
            "创建src/a.ts",
            "src/a.tsを作成する",
        ] {
            assert!(speaks_of_creating(text), "{text}");
        }
    }

    #[test]
    fn work_on_what_is_there_creates_nothing() {
        for text in [
            "Fix the crash in src/new.ts:3",
            "Review docs/a.pdf to extract the rules",
            "Fix src/a.ts and add a check",
            "Look at the created file src/a.ts",
            "Update add/new.ts",
        ] {
            assert!(!speaks_of_creating(text), "{text}");
        }
    }
}
