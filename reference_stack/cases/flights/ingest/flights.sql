-- grain: flight_id
-- One row per scheduled departure from New York, cancelled ones included: they have no
-- departed_at, no arrived_at and no arr_delay. A prediction is made two hours before the
-- scheduled departure; that the flight is scheduled is known by then. What happened to it
-- is known only from departed_at and arrived_at on: nothing may read it earlier. The source
-- gives no arrival on one clock, so it is departure + time in the air + an hour of taxiing,
-- which is rather late than early.
SELECT
    concat_ws('-', carrier, flight, origin, strftime(scheduled_departure, '%Y%m%dT%H%M')) AS flight_id,
    scheduled_departure - INTERVAL 2 HOUR AS prediction_time,
    scheduled_departure - INTERVAL 2 HOUR AS known_at,
    scheduled_departure,
    scheduled_departure + to_minutes(dep_delay) AS departed_at,
    scheduled_departure + to_minutes(dep_delay + air_time + 60) AS arrived_at,
    * EXCLUDE (scheduled_departure, year, month, day, hour, minute, time_hour)
FROM batch
