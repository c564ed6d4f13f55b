"""What commands and screens must say of each shop, and of all together: sums over the counters and events that were seeded.

No SQL and nothing of tidewatch. Days the table keeps are the table's; older ones are the lake's. Nothing here knows which
event was planted twice or late: an event counts once by its id, on the day of its partition as the shipped views have it,
and on the day it happened for what is asked of the table of events itself.
"""

import collections
import datetime as dt
import decimal

import count

# A counter of the table, and the lake's column for the same.
COUNTERS = {
    "productViews": "product_views",
    "profileViews": "profile_views",
    "productFavorites": "product_favorites",
    "cartAdds": "cart_adds",
    "orders": "orders",
    "completedOrders": "completed_orders",
}
MONTH, LONG = 30, 40  # days: what the table keeps, and a period that begins in the lake


def money(value):
    return decimal.Decimal(value).quantize(decimal.Decimal("0.01"))


def summed(days):
    """Counters of days together, and their revenue as text."""
    days = list(days)
    total = {name: sum(day[name] for day in days) for name in COUNTERS}
    return {**total, "revenue": str(sum((money(day["revenue"]) for day in days), decimal.Decimal("0.00")))}


def of_lake(row):
    return {**{name: row[column] for name, column in COUNTERS.items()}, "revenue": str(money(row["revenue"]))}


def grouped(history, first, last, start_of):
    """Sums by the start of a week or month, the first of which may begin within the range."""
    groups = collections.defaultdict(list)
    for day, counters in history.items():
        if first <= day <= last:
            groups[max(start_of(day), first)].append(counters)
    return {str(start): summed(days) for start, days in sorted(groups.items())}


def by_revenue(sold):
    """Products of the table's index, the one that brought most first."""
    listed = []
    for product, days in sold.items():
        names = ("productViews", "productFavorites", "cartAdds", "orders")
        row = {name: sum(day[name] for day in days.values()) for name in names}
        revenue = sum(money(day["revenue"]) for day in days.values())
        listed.append({"product": product, **row, "revenue": str(revenue)})
    return sorted(listed, key=lambda row: (-decimal.Decimal(row["revenue"]), row["product"]))


def of_all(rows):
    """Products of all shops, which only the lake knows together."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["productid"]].append(row)
    named = {"productViews": "views", "productFavorites": "favorites", "cartAdds": "cart_adds"}
    named.update(orders="orders", units="units")
    listed = []
    for product, mine in groups.items():
        counted = {name: sum(row[column] for row in mine) for name, column in named.items()}
        listed.append({"product": product, **counted, "revenue": str(money(sum(row["revenue"] for row in mine)))})
    return sorted(listed, key=lambda row: (-decimal.Decimal(row["revenue"]), row["product"]))


def order_rows(events):
    """Orders made, each once: when it was first told, its lines, pieces and total."""
    made, done = {}, set()
    for event in count.of_kind(events, "OrderCreated", "OrderCompleted"):
        key = (event["vendorid"], event["orderid"])
        if event["eventtype"] == "OrderCompleted":
            done.add(key)
        elif event["orderid"]:
            made[key] = event
    return [
        {
            "orderid": key[1],
            "is_completed": key in done,
            "lines": len(event["items"] or []),
            "units": sum(line["quantity"] for line in event["items"] or []),
            "total": str(money(event["total"] or 0)),
        }
        for key, event in sorted(made.items())
    ]


def exports(seen, history, sold, first, last):
    """Rows and sums of each kind of export; days and products of one shop are the table's where it has them."""
    orders, single = order_rows(seen.events), count.once(seen.events)
    hours = [row for mine in seen.vendors_of(seen.events) for row in hours_of(mine, seen)]
    listed = seen.products()
    told = {
        "orders": {
            "rows": len(orders),
            "completed": sum(row["is_completed"] for row in orders),
            "lines": sum(row["lines"] for row in orders),
            "units": sum(row["units"] for row in orders),
            "total": str(sum(decimal.Decimal(row["total"]) for row in orders)),
            "ids": sorted(row["orderid"] for row in orders),
        },
        "events": {
            "rows": len(single),
            "kinds": dict(collections.Counter(event["eventtype"] for event in single)),
            "total": str(sum(money(event["total"] or 0) for event in single)),
        },
        "hours": {"rows": len(hours), **sums(hours, ("events", "views", "cart_adds", "orders"))},
        "products": {"rows": len(listed), **sums(listed, ("views", "favorites", "cart_adds", "orders", "units"))},
    }
    if seen.vendor:
        days = [counters for day, counters in history.items() if first <= day <= last]
        told["days"] = {"rows": len(days), **summed(days)}
        keys = {(row["event_date"], row["productid"]) for row in listed} | {(day, one) for one in sold for day in sold[one]}
        fresh = by_revenue(sold)
        told["products"] = {
            "rows": len(keys),
            "views": sum(row["productViews"] for row in fresh),
            "favorites": sum(row["productFavorites"] for row in fresh),
            "cart_adds": sum(row["cartAdds"] for row in fresh),
            "orders": sum(row["orders"] for row in fresh),
            "units": sum(row["units"] for row in listed),
        }
    else:
        each = [of_lake(row) for mine in seen.vendors_of(seen.events) for row in days_of(mine, seen)]
        told["days"] = {"rows": len(each), **summed(each)}
    return told


