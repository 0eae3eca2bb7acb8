-- grain: day
-- One row per day of predictions, with the labels known $lag days after it; `day` is the
-- day on which they are, so that nothing is judged before it could be. The
-- ranking is ROC AUC by ranks within the day (ties count half); `expected` is the same
-- figure when each probability is taken for the truth, so it needs no label at all.
WITH predicted AS (
    SELECT s.day, s.probability AS p, s.rule, l.label AS y
    FROM served AS s
    LEFT JOIN labels AS l
        ON l.entity_id = s.entity_id
        AND l.known_at <= CAST(s.day AS TIMESTAMP) + to_days(CAST($lag AS INTEGER) + 1)
    WHERE s.arm = 'champion' AND s.status = 'ok' AND isfinite(s.probability)
),

ranked AS (
    SELECT
        *,
        sum(1 - y) OVER upto - 0.5 * sum(1 - y) OVER tied AS beaten,
        sum(1 - p) OVER upto - 0.5 * sum(1 - p) OVER tied AS beaten_if
    FROM predicted
    WINDOW
        upto AS (PARTITION BY day ORDER BY p RANGE UNBOUNDED PRECEDING),
        tied AS (PARTITION BY day, p)
)

SELECT
    CAST(day + to_days(CAST($lag AS INTEGER)) AS DATE) AS day,
    day AS predicted_on,
    count(*) AS n,
    count(y) AS labelled,
    avg(p) AS mean_p,
    avg(y) AS mean_y,
    sum(y * beaten) / nullif(sum(y) * sum(1 - y), 0) AS ranking,
    sum(p * beaten_if) / nullif(sum(p) * sum(1 - p), 0) AS expected,
    avg(pow(p - y, 2)) AS brier,
    avg(p * (1 - p)) AS expected_brier,
    sum(CASE WHEN p >= $threshold THEN $action ELSE $missed * y END)
        FILTER (y IS NOT NULL) AS cost,
    sum(CASE WHEN rule THEN $action ELSE $missed * y END)
        FILTER (y IS NOT NULL) AS cost_of_rule,
    sum($missed * y) AS cost_of_nothing
FROM ranked
GROUP BY ranked.day
ORDER BY ranked.day
