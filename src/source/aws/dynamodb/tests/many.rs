//! Each vendor on its own, and lists so long that they take many pages: what is read, what is left alone, what is said.

use aws_sdk_dynamodb::{operation::query::QueryOutput, types::AttributeValue};
use aws_smithy_mocks::{RuleMode, mock, mock_client};

use super::*;
use crate::question::VendorTotals;

fn totals_of(item: &Item) -> &VendorTotals {
    match item.answered.as_ref().map(|answered| &answered.answer) {
        Some(Answer::VendorTotals(totals)) => totals,
        other => panic!("no totals but {other:?}; {:?}", item.troubles),
    }
}

fn question() -> Question {
    Question::VendorTotals { range: range("2025-11-01", "2025-11-08") }
}

fn two_days() -> String {
    let day = |day: &str, orders: &str, revenue: &str| {
        item(day, &json!({ "orders": { "N": orders }, "revenue": { "N": revenue } }))
    };
    page(&[day("2025-11-02", "3", "10.05"), day("2025-11-03", "4", "0.20")], None)
}

#[tokio::test]
async fn each_vendor_is_summed_on_its_own() {
    let recorded = recorded(&[(200, &two_days()), (200, &page(&[], None))]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&["v1", "v2"]));
    assert!(source.answers(&question()));
    let item = ask_one(&mut source, question()).await;
    let totals = totals_of(&item);
    assert_eq!(totals.totals.len(), 1, "a vendor without an item is absent");
    let told = &totals.totals[0].1;
    assert_eq!((told.orders, told.revenue.to_string().as_str()), (7, "10.25"));
    assert_eq!((totals.vendors, totals.is_cut, totals.unread.len()), (2, false, 0));
    assert_eq!(totals.kept_from, Some("2025-10-10".parse().unwrap()));
    let command = &item.answered.as_ref().unwrap().provenance.command;
    assert!(command.starts_with("for vendor in v1 v2; do aws dynamodb query"), "{command}");
}

#[tokio::test]
async fn days_and_totals_of_the_same_range_are_read_once() {
    let recorded = recorded(&[(200, &two_days()), (200, &two_days())]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&["v1", "v2"]));
    let reading = ask(&mut source, &[question(), days_of(VendorScope::All)]).await;
    assert_eq!(totals_of(&reading.items[0]).totals.len(), 2);
    assert_eq!(vendor_days(&reading.items[1]).days.len(), 2);
    assert_eq!((sent(&recorded).len(), reading.calls[0].count), (2, 2));
}

#[tokio::test]
async fn a_vendor_that_cannot_be_read_is_unread_and_not_zero() {
    let denied = refusal("AccessDeniedException", "not authorized to perform: dynamodb:Query on x");
    let recorded = recorded(&[(200, &two_days()), (400, &denied)]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&["v1", "v2"]));
    let item = ask_one(&mut source, question()).await;
    let totals = totals_of(&item);
    assert_eq!((totals.totals.len(), totals.unread.len(), totals.vendors), (1, 1, 1));
    assert_ne!(totals.totals[0].0, totals.unread[0]);
    let sentence = &item.troubles[0].sentence;
    assert!(
        sentence.starts_with("Not every vendor is known: 1 of 2 vendors could not be read"),
        "{sentence}"
    );
}

#[tokio::test]
async fn where_no_vendor_can_be_read_there_is_no_answer() {
    let denied = refusal("AccessDeniedException", "not authorized to perform: dynamodb:Query on x");
    let recorded = recorded(&[(400, &denied), (400, &denied)]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&["v1", "v2"]));
    let item = ask_one(&mut source, question()).await;
    assert_eq!((item.answered, item.troubles[0].fault), (None, Fault::Denied));
}

#[tokio::test]
async fn totals_of_days_that_are_gone_take_no_call() {
    let (mut source, recorded) = source(&[]);
    let old = Question::VendorTotals { range: range("2025-08-01", "2025-10-09") };
    let item = ask_one(&mut source, old).await;
    assert_eq!(totals_of(&item).totals, []);
    assert!(sent(&recorded).is_empty());
}

