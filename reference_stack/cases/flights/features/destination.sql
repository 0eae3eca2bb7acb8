-- grain: dest
-- Where the destination lies, in degrees; the register lacks the Caribbean.
SELECT faa AS dest, known_at, lat AS dest_lat, lon AS dest_lon
FROM airports
