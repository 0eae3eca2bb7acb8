-- grain: carrier, origin, departure_hour
-- The same three hours as in congestion.sql, for each carrier at the airport by itself.
-- No row where none of its flights left.
SELECT
    carrier,
    origin,
    strftime(hour, '%Y-%m-%dT%H') AS departure_hour,
    hour - INTERVAL 2 HOUR AS known_at,
    sum(dep_delay) / count(*) AS carrier_mean_delay,
    count(*) AS carrier_departures
FROM (
    SELECT carrier, origin, dep_delay, date_trunc('hour', departed_at) + to_hours(lag) AS hour
    FROM flights CROSS JOIN range(3, 6) AS lags (lag)
    WHERE scheduled_departure >= $since - INTERVAL 36 HOUR
      AND scheduled_departure < $until
)
WHERE hour >= $since AND hour < $until + INTERVAL 2 HOUR
GROUP BY carrier, origin, hour
