//! simple-git-hooks: one command for each hook, in package.json or a file of its own.

use crate::install::managers::manager::{
    InstallerSigns, Manager, ManagerFile, ManagerForm, PasteTarget,
};

pub(crate) static SIMPLE_GIT_HOOKS: Manager = Manager {
    name: "simple-git-hooks",
    folder: None,
    mark: Some("SKIP_SIMPLE_GIT_HOOKS"),
    beside: None,
    owns_all: true,
    files: &[
        own_file(".simple-git-hooks.cjs"),
        own_file(".simple-git-hooks.js"),
        own_file("simple-git-hooks.cjs"),
        own_file("simple-git-hooks.js"),
        own_file(".simple-git-hooks.json"),
        own_file("simple-git-hooks.json"),
        ManagerFile { path: "package.json", needs: Some("\"simple-git-hooks\""), form: &PACKAGE },
    ],
    signs: InstallerSigns::NONE,
    afterwards: "Then run `npx simple-git-hooks`. Where a hook has a command already, join the two by `&&`.",
};

const fn own_file(path: &'static str) -> ManagerFile {
    ManagerFile { path, needs: None, form: &OWN_FILE }
}

const LINES: &str = "\"{hook}\": \"{run}\",";
const ARGUMENT: &str = " \"$1\"";

static OWN_FILE: ManagerForm = ManagerForm {
    heading: "{path}",
    lines: LINES,
    argument: ARGUMENT,
    input: "",
    escaped: &['"', '\\'],
    paste: PasteTarget::Nothing,
};

static PACKAGE: ManagerForm = ManagerForm {
    heading: "{path}, under \"simple-git-hooks\"",
    lines: LINES,
    argument: ARGUMENT,
    input: "",
    escaped: &['"', '\\'],
    paste: PasteTarget::Nothing,
};
