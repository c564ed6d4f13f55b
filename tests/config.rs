//! The configuration as its writer meets it: what is right is taken as meant, and every mistake is told at once,
//! under the line it is in, with what to do about it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why")]

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use proptest::prelude::*;
use tidewatch::{
    app::Screen,
    business::View,
    config::{Config, Directory, EXAMPLE, Notify, NotifyWhen, ScreenZone, parse},
    pipeline::{Limit, Measure, MetricKey, Pipeline, Rule, Stage, StageName, Unit},
};

fn config(text: &str) -> Config {
    parse(text, "config.toml").unwrap_or_else(|report| panic!("{report}"))
}

fn mistakes(text: &str) -> Vec<String> {
    let report = parse(text, "config.toml").expect_err("a mistake went unseen");
    report.mistakes().iter().map(|mistake| format!("{}:{}", mistake.line, mistake.column)).collect()
}

fn stage<'a>(pipeline: &'a Pipeline, name: &str) -> &'a Stage {
    pipeline.stage(&StageName::from(name)).expect(name)
}

fn rules<'a>(stage: &'a Stage, metric: &str) -> Vec<&'a Rule> {
    stage.rules.iter().filter(|rule| rule.metric == MetricKey::from(metric)).collect()
}

/// One Lambda stage behind a stream, with more lines below it.
fn processor(more: &str) -> Stage {
    let text = format!(
        "[[pipeline]]\nname = \"p\"\nregion = \"us-east-1\"\n\
         [[pipeline.stage]]\nname = \"stream\"\nkind = \"kinesis\"\nresource = \"s\"\n\
         [[pipeline.stage]]\nname = \"processor\"\nkind = \"lambda\"\nresource = \"f\"\nafter = \"stream\"\n{more}\n"
    );
    stage(&config(&text).pipelines[0], "processor").clone()
}

/// The example with every line that is commented out, but could be written, written.
fn whole_example() -> String {
    let is_line = |rest: &str| {
        let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        rest.starts_with('[') || rest.split_once(" = ").is_some_and(|(key, _)| is_key(key))
    };
    let lines =
        EXAMPLE.lines().map(|line| line.strip_prefix("# ").filter(|rest| is_line(rest)).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_mistake_is_reported_under_its_own_line() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/invalid_configs");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid_configs");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let report = parse(&text, &format!("{name}.toml")).expect_err(&name);
        settings.bind(|| insta::assert_snapshot!(name, report.to_string()));
    }
}

#[test]
fn the_example_is_right_and_describes_a_whole_marketplace() {
    let config = config(EXAMPLE);
    let pipeline = &config.pipelines[0];
    let names: Vec<&str> = pipeline.stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["stream", "processor", "counters", "by vendor", "delivery", "lake", "queries"]);
    assert_eq!((&*pipeline.region, pipeline.retention_hours), ("us-east-1", Some(24)));
    let asked: usize = pipeline.stages.iter().map(|stage| stage.metrics.len()).sum();
    assert!((25..=36).contains(&asked), "{asked} metrics");
    let vendors = config.vendors.unwrap();
    assert_eq!((vendors.kept_days, vendors.directory), (30, Directory::Lake { days: 7 }));
    assert_eq!(config.lake.unwrap().scan_limit_bytes, Some(10_000_000_000));
}

#[test]
fn the_example_is_right_with_everything_it_shows_written() {
    let config = config(&whole_example());
    assert_eq!(config.pipelines.len(), 5);
    assert_eq!(config.account.external_id.as_deref(), Some("a-shared-secret"));
    assert_eq!(config.lake.unwrap().view_name(View::HourlyTraffic), "hourly_traffic");
    let queries = stage(&config.pipelines[0], "queries");
    let own = queries.metric(&MetricKey::from("active_queries")).unwrap();
    assert_eq!((own.unit, own.dimensions.len(), &*own.label), (Unit::Count, 4, "active queries"));
    assert_eq!(rules(queries, "active_queries")[0].critical, Some(19.0));
}

#[test]
fn a_told_buffer_says_when_a_delivery_is_late_and_the_user_has_the_last_word() {
    let levels = |more: &str| {
        let text = format!(
            "[[pipeline]]\nname = \"clicks\"\n[[pipeline.stage]]\nname = \"delivery\"\nkind = \"firehose\"\n\
             resource = \"d\"\n{more}"
        );
        let config = config(&text);
        let rule = rules(stage(&config.pipelines[0], "delivery"), "freshness")[0].clone();
        (rule.warning, rule.critical)
    };
    assert_eq!(levels(""), (Some(420.0), Some(900.0)));
    assert_eq!(levels("buffer = \"1m\"\n"), (Some(180.0), Some(360.0)));
    let own = "buffer = \"1m\"\n[pipeline.stage.thresholds]\nfreshness = { warning = \"5m\" }\n";
    assert_eq!(levels(own).0, Some(300.0));
}

