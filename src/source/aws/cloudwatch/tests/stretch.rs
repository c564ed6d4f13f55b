//! Stretches of the past against recorded answers: periods, what is kept, and what lies beside the stretch.

use super::*;
use crate::pipeline::Stretch;

fn stretch_ask(stage: &str, hours_ago: i64, hours: i64) -> Ask {
    let to = now().timestamp() - hours_ago * 3_600;
    let stretch = Stretch::new(to - hours * 3_600, to);
    Ask {
        question: Question::Stretch { pipeline: "shop".into(), stage: stage.into(), stretch },
        tail_only: false,
    }
}

#[tokio::test]
async fn a_stretch_is_one_call_for_one_stage_at_the_period_kept_for_its_age() {
    let day = 24;
    // 63 days and 15 days are where CloudWatch keeps less; just before them the coarser period is asked already.
    for (hours_ago, hours, period) in [
        (0, 1, 60),
        (14 * day, 3, 60),
        (15 * day - 2, 2, 300),
        (20 * day, 3, 300),
        (64 * day, 3, 3_600),
        (0, 455 * day, 86_400),
    ] {
        let point = now().timestamp() - hours_ago * 3_600 - 1_800;
        let (client, replay) =
            recorded(vec![(200, page(vec![result("m0", "Complete", &[(point, 4.0)])], None))]);
        let stages = vec![
            stage(
                "processor",
                StageKind::Lambda,
                "fn",
                vec![metric("Errors", "AWS/Lambda", ("FunctionName", "fn"), 60)],
            ),
            stage(
                "stream",
                StageKind::Kinesis,
                "s",
                vec![metric("IncomingBytes", "AWS/Kinesis", ("StreamName", "s"), 60)],
            ),
        ];
        let mut source = source(client, &[pipeline("shop", stages)]);
        let ask = stretch_ask("processor", hours_ago, hours);
        assert!(source.answers(&ask.question));
        let reading = source.answer(std::slice::from_ref(&ask), now()).await;
        assert!(!sent(&replay, 0).contains("IncomingBytes"));
        let answered = reading.items[0].answered.as_ref().unwrap();
        let found = &metrics_of(&reading.items[0]).series;
        let series = &found[&SeriesKey::new("processor", "Errors")].series;
        assert_eq!(
            (found.len(), series.period_secs, series.points().len()),
            (1, period, 1),
            "{hours_ago} h ago"
        );
        assert_eq!((answered.provenance.cost_micro_usd, reading.calls[0].cost_micro_usd), (10, 10));
        assert!(answered.provenance.command.contains(&format!("\"Period\":{period}")), "{answered:?}");
        let Question::Stretch { stretch, .. } = ask.question else { unreachable!() };
        assert!(answered.provenance.complete_to.unwrap().timestamp() <= stretch.to());
    }
}

#[tokio::test]
async fn nothing_older_than_is_kept_is_asked_and_points_beside_the_stretch_are_left_out() {
    let size = metric("BucketSizeBytes", "AWS/S3", ("BucketName", "lake"), 86_400);
    let requests = metric("AllRequests", "AWS/S3", ("BucketName", "lake"), 60);
    let midnight = now().timestamp().div_euclid(86_400) * 86_400;
    let (client, replay) = recorded(vec![
        (200, page(vec![result("m0", "Complete", &[(midnight - 60, 1.0), (midnight + 3_600, 2.0)])], None)),
        (200, page(vec![result("m0", "Complete", &[(midnight, 5e9)])], None)),
    ]);
    let stages = vec![stage("lake", StageKind::S3, "lake", vec![size, requests])];
    let mut source = source(client, &[pipeline("shop", stages)]);
    let stretch = Stretch::new(midnight + 3_600, midnight + 7_200);
    let question = Question::Stretch { pipeline: "shop".into(), stage: "lake".into(), stretch };
    let reading = source.answer(&[Ask { question, tail_only: false }], now()).await;
    assert_eq!(
        replay.actual_requests().count(),
        2,
        "daily metrics begin at midnights, in a call of their own"
    );
    let found = &metrics_of(&reading.items[0]).series;
    assert_eq!(values(&found[&SeriesKey::new("lake", "AllRequests")]), [2.0]);
    assert_eq!(
        values(&found[&SeriesKey::new("lake", "BucketSizeBytes")]),
        [5e9],
        "the day the stretch lies in"
    );

    let (client, _) = recorded(vec![(200, page(vec![result("m0", "Complete", &[])], None))]);
    let mut source = self::source(client, &[function("shop", "fn", &["Errors"])]);
    let reading = source.answer(&[ask("shop", Window::Months15, false)], now()).await;
    let command = reading.items[0].answered.as_ref().unwrap().provenance.command.to_string();
    // 455 days before 2 March 2026, 12:00 lies within 2 December 2024, whose first half is gone.
    assert!(command.contains("--start-time 2024-12-03T00:00:00Z"), "{command}");
    assert!(command.contains("\"Period\":86400"), "{command}");
}

#[tokio::test]
async fn a_stretch_of_a_stage_nobody_knows_is_empty_and_not_an_error_of_others() {
    let (client, replay) = recorded(Vec::new());
    let mut source = source(client, &[function("shop", "fn", &["Errors"])]);
    let reading = source.answer(&[stretch_ask("gone", 1, 1)], now()).await;
    assert_eq!(replay.actual_requests().count(), 0);
    assert!(metrics_of(&reading.items[0]).series.is_empty());
}
