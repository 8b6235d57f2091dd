//! What SESSION.md and the plan have in common as Markdown: headings, fences,
//! `**Key**: value` fields, list items, phase headings and anchors.

mod line;
mod outline;
mod phases;
mod slug;
mod status;

pub use self::line::{Field, ListItem, blanks_behind, fields, is_rule, label, list_item};
pub use self::outline::{Fence, FrontMatter, Heading, HeadingForm, Outline};
pub use self::phases::{Section, Title, sections, title};
pub use self::slug::{fold_anchor, plain_text, slug, slugs};
pub use self::status::{PhaseStatus, split_status};

/// Whether a heading or label with this text stands above criteria and not above tasks.
pub fn names_criteria(title: &str) -> bool {
    const ANYWHERE: [&str; 7] = [
        "criteri",
        "definition of done",
        "/ verification",
        "verification checklist",
        "verification progress",
        "verification results",
        "verification steps",
    ];
    let folded = title.to_lowercase();
    let first = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    first.starts_with("verif") || ANYWHERE.iter().any(|words| folded.contains(words))
}

#[cfg(test)]
mod tests {
    use super::names_criteria;

    #[test]
    fn criteria_are_not_every_mention_of_verification() {
        for title in
            ["Verification Progress", "✅ Acceptance Criteria", "Tests / verification", "Verified"]
        {
            assert!(names_criteria(title), "{title}");
        }
        for title in ["Email Verification", "Progress", "Implement verification mails", ""] {
            assert!(!names_criteria(title), "{title}");
        }
    }
}
