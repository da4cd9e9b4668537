-- Caps on units and on TPP: what is used and what is left. Thresholds, dates and ways stand in the catalogue's rules.

SET ROLE chipwatch_owner;

-- Which rule caps what, and whose product it counts: the one thing that the rules say in words only.
CREATE OR REPLACE VIEW mart.cap_positions AS
WITH cap AS MATERIALIZED (
    SELECT r.rule_key, c.scope, c.slugs, r.citation, r.status, r.applies_to, r.effective_from::date AS first_day,
        coalesce(r.effective_to::date, 'infinity') AS last_day, r.threshold::double precision AS threshold, r.unit,
        substring(r.applies_to FROM 'to=([A-Z|]+)$') AS destinations,
        string_to_array(substring((SELECT max(o.route) FROM reference.rules o WHERE o.catalogue_version = r.catalogue_version
            AND o.applies_to = r.applies_to AND o.route LIKE 'to=* not %') FROM 'not (.*)$'), '|') AS excepted
    FROM (VALUES ('us-2026-cap-buyer', 'buyer', ARRAY['nvidia-h200', 'amd-mi325x']),
        ('us-2026-cap-total', 'all buyers', ARRAY['nvidia-h200', 'amd-mi325x']),
        ('us-diffusion-country-cap', 'destination', NULL), ('us-diffusion-low-volume', 'consignee and year', NULL))
        c (rule_key, scope, slugs)
    JOIN reference.rules r USING (rule_key)
    JOIN pipeline.active_version v ON v.catalogue_version = r.catalogue_version
    WHERE r.operator = '<=' AND r.threshold IS NOT NULL
), licence AS (
    -- A licence for several buyers says of each only that it gets no more than all.
    SELECT cap.rule_key, t.to_country, buyer, cardinality(keys) = 1 AS sole,
        CASE WHEN cardinality(keys) = 1 THEN keys[1] END AS lone, t.chips_low AS low, t.chips_mid AS mid,
        t.chips_high AS high
    FROM cap
    JOIN pipeline.claim_to_match t ON t.layer = 'licensed' AND t.product_slug = ANY (cap.slugs)
        AND t.to_country = ANY (string_to_array(cap.destinations, '|'))
    JOIN pipeline.active_version v ON v.catalogue_version = t.catalogue_version AND v.method_version = t.method_version
    CROSS JOIN LATERAL (SELECT pipeline.buyers_key(t.buyers) AS keys) k
    LEFT JOIN LATERAL unnest(CASE WHEN cap.scope = 'buyer' THEN keys END) AS buyer ON true
), line AS MATERIALIZED (
    SELECT l.*, pipeline.buyers_key(l.buyers) AS keys, x.tpp_low, x.tpp_mid, x.tpp_high, g.ear_groups
    FROM pipeline.line_to_match l
    JOIN pipeline.active_version v ON true
    JOIN event.capacity_estimate x ON x.event_id = l.event_id AND x.ordinal = l.ordinal
        AND x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
    LEFT JOIN reference.country_groups g ON g.catalogue_version = v.catalogue_version AND g.iso2 = l.to_country
), shipment AS (
    SELECT cap.rule_key, cap.scope, l.side, l.to_country,
        CASE WHEN cap.scope IN ('buyer', 'consignee and year') AND cardinality(l.keys) = 1 THEN l.keys[1] END AS buyer,
        CASE WHEN cap.scope = 'consignee and year' THEN extract(year FROM l.line_date)::integer END AS year,
        CASE WHEN cap.slugs IS NULL THEN l.tpp_low ELSE l.chips_low END AS low,
        CASE WHEN cap.slugs IS NULL THEN l.tpp_mid ELSE l.chips_mid END AS mid,
        CASE WHEN cap.slugs IS NULL THEN l.tpp_high ELSE l.chips_high END AS high
    FROM cap
    JOIN line l ON CASE WHEN cap.slugs IS NULL
        THEN l.line_date BETWEEN cap.first_day AND cap.last_day AND l.to_country <> ALL (cap.excepted)
            AND NOT coalesce(string_to_array(l.ear_groups, ';') && cap.excepted, false)
        ELSE l.product_slug = ANY (cap.slugs) AND l.to_country = ANY (string_to_array(cap.destinations, '|'))
            AND coalesce(l.from_country, 'US') = 'US' END
    WHERE cap.scope NOT IN ('buyer', 'consignee and year') OR cardinality(l.keys) = 1
), licensed AS (
    -- The same licence of a buyer may be told twice: at least the greatest, at most all.
    SELECT rule_key, to_country, buyer, NULL::integer AS year,
        greatest(max(low), sum(low) FILTER (WHERE lone IS NOT NULL)) AS low,
        CASE WHEN max(told) = 1 AND bool_and(is_own) AND (count(*) = 1 OR count(lone) = count(*)) AND count(mid) = count(*)
            THEN sum(mid) END AS mid,
        CASE WHEN sum(known) = sum(told) THEN sum(high) END AS high
    FROM (SELECT rule_key, to_country, buyer, lone, bool_and(buyer IS NULL OR sole) AS is_own, count(*) AS told,
            count(high) AS known, max(low) FILTER (WHERE buyer IS NULL OR sole) AS low, max(mid) AS mid, sum(high) AS high
        FROM licence
        WHERE rule_key NOT LIKE '%-cap-buyer' OR buyer IS NOT NULL
        GROUP BY 1, 2, 3, 4) l
    GROUP BY 1, 2, 3
), side AS (
    SELECT rule_key, to_country, buyer, year, side, sum(low) AS low,
        CASE WHEN count(mid) = count(*) THEN sum(mid) END AS mid, CASE WHEN count(high) = count(*) THEN sum(high) END AS high
    FROM shipment
    GROUP BY 1, 2, 3, 4, 5
), shipped AS (
    -- What left and what arrived are the same goods: the greater counts.
    SELECT DISTINCT ON (rule_key, to_country, buyer, year) *
    FROM side
    ORDER BY rule_key, to_country, buyer, year, low DESC NULLS LAST, side
), known AS (
    SELECT rule_key, to_country, coalesce(l.buyer, s.buyer) AS buyer, coalesce(l.year, s.year) AS year,
        l.low AS licensed_low, l.mid AS licensed_mid, l.high AS licensed_high,
        s.low AS shipped_low, s.mid AS shipped_mid, s.high AS shipped_high
    FROM (SELECT *, coalesce(buyer, '') AS b, coalesce(year, 0) AS y FROM licensed) l
    FULL JOIN (SELECT *, coalesce(buyer, '') AS b, coalesce(year, 0) AS y FROM shipped) s
        USING (rule_key, to_country, b, y)
)
SELECT
    c.rule_key,
    c.citation,
    c.status AS rule_status,
    c.scope,
    c.applies_to,
    k.to_country AS destination_country_code,
    k.buyer,
    k.year,
    c.threshold,
    CASE WHEN c.slugs IS NULL THEN 'TPP' ELSE 'chips' END AS unit,
    k.licensed_low,
    k.licensed_mid,
    k.licensed_high,
    k.shipped_low,
    k.shipped_mid,
    k.shipped_high,
    u.used_low,
    u.used_mid,
    u.used_high,
    c.threshold - u.used_high AS left_low,
    c.threshold - u.used_mid AS left_mid,
    c.threshold - u.used_low AS left_high,
    CASE WHEN u.used_low > c.threshold THEN 'exceeded' WHEN u.used_high <= c.threshold THEN 'within' END AS outcome
