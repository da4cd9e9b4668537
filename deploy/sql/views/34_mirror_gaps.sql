-- What one country says it sent beside what the other says it got.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.mirror_gaps AS
WITH line AS (
    -- A line seen from its reporter, or where it names none, as lines that vendors sell, from the side that its flow is of.
    -- What the reporter cannot know better than the source is left out: totals over all countries, countries nobody knows,
    -- parts of the whole flow, goods taken back.
    SELECT e.flow, coalesce(e.reporter, CASE e.flow WHEN 'import' THEN e.destination ELSE e.dispatch END) AS reporter,
        e.origin, e.dispatch, e.destination, e.source, e.hs6, e.value_basis, e.qty, e.unit,
        CASE WHEN 'tariff_line' = ANY (e.flags) THEN 'tariff_line' ELSE e.kind END AS kind,
        CASE WHEN 'domestic_export' = ANY (e.flags) THEN 'domestic_export' ELSE e.flow END AS trade,
        CASE WHEN e.kind = 'statistic' THEN 'statistic' ELSE 'line' END AS evidence,
        coalesce(e.period_start, date_trunc('month', e.event_date)::date) AS first_day,
        CASE WHEN e.period_start IS NULL THEN (date_trunc('month', e.event_date) + interval '1 month')::date - 1
            ELSE e.period_end END AS last_day,
        coalesce(x.value_usd, e.value_usd) AS value_usd,
        CASE WHEN e.weight_scope IS DISTINCT FROM 'header' THEN e.net_kg END AS weight_kg,
        x.product_slug, x.chips_low, x.chips_mid, x.chips_high
    FROM event.customs_event e
    LEFT JOIN pipeline.active_version v ON true
    LEFT JOIN event.capacity_estimate x ON x.event_id = e.event_id AND x.catalogue_version = v.catalogue_version
        AND x.method_version = v.method_version AND x.ordinal = 1
    WHERE NOT e.cancelled AND e.op = 'upsert' AND e.kind <> 'scope_end' AND e.flow IN ('import', 'export', 'reexport')
        AND e.hs6 IS NOT NULL
        AND NOT e.flags && ARRAY['partner_world', 'foreign_import', 'inward_processing', 'outward_processing']
        AND NOT coalesce(least(e.value, e.value_usd, e.qty), 0) < 0
), place AS (
    -- An import is held against the exports of where the goods are from and, if they were sent on from elsewhere, against
    -- the re-exports of that country: other pairs, the same goods. Each stands in its code, and in its product if named.
    SELECT line.*, pair.*, level.*
    FROM line
    CROSS JOIN LATERAL (
        SELECT 'exporter' AS side, reporter AS sender, destination AS receiver, flow = 'reexport' AS sent_on,
            NULL AS sender_basis
        WHERE flow <> 'import'
      UNION ALL
        SELECT 'importer', coalesce(origin, dispatch), reporter, false,
            CASE WHEN origin IS NULL THEN 'dispatch' ELSE 'origin' END
        WHERE flow = 'import'
      UNION ALL
        SELECT 'importer', dispatch, reporter, true, 'dispatch'
        WHERE flow = 'import' AND dispatch <> origin) pair
    CROSS JOIN LATERAL (
        SELECT '' AS product
      UNION ALL
        SELECT product_slug WHERE product_slug IS NOT NULL) level
    WHERE sender <> receiver AND sender <> 'ZZ' AND receiver <> 'ZZ'
), report AS (
    -- A sum is only known if each of its parts is, and mixed units have none.
    SELECT side, sender, receiver, sent_on, trade, first_day, last_day, evidence, kind, source, hs6, product,
        count(*) AS line_count,
        CASE WHEN count(value_basis) = count(*) THEN
            CASE WHEN min(value_basis) = max(value_basis) THEN min(value_basis) ELSE 'mixed' END END AS value_basis,
        CASE WHEN min(sender_basis) = max(sender_basis) THEN min(sender_basis) ELSE 'mixed' END AS sender_basis,
        CASE WHEN count(value_usd) = count(*) THEN sum(value_usd) END AS value_usd,
        CASE WHEN count(qty) = count(*) AND count(unit) = count(*) AND min(unit) = max(unit) THEN sum(qty) END AS quantity,
        CASE WHEN count(unit) = count(*) AND min(unit) = max(unit) THEN min(unit) END AS unit,
        CASE WHEN count(weight_kg) = count(*) THEN sum(weight_kg) END AS weight_kg,
        sum(chips_low) AS chips_low,
        CASE WHEN count(chips_mid) = count(*) THEN sum(chips_mid) END AS chips_mid,
        CASE WHEN count(chips_high) = count(*) THEN sum(chips_high) END AS chips_high
    FROM place
    WHERE first_day IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
), freight AS MATERIALIZED (
    SELECT max(limit_value) FILTER (WHERE limit_key = 'freight_low') AS low,
        max(limit_value) FILTER (WHERE limit_key = 'freight_mid') AS mid,
        max(limit_value) FILTER (WHERE limit_key = 'freight_high') AS high,
        max(limit_value) FILTER (WHERE limit_key = 'freight_tolerance') AS tolerance
    FROM mart.watch_limits
), expected AS MATERIALIZED (
    -- By what the two values include: what the importer's may be of the exporter's.
    SELECT b.*, (1 - tolerance) * b.least AS low, b.usual AS mid, (1 + tolerance) * b.most AS high
    FROM freight
    CROSS JOIN LATERAL (VALUES ('FOB', 'CIF', freight.low, freight.mid, freight.high), ('FOB', 'FOB', 1, 1, 1),
        ('CIF', 'CIF', 1, 1, 1), ('CIF', 'FOB', 1 / freight.high, 1 / freight.mid, 1 / freight.low))
        b (exporter_basis, importer_basis, least, usual, most)
)
SELECT
    coalesce(o.sender, i.sender) AS exporter_country_code,
    coalesce(o.receiver, i.receiver) AS importer_country_code,
    coalesce(o.trade, CASE WHEN i.sent_on THEN 'reexport' ELSE 'export' END) AS trade_kind,
    coalesce(o.first_day, i.first_day) AS period_start_date,
    coalesce(o.last_day, i.last_day) AS period_end_date,
    CASE WHEN coalesce(o.last_day - o.first_day, i.last_day - i.first_day) > 31 THEN 'year' ELSE 'month' END AS period_length,
    coalesce(o.hs6, i.hs6) AS hs6_code,
    nullif(coalesce(o.product, i.product), '') AS product_slug,
    CASE coalesce(o.product, i.product) WHEN '' THEN 'code' ELSE 'product' END AS level,
    coalesce(o.evidence, i.evidence) AS evidence,
    CASE WHEN o.side IS NULL THEN 'importer' WHEN i.side IS NULL THEN 'exporter' ELSE 'both' END AS reported_by,
    o.source AS exporter_source,
    o.kind AS exporter_kind,
    o.value_basis AS exporter_value_basis,
    o.line_count AS exporter_line_count,
    o.value_usd AS exporter_value_usd,
    o.quantity AS exporter_quantity,
    o.unit AS exporter_quantity_unit,
    o.weight_kg AS exporter_weight_kg,
    o.chips_low AS exporter_chips_low,
    o.chips_mid AS exporter_chips_mid,
    o.chips_high AS exporter_chips_high,
    i.source AS importer_source,
    i.kind AS importer_kind,
    i.sender_basis AS importer_country_basis,
    i.value_basis AS importer_value_basis,
    i.line_count AS importer_line_count,
    i.value_usd AS importer_value_usd,
    i.quantity AS importer_quantity,
    i.unit AS importer_quantity_unit,
    i.weight_kg AS importer_weight_kg,
    i.chips_low AS importer_chips_low,
    i.chips_mid AS importer_chips_mid,
    i.chips_high AS importer_chips_high,
    i.value_usd - o.value_usd AS value_gap_usd,
    (i.value_usd / nullif(o.value_usd, 0))::double precision AS value_ratio,
    x.low AS expected_value_ratio_low,
    x.mid AS expected_value_ratio_mid,
    x.high AS expected_value_ratio_high,
    (i.value_usd / nullif(o.value_usd, 0))::double precision BETWEEN x.low AND x.high AS is_explained_by_freight,
    i.value_usd::double precision / x.mid - o.value_usd::double precision AS value_gap_after_freight_usd,
    CASE WHEN i.unit = o.unit THEN i.quantity - o.quantity END AS quantity_gap,
    CASE WHEN i.unit = o.unit THEN (i.quantity / nullif(o.quantity, 0))::double precision END AS quantity_ratio,
    i.weight_kg - o.weight_kg AS weight_gap_kg,
    (i.weight_kg / nullif(o.weight_kg, 0))::double precision AS weight_ratio,
    i.chips_low - o.chips_high AS chips_gap_low,
    i.chips_mid - o.chips_mid AS chips_gap_mid,
    i.chips_high - o.chips_low AS chips_gap_high
