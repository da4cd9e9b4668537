-- What news and customs say together: which line counts for which claim, what is left of claims, what nobody reported.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.claim_matches AS
SELECT
    c.claim_group,
    m.claim_event_id,
    m.claim_ordinal,
    m.layer,
    m.side,
    m.event_id,
    m.ordinal AS estimate_ordinal,
    c.product_slug,
    x.product_slug AS line_product_slug,
    c.to_country AS destination_country_code,
    array_to_string(c.buyers, '; ') AS buyers,
    array_to_string(x.buyers, '; ') AS line_buyers,
    c.claim_date,
    m.line_date,
    m.line_date - c.claim_date AS days_between,
    m.units AS units_allocated,
    coalesce(x.chips_mid, x.chips_low) AS line_units,
    c.units AS claim_units,
    m.score_ratio,
    m.reason,
    c.catalogue_version,
    c.method_version
FROM pipeline.active_version v
JOIN pipeline.claim_to_match c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
JOIN pipeline.claim_match m ON m.claim_event_id = c.claim_event_id AND m.claim_ordinal = c.claim_ordinal
JOIN event.capacity_estimate x ON x.event_id = m.event_id AND x.ordinal = m.ordinal
    AND x.catalogue_version = c.catalogue_version AND x.method_version = c.method_version;

COMMENT ON VIEW mart.claim_matches IS
    'Grain: one claim group (of a group that gives each buyer a number: one buyer), customs line and side of the border. '
    'Units are allocated first in, first out: inside one layer and side no unit of a line counts twice, and no claim gets '
    'more than it has. Never add up layers or sides: the same goods pass all of them.';
COMMENT ON COLUMN mart.claim_matches.claim_group IS 'The group, as in mart.claim_groups.';
COMMENT ON COLUMN mart.claim_matches.claim_event_id IS 'Article of the claim that stands for the group.';
COMMENT ON COLUMN mart.claim_matches.claim_ordinal IS 'Number of that claim in its text.';
COMMENT ON COLUMN mart.claim_matches.layer IS
    'announced, approved (by whom is open), import_approved, licensed (export), ordered, shipped, cleared or seized.';
COMMENT ON COLUMN mart.claim_matches.side IS 'shipped: the line is an export; cleared: an import.';
COMMENT ON COLUMN mart.claim_matches.event_id IS 'The customs line, as in mart.customs_capacity.';
COMMENT ON COLUMN mart.claim_matches.estimate_ordinal IS 'Number of its estimate.';
COMMENT ON COLUMN mart.claim_matches.product_slug IS 'Product of the claim.';
COMMENT ON COLUMN mart.claim_matches.line_product_slug IS 'Product of the line: the same, or a member of the family.';
COMMENT ON COLUMN mart.claim_matches.destination_country_code IS 'Destination of both, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.claim_matches.buyers IS 'Buyers of the claim, separated by semicolons; empty if it names none.';
COMMENT ON COLUMN mart.claim_matches.line_buyers IS 'Who gets the goods of the line; empty if it names nobody.';
COMMENT ON COLUMN mart.claim_matches.claim_date IS 'Day of the first article of the group, UTC.';
COMMENT ON COLUMN mart.claim_matches.line_date IS 'Day of the line.';
COMMENT ON COLUMN mart.claim_matches.days_between IS 'Days from the claim to the line; negative if the line was first.';
COMMENT ON COLUMN mart.claim_matches.units_allocated IS 'Accelerators of the line that count for the claim.';
COMMENT ON COLUMN mart.claim_matches.line_units IS 'Accelerators of the line: central value, else lower bound.';
COMMENT ON COLUMN mart.claim_matches.claim_units IS
    'What the claim can get: central value, else lower, else upper bound.';
COMMENT ON COLUMN mart.claim_matches.score_ratio IS
    'How sure it is that both are the same goods, 0..1: the family only 0.8, a buyer not named 0.7, a country of dispatch '
    'not named 0.9, product or number of the line uncertain 0.8, multiplied.';
COMMENT ON COLUMN mart.claim_matches.reason IS 'Why they match, in words.';
COMMENT ON COLUMN mart.claim_matches.catalogue_version IS 'Version of the reference data behind both.';
COMMENT ON COLUMN mart.claim_matches.method_version IS 'Version of the method behind both.';

