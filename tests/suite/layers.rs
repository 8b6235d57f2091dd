//! The direction of dependencies, held by reading the sources: no cycle among modules, no import
//! upwards, and what only one layer may name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the top down. A module may import from its own layer and from those below it;
/// the longest name that fits decides.
const LAYERS: [&[&str]; 17] = [
    &["fuzz", "bench"],
    &["hook", "command"],
    &["sync"],
    &["clean_tree"],
    &["snapshot"],
    &["report"],
    &["git", "store", "install", "sync::verify::verdict"],
    &["resume", "agents"],
    &["draft"],
    &["rules"],
    &["snapshot::model", "snapshot::documents"],
    &["config", "finding"],
    &["session"],
    &["plan", "message"],
    &["markdown"],
    &["terms"],
    &["text"],
];

/// Layers that touch nothing outside the process: no git, no files, no terminal.
const PURE: [&str; 14] = [
    "snapshot::model", "snapshot::documents", "resume", "agents", "draft", "rules", "config",
    "finding", "message", "session", "plan", "markdown", "terms", "text",
];

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code without comments and without tests, where the words may stand.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let production = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = production.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// `session::record::header` of `src/session/record/header.rs`; `None` for tests and the roots.
fn module_of(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(source_folder()).unwrap().with_extension("");
    let mut names: Vec<_> = relative.iter().map(|name| name.to_str().unwrap()).collect();
    if names.last() == Some(&"mod") {
        names.pop();
    }
    let is_test = names.iter().any(|name| ["tests", "testing", "properties"].contains(name));
    (!is_test && names != ["lib"] && names != ["main"]).then(|| names.join("::"))
}

/// The paths after each `crate::` of the code, `{…}` spelled out.
fn crate_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let end = rest.find(|c| !is_path(c)).unwrap_or(rest.len());
        let path = rest[..end].trim_end_matches(':');
        let group = rest[end..].strip_prefix('{').and_then(|group| group.split('}').next());
        found.push(path.to_owned());
        for name in group.into_iter().flat_map(|group| group.split(',')) {
            found.push(format!("{path}::{}", name.trim()));
        }
    }
    found
}

/// Every module with those that it imports.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let files: BTreeMap<String, PathBuf> = sources(&source_folder())
        .into_iter()
        .filter_map(|path| Some((module_of(&path)?, path)))
        .collect();
    let resolve = |path: &str| {
        let mut rest = path;
        loop {
            if files.contains_key(rest) {
                return Some(rest.to_owned());
            }
            rest = rest.rsplit_once("::")?.0;
        }
    };
    let of_module = |(module, path): (&String, &PathBuf)| {
        let all = crate_paths(&code(path));
        let mut named: BTreeSet<String> = all.iter().filter_map(|path| resolve(path)).collect();
        named.remove(module);
        (module.clone(), named)
    };
    files.iter().map(of_module).collect()
}

fn is_within(module: &str, name: &str) -> bool {
    module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn layer(module: &str) -> usize {
    let named = LAYERS.iter().enumerate();
    let all = named.flat_map(|(at, names)| names.iter().map(move |name| (name.len(), at, *name)));
    let found = all.filter(|(_, _, name)| is_within(module, name)).max();
    found.unwrap_or_else(|| panic!("{module} is in no layer")).1
}

#[test]
fn modules_form_no_cycle() {
    let imports = imports();
    let mut cycles = Vec::new();
    for module in imports.keys() {
        let (mut reached, mut open) = (BTreeSet::new(), vec![module]);
        while let Some(next) = open.pop() {
            open.extend(imports[next].iter().filter(|import| reached.insert(*import)));
        }
        if reached.contains(module) {
            cycles.push(module);
        }
    }
    assert_eq!(cycles, Vec::<&String>::new());
}

#[test]
fn imports_run_downwards() {
    let mut upward = Vec::new();
    for (from, named) in imports() {
        for to in named.iter().filter(|to| layer(to) < layer(&from)) {
            upward.push(format!("{from} -> {to}"));
        }
    }
    assert_eq!(upward, Vec::<String>::new());
}

fn offenders(files: &[PathBuf], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let code = code(file);
        let named = words.iter().filter(|word| code.contains(**word));
        found.extend(named.map(|word| format!("{}: {word}", file.display())));
    }
    found
}

