//! "Did you mean": the nearest of the names that are possible.

/// The candidate that `word` is most likely a slip of; `None` where none is near.
///
/// Case and `_` for `-` cost nothing; otherwise a third of the word may differ, as counted by Damerau and Levenshtein.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let longest = 40;
    if word.len() > longest {
        return None;
    }
    let word = word.to_lowercase().replace(['_', ' '], "-");
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use crate::config::nearest::nearest;

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let names = ["session-lines", "subject-columns", "plan"];
        assert_eq!(nearest("session_lines", names), Some("session-lines"));
        assert_eq!(nearest("sesion-line", names), Some("session-lines"));
        assert_eq!(nearest("Plan", names), Some("plan"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), names), None);
    }
}
