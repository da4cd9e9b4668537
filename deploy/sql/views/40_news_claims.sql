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
    c.method_version
FROM pipeline.active_version v
JOIN event.news_claim c ON c.catalogue_version = v.catalogue_version AND c.method_version = v.method_version
JOIN event.news_event e ON e.event_id = c.event_id
LEFT JOIN event.capacity_estimate x ON x.event_id = c.event_id AND x.claim_ordinal = c.ordinal
    AND x.catalogue_version = c.catalogue_version AND x.method_version = c.method_version
LEFT JOIN reference.accelerators a ON a.catalogue_version = c.catalogue_version AND a.key = x.product_key
WHERE NOT e.cancelled AND e.op = 'upsert';

COMMENT ON VIEW mart.news_claims IS
    'Grain: one claim of one article in its current version. Several articles tell of the same act: count or take '
    'the greatest, never sum.';
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
