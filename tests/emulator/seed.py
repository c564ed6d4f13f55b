#!/usr/bin/env python3
"""Seeds the emulator with a small marketplace and writes what it seeded, counted here and nowhere else, as JSON.

usage: seed.py ENDPOINT TRUTH_FILE

The same numbers each time (random.Random(7)); only the dates follow today. Nothing of tidewatch is used to count.
"""

import collections
import datetime as dt
import decimal
import io
import json
import math
import pathlib
import random
import sys

import books
import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import count
import figures
from botocore.config import Config

ENDPOINT, TRUTH_FILE = sys.argv[1], pathlib.Path(sys.argv[2])
UTC = dt.timezone.utc
NOW = dt.datetime.now(UTC).replace(second=0, microsecond=0)
TODAY = NOW.date()
RANDOM = random.Random(7)

TABLE, STREAM = "MakeriessAnalytics-dev", "makeriess-analytics-stream-dev"
FUNCTION, DELIVERY = "analyticsEventProcessor-dev", "makeriess-analytics-firehose-dev"
EMPTY_DATABASES = ("tidewatch_install", "tidewatch_sql")  # to be filled by tests
DATABASE, BUCKET, RESULTS = "makeriess_analytics_dev", "makeriess-analytics-data-dev", "makeriess-analytics-results-dev"
# The ids of the last two begin as the first's does, or the first's as theirs: nothing of theirs may be counted as its own.
VENDORS = {
    "vendor_001": "Sunrise Bakery",
    "vendor_002": "Nordlicht Coffee",
    "vendor_003": "Bloom & Stem",
    "vendor_0010": "Zanzibar Rugs",
    "vendor_00": "Quokka Guitars",
}
CATEGORY = dict(zip(VENDORS, ("bakery", "coffee", "plants", "rugs", "guitars")))
PRODUCTS = {vendor: [f"product_{vendor.removeprefix('vendor_')}_{n:02}" for n in range(1, 6)] for vendor in VENDORS}
DAYS = [TODAY - dt.timedelta(days=back) for back in range(29, -1, -1)]
# Forty-five days without a gap, and a day a month before them.
OLD_DAYS = sorted({(TODAY - dt.timedelta(days=back)).replace(day=12) for back in (75, 105, 136, 166)})
LAKE_DAYS = OLD_DAYS + [TODAY - dt.timedelta(days=back) for back in range(44, -1, -1)]
WORKGROUPS = {"tidewatch": 0, "tidewatch-slow": 12, "tidewatch-stuck": 900}  # and how many seconds their queries take
BOOKS = books.make(TODAY)
STALLED_SINCE = NOW - dt.timedelta(minutes=100)


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(s3={"addressing_style": "path"}),
    )


def text(value):
    return {"S": str(value)}


def number(value):
    return {"N": str(value)}