FROM (SELECT * FROM report WHERE side = 'exporter') o
FULL JOIN (SELECT * FROM report WHERE side = 'importer') i
    ON i.sender = o.sender AND i.receiver = o.receiver AND i.sent_on = o.sent_on AND i.first_day = o.first_day
    AND i.last_day = o.last_day AND i.evidence = o.evidence AND i.hs6 = o.hs6 AND i.product = o.product
LEFT JOIN expected x ON x.exporter_basis = o.value_basis AND x.importer_basis = i.value_basis
WHERE coalesce(o.product, i.product) = '' OR o.product = i.product;

COMMENT ON VIEW mart.mirror_gaps IS
    'Grain: one exporting and one importing country, kind of trade, period, code (level code) or product of it that both '
    'sides name (level product), kind of evidence, and source on each side. Rows of other sources or kinds, of a year beside '
    'its months, and of level product beside level code are the same goods: never add them. One side missing is NULL, not 0. '
    'Goods that leave in one month may arrive in the next. Left out: the partner World, countries not known, credits, and '
    'lines without a code.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_country_code IS 'Country that the goods leave, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.mirror_gaps.importer_country_code IS 'Country that the goods enter, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.mirror_gaps.trade_kind IS
    'export: exports, with re-exports where the reporter counts them in (UN Comtrade does), against imports of that '
    'origin; domestic_export: goods of the exporter''s own making, against the same imports; reexport: what was sent '
    'on, against imports sent from there and of other origin.';
