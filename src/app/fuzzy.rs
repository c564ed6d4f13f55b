//! Fuzzy search over many texts: the best first, and where the letters matched. The order of equals is that of
//! the list, so that rows do not jump while a person types.

use std::{cmp::Reverse, collections::BinaryHeap};

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str, chars};

/// A text that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Place in the list that was searched.
    pub place: usize,
    /// Characters that matched, counted from the start, ascending.
    pub letters: Vec<u32>,
}

/// Score, then the shorter text, then the earlier one.
type Rank = (u32, Reverse<usize>, Reverse<usize>);

/// The best `most` of `texts` for `query`, best first; all of them in order for an empty query.
///
/// A text is one or two parts (a name and an id); either may match, and `letters` are those of the first part.
pub fn search<'a>(
    query: &str,
    texts: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    most: usize,
) -> Vec<Hit> {
    search_favouring(query, texts, most, (0, |_| 0))
}

/// [`search`], where some texts are favoured: the function tells by how much the text of a place is, never more than the
/// number beside it. A letter that matches is worth about 16.
///
/// Case, accents and the width of letters make no difference: `café`, `CAFE` and `ｃａｆｅ` find each other.
pub fn search_favouring<'a>(
    query: &str,
    texts: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    most: usize,
    (most_favour, favour): (u32, impl Fn(usize) -> u32),
) -> Vec<Hit> {
    let query: String = query.trim().chars().filter_map(folded).collect();
    let query = query.as_str();
    if query.is_empty() {
        return texts.take(most).enumerate().map(|(place, _)| Hit { place, letters: Vec::new() }).collect();
    }
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let needed = letters_needed(query);
    let (mut buffer, mut wide) = (Vec::new(), String::new());
    let mut best: BinaryHeap<Reverse<Rank>> = BinaryHeap::with_capacity(most + 1);
    for (place, (name, id)) in texts.clone().enumerate() {
        let mut score = |text: &str| {
            let may_match = needed & !letters_of(text) == 0;
            may_match
                .then(|| pattern.score(Utf32Str::new(narrow(text, &mut wide), &mut buffer), &mut matcher))
                .flatten()
        };
        let Some(score) = score(name).or_else(|| score(id)) else { continue };
        let is_hopeless =
            best.len() >= most && best.peek().is_some_and(|Reverse(worst)| score + most_favour < worst.0);
        if is_hopeless {
            continue;
        }
        let rank = (score + favour(place), Reverse(name.len()), Reverse(place));
        if best.len() < most {
            best.push(Reverse(rank));
        } else if best.peek().is_some_and(|Reverse(worst)| rank > *worst) {
            best.pop();
            best.push(Reverse(rank));
        }
    }
    let mut ranked: Vec<Rank> = best.into_iter().map(|Reverse(hit)| hit).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut hits: Vec<Hit> =
        ranked.into_iter().map(|(_, _, Reverse(place))| Hit { place, letters: Vec::new() }).collect();
    mark_letters(&mut hits, &pattern, texts, &mut matcher);
    hits
}

/// A character of the query without accent and in its usual width; none for an accent by itself.
fn folded(c: char) -> Option<char> {
    let c = in_usual_width(c);
    let is_accent = matches!(c, '\u{300}'..='\u{36f}');
    (!is_accent).then(|| chars::normalize(c))
}

/// A letter of the block of full-width forms in its usual width.
fn in_usual_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// A text with its letters in their usual width; itself where they are already. Case and accents are the matcher's.
fn narrow<'t>(text: &'t str, buffer: &'t mut String) -> &'t str {
    if text.is_ascii() || !text.contains(|c| in_usual_width(c) != c) {
        return text;
    }
    buffer.clear();
    buffer.extend(text.chars().map(in_usual_width));
    buffer
}

/// The letters and digits of a text, a bit each; all of them where it is not of ASCII alone, since any may hide in it.
fn letters_of(text: &str) -> u64 {
    let mut letters = 0;
    for byte in text.bytes() {
        letters |= match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'A'..=b'Z' => 1 << (byte - b'A'),
            b'0'..=b'9' => 1 << (byte - b'0' + 26),
            0x80.. => return u64::MAX,
            _ => 0,
        };
    }
    letters
}

