//! Did you mean: of the words that are known the one nearest to what was written.
//! Knows nothing of what the words are for.

/// The known word that is nearest, if one is near: a slip, and one more for every four letters. Of several the first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let far = |known: &str| strsim::damerau_levenshtein(&word, &known.to_lowercase());
    let (slips, best) = known.into_iter().map(|known| (far(known), known)).min_by_key(|(slips, _)| *slips)?;
    let letters = best.chars().count();
    // With nothing in common one is no slip for the other.
    (slips <= 1 + letters / 4 && slips < letters.max(word.chars().count())).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_words_are_guessed() {
        let known = ["check", "completions", "new"];
        assert_eq!(nearest("chek", known), Some("check"));
        assert_eq!(nearest("Completion", known), Some("completions"));
        assert_eq!(nearest("shop.yaml", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("z", ["x", "y"]), None, "they have nothing in common");
    }
}
