-- grain: tailnum
-- What the register says about the aircraft; five in six flights have one in it.
SELECT
    tailnum,
    known_at,
    manufacturer AS plane_manufacturer,
    year AS plane_year,
    seats AS plane_seats,
    engines AS plane_engines
FROM planes
