-- What the rules say: of every product on every way, of one that is asked for, and of every line and claim that is stored.

SET ROLE chipwatch_owner;

-- The version is a subquery, not a join, so that each table is asked by its key, whatever is known of their sizes.
CREATE OR REPLACE VIEW mart.rule_regimes AS
SELECT r.regime, r.regime_ordinal, r.default_outcome, r.uses_from, r.uses_to, r.uses_headquarters
FROM reference.rule_regimes r
WHERE r.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version);

COMMENT ON VIEW mart.rule_regimes IS
    'Grain: one regime, a body of rules that is asked by itself. Regimes are beside each other: goods may be not_controlled '
    'by one and need a licence by another.';
COMMENT ON COLUMN mart.rule_regimes.regime IS
    'export_control (US), letters_2025 (limits of letters to makers), window_2026 (91 FR 1684), tariff_232 (on entry into '
    'the US), import (what the destination lets in), guidance (presumptions), proposed (bills, never law).';
COMMENT ON COLUMN mart.rule_regimes.regime_ordinal IS 'Order for reading, from 1.';
COMMENT ON COLUMN mart.rule_regimes.default_outcome IS 'Its outcome where none of its rules applies.';
COMMENT ON COLUMN mart.rule_regimes.uses_from IS 'Whether the country of dispatch matters to it.';
COMMENT ON COLUMN mart.rule_regimes.uses_to IS 'Whether the destination matters to it.';
COMMENT ON COLUMN mart.rule_regimes.uses_headquarters IS 'Whether the seat of the buyer or its parent matters to it.';

CREATE OR REPLACE VIEW mart.route_classes AS
SELECT c.country_code, c.from_class, c.to_class, c.headquarters_class
FROM reference.route_classes c
WHERE c.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version);

COMMENT ON VIEW mart.route_classes IS
    'Grain: one country, with what it is to the rules. A country that has no row is of the class other, one that is not '
    'stated of the class unknown.';
COMMENT ON COLUMN mart.route_classes.country_code IS 'Country, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.route_classes.from_class IS 'As the place of dispatch: US or other.';
COMMENT ON COLUMN mart.route_classes.to_class IS
    'As the destination: the first country of those that all rules treat alike, or other.';
COMMENT ON COLUMN mart.route_classes.headquarters_class IS
    'As the seat of the buyer or its parent: the first country of those that all rules treat alike, or other.';

CREATE OR REPLACE VIEW mart.rule_outcomes AS
SELECT o.product, o.regime, o.from_class, o.to_class, o.headquarters_class, o.valid_from, o.valid_to, o.outcome,
    o.outcome IS NULL AS is_undecided, o.rule_key, o.citation, o.rule_status, o.reason, o.question
FROM reference.rule_outcomes o
WHERE o.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version);

COMMENT ON VIEW mart.rule_outcomes IS
    'Grain: one product, regime, way (classes of countries) and period. Where nothing holds for such goods there is no '
    'row, and the outcome is default_outcome of mart.rule_regimes. To ask one question take mart.legal_outcome().';
COMMENT ON COLUMN mart.rule_outcomes.product IS
    'Key of an accelerator, slug of a family, or unknown for goods of which nothing is known.';
COMMENT ON COLUMN mart.rule_outcomes.regime IS 'See mart.rule_regimes.';
COMMENT ON COLUMN mart.rule_outcomes.from_class IS 'See mart.route_classes; any where it does not matter.';
COMMENT ON COLUMN mart.rule_outcomes.to_class IS 'See mart.route_classes; any where it does not matter.';
COMMENT ON COLUMN mart.rule_outcomes.headquarters_class IS 'See mart.route_classes; any where it does not matter.';
COMMENT ON COLUMN mart.rule_outcomes.valid_from IS 'First day; -infinity if it was always so.';
COMMENT ON COLUMN mart.rule_outcomes.valid_to IS 'Last day; infinity if no end is known.';
COMMENT ON COLUMN mart.rule_outcomes.outcome IS 'What the regime says; NULL: undecided, see reason.';
COMMENT ON COLUMN mart.rule_outcomes.is_undecided IS 'Whether it depends on something that is not known.';
COMMENT ON COLUMN mart.rule_outcomes.rule_key IS 'The rule that decides; NULL where none does.';
COMMENT ON COLUMN mart.rule_outcomes.citation IS 'Where that rule is written.';
COMMENT ON COLUMN mart.rule_outcomes.rule_status IS 'Its status: in_force; proposed in the regime of that name.';
COMMENT ON COLUMN mart.rule_outcomes.reason IS 'Why, with the figures compared, or what is not known.';
COMMENT ON COLUMN mart.rule_outcomes.question IS
    'Product, regime and the three classes, separated by spaces: joins by this one column are fast.';