FROM cap c
JOIN known k USING (rule_key)
-- Caps on units count licences, and what was shipped must have been licensed; caps on TPP count what was shipped.
CROSS JOIN LATERAL (SELECT greatest(k.licensed_low, k.shipped_low) AS used_low,
    CASE WHEN c.slugs IS NULL THEN k.shipped_mid WHEN k.licensed_mid IS NOT NULL THEN greatest(k.licensed_mid, k.shipped_mid) END
        AS used_mid,
    CASE WHEN c.slugs IS NULL THEN k.shipped_high
        WHEN k.licensed_high IS NOT NULL THEN greatest(k.licensed_high, k.shipped_high) END AS used_high) u;

COMMENT ON VIEW mart.cap_positions IS
    'Grain: one cap of the catalogue''s rules, destination and, by its scope, buyer or consignee and calendar year. Only what '
    'is stored counts: customs lines that are missing here are missing in used_*. Rows of different scopes are the same goods. '
    'rule_status says whether the cap is in force at all.';

CREATE OR REPLACE VIEW mart.volume_test_50 AS
WITH rule AS MATERIALIZED (
    SELECT r.rule_key, r.citation, r.status, r.effective_from::date AS first_day, r.threshold::double precision AS threshold,
        string_to_array(substring(r.applies_to FROM 'to=([A-Z|]+)$'), '|') AS destinations
    FROM pipeline.active_version v
    JOIN reference.rules r ON r.catalogue_version = v.catalogue_version AND r.rule_key = 'us-2026-volume-50'
), fact AS (
    -- Evidence of one kind is summed (claims: the greatest), of different kinds the greatest counts: the same goods.
    SELECT l.product_slug, r.rule_key, l.to_country = 'US' AS domestic, l.side AS evidence, 'line' AS how,
        x.tpp_low, x.tpp_mid, x.tpp_high, x.chips_low, x.chips_mid, x.chips_high
    FROM rule r
    CROSS JOIN pipeline.active_version v
    JOIN pipeline.line_to_match l ON l.to_country = 'US'
        OR (l.to_country = ANY (r.destinations) AND l.from_country = 'US' AND l.line_date >= r.first_day)
    JOIN event.capacity_estimate x ON x.event_id = l.event_id AND x.ordinal = l.ordinal
        AND x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
  UNION ALL
    SELECT c.product_slug, r.rule_key, true, 'news ' || c.claim_group, 'news', x.tpp_low, x.tpp_mid, x.tpp_high, x.chips_low,
        x.chips_mid, x.chips_high
    FROM rule r
    JOIN pipeline.active_version v ON true
    JOIN pipeline.claim_to_match c ON c.layer IN ('shipped', 'cleared') AND c.to_country = 'US' AND c.product_slug <> ''
        AND c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
    JOIN event.capacity_estimate x ON x.event_id = c.claim_event_id AND x.claim_ordinal = c.claim_ordinal
        AND x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
), evidence AS (
    SELECT product_slug, domestic, evidence, sum(tpp_low) AS low,
        CASE WHEN count(tpp_mid) = count(*) THEN sum(tpp_mid) END AS mid,
        CASE WHEN count(tpp_high) = count(*) THEN sum(tpp_high) END AS high, sum(chips_low) AS chips_low,
        CASE WHEN count(chips_mid) = count(*) THEN sum(chips_mid) END AS chips_mid,
        CASE WHEN count(chips_high) = count(*) THEN sum(chips_high) END AS chips_high
    FROM fact
    GROUP BY 1, 2, 3
), total AS (
    SELECT DISTINCT ON (product_slug, domestic) *
    FROM evidence
    ORDER BY product_slug, domestic, coalesce(low, mid, high) DESC NULLS LAST, evidence
), test AS (
    SELECT product_slug,
        max(low) FILTER (WHERE NOT domestic) AS exported_low, max(mid) FILTER (WHERE NOT domestic) AS exported_mid,
        max(high) FILTER (WHERE NOT domestic) AS exported_high,
        max(low) FILTER (WHERE domestic) AS us_low, max(mid) FILTER (WHERE domestic) AS us_mid,
        max(high) FILTER (WHERE domestic) AS us_high,
        max(chips_low) FILTER (WHERE domestic) AS us_chips_low, max(chips_mid) FILTER (WHERE domestic) AS us_chips_mid,
        max(chips_high) FILTER (WHERE domestic) AS us_chips_high,
        max(evidence) FILTER (WHERE NOT domestic) AS exported_evidence, max(evidence) FILTER (WHERE domestic) AS us_evidence
    FROM total
    GROUP BY product_slug
)
SELECT
    t.product_slug,
    r.rule_key,
    r.citation,
    r.status AS rule_status,
    r.first_day AS since_date,
    r.threshold AS limit_ratio,
    t.exported_evidence,
    t.exported_low AS exported_tpp_low,
    t.exported_mid AS exported_tpp_mid,
    t.exported_high AS exported_tpp_high,
    t.us_evidence,
    t.us_low AS us_tpp_low,
    t.us_mid AS us_tpp_mid,
    t.us_high AS us_tpp_high,
    r.threshold * t.us_low AS ceiling_tpp_low,
    r.threshold * t.us_mid AS ceiling_tpp_mid,
    r.threshold * t.us_high AS ceiling_tpp_high,
    floor(r.threshold * t.us_chips_low) AS ceiling_chips_low,
    floor(r.threshold * t.us_chips_mid) AS ceiling_chips_mid,
    floor(r.threshold * t.us_chips_high) AS ceiling_chips_high,
    t.exported_low / nullif(t.us_high, 0) AS volume_ratio_low,
    t.exported_mid / nullif(t.us_mid, 0) AS volume_ratio_mid,
    t.exported_high / nullif(t.us_low, 0) AS volume_ratio_high,
    CASE WHEN t.exported_low > r.threshold * t.us_high THEN 'exceeded'
        WHEN t.exported_high <= r.threshold * t.us_low THEN 'within' END AS outcome
