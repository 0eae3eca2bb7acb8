-- grain: tailnum
-- The register of aircraft. It bears no dates, so it counts as known from the start.
SELECT tailnum, TIMESTAMP '2013-01-01' AS known_at, * EXCLUDE (tailnum)
FROM batch
