//! Small groups are hidden, so that nobody can be recognised in a report.
//!
//! Every count stands in a tree: all cases, parted into groups, some of which
//! are parted again. Where one of the parts is small, it is hidden together
//! with those of no case and with the smallest of the others. What can be
//! computed from a report is then their sum alone, which is of five cases or
//! more; and any two of the hidden counts may have changed places, so not one
//! of them is known, not even to somebody who knows this rule.

/// Groups of fewer cases are hidden. Five is what Swedish authorities commonly
/// ask of a table about few people: with fewer, somebody who knows one
/// household of the group may find out about the others.
pub const FEWEST: u64 = 5;

/// The counts that may be shown of the parts of a group; `None` is hidden. Of a
/// hidden group every part is hidden.
pub fn children(whole_is_shown: bool, counts: &[u64]) -> Vec<Option<u64>> {
    let is_small = |count: &u64| (1..FEWEST).contains(count);
    let hides = !whole_is_shown || counts.iter().any(is_small);
    let smallest_other = counts.iter().filter(|count| **count >= FEWEST).min();
    let is_hidden = |count: &u64| {
        hides && (!whole_is_shown || *count < FEWEST || Some(count) == smallest_other)
    };
    let shown = counts
        .iter()
        .map(|count| (!is_hidden(count)).then_some(*count));
    shown.collect()
}

/// As [`children`], with a part that tells least and therefore hides the small
/// ones, instead of the smallest of the others, where it is large enough.
///
/// Whether it is rests on the sum of what would be hidden, which is known
/// anyway: so the choice tells nothing of the counts themselves.
pub fn children_behind(whole_is_shown: bool, cloak: usize, counts: &[u64]) -> Vec<Option<u64>> {
    let small = (0..).zip(counts);
    let small = small.filter(|(place, count)| *place != cloak && (1..FEWEST).contains(*count));
    let small: Vec<_> = small.map(|(_, count)| count).collect();
    let hidden = counts.get(cloak).into_iter().chain(small.iter().copied());
    if !whole_is_shown || small.is_empty() || hidden.sum::<u64>() < 2 * FEWEST {
        return children(whole_is_shown, counts);
    }
    let shown = (0..).zip(counts).map(|(place, count)| {
        let is_hidden = place == cloak || *count < FEWEST;
        (!is_hidden).then_some(*count)
    });
    shown.collect()
}

/// A count of a group that overlaps others, to the nearest five; `None` is
/// hidden. Rounded, because the difference between two groups, one of which is
/// a part of the other, could else be small.
pub fn rounded(whole_is_shown: bool, count: u64) -> Option<u64> {
    let is_hidden = !whole_is_shown || (1..FEWEST).contains(&count);
    (!is_hidden).then_some((count + FEWEST / 2) / FEWEST * FEWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_without_small_parts_is_shown_whole() {
        assert_eq!(children(true, &[0, 5, 70]), [Some(0), Some(5), Some(70)]);
        assert_eq!(children(true, &[]), []);
    }

    #[test]
    fn a_small_part_is_hidden_with_the_empty_and_the_smallest_of_the_others() {
        let shown = children(true, &[3, 0, 40, 7, 9]);
        assert_eq!(shown, [None, None, Some(40), None, Some(9)]);
        // Two that are the smallest: which of them was chosen would tell.
        assert_eq!(children(true, &[4, 5, 5, 6]), [None, None, None, Some(6)]);
    }

    #[test]
    fn a_cloak_hides_small_parts_when_it_is_large_enough() {
        let behind = |counts: &[u64]| children_behind(true, 2, counts);
        assert_eq!(behind(&[0, 9, 97, 1]), [None, Some(9), None, None]);
        assert_eq!(
            behind(&[0, 9, 97, 0]),
            [Some(0), Some(9), Some(97), Some(0)]
        );
        // Eight and one could be nothing but what they are.
        assert_eq!(behind(&[0, 7, 8, 1]), [None, None, Some(8), None]);
    }

    #[test]
    fn nothing_of_a_hidden_group_is_shown() {
        assert_eq!(children(false, &[0, 5, 70]), [None; 3]);
        assert_eq!(rounded(false, 70), None);
    }

    #[test]
    fn overlapping_groups_are_rounded() {
        let of = |count| rounded(true, count);
        assert_eq!(
            [of(0), of(4), of(5), of(7), of(8)],
            [Some(0), None, Some(5), Some(5), Some(10)]
        );
    }
}
