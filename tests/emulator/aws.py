#!/usr/bin/env python3
"""A local AWS for tidewatch's tests: MiniStack (1.5.33) with the gaps closed that matter to a CloudWatch/Athena dashboard.
Runs in MiniStack's own process; `run.py` beside it starts it, seeds it, and stops it.
CloudWatch: descending order by default, ScanBy, exact dimensions, metric math, SEARCH, 500-query/Id/period checks, MaxDatapoints paging,
  15-month retention, ListMetrics paging; metric alarms move only by SetAlarmState unless EMULATOR_ALARM_EVAL=1 (then dimension-aware, M of N,
  evaluated on each put); back-dated history: set_alarm_state(StateReasonData='{"emulator_timestamp": <epoch>}').
Athena: Trino SQL -> DuckDB by sqlglot, ExecutionParameters, views, SHOW/DESCRIBE/MSCK, result reuse, ClientRequestToken, AthenaError,
  bytes scanned, pages of <=1000 rows, slow queries: put /*emulator:delay=5*/ in the SQL or in the workgroup's description
  (QUEUED, RUNNING, cancellable), /*emulator:fail=text*/.
This is a model of AWS's documented behaviour, not AWS: the product is never tuned to its quirks.
"""

import ast, asyncio, base64, contextvars, json, math, os, re, statistics as st, time
from ministack.services import cloudwatch as cw, athena as at

# ------------------------------------------------------------------ CloudWatch
cw.TWO_WEEKS_SECONDS = 455 * 86400


def evict(_orig=cw._evict_old_metrics, _last=[0]):  # MiniStack scans every point on every request
    if time.time() - _last[0] > 600:
        _last[0] = time.time()
        _orig()


cw._evict_old_metrics = evict


class S(dict):  # a time series {epoch: value}
    def __init__(self, d=(), label=None, period=60):
        super().__init__(d)
        self.label = label
        self.period = period


class Bad(Exception):
    pass


def trimmed(stat, pts):
    m = re.fullmatch(r"(tm|wm|tc|ts|TM|WM|TC|TS|PR)(?:(\d+(?:\.\d+)?)|\((\d*\.?\d*)(%?):(\d*\.?\d*)(%?)\))|IQM", stat)
    if not m:
        return None
    xs = sorted(v for p in pts for v in [cw._point_stats(p)[2]] * max(1, int(cw._point_stats(p)[0])))
    n = len(xs)
    if stat == "IQM":
        k, lo, hi, pc = "TM", 25.0, 75.0, True
    else:
        k = m[1].upper()
        lo = float(m[3] or 0) if m[3] is not None else 0.0
        hi = float(m[2]) if m[2] else float(m[5]) if m[5] else math.inf
        pc = bool(m[2]) or bool(m[4] or m[6])
    if pc:
        a, b = lo / 100 * n, min(hi, 100) / 100 * n
        keep = xs[int(math.floor(a)) : max(int(math.ceil(b)), 1)]
    else:
        keep = [x for x in xs if lo <= x <= hi]
    if k == "PR":
        return 100.0 * len(keep) / n
    if k == "TC":
        return float(len(keep))
    if k == "TS":
        return sum(keep)
    if k == "WM":
        return sum(min(max(x, keep[0]), keep[-1]) for x in xs) / n if keep else None
    return sum(keep) / len(keep) if keep else None