def part(events, seen):
    """Events of one shop among those that are seen, to be counted by themselves."""
    return count.Lake(events, events[0]["vendorid"], seen.days[0], seen.days[-1])


def hours_of(events, seen):
    return part(events, seen).hourly()


def days_of(events, seen):
    return part(events, seen).daily()


def sums(rows, names):
    return {name: sum(row[name] for row in rows) for name in names}


def heat(seen):
    """Views by weekday and hour, over dates: the mean of each as one decimal, and the sum of a whole weekday."""
    total, days = collections.Counter(), collections.Counter(day.isoweekday() for day in seen.days)
    for row in seen.hourly():
        if row["hour_of_day"] is not None:
            total[row["day_of_week"], row["hour_of_day"]] += row["views"]
    hours = {day: [total[day, hour] for hour in range(24)] for day in range(1, 8)}
    peak = max(hours, key=lambda day: max(hours[day])) if total else None
    return {
        "means": {day: [f"{views / days[day]:.1f}" for views in hours[day]] for day in hours if days[day]},
        "sums": {day: sum(hours[day]) for day in hours},
        "peak": {"day": str(peak), "hour": hours[peak].index(max(hours[peak])), "views": max(hours[peak])} if peak else None,
    }


def mix(events, vendor, first, last):
    """Customers of the days of a period: how many a day, and how many were never seen in the year before."""
    rows = count.Lake(events, vendor, last - dt.timedelta(days=364), last, by_partition=False).mix(first)
    return {"days": len(rows), **sums(rows, ("customers", "new_customers", "product_views", "cart_adds", "orders"))}


def segments(seen):
    counted = collections.Counter(row["segment"] for row in seen.customers())
    return {name: counted[name] for name in ("browser", "one_time", "repeat")}


def freshness(events, vendor, last):
    """The newest event of the last two partitions, and how many events lie in them, however often each was delivered."""
    near = [e for e in events if vendor in (None, e["vendorid"]) and e["partition"] >= last - dt.timedelta(days=1)]
    newest = max(count.moment(event) for event in near)
    return {"newest_event": newest.strftime("%Y-%m-%d %H:%M:%S"), "events": len(near)}


def of_shop(events, vendor, days, sold, today):
    """Everything of a shop, or of all (None): `days` are the table's, `sold` its index's."""
    first, long = (today - dt.timedelta(days=back - 1) for back in (MONTH, LONG))
    lake = count.Lake(events, vendor, min(event["partition"] for event in events), today)
    history = {dt.date.fromisoformat(row["event_date"]): of_lake(row) for row in lake.daily()}
    history.update({dt.date.fromisoformat(day): counters for day, counters in days.items()})
    history = dict(sorted(history.items()))
    seen = count.Lake(events, vendor, first, today)
    own = count.Lake(events, vendor, first, today, by_partition=False)
    whole = count.Lake(events, vendor, lake.days[0], today, by_partition=False)
    week_ends = today - dt.timedelta(days=7)
    week = count.Lake(events, vendor, week_ends - dt.timedelta(days=6), week_ends)
    monday = lambda day: day - dt.timedelta(days=day.weekday())
    funnel = sums(seen.funnel(), ("viewed", "favorited", "carted", "ordered", "completed"))
    sold_by_category = [{**row, "revenue": str(money(row["revenue"]))} for row in own.categories()]
    return {
        "month": {"from": str(first), "to": str(today), **summed(c for day, c in history.items() if first <= day)},
        "long": {"from": str(long), "to": str(today), **summed(c for day, c in history.items() if long <= day)},
        "weeks": grouped(history, long, today, monday),
        "months": grouped(history, long, today, lambda day: day.replace(day=1)),
        "history": {str(day): counters for day, counters in history.items()},
        "products": by_revenue(sold) if vendor else of_all(seen.products()),
        "exports": exports(seen, history, sold, first, today),
        "funnel": funnel,
        "heat": heat(seen),
        "heat_of_a_week": {"from": str(week.days[0]), "to": str(week.days[-1]), **heat(week)},
        "mix": mix(events, vendor, first, today),
        "segments": segments(seen),
        "cohorts": whole.cohorts(),
        "categories": sold_by_category,
        "completion": own.completion()[0],
        "freshness": freshness(events, vendor, today),
    }


def of(days, sold, events, today):
    """By vendor, and `all`: vendors the directory lists for counters, everything that lies in the lake for the rest."""
    told = {vendor: of_shop(events, vendor, days[vendor], sold[vendor], today) for vendor in days}
    together = {day: summed(days[vendor][day] for vendor in days) for day in next(iter(days.values()))}
    return {**told, "all": of_shop(events, None, together, {}, today)}
