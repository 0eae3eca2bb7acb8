-- grain: departure_hour
-- The weekday (1 = Monday) and the days to the nearest federal holiday of the United
-- States, at most 8, on the local clock of the airports. Known for years ahead.
WITH holidays (holiday) AS (
    VALUES
        (DATE '2013-01-01'), (DATE '2013-01-21'), (DATE '2013-02-18'),
        (DATE '2013-05-27'), (DATE '2013-07-04'), (DATE '2013-09-02'),
        (DATE '2013-10-14'), (DATE '2013-11-11'), (DATE '2013-11-28'),
        (DATE '2013-12-25'), (DATE '2014-01-01')
),
hours AS (
    SELECT
        hour,
        CAST(hour AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York' AS DATE) AS day
    FROM (
        SELECT unnest(range(
            date_trunc('hour', CAST($since AS TIMESTAMP)) + INTERVAL 2 HOUR,
            CAST($until AS TIMESTAMP) + INTERVAL 2 HOUR,
            INTERVAL 1 HOUR
        )) AS hour
    )
)
SELECT
    strftime(hour, '%Y-%m-%dT%H') AS departure_hour,
    TIMESTAMP '2013-01-01' AS known_at,
    isodow(day) AS weekday,
    least(8, min(abs(holiday - day))) AS days_to_holiday
FROM hours CROSS JOIN holidays
GROUP BY hour, day
