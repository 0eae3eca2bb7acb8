-- grain: origin, departure_hour
-- The weather at the airport in the hour that began three hours before the hour of
-- departure: the latest that is over when the first prediction of that hour is made.
SELECT
    origin,
    strftime(time_hour + INTERVAL 3 HOUR, '%Y-%m-%dT%H') AS departure_hour,
    known_at,
    temp, dewp, humid, wind_dir, wind_speed, wind_gust, precip, pressure, visib
FROM weather
WHERE time_hour >= $since - INTERVAL 2 HOUR AND time_hour < $until
