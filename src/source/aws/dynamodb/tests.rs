//! The vendor table against recorded answers: real client, real bytes, no network.

use aws_smithy_http_client::test_util::StaticReplayClient;
use serde_json::{Value, json};

use super::*;
use crate::{
    business::{ProductDay, VendorId},
    config::{Attributes, ProductAttributes, TableKeys},
    question::{Answer, Fault, VendorDays},
    source::aws::{
        replay::{client, recorded, refusal, sent},
        roll::{RollWriter, roll},
    },
};

#[path = "tests/many.rs"]
mod many_vendors;
#[path = "tests/sums.rs"]
mod sums_of_vendors;
#[path = "tests/tenants.rs"]
mod tenants;

fn now() -> DateTime<Utc> {
    "2025-11-08T14:00:00Z".parse().unwrap()
}

fn vendor(id: &str) -> Vendor {
    Vendor { id: VendorId::parse(id).unwrap(), name: id.into(), category: None }
}

fn table(directory: Directory) -> Vendors {
    Vendors {
        table: "Analytics-dev".into(),
        region: None,
        index: Some("GSI1".into()),
        keys: TableKeys {
            partition: "PK".into(),
            sort: "SK".into(),
            index_partition: "GSI1PK".into(),
            index_sort: "GSI1SK".into(),
            vendor_prefix: "VENDOR#".into(),
            product_prefix: "PRODUCT#".into(),
            day_prefix: "METRICS#".into(),
            product_day_prefix: "PRODUCT#METRICS#".into(),
        },
        attributes: Attributes {
            product_views: "productViews".into(),
            profile_views: "profileViews".into(),
            product_favorites: "productFavorites".into(),
            cart_adds: "cartAdds".into(),
            orders: "orders".into(),
            completed_orders: "completedOrders".into(),
            revenue: "revenue".into(),
        },
        product_attributes: ProductAttributes {
            views: "views".into(),
            favorites: "favorites".into(),
            cart_adds: "cartAdds".into(),
            orders: "orders".into(),
            revenue: "revenue".into(),
        },
        ttl_attribute: Some("ttl".into()),
        kept_days: 30,
        directory,
        benchmark: false,
    }
}

fn listed(ids: &[&str]) -> Directory {
    Directory::Listed(ids.iter().map(|id| vendor(id)).collect())
}

fn over(client: Client, directory: Directory) -> (DynamoDb, RollWriter) {
    let (writer, reader) = roll();
    (DynamoDb::over(Connection::opened(client), table(directory), chrono_tz::UTC, reader), writer)
}

