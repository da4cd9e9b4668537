-- One row for each act that news tell of, however many articles tell it.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.claim_groups AS
SELECT
    g.claim_group,
    g.action,
    g.product_slug,
    g.actor,
    g.actor_country_code,
    g.to_country_code,
    g.first_seen_at,
    g.last_seen_at,
    g.claim_count,
    g.denied_count,
    g.article_count,
    g.story_count,
    g.outlet_count,
    g.denying_outlet_count,
    g.modality,
    g.source_class,
    q.quantities_text,
    coalesce(q.quantity_count, 0) AS quantity_count,
    q.quantity_low,
    q.quantity_mid,
    q.quantity_high,
    q.quantity_unit,
    q.quantity_per,
    g.outlets,
    g.languages,
    g.title,
    g.url,
    g.evidence
FROM (
    SELECT c.claim_group,
        min(c.action) AS action,
        min(c.product_slug) AS product_slug,
        (array_agg(c.actor ORDER BY c.place, c.event_id, c.claim_ordinal))[1] AS actor,
        min(c.actor_country_code) AS actor_country_code,
        min(c.to_country_code) AS to_country_code,
        min(c.place) AS first_seen_at,
        max(c.place) AS last_seen_at,
        count(*) AS claim_count,
        count(*) FILTER (WHERE c.modality = 'denied') AS denied_count,
        count(DISTINCT c.event_id) AS article_count,
        count(DISTINCT c.story_id) AS story_count,
        count(DISTINCT lower(btrim(c.outlet))) FILTER (WHERE c.modality <> 'denied') AS outlet_count,
        count(DISTINCT lower(btrim(c.outlet))) FILTER (WHERE c.modality = 'denied') AS denying_outlet_count,
        (ARRAY['asserted', 'reported', 'planned', 'considered', 'denied'])[min(array_position(
            ARRAY['asserted', 'reported', 'planned', 'considered', 'denied'], c.modality))] AS modality,
        (ARRAY['own', 'official', 'court', 'customs_data', 'named', 'analyst', 'media', 'anonymous', 'unstated'])[
            min(array_position(ARRAY['own', 'official', 'court', 'customs_data', 'named', 'analyst', 'media', 'anonymous',
                'unstated'], c.source_class))] AS source_class,
        string_agg(DISTINCT btrim(c.outlet), '; ') AS outlets,
        string_agg(DISTINCT c.language, '; ') AS languages,
        (array_agg(c.title ORDER BY c.place, c.event_id, c.claim_ordinal))[1] AS title,
        (array_agg(c.url ORDER BY c.place, c.event_id, c.claim_ordinal))[1] AS url,
        (array_agg(c.evidence ORDER BY c.place, c.event_id, c.claim_ordinal))[1] AS evidence
    FROM (SELECT *, coalesce(published_at, revised_at) AS place FROM mart.news_claims) c
    WHERE c.claim_group IS NOT NULL
    GROUP BY c.claim_group) g
LEFT JOIN (
    SELECT claim_group,
        string_agg(concat_ws(' ', quantity_text, quantity_unit, 'per ' || quantity_per, '(' || outlet_count || ')'), '; '
            ORDER BY variant_ordinal) AS quantities_text,
        count(*) AS quantity_count,
        min(quantity_low) FILTER (WHERE variant_ordinal = 1) AS quantity_low,
        min(quantity_mid) FILTER (WHERE variant_ordinal = 1) AS quantity_mid,
        min(quantity_high) FILTER (WHERE variant_ordinal = 1) AS quantity_high,
        min(quantity_unit) FILTER (WHERE variant_ordinal = 1) AS quantity_unit,
        min(quantity_per) FILTER (WHERE variant_ordinal = 1) AS quantity_per
    FROM mart.claim_group_quantities
    GROUP BY claim_group) q ON q.claim_group = g.claim_group;

COMMENT ON VIEW mart.claim_groups IS
    'Grain: one act that news tell of: claims of the same action, product, actor (of an authority or state: its country) '
    'and destination, each at most seven days after the one before. The quantity is no part of what makes a group: numbers '
    'that conflict stay side by side, in quantities_text and as rows of mart.claim_group_quantities. A group that goes on '
    'for long may tell of more than one act; its numbers then differ.';
COMMENT ON COLUMN mart.claim_groups.claim_group IS
    'Name of the group: event_id and ordinal of its first claim. It changes if an older claim is found.';
COMMENT ON COLUMN mart.claim_groups.action IS 'The act claimed.';
COMMENT ON COLUMN mart.claim_groups.product_slug IS 'Slug of the product family, or key of the catalogue.';
COMMENT ON COLUMN mart.claim_groups.actor IS 'Who does the act, as the first claim names it.';
COMMENT ON COLUMN mart.claim_groups.actor_country_code IS
    'Country of the authority or state that does the act, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.claim_groups.to_country_code IS
    'Stated destination or nationality of the buyer, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.claim_groups.first_seen_at IS 'When the first article was published, UTC.';
COMMENT ON COLUMN mart.claim_groups.last_seen_at IS 'When the last article was published, UTC.';
COMMENT ON COLUMN mart.claim_groups.claim_count IS 'Number of claims.';
COMMENT ON COLUMN mart.claim_groups.denied_count IS 'How many of them deny the act.';
COMMENT ON COLUMN mart.claim_groups.article_count IS 'Number of articles.';
COMMENT ON COLUMN mart.claim_groups.story_count IS 'Number of texts that are no copies or near copies of each other.';
COMMENT ON COLUMN mart.claim_groups.outlet_count IS
    'Independent outlets that tell of the act without denying it, each once: the outlet that an article credits, else that '
    'of the oldest text of which it is a copy, else its own.';
COMMENT ON COLUMN mart.claim_groups.denying_outlet_count IS 'The same, of those that deny it.';
COMMENT ON COLUMN mart.claim_groups.modality IS
    'The strongest of the claims: asserted, reported, planned, considered, denied.';
COMMENT ON COLUMN mart.claim_groups.source_class IS
    'On whom the strongest claim rests: own, official, court, customs_data, named, analyst, media, anonymous, unstated, '
    'in this order.';
COMMENT ON COLUMN mart.claim_groups.quantities_text IS
    'All numbers told, with their units and, in brackets, the number of independent outlets; most outlets first.';
COMMENT ON COLUMN mart.claim_groups.quantity_count IS 'How many different numbers are told; over 1 they conflict.';
COMMENT ON COLUMN mart.claim_groups.quantity_low IS 'Lower bound of the first of them, in quantity_unit.';
COMMENT ON COLUMN mart.claim_groups.quantity_mid IS 'Stated or approximate quantity of the first of them.';
COMMENT ON COLUMN mart.claim_groups.quantity_high IS 'Upper bound of the first of them.';
COMMENT ON COLUMN mart.claim_groups.quantity_unit IS 'Unit of the first of them: chips, servers, usd, wafers or other.';
COMMENT ON COLUMN mart.claim_groups.quantity_per IS 'Period of the first of them; NULL for a total.';
COMMENT ON COLUMN mart.claim_groups.outlets IS 'The outlets, also those that deny, separated by semicolons.';
COMMENT ON COLUMN mart.claim_groups.languages IS 'Languages of the articles, separated by semicolons.';
COMMENT ON COLUMN mart.claim_groups.title IS 'Headline of the first article.';
COMMENT ON COLUMN mart.claim_groups.url IS 'Address of the first article.';
COMMENT ON COLUMN mart.claim_groups.evidence IS 'The words of the first claim.';
