-- grain: car_park, arrival_slot
-- How full the car park was at the same local time on the 21 days before, on average, and
-- on those of them with the same weekday.
WITH past AS (
    SELECT car_park, local_arrival, avg(occupancy / capacity) AS share, max(taken_at) AS last
    FROM readings
    WHERE arrival >= $since - INTERVAL 22 DAY AND arrival < $until
    GROUP BY ALL
),
again AS (
    SELECT
        car_park,
        share,
        last,
        days,
        (local_arrival + to_days(days)) AT TIME ZONE 'Europe/London' AT TIME ZONE 'UTC' AS slot
    FROM past CROSS JOIN range(1, 22) AS back (days)
)
SELECT
    car_park,
    strftime(slot, '%Y-%m-%dT%H:%M') AS arrival_slot,
    max(last) AS known_at,
    avg(share) AS usual_taken,
    avg(share) FILTER (WHERE days % 7 = 0) AS weekday_taken
FROM again
WHERE slot >= $since + INTERVAL 2 HOUR AND slot < $until + INTERVAL 2 HOUR
GROUP BY car_park, slot
