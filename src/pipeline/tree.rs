//! The stages of a pipeline as a list with branches, upstream first: the same graph where there is no room to draw it.
//! A stage with several feeders stands under the last of them, and the others are named beside it.

use super::graph::Graph;

/// How a line of the list hangs on what stands above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knot {
    /// Nothing feeds it.
    Root,
    /// One of several that its feeder feeds, and not the last.
    Branch,
    /// The last of several.
    Last,
    /// The only one: the flow goes straight on.
    Next,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twig {
    /// The stage, by its place in the pipeline.
    pub stage: usize,
    /// How it hangs on what is above.
    pub knot: Knot,
    /// For each level above, whether a line of it goes on below.
    pub rails: Vec<bool>,
    /// The feeders it does not stand under.
    pub also_after: Vec<usize>,
}

/// The list: every stage once, after everything that feeds it.
pub fn tree(graph: &Graph) -> Vec<Twig> {
    let count = graph.fed.len();
    let mut left: Vec<usize> = graph.feeders.iter().map(Vec::len).collect();
    let mut children = vec![Vec::new(); count];
    let roots: Vec<usize> = (0..count).filter(|place| left.get(*place) == Some(&0)).collect();
    let mut waiting: Vec<usize> = roots.iter().rev().copied().collect();
    while let Some(place) = waiting.pop() {
        let mut ready = Vec::new();
        for to in graph.fed.get(place).into_iter().flatten() {
            if let Some(left) = left.get_mut(*to) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*to);
                }
            }
        }
        waiting.extend(ready.iter().rev());
        if let Some(slot) = children.get_mut(place) {
            *slot = ready;
        }
    }
    let mut twigs = Vec::with_capacity(count);
    let mut open: Vec<Hanging> = roots.iter().rev().map(|root| Hanging::root(*root)).collect();
    while let Some(Hanging { stage, parent, knot, rails }) = open.pop() {
        let feeders = graph.feeders.get(stage).into_iter().flatten().copied();
        let also_after = feeders.filter(|feeder| Some(*feeder) != parent).collect();
        let below = children.get(stage).map_or(&[][..], Vec::as_slice);
        for (place, child) in below.iter().enumerate().rev() {
            let hung = match (below.len(), place + 1 == below.len()) {
                (1, _) => Knot::Next,
                (_, true) => Knot::Last,
                (_, false) => Knot::Branch,
            };
            let mut rails = rails.clone();
            match knot {
                Knot::Branch => rails.push(true),
                Knot::Last => rails.push(false),
                // A flow that goes straight on stays in its place; only where it branches the list goes in.
                Knot::Next if hung != Knot::Next => rails.push(false),
                Knot::Next | Knot::Root => {}
            }
            open.push(Hanging { stage: *child, parent: Some(stage), knot: hung, rails });
        }
        twigs.push(Twig { stage, knot, rails, also_after });
    }
    twigs
}

/// A stage that waits to be written.
struct Hanging {
    stage: usize,
    parent: Option<usize>,
    knot: Knot,
    rails: Vec<bool>,
}

impl Hanging {
    const fn root(stage: usize) -> Self {
        Self { stage, parent: None, knot: Knot::Root, rails: Vec::new() }
    }
}