def counters():
    """Daily counters of vendors and of products; returns both as written."""
    table = client("dynamodb")
    key = lambda name, kind: {"AttributeName": name, "KeyType": kind}
    table.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("PK", "SK", "GSI1PK", "GSI1SK")],
        KeySchema=[key("PK", "HASH"), key("SK", "RANGE")],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {
                "IndexName": "GSI1",
                "KeySchema": [key("GSI1PK", "HASH"), key("GSI1SK", "RANGE")],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    items, truth, sold = [], {}, {}
    for vendor, name in VENDORS.items():
        items.append(
            {
                "PK": text("VENDORS"),
                "SK": text(f"VENDOR#{vendor}"),
                "name": text(name),
                "category": text(CATEGORY[vendor]),
            }
        )
        truth[vendor], sold[vendor] = {}, collections.defaultdict(dict)
        for day in DAYS:
            total = collections.Counter()
            revenue = decimal.Decimal(0)
            for product in PRODUCTS[vendor]:
                views = max(1, int(RANDOM.gauss(200, 30) * (1.4 if day.weekday() >= 5 else 1.0)))
                carts = views // 8
                orders = int(carts * RANDOM.uniform(0.3, 0.6))
                amount = decimal.Decimal(RANDOM.randint(1200, 4000) * orders) / 100
                items.append(
                    {
                        "PK": text(f"PRODUCT#{product}"),
                        "SK": text(f"METRICS#{day}"),
                        "GSI1PK": text(f"VENDOR#{vendor}"),
                        "GSI1SK": text(f"PRODUCT#METRICS#{day}"),
                        "views": number(views),
                        "favorites": number(views // 12),
                        "cartAdds": number(carts),
                        "orders": number(orders),
                        "revenue": number(amount),
                        "vendorId": text(vendor),
                    }
                )
                counted = {"productViews": views, "productFavorites": views // 12, "cartAdds": carts, "orders": orders}
                sold[vendor][product][str(day)] = {**counted, "revenue": f"{amount:.2f}"}
                total.update(counted)
                revenue += amount
            total.update(profileViews=total["productViews"] // 5, completedOrders=int(total["orders"] * 0.93))
            items.append(
                {
                    "PK": text(f"VENDOR#{vendor}"),
                    "SK": text(f"METRICS#{day}"),
                    "revenue": number(revenue),
                    **{name: number(value) for name, value in total.items()},
                }
            )
            truth[vendor][str(day)] = {**total, "revenue": f"{revenue:.2f}"}
    yesterday = TODAY - dt.timedelta(days=1)
    odd = {"PK": text("VENDOR#vendor_odd"), "SK": text(f"METRICS#{yesterday}"), "orders": number(4)}
    items.append({**odd, "revenue": text("a lot"), "productViews": number(80)})
    items.extend(books.items(BOOKS[1]))
    for start in range(0, len(items), 25):
        table.batch_write_item(
            RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]}
        )
    return truth, sold


def iterator_age_ms(at):
    """About half a second, then climbing one second a second: the consumer stands still, and still does."""
    if at >= STALLED_SINCE:
        return 1000.0 * (at - STALLED_SINCE).total_seconds()
    return RANDOM.uniform(200, 900)


def metrics():
    cloudwatch = client("cloudwatch")
    rows = collections.defaultdict(list)

    def put(namespace, name, dimensions, at, value, unit="Count"):
        rows[namespace].append(
            {
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": value_} for key, value_ in dimensions.items()],
                "Timestamp": at,
                "Value": float(value),
                "Unit": unit,
            }
        )

    stream, function = {"StreamName": STREAM}, {"FunctionName": FUNCTION}
    delivery, table = {"DeliveryStreamName": DELIVERY}, {"TableName": TABLE}
    for back in range(200, -1, -1):
        at = NOW - dt.timedelta(minutes=back)
        load = 600 + 100 * math.sin(back / 30)
        is_stalled = at >= STALLED_SINCE
        if not 130 <= back < 135:  # a gap of five minutes that must stay a gap
            put("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", stream, at, iterator_age_ms(at), "Milliseconds")
        put("AWS/Kinesis", "IncomingRecords", stream, at, load)
        put("AWS/Kinesis", "IncomingBytes", stream, at, load * 420, "Bytes")
        put("AWS/Kinesis", "GetRecords.Records", stream, at, load)
        put("AWS/Lambda", "Invocations", function, at, load / 100)
        put("AWS/Lambda", "Errors", function, at, load / 100 * (0.9 if is_stalled else 0.0))
        put("AWS/Lambda", "Duration", function, at, 180, "Milliseconds")
        put("AWS/Lambda", "IteratorAge", function, at, iterator_age_ms(at), "Milliseconds")
        put("AWS/Firehose", "DataReadFromKinesisStream.Records", delivery, at, load)
        put("AWS/Firehose", "KinesisMillisBehindLatest", delivery, at, RANDOM.uniform(200, 900), "Milliseconds")
        put("AWS/Firehose", "DeliveryToS3.Success", delivery, at, 1)
        put("AWS/Firehose", "DeliveryToS3.DataFreshness", delivery, at, RANDOM.uniform(280, 320), "Seconds")
        put("AWS/Firehose", "DeliveryToS3.Records", delivery, at, load)
        put("AWS/DynamoDB", "ConsumedWriteCapacityUnits", table, at, load * (0.1 if is_stalled else 2))
        put("AWS/DynamoDB", "ConsumedReadCapacityUnits", table, at, RANDOM.uniform(5, 50))
    for namespace, points in rows.items():
        for start in range(0, len(points), 500):
            cloudwatch.put_metric_data(Namespace=namespace, MetricData=points[start : start + 500])


def alarms():
    """Four alarms that watch the pipeline, one composite, and 120 others, so that one page is not enough. One of the
    others flaps, so that one page of history is not enough either, and once long ago. Two are odd: one has as many
    dimensions as there may be, and what the other was judged on cannot be read."""
    cloudwatch = client("cloudwatch")

    def alarm(name, namespace, metric, dimensions, threshold, statistic="Maximum", **more):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            Statistic=statistic,
            Period=300,
            EvaluationPeriods=3,
            DatapointsToAlarm=2,
            Threshold=threshold,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            **more,
        )

    alarm("iterator-age", "AWS/Lambda", "IteratorAge", {"FunctionName": FUNCTION}, 3_600_000)
    alarm("lambda-errors", "AWS/Lambda", "Errors", {"FunctionName": FUNCTION}, 5, "Sum")
    alarm("firehose-freshness", "AWS/Firehose", "DeliveryToS3.DataFreshness", {"DeliveryStreamName": DELIVERY}, 900)
    alarm("dynamodb-throttles", "AWS/DynamoDB", "WriteThrottleEvents", {"TableName": TABLE}, 0, "Sum")
    for place in range(120):
        alarm(f"other-{place:03}", "Custom/Other", "Load", {"Host": f"host-{place:03}"}, 90)
    alarm("thirty-dimensions", "Custom/Other", "Load", {f"Name{place:02}": "x" * 255 for place in range(30)}, 90)
    alarm("broken-reason", "AWS/Lambda", "Throttles", {"FunctionName": FUNCTION}, 0, "Sum")
    cloudwatch.set_alarm_state(
        AlarmName="broken-reason", StateValue="OK", StateReason="\x1b[31mred", StateReasonData='{"version": "1.0", "que'
    )
    crossed = "Threshold Crossed: 2 datapoints were greater than the threshold (3600000.0)."
    since = int((NOW - dt.timedelta(minutes=35)).timestamp())
    cloudwatch.set_alarm_state(
        AlarmName="iterator-age",
        StateValue="ALARM",
        StateReason=crossed,
        StateReasonData=json.dumps({"emulator_timestamp": since}),
    )
    for name in ("lambda-errors", "firehose-freshness", "dynamodb-throttles"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="no datapoint was greater")
    flaps = [NOW - dt.timedelta(days=5)] + [NOW - dt.timedelta(minutes=4 * (65 - place)) for place in range(65)]
    for at in flaps:
        for state, after in (("ALARM", 0), ("OK", 2)):
            cloudwatch.set_alarm_state(
                AlarmName="other-007",
                StateValue=state,
                StateReason="it flaps",
                StateReasonData=json.dumps({"emulator_timestamp": int(at.timestamp()) + 60 * after}),
            )
    cloudwatch.put_composite_alarm(AlarmName="pipeline", AlarmRule='ALARM("iterator-age") OR ALARM("lambda-errors")')
    return {
        "total": 127,
        "iterator_age_since": since,
        "reason": crossed,
        "flapping": "other-007",
        "flaps_in_a_day": 65,
        "first_flap": int(flaps[0].timestamp()),
    }


def event_of(vendor, day, place, kind, at, **more):
    product = PRODUCTS[vendor][place % 5]
    return {
        "eventid": f"{vendor}-{day}-{place}",
        "eventtype": kind,
        "vendorid": vendor,
        "customerid": f"c{place % 17}",
        "productid": None if kind == "VendorView" or kind.startswith("Order") else product,
        "orderid": None,
        # The last product of each vendor was never given a category; the fourth has one of its own.
        "category": None if product.endswith("05") else "seasonal" if product.endswith("04") else CATEGORY[vendor],
        "total": None,
        "items": None,
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "partition": day,
        **more,
    }


def events_of(vendor, day):
    """A day of one shop: people who look, and orders of regulars that are mostly completed some time later."""
    kinds = ["ProductView", "ProductFavorite", "CartAdd", "VendorView"]
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=UTC)
    for place in range(60):
        kind = RANDOM.choices(kinds, [60, 8, 12, 10])[0]
        event = event_of(vendor, day, place, kind, midnight + dt.timedelta(hours=place % 24, minutes=place))
        # Some visitors are not known, and some old writers give no id.
        if place % 13 == 5:
            event["customerid"] = "" if place % 2 else None
        if place % 29 == 7:
            event["eventid"] = None
        # Somebody new comes each day and is not seen again for weeks.
        if place == 11:
            event["customerid"] = f"n{day.toordinal() % 36}"
        yield event
    for place in range(60, 60 + RANDOM.randint(2, 6)):
        at = midnight + dt.timedelta(minutes=RANDOM.randint(0, 1300))
        lines = [
            {"productid": RANDOM.choice(PRODUCTS[vendor]), "quantity": RANDOM.randint(1, 3), "price": RANDOM.randint(500, 4000) / 100}
            for _ in range(RANDOM.randint(1, 3))
        ]
        if place % 3 == 0:  # two lines that are the same are two lines all the same
            lines.append(dict(lines[0]))
        who = {"customerid": f"r{RANDOM.randint(0, 11)}", "orderid": f"o-{vendor}-{day}-{place}"}
        total = round(sum(line["quantity"] * line["price"] for line in lines), 2)
        yield event_of(vendor, day, place, "OrderCreated", at, items=lines, total=total, **who)
        if RANDOM.random() < 0.85:
            done = at + dt.timedelta(minutes=RANDOM.randint(4, 130))
            partition = min(done.date(), LAKE_DAYS[-1])
            yield event_of(vendor, day, place + 100, "OrderCompleted", done, **{**who, "partition": partition})


