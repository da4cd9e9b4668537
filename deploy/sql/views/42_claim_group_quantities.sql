-- The numbers that are told of one act, side by side.

SET ROLE chipwatch_owner;

-- Two digits that count; 0 stays 0.
CREATE OR REPLACE FUNCTION mart.rounded(amount double precision) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN amount = 0 THEN 0
        ELSE trim_scale(round(amount::numeric, 1 - floor(log(abs(amount::numeric)))::integer)) END;
COMMENT ON FUNCTION mart.rounded(double precision) IS 'A number with two significant digits: 402,000 is 400,000.';

CREATE OR REPLACE VIEW mart.claim_group_quantities AS
SELECT
    v.claim_group,
    row_number() OVER (PARTITION BY v.claim_group
        ORDER BY v.outlet_count DESC, v.first_seen_at, v.quantity_unit, v.quantity_per NULLS FIRST, v.rounded)::integer
        AS variant_ordinal,
    mart.range_text(v.quantity_low, v.quantity_mid, v.quantity_high) AS quantity_text,
    v.quantity_unit,
    v.quantity_per,
    v.quantity_low,
    v.quantity_mid,
    v.quantity_high,
    v.claim_count,
    v.denied_count,
    v.outlet_count,
    v.outlets,
    v.first_seen_at,
    v.last_seen_at
FROM (
    SELECT c.claim_group, c.quantity_unit, c.quantity_per,
        mart.rounded(coalesce(c.quantity_mid, c.quantity_low, c.quantity_high)) AS rounded,
        min(c.quantity_low) AS quantity_low,
        mode() WITHIN GROUP (ORDER BY c.quantity_mid) AS quantity_mid,
        max(c.quantity_high) AS quantity_high,
        count(*) AS claim_count,
        count(*) FILTER (WHERE c.modality = 'denied') AS denied_count,
        count(DISTINCT lower(btrim(c.outlet))) FILTER (WHERE c.modality <> 'denied') AS outlet_count,
        string_agg(DISTINCT btrim(c.outlet), '; ') AS outlets,
        min(coalesce(c.published_at, c.revised_at)) AS first_seen_at,
        max(coalesce(c.published_at, c.revised_at)) AS last_seen_at
    FROM mart.news_claims c
    WHERE c.claim_group IS NOT NULL AND num_nonnulls(c.quantity_low, c.quantity_mid, c.quantity_high) > 0
    GROUP BY c.claim_group, c.quantity_unit, c.quantity_per,
        mart.rounded(coalesce(c.quantity_mid, c.quantity_low, c.quantity_high))) v;

COMMENT ON VIEW mart.claim_group_quantities IS
    'Grain: one number that is told of the act of one claim group. Claims that state the same to two significant digits, '
    'in the same unit and for the same period, are one row; others conflict, and stand side by side. Never add rows.';
COMMENT ON COLUMN mart.claim_group_quantities.claim_group IS 'The group, as in mart.claim_groups.';
COMMENT ON COLUMN mart.claim_group_quantities.variant_ordinal IS
    'Place of the number in its group, from 1: the one of most outlets first, then the older.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_text IS 'The number for reading, ≥ where only a lower bound is told.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_unit IS 'Unit of the quantity: chips, servers, usd, wafers or other.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_per IS
    'The period in which the quantity comes again: year, quarter, month, week; NULL for a total.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_low IS 'Least lower bound of the claims of this number.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_mid IS
    'Stated or approximate quantity that most of them name; NULL where all give only bounds.';
COMMENT ON COLUMN mart.claim_group_quantities.quantity_high IS 'Greatest upper bound of the claims of this number.';
COMMENT ON COLUMN mart.claim_group_quantities.claim_count IS 'Number of claims that tell it.';
COMMENT ON COLUMN mart.claim_group_quantities.denied_count IS 'How many of them deny the act.';
COMMENT ON COLUMN mart.claim_group_quantities.outlet_count IS
    'Independent outlets that tell it without denying, each once: see mart.claim_groups.';
COMMENT ON COLUMN mart.claim_group_quantities.outlets IS 'The outlets, also those that deny, separated by semicolons.';
COMMENT ON COLUMN mart.claim_group_quantities.first_seen_at IS 'When it was told first, UTC.';
COMMENT ON COLUMN mart.claim_group_quantities.last_seen_at IS 'When it was told last, UTC.';