/// A hundred thousand vendors fire no query: how many they are is said, and what does sum them.
#[tokio::test]
async fn a_hundred_thousand_vendors_are_not_asked_one_by_one() {
    let ids: Vec<String> = (0..100_000).map(|at| format!("v{at:06}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let recorded = recorded(&[]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&ids));
    let reading = ask(&mut source, &[question(), days_of(VendorScope::All)]).await;
    assert!(sent(&recorded).is_empty() && reading.calls.is_empty());
    let totals = totals_of(&reading.items[0]);
    assert_eq!((totals.vendors, totals.is_cut, totals.totals.len()), (100_000, true, 0));
    for item in &reading.items {
        let trouble = &item.troubles[0];
        assert_eq!(trouble.fault, Fault::Limit);
        assert!(trouble.sentence.starts_with("100,000 vendors are too many"), "{}", trouble.sentence);
        assert!(trouble.fix.contains("lake"), "{}", trouble.fix);
    }
    assert_eq!(reading.items[1].answered, None);
}

fn a_page_of_vendors(first: usize, has_more: bool) -> QueryOutput {
    let item = |at: usize| {
        let key = AttributeValue::S(format!("VENDOR#v{at:06}"));
        let name = AttributeValue::S(format!("Shop {at}"));
        [("SK".to_owned(), key), ("name".to_owned(), name)].into()
    };
    let items = (first..first + 7_000).map(item).collect();
    let last = has_more.then(|| [("SK".to_owned(), AttributeValue::S("VENDOR#x".into()))].into());
    QueryOutput::builder().set_items(Some(items)).set_last_evaluated_key(last).build()
}

/// 98,000 vendors on 14 pages: four pages a round, each round says how far it is, and other questions are answered.
#[tokio::test]
async fn a_long_list_is_read_in_rounds_that_tell_their_progress() {
    let directory = Directory::IndexItems {
        partition: "VENDORS".into(),
        name: "name".into(),
        category: "category".into(),
    };
    let is_list = |input: &aws_sdk_dynamodb::operation::query::QueryInput| {
        input.expression_attribute_values().unwrap()[":pk"] == AttributeValue::S("VENDORS".into())
    };
    let rule = mock!(Client::query)
        .match_requests(is_list)
        .sequence()
        .output(|| a_page_of_vendors(0, true))
        .times(13)
        .output(|| a_page_of_vendors(91_000, false))
        .build();
    let other = mock!(Client::query).then_output(|| QueryOutput::builder().build());
    let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, &[&rule, &other]);
    let (mut source, _) = over(client, directory);
    let mut notes = Vec::new();
    let listed = loop {
        let reading = ask(&mut source, &[Question::Vendors, v1_days()]).await;
        assert!(reading.items[1].answered.is_some(), "a vendor's days do not wait for the list");
        assert!(reading.calls[0].count <= 5);
        match (&reading.items[0].answered, &reading.items[0].waiting) {
            (Some(answered), _) => break answered.answer.clone(),
            (None, Some(note)) => notes.push(note.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        notes,
        ["28,000 vendors listed so far", "56,000 vendors listed so far", "84,000 vendors listed so far"]
    );
    assert!(matches!(listed, Answer::Vendors(vendors) if vendors.len() == 98_000));
    assert_eq!(rule.num_calls(), 14);
}

#[tokio::test]
async fn a_list_that_is_slowed_down_goes_on_where_it_was() {
    let directory = Directory::IndexItems {
        partition: "VENDORS".into(),
        name: "name".into(),
        category: "category".into(),
    };
    let one = |id: &str| json!({ "SK": { "S": format!("VENDOR#{id}") } });
    let first = page(&[one("v1")], Some("VENDOR#v1"));
    let slow = refusal("ThrottlingException", "slow");
    let recorded = recorded(&[(200, &first), (400, &slow), (200, &page(&[one("v2")], None))]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), directory);
    let item = ask_one(&mut source, Question::Vendors).await;
    assert_eq!((item.troubles[0].fault, item.again_after.is_some()), (Fault::Throttled, true));
    let item = ask_one(&mut source, Question::Vendors).await;
    assert!(matches!(item.answered.unwrap().answer, Answer::Vendors(vendors) if vendors.len() == 2));
    assert_eq!(sent(&recorded)[2]["ExclusiveStartKey"]["SK"]["S"], "VENDOR#v1");
}
