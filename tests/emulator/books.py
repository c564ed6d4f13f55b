"""A vendor whose counters and lake are made from the same events, with every kind of difference planted on a day of its own.

What is planted is what is told: the causes are written down while the events are made, and nothing is classified here.
"""

import datetime as dt
import decimal

VENDOR = "vendor_books"
KINDS = ["ProductView"] * 40 + ["VendorView"] * 6 + ["CartAdd"] * 5 + ["OrderCreated"] * 4 + ["OrderCompleted"] * 3
COUNTERS = {
    "ProductView": "productViews",
    "VendorView": "profileViews",
    "ProductFavorite": "productFavorites",
    "CartAdd": "cartAdds",
    "OrderCreated": "orders",
    "OrderCompleted": "completedOrders",
}


def events_of(day):
    for place, kind in enumerate(KINDS):
        at = dt.datetime(day.year, day.month, day.day, place % 24, place % 60, 7, tzinfo=dt.timezone.utc)
        is_order = kind.startswith("Order")
        total = (1000 + 37 * place) / 100 if kind == "OrderCreated" else None
        yield {
            "eventid": f"{VENDOR}-{day}-{place}",
            "eventtype": kind,
            "vendorid": VENDOR,
            "customerid": f"b{place % 11}",
            "productid": "product_books_01" if kind in ("ProductView", "CartAdd") else None,
            "orderid": f"b-{day}-{place}" if is_order else None,
            "category": "books",
            "total": total,
            "items": [{"productid": "product_books_01", "quantity": 1, "price": total}] if total else None,
            "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }


def of(events, kind):
    return [event for event in events if event["eventtype"] == kind]


def without(events, some):
    ids = {event["eventid"] for event in some}
    return [event for event in events if event["eventid"] not in ids]


def make(today):
    """Partition day to lake events, day to counted events, and day to the planted cause (none where all is well)."""
    lake, counted, causes = {}, {}, {}
    for back in range(9, -1, -1):
        day = today - dt.timedelta(days=back)
        events = list(events_of(day))
        views, orders = of(events, "ProductView"), of(events, "OrderCreated")
        in_lake, in_table, cause = events, events, None
        if back == 0:
            in_lake, cause = without(events, views[:9]), "still_open"
        if back == 3:
            in_lake = in_table = events + views[:3]
            cause = "duplicate"
        if back == 4:
            in_lake, cause = without(events, views[:6]), "lost_in_lake"
        if back == 5:
            in_table, cause = without(events, views[:5]), "lost_in_counters"
        if back == 6:
            in_lake, in_table, cause = without(events, views[:6]), without(events, orders[:1]), "unexplained"
        if back == 7:
            in_lake = in_table = events + orders[:2]
            cause = "duplicate"
        late = views[-4:] if back == 8 else []
        lake.setdefault(day, []).extend(without(in_lake, late))
        if late:
            # These were delivered after midnight, into the partition of the next day.
            lake.setdefault(day + dt.timedelta(days=1), []).extend(late)
        counted[day], causes[str(day)] = in_table, cause
    return lake, counted, causes


def items(counted):
    """The vendor table's items, as a processor that counts every delivery writes them."""
    for day, events in counted.items():
        totals = [decimal.Decimal(str(event["total"])) for event in of(events, "OrderCreated")]
        counts = {name: {"N": str(len(of(events, kind)))} for kind, name in COUNTERS.items()}
        yield {
            "PK": {"S": f"VENDOR#{VENDOR}"},
            "SK": {"S": f"METRICS#{day}"},
            "revenue": {"N": str(sum(totals, decimal.Decimal(0)))},
            **counts,
        }