CREATE OR REPLACE VIEW mart.rule_products AS
SELECT a.key AS product
FROM reference.accelerators a
WHERE a.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version)
UNION
SELECT f.slug
FROM reference.product_families f
WHERE f.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version);

COMMENT ON VIEW mart.rule_products IS
    'Grain: one product that rules can be asked for: what else it may be called is product unknown to them.';
COMMENT ON COLUMN mart.rule_products.product IS 'Key of an accelerator or slug of a family.';

-- Reads views only, so that whoever reads mart may call it.
CREATE OR REPLACE FUNCTION mart.legal_outcome(product text, from_country_code text, to_country_code text,
    headquarters_country_code text, day date)
    RETURNS TABLE (regime text, outcome text, is_undecided boolean, rule_key text, citation text, rule_status text,
        reason text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH question AS (
        SELECT coalesce((SELECT p.product FROM mart.rule_products p WHERE p.product = $1), 'unknown') AS product,
            coalesce((SELECT c.from_class FROM mart.route_classes c WHERE c.country_code = $2),
                CASE WHEN $2 IS NULL THEN 'unknown' ELSE 'other' END) AS from_class,
            coalesce((SELECT c.to_class FROM mart.route_classes c WHERE c.country_code = $3),
                CASE WHEN $3 IS NULL THEN 'unknown' ELSE 'other' END) AS to_class,
            coalesce((SELECT c.headquarters_class FROM mart.route_classes c WHERE c.country_code = coalesce($4, $3)),
                CASE WHEN coalesce($4, $3) IS NULL THEN 'unknown' ELSE 'other' END) AS headquarters_class)
    SELECT g.regime,
        CASE WHEN u.is_undated OR o.product IS NOT NULL THEN o.outcome ELSE g.default_outcome END,
        u.is_undated OR coalesce(o.is_undecided, false),
        o.rule_key, o.citation, o.rule_status,
        CASE WHEN u.is_undated THEN 'not known: the day'
            ELSE coalesce(o.reason, 'no rule of this regime holds for these goods on this way on this day') END
    FROM question q
    CROSS JOIN mart.rule_regimes g
    CROSS JOIN LATERAL (SELECT
        CASE WHEN g.uses_from THEN q.from_class ELSE 'any' END AS from_class,
        CASE WHEN g.uses_to THEN q.to_class ELSE 'any' END AS to_class,
        CASE WHEN g.uses_headquarters THEN q.headquarters_class ELSE 'any' END AS headquarters_class) w
    LEFT JOIN mart.rule_outcomes o ON o.product = q.product AND o.regime = g.regime AND o.from_class = w.from_class
        AND o.to_class = w.to_class AND o.headquarters_class = w.headquarters_class
        AND (day BETWEEN o.valid_from AND o.valid_to
            OR (day IS NULL AND o.valid_from = '-infinity' AND o.valid_to = 'infinity'))
    CROSS JOIN LATERAL (SELECT day IS NULL AND o.product IS NULL AND EXISTS (
        SELECT FROM mart.rule_outcomes p WHERE p.product = q.product AND p.regime = g.regime
            AND p.from_class = w.from_class AND p.to_class = w.to_class
            AND p.headquarters_class = w.headquarters_class AND p.outcome IS DISTINCT FROM g.default_outcome)
        AS is_undated) u
    ORDER BY g.regime_ordinal;
END;
COMMENT ON FUNCTION mart.legal_outcome(text, text, text, text, date) IS
    'What each regime says of a product (key or slug) on a way on a day; NULL for what is not stated. A seat that is not '
    'stated is taken to be in the destination. outcome NULL: undecided, and reason says why.';

-- What is asked of the rules, for the views that answer and for those that say what a change touches.
CREATE OR REPLACE VIEW pipeline.legal_subject AS
WITH goods AS (
    SELECT x.event_id, x.ordinal, x.event_record, x.claim_ordinal, x.event_date, x.product_slug, x.product_key,
        x.from_country, x.to_country, x.buyer_country, x.stage, x.chips_low, x.chips_mid, x.chips_high,
        x.catalogue_version, x.method_version
    FROM event.capacity_estimate x
    JOIN event.customs_event e ON e.event_id = x.event_id
    WHERE x.event_record = 'customs_event' AND x.units_rule IS DISTINCT FROM 'accessory'
        AND x.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version)
        AND x.method_version = (SELECT method_version FROM pipeline.active_version)
        AND NOT e.cancelled AND e.op = 'upsert'
    UNION ALL
    SELECT c.event_id, x.ordinal, 'news_event', c.ordinal,
        CASE WHEN c.event_date_precision = 'day' THEN c.event_date ELSE (e.published_at AT TIME ZONE 'UTC')::date END,
        coalesce(x.product_slug, c.product), x.product_key, c.from_country, c.to_country, x.buyer_country, x.stage,
        x.chips_low, x.chips_mid, x.chips_high, c.catalogue_version, c.method_version
    FROM event.news_claim c
    JOIN event.news_event e ON e.event_id = c.event_id
    LEFT JOIN event.capacity_estimate x ON x.event_id = c.event_id AND x.claim_ordinal = c.ordinal
        AND x.catalogue_version = c.catalogue_version AND x.method_version = c.method_version
    WHERE x.units_rule IS DISTINCT FROM 'accessory'
        AND c.catalogue_version = (SELECT catalogue_version FROM pipeline.active_version)
        AND c.method_version = (SELECT method_version FROM pipeline.active_version)
        AND NOT e.cancelled AND e.op = 'upsert'
)
SELECT x.event_id, x.ordinal, x.event_record, x.event_date, x.product_slug, x.from_country, x.to_country, x.stage,
    x.chips_low, x.chips_mid, x.chips_high, coalesce(k.product, s.product, 'unknown') AS product,
    CASE WHEN x.from_country IS NULL THEN 'unknown' ELSE coalesce(f.from_class, 'other') END AS from_class,
    CASE WHEN x.to_country IS NULL THEN 'unknown' ELSE coalesce(t.to_class, 'other') END AS to_class,
    CASE WHEN coalesce(x.buyer_country, x.to_country) IS NULL THEN 'unknown'
        ELSE coalesce(h.headquarters_class, 'other') END AS headquarters_class,
    x.claim_ordinal, x.product_key, x.buyer_country, x.catalogue_version, x.method_version
