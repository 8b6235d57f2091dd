//! Overcommit.

use crate::install::managers::manager::{
    FileMention, InstallerSigns, Manager, ManagerFile, ManagerForm, PasteTarget,
};

pub(crate) static OVERCOMMIT: Manager = Manager {
    name: "Overcommit",
    folder: None,
    mark: Some("vercommit"),
    beside: None,
    owns_all: false,
    files: &[ManagerFile { path: ".overcommit.yml", needs: None, form: &YAML }],
    signs: InstallerSigns {
        mention: Some(FileMention { file: "Gemfile", text: "overcommit" }),
        text_only_program: Some("overcommit"),
        ..InstallerSigns::NONE
    },
    afterwards: "Then run `overcommit --sign`, and once more with the name of each hook. \
                 Overcommit shows what a hook says only where that refuses the commit.",
};

static YAML: ManagerForm = ManagerForm {
    heading: "{path}, beside what is there",
    lines: "{Hook}:\n  GitCheckpoint:\n    enabled: true\n    command:\n      - sh\n      - -c\n      - |\n        {run}\n      - git-checkpoint",
    argument: " \"$@\"",
    input: "",
    escaped: &[],
    paste: PasteTarget::Nothing,
};