/// The letters and digits without which nothing matches: most texts are told apart by them alone, far faster than by
/// scoring. None where the query has signs that mean something else than themselves.
fn letters_needed(query: &str) -> u64 {
    if !query.is_ascii() || query.contains(['!', '^', '$', '\'', '\\']) {
        return 0;
    }
    letters_of(query)
}

/// Fills in where the letters matched, for the few that are shown only.
fn mark_letters<'a>(
    hits: &mut [Hit],
    pattern: &Pattern,
    texts: impl Iterator<Item = (&'a str, &'a str)>,
    matcher: &mut Matcher,
) {
    let mut by_place: Vec<&mut Hit> = hits.iter_mut().collect();
    by_place.sort_unstable_by_key(|hit| hit.place);
    let mut waiting = by_place.into_iter().peekable();
    let (mut buffer, mut wide) = (Vec::new(), String::new());
    for (place, (name, _)) in texts.enumerate() {
        let Some(next) = waiting.peek().map(|hit| hit.place) else { return };
        if next != place {
            continue;
        }
        if let Some(hit) = waiting.next() {
            let mut letters = Vec::new();
            if pattern
                .indices(Utf32Str::new(narrow(name, &mut wide), &mut buffer), matcher, &mut letters)
                .is_some()
            {
                letters.sort_unstable();
                letters.dedup();
                hit.letters = letters;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, texts: &[(&str, &str)]) -> Vec<usize> {
        search(query, texts.iter().copied(), 10).into_iter().map(|hit| hit.place).collect()
    }

    #[test]
    fn the_best_comes_first_and_equals_keep_their_order() {
        let texts = [("Sunny Side", "v1"), ("Sunrise Ceramics", "v2"), ("Moon", "sun"), ("Moon", "v4")];
        assert_eq!(found("sunr", &texts), [1]);
        assert_eq!(found("moon", &texts), [2, 3]);
        assert_eq!(found("", &texts), [0, 1, 2, 3]);
        assert!(found("zzz", &texts).is_empty());
        assert!(found("v4", &texts).contains(&3));
    }

    #[test]
    fn case_accents_and_width_make_no_difference() {
        let texts =
            [("Café Aurora", "v1"), ("Zoe\u{308}'s Cafe", "v2"), ("ＣＡＦＥ　北", "v3"), ("Ærø", "v4")];
        for query in ["cafe", "CAFÉ", "café", "ｃａｆｅ", "cafe\u{301}"] {
            let mut places = found(query, &texts);
            places.sort_unstable();
            assert_eq!(places, [0, 1, 2], "{query}");
        }
        assert_eq!(found("zoë", &texts), [1]);
        assert_eq!(found("cafe 北", &texts), [2]);
    }

    #[test]
    fn telling_texts_apart_by_their_letters_loses_none() {
        let texts = [("Sun-9", "v1"), ("Moon", "sun_9"), ("Zoë", "v3"), ("北", "v4")];
        let mut both = found("sun9", &texts);
        both.sort_unstable();
        assert_eq!(both, [0, 1]);
        assert_eq!(found("zoe", &texts), [2]);
        assert_eq!(found("!sun", &texts).len(), 4, "an inverse needs no letters");
    }

    #[test]
    fn a_favoured_text_comes_first_among_equals_and_not_before_a_better_one() {
        let texts = [("Moon Tea", "v1"), ("Moon Tee", "v2"), ("M o o n", "v3")];
        let favouring = |query, favoured: usize| {
            let favour = move |place| if place == favoured { 16 } else { 0 };
            let hits = search_favouring(query, texts.iter().copied(), 10, (16, favour));
            hits.into_iter().map(|hit| hit.place).collect::<Vec<_>>()
        };
        assert_eq!(favouring("moon", 1)[0], 1);
        assert_eq!(favouring("moon te", 2)[0], 0, "blanks between letters are worse than any favour");
    }

    #[test]
    fn matched_letters_are_those_of_the_name() {
        let hits = search("sc", [("Sunrise Ceramics", "v2")].into_iter(), 5);
        assert_eq!(hits[0].letters, [0, 8]);
    }

    #[test]
    fn only_so_many_are_kept() {
        let names: Vec<String> = (0..500).map(|n| format!("Vendor {n:03}")).collect();
        let hits = search("vendor", names.iter().map(|name| (name.as_str(), "")), 7);
        assert_eq!(hits.iter().map(|hit| hit.place).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);
    }
}
