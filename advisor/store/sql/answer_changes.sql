-- One row per practice whose standing answer differs between two assessments.
WITH before AS (
  SELECT practice, rung FROM standing('infinity') WHERE assessment_id = $before
),
after AS (
  SELECT practice, rung FROM standing('infinity') WHERE assessment_id = $after
),
final AS (
  SELECT
    practice,
    coalesce(before.rung, 'unknown') AS rung_before,
    coalesce(after.rung, 'unknown') AS rung_after
  FROM before FULL JOIN after USING (practice)
)
SELECT practice, rung_before, rung_after
FROM final
WHERE rung_before <> rung_after
ORDER BY practice
