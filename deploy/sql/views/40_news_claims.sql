-- What articles claim, with the capacity that each claim stands for.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.news_claims AS
SELECT
    e.event_id,
    c.ordinal AS claim_ordinal,
    x.ordinal AS estimate_ordinal,
    (e.published_at AT TIME ZONE 'UTC')::date AS published_date,
    e.published_at,
    e.source,
    e.title,
    e.url,
    e.language,
    c.action,
    c.modality,
    x.stage,
    c.product AS product_slug,
    a.model AS product_name,
    c.product_text,
    mart.range_text(c.quantity_low, c.quantity_mid, c.quantity_high) AS quantity_text,
    c.quantity_unit,
    c.quantity_unit_text,
    c.quantity_form,
    c.quantity_low,
    c.quantity_mid,
    c.quantity_high,
    c.actor,
    c.from_country AS from_country_code,
    c.to_country AS to_country_code,
    (SELECT string_agg(o.name || coalesce(' (' || o.role || ')', ''), '; ' ORDER BY o.place)
     FROM unnest(c.org, c.org_role) WITH ORDINALITY AS o (name, role, place)) AS organisations,
    c.source_class,
    c.evidence,
    c.rule AS extraction_rule,
    c.confidence AS confidence_ratio,
    x.control_class,
    mart.range_text(x.chips_low, x.chips_mid, x.chips_high) AS chips_text,
    x.chips_low,
    x.chips_mid,
    x.chips_high,
    x.h100e_low,
    x.h100e_mid,
    x.h100e_high,
    x.bf16_eflops_low,
    x.bf16_eflops_mid,
    x.bf16_eflops_high,
    x.fp8_eflops_low,
    x.fp8_eflops_mid,
    x.fp8_eflops_high,
    x.hbm_pb_low,
    x.hbm_pb_mid,
    x.hbm_pb_high,
    x.memory_bandwidth_pbs_low,
    x.memory_bandwidth_pbs_mid,
    x.memory_bandwidth_pbs_high,
    x.chip_power_mw_low,
    x.chip_power_mw_mid,
    x.chip_power_mw_high,
    x.facility_power_mw_low,
    x.facility_power_mw_mid,
    x.facility_power_mw_high,
    x.tpp_low,
    x.tpp_mid,
    x.tpp_high,
    x.units_reason,
    array_to_string(e.flags || coalesce(x.flags, '{}'), '; ') AS flags,
    to_timestamp(e.revision / 1000.0) AS revised_at,
    e.raw_ref,
    e.kafka_topic,
    e.kafka_partition,
    e.kafka_offset,
    e.ingested_at,
    c.catalogue_version,
    c.method_version,
    (SELECT g.event_id || ':' || g.ordinal FROM pipeline.claim_member g
     WHERE g.begins_group AND g.claim_key = m.claim_key AND g.catalogue_version = m.catalogue_version
        AND g.method_version = m.method_version
        AND (g.item_at, g.event_id, g.ordinal) <= (m.item_at, m.event_id, m.ordinal)
     ORDER BY g.item_at DESC, g.event_id DESC, g.ordinal DESC LIMIT 1) AS claim_group,
    s.head_id AS story_id,
    nullif(k.head_id, e.event_id) AS copy_of,
    c.credited_outlet,
    c.actor_country AS actor_country_code,
    array_to_string(c.via_country, '; ') AS via_country_codes,
    c.quantity_per,
    c.event_date,
    c.event_date_precision,
    coalesce(c.credited_outlet, f.outlet, e.source) AS outlet
FROM pipeline.active_version v
JOIN event.news_claim c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
JOIN event.news_event e ON e.event_id = c.event_id
LEFT JOIN event.capacity_estimate x ON x.event_id = c.event_id AND x.claim_ordinal = c.ordinal
    AND x.catalogue_version = c.catalogue_version AND x.method_version = c.method_version
LEFT JOIN pipeline.claim_member m ON m.event_id = c.event_id AND m.ordinal = c.ordinal
    AND m.catalogue_version = c.catalogue_version AND m.method_version = c.method_version
LEFT JOIN pipeline.news_member s ON s.kind = 'story' AND s.event_id = e.event_id
LEFT JOIN pipeline.news_member k ON k.kind = 'copy' AND k.event_id = e.event_id
-- A copy is no second source: whoever credits nobody has it from where the oldest text of the story has it.
LEFT JOIN event.news_fingerprint f ON f.event_id = coalesce(s.head_id, e.event_id)
LEFT JOIN reference.accelerators a ON a.catalogue_version = c.catalogue_version AND a.key = x.product_key
WHERE NOT e.cancelled AND e.op = 'upsert';