def fetch(ns, name, dims, period, stat, a, b, now):
    out = S(label=name, period=period)
    raw = cw._metrics.get((ns, name, cw._dims_key(dims))) or []
    a = (
        a // 60 * 60 if now - a < 15 * 86400 else a // 300 * 300 if now - a < 63 * 86400 else a // 3600 * 3600
    )  # documented rounding of StartTime
    old = now - a
    if (old > 63 * 86400 and period % 3600) or (old > 15 * 86400 and period % 300):
        return out  # documented: "no data points are returned"
    buckets = {}
    for p in raw:
        if a <= p["Timestamp"] < b:
            buckets.setdefault(int(p["Timestamp"] // period) * period, []).append(p)
    for t, pts in buckets.items():
        v = trimmed(stat, pts)
        if v is None:
            v = cw._stat_value(cw._calc_stats(pts), stat, pts)
        if v is not None:
            out[t] = float(v)
    return out


def ew(f, *xs):  # element-wise; series are matched by timestamp, scalars broadcast, arrays map
    if any(isinstance(x, list) for x in xs):
        n = max(len(x) for x in xs if isinstance(x, list))
        return [ew(f, *[x[i] if isinstance(x, list) else x for x in xs]) for i in range(n)]
    ser = [x for x in xs if isinstance(x, S)]
    if not ser:
        return f(*xs)
    ts = set(ser[0])
    [ts.__iand__(set(s)) for s in ser[1:]]
    out = S(label=ser[0].label, period=max(s.period for s in ser))
    for t in ts:
        try:
            out[t] = float(f(*[x[t] if isinstance(x, S) else x for x in xs]))
        except (ZeroDivisionError, ValueError, OverflowError):
            pass
    return out


class Math(ast.NodeVisitor):
    def __init__(self, env, metrics, a, b, now):
        self.env, self.metrics, self.a, self.b, self.now = env, metrics, a, b, now

    def run(self, text):
        parts = re.split(r"('[^']*'|\"[^\"]*\")", text)
        for i in range(0, len(parts), 2):
            for x, y in (
                (r"\^", "**"),
                (r"&&", " and "),
                (r"\|\|", " or "),
                (r"\bAND\b", " and "),
                (r"\bOR\b", " or "),
                (r"\bNOT\b", " not "),
                (r"\bIF\s*\(", "IF_("),
            ):
                parts[i] = re.sub(x, y, parts[i])
        # SEARCH('{ns,dim} MetricName="x"', 'Average', 300): the outer quotes are single, re-quote safely
        try:
            return self.visit(
                ast.parse(
                    "".join(p if i % 2 == 0 else repr(p[1:-1]) for i, p in enumerate(parts)).strip(), mode="eval"
                ).body
            )
        except SyntaxError:
            raise Bad("Error in expression: unexpected token")

    def generic_visit(self, n):
        raise Bad("Error in expression: unsupported syntax " + type(n).__name__)

    def visit_Constant(self, n):
        return n.value

    def visit_Name(self, n):
        if n.id in self.env:
            return self.env[n.id]()
        if n.id in ("REPEAT", "LINEAR", "ASC", "DESC", "SUM", "AVG", "MIN", "MAX", "STDDEV"):
            return n.id
        raise Bad("The expression contains an undefined Id: " + n.id)

    def visit_List(self, n):
        return [y for x in n.elts for y in (lambda v: v if isinstance(v, list) else [v])(self.visit(x))]

    def visit_UnaryOp(self, n):
        v = self.visit(n.operand)
        return ew(
            (
                (lambda x: -x)
                if isinstance(n.op, ast.USub)
                else (lambda x: float(not x)) if isinstance(n.op, ast.Not) else (lambda x: x)
            ),
            v,
        )

    def visit_BinOp(self, n):
        ops = {
            ast.Add: lambda x, y: x + y,
            ast.Sub: lambda x, y: x - y,
            ast.Mult: lambda x, y: x * y,
            ast.Div: lambda x, y: x / y,
            ast.Pow: lambda x, y: x**y,
            ast.Mod: lambda x, y: x % y,
        }
        if type(n.op) not in ops:
            self.generic_visit(n)
        return ew(ops[type(n.op)], self.visit(n.left), self.visit(n.right))

    def visit_Compare(self, n):
        import operator as o

        f = {ast.Gt: o.gt, ast.GtE: o.ge, ast.Lt: o.lt, ast.LtE: o.le, ast.Eq: o.eq, ast.NotEq: o.ne}[type(n.ops[0])]
        return ew(lambda x, y: float(f(x, y)), self.visit(n.left), self.visit(n.comparators[0]))

    def visit_BoolOp(self, n):
        f = (
            (lambda x, y: float(bool(x) and bool(y)))
            if isinstance(n.op, ast.And)
            else (lambda x, y: float(bool(x) or bool(y)))
        )
        v = [self.visit(x) for x in n.values]
        r = v[0]
        [r := ew(f, r, y) for y in v[1:]]
        return r

    def visit_Call(self, n):
        f, a = n.func.id, [self.visit(x) for x in n.args]
        g = lambda x: sorted(x.items())
        agg = {"SUM": sum, "AVG": lambda v: sum(v) / len(v), "MIN": min, "MAX": max, "STDDEV": lambda v: st.pstdev(v)}
        if f in agg:
            x = a[0]
            if isinstance(x, list):
                ts = set().union(*x) if x else ()
                return S(
                    {t: agg[f]([s[t] for s in x if t in s]) for t in ts},
                    label=f,
                    period=max([s.period for s in x] or [60]),
                )
            return agg[f](list(x.values())) if isinstance(x, S) and x else 0.0
        if f == "METRICS":
            return [self.env[i]() for i in self.metrics if not a or a[0] in i]
        if f in ("ABS", "CEIL", "FLOOR", "LOG", "LOG10"):
            return ew(
                {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor, "LOG": math.log, "LOG10": math.log10}[f], a[0]
            )
        if f in ("DIFF", "DIFF_TIME", "RATE"):
            one = lambda x: S(
                {
                    t: {"DIFF": v - v0, "DIFF_TIME": t - t0, "RATE": (v - v0) / (t - t0)}[f]
                    for (t0, v0), (t, v) in zip(g(x), g(x)[1:])
                },
                x.label,
                x.period,
            )
            return [one(x) for x in a[0]] if isinstance(a[0], list) else one(a[0])
        if f == "RUNNING_SUM":
            tot = 0.0
            return S({t: (tot := tot + v) for t, v in g(a[0])}, a[0].label, a[0].period)
        if f == "PERIOD":
            return float(a[0].period)
        if f == "DATAPOINT_COUNT":
            return float(len(a[0]))
        if f in ("FIRST", "LAST"):
            return (
                a[0][0 if f == "FIRST" else -1]
                if isinstance(a[0], list)
                else (g(a[0])[0 if f == "FIRST" else -1][1] if a[0] else 0.0)
            )
        if f == "TIME_SERIES":
            p = 60
            return S({t: a[0] for t in range(int(self.a // p * p), int(self.b), p)}, "TIME_SERIES", p)
        if f == "IF_":
            return (
                ew(lambda c, x, y: x if c else y, *a)
                if len(a) == 3
                else S(
                    {t: v for t, v in ew(lambda c, x: x if c else math.nan, *a).items() if v == v},
                    a[1].label if isinstance(a[1], S) else None,
                )
            )
        if f == "FILL":

            def fill(x):
                o = S(label=x.label, period=x.period)
                ks = sorted(x)
                last = None
                for t in range(int(self.a // x.period * x.period), int(self.b), x.period):
                    if t in x:
                        last = o[t] = x[t]
                    elif a[1] == "REPEAT":
                        if last is not None:
                            o[t] = last
                    elif a[1] == "LINEAR":
                        lo = [k for k in ks if k < t]
                        hi = [k for k in ks if k > t]
                        if lo and hi:
                            o[t] = x[lo[-1]] + (x[hi[0]] - x[lo[-1]]) * (t - lo[-1]) / (hi[0] - lo[-1])
                    else:
                        v = a[1].get(t) if isinstance(a[1], S) else float(a[1])
                        o.update({t: v} if v is not None else {})
                return o

            return [fill(x) for x in a[0]] if isinstance(a[0], list) else fill(a[0])
        if f == "REMOVE_EMPTY":
            return [x for x in a[0] if x]
        if f == "SLICE":
            return a[0][int(a[1]) : int(a[2]) if len(a) > 2 else None]
        if f == "SORT":
            h = agg[a[1]]
            r = sorted([x for x in a[0] if x], key=lambda x: h(list(x.values())), reverse=a[2] == "DESC")
            return r[: int(a[3])] if len(a) > 3 else r
        if f == "SEARCH":
            m = re.match(r"\s*(?:\{([^}]*)\})?(.*)", a[0], re.S)
            head = [x.strip().strip('"') for x in (m[1] or "").split(",")] if m[1] else None
            terms = re.findall(r'(\w+)\s*=\s*\(?"?([^"\s)]+)"?|"([^"]+)"|([^\s"]+)', m[2])
            period = int(a[2]) if len(a) > 2 else 300
            out = []
            for (kn, km, kd), pts in sorted(cw._metrics.items(), key=str):
                d = pts[0]["Dimensions"] if pts else {}
                if head and (kn != head[0] or set(d) != set(head[1:])):
                    continue
                ok = True
                for k, v, q, w in terms:
                    if k:
                        ok &= (km if k == "MetricName" else kn if k == "Namespace" else d.get(k, "")) == v
                    elif (q or w).upper() not in ("AND", "OR"):
                        ok &= (q or w).lower() in " ".join([km, kn, *d.keys(), *d.values()]).lower()
                if ok:
                    s = fetch(kn, km, d, period, a[1], self.a, self.b, self.now)
                    s.label = " ".join([*d.values(), km]) if d else km
                    out.append(s)
            return out[:100]
        raise Bad("The function %s is not supported by the emulator" % f)


def get_metric_data(params, d, is_cbor, is_json=False, _orig=cw._get_metric_data):
    if not (is_cbor or is_json):
        return _orig(params, d, is_cbor, is_json)
    err = lambda m: cw._error("ValidationError", m, 400, use_json=is_json, use_cbor=is_cbor)
    qs, now = d.get("MetricDataQueries") or [], time.time()
    a, b = cw._parse_ts(d.get("StartTime")), cw._parse_ts(d.get("EndTime"))
    if len(qs) > 500:
        return err("The collection MetricDataQueries must not have a size greater than 500.")
    if a is None or b is None:
        return err("The parameter StartTime and EndTime are required.")
    if a >= b:
        return err("The parameter StartTime must be less than the parameter EndTime.")
    seen, env, metrics = set(), {}, []
    for i, q in enumerate(qs, 1):
        if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", q.get("Id", "")):
            return err(
                "The value %s for parameter MetricDataQueries.member.%d.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
                % (q.get("Id"), i)
            )
        if q["Id"] in seen:
            return err("The values for parameter id in the field MetricDataQueries should be unique.")
        seen.add(q["Id"])
        ms = q.get("MetricStat")
        if bool(ms) == bool(q.get("Expression")):
            return err("MetricDataQueries.member.%d must have exactly one of MetricStat and Expression." % i)
        if ms and (
            int(ms.get("Period", 0)) not in (1, 5, 10, 20, 30)
            and (int(ms.get("Period", 0)) % 60 or not ms.get("Period"))
        ):
            return err("Valid periods are 1, 5, 10, 20, 30, and multiples of 60 seconds.")
    cache = {}

    def resolve(q):
        def go():
            if q["Id"] not in cache:
                cache[q["Id"]] = S()  # guards cycles
                if q.get("MetricStat"):
                    ms = q["MetricStat"]
                    m = ms["Metric"]
                    cache[q["Id"]] = fetch(
                        m.get("Namespace"),
                        m.get("MetricName"),
                        cw._dims_from_list(m.get("Dimensions") or []),
                        int(ms["Period"]),
                        ms["Stat"],
                        a,
                        b,
                        now,
                    )
                else:
                    cache[q["Id"]] = Math(env, metrics, a, b, now).run(q["Expression"])
            return cache[q["Id"]]

        return go

    for q in qs:
        env[q["Id"]] = resolve(q)
        if q.get("MetricStat"):
            metrics.append(q["Id"])
    rows, desc = [], d.get("ScanBy") != "TimestampAscending"
    for q in qs:
        if q.get("ReturnData") is False:
            continue
        try:
            v = env[q["Id"]]()
        except Bad as e:
            return err(str(e))
        if not isinstance(v, (S, list)):
            v = S(
                {t: float(v) for s in cache.values() if isinstance(s, S) for t in s}
            )  # scalar: plotted over the known timestamps
        for s in (v if isinstance(v, list) else [v]):
            rows.append(
                (
                    q["Id"],
                    q.get("Label") or (s.label if q.get("MetricStat") or isinstance(v, list) else None) or q["Id"],
                    sorted(s.items(), reverse=desc),
                )
            )
    cap = int(d.get("MaxDatapoints") or 100800)
    off = [0] * len(rows)
    if d.get("NextToken"):
        try:
            off = json.loads(base64.b64decode(d["NextToken"]))
        except Exception:
            return cw._error("InvalidNextToken", "Invalid NextToken", 400, use_json=is_json, use_cbor=is_cbor)
    out, more = [], False
    for i, (qid, label, pts) in enumerate(rows):
        take = pts[off[i] : off[i] + cap]
        first = off[i] == 0
        off[i] += len(take)
        cap -= len(take)
        part = off[i] < len(pts)
        more |= part
        if take or first:
            out.append(
                {
                    "Id": qid,
                    "Label": label,
                    "Timestamps": [t for t, _ in take],
                    "Values": [v for _, v in take],
                    "StatusCode": "PartialData" if part else "Complete",
                }
            )
    r = {"MetricDataResults": [cw._cbor_metric_data_result(x) for x in out] if is_cbor else out, "Messages": []}
    if more:
        r["NextToken"] = base64.b64encode(json.dumps(off).encode()).decode()
    return cw._cbor_ok(r) if is_cbor else cw._json_ok(r)


cw._get_metric_data = get_metric_data


def list_metrics(params, d, is_cbor, is_json=False, _orig=cw._list_metrics):
    if not (is_cbor or is_json):
        return _orig(params, d, is_cbor, is_json)
    rows = []
    for (ns, mn, dk), pts in sorted(cw._metrics.items(), key=str):
        dims = pts[0]["Dimensions"] if pts else {}
        if d.get("Namespace") not in (None, ns) or d.get("MetricName") not in (None, mn):
            continue
        if any(
            f["Name"] not in dims or f.get("Value") not in (None, "", dims[f["Name"]])
            for f in d.get("Dimensions") or []
        ):
            continue
        if d.get("RecentlyActive") and max(p["Timestamp"] for p in pts) < time.time() - 3 * 3600:
            continue
        rows.append(
            {"Namespace": ns, "MetricName": mn, "Dimensions": [{"Name": k, "Value": v} for k, v in dims.items()]}
        )
    o = int(base64.b64decode(d["NextToken"])) if d.get("NextToken") else 0
    r = {"Metrics": rows[o : o + 500]}
    if o + 500 < len(rows):
        r["NextToken"] = base64.b64encode(str(o + 500).encode()).decode()
    return cw._cbor_ok(r) if is_cbor else cw._json_ok(r)


cw._list_metrics = list_metrics


def put_metric_data(params, d, is_cbor, is_json=False, _orig=cw._put_metric_data):
    if is_cbor or is_json:
        for i, x in enumerate(d.get("MetricData") or [], 1):
            for v in [x.get("Value"), *(x.get("Values") or [])]:
                if v is not None and not math.isfinite(float(v)):
                    return cw._error(
                        "InvalidParameterValue",
                        "The value %s for parameter MetricData.member.%d.Value is invalid." % (v, i),
                        400,
                        use_json=is_json,
                        use_cbor=is_cbor,
                    )
        if len(d.get("MetricData") or []) > 1000:
            return cw._error(
                "ValidationError",
                "The collection MetricData must not have a size greater than 1000.",
                400,
                use_json=is_json,
                use_cbor=is_cbor,
            )
    touched.clear()
    touched.update(x.get("MetricName") for x in d.get("MetricData") or [])
    return _orig(params, d, is_cbor, is_json)


touched = set()
cw._put_metric_data = put_metric_data


def evaluate_all():
    for al in list(cw._alarms.values()):
        if al.get("MetricName") in touched:
            evaluate_alarm(al)


cw._evaluate_all_alarms = evaluate_all


def evaluate_alarm(al):
    if os.environ.get("EMULATOR_ALARM_EVAL") != "1" or not al.get("MetricName"):
        return
    p, n = int(al.get("Period") or 60), int(al.get("EvaluationPeriods") or 1)
    m = al.get("DatapointsToAlarm") or n
    now = time.time()
    end = now // p * p + p
    s = fetch(
        al["Namespace"],
        al["MetricName"],
        cw._dims_from_list(al.get("Dimensions") or []),
        p,
        al.get("ExtendedStatistic") or al.get("Statistic") or "Average",
        end - n * p,
        end,
        now,
    )
    f = {
        "GreaterThanThreshold": lambda v: v > al["Threshold"],
        "GreaterThanOrEqualToThreshold": lambda v: v >= al["Threshold"],
        "LessThanThreshold": lambda v: v < al["Threshold"],
        "LessThanOrEqualToThreshold": lambda v: v <= al["Threshold"],
    }.get(al.get("ComparisonOperator"))
    if not f:
        return
    tm = al.get("TreatMissingData", "missing")
    pts = [
        f(s[t]) if t in s else {"breaching": True, "notBreaching": False}.get(tm)
        for t in (end - (i + 1) * p for i in range(n))
    ]
    if all(x is None for x in pts):
        if tm == "ignore" or al["StateValue"] == "INSUFFICIENT_DATA":
            return
        new, why = "INSUFFICIENT_DATA", "Insufficient Data: %d datapoints were unknown." % n
    else:
        bad = sum(x is True for x in pts)
        new = "ALARM" if bad >= m else "OK"
        why = "Threshold Crossed: %d out of the last %d datapoints %s was %s the threshold (%s)." % (
            bad or n,
            n,
            list(s.values())[:5],
            "greater than" if "Greater" in al["ComparisonOperator"] else "less than",
            al["Threshold"],
        )
    if new != al["StateValue"]:
        old = al["StateValue"]
        al.update(StateValue=new, StateReason=why, StateUpdatedTimestamp=int(now), StateTransitionedTimestamp=int(now))
        cw._record_history(al["AlarmName"], old, new, why)
        cw._dispatch_alarm_actions(al, old, new, why)
        cw._evaluate_parent_alarms(al)


cw._evaluate_alarm = evaluate_alarm


def record_history(name, old, new, reason, alarm_type="MetricAlarm", reason_data=None, _orig=cw._record_history):
    _orig(name, old, new, reason, alarm_type, reason_data)
    if old == new:
        cw._history_entries()[-1].update(
            HistoryItemType="ConfigurationUpdate",
            HistorySummary='Alarm "%s" created' % name,
            HistoryData=json.dumps({"version": "1.0", "type": "Create"}),
        )


cw._record_history = record_history


def set_alarm_state(params, d, is_cbor, is_json=False, _orig=cw._set_alarm_state):
    n = len(cw._history_entries())
    r = _orig(params, d, is_cbor, is_json)
    al = cw._alarms.get(d.get("AlarmName", "")) or cw._composite_alarms.get(d.get("AlarmName", ""))
    if al and r[0] == 200:
        try:
            t = int(json.loads(d.get("StateReasonData") or "{}").get("emulator_timestamp", al["StateUpdatedTimestamp"]))
        except Exception:
            t = al["StateUpdatedTimestamp"]
        al["StateUpdatedTimestamp"] = t
        if len(cw._history_entries()) > n:
            al["StateTransitionedTimestamp"] = t
        for h in cw._history_entries()[n:]:
            if h["AlarmName"] == al["AlarmName"]:
                h["Timestamp"] = cw._ts_iso(t)
        if "emulator_timestamp" in (d.get("StateReasonData") or ""):
            al.pop("StateReasonData", None)
            for h in cw._history_entries():
                if (
                    h["AlarmName"] == al["AlarmName"]
                    and h["HistoryItemType"] == "ConfigurationUpdate"
                    and cw._parse_ts(h["Timestamp"]) > t
                ):
                    h["Timestamp"] = cw._ts_iso(t - 60)
            cw._history_entries().sort(key=lambda h: h["Timestamp"])
    return r


cw._set_alarm_state = set_alarm_state

# ------------------------------------------------------------------ Athena
import sqlglot
from sqlglot import exp
from ministack.services import glue

scanned = contextvars.ContextVar("scanned", default=None)
special = {}
reuse = {}
tokens = {}
ierr = lambda m: at.error_response_json("InvalidRequestException", m, 400, extra={"AthenaErrorCode": "MALFORMED_QUERY"})


def view_sql(db, name):
    return (glue._tables.get("%s/%s" % (db, name)) or {}).get("_emulator_view")


def expand(tree, db, depth=0):
    if depth > 10:
        raise sqlglot.errors.ParseError("view nesting too deep")
    for t in list(tree.find_all(exp.Table)):
        sql = view_sql(t.db or db, t.name.lower())
        if sql:
            t.replace(
                exp.Subquery(
                    this=expand(sqlglot.parse_one(sql, read="athena"), t.db or db, depth + 1),
                    alias=exp.TableAlias(this=exp.to_identifier(t.alias or t.name)),
                )
            )
    return tree


def spread(tree):
    """Trino's UNNEST of an array of rows gives a column a field; DuckDB's gives one column, the struct."""
    for u in list(tree.find_all(exp.Unnest)):
        alias = u.args.get("alias")
        if not alias or len(alias.columns) < 2:
            continue
        fields = ", ".join(
            'struct_extract_at(r, %d) AS "%s"' % (i + 1, c.name) for i, c in enumerate(alias.columns)
        )
        rows = sqlglot.parse_one(
            "SELECT %s FROM (SELECT unnest(%s) AS r)" % (fields, u.expressions[0].sql(dialect="duckdb")),
            read="duckdb",
        )
        u.replace(exp.Lateral(this=exp.Subquery(this=rows), alias=exp.TableAlias(this=alias.this.copy())))
    return tree


def to_duck(tree, db):
    tree = spread(expand(tree, db))
    for j in tree.find_all(exp.Join):
        if not (j.args.get("on") or j.args.get("using") or j.kind or j.side or j.method):
            j.set("kind", "CROSS")
    for s in [tree] if isinstance(tree, exp.Select) else list(tree.find_all(exp.Select))[:1]:
        for i, e in enumerate(s.expressions):
            if not isinstance(e, (exp.Alias, exp.Column, exp.Star)):
                e.replace(exp.alias_(e.copy(), "_col%d" % i))
    return tree.sql(dialect="duckdb")


def tables(db):
    return sorted(k.split("/", 1)[1] for k in glue._tables.keys() if k.startswith(db + "/"))


def utility(sql, db):
    """DDL/SHOW statements that DuckDB cannot run; returns (columns, rows) or None"""
    m = re.fullmatch(
        r"(?is)\s*CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+(?:\"?(\w+)\"?\.)?\"?(\w+)\"?\s+AS\s+(.*?);?\s*", sql
    )
    if m:
        d, n = (m[1] or db).lower(), m[2].lower()
        tree = sqlglot.parse_one(m[3], read="athena")
        cols = [{"Name": e.alias_or_name or "_col%d" % i, "Type": "string"} for i, e in enumerate(tree.selects)]
        glue._tables["%s/%s" % (d, n)] = {
            "Name": n,
            "DatabaseName": d,
            "TableType": "VIRTUAL_VIEW",
            "Parameters": {"presto_view": "true", "comment": "Presto View"},
            "PartitionKeys": [],
            "StorageDescriptor": {"Columns": cols, "Location": ""},
            "ViewOriginalText": "/* Presto View */",
            "CreateTime": int(time.time()),
            "_emulator_view": m[3],
        }
        return [], []
    m = re.fullmatch(r"(?is)\s*DROP\s+VIEW\s+(IF\s+EXISTS\s+)?(?:\"?(\w+)\"?\.)?\"?(\w+)\"?;?\s*", sql)
    if m:
        glue._tables.pop("%s/%s" % (m[2] or db, m[3].lower()), None)
        return [], []
    m = re.fullmatch(r"(?is)\s*SHOW\s+CREATE\s+VIEW\s+(?:[`\"]?(\w+)[`\"]?\.)?[`\"]?(\w+)[`\"]?;?\s*", sql)
    if m:
        d, n = (m[1] or db).lower(), m[2].lower()
        text = view_sql(d, n)
        if text is None:
            raise sqlglot.errors.ParseError("line 1:1: View '%s.%s' does not exist" % (d, n))
        # Athena keeps the parsed statement and writes it anew: its own layout, commas first, numbers with a type.
        told = re.sub(r"\s*,\s*", "\n, ", re.sub(r"[ \t]+", " ", text)).replace("0.0", "DECIMAL '0.0'")
        return ["Create View"], [[line] for line in ("CREATE VIEW %s.%s AS \n%s" % (d, n, told)).split("\n")]
    if re.match(r"(?is)\s*MSCK\s+REPAIR\s+TABLE", sql):
        return [], []
    if re.match(r"(?is)\s*SHOW\s+VIEWS", sql):
        return ["views"], [[t] for t in tables(db) if view_sql(db, t)]
    if re.match(r"(?is)\s*SHOW\s+TABLES", sql):
        return ["tab_name"], [[t] for t in tables(db)]
    if re.match(r"(?is)\s*SHOW\s+(DATABASES|SCHEMAS)", sql):
        return ["database_name"], [[k] for k in glue._databases.keys()]
    m = re.fullmatch(r"(?is)\s*SHOW\s+PARTITIONS\s+(?:`?(\w+)`?\.)?`?(\w+)`?;?\s*", sql)
    if m:
        t = glue._tables.get("%s/%s" % (m[1] or db, m[2].lower())) or {}
        ps = glue._partitions.get("%s/%s" % (m[1] or db, m[2].lower())) or []
        ks = [k["Name"] for k in t.get("PartitionKeys", [])]
        return ["partition"], [
            ["/".join("%s=%s" % kv for kv in zip(ks, p["Values"]))]
            for p in (ps.values() if isinstance(ps, dict) else ps)
        ]
    m = re.fullmatch(r"(?is)\s*DESC(?:RIBE)?\s+(?:`?(\w+)`?\.)?`?(\w+)`?;?\s*", sql)
    if m:
        t = glue._tables.get("%s/%s" % (m[1] or db, m[2].lower())) or {}
        return ["col_name"], [
            ["%-20s\t%-20s\t" % (c["Name"], c["Type"])]
            for c in t.get("StorageDescriptor", {}).get("Columns", []) + t.get("PartitionKeys", [])
        ]


def start(data, _orig=at._start_query_execution):
    tok = data.get("ClientRequestToken")
    if tok and tok in tokens:
        return at.json_response({"QueryExecutionId": tokens[tok]})
    sql, ctx = data.get("QueryString", ""), data.get("QueryExecutionContext") or {}
    db = ctx.get("Database", "default")
    run = sql
    util = None
    tree = None
    try:
        m = re.fullmatch(r"(?is)\s*EXECUTE\s+\"?(\w+)\"?(?:\s+USING\s+(.*?))?;?\s*", sql)
        params = data.get("ExecutionParameters") or []
        if m:
            ps = at._prepared_statements.get("%s/%s" % (data.get("WorkGroup", "primary"), m[1]))
            if not ps:
                return ierr("PreparedStatement %s was not found in workGroup primary" % m[1])
            run = ps["QueryStatement"]
            params = params or (
                [e.sql(dialect="athena") for e in sqlglot.parse_one("SELECT " + m[2], read="athena").expressions]
                if m[2]
                else []
            )
        util = utility(run, db)
        if util is None and at._parse_ddl(run) is None:
            tree = sqlglot.parse_one(run, read="athena")
            if isinstance(tree, exp.Command):
                return ierr("Queries of this type are not supported")
            if not isinstance(tree, (exp.Query, exp.Create, exp.Insert, exp.Describe, exp.Values)):
                return ierr(
                    "line 1:1: mismatched input '%s'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'CREATE', 'SELECT', 'SHOW', 'WITH', <query>"
                    % run.split()[0]
                )
            holes = list(tree.find_all(exp.Placeholder))
            if len(holes) != len(params):
                return ierr("Incorrect number of parameters: expected %d but found %d" % (len(holes), len(params)))
            for h, p in zip(holes, params):
                h.replace(sqlglot.parse_one(p, read="athena"))
            run = to_duck(tree, db)
    except sqlglot.errors.SqlglotError as e:
        e0 = getattr(e, "errors", None) or [{}]
        return ierr(
            "line %s:%s: mismatched input '%s'. %s"
            % (e0[0].get("line", 1), e0[0].get("col", 1), e0[0].get("highlight", ""), "Expecting: <query>")
        )
    key = (db, data.get("WorkGroup", "primary"), run)
    rc = (data.get("ResultReuseConfiguration") or {}).get("ResultReuseByAgeConfiguration") or {}
    d2 = dict(data, QueryString=run)
    if util is not None:
        special[run] = util
    resp = _orig(d2)
    if resp[0] != 200:
        return resp
    qid = json.loads(resp[2])["QueryExecutionId"]
    ex = at._executions[qid]
    ex["Query"] = sql
    if util is not None:
        ex["StatementType"] = "UTILITY" if util[0] else "DDL"
    if params:
        ex["ExecutionParameters"] = params
    if tok:
        tokens[tok] = qid
    ex["ResultReuseConfiguration"] = {
        "ResultReuseByAgeConfiguration": {
            "Enabled": bool(rc.get("Enabled")),
            **({"MaxAgeInMinutes": rc.get("MaxAgeInMinutes", 60)} if rc.get("Enabled") else {}),
        }
    }
    pace = (at._workgroups.get(data.get("WorkGroup", "primary")) or {}).get("Description", "")
    ex["_emulator"] = {k: v for k, v in re.findall(r"/\*\s*emulator:(\w+)=(.*?)\s*\*/", pace + sql)}
    hit = reuse.get(key) if rc.get("Enabled") else None
    if hit and time.time() - hit[0] < 60 * rc.get("MaxAgeInMinutes", 60):
        ex["_emulator_reuse"] = hit[1]
    ex["_emulator_key"] = key
    return resp


at._start_query_execution = start


async def execute(qid, query, database, ddl, catalog=None, _orig=at._execute_query):
    ex = at._executions.get(qid)
    await asyncio.sleep(0)  # let _start finish decorating
    d = float(ex["_emulator"].get("delay", 0.05)) if "_emulator" in ex else 0.05
    fail = ex.get("_emulator", {}).get("fail")
    t0 = time.time()
    while time.time() - t0 < d and not ex.get("_cancelled"):
        if time.time() - t0 > d / 4:
            ex["Status"]["State"] = "RUNNING"
        await asyncio.sleep(0.02)
    acc = []
    scanned.set(acc)
    if not ex.get("_cancelled"):
        if fail:
            ex["Status"].update(State="FAILED", StateChangeReason=fail, CompletionDateTime=int(time.time()))
        else:
            await _orig(qid, query, database, ddl, catalog)
            ex["Statistics"]["DataScannedInBytes"] = sum(acc)
            if ex["Status"]["State"] == "FAILED":
                ex["Status"]["StateChangeReason"] = message(ex["Status"]["StateChangeReason"], database)
            if ex["Status"]["State"] == "SUCCEEDED" and "_emulator_key" in ex:
                if ex.get("_emulator_reuse"):
                    ex["Statistics"]["DataScannedInBytes"] = 0
                else:
                    reuse[ex["_emulator_key"]] = (time.time(), qid)
    ex["Statistics"]["ResultReuseInformation"] = {"ReusedPreviousResult": bool(ex.get("_emulator_reuse"))}
    ms = int((time.time() - t0) * 1000)
    ex["Statistics"].update(TotalExecutionTimeInMillis=ms, EngineExecutionTimeInMillis=ms)
    if ex.get("_cancelled"):
        ex["Status"].update(
            State="CANCELLED", StateChangeReason="Query cancelled by user", CompletionDateTime=int(time.time())
        )
    if ex["Status"]["State"] == "FAILED":
        ex["Status"]["AthenaError"] = {
            "ErrorCategory": 2,
            "ErrorType": 1301 if "TABLE_NOT" in ex["Status"]["StateChangeReason"] else 1006,
            "Retryable": False,
            "ErrorMessage": ex["Status"]["StateChangeReason"],
        }


at._execute_query = execute


def message(m, db):
    x = re.search(r"Table with name (\S+) does not exist", m)
    if x:
        return "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.%s.%s' does not exist" % (db, x[1])
    x = re.search(r'Referenced column "(\S+)" not found', m)
    if x:
        return (
            "COLUMN_NOT_FOUND: line 1:8: Column '%s' cannot be resolved or requester is not authorized to access requested resources"
            % x[1]
        )
    x = re.search(r"Function with name (\S+) does not exist", m)
    return (
        "FUNCTION_NOT_FOUND: line 1:8: Function '%s' not registered" % x[1]
        if x
        else "GENERIC_INTERNAL_ERROR: " + m.split("\n")[0]
    )


async def duck(query, database, catalog=None, _orig=at._run_duckdb):
    if query in special:
        c, r = special[query]  # stays: the same statement may have been started twice
        return {"columns": c, "rows": r}
    return await _orig(query, database, catalog)


at._run_duckdb = duck


def materialize(location, workdirs, _orig=at._materialize_table_files):
    files = _orig(location, workdirs)
    if scanned.get() is not None:
        scanned.get().append(sum(os.path.getsize(f) for f in files))
    return files


at._materialize_table_files = materialize


def stop(data, _orig=at._stop_query_execution):
    ex = at._executions.get(data.get("QueryExecutionId"))
    if ex and ex["Status"]["State"] in ("QUEUED", "RUNNING"):
        ex["_cancelled"] = True
        ex["Status"]["State"] = "CANCELLED"
    return at.json_response({}) if ex else _orig(data)


at._stop_query_execution = stop


def results(data, _orig=at._get_query_results):
    data = dict(data)
    ex = at._executions.get(data.get("QueryExecutionId")) or {}
    n = int(data.get("MaxResults", 1000))
    if n > 1000 or n < 1:
        return at.error_response_json(
            "InvalidRequestException", "MaxResults is more than maximum allowed length 1000.", 400
        )
    if ex.get("StatementType") == "DML" and not data.get("NextToken"):
        data["MaxResults"] = max(n - 1, 1)  # the header row counts
    return _orig(data)


at._get_query_results = results


def ltm(data, _orig=at._list_table_metadata):
    db = data.get("DatabaseName", "default")
    if db not in glue._databases:
        return at.error_response_json(
            "MetadataException",
            "Database %s not found. (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException)"
            % db,
            400,
        )
    rows = [
        at._glue_table_to_metadata(glue._tables["%s/%s" % (db, t)])
        for t in tables(db)
        if re.search(data.get("Expression") or "", t)
    ]
    o = int(data.get("NextToken") or 0)
    n = int(data.get("MaxResults") or 50)
    r = {"TableMetadataList": rows[o : o + n]}
    return at.json_response(dict(r, NextToken=str(o + n)) if o + n < len(rows) else r)


at._list_table_metadata = ltm


def gtm(data, _orig=at._get_table_metadata):  # MiniStack makes tables up that are not in the catalog
    name = "%s/%s" % (data.get("DatabaseName", "default"), data.get("TableName", "").lower())
    if name in glue._tables:
        return at.json_response({"TableMetadata": at._glue_table_to_metadata(glue._tables[name])})
    return at.error_response_json(
        "MetadataException",
        "Table %s not found. (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException)"
        % name.replace("/", "."),
        400,
    )


at._get_table_metadata = gtm

# ------------------------------------------------------------------ Kinesis, DynamoDB
# Shards that were split or merged stay readable and end (no NextShardIterator, ChildShards), ListShards by NextToken alone, UpdateShardCount
# reshards; PutRecords entries whose PartitionKey starts "emulator-throttle" fail; EMULATOR_KINESIS_LIMITS=1: 5 GetRecords/s per shard;
# BatchGetItem gives UnprocessedKeys past 1 MB of one partition or 16 MB, as documented.
from ministack.services import kinesis as kn, dynamodb as ddb

is_open = lambda sh: not sh.get("_ending")


def route(h, stream):
    for sid, sh in stream["shards"].items():
        if is_open(sh) and int(sh["starting_hash_key"]) <= h <= int(sh["ending_hash_key"]):
            return sid
    return next(iter(stream["shards"]))


kn._route_to_shard = route


def keep_closed(orig):
    def f(data):
        _, stream = kn._resolve_stream(data)
        old = dict(stream["shards"]) if stream else {}
        r = orig(data)
        if stream and r[0] == 200:
            gone = {k: v for k, v in old.items() if k not in stream["shards"]}
            end = kn._next_sequence_number()
            for v in gone.values():
                v["_ending"] = end
            stream["shards"] = dict(sorted({**gone, **stream["shards"]}.items()))
        return r

    return f


kn._split_shard, kn._merge_shards = keep_closed(kn._split_shard), keep_closed(kn._merge_shards)


def update_shard_count(data):
    name, stream = kn._resolve_stream(data)
    t = int(data.get("TargetShardCount") or 0)
    if not stream:
        return kn.error_response_json("ResourceNotFoundException", "Stream %s not found" % name, 400)
    cur = [k for k, v in stream["shards"].items() if is_open(v)]
    n = len(cur)
    if t < 1 or t > 2 * n or t < n / 2:
        return kn.error_response_json(
            "InvalidArgumentException",
            "UpdateShardCount cannot scale from %d to %d: between half and double." % (n, t),
            400,
        )
    d = {"StreamName": stream["StreamName"]}
    for sid in cur[: max(t - n, 0)]:
        sh = stream["shards"][sid]
        kn._split_shard(
            dict(
                d,
                ShardToSplit=sid,
                NewStartingHashKey=str((int(sh["starting_hash_key"]) + int(sh["ending_hash_key"])) // 2 + 1),
            )
        )
    srt = sorted(cur, key=lambda k: int(stream["shards"][k]["starting_hash_key"]))
    for i in range(max(n - t, 0)):
        kn._merge_shards(dict(d, ShardToMerge=srt[2 * i], AdjacentShardToMerge=srt[2 * i + 1]))
    return kn.json_response(
        {
            "StreamName": stream["StreamName"],
            "CurrentShardCount": n,
            "TargetShardCount": t,
            "StreamARN": stream["StreamARN"],
        }
    )


kn._update_shard_count = update_shard_count


def shard_out(sid, sh, _orig=kn._shard_out):
    r = _orig(sid, sh)
    if sh.get("_ending"):
        r["SequenceNumberRange"]["EndingSequenceNumber"] = sh["_ending"]
    return r


kn._shard_out = shard_out


def list_shards(data, _orig=kn._list_shards):
    data = dict(data)
    if data.get("NextToken") and not (data.get("StreamName") or data.get("StreamARN")):
        data["NextToken"], _, data["StreamName"] = data["NextToken"].partition("~")
    r = _orig(data)
    b = json.loads(r[2]) if r[0] == 200 else {}
    if b.get("NextToken"):
        b["NextToken"] += "~" + kn._resolve_stream(data)[1]["StreamName"]
        return kn.json_response(b)
    return r


kn._list_shards = list_shards


def summary(data, _orig=kn._describe_stream_summary):
    r = _orig(data)
    b = json.loads(r[2])
    if r[0] == 200:
        b["StreamDescriptionSummary"]["OpenShardCount"] = sum(
            map(is_open, kn._resolve_stream(data)[1]["shards"].values())
        )
        return kn.json_response(b)
    return r


kn._describe_stream_summary = summary
calls = {}


def get_records(data, _orig=kn._get_records):
    st_ = kn._shard_iterators.get(data.get("ShardIterator"))
    if not st_:
        return kn.error_response_json("InvalidArgumentException", "Invalid ShardIterator.", 400)
    k = (st_["stream"], st_["shard_id"])
    now = time.time()
    calls[k] = [t for t in calls.get(k, []) if now - t < 1]
    if os.environ.get("EMULATOR_KINESIS_LIMITS") == "1" and len(calls[k]) >= 5:
        return kn.error_response_json(
            "ProvisionedThroughputExceededException", "Rate exceeded for shard %s in stream %s." % (k[1], k[0]), 400
        )
    calls[k].append(now)
    r = _orig(data)
    sh = (kn._streams.get(st_["stream"]) or {"shards": {}})["shards"].get(st_["shard_id"])
    if r[0] == 200 and sh and sh.get("_ending"):
        b = json.loads(r[2])
        if st_["position"] + len(b["Records"]) >= len(sh["records"]):
            b.pop("NextShardIterator", None)
            b["ChildShards"] = [
                {
                    "ShardId": i,
                    "ParentShards": [x for x in (c.get("parent_shard_id"), c.get("adjacent_parent_shard_id")) if x],
                    "HashKeyRange": {"StartingHashKey": c["starting_hash_key"], "EndingHashKey": c["ending_hash_key"]},
                }
                for i, c in kn._streams[st_["stream"]]["shards"].items()
                if st_["shard_id"] in (c.get("parent_shard_id"), c.get("adjacent_parent_shard_id"))
            ]
            return kn.json_response(b)
    return r


kn._get_records = get_records


def put_records(data, _orig=kn._put_records):
    recs = data.get("Records") or []
    bad = {i for i, x in enumerate(recs) if x.get("PartitionKey", "").startswith("emulator-throttle")}
    if not bad:
        return _orig(data)
    r = _orig(dict(data, Records=[x for i, x in enumerate(recs) if i not in bad]))
    if r[0] != 200:
        return r
    b = json.loads(r[2])
    ok = iter(b["Records"])
    b["FailedRecordCount"] = len(bad)
    b["Records"] = [
        (
            {
                "ErrorCode": "ProvisionedThroughputExceededException",
                "ErrorMessage": "Rate exceeded for shard shardId-000000000000 in stream %s under account 000000000000."
                % data.get("StreamName"),
            }
            if i in bad
            else next(ok)
        )
        for i in range(len(recs))
    ]
    return kn.json_response(b)


kn._put_records = put_records


def batch_get(data, _orig=ddb._batch_get_item):
    r = _orig(data)
    if r[0] != 200:
        return r
    b = json.loads(r[2])
    total = 0
    moved = False
    for tn, items in b.get("Responses", {}).items():
        t = ddb._tables[ddb._normalize_table_name(tn)]
        ks = [t["pk_name"]] + ([t["sk_name"]] if t.get("sk_name") else [])
        per = {}
        keep = []
        for it in items:
            n = len(json.dumps(it))
            p = json.dumps(it.get(ks[0]))
            total += n
            before = per.get(p, 0)
            per[p] = before + n
            if before > 1 << 20 or total > 16 << 20:
                cfg = data["RequestItems"][tn]
                b.setdefault("UnprocessedKeys", {}).setdefault(
                    tn, dict({k: v for k, v in cfg.items() if k != "Keys"}, Keys=[])
                )["Keys"].append({k: it[k] for k in ks})
                moved = True
            else:
                keep.append(it)
        b["Responses"][tn] = keep
    return ddb.json_response(b) if moved else r


ddb._batch_get_item = batch_get

if __name__ == "__main__":
    os.environ.setdefault("BIND_HOST", "127.0.0.1")
    from ministack.app import main

    main()
