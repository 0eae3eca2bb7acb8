-- One row per assessment: how many of its practices stand at each rung, oldest first.
WITH counted AS (
  SELECT
    assessment.id,
    coalesce(max(answer.at_utc), assessment.created_at) AS at_utc,
    assessment.practices,
    count(*) FILTER (answer.rung = 'none') AS none,
    count(*) FILTER (answer.rung = 'by_hand') AS by_hand,
    count(*) FILTER (answer.rung = 'automated') AS automated,
    count(*) FILTER (answer.rung = 'not_applicable') AS not_applicable
  FROM assessment
  LEFT JOIN standing('infinity') AS answer ON answer.assessment_id = assessment.id
  GROUP BY assessment.id, assessment.created_at, assessment.practices
),
final AS (
  SELECT
    *,
    practices - none - by_hand - automated - not_applicable AS unknown,
    (none + by_hand + automated) / nullif(practices - not_applicable, 0) AS share_known
  FROM counted
)
SELECT id, at_utc, none, by_hand, automated, unknown, not_applicable, share_known
FROM final
ORDER BY at_utc, id
