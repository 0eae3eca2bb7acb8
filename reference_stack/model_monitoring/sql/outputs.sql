-- grain: day
-- Counts per day of what went in and came out; a refused request has no probability.
SELECT
    day,
    count(*) AS n,
    count(DISTINCT entity_id) AS entities,
    count(*) FILTER (status <> 'ok') AS refused,
    count(*) FILTER (
        status = 'ok' AND (probability IS NULL OR NOT isfinite(probability))
    ) AS broken,
    count(*) FILTER (probability <= 1e-9 OR probability >= 1 - 1e-9) AS saturated
FROM served
GROUP BY ALL
ORDER BY day
