-- How an uncertain number is written for reading.

SET ROLE chipwatch_owner;

-- STABLE, as to_char is, and not STRICT: so the functions become part of the query that calls them. As calls of their own
-- they take a hundred times as long, 0.3 ms a range. NULL gives NULL anyway.
CREATE OR REPLACE FUNCTION mart.number_text(amount numeric) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN amount = trunc(amount) OR abs(amount) >= 1000 THEN to_char(amount, 'FM999,999,999,999,999,990')
        ELSE rtrim(rtrim(to_char(amount, 'FM999,990.999'), '0'), '.') END;

CREATE OR REPLACE FUNCTION mart.range_text(low numeric, mid numeric, high numeric) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN low = high AND (mid = low OR mid IS NULL) THEN mart.number_text(low)
        WHEN low IS NOT NULL AND mid IS NOT NULL AND high IS NOT NULL THEN
            mart.number_text(mid) || ' (' || mart.number_text(low) || ' – ' || mart.number_text(high) || ')'
        WHEN low IS NOT NULL AND high IS NOT NULL THEN mart.number_text(low) || ' – ' || mart.number_text(high)
        WHEN mid IS NOT NULL THEN concat_ws(', ', 'about ' || mart.number_text(mid), '≥ ' || mart.number_text(low),
            '≤ ' || mart.number_text(high))
        WHEN low IS NOT NULL THEN '≥ ' || mart.number_text(low)
        WHEN high IS NOT NULL THEN '≤ ' || mart.number_text(high)
    END;

-- Physical estimates are double precision.
CREATE OR REPLACE FUNCTION mart.range_text(low double precision, mid double precision, high double precision)
    RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN mart.range_text(low::numeric, mid::numeric, high::numeric);

COMMENT ON FUNCTION mart.number_text(numeric) IS 'A number for reading: 400,000; 1.9.';
COMMENT ON FUNCTION mart.range_text(numeric, numeric, numeric) IS
    'Bounds and central value for reading: 64, about 64, ≥ 64, ≤ 64, 50 – 70, 60 (50 – 70). NULL where nothing is '
    'known.';
COMMENT ON FUNCTION mart.range_text(double precision, double precision, double precision) IS
    'The same for physical estimates.';
