//! `install.sh` where something is missing.

use std::fs;

use crate::harness::{Project, link};

/// A PATH with what the script itself needs, and a cargo that cannot build.
fn with_few_programs(others: &[&str]) -> Project {
    let mut project = Project::without_hooks();
    let bin = project.path("../bin");
    fs::create_dir(&bin).unwrap();
    let path = std::env::var("PATH").unwrap();
    let needed = ["sh", "sed", "dirname", "mktemp", "rm", "mkdir", "git"];
    for program in needed.iter().chain(others) {
        let found = path.split(':').map(|folder| std::path::Path::new(folder).join(program));
        let found = found.into_iter().find(|file| file.exists()).unwrap();
        link(&found, &bin.join(program));
    }
    project.write_script(
        "../bin/cargo",
        "#!/bin/sh\necho 'error: linker `cc` not found' >&2\nexit 101\n",
    );
    project.write_script(
        "../bin/rustc",
        "#!/bin/sh\n[ \"$1\" != -vV ] || echo 'host: x86_64-unknown-other'\n",
    );
    project.set("PATH", bin.to_str().unwrap());
    project
}

fn demo(project: &Project) -> crate::harness::Run {
    let script = format!("{}/install.sh", env!("CARGO_MANIFEST_DIR"));
    project.run(project.command("sh", ".").args([&script, "--demo"]))
}

#[test]
fn a_missing_linker_is_named() {
    let run = demo(&with_few_programs(&[]));
    assert_eq!(run.code, Some(2), "{run}");
    run.says("there is no linker (cc). Get one (apt install gcc libc6-dev;");
    let run = demo(&with_few_programs(&["cc"]));
    run.says("the build failed; cargo says why above").never_says("no linker");
}

#[test]
fn missing_tools_are_named() {
    let project = with_few_programs(&[]);
    fs::remove_file(project.path("../bin/rustc")).unwrap();
    demo(&project).says("rustc is missing. Get Rust from https://rustup.rs");
}
