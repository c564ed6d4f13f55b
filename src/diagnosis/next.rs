//! The next step: a command that looks and changes nothing, with the real names in it, ready for a shell.

use super::candidate::Candidate;
use crate::pipeline::{Class, Pipeline, Stage, StageKind, Step, shell_word};

/// What to look at next.
pub(super) fn next(pipeline: &Pipeline, stage: Option<&Stage>, cause: &Candidate) -> Step {
    let (command, why) = match (cause.class, stage) {
        (Class::NoAccess | Class::NoData, _) | (_, None) => {
            ("aws sts get-caller-identity".to_owned(), "shows whether AWS answers, and as whom".to_owned())
        }
        (Class::LakeBehind, _) => (
            "aws glue get-crawlers --query 'Crawlers[].[Name,State,LastCrawl.Status,LastCrawl.ErrorMessage]' --output \
             table"
                .to_owned(),
            "shows when each crawler ran last and why it failed".to_owned(),
        ),
        (class, Some(stage)) => look(class, stage),
    };
    let region = if pipeline.region.is_empty() {
        String::new()
    } else {
        format!(" --region {}", shell_word(&pipeline.region))
    };
    let why = cause.hint.as_ref().map_or(why.clone(), |hint| format!("{why}; {hint}"));
    Step { command: format!("{command}{region}").into(), why: why.into() }
}

fn look(class: Class, stage: &Stage) -> (String, String) {
    let name = shell_word(&stage.resource);
    let first = shell_word(stage.resource.split('/').next().unwrap_or_default());
    let (command, why) = match stage.kind {
        StageKind::Lambda if class == Class::ConcurrencyThrottled => (
            format!("aws lambda get-function-concurrency --function-name {name}"),
            "shows the concurrency that is reserved for the function",
        ),
        StageKind::Lambda
            if matches!(class, Class::PoisonRecord | Class::FunctionErrors | Class::DeadLetters) =>
        {
            (
                format!(
                    "aws logs tail {} --since 15m --filter-pattern '?ERROR ?Error ?Exception'",
                    shell_word(&format!("/aws/lambda/{}", stage.resource))
                ),
                "shows what the function says of the records it fails on",
            )
        }
        StageKind::Lambda => (
            format!("aws lambda list-event-source-mappings --function-name {name}"),
            "shows whether the event source mapping is enabled, what it last did, and its batch size and parallelism",
        ),
        StageKind::Kinesis => (
            format!("aws kinesis describe-stream-summary --stream-name {name}"),
            "shows mode, open shards, retention and shard-level metrics",
        ),
        StageKind::DynamodbTable | StageKind::DynamodbIndex => (
            format!("aws dynamodb describe-table --table-name {first}"),
            "shows the capacity mode and limits of the table and its indexes",
        ),
        StageKind::Firehose if matches!(class, Class::DeliveryFailing | Class::ConversionFailing) => (
            format!(
                "aws logs tail {} --since 30m",
                shell_word(&format!("/aws/kinesisfirehose/{}", stage.resource))
            ),
            "shows why deliveries are refused, where error logging is on",
        ),
        StageKind::Firehose => (
            format!("aws firehose describe-delivery-stream --delivery-stream-name {name}"),
            "shows the destination, its buffering and its conversion",
        ),
        _ => look_beside(stage),
    };
    (command, why.to_owned())
}

/// The kinds that no record passes through on its way to the counters.
fn look_beside(stage: &Stage) -> (String, &'static str) {
    let name = shell_word(&stage.resource);
    let first = shell_word(stage.resource.split('/').next().unwrap_or_default());
    match stage.kind {
        StageKind::S3 => (
            format!("aws s3 ls {}", shell_word(&format!("s3://{}", stage.resource))),
            "shows what lies in the bucket",
        ),
        StageKind::Athena => (
            format!("aws athena list-query-executions --work-group {name} --max-items 20"),
            "names the newest queries, to be looked at one by one",
        ),
        StageKind::HttpApi => (
            format!("aws apigatewayv2 get-stages --api-id {first}"),
            "shows what was deployed last, and when",
        ),
        StageKind::RestApi => (
            format!(
                "aws apigateway get-rest-apis --query {}",
                shell_word(&format!("items[?name=='{}']", stage.resource))
            ),
            "shows the API behind this name",
        ),
        StageKind::Sqs => (
            format!(
                "aws sqs get-queue-attributes --attribute-names All --queue-url \"$(aws sqs get-queue-url --queue-name \
                 {name} --query QueueUrl --output text)\""
            ),
            "shows how many messages wait and who may move them",
        ),
        StageKind::Sns => (
            format!(
                "aws sns list-subscriptions --query {}",
                shell_word(&format!("Subscriptions[?ends_with(TopicArn, ':{}')]", stage.resource))
            ),
            "shows who is subscribed",
        ),
        StageKind::Eventbridge => (
            format!("aws events list-targets-by-rule --rule {name}"),
            "shows the targets and their dead-letter queues",
        ),
        StageKind::Appsync => (
            format!(
                "aws logs tail {} --since 15m --filter-pattern ERROR",
                shell_word(&format!("/aws/appsync/apis/{}", stage.resource))
            ),
            "shows which resolver fails, where logging is on",
        ),
        StageKind::Msk => (
            format!("aws kafka list-clusters-v2 --cluster-name-filter {first}"),
            "shows the state of the cluster",
        ),
        _ => ("aws sts get-caller-identity".to_owned(), "shows whether AWS answers, and as whom"),
    }
}
