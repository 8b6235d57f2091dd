//! `install.sh` where something is missing.

use std::fs;

use crate::harness::{Project, link};

/// A PATH with what the script itself needs, and a cargo that cannot build.
fn with_few_programs(others: &[&str]) -> Project {
    let mut project = Project::without_hooks();
    let bin = project.path("../bin");
    fs::create_dir(&bin).unwrap();
    let path = std::env::var("PATH").unwrap();
    let needed = ["sh", "sed", "dirname", "mktemp", "rm", "mkdir", "date", "cp", "git"];
    for program in needed.iter().chain(others) {
        let found = path.split(':').map(|folder| std::path::Path::new(folder).join(program));
        let found = found.into_iter().find(|file| file.exists()).unwrap();
        link(&found, &bin.join(program));
    }
    project.write_script(
        "../bin/cargo",
        "#!/bin/sh\necho \"cargo $*; $RUSTFLAGS\"\necho 'error: linker `cc` not found' >&2\nexit 101\n",
    );
    project.write_script(
        "../bin/rustc",
        "#!/bin/sh\n[ \"$1\" != -vV ] || echo 'host: x86_64-unknown-other'\n",
    );
    project.set("PATH", bin.to_str().unwrap());
    project
}

/// The same, with a compiler of this version for Linux that has these targets.
fn with_targets(version: &str, targets: &[&str]) -> Project {
    let project = with_few_programs(&["cc", "true", "timeout"]);
    project.write("../targets/none", "");
    targets.iter().for_each(|target| project.write(&format!("../targets/{target}"), ""));
    let script = r#"#!/bin/sh
case $1 in
-vV) echo 'host: x86_64-unknown-linux-gnu' ;;
--version) echo 'rustc VERSION (a hash and a date)' ;;
*)
    while [ "$1" != --target ]; do shift; done
    [ -e "$HOME/targets/$2" ] && cp "$HOME/bin/true" "$4"
    ;;
esac
"#;
    project.write_script("../bin/rustc", &script.replace("VERSION", version));
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
    demo(&project).says("rustc is missing. Get Rust 1.89 or newer from https://rustup.rs");
}

const GLIBC: &str = "x86_64-unknown-linux-gnu";
const MUSL: &str = "x86_64-unknown-linux-musl";

#[test]
fn an_old_rust_is_refused_with_the_version_that_is_needed() {
    for version in ["1.63.0", "1.88.1", "0.100.0"] {
        let project = with_targets(version, &[GLIBC]);
        let run = demo(&project);
        assert_eq!(run.code, Some(2), "{run}");
        let found = format!("bin/rustc is {}. Get it", version.rsplit_once('.').unwrap().0);
        let run = run.says("Rust 1.89 or newer is needed").says(&found);
        run.says("https://rustup.rs").never_prints("cargo");
        project.write_script("../bin/rustup", "#!/bin/sh\n");
        demo(&project).says("Run `rustup update stable`, then this again");
    }
    for version in ["1.89.0", "1.100.0-nightly", "2.0.0"] {
        demo(&with_targets(version, &[GLIBC])).prints("cargo build").never_says("is needed");
    }
}

#[test]
fn musl_is_taken_where_the_toolchain_has_it() {
    let run = demo(&with_targets("1.95.0", &[GLIBC, MUSL]));
    let run = run.prints("linked statically, with musl").prints(&format!("--target {MUSL} "));
    run.prints("+crt-static -C relocation-model=static\n");
}

#[test]
fn rustup_brings_musl() {
    let project = with_targets("1.95.0", &[GLIBC]);
    project.write_script(
        "../bin/rustup",
        "#!/bin/sh\n[ \"$1 $2\" = 'target add' ] && : >\"$HOME/targets/$3\"\n",
    );
    demo(&project).prints("linked statically, with musl").prints(&format!("--target {MUSL} "));
}

#[test]
fn without_musl_the_programs_are_linked_with_glibc() {
    let project = with_targets("1.95.0", &[GLIBC]);
    let said = "linked statically, with glibc: x86_64-unknown-linux-musl is not to be had here";
    demo(&project).prints(said).prints(&format!("--target {GLIBC} "));
    project.write_script("../bin/rustup", "#!/bin/sh\necho 'no network' >&2\nexit 1\n");
    demo(&project).prints(said).never_says("no network").prints(&format!("--target {GLIBC} "));
    let run = demo(&with_targets("1.95.0", &[])).prints("linked dynamically");
    run.prints(&format!("--target {GLIBC} ")).never_prints("crt-static");
}
