//! What sort of file a path is, told by its name.

use bstr::{BStr, ByteSlice};

use crate::terms::changed_paths::{Change, ChangeKind};
use crate::text::words::{is_in, names_in};

/// What sort of file a changed path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathGroup {
    /// Code, in any language, with its templates and styles.
    Source,
    /// What configures tools, builds and dependencies.
    Config,
    /// What plans and describes the work.
    PlanningDocs,
    /// Never added to git, whatever it is.
    Untracked,
    /// Everything else.
    Other,
}

/// The group of a change; of a path alone, see [`group_of_path`].
pub fn group(change: &Change) -> PathGroup {
    if change.kind == ChangeKind::Untracked {
        PathGroup::Untracked
    } else {
        group_of_path(change.path.as_bstr())
    }
}

/// What a tracked file of that path is, told by its name.
pub fn group_of_path(path: &BStr) -> PathGroup {
    let path = path.to_str_lossy().to_lowercase();
    let (directories, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if is_planning(directories, name, extension) {
        PathGroup::PlanningDocs
    } else if is_config(directories, name, extension) {
        PathGroup::Config
    } else if is_in(SOURCE, extension) {
        PathGroup::Source
    } else {
        PathGroup::Other
    }
}

fn is_planning(directories: &str, name: &str, extension: &str) -> bool {
    let is_prose = is_in(&["md mdx markdown rst adoc org"], extension);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut words = stem.split(|c: char| !c.is_alphanumeric());
    is_prose
        && (directories.split('/').any(|directory| is_in(PLANNING_DIRECTORIES, directory))
            || words.any(|word| is_in(PLANNING_WORDS, word)))
}

fn is_config(directories: &str, name: &str, extension: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part.len() > 1;
    name.contains(".config.")
        || is_hidden(name)
        || directories.split('/').any(is_hidden)
        || is_in(CONFIG_EXTENSIONS, extension)
        || is_in(CONFIG_NAMES, name)
        || (!is_in(SOURCE, extension)
            && names_in(CONFIG_STARTS).any(|start| starts_word(name, start)))
}

/// Whether the name is that word, or the word and something set apart from it: `Dockerfile.dev`.
fn starts_word(name: &str, word: &str) -> bool {
    let rest = name.strip_prefix(word);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

const PLANNING_DIRECTORIES: &[&str] =
    &["docs doc planning .planning plans specs spec adr rfcs design prd"];

const PLANNING_WORDS: &[&str] = &[
    "plan plans planning phase phases architecture roadmap spec specs specification design",
    "prd requirements milestones backlog todo schema endpoints adr projectplan",
];

const CONFIG_EXTENSIONS: &[&str] = &[
    "json jsonc json5 yaml yml toml ini cfg conf config properties env lock lockb xml plist",
    "xcconfig entitlements pbxproj xcscheme tf tfvars hcl nix mk mak cmake gradle bazel bzl",
    "csproj fsproj vbproj vcxproj sln slnx props targets gemspec podspec cabal sum mod work",
    "zon service rc dhall cue pkl",
];

const CONFIG_NAMES: &[&str] = &[
    "makefile gnumakefile justfile rakefile gemfile podfile brewfile procfile jenkinsfile",
    "vagrantfile tiltfile caddyfile earthfile fastfile appfile pipfile cartfile",
    "cmakelists.txt build.gradle.kts settings.gradle.kts setup.py noxfile.py conanfile.txt",
    "mix.exs package.swift build.zig build.sbt meson.build meson_options.txt wscript build",
    "workspace codeowners _headers _redirects",
];

const CONFIG_STARTS: &[&str] = &[
    "dockerfile containerfile docker-compose tsconfig jsconfig wrangler requirements",
    "constraints taskfile",
];

const SOURCE: &[&str] = &[
    // The web
    "ts tsx mts cts js jsx mjs cjs vue svelte astro html htm css scss sass less styl pcss hbs",
    "ejs pug njk liquid twig jinja j2 coffee elm res wasm wat graphql gql marko templ",
    // Systems
    "rs go c h cc cpp cxx c++ hh hpp hxx inl ipp ixx zig d nim v odin asm s cu cuh cl m mm",
    "ada adb ads",
    // Managed
    "java kt kts scala sc groovy clj cljs cljc edn cs csx fs fsx fsi vb razor cshtml xaml",
    "swift dart",
    // Scripting
    "py pyi pyx ipynb rb erb rake haml slim php phtml pl pm lua luau tcl r jl sh bash zsh",
    "fish ps1 psm1 bat cmd awk vim el gd",
    // Functional
    "ex exs heex eex leex erl hrl gleam hs lhs ml mli rkt scm lisp",
    // Data and contracts
    "sql prisma proto thrift sol move",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(path: &str) -> PathGroup {
        group_of_path(path.into())
    }

    #[track_caller]
    fn all(group: PathGroup, paths: &str) {
        for path in paths.split_whitespace() {
            assert_eq!(of(path), group, "{path}");
        }
    }

    #[test]
    fn code_of_todays_languages_is_source() {
        all(
            PathGroup::Source,
            "src/a.ts src/App.TSX index.js lib/a.mjs main.py src/main.rs cmd/main.go App.java \
             Main.kt a.c a.hpp Program.cs View.swift app/models/user.rb index.php lib/a.ex \
             lib/main.dart src/main.zig scripts/run.sh schema.sql App.vue Page.svelte Page.astro \
             app.css styles/main.scss test/a_test.exs index.html setup.sh docs/gen.ts constraints.ts compose-view.kt",
        );
    }

    #[test]
    fn what_configures_is_config() {
        all(
            PathGroup::Config,
            "vite.config.ts wrangler.jsonc package.json tsconfig.build.json Cargo.toml \
             pyproject.toml go.mod go.sum Dockerfile Dockerfile.dev docker-compose.yml .env.example \
             .github/workflows/ci.yml .github/CODEOWNERS .husky/pre-commit Makefile a/b.yaml \
             requirements.txt requirements-dev.txt setup.py setup.cfg build.gradle.kts pom.xml \
             Package.swift mix.exs Gemfile composer.json pubspec.yaml App.csproj .eslintrc.cjs \
             CMakeLists.txt Cargo.lock next.config.mjs web.config .gitignore main.tf",
        );
    }

    #[test]
    fn what_plans_is_a_planning_document() {
        all(
            PathGroup::PlanningDocs,
            "IMPLEMENTATION_PHASES.md docs/IMPLEMENTATION_PHASES.md ARCHITECTURE.md docs/guide.md \
             PROJECT_PLAN.md plan-2.md ROADMAP.md docs/deep/API.md specs/login.md TODO.md \
             DATABASE_SCHEMA.md API_ENDPOINTS.md packages/web/docs/a.mdx",
        );
    }

    #[test]
    fn the_rest_is_other() {
        all(
            PathGroup::Other,
            "README.md CHANGELOG.md EXPLANATION.md LICENSE logo.png a data.csv notes.txt todo.txt \
             docs/logo.svg docs/robots.txt constant.bin",
        );
    }

    #[test]
    fn untracked_is_a_group_of_its_own() {
        let change = |kind| Change { path: "src/a.ts".into(), kind };
        assert_eq!(group(&change(ChangeKind::Untracked)), PathGroup::Untracked);
        assert_eq!(group(&change(ChangeKind::Modified)), PathGroup::Source);
        assert_eq!(group(&change(ChangeKind::Added)), PathGroup::Source);
    }

    proptest! {
        #[test]
        fn no_path_makes_it_panic(path in prop::collection::vec(any::<u8>(), 0..20)) {
            group_of_path(path.as_slice().into());
        }
    }
}
