//! `git checkpoint init` on plans as people write them.

use std::fs;
use std::path::Path;

use crate::harness::Project;

/// Each plan of `tests/corpus/plans`, how many phases it has, and what is to be done first.
const PLANS: [(&str, usize, &str); 16] = [
    ("bold-lines", 2, "Scaffold, see {plan}:4"),
    ("chinese", 2, "初始化项目, see {plan}:5"),
    ("french-label", 2, "Créer le dépôt, see {plan}:6"),
    ("german-no-colon", 2, "Projekt anlegen, see {plan}:7"),
    ("greek", 2, "Ρύθμιση έργου, see {plan}:5"),
    ("japanese", 2, "画面設計, see {plan}:5"),
    ("letters", 2, "continue work, see {plan}:3"),
    ("list-phases", 2, "scaffold, see {plan}:4"),
    ("markdown-block", 2, "Write the template, see {plan}:6"),
    ("nested", 2, "schema, see {plan}:5"),
    ("only-criteria", 2, "Setup, see {plan}:2"),
    ("russian-nested", 2, "Настроить сборку, see {plan}:6"),
    ("same-level", 2, "a, see {plan}:4"),
    ("table", 2, "Add `src/db.ts`"),
    ("unclosed-fence", 3, "A, see {plan}:2"),
    ("wrong-line", 2, ""),
];

#[test]
fn init_reads_each_plan_and_no_rule_fires_on_what_it_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/plans");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), PLANS.len());
    let project = Project::new();
    for (name, phases, action) in PLANS {
        let text = fs::read_to_string(folder.join(format!("{name}.md"))).unwrap();
        let plan = format!("docs/{name}.md");
        project.write(&plan, &text);
        project.checkpoint(&["init", &plan]).ok();
        let session = project.read("SESSION.md");
        assert_eq!(session.matches("\n## Phase ").count(), phases, "{name}: {session}");
        let action = format!("**Next Action**: {}", action.replace("{plan}", &plan));
        assert!(session.contains(&action), "{name}: {session}");
        project.checkpoint(&["check", "--strict"]).ok().silent();
        fs::remove_file(project.path("SESSION.md")).unwrap();
    }
}
