//! husky 9: `.husky/_` holds its hooks, `.husky/<hook>` the user's commands.

use crate::install::managers::manager::{
    InstallerSigns, Manager, ManagerFile, ManagerForm, PasteTarget,
};

pub(crate) static HUSKY: Manager = Manager {
    name: "husky",
    folder: Some(".husky"),
    mark: None,
    beside: None,
    owns_all: false,
    files: &[ManagerFile { path: "{home}/{hook}", needs: None, form: &COMMANDS }],
    signs: InstallerSigns {
        files: &[".husky", ".huskyrc", ".huskyrc.json"],
        ..InstallerSigns::package_json("\"husky\"")
    },
    afterwards: "",
};

static COMMANDS: ManagerForm = ManagerForm {
    heading: "{home}/{hook}, which must be executable before husky 9",
    lines: "{run}",
    argument: " \"$@\"",
    input: "",
    escaped: &[],
    paste: PasteTarget::EndOfFile,
};
