-- grain: origin, time_hour
-- One row per airport and hour, in UTC: on the local clock the hour that is repeated when
-- summer time ends would be there twice. An hour is known when it is over.
SELECT
    origin,
    time_hour,
    time_hour + INTERVAL 1 HOUR AS known_at,
    * EXCLUDE (origin, time_hour, year, month, day, hour)
FROM batch