FROM goods x
LEFT JOIN mart.rule_products k ON k.product = x.product_key
LEFT JOIN mart.rule_products s ON s.product = x.product_slug
LEFT JOIN mart.route_classes f ON f.country_code = x.from_country
LEFT JOIN mart.route_classes t ON t.country_code = x.to_country
LEFT JOIN mart.route_classes h ON h.country_code = coalesce(x.buyer_country, x.to_country);
COMMENT ON VIEW pipeline.legal_subject IS
    'Customs lines and claims, with or without an estimate, of the active version, with what their product and way are to '
    'the rules.';

-- Each question is one text, which the planner can hash.
CREATE OR REPLACE VIEW mart.legal_outcomes AS
SELECT
    x.event_id,
    x.ordinal AS estimate_ordinal,
    x.event_record,
    x.claim_ordinal,
    x.event_date,
    x.product_slug,
    x.product_key,
    x.from_country AS from_country_code,
    x.to_country AS to_country_code,
    x.buyer_country AS buyer_country_code,
    x.stage,
    g.regime,
    CASE WHEN u.is_undated OR o.question IS NOT NULL THEN o.outcome ELSE g.default_outcome END AS outcome,
    u.is_undated OR (o.question IS NOT NULL AND o.outcome IS NULL) AS is_undecided,
    o.rule_key,
    o.citation,
    o.rule_status,
    CASE WHEN u.is_undated THEN 'not known: the day'
        ELSE coalesce(o.reason, 'no rule of this regime holds for these goods on this way on this day') END AS reason,
    CASE WHEN n.question IS NOT NULL THEN n.outcome ELSE g.default_outcome END AS today_outcome,
    n.question IS NOT NULL AND n.outcome IS NULL AS today_is_undecided,
    n.rule_key AS today_rule_key,
    n.citation AS today_citation,
    n.rule_status AS today_rule_status,
    coalesce(n.reason, 'no rule of this regime holds for these goods on this way on this day') AS today_reason,
    CASE WHEN u.is_undated OR o.question IS NOT NULL THEN o.outcome ELSE g.default_outcome END IS DISTINCT FROM
        CASE WHEN n.question IS NOT NULL THEN n.outcome ELSE g.default_outcome END AS is_changed,
    x.catalogue_version,
    x.method_version
FROM pipeline.legal_subject x
CROSS JOIN mart.rule_regimes g
CROSS JOIN LATERAL (SELECT concat_ws(' ', x.product, g.regime, CASE WHEN g.uses_from THEN x.from_class ELSE 'any' END,
    CASE WHEN g.uses_to THEN x.to_class ELSE 'any' END,
    CASE WHEN g.uses_headquarters THEN x.headquarters_class ELSE 'any' END) AS question) q
