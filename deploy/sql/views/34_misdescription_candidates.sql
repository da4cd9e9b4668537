-- Lines whose value, weight and words do not go together.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.misdescription_candidates AS
WITH usual AS MATERIALIZED (
    -- What an accelerator is worth a kg, at least: the least price of any, as a card of the greatest weight. What one
    -- weighs, alone or with its part of what carries it.
    SELECT min(p.price_low_usd::double precision)
            / min(u.accelerator_high_kg::double precision) FILTER (WHERE u.class = 'card') AS usd_per_kg,
        min(u.accelerator_low_kg::double precision) AS low_kg, max(u.accelerator_high_kg::double precision) AS high_kg
    FROM pipeline.active_version v
    JOIN reference.share_priors p ON p.catalogue_version = v.catalogue_version AND p.hs6 IS NULL
    JOIN reference.unit_classes u ON u.catalogue_version = v.catalogue_version
), candidate AS MATERIALIZED (
    SELECT e.event_id, e.source, e.kind, coalesce(e.event_date, e.period_end) AS trade_date, e.reporter, e.flow, e.hs6,
        e.description_raw, e.part_number, e.importer, e.exporter, e.qty, e.unit, x.from_country, x.to_country,
        x.product_slug, x.product_key, x.units_rule, x.flags, x.price_per_chip_usd,
        x.chips_low, x.chips_mid, x.chips_high, kg.kg, usd.usd,
        CASE WHEN usd.usd > 0 AND kg.kg > 0 THEN usd.usd / kg.kg END AS usd_per_kg,
        CASE WHEN kg.kg > 0 AND x.chips_mid > 0 THEN kg.kg / x.chips_mid END AS kg_per_chip,
        a.price_low_usd::double precision AS price_low_usd, a.price_high_usd::double precision AS price_high_usd
    FROM pipeline.active_version v
    JOIN event.capacity_estimate x ON x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
        AND x.event_record = 'customs_event' AND x.ordinal = 1
    JOIN event.customs_event e ON e.event_id = x.event_id
    LEFT JOIN reference.accelerators a ON a.catalogue_version = v.catalogue_version AND a.key = x.product_key
    CROSS JOIN LATERAL (SELECT CASE WHEN e.weight_scope IS DISTINCT FROM 'header' THEN
        coalesce(nullif(e.net_kg, 0), e.gross_kg)::double precision END AS kg) kg
    CROSS JOIN LATERAL (SELECT coalesce(x.value_usd, e.value_usd)::double precision AS usd) usd
    WHERE NOT e.cancelled AND e.op = 'upsert' AND e.kind <> 'scope_end'
        AND (x.units_rule IN ('value_weight_anomaly', 'accessory')
            OR x.flags && ARRAY['possible_misdescription', 'price_implausible', 'weight_implausible'])
), judged AS (
    -- A limit is passed `times` times. Where the line was flagged by a finer limit than is shown here, once.
    SELECT c.*, u.usd_per_kg AS usual_usd_per_kg, u.low_kg, u.high_kg, r.*
    FROM candidate c
    CROSS JOIN usual u
    CROSS JOIN LATERAL (
        SELECT string_agg(code, '; ' ORDER BY place) AS reason_codes, string_agg(words, '; ' ORDER BY place) AS reason,
            max(times) AS times
        FROM (VALUES
            (1, 'possible_misdescription', 'possible_misdescription' = ANY (c.flags), c.usd_per_kg / u.usd_per_kg,
                format('names no product, but is worth %s USD a kg; an accelerator is worth %s at least',
                    mart.number_text(round(c.usd_per_kg::numeric)), mart.number_text(round(u.usd_per_kg::numeric)))),
            (2, 'value_and_weight_of_a_unit', c.units_rule = 'value_weight_anomaly' AND c.chips_mid IS NOT NULL, 1,
                format('names no product, but a unit costs %s USD and weighs %s kg, as units of accelerators do',
                    mart.number_text(round((c.usd / nullif(c.qty, 0))::numeric)),
                    mart.number_text(round((c.kg / nullif(c.qty, 0))::numeric, 3)))),
            (3, 'accessory_too_valuable', c.units_rule = 'accessory' AND c.usd_per_kg >= u.usd_per_kg,
                c.usd_per_kg / u.usd_per_kg,
                format('is called an accessory, but is worth %s USD a kg; an accelerator is worth %s at least',
                    mart.number_text(round(c.usd_per_kg::numeric)), mart.number_text(round(u.usd_per_kg::numeric)))),
            (4, 'price_implausible', 'price_implausible' = ANY (c.flags),
                greatest(c.price_low_usd / nullif(c.price_per_chip_usd, 0), c.price_per_chip_usd / c.price_high_usd, 1),
                format('%s USD an accelerator; the product costs %s to %s',
                    mart.number_text(round(c.price_per_chip_usd::numeric)),
                    coalesce(mart.number_text(c.price_low_usd::numeric), '?'),
                    coalesce(mart.number_text(c.price_high_usd::numeric), '?'))),
            (5, 'weight_implausible', 'weight_implausible' = ANY (c.flags),
                greatest(u.low_kg / nullif(c.kg_per_chip, 0), c.kg_per_chip / u.high_kg, 1),
                format('%s kg an accelerator, with its part of what carries it',
                    coalesce(mart.number_text(round(c.kg_per_chip::numeric, 3)), '?')))
            ) t (place, code, applies, times, words)
        WHERE t.applies) r
    WHERE r.reason_codes IS NOT NULL
)
SELECT
    event_id,
    trade_date,
    source,
    kind,
    reporter AS reporter_country_code,
    flow,
    from_country AS from_country_code,
    to_country AS to_country_code,
    hs6 AS hs6_code,
    description_raw AS goods_description,
    part_number,
    importer,
    exporter,
    product_slug,
    product_key,
    reason_codes,
    reason,
    times / (1 + times) AS score_ratio,
    qty AS declared_quantity,
    unit AS declared_unit,
    kg AS weight_kg,
    usd AS value_usd,
    usd_per_kg AS value_per_kg_usd,
    usual_usd_per_kg AS accelerator_value_per_kg_usd,
    usd / nullif(qty, 0)::double precision AS unit_value_usd,
    kg / nullif(qty, 0)::double precision AS unit_weight_kg,
    price_per_chip_usd,
    price_low_usd AS catalogue_price_low_usd,
    price_high_usd AS catalogue_price_high_usd,
    kg_per_chip AS weight_per_chip_kg,
    low_kg AS usual_weight_per_chip_low_kg,
    high_kg AS usual_weight_per_chip_high_kg,
    chips_low,
    chips_mid,
    chips_high
