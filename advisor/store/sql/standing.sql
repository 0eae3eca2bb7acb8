-- One row per assessment and practice: the answer that stood at a moment.
CREATE TEMP MACRO standing(moment) AS TABLE (
  WITH taken_back AS (
    SELECT answer FROM event WHERE answer IS NOT NULL AND at_utc <= moment
  ),
  given AS (
    SELECT * FROM answer WHERE at_utc <= moment AND seq NOT IN (SELECT answer FROM taken_back)
  ),
  final AS (
    SELECT * FROM given
    QUALIFY row_number() OVER (PARTITION BY assessment_id, practice ORDER BY seq DESC) = 1
  )
  SELECT * FROM final
)
