-- Estimates under every version of catalogue and method that there is: figures that were published can be had again.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.capacity_estimate_versions AS
SELECT
    x.catalogue_version,
    x.method_version,
    x.event_id,
    x.ordinal AS estimate_ordinal,
    x.event_record,
    x.claim_ordinal,
    x.event_date,
    x.product_slug,
    x.product_key,
    x.chips_low,
    x.chips_mid,
    x.chips_high,
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
    x.h100e_low,
    x.h100e_mid,
    x.h100e_high,
    x.tpp_low,
    x.tpp_mid,
    x.tpp_high,
    x.chips_credit_low,
    x.chips_credit_mid,
    x.chips_credit_high,
    x.hbm_stacks,
    x.maker_tpp_total,
    x.value_usd,
    x.fx_rate,
    x.fx_source,
    x.price_per_chip_usd,
    x.units_rule,
    x.units_reason,
    x.control_class,
    x.stage,
    x.confidence,
    array_to_string(x.flags, '; ') AS flags,
    x.from_country AS from_country_code,
    x.to_country AS to_country_code,
    array_to_string(x.buyers, '; ') AS buyers,
    x.buyer_country AS buyer_country_code,
    (x.catalogue_version, x.method_version) = (v.catalogue_version, v.method_version) AS is_shown,
    x.kafka_topic,
    x.kafka_partition,
    x.kafka_offset,
    x.ingested_at
FROM event.capacity_estimate x
LEFT JOIN pipeline.active_version v ON true
LEFT JOIN event.customs_event c ON x.event_record = 'customs_event' AND c.event_id = x.event_id
LEFT JOIN event.news_event n ON x.event_record = 'news_event' AND n.event_id = x.event_id
WHERE NOT coalesce(c.cancelled, n.cancelled);

COMMENT ON VIEW mart.capacity_estimate_versions IS
    'Grain: one estimate of one event under one version of catalogue and method. Always name both versions '
    '(mart.version_history lists those that were shown): the same goods stand here once for each. An event that was '
    'corrected, or came, after a version was replaced has no estimate under it.';
COMMENT ON COLUMN mart.capacity_estimate_versions.catalogue_version IS
    'Version of the reference data used: the hash of its content.';
COMMENT ON COLUMN mart.capacity_estimate_versions.method_version IS 'Version of the formulas, rules and lexicon used.';
COMMENT ON COLUMN mart.capacity_estimate_versions.event_id IS
    'Identity of the line or article; the same for all its versions.';
COMMENT ON COLUMN mart.capacity_estimate_versions.estimate_ordinal IS 'Number of the estimate of its event, from 1.';
COMMENT ON COLUMN mart.capacity_estimate_versions.event_record IS 'Which table holds the event.';
COMMENT ON COLUMN mart.capacity_estimate_versions.claim_ordinal IS 'For a news event: ordinal of the claim.';
COMMENT ON COLUMN mart.capacity_estimate_versions.event_date IS
    'Day to which the estimate belongs: of the declaration, the period''s end, or of publication, UTC.';