COMMENT ON COLUMN mart.mirror_gaps.period_start_date IS
    'First day of the period; lines of single days are joined by month.';
COMMENT ON COLUMN mart.mirror_gaps.period_end_date IS 'Last day of the period.';
COMMENT ON COLUMN mart.mirror_gaps.period_length IS 'month or year; a year and its months are the same goods.';
COMMENT ON COLUMN mart.mirror_gaps.hs6_code IS 'First six digits of the HS code.';
COMMENT ON COLUMN mart.mirror_gaps.product_slug IS
    'Slug of the product family that both sides name; NULL for the whole code.';
COMMENT ON COLUMN mart.mirror_gaps.level IS
    'code: all goods of the code; product: those of one product, a part of the code.';
COMMENT ON COLUMN mart.mirror_gaps.evidence IS
    'statistic, or line for declarations, shipments and manifests; the two are never held against each other.';
COMMENT ON COLUMN mart.mirror_gaps.reported_by IS 'both, exporter or importer: who has reported.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_source IS
    'Exporter''s side: name of the source; NULL where it has not reported.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_kind IS
    'Exporter''s side: statistic, tariff_line (a statistic in finer lines), declaration_line, shipment_line or '
    'manifest_line.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_value_basis IS
    'Exporter''s side: CIF, FOB, EXW, unknown, or mixed; NULL where not stated for all.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_line_count IS
    'Exporter''s side: number of lines; NULL where it has not reported.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_value_usd IS
    'Exporter''s side: value, US dollars; NULL if one line states none.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_quantity IS
    'Exporter''s side: quantity in exporter_quantity_unit; NULL if one line states none or another unit.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_quantity_unit IS
    'Exporter''s side: unit of the quantity, UN/ECE Recommendation 20.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_weight_kg IS
    'Exporter''s side: net weight, kg; NULL if one line states none.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_chips_low IS
    'Exporter''s side: accelerators, sum of the lower bounds that are known.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_chips_mid IS
    'Exporter''s side: accelerators, central value; NULL if that of one line is unknown.';
COMMENT ON COLUMN mart.mirror_gaps.exporter_chips_high IS
    'Exporter''s side: accelerators, upper bound; NULL if that of one line is unknown.';