FROM judged;

COMMENT ON VIEW mart.misdescription_candidates IS
    'Grain: one customs line, in its current version, whose value, weight and words do not go together. A reason to look, no '
    'proof: declared values and weights are often wrong without intent. Order by score_ratio.';
COMMENT ON COLUMN mart.misdescription_candidates.event_id IS 'Identity of the line.';
COMMENT ON COLUMN mart.misdescription_candidates.trade_date IS
    'Day of the declaration, arrival or shipment; for a statistic the last day of its period.';
COMMENT ON COLUMN mart.misdescription_candidates.source IS 'Name of the source.';
COMMENT ON COLUMN mart.misdescription_candidates.kind IS 'statistic, declaration_line, shipment_line or manifest_line.';
COMMENT ON COLUMN mart.misdescription_candidates.reporter_country_code IS
    'Country whose customs reports, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.misdescription_candidates.flow IS
    'import, export, reimport, reexport or transit, seen from the reporter.';
COMMENT ON COLUMN mart.misdescription_candidates.from_country_code IS
    'Country from which the goods were sent, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.misdescription_candidates.to_country_code IS 'Country to which the goods go, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.misdescription_candidates.hs6_code IS 'First six digits of the HS code.';
COMMENT ON COLUMN mart.misdescription_candidates.goods_description IS 'Description of the goods as declared.';
COMMENT ON COLUMN mart.misdescription_candidates.part_number IS 'Part number, where the source has a column for it.';
COMMENT ON COLUMN mart.misdescription_candidates.importer IS 'Importer, as declared.';
COMMENT ON COLUMN mart.misdescription_candidates.exporter IS 'Exporter, as declared.';
COMMENT ON COLUMN mart.misdescription_candidates.product_slug IS
    'Slug of the product family that the line names, or that the accessory is said to fit.';
