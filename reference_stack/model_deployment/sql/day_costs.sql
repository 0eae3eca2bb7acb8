-- grain: day
-- What champion and challenger cost per entity on each day whose outcomes are in.
-- Where acting does not change the outcome ($paired), every entity judges both versions
-- by what each would have decided; otherwise each version answers for its own arm.
WITH both_versions AS (
    SELECT
        CAST(p.made_at AS DATE) AS day,
        p.arm,
        l.label,
        p.version = $champion AS by_champion,
        p.decision,
        p.other_probability >= $threshold AS other_decision
    FROM predictions AS p
    LEFT JOIN labels AS l ON l.entity_id = p.entity_id AND l.known_at <= $as_of
    WHERE p.made_at >= $since AND p.made_at < $closed
        AND (
            (p.version = $champion AND p.other_version = $challenger)
            OR (p.version = $challenger AND p.other_version = $champion)
        )
), costs AS (
    SELECT
        day,
        arm,
        label,
        CASE
            WHEN $paired OR by_champion THEN
                CASE
                    WHEN CASE WHEN by_champion THEN decision ELSE other_decision END
                        THEN $action
                    ELSE $missed * label
                END
        END AS champion_cost,
        CASE
            WHEN $paired OR NOT by_champion THEN
                CASE
                    WHEN CASE WHEN by_champion THEN other_decision ELSE decision END
                        THEN $action
                    ELSE $missed * label
                END
        END AS challenger_cost
    FROM both_versions
)
SELECT
    day,
    count(*) AS served,
    count(label) AS labelled,
    avg(champion_cost) FILTER (label IS NOT NULL) AS champion_cost,
    avg(challenger_cost) FILTER (label IS NOT NULL) AS challenger_cost,
    bool_or(arm = 'challenger') AS split
FROM costs
GROUP BY day
ORDER BY day