CREATE OR REPLACE VIEW mart.unmatched_claims AS
SELECT
    c.claim_group,
    c.claim_event_id,
    c.claim_ordinal,
    c.layer,
    c.claim_date,
    (now() AT TIME ZONE 'UTC')::date - c.claim_date AS age_days,
    c.product_slug,
    nullif(c.to_country, '') AS destination_country_code,
    c.from_country AS from_country_code,
    array_to_string(c.buyers, '; ') AS buyers,
    mart.range_text(c.chips_low, c.chips_mid, c.chips_high) AS chips_text,
    c.chips_low,
    c.chips_mid,
    c.chips_high,
    coalesce(m.shipped_units, 0) AS shipped_units,
    coalesce(m.cleared_units, 0) AS cleared_units,
    round((coalesce(greatest(m.shipped_units, m.cleared_units), 0) / c.units)::numeric, 4) AS confirmed_ratio,
    CASE WHEN m.claim_event_id IS NULL THEN 'unconfirmed' ELSE 'partly confirmed' END AS confirmation_status,
    CASE WHEN c.to_country = '' THEN 'no destination stated'
        WHEN c.product_slug = '' THEN 'no product stated'
        WHEN m.claim_event_id IS NULL AND (now() AT TIME ZONE 'UTC')::date > c.last_line_date THEN 'no line in its time'
        WHEN m.claim_event_id IS NULL THEN 'no line so far'
        ELSE 'too few units' END AS reason,
    c.first_line_date,
    c.last_line_date,
    n.source,
    n.title,
    n.url
FROM pipeline.active_version v
JOIN pipeline.claim_to_match c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
JOIN event.news_event n ON n.event_id = c.claim_event_id
LEFT JOIN (SELECT claim_event_id, claim_ordinal, sum(units) FILTER (WHERE side = 'shipped') AS shipped_units,
        sum(units) FILTER (WHERE side = 'cleared') AS cleared_units
    FROM pipeline.claim_match
    GROUP BY claim_event_id, claim_ordinal) m USING (claim_event_id, claim_ordinal)
WHERE coalesce(greatest(m.shipped_units, m.cleared_units), 0) < c.units;

COMMENT ON VIEW mart.unmatched_claims IS
    'Grain: one claim group with a number (of a group that gives each buyer one: one buyer) for which customs lines do not '
    'stand in full, neither as shipped nor as cleared. What is missing from it is confirmed.';
COMMENT ON COLUMN mart.unmatched_claims.claim_group IS 'The group, as in mart.claim_groups.';
COMMENT ON COLUMN mart.unmatched_claims.claim_event_id IS 'Article of the claim that stands for the group.';
COMMENT ON COLUMN mart.unmatched_claims.claim_ordinal IS 'Number of that claim in its text.';
COMMENT ON COLUMN mart.unmatched_claims.layer IS 'What is claimed, as in mart.claim_matches.';
COMMENT ON COLUMN mart.unmatched_claims.claim_date IS 'Day of the first article of the group, UTC.';
COMMENT ON COLUMN mart.unmatched_claims.age_days IS 'Days since then.';
COMMENT ON COLUMN mart.unmatched_claims.product_slug IS 'Slug of the product; empty if not stated.';
COMMENT ON COLUMN mart.unmatched_claims.destination_country_code IS 'Destination, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.unmatched_claims.from_country_code IS 'Where the goods are said to leave from.';
COMMENT ON COLUMN mart.unmatched_claims.buyers IS 'Buyers, separated by semicolons; empty if it names none.';
COMMENT ON COLUMN mart.unmatched_claims.chips_text IS 'Accelerators claimed, for reading.';
COMMENT ON COLUMN mart.unmatched_claims.chips_low IS 'Accelerators claimed, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unmatched_claims.chips_mid IS 'Accelerators claimed, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unmatched_claims.chips_high IS 'Accelerators claimed, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unmatched_claims.shipped_units IS 'Accelerators of export lines that count for it.';
COMMENT ON COLUMN mart.unmatched_claims.cleared_units IS
    'Accelerators of import lines that count for it; the same goods.';
COMMENT ON COLUMN mart.unmatched_claims.confirmed_ratio IS
    'The greater of the two, divided by the claim''s central value, else lower, else upper bound; 0..1.';
