-- grain: reading_id
-- One row per reading of a car park. It is what became of an arrival in the half-hour that is
-- nearest to it, and the prediction for that arrival is made two hours before. The source
-- tells the clock of Birmingham; everything here is in UTC but for local_arrival.
SELECT
    replace(car_park, ' ', '_') || strftime(taken_at, '-%Y%m%dT%H%M%S') AS reading_id,
    arrival - INTERVAL 2 HOUR AS prediction_time,
    taken_at AS known_at,
    taken_at,
    arrival,
    arrival AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London' AS local_arrival,
    car_park,
    capacity,
    occupancy
FROM (
    SELECT *, time_bucket(INTERVAL 30 MINUTE, taken_at + INTERVAL 15 MINUTE) AS arrival
    FROM (
        SELECT *, last_updated AT TIME ZONE 'Europe/London' AT TIME ZONE 'UTC' AS taken_at
        FROM batch
    )
)