FROM test t
CROSS JOIN rule r;

COMMENT ON VIEW mart.volume_test_50 IS
    'Grain: one product. TPP exported from the US to China and Macau since the rule''s date against TPP shipped to US '
    'customers, of all that is stored. Where one side is not known the outcome is NULL, undecided: nothing stored is not 0.';
COMMENT ON COLUMN mart.cap_positions.rule_key IS 'Key of the rule in the catalogue.';
COMMENT ON COLUMN mart.cap_positions.citation IS 'Where it is published.';
COMMENT ON COLUMN mart.cap_positions.rule_status IS
    'in_force, not_enforced ...: a cap that is not enforced is shown as such.';
COMMENT ON COLUMN mart.cap_positions.scope IS
    'What the threshold holds for: buyer, all buyers, destination, or consignee and year.';
COMMENT ON COLUMN mart.cap_positions.applies_to IS 'Ways and parties that the rule applies to.';
COMMENT ON COLUMN mart.cap_positions.destination_country_code IS 'Destination, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.cap_positions.buyer IS 'Buyer or consignee, in small letters; NULL where the scope has none.';
COMMENT ON COLUMN mart.cap_positions.year IS 'Calendar year; NULL where the scope has none.';
COMMENT ON COLUMN mart.cap_positions.threshold IS 'The cap, in unit.';
COMMENT ON COLUMN mart.cap_positions.unit IS 'chips or TPP.';
COMMENT ON COLUMN mart.cap_positions.licensed_low IS
    'Licensed by the news, in unit, lower bound: of each buyer the greatest licence; one for several buyers gives each '
    'nothing for sure.';
