-- grain: faa
-- The register of airports. It bears no dates, so it counts as known from the start.
SELECT faa, TIMESTAMP '2013-01-01' AS known_at, * EXCLUDE (faa)
FROM batch
