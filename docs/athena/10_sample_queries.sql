-- Queries to begin with, for the editor of Athena. Each is one statement; `?` is asked for when it is run, and takes a vendor
-- id in quotes of its own ('vendor_123'). Days stand in them as literals, never as current_date: Athena reuses a result only
-- for the identical text. Name year, month and day plainly: only such comparisons prune partitions.

-- name: top_products
-- What sold best in the first week of a month.
SELECT productid, max(category) AS category, sum(views) AS views, sum(orders) AS orders, sum(units) AS units,
       sum(revenue) AS revenue, CAST(sum(orders) AS double) / nullif(sum(views), 0) AS conversion_rate
FROM product_performance
WHERE vendorid = ? AND year = '2026' AND month = '11' AND day BETWEEN '01' AND '07'
GROUP BY productid
ORDER BY revenue DESC, productid
LIMIT 20;

-- name: revenue_trend_weekly
-- Orders and revenue by ISO week, from Monday.
SELECT date_trunc('week', event_date) AS week_start, sum(orders) AS orders, sum(completed_orders) AS completed_orders,
       sum(revenue) AS revenue, sum(revenue) / nullif(sum(orders), 0) AS avg_order_value
FROM daily_vendor_performance
WHERE vendorid = ? AND year = '2026' AND month IN ('10', '11')
GROUP BY date_trunc('week', event_date)
ORDER BY week_start;

-- name: revenue_trend_monthly
-- Orders and revenue by month.
SELECT date_trunc('month', event_date) AS month_start, sum(orders) AS orders, sum(revenue) AS revenue
FROM daily_vendor_performance
WHERE vendorid = ? AND year = '2026'
GROUP BY date_trunc('month', event_date)
ORDER BY month_start;

-- name: retention_cohort
-- Customers by the month of their first order; how many order again so many months later. One scan of the table.
WITH orders AS (
  SELECT customerid, orderid, min(date_trunc('month', CAST(year || '-' || month || '-' || day AS date))) AS order_month
  FROM vendor_events
  WHERE vendorid = ? AND eventtype = 'OrderCreated' AND customerid IS NOT NULL AND customerid <> '' AND year = '2026'
  GROUP BY customerid, orderid
), dated AS (
  SELECT customerid, order_month, min(order_month) OVER (PARTITION BY customerid) AS cohort_month FROM orders
), cohorts AS (
  SELECT cohort_month, date_diff('month', cohort_month, order_month) AS months_later,
         count(DISTINCT customerid) AS customers
  FROM dated
  GROUP BY cohort_month, date_diff('month', cohort_month, order_month)
)
SELECT cohort_month, months_later, customers,
       max(customers) OVER (PARTITION BY cohort_month) AS cohort_size,
       CAST(customers AS double) / max(customers) OVER (PARTITION BY cohort_month) AS retention
FROM cohorts
ORDER BY cohort_month, months_later;

-- name: average_order_value
-- Each order once, whatever was delivered twice.
SELECT count(*) AS orders, avg(order_total) AS avg_order_value, min(order_total) AS smallest,
       max(order_total) AS largest, approx_percentile(order_total, 0.5) AS median
FROM (
  SELECT orderid, max(total) AS order_total
  FROM vendor_events
  WHERE vendorid = ? AND eventtype = 'OrderCreated' AND year = '2026' AND month = '11'
  GROUP BY orderid
) o
WHERE order_total IS NOT NULL;

-- name: order_completion_time
-- Minutes from an order to its completion: the average, the median, and what 95 of 100 orders stay under.
SELECT count(*) AS completed,
       avg(seconds) / 60 AS avg_minutes,
       approx_percentile(seconds, 0.5) / 60 AS p50_minutes,
       approx_percentile(seconds, 0.95) / 60 AS p95_minutes
FROM (
  SELECT orderid,
         CAST(date_diff('second',
           min(CASE WHEN eventtype = 'OrderCreated' THEN try(from_iso8601_timestamp("timestamp")) END),
           min(CASE WHEN eventtype = 'OrderCompleted' THEN try(from_iso8601_timestamp("timestamp")) END)) AS double) AS seconds
  FROM vendor_events
  WHERE vendorid = ? AND eventtype IN ('OrderCreated', 'OrderCompleted') AND year = '2026' AND month IN ('10', '11')
  GROUP BY orderid
) d
WHERE seconds >= 0;

-- name: category_performance
-- What each category brought in a month.
SELECT coalesce(category, '(none)') AS category, sum(views) AS views, sum(orders) AS orders, sum(units) AS units,
       sum(revenue) AS revenue, CAST(sum(orders) AS double) / nullif(sum(views), 0) AS conversion_rate
FROM product_performance
WHERE vendorid = ? AND year = '2026' AND month = '11'
GROUP BY coalesce(category, '(none)')
ORDER BY revenue DESC, category;

-- name: list_vendors
-- Vendors with events in a month, the busiest first.
SELECT vendorid, count(*) AS events, max("timestamp") AS last_event
FROM vendor_events
WHERE year = '2026' AND month = '11' AND vendorid IS NOT NULL
GROUP BY vendorid
ORDER BY events DESC, vendorid
LIMIT 1000;

-- name: data_freshness
-- The newest event that can be queried, with projection and with a crawler alike. Two days are enough to look through.
SELECT max("timestamp") AS newest_event, count(*) AS events_in_window
FROM vendor_events
WHERE year = '2026' AND month = '11' AND day IN ('21', '22');
