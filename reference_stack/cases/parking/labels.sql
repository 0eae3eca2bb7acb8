-- grain: entity_id
-- Nearly full means that nine spaces in ten or more are taken when the reading is made.
SELECT
    reading_id AS entity_id,
    CAST(occupancy >= 0.9 * capacity AS DOUBLE) AS label,
    taken_at + to_hours($label_delay_hours) AS known_at
FROM readings