COMMENT ON COLUMN mart.misdescription_candidates.product_key IS 'Key of the accelerator in the catalogue.';
COMMENT ON COLUMN mart.misdescription_candidates.reason_codes IS
    'possible_misdescription, value_and_weight_of_a_unit, accessory_too_valuable, price_implausible, '
    'weight_implausible; separated by semicolons.';
COMMENT ON COLUMN mart.misdescription_candidates.reason IS 'The same in words, with the figures.';
COMMENT ON COLUMN mart.misdescription_candidates.score_ratio IS
    'How far the line is off, 0..1: t / (1 + t), where t says how many times the farthest limit is passed: 0.5 at the '
    'limit, 0.9 at nine times.';
COMMENT ON COLUMN mart.misdescription_candidates.declared_quantity IS 'Declared quantity in declared_unit.';
COMMENT ON COLUMN mart.misdescription_candidates.declared_unit IS
    'Unit of declared_quantity, UN/ECE Recommendation 20.';
COMMENT ON COLUMN mart.misdescription_candidates.weight_kg IS
    'Net weight of the line, else gross, kg; NULL where only the whole declaration has one.';
COMMENT ON COLUMN mart.misdescription_candidates.value_usd IS 'Value, US dollars.';
COMMENT ON COLUMN mart.misdescription_candidates.value_per_kg_usd IS 'value_usd by weight_kg, US dollars a kg.';
COMMENT ON COLUMN mart.misdescription_candidates.accelerator_value_per_kg_usd IS
    'What an accelerator is worth at least, US dollars a kg: lowest price of any by the greatest weight of a card, '
    'both of the catalogue.';
COMMENT ON COLUMN mart.misdescription_candidates.unit_value_usd IS 'value_usd by declared_quantity, US dollars.';
COMMENT ON COLUMN mart.misdescription_candidates.unit_weight_kg IS 'weight_kg by declared_quantity, kg.';
COMMENT ON COLUMN mart.misdescription_candidates.price_per_chip_usd IS
    'Value by central number of accelerators, US dollars.';
COMMENT ON COLUMN mart.misdescription_candidates.catalogue_price_low_usd IS
    'Price of the product in the catalogue, US dollars, lower bound; of one accelerator without server.';
COMMENT ON COLUMN mart.misdescription_candidates.catalogue_price_high_usd IS
    'Price of the product in the catalogue, US dollars, upper bound.';
COMMENT ON COLUMN mart.misdescription_candidates.weight_per_chip_kg IS
    'weight_kg by central number of accelerators, kg.';
COMMENT ON COLUMN mart.misdescription_candidates.usual_weight_per_chip_low_kg IS
    'What an accelerator weighs, kg, lower bound: a bare module.';
COMMENT ON COLUMN mart.misdescription_candidates.usual_weight_per_chip_high_kg IS
    'What an accelerator weighs with its part of server or rack, kg, upper bound.';
COMMENT ON COLUMN mart.misdescription_candidates.chips_low IS 'Accelerators, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.misdescription_candidates.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.misdescription_candidates.chips_high IS 'Accelerators, upper bound. NULL is unknown, not 0.';
