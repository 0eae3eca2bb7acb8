-- grain: day, hour
SELECT
    day,
    hour(made_at) AS hour,
    count(*) AS n,
    quantile_cont(wall_ms, 0.95) AS wall_ms,
    median(cpu_ms) AS cpu_ms,
    median(rss_mb) AS rss_mb
FROM served
WHERE status = 'ok'
GROUP BY ALL
ORDER BY day, hour
