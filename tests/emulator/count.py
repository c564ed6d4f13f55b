"""Counts what the lake's summaries must say, from the raw events and nothing else: no SQL, nothing of tidewatch.

An event is a dict with the table's columns and `partition`, the day of the partition it lies in. What was delivered twice has
the same eventid; what arrived late lies in a later partition than its own day.
"""

import collections
import datetime as dt
import statistics
import zoneinfo

UTC = zoneinfo.ZoneInfo("UTC")


def moment(event):
    try:
        return dt.datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00"))
    except ValueError:
        return None


def business_day(event, zone):
    at = moment(event)
    return at.astimezone(zone).date() if at else event["partition"]


def once(events):
    """Each event once: the first of those with the same id; events without an id each count."""
    seen, kept = set(), []
    for event in events:
        if event["eventid"]:
            if event["eventid"] in seen:
                continue
            seen.add(event["eventid"])
        kept.append(event)
    return kept


def of_kind(events, *kinds):
    return [event for event in events if event["eventtype"] in kinds]


def orders(events, kind="OrderCreated"):
    """Order ids with the highest total told of each."""
    totals = {}
    for event in of_kind(events, kind):
        if event["orderid"]:
            key = (event["vendorid"], event["orderid"])
            totals[key] = max(totals.get(key, 0.0), event["total"] or 0.0)
    return totals


def ratio(part, whole):
    return part / whole if whole else None


