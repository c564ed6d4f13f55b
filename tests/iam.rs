//! The shipped policies: valid, no wider than the calls that are made, and no narrower.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

const READ_ONLY: &str = include_str!("../docs/iam/read-only.json");
const VENDOR: &str = include_str!("../docs/iam/vendor-row-level.json");

const INSTALL: &str = include_str!("../docs/iam/lake-install.json");

/// Services whose calls the sources make themselves; Glue and S3 are called by Athena in the caller's name.
const OWN_SERVICES: [&str; 4] = ["cloudwatch", "kinesis", "dynamodb", "athena"];

fn statements(policy: &str) -> Vec<Value> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    policy["Statement"].as_array().unwrap().clone()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(many) => many.iter().flat_map(texts).collect(),
        other => panic!("neither text nor a list of texts: {other}"),
    }
}

fn actions(policy: &str) -> BTreeSet<String> {
    statements(policy)
        .iter()
        .inspect(|statement| assert_eq!(statement["Effect"], "Allow"))
        .flat_map(|statement| texts(&statement["Action"]))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every action of our own services that the sources name: they name one with each call, for the fix when it is denied.
fn actions_called() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source/aws"), &mut files);
    let action = regex::Regex::new(r#""((?:cloudwatch|kinesis|dynamodb|athena):[A-Z][A-Za-z]+)""#).unwrap();
    let texts = files.iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| action.captures_iter(&text).map(|found| found[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_read_only_policy_allows_exactly_what_is_called() {
    let called = actions_called();
    assert!(called.contains("dynamodb:Query") && called.contains("athena:StopQueryExecution"), "{called:?}");
    let allowed: BTreeSet<String> = actions(READ_ONLY)
        .into_iter()
        .filter(|action| OWN_SERVICES.contains(&action.split(':').next().unwrap()))
        .collect();
    let missing: Vec<_> = called.difference(&allowed).collect();
    assert!(missing.is_empty(), "called, but not allowed: {missing:?}");
    for action in &allowed {
        let operation = action.split(':').nth(1).unwrap();
        let is_read =
            ["Get", "Describe", "Query", "Start", "Stop"].iter().any(|verb| operation.starts_with(verb));
        assert!(is_read, "{action} is more than looking");
    }
}

/// What installs the lake may create the shipped objects of one database and nothing else, and holds nothing that reads.
#[test]
fn the_install_policy_creates_the_shipped_objects_only() {
    let statements = statements(INSTALL);
    assert_eq!(actions(INSTALL).into_iter().collect::<Vec<_>>(), ["glue:CreateTable", "glue:UpdateTable"]);
    let resources: Vec<String> =
        statements.iter().flat_map(|statement| texts(&statement["Resource"])).collect();
    let names: BTreeSet<&str> = resources
        .iter()
        .filter(|arn| arn.contains(":table/"))
        .map(|arn| arn.rsplit('/').next().unwrap())
        .collect();
    let shipped = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/athena")).unwrap();
    let shipped: BTreeSet<String> = shipped
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            Path::new(name).extension().is_some_and(|ext| ext == "sql") && !name.starts_with("10_")
        })
        .map(|name| name.trim_end_matches(".sql").trim_start_matches("00_table_")[..].to_owned())
        .map(|name| name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('_').to_owned())
        .collect();
    assert_eq!(names, shipped.iter().map(String::as_str).collect());
    assert!(resources.iter().all(|arn| !arn.contains('*')), "{resources:?}");
}

#[test]
fn no_policy_allows_whole_services_or_scans() {
    for action in actions(READ_ONLY).union(&actions(VENDOR)).chain(&actions(INSTALL)) {
        assert!(!action.contains('*') && !action.ends_with(":Scan"), "{action}");
    }
}

#[test]
fn only_cloudwatch_is_allowed_on_everything() {
    for statement in statements(READ_ONLY).iter().chain(&statements(VENDOR)) {
        if texts(&statement["Resource"]).contains(&"*".to_owned()) {
            assert!(
                texts(&statement["Action"]).iter().all(|action| action.starts_with("cloudwatch:")),
                "{statement}"
            );
        }
    }
}

#[test]
fn a_vendors_policy_holds_for_its_rows_only_and_refuses_calls_without_a_key() {
    let statements = statements(VENDOR);
    assert_eq!(statements.len(), 1);
    let condition = &statements[0]["Condition"];
    assert_eq!(condition["Null"]["dynamodb:LeadingKeys"], "false");
    let keys = texts(&condition["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]);
    assert_eq!(keys, ["VENDOR#${aws:PrincipalTag/vendorId}"]);
    assert_eq!(actions(VENDOR).into_iter().collect::<Vec<_>>(), ["dynamodb:Query"]);
}