COMMENT ON VIEW mart.news_claims IS
    'Grain: one claim of one article in its current version. Several articles tell of the same act: count by claim_group, '
    'or take the greatest, never sum.';
COMMENT ON COLUMN mart.news_claims.event_id IS 'Identity of the article; the same for all its versions.';
COMMENT ON COLUMN mart.news_claims.claim_ordinal IS 'Number of the claim in its text, from 1.';
COMMENT ON COLUMN mart.news_claims.estimate_ordinal IS
    'Number of the estimate that belongs to the claim; NULL where the claim allows none.';
COMMENT ON COLUMN mart.news_claims.published_date IS 'Day of publication, UTC.';
COMMENT ON COLUMN mart.news_claims.published_at IS 'When the source says that it was published, UTC.';
COMMENT ON COLUMN mart.news_claims.source IS 'Name of the source.';
COMMENT ON COLUMN mart.news_claims.title IS 'Headline.';
COMMENT ON COLUMN mart.news_claims.url IS 'Address of the article.';
COMMENT ON COLUMN mart.news_claims.language IS 'Language of the text, BCP 47.';
COMMENT ON COLUMN mart.news_claims.action IS 'The act claimed: approve, license, restrict, deny, order, ship ...';
COMMENT ON COLUMN mart.news_claims.modality IS
    'How far the text stands by it: asserted, reported, planned, considered or denied. A denied claim says that the '
    'act did not take place.';
COMMENT ON COLUMN mart.news_claims.stage IS
    'Stage of the goods that the claim tells of, for example import_approved. Stages of the same goods are never '
    'added up.';
COMMENT ON COLUMN mart.news_claims.product_slug IS 'Slug of the product family, or key of the catalogue.';
COMMENT ON COLUMN mart.news_claims.product_name IS 'Model behind the figures.';
COMMENT ON COLUMN mart.news_claims.product_text IS 'The words that name the product.';
COMMENT ON COLUMN mart.news_claims.quantity_text IS
    'The quantity for reading: ≥ 400,000 where the text says more than 400,000.';
COMMENT ON COLUMN mart.news_claims.quantity_unit IS 'Unit of the quantity: chips, servers, usd, wafers or other.';
COMMENT ON COLUMN mart.news_claims.quantity_unit_text IS 'The words that name the unit.';
COMMENT ON COLUMN mart.news_claims.quantity_form IS
    'How it is stated: exact, about, at_least, at_most, range or vague.';
COMMENT ON COLUMN mart.news_claims.quantity_low IS
    'Lower bound of the quantity in quantity_unit; NULL where the text gives none.';
COMMENT ON COLUMN mart.news_claims.quantity_mid IS
    'Stated or approximate quantity in quantity_unit; NULL where the text gives only bounds.';
COMMENT ON COLUMN mart.news_claims.quantity_high IS
    'Upper bound of the quantity in quantity_unit; NULL where the text gives none.';
COMMENT ON COLUMN mart.news_claims.actor IS 'Who does the act.';
COMMENT ON COLUMN mart.news_claims.from_country_code IS 'Where the goods are said to leave from, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.news_claims.to_country_code IS
    'Stated destination or nationality of the buyer, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.news_claims.organisations IS 'Other organisations with their roles, separated by semicolons.';
COMMENT ON COLUMN mart.news_claims.source_class IS
    'On whom the text rests the claim: official, court, named, anonymous, media ...';
COMMENT ON COLUMN mart.news_claims.evidence IS 'The words of the text that say so.';
COMMENT ON COLUMN mart.news_claims.extraction_rule IS 'Name of the rule that found the claim.';
COMMENT ON COLUMN mart.news_claims.confidence_ratio IS 'Probability that the claim is what the text says, 0..1.';
COMMENT ON COLUMN mart.news_claims.control_class IS
    'US export control class of the product on the day of publication; none where no control applies.';
COMMENT ON COLUMN mart.news_claims.chips_text IS
    'Number of accelerators for reading: ≥ 400,000 where only a lower bound is known.';
