-- grain: origin, departure_hour
-- How the airport ran in the three hours that ended two hours before the hour of
-- departure: how many flights left and how late, and how many were due but had not left.
-- Times are cut to hours, so an hour of the past counts for the departure hours three,
-- four and five hours later. An hour without departures has a count of 0 and no mean.
-- No flight leaves later than 30 hours after its schedule (the contract says so).
WITH near AS (
    SELECT
        origin,
        dep_delay,
        date_trunc('hour', scheduled_departure) AS due,
        date_trunc('hour', departed_at) AS departed
    FROM flights
    WHERE scheduled_departure >= $since - INTERVAL 36 HOUR
      AND scheduled_departure < $until
),
gone AS (
    SELECT origin, departed + to_hours(lag) AS hour, sum(dep_delay) AS delay, count(*) AS flights
    FROM near CROSS JOIN range(3, 6) AS lags (lag)
    WHERE departed IS NOT NULL
    GROUP BY ALL
),
waiting AS (
    SELECT origin, due + to_hours(lag) AS hour, count(*) AS flights
    FROM near CROSS JOIN range(3, 6) AS lags (lag)
    WHERE departed IS NULL OR departed >= due + to_hours(lag - 2)
    GROUP BY ALL
)
SELECT
    origin,
    strftime(hour, '%Y-%m-%dT%H') AS departure_hour,
    hour - INTERVAL 2 HOUR AS known_at,
    gone.delay / gone.flights AS congestion_mean_delay,
    coalesce(gone.flights, 0) AS congestion_departures,
    coalesce(waiting.flights, 0) AS congestion_waiting
FROM range(
    date_trunc('hour', CAST($since AS TIMESTAMP)) + INTERVAL 2 HOUR,
    CAST($until AS TIMESTAMP) + INTERVAL 2 HOUR,
    INTERVAL 1 HOUR
) AS hours (hour)
CROSS JOIN (SELECT DISTINCT origin FROM near)
LEFT JOIN gone USING (origin, hour)
LEFT JOIN waiting USING (origin, hour)