COMMENT ON COLUMN mart.unmatched_claims.confirmation_status IS 'unconfirmed or partly confirmed.';
COMMENT ON COLUMN mart.unmatched_claims.reason IS 'What is missing, in words.';
COMMENT ON COLUMN mart.unmatched_claims.first_line_date IS 'The first day of a line that may be meant.';
COMMENT ON COLUMN mart.unmatched_claims.last_line_date IS 'The last one.';
COMMENT ON COLUMN mart.unmatched_claims.source IS 'Name of the source of the claim.';
COMMENT ON COLUMN mart.unmatched_claims.title IS 'Headline.';
COMMENT ON COLUMN mart.unmatched_claims.url IS 'Address of the article.';

CREATE OR REPLACE VIEW mart.unreported_lines AS
SELECT
    l.event_id,
    l.ordinal AS estimate_ordinal,
    l.side,
    l.line_date,
    l.product_slug,
    l.from_country AS from_country_code,
    l.to_country AS destination_country_code,
    array_to_string(l.buyers, '; ') AS buyers,
    mart.range_text(l.chips_low, l.chips_mid, l.chips_high) AS chips_text,
    l.chips_low,
    l.chips_mid,
    l.chips_high,
    l.units,
    l.h100e_mid,
    l.value_usd,
    l.kind,
    l.source,
    l.reporter AS reporter_country_code,
    EXISTS (SELECT FROM pipeline.claim_to_match c
        WHERE c.to_country = l.to_country AND l.product_slug = ANY (c.line_slugs)) AS is_product_reported
FROM pipeline.line_to_match l
WHERE NOT EXISTS (SELECT FROM pipeline.claim_match m WHERE m.event_id = l.event_id AND m.ordinal = l.ordinal)
ORDER BY l.units DESC, l.event_id, l.ordinal;

COMMENT ON VIEW mart.unreported_lines IS
    'Grain: one customs line with a known product and number that counts for no claim: no news told of it, or what they '
    'told is full. Largest first. Exports and imports are the same goods seen from two sides: never add up sides.';
COMMENT ON COLUMN mart.unreported_lines.event_id IS 'The line, as in mart.customs_capacity.';
COMMENT ON COLUMN mart.unreported_lines.estimate_ordinal IS 'Number of its estimate.';
COMMENT ON COLUMN mart.unreported_lines.side IS 'shipped: an export; cleared: an import.';
COMMENT ON COLUMN mart.unreported_lines.line_date IS 'Day of the line; of a statistic the last of its period.';
COMMENT ON COLUMN mart.unreported_lines.product_slug IS 'Slug of the product.';
COMMENT ON COLUMN mart.unreported_lines.from_country_code IS 'Where the goods leave from, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.unreported_lines.destination_country_code IS 'Where they go, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.unreported_lines.buyers IS 'Who gets the goods; empty if the line names nobody.';
COMMENT ON COLUMN mart.unreported_lines.chips_text IS 'Accelerators, for reading.';
COMMENT ON COLUMN mart.unreported_lines.chips_low IS 'Accelerators, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unreported_lines.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unreported_lines.chips_high IS 'Accelerators, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unreported_lines.units IS 'What the line is ordered by: central value, else lower bound.';
COMMENT ON COLUMN mart.unreported_lines.h100e_mid IS
    'H100-equivalents by dense 8-bit throughput, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.unreported_lines.value_usd IS 'Value in US dollars.';
COMMENT ON COLUMN mart.unreported_lines.kind IS 'statistic, declaration_line, shipment_line or manifest_line.';
COMMENT ON COLUMN mart.unreported_lines.source IS 'Name of the source.';
COMMENT ON COLUMN mart.unreported_lines.reporter_country_code IS 'Country whose customs report, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.unreported_lines.is_product_reported IS
    'Whether any claim tells of this product and destination, at whatever time, of whatever buyer.';