LEFT JOIN mart.rule_outcomes o ON o.question = q.question
    AND (x.event_date BETWEEN o.valid_from AND o.valid_to
        OR (x.event_date IS NULL AND o.valid_from = '-infinity' AND o.valid_to = 'infinity'))
LEFT JOIN mart.rule_outcomes n ON n.question = q.question AND current_date BETWEEN n.valid_from AND n.valid_to
CROSS JOIN LATERAL (SELECT CASE WHEN x.event_date IS NULL AND o.question IS NULL THEN q.question IN (
    SELECT p.question FROM mart.rule_outcomes p JOIN mart.rule_regimes r ON r.regime = p.regime
    WHERE p.outcome IS DISTINCT FROM r.default_outcome) ELSE false END AS is_undated) u;

COMMENT ON VIEW mart.legal_outcomes IS
    'Grain: one estimate of one customs line, or one claim of an article with or without an estimate, and one regime. What '
    'the rules said on its own day, and what they say today. Figures and ways decide, not facts that no line states: who '
    'is listed, for what the goods are used, which licences were granted. Goods that only fit accelerators are left out.';
COMMENT ON COLUMN mart.legal_outcomes.event_id IS 'Identity of the line or article.';
COMMENT ON COLUMN mart.legal_outcomes.estimate_ordinal IS
    'Number of the estimate of its event, from 1; NULL where a claim allows none, for want of a quantity or product.';
COMMENT ON COLUMN mart.legal_outcomes.event_record IS 'customs_event or news_event.';
COMMENT ON COLUMN mart.legal_outcomes.claim_ordinal IS 'Of an article: number of the claim, see mart.news_claims.';
COMMENT ON COLUMN mart.legal_outcomes.event_date IS
    'Its own day: of the declaration or the end of the period; of a claim the day of the act, where the text states one, '
    'else that of publication, UTC.';
COMMENT ON COLUMN mart.legal_outcomes.product_slug IS 'Slug of the product family.';
COMMENT ON COLUMN mart.legal_outcomes.product_key IS 'Key of the accelerator; asked for before the slug.';
COMMENT ON COLUMN mart.legal_outcomes.from_country_code IS 'Country of dispatch, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.legal_outcomes.to_country_code IS 'Destination, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.legal_outcomes.buyer_country_code IS
    'Where the buyers have their seat; not stated: taken to be in the destination.';
COMMENT ON COLUMN mart.legal_outcomes.stage IS
    'How far the goods have come; stages are never added up. NULL of a claim without an estimate.';
COMMENT ON COLUMN mart.legal_outcomes.regime IS 'See mart.rule_regimes.';
COMMENT ON COLUMN mart.legal_outcomes.outcome IS 'What the regime said on event_date; NULL: undecided, see reason.';
COMMENT ON COLUMN mart.legal_outcomes.is_undecided IS 'Whether that depends on something that is not known.';
COMMENT ON COLUMN mart.legal_outcomes.rule_key IS 'The rule that decided on event_date; NULL where none did.';
COMMENT ON COLUMN mart.legal_outcomes.citation IS 'Where that rule is written.';
COMMENT ON COLUMN mart.legal_outcomes.rule_status IS 'Its status: in_force; proposed in the regime of that name.';
COMMENT ON COLUMN mart.legal_outcomes.reason IS 'Why, with the figures compared, or what is not known.';
COMMENT ON COLUMN mart.legal_outcomes.today_outcome IS 'What the regime says of the same today; NULL: undecided.';
COMMENT ON COLUMN mart.legal_outcomes.today_is_undecided IS 'Whether that depends on something that is not known.';
COMMENT ON COLUMN mart.legal_outcomes.today_rule_key IS 'The rule that decides today; NULL where none does.';
COMMENT ON COLUMN mart.legal_outcomes.today_citation IS 'Where that rule is written.';
COMMENT ON COLUMN mart.legal_outcomes.today_rule_status IS 'Its status.';
COMMENT ON COLUMN mart.legal_outcomes.today_reason IS 'Why, with the figures compared, or what is not known.';
COMMENT ON COLUMN mart.legal_outcomes.is_changed IS
    'Whether today''s outcome differs from that of event_date; undecided differs from every outcome.';
COMMENT ON COLUMN mart.legal_outcomes.catalogue_version IS 'Version of the reference data.';
COMMENT ON COLUMN mart.legal_outcomes.method_version IS 'Version of the method.';