#[test]
fn nothing_written_is_nothing_to_look_at() {
    assert_eq!(config(""), Config::default());
    assert_eq!(config("# only a comment\n").screen.zone, ScreenZone::Utc);
}

#[test]
fn every_screen_can_be_the_first() {
    for screen in Screen::ALL {
        let name = screen.title().to_lowercase();
        let start = config(&format!("[screen]\nstart = \"{name}\"\n")).screen.start;
        assert_eq!(start.as_deref(), Some(name.as_str()));
    }
}

#[test]
fn a_threshold_changes_what_it_names_and_leaves_the_rest() {
    let usual = processor("");
    let changed = processor("thresholds.iterator_age = { warning = \"2m\", points = \"2 of 3\" }");
    let [level, part] = rules(&changed, "iterator_age")[..] else { panic!("{:?}", changed.rules) };
    assert_eq!((level.warning, level.critical), (Some(120_000.0), Some(3_600_000.0)));
    assert_eq!((level.breaching, level.of), (2, 3));
    assert_eq!(part.measure, Measure::PartOf(Limit::Retention));
    assert_eq!(rules(&usual, "errors"), rules(&changed, "errors"));
}

#[test]
fn percent_is_a_share_and_a_number_is_a_count() {
    let share = processor("thresholds.errors = { warning = \"2 %\", critical = \"10 %\", at_least = 50 }");
    let [ratio] = rules(&share, "errors")[..] else { panic!("{:?}", share.rules) };
    assert_eq!((ratio.warning, ratio.critical), (Some(0.02), Some(0.1)));
    assert!(matches!(ratio.measure, Measure::Ratio { at_least, .. } if (at_least - 50.0).abs() < 1e-9));
    let count = processor("thresholds.errors = { critical = 100 }");
    let sum = rules(&count, "errors").into_iter().find(|rule| rule.measure == Measure::Sum).unwrap();
    assert_eq!((sum.warning, sum.critical), (None, Some(100.0)));
    assert_eq!(rules(&count, "errors").len(), 2);
}

#[test]
fn thresholds_can_be_taken_away_and_bring_their_metric() {
    let stage =
        processor("[pipeline.stage.thresholds]\nthrottles = false\nduration_max = { critical = \"50s\" }");
    assert!(rules(&stage, "throttles").is_empty());
    assert!(stage.metric(&MetricKey::from("duration_max")).is_some());
    assert_eq!(rules(&stage, "duration_max")[0].critical, Some(50_000.0));
}

#[test]
fn only_the_named_metrics_are_asked_and_only_they_are_judged() {
    let stage = processor("metrics = [\"errors\"]");
    assert_eq!(stage.metrics.len(), 1);
    assert!(stage.rules.is_empty(), "a share of invocations that nobody asks for");
    let both = processor("metrics = [\"errors\", \"invocations\"]");
    assert_eq!(both.rules.len(), 1);
}

#[test]
fn stages_are_put_upstream_first_and_otherwise_left_in_order() {
    let text = "[[pipeline]]\nname = \"p\"\n\
        [[pipeline.stage]]\nname = \"c\"\nkind = \"s3\"\nresource = \"r\"\nafter = [\"b\", \"a\"]\n\
        [[pipeline.stage]]\nname = \"a\"\nkind = \"sns\"\nresource = \"r\"\n\
        [[pipeline.stage]]\nname = \"b\"\nkind = \"lambda\"\nresource = \"r\"\nafter = \"a\"\n\
        [[pipeline.stage]]\nname = \"d\"\nkind = \"sqs\"\nresource = \"r\"\n";
    let config = config(text);
    let names: Vec<&str> = config.pipelines[0].stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    let function = stage(&config.pipelines[0], "b");
    assert!(function.metric(&MetricKey::from("iterator_age")).is_none(), "no stream feeds it");
}

