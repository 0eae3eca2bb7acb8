-- grain: arrival_slot
-- The weekday (1 = Monday) and the minute of the day on the clock of Birmingham. Known for
-- years ahead.
SELECT
    strftime(slot, '%Y-%m-%dT%H:%M') AS arrival_slot,
    TIMESTAMP '2016-01-01' AS known_at,
    isodow(local) AS weekday,
    hour(local) * 60 + minute(local) AS minute_of_day
FROM (
    SELECT slot, slot AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London' AS local
    FROM range(
        time_bucket(INTERVAL 30 MINUTE, CAST($since AS TIMESTAMP)) + INTERVAL 2 HOUR,
        CAST($until AS TIMESTAMP) + INTERVAL 2 HOUR,
        INTERVAL 30 MINUTE
    ) AS slots (slot)
)
