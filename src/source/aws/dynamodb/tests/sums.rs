//! Vendors listed and summed, against mocked answers: whole sums, sums that say what is missing, and their bill.

use aws_sdk_dynamodb::{operation::query::QueryOutput, types::AttributeValue};
use aws_smithy_mocks::{RuleMode, mock, mock_client};

use super::*;

fn orders(count: &str) -> QueryOutput {
    let item =
        [("SK", AttributeValue::S("METRICS#2025-11-02".into())), ("orders", AttributeValue::N(count.into()))];
    QueryOutput::builder().items(item.map(|(name, value)| (name.to_owned(), value)).into()).build()
}

#[tokio::test]
async fn all_vendors_are_summed_by_day() {
    let rule = mock!(Client::query).then_output(|| orders("5"));
    let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, &[&rule]);
    let ids: Vec<String> = (0..40).map(|at| format!("v{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (mut source, _) = over(client, listed(&ids));
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    let days = vendor_days(&item);
    assert_eq!((days.vendors, days.days.len(), days.days[0].counters.orders), (40, 1, 200));
    assert_eq!(rule.num_calls(), 40);
    let command = &item.answered.as_ref().unwrap().provenance.command;
    assert!(command.starts_with("for vendor in v0 v1 v10 "), "{command}");
    assert!(command.contains(r#"{"S":"VENDOR#'"$vendor"'"}"#), "{command}");
}

#[tokio::test]
async fn a_vendor_that_cannot_be_read_makes_the_sum_say_so() {
    let is_v2 = |input: &aws_sdk_dynamodb::operation::query::QueryInput| {
        let values = input.expression_attribute_values().unwrap();
        values[":pk"] == AttributeValue::S("VENDOR#v2".into())
    };
    let denied = mock!(Client::query).match_requests(is_v2).then_http_response(|| {
        let body = refusal("AccessDeniedException", "not authorized to perform: dynamodb:Query on x");
        aws_smithy_runtime_api::client::orchestrator::HttpResponse::new(400.try_into().unwrap(), body.into())
    });
    let fine = mock!(Client::query).then_output(|| orders("5"));
    let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, &[&denied, &fine]);
    let (mut source, _) = over(client, listed(&["v1", "v2", "v3"]));
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    assert_eq!((vendor_days(&item).vendors, vendor_days(&item).days[0].counters.orders), (2, 10));
    assert_eq!(item.troubles.len(), 1);
    assert_eq!(item.troubles[0].fault, Fault::Denied);
    let sentence = &item.troubles[0].sentence;
    assert!(sentence.starts_with("The sum is too low: 1 of 3 vendors could not be read (v2)."), "{sentence}");
}

#[tokio::test]
async fn more_than_five_hundred_vendors_are_left_to_the_lake() {
    let recorded = recorded(&[]);
    let ids: Vec<String> = (0..501).map(|at| format!("v{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), listed(&ids));
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    assert_eq!((item.troubles[0].fault, item.answered), (Fault::Limit, None));
    assert!(item.troubles[0].fix.contains("lake") && sent(&recorded).is_empty());
}

fn index_items() -> Directory {
    Directory::IndexItems { partition: "VENDORS".into(), name: "name".into(), category: "category".into() }
}

#[tokio::test]
async fn the_tables_own_list_of_vendors_is_read_before_they_are_summed() {
    let list = json!({ "Items": [
        { "SK": { "S": "VENDOR#v2" }, "name": { "S": "Bakery\u{1b}[31m" }, "category": { "S": "bread" } },
        { "SK": { "S": "VENDOR#v1" } },
        { "SK": { "S": "VENDOR#it's" } },
    ] });
    let day = page(&[item("2025-11-02", &json!({ "orders": { "N": "4" } }))], None);
    let recorded = recorded(&[(200, &list.to_string()), (200, &day), (200, &day)]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), index_items());
    let reading = ask(&mut source, &[days_of(VendorScope::All), Question::Vendors]).await;
    assert_eq!(vendor_days(&reading.items[0]).days[0].counters.orders, 8);
    let Some(Answer::Vendors(vendors)) = reading.items[1].answered.as_ref().map(|a| &a.answer) else {
        panic!("no vendors")
    };
    let told: Vec<_> = vendors.iter().map(|v| (v.id.as_str(), &*v.name, v.category.as_deref())).collect();
    assert_eq!(told, [("v2", "Bakery[31m", Some("bread")), ("v1", "v1", None)]);
    assert_eq!(reading.items[1].troubles.len(), 1, "an id that is none is told");
    assert_eq!(sent(&recorded).len(), 3, "the list is read once for both");
    assert_eq!(sent(&recorded)[0]["ExpressionAttributeValues"][":pk"]["S"], "VENDORS");
}

#[tokio::test]
async fn a_sum_without_its_list_says_why() {
    let denied = refusal("AccessDeniedException", "not authorized to perform: dynamodb:Query on x");
    let recorded = recorded(&[(400, &denied), (400, &denied)]);
    let (mut source, _) = over(client!(aws_sdk_dynamodb, recorded), index_items());
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    assert_eq!((item.troubles.len(), item.troubles[0].fault), (1, Fault::Denied));
}

#[tokio::test]
async fn vendors_of_the_lake_are_summed_once_the_lake_has_listed_them() {
    let recorded = recorded(&[(200, &page(&[], None))]);
    let (mut source, writer) = over(client!(aws_sdk_dynamodb, recorded), Directory::Lake { days: 7 });
    assert!(!source.answers(&Question::Vendors));
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    assert_eq!(item.waiting.as_deref(), Some("waiting for the list of vendors"));
    writer.send_replace(Some(vec![vendor("v9")].into()));
    let item = ask_one(&mut source, days_of(VendorScope::All)).await;
    assert_eq!(vendor_days(&item).vendors, 1);
    assert_eq!(sent(&recorded)[0]["ExpressionAttributeValues"][":pk"]["S"], "VENDOR#v9");
}

#[tokio::test]
async fn tiny_reads_add_up_on_the_bill() {
    let rule = mock!(Client::query).then_output(|| {
        let used = aws_sdk_dynamodb::types::ConsumedCapacity::builder().capacity_units(0.5).build();
        QueryOutput::builder().consumed_capacity(used).build()
    });
    let client = mock_client!(aws_sdk_dynamodb, RuleMode::MatchAny, &[&rule]);
    let (mut source, _) = over(client, listed(&["v1"]));
    let mut spent = 0;
    for _ in 0..32 {
        spent += ask(&mut source, &[v1_days()]).await.calls[0].cost_micro_usd;
    }
    assert_eq!(spent, 2);
}

#[tokio::test]
async fn the_listed_vendors_cost_no_call() {
    let (mut source, recorded) = source(&[]);
    let item = ask_one(&mut source, Question::Vendors).await;
    assert!(matches!(item.answered.unwrap().answer, Answer::Vendors(vendors) if vendors.len() == 1));
    assert!(sent(&recorded).is_empty());
}