-- Each claim and each line is a fact of one stage and month, each use of an approval a fact of the approval's row.
CREATE OR REPLACE VIEW mart.positions AS
WITH fact AS (
    SELECT c.product_slug, c.buyers, c.to_country, c.claim_date AS day, c.layer AS stage, c.chips_low, c.chips_mid,
        c.chips_high
    FROM pipeline.active_version v
    JOIN pipeline.claim_to_match c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
  UNION ALL
    SELECT product_slug, buyers, to_country, line_date, 'customs_' || side, chips_low, chips_mid, chips_high
    FROM pipeline.line_to_match
  UNION ALL
    SELECT c.product_slug, c.buyers, c.to_country, m.line_date, 'used_' || m.layer, m.units, m.units, m.units
    FROM pipeline.active_version v
    JOIN pipeline.claim_to_match c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
    JOIN pipeline.claim_match m USING (claim_event_id, claim_ordinal)
    WHERE (m.layer, m.side) IN (('import_approved', 'cleared'), ('licensed', 'shipped'))
), cell AS (
    SELECT product_slug, pipeline.buyers_key(buyers) AS buyers_key, to_country, date_trunc('month', day)::date AS month,
        stage, min(array_to_string(buyers, '; ') COLLATE "C") AS buyers, count(*) AS fact_count, sum(chips_low) AS low,
        CASE WHEN count(*) = count(chips_mid) THEN sum(chips_mid) END AS mid,
        CASE WHEN count(*) = count(chips_high) THEN sum(chips_high) END AS high
    FROM fact
    GROUP BY 1, 2, 3, 4, 5
), month AS (
    SELECT product_slug, buyers_key, to_country, month, min(buyers) AS buyers,
        max(low) FILTER (WHERE stage = 'announced') AS announced_low,
        max(mid) FILTER (WHERE stage = 'announced') AS announced_mid,
        max(high) FILTER (WHERE stage = 'announced') AS announced_high,
        max(low) FILTER (WHERE stage = 'import_approved') AS import_approved_low,
        max(mid) FILTER (WHERE stage = 'import_approved') AS import_approved_mid,
        max(high) FILTER (WHERE stage = 'import_approved') AS import_approved_high,
        max(low) FILTER (WHERE stage = 'licensed') AS licensed_low,
        max(mid) FILTER (WHERE stage = 'licensed') AS licensed_mid,
        max(high) FILTER (WHERE stage = 'licensed') AS licensed_high,
        max(low) FILTER (WHERE stage = 'approved') AS approved_otherwise_low,
        max(mid) FILTER (WHERE stage = 'approved') AS approved_otherwise_mid,
        max(high) FILTER (WHERE stage = 'approved') AS approved_otherwise_high,
        max(low) FILTER (WHERE stage = 'ordered') AS ordered_low,
        max(mid) FILTER (WHERE stage = 'ordered') AS ordered_mid,
        max(high) FILTER (WHERE stage = 'ordered') AS ordered_high,
        max(low) FILTER (WHERE stage = 'shipped') AS shipped_news_low,
        max(mid) FILTER (WHERE stage = 'shipped') AS shipped_news_mid,
        max(high) FILTER (WHERE stage = 'shipped') AS shipped_news_high,
        max(low) FILTER (WHERE stage = 'customs_shipped') AS shipped_customs_low,
        max(mid) FILTER (WHERE stage = 'customs_shipped') AS shipped_customs_mid,
        max(high) FILTER (WHERE stage = 'customs_shipped') AS shipped_customs_high,
        max(low) FILTER (WHERE stage = 'cleared') AS cleared_news_low,
        max(mid) FILTER (WHERE stage = 'cleared') AS cleared_news_mid,
        max(high) FILTER (WHERE stage = 'cleared') AS cleared_news_high,
        max(low) FILTER (WHERE stage = 'customs_cleared') AS cleared_customs_low,
        max(mid) FILTER (WHERE stage = 'customs_cleared') AS cleared_customs_mid,
        max(high) FILTER (WHERE stage = 'customs_cleared') AS cleared_customs_high,
        max(low) FILTER (WHERE stage = 'seized') AS seized_low,
        max(mid) FILTER (WHERE stage = 'seized') AS seized_mid,
        max(high) FILTER (WHERE stage = 'seized') AS seized_high,
        max(mid) FILTER (WHERE stage = 'used_import_approved') AS approval_used,
        max(mid) FILTER (WHERE stage = 'used_licensed') AS licence_used,
        bool_or(stage = 'import_approved') AS has_approval,
        bool_or(stage = 'licensed') AS has_licence,
        coalesce(sum(fact_count) FILTER (WHERE stage !~ '^(customs|used)_'), 0)::bigint AS claim_count,
        coalesce(sum(fact_count) FILTER (WHERE stage ~ '^customs_'), 0)::bigint AS line_count
    FROM cell
    GROUP BY 1, 2, 3, 4
), balance AS (
    SELECT *,
        CASE WHEN sum(import_approved_low) OVER w IS NOT NULL
            THEN greatest(sum(import_approved_low) OVER w - coalesce(sum(approval_used) OVER w, 0), 0) END AS approval_remaining_low,
        CASE WHEN count(*) FILTER (WHERE has_approval) OVER w = count(import_approved_mid) OVER w
            AND count(import_approved_mid) OVER w > 0
            THEN greatest(sum(import_approved_mid) OVER w - coalesce(sum(approval_used) OVER w, 0), 0) END AS approval_remaining_mid,
        CASE WHEN count(*) FILTER (WHERE has_approval) OVER w = count(import_approved_high) OVER w
            AND count(import_approved_high) OVER w > 0
            THEN greatest(sum(import_approved_high) OVER w - coalesce(sum(approval_used) OVER w, 0), 0) END AS approval_remaining_high,
        CASE WHEN sum(licensed_low) OVER w IS NOT NULL
            THEN greatest(sum(licensed_low) OVER w - coalesce(sum(licence_used) OVER w, 0), 0) END AS licence_remaining_low,
        CASE WHEN count(*) FILTER (WHERE has_licence) OVER w = count(licensed_mid) OVER w
            AND count(licensed_mid) OVER w > 0
            THEN greatest(sum(licensed_mid) OVER w - coalesce(sum(licence_used) OVER w, 0), 0) END AS licence_remaining_mid,
        CASE WHEN count(*) FILTER (WHERE has_licence) OVER w = count(licensed_high) OVER w
            AND count(licensed_high) OVER w > 0
            THEN greatest(sum(licensed_high) OVER w - coalesce(sum(licence_used) OVER w, 0), 0) END AS licence_remaining_high
    FROM month
    WINDOW w AS (PARTITION BY product_slug, buyers_key, to_country ORDER BY month)
)
SELECT
    product_slug,
    buyers,
    nullif(to_country, '') AS destination_country_code,
    month AS month_start_date,
    announced_low,
    announced_mid,
    announced_high,
    import_approved_low,
    import_approved_mid,
    import_approved_high,
    licensed_low,
    licensed_mid,
    licensed_high,
    approved_otherwise_low,
    approved_otherwise_mid,
    approved_otherwise_high,
    ordered_low,
    ordered_mid,
    ordered_high,
    shipped_news_low,
    shipped_news_mid,
    shipped_news_high,
    shipped_customs_low,
    shipped_customs_mid,
    shipped_customs_high,
    cleared_news_low,
    cleared_news_mid,
    cleared_news_high,
    cleared_customs_low,
    cleared_customs_mid,
    cleared_customs_high,
    seized_low,
    seized_mid,
    seized_high,
    approval_used AS approval_used_units,
    mart.range_text(approval_remaining_low, approval_remaining_mid, approval_remaining_high) AS approval_remaining_text,
    approval_remaining_low,
    approval_remaining_mid,
    approval_remaining_high,
    licence_used AS licence_used_units,
    mart.range_text(licence_remaining_low, licence_remaining_mid, licence_remaining_high) AS licence_remaining_text,
    licence_remaining_low,
    licence_remaining_mid,
    licence_remaining_high,
    claim_count,
    line_count