COMMENT ON COLUMN mart.cap_positions.licensed_mid IS
    'Licensed by the news, central value; NULL where more than one licence is told of, which may be one.';
COMMENT ON COLUMN mart.cap_positions.licensed_high IS
    'Licensed by the news, upper bound: all licences; a licence for several buyers counts in full for each.';
COMMENT ON COLUMN mart.cap_positions.shipped_low IS
    'Shipped or cleared by customs, whichever is more, in unit, lower bound.';
COMMENT ON COLUMN mart.cap_positions.shipped_mid IS 'Shipped or cleared by customs, central value.';
COMMENT ON COLUMN mart.cap_positions.shipped_high IS 'Shipped or cleared by customs, upper bound.';
COMMENT ON COLUMN mart.cap_positions.used_low IS
    'Used, in unit, lower bound: the greater of licensed and shipped; of caps on TPP what was shipped.';
COMMENT ON COLUMN mart.cap_positions.used_mid IS 'Used, central value; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.cap_positions.used_high IS
    'Used, upper bound; NULL where no upper bound of what is licensed is known.';
COMMENT ON COLUMN mart.cap_positions.left_low IS 'Left, in unit, lower bound; negative where the cap is exceeded.';
COMMENT ON COLUMN mart.cap_positions.left_mid IS 'Left, central value.';
COMMENT ON COLUMN mart.cap_positions.left_high IS 'Left, upper bound.';
COMMENT ON COLUMN mart.cap_positions.outcome IS
    'exceeded if used_low is above the threshold, within if used_high is not; NULL: undecided.';