#[test]
fn vendors_are_found_in_the_three_ways() {
    let directory =
        |text: &str| config(&format!("[vendors]\ntable = \"t\"\n{text}\n")).vendors.unwrap().directory;
    let listed = directory("list = [{ id = \"v1\", name = \"Café\" }, { id = \"v2\" }]");
    let Directory::Listed(vendors) = listed else { panic!("{listed:?}") };
    let names: Vec<&str> = vendors.iter().map(|vendor| &*vendor.name).collect();
    assert_eq!(names, ["Café", "v2"]);
    assert!(
        matches!(directory("directory = \"items\""), Directory::IndexItems { partition, .. } if &*partition == "VENDORS")
    );
    assert_eq!(
        directory("directory = \"lake\"\nlake_days = \"3d\"\n[lake]\ndatabase = \"d\""),
        Directory::Lake { days: 3 }
    );
}

#[test]
fn runbooks_buffers_and_notifications_are_taken_as_written() {
    let told = processor("runbook = \"https://wiki.example.com/runbooks/processor?tab=1#steps\"").told;
    assert_eq!(told.runbook.as_deref(), Some("https://wiki.example.com/runbooks/processor?tab=1#steps"));
    let example = config(EXAMPLE);
    assert_eq!(stage(&example.pipelines[0], "delivery").told.buffer_secs, Some(300));
    assert_eq!(stage(&example.pipelines[0], "processor").told.buffer_secs, None, "nothing is assumed");
    assert_eq!(example.runbooks.len(), 1);
    let usual = Notify { when: NotifyWhen::Critical, cooldown: Duration::from_mins(5), bell: true };
    assert_eq!(example.notify, usual);
    assert_eq!(config("").notify, usual);
    let quiet =
        config("[notify]\nwhen = \"off\"\ncooldown = \"0s\"\nbell = false\n[screen]\ntitle = false\n");
    assert_eq!(quiet.notify, Notify { when: NotifyWhen::Off, cooldown: Duration::ZERO, bell: false });
    assert!(!quiet.screen.title && example.screen.title);
}

#[test]
fn a_mistake_in_the_second_stage_is_shown_in_the_second_stage() {
    let stages = "[[pipeline]]\nname = \"p\"\nretention = \"1d\"\n\
        [[pipeline.stage]]\nname = \"a\"\nkind = \"kinesis\"\nresource = \"r\"\n\
        [[pipeline.stage]]\nname = \"b\"\nkind = \"kinesis\"\nresource = \"r\"\nretention = \"2 moons\"\n";
    assert_eq!(mistakes(stages), ["12:1"]);
    let pipelines = "[[pipeline]]\nname = \"p\"\nretention = \"24h\"\n[[pipeline.stage]]\nname = \"a\"\nkind = \"s3\"\nresource = \"r\"\n\
        [[pipeline]]\nname = \"q\"\nretention = \"24\"\n[[pipeline.stage]]\nname = \"a\"\nkind = \"s3\"\nresource = \"r\"\n";
    assert_eq!(mistakes(pipelines), ["10:13"]);
}

#[test]
fn what_is_printed_cannot_steer_the_terminal() {
    let text = "[account]\n\"la\u{202e}bel\u{9b}31m\" = \"\\u001b]0;x\\u0007\"\nlabel = \"a\\u001b[31m\"\n";
    let report = parse(text, "x\u{1b}[31m.toml").unwrap_err();
    assert_eq!(report.mistakes().len(), 2);
    let said = report.to_string();
    assert!(!said.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{said:?}");
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let report = parse("pol = 1\n", "config.toml").unwrap_err();
    assert!(!report.to_string().contains('\u{1b}'));
    assert!(report.in_color().contains('\u{1b}'));
}

/// Lines of the example, taken apart and put together again in any way.
fn shuffled() -> impl Strategy<Value = String> {
    let lines: Vec<String> = whole_example().lines().map(ToOwned::to_owned).collect();
    prop::collection::vec((prop::sample::select(lines), 0usize..40, "\\PC{0,3}"), 0..30).prop_map(|lines| {
        let broken = lines.into_iter().map(|(line, at, odd)| {
            let at = line.char_indices().map(|(at, _)| at).nth(at).unwrap_or(line.len());
            if odd.is_empty() { line } else { format!("{}{odd}{}", &line[..at], &line[at..]) }
        });
        broken.collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*|(.|\n)*") {
        if let Err(report) = parse(&text, "config.toml") {
            prop_assert!(!report.to_string().is_empty());
        }
    }

    #[test]
    fn no_broken_example_makes_it_panic(text in shuffled()) {
        if let Err(report) = parse(&text, "config.toml") {
            let lines = text.split('\n').count();
            let places: BTreeSet<usize> = report.mistakes().iter().map(|mistake| mistake.line).collect();
            prop_assert!(!places.is_empty() && places.iter().all(|line| (1..=lines).contains(line)));
            prop_assert!(!report.to_string().is_empty());
        }
    }
}