class Lake:
    """Events of a range as one question sees them: of a vendor or all, on UTC partitions or on business days."""

    def __init__(self, events, vendor, first, last, zone="UTC", by_partition=None):
        self.vendor = vendor
        self.zone = zoneinfo.ZoneInfo(zone)
        self.by_partition = zone == "UTC" if by_partition is None else by_partition
        self.events = [
            {**event, "day": self.day_of(event)}
            for event in events
            if (vendor is None or event["vendorid"] == vendor) and first <= self.day_of(event) <= last
        ]
        self.days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]

    def day_of(self, event):
        return event["partition"] if self.by_partition else business_day(event, self.zone)

    def by(self, key, events=None):
        groups = collections.defaultdict(list)
        for event in self.events if events is None else events:
            groups[key(event)].append(event)
        return dict(sorted(groups.items(), key=lambda pair: str(pair[0])))

    def vendors_of(self, events):
        return self.by(lambda event: event["vendorid"], events).values()

    def daily(self):
        rows = []
        for day, events in self.by(lambda event: event["day"]).items():
            single = once(events)
            views = len(of_kind(single, "ProductView"))
            created, completed = orders(events), orders(events, "OrderCompleted")
            row = {
                "event_date": str(day),
                "product_views": views,
                "profile_views": len(of_kind(single, "VendorView")),
                "product_favorites": len(of_kind(single, "ProductFavorite")),
                "cart_adds": len(of_kind(single, "CartAdd")),
                "orders": len(created),
                "completed_orders": len(completed),
                "revenue": sum(created.values()),
                "avg_order_value": ratio(sum(created.values()), len(created)),
                "conversion_rate": ratio(len(created), views),
                "completion_rate": ratio(len(completed), len(created)),
            }
            if self.vendor:
                row["unique_customers"] = len({event["customerid"] for event in events if event["customerid"]})
            rows.append(row)
        return rows

    def funnel(self):
        steps = {
            "viewed": ("ProductView", "VendorView"),
            "favorited": ("ProductFavorite",),
            "carted": ("CartAdd",),
            "ordered": ("OrderCreated",),
            "completed": ("OrderCompleted",),
        }
        rows = []
        for day, events in self.by(lambda event: event["day"]).items():
            row = {"event_date": str(day)}
            for step, kinds in steps.items():
                people = lambda mine: len({event["customerid"] for event in of_kind(mine, *kinds) if event["customerid"]})
                row[step] = sum(people(mine) for mine in self.vendors_of(events))
            rows.append(row)
        return rows

    def hourly(self):
        hour = lambda event: (at := moment(event)) and at.astimezone(self.zone).hour
        rows = []
        for (day, at), events in self.by(lambda event: (event["day"], hour(event))).items():
            single = once(events)
            rows.append(
                {
                    "event_date": str(day),
                    "day_of_week": day.isoweekday(),
                    "hour_of_day": at,
                    "events": len(single),
                    "views": len(of_kind(single, "ProductView", "VendorView")),
                    "cart_adds": len(of_kind(single, "CartAdd")),
                    "orders": len(orders(events)),
                }
            )
        return rows

    def lines(self, events):
        """Lines of each order once: vendor, order, product, quantity, price."""
        first = {}
        for event in of_kind(events, "OrderCreated"):
            if event["orderid"] and event["items"]:
                first.setdefault((event["vendorid"], event["orderid"]), event["items"])
        return [(*key, line["productid"], line["quantity"], line["price"]) for key, items in first.items() for line in items]

    def products(self):
        rows = []
        touched = [event for event in self.events if event["productid"] and not event["eventtype"].startswith("Order")]
        keys = {(event["day"], event["vendorid"], event["productid"]) for event in touched}
        days = self.by(lambda event: event["day"])
        lines = {day: self.lines(events) for day, events in days.items()}
        keys |= {(day, line[0], line[2]) for day in lines for line in lines[day]}
        groups = self.by(lambda event: (event["day"], event["vendorid"], event["productid"]), touched)
        for day, vendor, product in sorted(keys):
            events = groups.get((day, vendor, product), [])
            single = once(events)
            mine = [line for line in lines.get(day, []) if line[0] == vendor and line[2] == product]
            rows.append(
                {
                    "vendorid": vendor,
                    "productid": product,
                    "category": max((event["category"] for event in events if event["category"]), default=None),
                    "event_date": str(day),
                    "views": len(of_kind(single, "ProductView")),
                    "favorites": len(of_kind(single, "ProductFavorite")),
                    "cart_adds": len(of_kind(single, "CartAdd")),
                    "orders": len({line[1] for line in mine}),
                    "units": sum(line[3] for line in mine),
                    "revenue": sum(line[3] * line[4] for line in mine),
                }
            )
        return rows

    def customers(self):
        rows = []
        for (vendor, customer), events in self.by(lambda event: (event["vendorid"], event["customerid"])).items():
            if not customer:
                continue
            single = once(sorted(events, key=lambda event: event["day"]))
            placed = orders(events)
            rows.append(
                {
                    "vendorid": vendor,
                    "customerid": customer,
                    "active_days": len({event["day"] for event in single}),
                    "product_views": len(of_kind(single, "ProductView")),
                    "favorites": len(of_kind(single, "ProductFavorite")),
                    "cart_adds": len(of_kind(single, "CartAdd")),
                    "products_touched": len({event["productid"] for event in events if event["productid"]}),
                    "orders": len(placed),
                    "total_spent": sum(placed.values()),
                    "segment": {0: "browser", 1: "one_time"}.get(len(placed), "repeat"),
                }
            )
        return sorted(rows, key=lambda row: (-row["total_spent"], row["vendorid"], row["customerid"]))

    def cohorts(self):
        placed = collections.defaultdict(set)
        first_month = lambda events: min(event["day"] for event in events).replace(day=1)
        known = [event for event in of_kind(self.events, "OrderCreated") if event["orderid"] and event["customerid"]]
        for (customer, _, _), events in self.by(lambda e: (e["customerid"], e["vendorid"], e["orderid"]), known).items():
            placed[customer].add(first_month(events))
        counted = collections.Counter()
        for months in placed.values():
            first = min(months)
            counted.update((first, (m.year - first.year) * 12 + m.month - first.month) for m in months)
        return [
            {
                "cohort_month": str(first),
                "months_later": later,
                "customers": people,
                "cohort_size": counted[first, 0],
                "retention": people / counted[first, 0],
            }
            for (first, later), people in sorted(counted.items())
        ]

    def categories(self):
        category = {}
        for event in self.events:
            if event["productid"] and event["category"] and not event["eventtype"].startswith("Order"):
                key = (event["vendorid"], event["productid"])
                category[key] = max(category.get(key, ""), event["category"])
        name = lambda vendor, product: category.get((vendor, product), "(none)")
        rows = collections.defaultdict(lambda: {"views": 0, "orders": set(), "units": 0, "revenue": 0.0})
        for event in once(self.events):
            if event["productid"] and event["eventtype"] in ("ProductView", "ProductFavorite", "CartAdd"):
                rows[name(event["vendorid"], event["productid"])]["views"] += event["eventtype"] == "ProductView"
        for vendor, order, product, quantity, price in self.lines(self.events):
            row = rows[name(vendor, product)]
            row["orders"].add((vendor, order))
            row["units"] += quantity
            row["revenue"] += quantity * price
        listed = [{"category": key, **row, "orders": len(row["orders"])} for key, row in rows.items()]
        listed = [{**row, "conversion_rate": ratio(row["orders"], row["views"])} for row in listed]
        return sorted(listed, key=lambda row: (-row["revenue"], row["category"]))

    def completion(self):
        times = []
        about = [event for event in self.events if event["eventtype"].startswith("Order") and event["orderid"]]
        for events in self.by(lambda event: (event["vendorid"], event["orderid"]), about).values():
            first = lambda kind: min((moment(event) for event in of_kind(events, kind)), default=None)
            created, completed = first("OrderCreated"), first("OrderCompleted")
            if created and completed and completed >= created:
                times.append((completed - created).total_seconds() / 60)
        exact = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else []
        return [
            {
                "completed": len(times),
                "avg_minutes": statistics.mean(times) if times else None,
                "p50_minutes~": exact[49] if exact else None,
                "p95_minutes~": exact[94] if exact else None,
            }
        ]

    def mix(self, first):
        known = [event for event in self.events if event["customerid"]]
        debut = {}
        for event in known:
            debut[event["customerid"]] = min(debut.get(event["customerid"], event["day"]), event["day"])
        rows = []
        for day, events in self.by(lambda event: event["day"], known).items():
            if day < first:
                continue
            people, single = {event["customerid"] for event in events}, once(events)
            new = sum(debut[customer] == day for customer in people)
            rows.append(
                {
                    "event_date": str(day),
                    "customers": len(people),
                    "new_customers": new,
                    "returning_customers": len(people) - new,
                    "product_views": len(of_kind(single, "ProductView")),
                    "cart_adds": len(of_kind(single, "CartAdd")),
                    "orders": len(orders(events)),
                }
            )
        return rows

    def totals(self):
        rows = []
        for vendor, events in self.by(lambda event: event["vendorid"]).items():
            single, created = once(events), orders(events)
            rows.append(
                {
                    "vendorid": vendor,
                    "product_views": len(of_kind(single, "ProductView")),
                    "profile_views": len(of_kind(single, "VendorView")),
                    "product_favorites": len(of_kind(single, "ProductFavorite")),
                    "cart_adds": len(of_kind(single, "CartAdd")),
                    "orders": len(created),
                    "completed_orders": len(orders(events, "OrderCompleted")),
                    "revenue": sum(created.values()),
                }
            )
        return rows

    def counts(self):
        rows = []
        key = lambda event: (event["partition"], event["day"], event["eventtype"])
        for (partition, day, kind), events in self.by(key).items():
            about_orders = kind in ("OrderCreated", "OrderCompleted")
            rows.append(
                {
                    "event_date": str(partition),
                    "business_date": str(day),
                    "eventtype": kind,
                    "events": len(events),
                    "distinct_events": len(once(events)),
                    "distinct_orders": len(orders(events, kind)) if about_orders else 0,
                    "revenue": sum(orders(events).values()),
                }
            )
        return rows


