//! git-checkpoint as its users meet it: real git, throw-away repositories.
#![allow(clippy::unwrap_used, unreachable_pub)]

mod advance;
mod all_hooks;
mod at_once;
mod commit_msg;
mod companion;
mod corpus;
mod docs;
mod draft;
mod elsewhere;
mod fixtures;
mod harness;
mod install;
mod killed;
mod kinds;
mod layers;
mod life;
mod model;
mod post_commit;
mod pre_commit;
mod repair;
mod rewrites;
