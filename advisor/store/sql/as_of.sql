-- One row per practice: the answer that stood at $moment, oldest first.
SELECT practice, rung, reason, note, respondent, role, at_utc
FROM standing($moment)
ORDER BY seq
