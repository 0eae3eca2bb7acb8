-- grain: bin
-- How the scores of both versions spread over twentieths, on the same entities.
WITH scores AS (
    SELECT
        CASE WHEN version = $challenger THEN probability ELSE other_probability END AS own,
        CASE WHEN version = $challenger THEN other_probability ELSE probability END AS beside
    FROM predictions
    WHERE made_at >= $since AND made_at < $until
        AND (version = $challenger OR other_version = $challenger)
), bins AS (
    SELECT least(CAST(floor(own * 20) AS INTEGER), 19) AS bin, 1 AS challenger, 0 AS champion
    FROM scores WHERE isfinite(own) AND isfinite(beside)
    UNION ALL
    SELECT least(CAST(floor(beside * 20) AS INTEGER), 19), 0, 1
    FROM scores WHERE isfinite(own) AND isfinite(beside)
)
SELECT bin, sum(challenger) AS challenger, sum(champion) AS champion
FROM bins
GROUP BY bin
ORDER BY bin
