//! Any graph at any size: tiles never overlap and stay inside, no line runs through a tile, every stage is in sight when
//! it is selected, and the keys reach every stage.

use std::collections::BTreeSet;

use proptest::prelude::*;
use ratatui::layout::Rect;

use super::{Channel, Placement, Rows};
use crate::pipeline::{Graph, Pipeline, Stage, StageKind, Told, tree};

fn graph(after: &[&[usize]]) -> Graph {
    let stage = |(place, feeders): (usize, &&[usize])| Stage {
        name: format!("s{place}").as_str().into(),
        kind: StageKind::Lambda,
        resource: "r".into(),
        after: feeders.iter().map(|f| format!("s{f}").as_str().into()).collect(),
        metrics: Vec::new(),
        rules: Vec::new(),
        told: Told::default(),
    };
    let stages = after.iter().enumerate().map(stage).collect();
    Graph::of(&Pipeline { name: "p".into(), region: "eu-central-1".into(), retention_hours: None, stages })
}

fn ports(graph: &Graph, stages: &[usize]) -> Vec<i32> {
    let rows = Rows::of(graph, 4, 0);
    stages.iter().map(|stage| rows.port(graph, *stage)).collect()
}

#[test]
fn chains_run_straight_and_branches_go_below() {
    // A stream, a processor with a table and dead letters, a delivery with a lake and its queries.
    let graph = graph(&[&[], &[0], &[1], &[0], &[3], &[4], &[1]]);
    assert_eq!(graph.crossings, 0);
    assert_eq!(graph.columns[2], [2, 6, 4], "the dead letters stand with the table, not below the lake");
    let straight = ports(&graph, &[0, 1, 2]);
    assert!(straight.iter().all(|port| *port == straight[0]), "{straight:?}");
    let below = ports(&graph, &[3, 4, 5]);
    assert!(below.iter().all(|port| *port == below[0] && *port > straight[0]), "{below:?}");
}

#[test]
fn a_way_over_several_columns_has_its_own_lane() {
    let graph = graph(&[&[], &[0], &[1], &[0, 2]]);
    assert_eq!(graph.seats[3].column, 3);
    assert_eq!(graph.seats.iter().filter(|seat| seat.is_lane).count(), 2);
    let placement = Placement::of(&graph, Rect::new(0, 0, 140, 20), None).unwrap();
    let lane = placement.rows.port(&graph, 4);
    let (top, bottom) = (placement.rows.tops[1], placement.rows.tops[1] + placement.rows.tile);
    assert!(!(top..bottom).contains(&lane), "the lane passes the tile");
}

#[test]
fn a_crossing_is_avoided_where_it_can_be() {
    let graph = graph(&[&[], &[], &[1], &[0]]);
    assert_eq!(graph.crossings, 0);
    let upright: u16 =
        graph.columns.iter().map(|c| Channel::of(&graph, &Rows::of(&graph, 3, 0), c).tracks).sum();
    assert_eq!(upright, 0, "both run straight");
}

#[test]
fn a_stage_fed_by_several_is_listed_after_all_of_them() {
    let twigs = tree(&graph(&[&[], &[0], &[0], &[1, 2], &[3]]));
    let order: Vec<usize> = twigs.iter().map(|twig| twig.stage).collect();
    assert_eq!(order, [0, 1, 2, 3, 4]);
    assert_eq!(twigs[3].also_after, [1]);
}

/// Edges of any graph of up to sixty stages.
fn edges() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0usize..60, 0..4), 1..61)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn tiles_stay_inside_and_apart_and_the_selected_one_is_in_sight(
        edges in edges(), width in 0u16..260, height in 0u16..90, selected in 0.0f64..1.0,
    ) {
        let after: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
        let graph = graph(&after);
        let area = Rect::new(2, 1, width, height);
        let chosen = (selected * after.len() as f64) as usize;
        if let Some(placement) = Placement::of(&graph, area, Some(chosen)) {
            prop_assert_eq!(placement.area.intersection(area), placement.area);
            let tiles: Vec<Rect> = placement.tiles.iter().flatten().copied().collect();
            for (place, tile) in tiles.iter().enumerate() {
                prop_assert_eq!(tile.intersection(placement.view), *tile);
                prop_assert!(tiles[place + 1..].iter().all(|other| !tile.intersects(*other)));
            }
            prop_assert!(placement.tiles[chosen].is_some(), "{area:?} {placement:?}");
            let hidden: usize = placement.hidden.iter().sum();
            prop_assert_eq!(hidden + tiles.len(), after.len());
        }
    }

    #[test]
    fn no_line_runs_through_a_tile(edges in edges(), tile in 1u16..6) {
        let after: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
        let graph = graph(&after);
        let rows = Rows::of(&graph, tile, 0);
        for column in &graph.columns {
            let mut taken = BTreeSet::new();
            for id in column {
                let height = if graph.seats[*id].is_lane { 1 } else { i32::from(tile) };
                let top = rows.tops[*id];
                prop_assert!(top >= 0 && top + height <= rows.height);
                for y in top..top + height {
                    prop_assert!(taken.insert(y), "two seats at line {y}");
                }
            }
        }
    }

    #[test]
    fn the_keys_reach_every_stage(edges in edges()) {
        let after: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
        let graph = graph(&after);
        let mut seen = BTreeSet::from([0]);
        let mut waiting = vec![0];
        while let Some(place) = waiting.pop() {
            let next = [
                graph.upstream(place),
                graph.downstream(place),
                graph.along_column(place, -1),
                graph.along_column(place, 1),
            ];
            waiting.extend(next.into_iter().flatten().filter(|place| seen.insert(*place)));
        }
        prop_assert_eq!(seen.len(), after.len());
        let listed: BTreeSet<usize> = tree(&graph).iter().map(|twig| twig.stage).collect();
        prop_assert_eq!(listed.len(), after.len());
    }
}
