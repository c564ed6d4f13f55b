//! Puts stages into an order in which each comes after those that feed it; a circle is a mistake.
//! Knows names and arrows only.

/// The order of `arrows.len()` nodes, where `arrows[node]` are the nodes that must come before it; of several
/// that could come next, the first. A circle is returned as its nodes, each before the one it feeds.
pub(super) fn sort(arrows: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut order: Vec<usize> = Vec::with_capacity(arrows.len());
    let mut is_placed = vec![false; arrows.len()];
    let placed = |placed: &[bool], node: usize| placed.get(node).copied().unwrap_or(true);
    while order.len() < arrows.len() {
        let ready = arrows.iter().enumerate().position(|(node, before)| {
            !placed(&is_placed, node) && before.iter().all(|from| placed(&is_placed, *from))
        });
        let Some(next) = ready else { return Err(circle(arrows, &is_placed)) };
        if let Some(mark) = is_placed.get_mut(next) {
            *mark = true;
        }
        order.push(next);
    }
    Ok(order)
}

/// Walks upstream among the nodes that cannot be placed until one is met again.
fn circle(arrows: &[Vec<usize>], is_placed: &[bool]) -> Vec<usize> {
    let is_stuck = |node: &usize| is_placed.get(*node) == Some(&false);
    let mut walked: Vec<usize> = Vec::new();
    let mut next = (0..arrows.len()).find(is_stuck);
    while let Some(node) = next {
        if let Some(begin) = walked.iter().position(|seen| *seen == node) {
            let mut circle = walked.split_off(begin);
            circle.reverse();
            return circle;
        }
        walked.push(node);
        next = arrows.get(node).and_then(|before| before.iter().copied().find(is_stuck));
    }
    walked
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_order_of_the_file_is_kept_where_it_can_be() {
        assert_eq!(sort(&[vec![], vec![0], vec![0], vec![1]]), Ok(vec![0, 1, 2, 3]));
        assert_eq!(sort(&[vec![2], vec![], vec![1]]), Ok(vec![1, 2, 0]));
    }

    #[test]
    fn a_circle_is_shown_in_the_direction_of_the_flow() {
        assert_eq!(sort(&[vec![], vec![0, 3], vec![1], vec![2]]), Err(vec![2, 3, 1]));
        assert_eq!(sort(&[vec![0]]), Err(vec![0]));
    }

    proptest! {
        #[test]
        fn every_node_comes_after_those_before_it(arrows in prop::collection::vec(prop::collection::vec(0usize..8, 0..4), 8)) {
            match sort(&arrows) {
                Ok(order) => for (place, node) in order.iter().enumerate() {
                    for before in &arrows[*node] {
                        prop_assert!(order[..place].contains(before));
                    }
                },
                Err(circle) => for (place, node) in circle.iter().enumerate() {
                    let next = circle[(place + 1) % circle.len()];
                    prop_assert!(arrows[next].contains(node));
                },
            }
        }
    }
}
