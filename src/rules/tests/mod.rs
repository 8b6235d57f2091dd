//! Documents and helpers for the tests of the rules.

use crate::rules::{all, named};

pub mod message;
pub mod session;

#[test]
fn names_are_unique_and_found() {
    for rule in all() {
        assert!(std::ptr::eq(named(rule.name).unwrap(), rule), "{}", rule.name);
    }
    assert_eq!(named("no-such-rule"), None);
}