def delivered(events):
    """As at-least-once delivery leaves them: some twice in a partition, some again a day later, some a day late."""
    luck = random.Random(11)
    for event in events:
        later = event["partition"] + dt.timedelta(days=1)
        can_wait = later in LAKE_DAYS
        chance = luck.random()
        if chance < 0.03 and can_wait:
            yield {**event, "partition": later}
            continue
        yield event
        if chance > 0.90:
            yield dict(event)
        elif chance > 0.88 and can_wait and event["eventid"]:
            yield {**event, "partition": later}


def lake():
    """45 days of events as Parquet; returns distinct customers and day sums, counted here, and all events as they lie."""
    storage, glue = client("s3"), client("glue")
    for bucket in (BUCKET, RESULTS):
        storage.create_bucket(Bucket=bucket)
    for database in (DATABASE, *EMPTY_DATABASES):
        glue.create_database(DatabaseInput={"Name": database})
    item = pa.struct([("productid", pa.string()), ("quantity", pa.int32()), ("price", pa.float64())])
    names = ("eventid", "eventtype", "vendorid", "customerid", "productid", "orderid", "category")
    schema = pa.schema(
        [(name, pa.string()) for name in names]
        + [("total", pa.float64()), ("items", pa.list_(item)), ("timestamp", pa.string())]
    )
    hive = {
        "eventid": "string",
        "total": "double",
        "items": "array<struct<productid:string,quantity:int,price:double>>",
    }
    location = f"s3://{BUCKET}/vendor-events/"
    described = lambda where: {
        "Columns": [{"Name": field.name, "Type": hive.get(field.name, "string")} for field in schema],
        "Location": where,
        "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
    }
    glue.create_table(
        DatabaseName=DATABASE,
        TableInput={
            "Name": "vendor_events",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet", "EXTERNAL": "TRUE"},
            "PartitionKeys": [{"Name": name, "Type": "string"} for name in ("year", "month", "day")],
            "StorageDescriptor": described(location),
        },
    )
    told = [event for day in LAKE_DAYS for vendor in VENDORS for event in events_of(vendor, day)]
    everything = list(delivered(told))
    # What nobody can read the time of still happened on the day it arrived.
    everything[3] = {**everything[3], "timestamp": "yesterday"}
    # What was planted for the reconciliation lies in the same partitions and counts as well.
    everything += [{**event, "partition": day} for day, events in BOOKS[0].items() for event in events]
    for day in LAKE_DAYS:
        rows = [event for event in everything if event["partition"] == day]
        columns = [{name: event[name] for name in schema.names} for event in rows]
        body = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(columns, schema=schema), body)
        year, month, date = day.strftime("%Y"), day.strftime("%m"), day.strftime("%d")
        prefix = f"vendor-events/year={year}/month={month}/day={date}/"
        storage.put_object(Bucket=BUCKET, Key=prefix + "part-0000.parquet", Body=body.getvalue())
        glue.create_partition(
            DatabaseName=DATABASE,
            TableName="vendor_events",
            PartitionInput={"Values": [year, month, date], "StorageDescriptor": described(f"s3://{BUCKET}/{prefix}")},
        )
    newest = max(event["timestamp"] for event in everything if count.moment(event))
    funnel, days = {}, {}
    for vendor in VENDORS:
        seen = count.Lake(everything, vendor, LAKE_DAYS[0], LAKE_DAYS[-1])
        funnel[vendor] = {row["event_date"]: row for row in seen.funnel()}
        days[vendor] = {row["event_date"]: {**row, "revenue": round(row["revenue"], 2)} for row in seen.daily()}
    cases = count.cases(everything, list(VENDORS), LAKE_DAYS[-1])
    longest = max((event for event in everything if event["items"]), key=lambda event: len(event["items"]))
    order = {"vendor": longest["vendorid"], "order": longest["orderid"], "from": str(longest["partition"])}
    order["rows"] = count.order(everything, longest["vendorid"], longest["orderid"])
    athena = client("athena")
    output = {"ResultConfiguration": {"OutputLocation": f"s3://{RESULTS}/tidewatch/"}}
    for name, delay in WORKGROUPS.items():
        pace = f"/*emulator:delay={delay}*/" if delay else ""
        athena.create_work_group(Name=name, Configuration=output, Description=pace)
    views = pathlib.Path(__file__).resolve().parents[2] / "docs" / "athena"
    for view in sorted(views.glob("0[1-5]*.sql")):
        sql = "\n".join(line for line in view.read_text().splitlines() if not line.startswith("--"))
        context = {"Database": DATABASE}
        athena.start_query_execution(
            QueryString=sql.strip().rstrip(";"), QueryExecutionContext=context, WorkGroup="tidewatch"
        )
    athena.start_query_execution(
        QueryString="CREATE VIEW odd_view AS SELECT vendorid, productid AS viewed, year, month, day FROM vendor_events",
        QueryExecutionContext={"Database": DATABASE},
        WorkGroup="tidewatch",
    )
    partitions = collections.Counter(str(event["partition"]) for event in everything)
    facts = {"cases": cases, "order": order, "partitions": partitions, "newest_event": newest}
    return {"funnel": funnel, "days": days, **facts}, everything


def stream():
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName=STREAM, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName=STREAM, WaiterConfig={"Delay": 1, "MaxAttempts": 20})


def main():
    days, sold = counters()
    truth = {"now": NOW.isoformat(), "vendors": VENDORS, "days": days}
    metrics()
    truth["alarms"] = alarms()
    truth["lake"], events = lake()
    truth["figures"] = figures.of(days, sold, events, TODAY)
    truth["books"] = {"vendor": books.VENDOR, "causes": BOOKS[2]}
    stream()
    TRUTH_FILE.write_text(json.dumps(truth, indent=1))


if __name__ == "__main__":
    main()