COMMENT ON COLUMN mart.capacity_estimate_versions.product_slug IS 'Slug of the product family.';
COMMENT ON COLUMN mart.capacity_estimate_versions.product_key IS 'Key of the accelerator in the catalogue.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_low IS 'Accelerators, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_high IS 'Accelerators, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.bf16_eflops_low IS
    'Peak dense BF16 throughput, EFLOP/s, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.bf16_eflops_mid IS
    'Peak dense BF16 throughput, EFLOP/s, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.bf16_eflops_high IS
    'Peak dense BF16 throughput, EFLOP/s, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.fp8_eflops_low IS
    'Peak dense FP8 throughput, EFLOP/s, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.fp8_eflops_mid IS
    'Peak dense FP8 throughput, EFLOP/s, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.fp8_eflops_high IS
    'Peak dense FP8 throughput, EFLOP/s, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.hbm_pb_low IS
    'Memory of the accelerators, PB, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.hbm_pb_mid IS
    'Memory of the accelerators, PB, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.hbm_pb_high IS
    'Memory of the accelerators, PB, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.memory_bandwidth_pbs_low IS
    'Memory bandwidth, PB/s, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.memory_bandwidth_pbs_mid IS
    'Memory bandwidth, PB/s, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.memory_bandwidth_pbs_high IS
    'Memory bandwidth, PB/s, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chip_power_mw_low IS
    'Thermal design power of the accelerators, MW, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chip_power_mw_mid IS
    'Thermal design power of the accelerators, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chip_power_mw_high IS
    'Thermal design power of the accelerators, MW, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.h100e_low IS
    'H100-equivalents by dense 8-bit throughput, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.h100e_mid IS
    'H100-equivalents by dense 8-bit throughput, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.h100e_high IS
    'H100-equivalents by dense 8-bit throughput, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.tpp_low IS
    'Total processing performance, TPP, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.tpp_mid IS
    'Total processing performance, TPP, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.tpp_high IS
    'Total processing performance, TPP, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_credit_low IS
    'Accelerators taken back by a credit line, a negative count, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_credit_mid IS
    'Accelerators taken back by a credit line, a negative count, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.chips_credit_high IS
    'Accelerators taken back by a credit line, a negative count, upper bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.capacity_estimate_versions.hbm_stacks IS 'HBM stacks, where the goods are memory.';
COMMENT ON COLUMN mart.capacity_estimate_versions.maker_tpp_total IS
    'Total processing performance by the maker''s own figure, TPP.';
COMMENT ON COLUMN mart.capacity_estimate_versions.value_usd IS 'Value in US dollars.';
COMMENT ON COLUMN mart.capacity_estimate_versions.fx_rate IS 'USD for one unit of the declared currency.';
COMMENT ON COLUMN mart.capacity_estimate_versions.fx_source IS 'Source and date of fx_rate.';
COMMENT ON COLUMN mart.capacity_estimate_versions.price_per_chip_usd IS
    'value_usd divided by the central number of chips, USD.';
COMMENT ON COLUMN mart.capacity_estimate_versions.units_rule IS 'How the number of chips was reached.';
COMMENT ON COLUMN mart.capacity_estimate_versions.units_reason IS 'The same in words, with the figures used.';
COMMENT ON COLUMN mart.capacity_estimate_versions.control_class IS
    'Export control class of the product, for example 3A090.a; none where no control applies.';
COMMENT ON COLUMN mart.capacity_estimate_versions.stage IS
    'Stage of the goods, for example import_approved, ordered, shipped, cleared.';
COMMENT ON COLUMN mart.capacity_estimate_versions.confidence IS 'How sure product and count are.';
COMMENT ON COLUMN mart.capacity_estimate_versions.flags IS
    'What was noticed while estimating, as stable words separated by semicolons.';
COMMENT ON COLUMN mart.capacity_estimate_versions.from_country_code IS
    'Where the goods are dispatched from, ISO 3166 alpha-2; of an export the reporting country where no other is '
    'stated.';
COMMENT ON COLUMN mart.capacity_estimate_versions.to_country_code IS
    'Where the goods go, ISO 3166 alpha-2; of an import the reporting country where no other is stated.';
COMMENT ON COLUMN mart.capacity_estimate_versions.buyers IS
    'Who gets the goods, separated by semicolons: the lexicon''s canonical name where it knows the party, else as '
    'declared.';
COMMENT ON COLUMN mart.capacity_estimate_versions.buyer_country_code IS
    'Where the buyers have their seat, ISO 3166 alpha-2; not stated where it is not known of all, or not the same.';
COMMENT ON COLUMN mart.capacity_estimate_versions.is_shown IS 'Whether the other views of mart show this version now.';
COMMENT ON COLUMN mart.capacity_estimate_versions.kafka_topic IS
    'Lineage: Kafka topic of the message that brought the event.';
COMMENT ON COLUMN mart.capacity_estimate_versions.kafka_partition IS 'Lineage: partition of that message.';
COMMENT ON COLUMN mart.capacity_estimate_versions.kafka_offset IS 'Lineage: offset of that message.';
COMMENT ON COLUMN mart.capacity_estimate_versions.ingested_at IS 'Lineage: when the row was written, UTC.';
