-- What changed when: rules by the catalogue, acts of authorities by the news.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.regulatory_timeline AS
WITH rule AS (
    SELECT r.*, CASE WHEN r.effective_from ~ '^\d{4}-\d\d-\d\d$' THEN r.effective_from::date END AS first_day,
        CASE WHEN r.effective_to ~ '^\d{4}-\d\d-\d\d$' THEN r.effective_to::date END AS last_day
    FROM pipeline.active_version v
    JOIN reference.rules r ON r.catalogue_version = v.catalogue_version
)
SELECT
    c.changed_date,
    c.change,
    'rule' AS evidence_kind,
    r.rule_key || ':' || c.change AS change_key,
    r.authority,
    NULL AS authority_country_code,
    r.rule_key,
    r.citation,
    r.status AS rule_status,
    r.regime,
    r.products,
    r.applies_to,
    NULL AS destination_country_code,
    concat_ws(' ', r.metric, r.operator, r.threshold, r.unit) AS quantity_text,
    NULL::double precision AS quantity_low,
    NULL::double precision AS quantity_mid,
    NULL::double precision AS quantity_high,
    NULL AS quantity_unit,
    r.clause AS evidence,
    NULL AS modality,
    NULL AS source_class,
    NULL::bigint AS outlet_count,
    NULL AS outlets,
    NULL AS title,
    NULL AS url,
    r.note
FROM rule r
CROSS JOIN LATERAL (
    SELECT r.first_day AS changed_date, CASE r.status WHEN 'in_force' THEN 'came_into_force' ELSE r.status END AS change
  UNION ALL
    SELECT r.last_day + 1, CASE r.status WHEN 'in_force' THEN 'ended' ELSE r.status || '_ended' END
    WHERE r.last_day IS NOT NULL) c
UNION ALL
SELECT (g.first_seen_at AT TIME ZONE 'UTC')::date, g.action, 'news', g.claim_group, g.actor, g.actor_country_code, NULL, NULL,
    NULL, NULL, g.product_slug, NULL, g.to_country_code, g.quantities_text, g.quantity_low, g.quantity_mid, g.quantity_high,
    g.quantity_unit, g.evidence, g.modality, g.source_class, g.outlet_count, g.outlets, g.title, g.url, NULL
FROM mart.claim_groups g
WHERE g.action IN ('approve', 'license', 'restrict', 'deny', 'suspend', 'resume') AND g.actor_country_code IS NOT NULL
    AND g.modality <> 'denied';

COMMENT ON VIEW mart.regulatory_timeline IS
    'Grain: one dated change of one rule of the catalogue, or one act of an authority that news tell of, however many '
    'articles tell it. A rule and the news of it are two rows.';
COMMENT ON COLUMN mart.regulatory_timeline.changed_date IS
    'Day of the change: the first day of the new state; of an act in the news the day of the first article, UTC. NULL '
    'for proposals without a date.';
COMMENT ON COLUMN mart.regulatory_timeline.change IS
    'Rules: came_into_force, ended, suspended, suspended_ended, not_enforced, proposed, unknown (what holds was not '
    'found). News: approve, license, restrict, deny, suspend, resume.';
COMMENT ON COLUMN mart.regulatory_timeline.evidence_kind IS 'rule: a row of the catalogue; news: a claim group.';
COMMENT ON COLUMN mart.regulatory_timeline.change_key IS 'Name of the change: rule and change, or the claim group.';
COMMENT ON COLUMN mart.regulatory_timeline.authority IS 'Who made the rule, or does the act.';
COMMENT ON COLUMN mart.regulatory_timeline.authority_country_code IS
    'News: country of the authority, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.regulatory_timeline.rule_key IS 'Rules: key in the catalogue.';
COMMENT ON COLUMN mart.regulatory_timeline.citation IS 'Rules: where it is published.';
COMMENT ON COLUMN mart.regulatory_timeline.rule_status IS
    'Rules: status from effective_from on: in_force, suspended, not_enforced, proposed, unknown.';
COMMENT ON COLUMN mart.regulatory_timeline.regime IS
    'Rules: body of rules that it belongs to; NULL where it is no rule by which single goods are judged.';
COMMENT ON COLUMN mart.regulatory_timeline.products IS
    'Products concerned, separated by semicolons or bars, where they are named; NULL for rules that go by figures.';
COMMENT ON COLUMN mart.regulatory_timeline.applies_to IS 'Rules: ways and parties that it applies to.';
COMMENT ON COLUMN mart.regulatory_timeline.destination_country_code IS
    'News: destination of the goods, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.regulatory_timeline.quantity_text IS
    'Rules: metrics, operators and thresholds with units. News: the numbers told, with outlets in brackets.';
COMMENT ON COLUMN mart.regulatory_timeline.quantity_low IS
    'News: lower bound of the number most told, in quantity_unit.';
COMMENT ON COLUMN mart.regulatory_timeline.quantity_mid IS 'News: central value of the number most told.';
COMMENT ON COLUMN mart.regulatory_timeline.quantity_high IS 'News: upper bound of the number most told.';
COMMENT ON COLUMN mart.regulatory_timeline.quantity_unit IS 'News: unit of the quantity.';
COMMENT ON COLUMN mart.regulatory_timeline.evidence IS 'Rules: the clause. News: the words of the first claim.';
COMMENT ON COLUMN mart.regulatory_timeline.modality IS
    'News: the strongest of the claims: asserted, reported, planned or considered. Acts that all claims deny are left '
    'out.';
COMMENT ON COLUMN mart.regulatory_timeline.source_class IS 'News: on whom the strongest claim rests.';
COMMENT ON COLUMN mart.regulatory_timeline.outlet_count IS 'News: number of independent outlets that tell it.';
COMMENT ON COLUMN mart.regulatory_timeline.outlets IS 'News: the outlets, separated by semicolons.';
COMMENT ON COLUMN mart.regulatory_timeline.title IS 'News: headline of the first article.';
COMMENT ON COLUMN mart.regulatory_timeline.url IS 'News: address of the first article.';
COMMENT ON COLUMN mart.regulatory_timeline.note IS
    'Rules: what the catalogue notes; [P] by primary documents, [S] by the press.';
