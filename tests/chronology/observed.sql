-- What analysts see of the chronology, in the lines of expected.py. Articles are called by the act that they tell of,
-- customs lines by their declaration.

CREATE FUNCTION pg_temp.bounds(VARIADIC double precision[]) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg(coalesce(b::numeric::text, '-'), '/' ORDER BY place)
        FROM unnest($1) WITH ORDINALITY AS u (b, place));
CREATE FUNCTION pg_temp.article(uuid) RETURNS text LANGUAGE sql STABLE
    RETURN (SELECT guid FROM event.news_event WHERE event_id = $1);
CREATE FUNCTION pg_temp.act(uuid) RETURNS text LANGUAGE sql STABLE
    RETURN split_part(pg_temp.article($1), '/', 1);
CREATE FUNCTION pg_temp.declaration(uuid) RETURNS text LANGUAGE sql STABLE
    RETURN (SELECT declaration_no FROM event.customs_event WHERE event_id = $1);

SELECT concat_ws('|', 'position', product_slug, buyers, coalesce(destination_country_code, ''),
    to_char(month_start_date, 'YYYY-MM'),
    pg_temp.bounds(announced_low, announced_mid, announced_high),
    pg_temp.bounds(import_approved_low, import_approved_mid, import_approved_high),
    pg_temp.bounds(licensed_low, licensed_mid, licensed_high),
    pg_temp.bounds(ordered_low, ordered_mid, ordered_high),
    pg_temp.bounds(shipped_news_low, shipped_news_mid, shipped_news_high),
    pg_temp.bounds(shipped_customs_low, shipped_customs_mid, shipped_customs_high),
    pg_temp.bounds(cleared_customs_low, cleared_customs_mid, cleared_customs_high),
    pg_temp.bounds(seized_low, seized_mid, seized_high),
    pg_temp.bounds(approval_used_units),
    pg_temp.bounds(approval_remaining_low, approval_remaining_mid, approval_remaining_high),
    pg_temp.bounds(licence_used_units),
    pg_temp.bounds(licence_remaining_low, licence_remaining_mid, licence_remaining_high),
    claim_count, line_count)
FROM mart.positions;

SELECT concat_ws('|', 'licence', pg_temp.act(claim_event_id), layer, claim_date, product_slug,
    coalesce(destination_country_code, ''), buyers, pg_temp.bounds(approved_low, approved_mid, approved_high),
    shipped_units, cleared_units, used_units, pg_temp.bounds(remaining_low, remaining_mid, remaining_high),
    coalesce(over_quota_units::text, '-'))
FROM mart.licence_positions;

SELECT concat_ws('|', 'match', pg_temp.act(claim_event_id), layer, side, pg_temp.declaration(event_id),
    units_allocated, days_between)
FROM mart.claim_matches;

SELECT concat_ws('|', 'legal', coalesce(pg_temp.declaration(event_id), pg_temp.article(event_id)), regime,
    CASE WHEN is_undecided THEN 'undecided' ELSE outcome END)
FROM mart.legal_outcomes;

SELECT concat_ws('|', 'change', changed_date, change, coalesce(authority_country_code, ''),
    coalesce(rule_key, products), pg_temp.bounds(quantity_low, quantity_mid, quantity_high))
FROM mart.regulatory_timeline;
