//! lefthook: one configuration file, by one of many names, in one of four formats.

use crate::install::managers::manager::{
    InstallerSigns, Manager, ManagerFile, ManagerForm, PasteTarget,
};

pub(crate) static LEFTHOOK: Manager = Manager {
    name: "lefthook",
    folder: None,
    mark: Some("lefthook"),
    beside: None,
    owns_all: false,
    files: &[
        file("lefthook.yml", &YAML),
        file("lefthook.yaml", &YAML),
        file("lefthook.json", &JSON),
        file("lefthook.jsonc", &JSON),
        file("lefthook.toml", &TOML),
        file(".lefthook.yml", &YAML),
        file(".lefthook.yaml", &YAML),
        file(".lefthook.json", &JSON),
        file(".lefthook.jsonc", &JSON),
        file(".lefthook.toml", &TOML),
        file(".config/lefthook.yml", &YAML),
        file(".config/lefthook.yaml", &YAML),
        file(".config/lefthook.json", &JSON),
        file(".config/lefthook.jsonc", &JSON),
        file(".config/lefthook.toml", &TOML),
        file("lefthook-local.yml", &YAML),
        file("lefthook-local.yaml", &YAML),
        file("lefthook-local.json", &JSON),
        file("lefthook-local.jsonc", &JSON),
        file("lefthook-local.toml", &TOML),
        file(".lefthook-local.yml", &YAML),
        file("lefthook.yml", &YAML),
    ],
    signs: InstallerSigns::package_json("\"lefthook\""),
    afterwards: "Then run `lefthook install`.",
};

const fn file(path: &'static str, form: &'static ManagerForm) -> ManagerFile {
    ManagerFile { path, needs: None, form }
}

/// lefthook itself puts the argument in; `{0}`, all of them, would break at a space.
const ARGUMENT: &str = " \"{1}\"";
const HEADING: &str = "{path}, beside what is there";

static YAML: ManagerForm = ManagerForm {
    heading: HEADING,
    lines: "{hook}:\n  commands:\n    git-checkpoint:\n      run: |\n        {run}{input}",
    argument: ARGUMENT,
    input: "\n      use_stdin: true",
    escaped: &[],
    paste: PasteTarget::Nothing,
};

static JSON: ManagerForm = ManagerForm {
    heading: HEADING,
    lines: "\"{hook}\": {\"commands\": {\"git-checkpoint\": {\"run\": \"{run}\"{input}}}},",
    argument: ARGUMENT,
    input: ", \"use_stdin\": true",
    escaped: &['"', '\\'],
    paste: PasteTarget::Nothing,
};

static TOML: ManagerForm = ManagerForm {
    heading: HEADING,
    lines: "[{hook}.commands.git-checkpoint]\nrun = '''{run}'''{input}",
    argument: ARGUMENT,
    input: "\nuse_stdin = true",
    escaped: &[],
    paste: PasteTarget::Nothing,
};
