-- grain: challenger
-- What happened to the predictions in which the challenger took part, and how many
-- entities went to it since the present share holds.
SELECT
    $challenger AS challenger,
    count(*) AS trials,
    count(*) FILTER (
        status <> 'ok' OR problem IS NOT NULL OR coalesce(isnan(other_probability), TRUE)
    ) AS faults,
    count(*) FILTER (wall_ms > $limit_ms) AS slow,
    count(*) FILTER (made_at >= $share_since) AS routed,
    count(*) FILTER (made_at >= $share_since AND arm = 'challenger') AS to_challenger
FROM predictions
WHERE made_at >= $since AND made_at < $until
    AND (version = $challenger OR other_version = $challenger)
