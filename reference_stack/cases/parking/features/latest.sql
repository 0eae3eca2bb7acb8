-- grain: car_park, arrival_slot
-- The last reading that was there two hours before the arrival: the share of spaces taken,
-- the spaces free, and by how much the share rose per hour since the reading before. No row
-- where the last reading was older than two hours then, as in the morning.
WITH seen AS (
    SELECT
        car_park,
        taken_at,
        occupancy / capacity AS share,
        capacity - occupancy AS free,
        lag(occupancy / capacity) OVER before AS share_before,
        epoch(taken_at - lag(taken_at) OVER before) / 3600 AS hours
    FROM readings
    WHERE arrival >= $since - INTERVAL 1 DAY AND arrival < $until
    WINDOW before AS (PARTITION BY car_park ORDER BY taken_at)
),
wanted AS (
    SELECT car_park, slot
    FROM (SELECT DISTINCT car_park FROM seen)
    CROSS JOIN range(
        time_bucket(INTERVAL 30 MINUTE, CAST($since AS TIMESTAMP)) + INTERVAL 2 HOUR,
        CAST($until AS TIMESTAMP) + INTERVAL 2 HOUR,
        INTERVAL 30 MINUTE
    ) AS slots (slot)
)
SELECT
    wanted.car_park,
    strftime(slot, '%Y-%m-%dT%H:%M') AS arrival_slot,
    taken_at AS known_at,
    share AS taken,
    free AS free_spaces,
    CASE WHEN hours <= 2 THEN (share - share_before) / hours END AS filling
FROM wanted ASOF JOIN seen
    ON wanted.car_park = seen.car_park AND slot - INTERVAL 2 HOUR >= taken_at
WHERE taken_at >= slot - INTERVAL 4 HOUR