fn source(answers: &[(u16, &str)]) -> (DynamoDb, StaticReplayClient) {
    let recorded = recorded(answers);
    (over(client!(aws_sdk_dynamodb, recorded), listed(&["v1"])).0, recorded)
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn days_of(scope: VendorScope) -> Question {
    Question::VendorDays { vendor: scope, range: range("2025-11-01", "2025-11-08") }
}

fn v1_days() -> Question {
    days_of(VendorScope::One(VendorId::parse("v1").unwrap()))
}

fn v1_products() -> Question {
    Question::ProductDays { vendor: VendorId::parse("v1").unwrap(), range: range("2025-11-01", "2025-11-08") }
}

async fn ask(source: &mut DynamoDb, questions: &[Question]) -> Reading {
    let asks: Vec<Ask> =
        questions.iter().map(|question| Ask { question: question.clone(), tail_only: false }).collect();
    source.answer(&asks, now()).await
}

async fn ask_one(source: &mut DynamoDb, question: Question) -> Item {
    let mut reading = ask(source, &[question]).await;
    assert_eq!(reading.items.len(), 1);
    reading.items.remove(0)
}

fn item(day: &str, more: &Value) -> Value {
    let mut item = json!({ "SK": { "S": format!("METRICS#{day}") } });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

fn page(items: &[Value], last: Option<&str>) -> String {
    let mut page =
        json!({ "Items": items, "Count": items.len(), "ConsumedCapacity": { "CapacityUnits": 0.5 } });
    if let Some(last) = last {
        page["LastEvaluatedKey"] = json!({ "PK": { "S": "VENDOR#v1" }, "SK": { "S": last } });
    }
    page.to_string()
}

fn vendor_days(item: &Item) -> &VendorDays {
    match item.answered.as_ref().map(|answered| &answered.answer) {
        Some(Answer::VendorDays(days)) => days,
        other => panic!("no days but {other:?}; {:?}", item.troubles),
    }
}

#[tokio::test]
async fn a_vendors_days_are_one_query_between_two_keys() {
    let day = item("2025-11-02", &json!({ "orders": { "N": "3" }, "revenue": { "N": "36.10" } }));
    let (mut source, recorded) = source(&[(200, &page(&[day], None))]);
    let reading = ask(&mut source, &[v1_days()]).await;
    let days = vendor_days(&reading.items[0]);
    assert_eq!(days.days.len(), 1);
    assert_eq!(
        (days.days[0].counters.orders, days.days[0].counters.revenue.to_string()),
        (3, "36.10".into())
    );
    assert_eq!((days.vendors, days.kept_from), (1, Some("2025-10-10".parse().unwrap())));
    assert_eq!((reading.calls[0].api, reading.calls[0].count), ("Query", 1));

    let sent = &sent(&recorded)[0];
    assert_eq!(sent["TableName"], "Analytics-dev");
    assert_eq!(sent["ReturnConsumedCapacity"], "TOTAL");
    assert_eq!(sent["ExpressionAttributeValues"][":pk"]["S"], "VENDOR#v1");
    assert_eq!(sent["ExpressionAttributeValues"][":from"]["S"], "METRICS#2025-11-01");
    assert_eq!(sent["ExpressionAttributeValues"][":to"]["S"], "METRICS#2025-11-08");
    assert!(sent.get("ConsistentRead").is_none_or(|consistent| consistent == false));
    let names = sent["ExpressionAttributeNames"].as_object().unwrap();
    let expressions = format!("{} {}", sent["KeyConditionExpression"], sent["ProjectionExpression"]);
    assert!(names.keys().all(|alias| alias.starts_with('#') && expressions.contains(alias)), "{sent}");
    assert!(names.values().all(|name| !expressions.contains(name.as_str().unwrap())), "{sent}");
}

#[tokio::test]
async fn the_command_reproduces_the_query() {
    let (mut source, _) = source(&[(200, &page(&[], None))]);
    let item = ask_one(&mut source, v1_days()).await;
    let provenance = item.answered.unwrap().provenance;
    assert_eq!(&*provenance.source, "DynamoDB Analytics-dev");
    assert_eq!(
        &*provenance.call,
        "Query Analytics-dev: PK = VENDOR#v1, SK from METRICS#2025-11-01 to METRICS#2025-11-08"
    );
    let command = provenance.command;
    assert!(
        command.starts_with(
            "aws dynamodb query --table-name Analytics-dev --key-condition-expression '#a0 = :pk"
        )
    );
    assert!(
        command.contains(r#"'{":from":{"S":"METRICS#2025-11-01"},":pk":{"S":"VENDOR#v1"},"#),
        "{command}"
    );
    assert!(command.ends_with("--return-consumed-capacity TOTAL --region us-east-1"), "{command}");
}

/// A page may be empty and still have more behind it; numbers are text; what is missing is nothing that happened.
#[tokio::test]
async fn trap_17_an_empty_page_is_not_the_last_and_a_missing_attribute_is_zero() {
    let days = [item("2025-11-03", &json!({ "revenue": { "N": "12410.050" } }))];
    let (mut source, recorded) =
        source(&[(200, &page(&[], Some("METRICS#2025-11-02"))), (200, &page(&days, None))]);
    let reading = ask(&mut source, &[v1_days()]).await;
    let counters = vendor_days(&reading.items[0]).days[0].counters;
    assert_eq!(counters.revenue.to_string(), "12410.050");
    assert_eq!((counters.orders, counters.product_views), (0, 0));
    assert!(reading.items[0].troubles.is_empty());
    assert_eq!(reading.calls[0].count, 2);
    assert_eq!(sent(&recorded)[1]["ExclusiveStartKey"]["SK"]["S"], "METRICS#2025-11-02");
}

#[tokio::test]
async fn an_odd_item_is_told_by_day_and_attribute_and_the_rest_of_it_kept() {
    let days = [
        item("2025-11-03", &json!({ "orders": { "S": "3" }, "productViews": { "N": "90" } })),
        item("2025-11-04", &json!({ "revenue": { "N": "12345678901234567890123456789012345678" } })),
        item("2025-11-05", &json!({ "cartAdds": { "N": "seven" } })),
        json!({ "SK": { "S": "METRICS#yesterday" } }),
    ];
    let (mut source, _) = source(&[(200, &page(&days, None))]);
    let item = ask_one(&mut source, v1_days()).await;
    assert_eq!(vendor_days(&item).days.len(), 3);
    assert_eq!(vendor_days(&item).days[0].counters.product_views, 90);
    let told: Vec<_> = item.troubles.iter().map(|trouble| &*trouble.sentence).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(item.troubles.iter().all(|trouble| trouble.fault == Fault::Item));
    assert!(told[0].contains("2025-11-03: orders is text"), "{told:?}");
    assert!(told[1].contains("2025-11-04: revenue"), "{told:?}");
    assert!(told[3].contains("METRICS#yesterday"), "{told:?}");
}

#[tokio::test]
async fn many_odd_items_are_told_as_five_and_a_number() {
    let days: Vec<Value> =
        (1..=8).map(|day| item(&format!("2025-11-0{day}"), &json!({ "orders": { "BOOL": true } }))).collect();
    let (mut source, _) = source(&[(200, &page(&days, None))]);
    let item = ask_one(&mut source, v1_days()).await;
    assert_eq!(item.troubles.len(), 6);
    assert!(item.troubles[5].sentence.contains("3 more"), "{}", item.troubles[5].sentence);
}

#[tokio::test]
async fn items_past_their_ttl_are_no_longer_there() {
    let at =
        |secs: i64| json!({ "orders": { "N": "1" }, "ttl": { "N": (now().timestamp() + secs).to_string() } });
    let days = [
        item("2025-11-01", &at(-1)),
        item("2025-11-02", &at(60)),
        item("2025-11-03", &json!({ "orders": { "N": "1" } })),
        item("2025-11-04", &json!({ "orders": { "N": "1" }, "ttl": { "S": "soon" } })),
    ];
    let (mut source, _) = source(&[(200, &page(&days, None))]);
    let item = ask_one(&mut source, v1_days()).await;
    let dates: Vec<_> = vendor_days(&item).days.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2025-11-02", "2025-11-03", "2025-11-04"]);
}

#[tokio::test]
async fn products_come_from_the_index_and_are_named_by_the_partition_key() {
    let product = |id: &str, orders: &str| json!({ "PK": { "S": id }, "GSI1SK": { "S": "PRODUCT#METRICS#2025-11-02" }, "orders": { "N": orders } });
    let items = [product("PRODUCT#p2", "2"), product("PRODUCT#p1", "1"), product("ORDER#9", "7")];
    let (mut source, recorded) = source(&[(200, &page(&items, None))]);
    let item = ask_one(&mut source, v1_products()).await;
    let Some(Answer::ProductDays(days)) = item.answered.map(|answered| answered.answer) else {
        panic!("no days")
    };
    let told: Vec<_> = days.days.iter().map(|day: &ProductDay| (day.product.as_str(), day.orders)).collect();
    assert_eq!(told, [("p1", 1), ("p2", 2)]);
    assert_eq!(item.troubles.len(), 1, "the order among the products is odd");
    let sent = &sent(&recorded)[0];
    assert_eq!(sent["IndexName"], "GSI1");
    assert_eq!(sent["ExpressionAttributeValues"][":from"]["S"], "PRODUCT#METRICS#2025-11-01");
}

#[tokio::test]
async fn days_the_table_no_longer_keeps_are_not_asked_for() {
    let (mut source, recorded) = source(&[(200, &page(&[], None))]);
    let vendor = VendorScope::One(VendorId::parse("v1").unwrap());
    let old = Question::VendorDays { vendor: vendor.clone(), range: range("2025-08-01", "2025-10-09") };
    let part = Question::VendorDays { vendor, range: range("2025-08-01", "2025-10-12") };
    let reading = ask(&mut source, &[old, part]).await;
    assert_eq!(vendor_days(&reading.items[0]).kept_from, Some("2025-10-10".parse().unwrap()));
    let sent = sent(&recorded);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["ExpressionAttributeValues"][":from"]["S"], "METRICS#2025-10-10");
}

#[tokio::test]
async fn equal_ranges_are_read_once() {
    let (mut source, recorded) = source(&[(200, &page(&[], None))]);
    let reading = ask(&mut source, &[v1_days(), days_of(VendorScope::All)]).await;
    assert!(reading.items.iter().all(|item| item.answered.is_some()));
    assert_eq!(sent(&recorded).len(), 1);
}

/// What the user sees of each way a query can fail; nothing is ever answered as an empty range.
#[tokio::test]
async fn each_failure_is_a_trouble_and_no_answer() {
    let denied = "User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:Query on resource: t";
    for (status, body, fault) in [
        (400, refusal("AccessDeniedException", denied), Fault::Denied),
        (400, refusal("ExpiredTokenException", "The security token has expired"), Fault::ExpiredCredentials),
        (400, refusal("ProvisionedThroughputExceededException", "slow"), Fault::Throttled),
        (400, refusal("ResourceNotFoundException", "Requested resource not found"), Fault::NotFound),
        (500, refusal("InternalServerError", "oops"), Fault::Service),
        (200, "<html>captive portal</html>".to_owned(), Fault::Garbled),
        (
            200,
            page(&[item("2025-11-03", &json!({ "orders": { "N": "3" } }))], None)[..90].to_owned(),
            Fault::Garbled,
        ),
    ] {
        let (mut source, _) = source(&[(status, &body)]);
        let item = ask_one(&mut source, v1_days()).await;
        assert_eq!(item.troubles.iter().map(|t| t.fault).collect::<Vec<_>>(), [fault], "{body}");
        assert_eq!(item.answered, None, "{body}");
        assert_eq!(item.again_after.is_some(), fault == Fault::Throttled, "{body}");
        assert!(status != 200 || !item.troubles[0].sentence.contains("refused"), "{:?}", item.troubles);
        if fault == Fault::Denied {
            assert_eq!(item.troubles[0].action.as_deref(), Some("dynamodb:Query"));
        }
    }
}

#[tokio::test]
async fn a_range_that_breaks_off_after_its_first_page_is_not_answered() {
    let first = page(&[item("2025-11-01", &json!({ "orders": { "N": "3" } }))], Some("METRICS#2025-11-01"));
    let (mut source, _) = source(&[(200, &first), (400, &refusal("ThrottlingException", "slow"))]);
    let item = ask_one(&mut source, v1_days()).await;
    assert_eq!(item.answered, None, "the days behind the break would look like days without events");
}