COMMENT ON COLUMN mart.mirror_gaps.importer_source IS
    'Importer''s side: name of the source; NULL where it has not reported.';
COMMENT ON COLUMN mart.mirror_gaps.importer_kind IS
    'Importer''s side: statistic, tariff_line (a statistic in finer lines), declaration_line, shipment_line or '
    'manifest_line.';
COMMENT ON COLUMN mart.mirror_gaps.importer_country_basis IS
    'By which country the importer''s lines are taken to be from exporter_country_code: origin; dispatch; mixed where '
    'some name no origin.';
COMMENT ON COLUMN mart.mirror_gaps.importer_value_basis IS
    'Importer''s side: CIF, FOB, EXW, unknown, or mixed; NULL where not stated for all.';
COMMENT ON COLUMN mart.mirror_gaps.importer_line_count IS
    'Importer''s side: number of lines; NULL where it has not reported.';
COMMENT ON COLUMN mart.mirror_gaps.importer_value_usd IS
    'Importer''s side: value, US dollars; NULL if one line states none.';
COMMENT ON COLUMN mart.mirror_gaps.importer_quantity IS
    'Importer''s side: quantity in importer_quantity_unit; NULL if one line states none or another unit.';
COMMENT ON COLUMN mart.mirror_gaps.importer_quantity_unit IS
    'Importer''s side: unit of the quantity, UN/ECE Recommendation 20.';
COMMENT ON COLUMN mart.mirror_gaps.importer_weight_kg IS
    'Importer''s side: net weight, kg; NULL if one line states none.';
COMMENT ON COLUMN mart.mirror_gaps.importer_chips_low IS
    'Importer''s side: accelerators, sum of the lower bounds that are known.';
COMMENT ON COLUMN mart.mirror_gaps.importer_chips_mid IS
    'Importer''s side: accelerators, central value; NULL if that of one line is unknown.';
COMMENT ON COLUMN mart.mirror_gaps.importer_chips_high IS
    'Importer''s side: accelerators, upper bound; NULL if that of one line is unknown.';
COMMENT ON COLUMN mart.mirror_gaps.value_gap_usd IS 'Importer''s value less exporter''s, US dollars, as reported.';
COMMENT ON COLUMN mart.mirror_gaps.value_ratio IS
    'Importer''s value by exporter''s, as reported; above 1 where the importer says more.';
COMMENT ON COLUMN mart.mirror_gaps.expected_value_ratio_low IS
    'Ratio that freight, insurance and rounding explain, lower bound, see mart.watch_limits; NULL where a side does '
    'not say whether its value is CIF or FOB.';
COMMENT ON COLUMN mart.mirror_gaps.expected_value_ratio_mid IS
    'Ratio that a usual freight explains: 1.06 for CIF against FOB, 1 for like against like.';
COMMENT ON COLUMN mart.mirror_gaps.expected_value_ratio_high IS 'The same, upper bound.';
COMMENT ON COLUMN mart.mirror_gaps.is_explained_by_freight IS
    'Whether value_ratio lies in the expected range; NULL where it is not known which value includes freight, or one '
    'side is missing.';
COMMENT ON COLUMN mart.mirror_gaps.value_gap_after_freight_usd IS
    'Importer''s value divided by expected_value_ratio_mid, less exporter''s value, US dollars.';
COMMENT ON COLUMN mart.mirror_gaps.quantity_gap IS
    'Importer''s quantity less exporter''s; NULL where the units differ.';
COMMENT ON COLUMN mart.mirror_gaps.quantity_ratio IS
    'Importer''s quantity by exporter''s; NULL where the units differ.';
COMMENT ON COLUMN mart.mirror_gaps.weight_gap_kg IS 'Importer''s net weight less exporter''s, kg.';
COMMENT ON COLUMN mart.mirror_gaps.weight_ratio IS 'Importer''s net weight by exporter''s.';
COMMENT ON COLUMN mart.mirror_gaps.chips_gap_low IS
    'Accelerators, importer''s less exporter''s, lower bound: importer''s lower less exporter''s upper bound.';
COMMENT ON COLUMN mart.mirror_gaps.chips_gap_mid IS 'The same, central value.';
COMMENT ON COLUMN mart.mirror_gaps.chips_gap_high IS
    'The same, upper bound: importer''s upper less exporter''s lower bound.';