FROM balance;

COMMENT ON VIEW mart.positions IS
    'Grain: one product, set of buyers, destination and month. What was announced, approved, licensed, ordered, shipped, '
    'cleared and seized are stages of the same goods: columns are never added up; nor are news and customs of one stage, '
    'nor a family and its members. Of a stage, months add up. A claim counts once, in the month of its first article, a '
    'line in its own month, under its own product and buyers. Lines that take goods back are not subtracted.';
COMMENT ON COLUMN mart.positions.product_slug IS
    'Slug of the product family, as claims or lines name it; empty if not stated.';
COMMENT ON COLUMN mart.positions.buyers IS
    'Who gets the goods, separated by semicolons: several of one claim share its number. Empty if nobody is named.';
COMMENT ON COLUMN mart.positions.destination_country_code IS 'Destination, ISO 3166 alpha-2; NULL if not stated.';
COMMENT ON COLUMN mart.positions.month_start_date IS 'First day of the month.';
COMMENT ON COLUMN mart.positions.announced_low IS
    'News: accelerators announced or planned, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.announced_mid IS
    'News: accelerators announced or planned, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.announced_high IS
    'News: accelerators announced or planned, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.import_approved_low IS
    'News: accelerators whose import the destination approved, sum of the lower bounds that are known; NULL is '
    'unknown, not 0.';