COMMENT ON COLUMN mart.volume_test_50.product_slug IS 'Slug of the product family.';
COMMENT ON COLUMN mart.volume_test_50.rule_key IS 'Key of the rule in the catalogue.';
COMMENT ON COLUMN mart.volume_test_50.citation IS 'Where it is published.';
COMMENT ON COLUMN mart.volume_test_50.rule_status IS 'Status of the rule.';
COMMENT ON COLUMN mart.volume_test_50.since_date IS 'From which day on exports count.';
COMMENT ON COLUMN mart.volume_test_50.limit_ratio IS 'Greatest allowed ratio, 0..1.';
COMMENT ON COLUMN mart.volume_test_50.exported_evidence IS
    'Exports: shipped (by the exporter''s customs) or cleared (by the importer''s), whichever is more.';
COMMENT ON COLUMN mart.volume_test_50.exported_tpp_low IS
    'TPP exported from the US to China and Macau, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.volume_test_50.exported_tpp_mid IS 'TPP exported from the US to China and Macau, central value.';
COMMENT ON COLUMN mart.volume_test_50.exported_tpp_high IS 'TPP exported from the US to China and Macau, upper bound.';
COMMENT ON COLUMN mart.volume_test_50.us_evidence IS
    'US customers: cleared, shipped, or news with the claim group, whichever is most.';
COMMENT ON COLUMN mart.volume_test_50.us_tpp_low IS
    'TPP shipped to US customers, whenever, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.volume_test_50.us_tpp_mid IS 'TPP shipped to US customers, central value.';
COMMENT ON COLUMN mart.volume_test_50.us_tpp_high IS 'TPP shipped to US customers, upper bound.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_tpp_low IS 'What may be exported at most, TPP, lower bound.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_tpp_mid IS 'What may be exported at most, TPP, central value.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_tpp_high IS 'What may be exported at most, TPP, upper bound.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_chips_low IS 'The same in accelerators, lower bound.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_chips_mid IS 'The same in accelerators, central value.';
COMMENT ON COLUMN mart.volume_test_50.ceiling_chips_high IS 'The same in accelerators, upper bound.';
COMMENT ON COLUMN mart.volume_test_50.volume_ratio_low IS 'Exported by shipped to US customers, lower bound.';
COMMENT ON COLUMN mart.volume_test_50.volume_ratio_mid IS 'Exported by shipped to US customers, central value.';
COMMENT ON COLUMN mart.volume_test_50.volume_ratio_high IS 'Exported by shipped to US customers, upper bound.';
COMMENT ON COLUMN mart.volume_test_50.outcome IS 'within, exceeded, or NULL: undecided.';
