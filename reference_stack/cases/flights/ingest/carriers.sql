-- grain: carrier
-- The names of the airlines, known from the start.
SELECT carrier, TIMESTAMP '2013-01-01' AS known_at, name
FROM batch