COMMENT ON COLUMN mart.positions.import_approved_mid IS
    'News: accelerators whose import the destination approved, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.import_approved_high IS
    'News: accelerators whose import the destination approved, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.licensed_low IS
    'News: accelerators licensed or approved for export, sum of the lower bounds that are known; NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.positions.licensed_mid IS
    'News: accelerators licensed or approved for export, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.licensed_high IS
    'News: accelerators licensed or approved for export, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.approved_otherwise_low IS
    'News: accelerators approved by somebody who is neither the exporting side nor the destination, or is not '
    'named, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.approved_otherwise_mid IS
    'News: accelerators approved by somebody who is neither the exporting side nor the destination, or is not '
    'named, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.approved_otherwise_high IS
    'News: accelerators approved by somebody who is neither the exporting side nor the destination, or is not '
    'named, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.ordered_low IS
    'News: accelerators ordered, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.ordered_mid IS
    'News: accelerators ordered, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.ordered_high IS
    'News: accelerators ordered, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.shipped_news_low IS
    'News: accelerators said to be shipped, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.shipped_news_mid IS
    'News: accelerators said to be shipped, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.shipped_news_high IS
    'News: accelerators said to be shipped, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.shipped_customs_low IS
    'Customs: accelerators in export lines, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.shipped_customs_mid IS
    'Customs: accelerators in export lines, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.shipped_customs_high IS
    'Customs: accelerators in export lines, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.cleared_news_low IS
    'News: accelerators said to be imported, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.cleared_news_mid IS
    'News: accelerators said to be imported, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.cleared_news_high IS
    'News: accelerators said to be imported, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.cleared_customs_low IS
    'Customs: accelerators in import lines, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.cleared_customs_mid IS
    'Customs: accelerators in import lines, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.cleared_customs_high IS
    'Customs: accelerators in import lines, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.seized_low IS
    'News: accelerators seized, sum of the lower bounds that are known; NULL is unknown, not 0.';
COMMENT ON COLUMN mart.positions.seized_mid IS
    'News: accelerators seized, sum of the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.seized_high IS
    'News: accelerators seized, sum of the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.approval_used_units IS
    'Accelerators of import lines of this month that count for import approvals of this row, of whatever month.';
COMMENT ON COLUMN mart.positions.approval_remaining_text IS
    'What is left at the end of the month, for reading; ≥ where only a lower bound is known.';
COMMENT ON COLUMN mart.positions.approval_remaining_low IS
    'At the end of the month: all that was approved so far less what was used of it, by the lower bounds. NULL is '
    'unknown, not 0.';
COMMENT ON COLUMN mart.positions.approval_remaining_mid IS 'The same by the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.approval_remaining_high IS 'The same by the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.licence_used_units IS
    'Accelerators of export lines of this month that count for export licences of this row, of whatever month.';
COMMENT ON COLUMN mart.positions.licence_remaining_text IS
    'What is left at the end of the month, for reading; ≥ where only a lower bound is known.';
COMMENT ON COLUMN mart.positions.licence_remaining_low IS
    'At the end of the month: all that was licensed so far less what was used of it, by the lower bounds. NULL is '
    'unknown, not 0.';
COMMENT ON COLUMN mart.positions.licence_remaining_mid IS 'The same by the central values; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.licence_remaining_high IS 'The same by the upper bounds; NULL if one is unknown.';
COMMENT ON COLUMN mart.positions.claim_count IS 'Number of claim groups behind the row.';
COMMENT ON COLUMN mart.positions.line_count IS 'Number of customs lines behind the row.';