#[test]
fn pure_layers_touch_nothing_outside() {
    let all = sources(&source_folder());
    let is_pure = |path: &&PathBuf| {
        module_of(path).is_some_and(|module| PURE.iter().any(|name| is_within(&module, name)))
    };
    let files: Vec<_> = all.iter().filter(is_pure).cloned().collect();
    let words = [
        "gix", "anyhow", "owo_colors", "std::fs", "std::env", "std::io", "std::process",
        "SystemTime", "Instant",
    ];
    assert_eq!(offenders(&files, &words), Vec::<String>::new());
}

/// Classes such as `\w` need tables that `regex` is built without. Tests do not notice: what they
/// depend on brings the tables in.
#[test]
fn expressions_name_no_class_of_characters() {
    for file in sources(&source_folder()) {
        let code = code(&file);
        if !code.contains("Regex::new") {
            continue;
        }
        for class in ["\\w", "\\s", "\\d", "\\b", "\\W", "\\S", "\\D", "\\B", "\\p", "(?i"] {
            let found = code.replace(&format!("(?-u:{class})"), "").contains(class);
            assert!(!found, "{}: {class}, write it as (?-u:{class})", file.display());
        }
    }
}

#[test]
fn one_folder_names_gix_and_one_names_colours() {
    let all = sources(&source_folder());
    let outside = |folder: &str| -> Vec<PathBuf> {
        all.iter().filter(|path| !path.starts_with(source_folder().join(folder))).cloned().collect()
    };
    assert_eq!(offenders(&outside("git"), &["gix::", "use gix", "gix_"]), Vec::<String>::new());
    let words = ["owo_colors", "annotate_snippets"];
    assert_eq!(offenders(&outside("report"), &words), Vec::<String>::new());
}

/// Folders that hold one file of a kind each.
const ONE_FILE_PER_KIND: [&str; 2] = ["rules", "command"];

#[test]
fn no_folder_has_more_than_twelve_files() {
    const MAX_FILES: usize = 12;
    let mut count: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in sources(&source_folder()) {
        *count.entry(path.parent().unwrap().to_owned()).or_default() += 1;
    }
    let excepted = ONE_FILE_PER_KIND.map(|name| source_folder().join(name));
    count.retain(|folder, files| *files > MAX_FILES && !excepted.contains(folder));
    assert_eq!(count, BTreeMap::new());
}

#[test]
fn every_type_has_a_name_of_its_own() {
    let mut defined: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in sources(&source_folder()) {
        let Some(module) = module_of(&path) else { continue };
        for line in code(&path).lines().map(|line| line.trim_start().trim_start_matches("pub ")) {
            let line = line.trim_start_matches("pub(crate) ");
            let kinds = ["struct ", "enum ", "trait "];
            let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else {
                continue;
            };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            defined.entry(name).or_default().push(module.clone());
        }
    }
    defined.retain(|_, modules| modules.len() > 1);
    assert_eq!(defined, BTreeMap::new());
}

#[test]
fn one_module_starts_git() {
    let all = sources(&source_folder());
    let is_other = |path: &&PathBuf| {
        module_of(path).is_some_and(|module| module != "git::git_cli" && module != "git::testing")
    };
    let files: Vec<_> = all.iter().filter(is_other).cloned().collect();
    assert_eq!(offenders(&files, &["Command::new(\"git"]), Vec::<String>::new());
}

/// The table of where a change goes names files, in backticks, that have moved before.
#[test]
fn the_paths_of_the_architecture_exist() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(top.join("ARCHITECTURE.md")).unwrap();
    let quoted = text.split('`').skip(1).step_by(2);
    let named = quoted.filter(|path| path.starts_with("src/") && !path.contains('<'));
    let absent: Vec<&str> = named.filter(|path| !top.join(path).exists()).collect();
    assert_eq!(absent, Vec::<&str>::new());
}
