-- grain: entity_id
-- Late means that a flight arrives 15 minutes or more after its schedule. Cancelled and
-- diverted flights never get a label: whether they would have been late nobody knows.
SELECT
    flight_id AS entity_id,
    CAST(arr_delay >= 15 AS DOUBLE) AS label,
    arrived_at + to_hours($label_delay_hours) AS known_at
FROM flights
WHERE arr_delay IS NOT NULL
