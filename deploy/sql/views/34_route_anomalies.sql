-- Ways of goods that are worth a look, and why.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.route_anomalies AS
WITH country AS MATERIALIZED (
    SELECT g.iso2, g.name, g.transshipment_watch = 'y' AS watched, 'D:5' = ANY (string_to_array(g.ear_groups, ';')) AS is_d5
    FROM pipeline.active_version v
    JOIN reference.country_groups g ON g.catalogue_version = v.catalogue_version
), line AS (
    -- Only goods that may be accelerators, hence have an estimate; no totals over all countries, no goods taken back.
    SELECT e.event_id, e.source, CASE WHEN 'tariff_line' = ANY (e.flags) THEN 'tariff_line' ELSE e.kind END AS kind,
        e.event_date, e.period_start, e.period_end, e.reporter, e.flow,
        nullif(e.origin, 'ZZ') AS origin, nullif(x.from_country, 'ZZ') AS sender, nullif(x.to_country, 'ZZ') AS receiver,
        e.hs6, x.product_slug, e.importer, e.exporter, coalesce(x.value_usd, e.value_usd) AS value_usd,
        x.chips_low, x.chips_mid, x.chips_high
    FROM pipeline.active_version v
    JOIN event.capacity_estimate x ON x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
        AND x.event_record = 'customs_event' AND x.ordinal = 1
    JOIN event.customs_event e ON e.event_id = x.event_id
    WHERE NOT e.cancelled AND e.op = 'upsert' AND e.kind <> 'scope_end'
        AND NOT e.flags && ARRAY['partner_world', 'foreign_import', 'inward_processing', 'outward_processing']
        AND NOT coalesce(least(e.value, e.value_usd, e.qty), 0) < 0
), limits AS MATERIALIZED (
    SELECT max(limit_value) FILTER (WHERE limit_key = 'jump_factor') AS factor,
        max(limit_value) FILTER (WHERE limit_key = 'jump_rise') AS rise_usd,
        max(limit_value) FILTER (WHERE limit_key = 'jump_months') AS months
    FROM mart.watch_limits
), monthly AS (
    -- A month is known if each of its lines has a value. Months without lines are no zeros: nothing was reported.
    SELECT source, kind, reporter, flow, coalesce(sender, origin) AS sender, receiver, hs6,
        date_trunc('month', coalesce(event_date, period_start))::date AS month,
        sum(value_usd) AS value_usd, sum(chips_low) AS chips_low,
        CASE WHEN count(chips_mid) = count(*) THEN sum(chips_mid) END AS chips_mid,
        CASE WHEN count(chips_high) = count(*) THEN sum(chips_high) END AS chips_high
    FROM line
    WHERE (period_start IS NULL OR period_end - period_start <= 31) AND hs6 IS NOT NULL
        AND coalesce(sender, origin) <> receiver
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    HAVING count(value_usd) = count(*)
), compared AS (
    SELECT monthly.*, avg(value_usd) OVER before AS baseline_usd, count(*) OVER before AS baseline_count
    FROM monthly
    WINDOW before AS (PARTITION BY source, kind, reporter, flow, sender, receiver, hs6 ORDER BY month
        RANGE BETWEEN interval '12 months' PRECEDING AND interval '1 month' PRECEDING)
)
SELECT
    a.anomaly,
    l.event_id,
    l.source,
    l.kind,
    coalesce(l.event_date, l.period_end) AS trade_date,
    l.reporter AS reporter_country_code,
    l.flow,
    l.origin AS origin_country_code,
    l.sender AS from_country_code,
    l.receiver AS to_country_code,
    l.hs6 AS hs6_code,
    l.product_slug,
    l.importer,
    l.exporter,
    l.value_usd,
    NULL::double precision AS baseline_value_usd,
    NULL::integer AS baseline_month_count,
    NULL::double precision AS jump_ratio,
    a.why || ': ' || concat_ws(', ', 'origin ' || coalesce(o.name, l.origin, 'not stated'),
        'from ' || coalesce(s.name, l.sender, 'where is not stated'),
        'to ' || coalesce(r.name, l.receiver, 'where is not stated'),
        mart.range_text(l.chips_low, l.chips_mid, l.chips_high) || ' accelerators',
        mart.number_text(l.value_usd) || ' USD') AS reason,
    l.chips_low,
    l.chips_mid,
    l.chips_high
FROM line l
LEFT JOIN country o ON o.iso2 = l.origin
LEFT JOIN country s ON s.iso2 = l.sender
LEFT JOIN country r ON r.iso2 = l.receiver
CROSS JOIN LATERAL (SELECT (l.origin <> l.sender AND l.sender <> l.receiver) IS TRUE OR l.flow = 'reexport' AS sent_on) w
CROSS JOIN LATERAL (VALUES
    ('via_watch_country', s.watched AND sent_on, 'sent on by a country of the transshipment watch list'),
    ('to_watch_country', r.watched AND l.sender IS DISTINCT FROM l.receiver, 'to a country of the transshipment watch list'),
    ('origin_not_dispatch', l.origin <> l.sender, 'not sent from where it was made'),
    ('reexport_to_d5', s.watched AND sent_on AND r.is_d5, 're-exported by a watched country to a D:5 destination')
    ) a (anomaly, applies, why)