def order(events, vendor, wanted):
    """The timeline of an order: each event once, a row a line."""
    rows = []
    mine = [event for event in events if event["vendorid"] == vendor and event["orderid"] == wanted]
    for event in sorted(once(mine), key=moment):
        for line in event["items"] or [{"productid": event["productid"], "quantity": None, "price": None}]:
            rows.append(
                {
                    "event_time": moment(event).strftime("%Y-%m-%dT%H:%M:%S"),
                    "eventtype": event["eventtype"],
                    "eventid": event["eventid"],
                    "customerid": event["customerid"],
                    **line,
                    "total": event["total"],
                }
            )
    return rows


def cases(events, vendors, last):
    """Questions with the rows they must be answered with."""
    month, long = last - dt.timedelta(days=29), last - dt.timedelta(days=200)
    listed = []

    def case(view, vendor, first, rows, zone="UTC"):
        listed.append(
            {"view": view, "vendor": vendor, "from": str(first), "to": str(last), "zone": zone, "rows": rows}
        )

    for zone in ("UTC", "Asia/Bangkok", "America/New_York"):
        for vendor in (vendors[0], None):
            seen = Lake(events, vendor, month, last, zone)
            case("daily_vendor_performance", vendor, month, seen.daily(), zone)
            case("conversion_funnel", vendor, month, seen.funnel(), zone)
            case("hourly_traffic", vendor, month, seen.hourly(), zone)
            case("product_performance", vendor, month, seen.products(), zone)
            case("customer_behavior", vendor, month, seen.customers(), zone)
            own = Lake(events, vendor, month, last, zone, by_partition=False)
            case("category_performance", vendor, month, own.categories(), zone)
            case("order_completion_time", vendor, month, own.completion(), zone)
            case("vendor_totals", vendor, month, own.totals(), zone)
            case("event_counts", vendor, month, own.counts(), zone)
            whole = Lake(events, vendor, long, last, zone, by_partition=False)
            case("retention_cohort", vendor, long, whole.cohorts(), zone)
            year = Lake(events, vendor, last - dt.timedelta(days=364), last, zone, by_partition=False)
            case("customer_mix", vendor, month, year.mix(month), zone)
    return listed