COMMENT ON COLUMN mart.news_claims.chips_low IS 'Accelerators, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.chips_high IS 'Accelerators, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.h100e_low IS
    'H100-equivalents by peak dense 8-bit throughput, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.h100e_mid IS
    'H100-equivalents by peak dense 8-bit throughput, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.h100e_high IS
    'H100-equivalents by peak dense 8-bit throughput, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.bf16_eflops_low IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), lower bound (5th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.news_claims.bf16_eflops_mid IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.bf16_eflops_high IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), upper bound (95th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.news_claims.fp8_eflops_low IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), lower bound (5th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.news_claims.fp8_eflops_mid IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.fp8_eflops_high IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), upper bound (95th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.news_claims.hbm_pb_low IS
    'Memory of the accelerators, PB (1e15 bytes), lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.hbm_pb_mid IS
    'Memory of the accelerators, PB (1e15 bytes), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.hbm_pb_high IS
    'Memory of the accelerators, PB (1e15 bytes), upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.memory_bandwidth_pbs_low IS
    'Memory bandwidth, PB/s (1e15 bytes a second), lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.memory_bandwidth_pbs_mid IS
    'Memory bandwidth, PB/s (1e15 bytes a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.memory_bandwidth_pbs_high IS
    'Memory bandwidth, PB/s (1e15 bytes a second), upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.chip_power_mw_low IS
    'Thermal design power of the accelerators, MW, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.chip_power_mw_mid IS
    'Thermal design power of the accelerators, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.chip_power_mw_high IS
    'Thermal design power of the accelerators, MW, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.tpp_low IS
    'Total processing performance, TPP, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.tpp_mid IS
    'Total processing performance, TPP, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.tpp_high IS
    'Total processing performance, TPP, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.news_claims.units_reason IS 'How the number of accelerators was reached, in words.';
COMMENT ON COLUMN mart.news_claims.flags IS
    'What was noticed while reading and estimating, as stable words separated by semicolons.';
COMMENT ON COLUMN mart.news_claims.revised_at IS
    'Lineage: when the source made this version, else when it was observed, UTC.';
COMMENT ON COLUMN mart.news_claims.raw_ref IS 'Lineage: file and line, or offset, where it stood.';
COMMENT ON COLUMN mart.news_claims.kafka_topic IS 'Lineage: Kafka topic of the message that brought the row.';
COMMENT ON COLUMN mart.news_claims.kafka_partition IS 'Lineage: partition of that message.';
COMMENT ON COLUMN mart.news_claims.kafka_offset IS 'Lineage: offset of that message.';
COMMENT ON COLUMN mart.news_claims.ingested_at IS 'Lineage: when the row was written, UTC.';
COMMENT ON COLUMN mart.news_claims.catalogue_version IS
    'Version of the reference data behind the figures: the hash of its content.';
COMMENT ON COLUMN mart.news_claims.method_version IS 'Version of the formulas, rules and lexicon behind the figures.';
COMMENT ON COLUMN mart.news_claims.claim_group IS
    'The group of claims on the same act, named after the first of them (event_id:ordinal): see mart.claim_groups. NULL '
    'for some seconds after the row was written.';
COMMENT ON COLUMN mart.news_claims.story_id IS
    'The oldest article of which this one is a copy or near copy, at any remove: see mart.news_stories. NULL for some '
    'seconds after the row was written.';
COMMENT ON COLUMN mart.news_claims.copy_of IS
    'The oldest article with the same text or address; NULL where there is none older.';
COMMENT ON COLUMN mart.news_claims.credited_outlet IS
    'The outlet whose report the text rests the claim on, where it names another than its own.';
COMMENT ON COLUMN mart.news_claims.actor_country_code IS
    'Country of the authority or state that does the act, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.news_claims.via_country_codes IS
    'Countries through which the goods are said to go, ISO 3166 alpha-2, separated by semicolons.';
COMMENT ON COLUMN mart.news_claims.quantity_per IS
    'The period in which the quantity comes again: year, quarter, month, week; NULL for a total.';
COMMENT ON COLUMN mart.news_claims.event_date IS 'The first day on which the act is said to happen.';
COMMENT ON COLUMN mart.news_claims.event_date_precision IS
    'How exactly event_date is stated: day, month, quarter, half, year.';
COMMENT ON COLUMN mart.news_claims.outlet IS
    'Who is counted for the claim: credited_outlet, else the outlet that the oldest text of the story credits, else that '
    'text''s source.';