WHERE a.applies
UNION ALL
SELECT 'jump', NULL, c.source, c.kind, (c.month + interval '1 month')::date - 1, c.reporter, c.flow, NULL, c.sender,
    c.receiver, c.hs6, NULL, NULL, NULL, c.value_usd, c.baseline_usd::double precision, c.baseline_count::integer, j.ratio,
    format('%s USD in %s are %s times the usual month: %s USD, mean of %s months of the twelve before',
        mart.number_text(c.value_usd), to_char(c.month, 'YYYY-MM'), mart.number_text(j.ratio::numeric),
        mart.number_text(round(c.baseline_usd)), c.baseline_count),
    c.chips_low, c.chips_mid, c.chips_high
FROM compared c
CROSS JOIN limits
CROSS JOIN LATERAL (SELECT (c.value_usd / nullif(c.baseline_usd, 0))::double precision AS ratio) j
WHERE c.baseline_count >= limits.months AND c.value_usd - c.baseline_usd >= limits.rise_usd AND j.ratio >= limits.factor;

COMMENT ON VIEW mart.route_anomalies IS
    'Grain: one anomaly of one customs line, in its current version; for jump one month of one pair of countries, code, source, '
    'kind, reporter and flow. A line may have several anomalies, and the import of one country is the export of the other: '
    'count events, never add rows. Only goods that may be accelerators. An anomaly is a reason to look, no proof of anything.';
COMMENT ON COLUMN mart.route_anomalies.anomaly IS
    'via_watch_country: sent on by a country of the transshipment watch list; to_watch_country: to such a country; '
    'origin_not_dispatch: not sent from where it was made; reexport_to_d5: sent on by a watched country to a '
    'destination of group D:5; jump: far above the usual month.';
COMMENT ON COLUMN mart.route_anomalies.event_id IS 'Identity of the line; NULL for jump.';
COMMENT ON COLUMN mart.route_anomalies.source IS 'Name of the source.';
COMMENT ON COLUMN mart.route_anomalies.kind IS
    'statistic, tariff_line (a statistic in finer lines), declaration_line, shipment_line or manifest_line: may be '
    'the same goods.';
COMMENT ON COLUMN mart.route_anomalies.trade_date IS
    'Day of the declaration, arrival or shipment; for a statistic, and for jump, the last day of its period.';
COMMENT ON COLUMN mart.route_anomalies.reporter_country_code IS 'Country whose customs reports, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.route_anomalies.flow IS 'import, export, reimport, reexport or transit, seen from the reporter.';
COMMENT ON COLUMN mart.route_anomalies.origin_country_code IS
    'Country of origin, ISO 3166 alpha-2; NULL where it is not stated or known, and for jump.';
COMMENT ON COLUMN mart.route_anomalies.from_country_code IS
    'Country from which the goods were sent, ISO 3166 alpha-2; for jump the country of origin where the lines state '
    'no other.';
COMMENT ON COLUMN mart.route_anomalies.to_country_code IS 'Country to which the goods go, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.route_anomalies.hs6_code IS 'First six digits of the HS code.';
COMMENT ON COLUMN mart.route_anomalies.product_slug IS 'Slug of the product family, where it is known; NULL for jump.';
COMMENT ON COLUMN mart.route_anomalies.importer IS 'Importer, as declared; NULL for jump.';
COMMENT ON COLUMN mart.route_anomalies.exporter IS 'Exporter, as declared; NULL for jump.';
COMMENT ON COLUMN mart.route_anomalies.value_usd IS 'Value, US dollars; for jump of the whole month.';
COMMENT ON COLUMN mart.route_anomalies.baseline_value_usd IS
    'For jump: mean of the months of the twelve before for which values were reported, US dollars.';
COMMENT ON COLUMN mart.route_anomalies.baseline_month_count IS
    'For jump: how many months those are. Months without lines are unknown, not 0.';
COMMENT ON COLUMN mart.route_anomalies.jump_ratio IS
    'For jump: value_usd by baseline_value_usd. Shown from the limits of mart.watch_limits on.';
COMMENT ON COLUMN mart.route_anomalies.reason IS 'Why the row stands here, in words, with the figures.';
COMMENT ON COLUMN mart.route_anomalies.chips_low IS 'Accelerators, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.route_anomalies.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.route_anomalies.chips_high IS 'Accelerators, upper bound. NULL is unknown, not 0.';
