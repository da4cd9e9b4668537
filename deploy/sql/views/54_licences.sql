-- What was approved and licensed, how much of it is used, and what is left.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.licence_positions AS
SELECT
    c.claim_group,
    c.claim_event_id,
    c.claim_ordinal,
    c.layer,
    c.claim_date,
    c.product_slug,
    nullif(c.to_country, '') AS destination_country_code,
    array_to_string(c.buyers, '; ') AS buyers,
    mart.range_text(c.chips_low, c.chips_mid, c.chips_high) AS approved_text,
    c.chips_low AS approved_low,
    c.chips_mid AS approved_mid,
    c.chips_high AS approved_high,
    m.shipped_units,
    m.cleared_units,
    m.used_units,
    round((m.used_units / c.units)::numeric, 4) AS used_ratio,
    mart.range_text(r.low, r.mid, r.high) AS remaining_text,
    r.low AS remaining_low,
    r.mid AS remaining_mid,
    r.high AS remaining_high,
    CASE WHEN num_nonnulls(c.chips_mid, c.chips_high) > 0 THEN o.units END AS over_quota_units,
    c.last_line_date,
    n.source,
    n.title,
    n.url
FROM pipeline.active_version v
JOIN pipeline.claim_to_match c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
JOIN event.news_event n ON n.event_id = c.claim_event_id
CROSS JOIN LATERAL (
    SELECT shipped AS shipped_units, cleared AS cleared_units,
        CASE WHEN c.layer = 'licensed' THEN shipped ELSE cleared END AS used_units
    FROM (SELECT coalesce(sum(units) FILTER (WHERE side = 'shipped'), 0) AS shipped,
            coalesce(sum(units) FILTER (WHERE side = 'cleared'), 0) AS cleared
        FROM pipeline.claim_match
        WHERE claim_event_id = c.claim_event_id AND claim_ordinal = c.claim_ordinal) s) m
CROSS JOIN LATERAL (SELECT c.chips_low - least(c.chips_low, m.used_units) AS low,
    c.chips_mid - least(c.chips_mid, m.used_units) AS mid,
    c.chips_high - least(c.chips_high, m.used_units) AS high) r
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.units - coalesce(a.units, 0)), 0) AS units
    FROM pipeline.line_to_match l
    LEFT JOIN LATERAL (SELECT sum(t.units) AS units FROM pipeline.claim_match t
        WHERE t.event_id = l.event_id AND t.ordinal = l.ordinal AND t.layer = c.layer) a ON true
    WHERE l.to_country = c.to_country AND l.side = CASE WHEN c.layer = 'licensed' THEN 'shipped' ELSE 'cleared' END
        AND pipeline.claim_fits(c, pipeline.buyers_key(c.buyers), l.line_date, l.product_slug, l.from_country,
            pipeline.buyers_key(l.buyers))) o
WHERE c.layer IN ('approved', 'import_approved', 'licensed');

COMMENT ON VIEW mart.licence_positions IS
    'Grain: one claim group that tells of an approval or licence with a number; of a group that gives each of several '
    'buyers a number, one buyer. Export licences are used by what is shipped, approvals of imports by what is cleared, '
    'first in, first out. An import approval and an export licence are two gates for the same goods: never add them up.';
COMMENT ON COLUMN mart.licence_positions.claim_group IS 'The group, as in mart.claim_groups.';
COMMENT ON COLUMN mart.licence_positions.claim_event_id IS 'Article of the claim that stands for the group.';
COMMENT ON COLUMN mart.licence_positions.claim_ordinal IS 'Number of that claim in its text.';
COMMENT ON COLUMN mart.licence_positions.layer IS
    'import_approved: by the destination; licensed: for export; approved: by somebody else, or it is not said by whom.';
COMMENT ON COLUMN mart.licence_positions.claim_date IS 'Day of the first article of the group, UTC.';
COMMENT ON COLUMN mart.licence_positions.product_slug IS 'Slug of the product; empty if not stated.';
COMMENT ON COLUMN mart.licence_positions.destination_country_code IS
    'Destination, ISO 3166 alpha-2; NULL if not stated: then nothing is counted as used.';
COMMENT ON COLUMN mart.licence_positions.buyers IS
    'Buyers who share the number, separated by semicolons; empty if none is named.';
COMMENT ON COLUMN mart.licence_positions.approved_text IS 'Accelerators approved, for reading.';
COMMENT ON COLUMN mart.licence_positions.approved_low IS 'Accelerators approved, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.licence_positions.approved_mid IS
    'Accelerators approved, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.licence_positions.approved_high IS 'Accelerators approved, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.licence_positions.shipped_units IS 'Accelerators of export lines that count for it.';
COMMENT ON COLUMN mart.licence_positions.cleared_units IS
    'Accelerators of import lines that count for it; the same goods.';
COMMENT ON COLUMN mart.licence_positions.used_units IS 'shipped_units of an export licence, else cleared_units.';
COMMENT ON COLUMN mart.licence_positions.used_ratio IS
    'used_units divided by the central value, else lower, else upper bound; 0..1.';
COMMENT ON COLUMN mart.licence_positions.remaining_text IS
    'What is left, for reading: ≥ where only a lower bound is known.';
COMMENT ON COLUMN mart.licence_positions.remaining_low IS 'approved_low less used_units: what is left at least.';
COMMENT ON COLUMN mart.licence_positions.remaining_mid IS 'approved_mid less used_units.';
COMMENT ON COLUMN mart.licence_positions.remaining_high IS 'approved_high less used_units.';
COMMENT ON COLUMN mart.licence_positions.over_quota_units IS
    'Accelerators of lines that fit the licence (product, way, buyer, time), and count for no licence of its kind: more '
    'than was approved. Lines that fit several licences show in each. NULL where only a lower bound is approved.';
COMMENT ON COLUMN mart.licence_positions.last_line_date IS 'The last day of a line that may be meant.';
COMMENT ON COLUMN mart.licence_positions.source IS 'Name of the source of the claim.';
COMMENT ON COLUMN mart.licence_positions.title IS 'Headline.';
COMMENT ON COLUMN mart.licence_positions.url IS 'Address of the article.';
