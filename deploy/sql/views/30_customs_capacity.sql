-- What customs data say, line by line, with the capacity that each line stands for.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.customs_capacity AS
SELECT
    e.event_id,
    x.ordinal AS estimate_ordinal,
    coalesce(e.event_date, e.period_end) AS trade_date,
    e.period_start AS period_start_date,
    e.period_end AS period_end_date,
    CASE WHEN e.period_start IS NULL THEN 'day' WHEN e.period_end - e.period_start > 31 THEN 'year' ELSE 'month' END
        AS period_length,
    e.kind,
    e.source,
    e.reporter AS reporter_country_code,
    coalesce(cr.name, e.reporter) AS reporter_country_name,
    e.flow,
    e.origin AS origin_country_code,
    coalesce(co.name, e.origin) AS origin_country_name,
    e.dispatch AS dispatch_country_code,
    coalesce(cs.name, e.dispatch) AS dispatch_country_name,
    e.destination AS destination_country_code,
    coalesce(cd.name, e.destination) AS destination_country_name,
    cd.ear_groups AS destination_country_groups,
    e.hs6 AS hs6_code,
    e.hs_national AS hs_national_code,
    e.description_raw AS goods_description,
    e.part_number,
    e.qty AS declared_quantity,
    e.unit AS declared_unit,
    e.net_kg,
    e.gross_kg,
    e.weight_scope,
    e.value AS declared_value,
    e.currency AS declared_currency,
    e.value_basis,
    coalesce(x.value_usd, e.value_usd) AS value_usd,
    coalesce(x.fx_source, e.fx_source) AS fx_source,
    e.importer,
    e.exporter,
    e.declaration_no AS declaration_number,
    e.line_no AS line_number,
    x.product_slug,
    x.product_key,
    coalesce(a.model, y.model) AS product_name,
    x.stage,
    x.control_class,
    x.confidence,
    x.units_rule,
    x.units_reason,
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
    x.chips_credit_low,
    x.chips_credit_mid,
    x.chips_credit_high,
    x.hbm_stacks,
    x.maker_tpp_total,
    x.price_per_chip_usd,
    array_to_string(e.flags || coalesce(x.flags, '{}'), '; ') AS flags,
    e.source_key,
    to_timestamp(e.revision / 1000.0) AS revised_at,
    e.raw_ref,
    e.kafka_topic,
    e.kafka_partition,
    e.kafka_offset,
    e.ingested_at,
    x.catalogue_version,
    x.method_version,
    coalesce(x.fx_rate, e.fx_rate) AS fx_rate,
    CASE WHEN e.weight_scope IS DISTINCT FROM 'header' THEN e.net_kg END AS line_net_kg,
    CASE WHEN e.weight_scope IS DISTINCT FROM 'header' THEN e.gross_kg END AS line_gross_kg
FROM event.customs_event e
LEFT JOIN pipeline.active_version v ON true
LEFT JOIN event.capacity_estimate x ON x.event_id = e.event_id AND x.catalogue_version = v.catalogue_version
    AND x.method_version = v.method_version
LEFT JOIN reference.accelerators a ON a.catalogue_version = v.catalogue_version AND a.key = x.product_key
LEFT JOIN reference.systems y ON a.key IS NULL AND y.catalogue_version = v.catalogue_version AND y.key = x.product_key
LEFT JOIN reference.country_groups cr ON cr.catalogue_version = v.catalogue_version AND cr.iso2 = e.reporter
LEFT JOIN reference.country_groups co ON co.catalogue_version = v.catalogue_version AND co.iso2 = e.origin
LEFT JOIN reference.country_groups cs ON cs.catalogue_version = v.catalogue_version AND cs.iso2 = e.dispatch
LEFT JOIN reference.country_groups cd ON cd.catalogue_version = v.catalogue_version AND cd.iso2 = e.destination
WHERE NOT e.cancelled AND e.op = 'upsert' AND e.kind <> 'scope_end';

COMMENT ON VIEW mart.customs_capacity IS
    'Grain: one estimate of one customs line in its current version; lines of which nothing is known have one row '
    'without figures. Sum within one source, kind, period_length, reporter and flow only: the import of one country '
    'and the export of the other are the same goods. Sum weights by line_net_kg and line_gross_kg. A line that takes '
    'goods back has chips_credit_*, never chips_*.';
COMMENT ON COLUMN mart.customs_capacity.event_id IS 'Identity of the line; the same for all its versions.';
COMMENT ON COLUMN mart.customs_capacity.estimate_ordinal IS
    'Number of the estimate of this line, from 1; NULL where nothing is known about the goods. Declared columns '
    'repeat in each estimate of a line: sum them over rows where this is NULL or 1.';
COMMENT ON COLUMN mart.customs_capacity.trade_date IS
    'Day of the declaration, arrival or shipment; for a statistic the last day of its period.';
COMMENT ON COLUMN mart.customs_capacity.period_start_date IS 'First day of the period of a statistic.';
COMMENT ON COLUMN mart.customs_capacity.period_end_date IS 'Last day of the period of a statistic.';
COMMENT ON COLUMN mart.customs_capacity.period_length IS
    'day for a declaration or shipment; month or year for a statistic. A year and its months are the same goods: '
    'choose one.';
COMMENT ON COLUMN mart.customs_capacity.kind IS
    'statistic, declaration_line, shipment_line or manifest_line. A statistic and the lines behind it are the same '
    'goods: choose one.';
COMMENT ON COLUMN mart.customs_capacity.source IS 'Name of the source.';
COMMENT ON COLUMN mart.customs_capacity.reporter_country_code IS 'Country whose customs reports, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.customs_capacity.reporter_country_name IS 'Its name, where the catalogue has it, else the code.';
COMMENT ON COLUMN mart.customs_capacity.flow IS
    'import, export, reimport, reexport or transit, seen from the reporter. The export of one country and the import '
    'of the other are the same goods: choose one.';
COMMENT ON COLUMN mart.customs_capacity.origin_country_code IS 'Country of origin, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.customs_capacity.origin_country_name IS 'Its name, else the code.';
COMMENT ON COLUMN mart.customs_capacity.dispatch_country_code IS
    'Country from which the goods were sent, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.customs_capacity.dispatch_country_name IS 'Its name, else the code.';
COMMENT ON COLUMN mart.customs_capacity.destination_country_code IS 'Country to which the goods go, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.customs_capacity.destination_country_name IS 'Its name, else the code.';
COMMENT ON COLUMN mart.customs_capacity.destination_country_groups IS
    'Groups of the destination under the US Export Administration Regulations, separated by semicolons.';
COMMENT ON COLUMN mart.customs_capacity.hs6_code IS 'First six digits of the HS code.';
COMMENT ON COLUMN mart.customs_capacity.hs_national_code IS 'The whole code as declared, digits only.';
COMMENT ON COLUMN mart.customs_capacity.goods_description IS 'Description of the goods as declared.';
COMMENT ON COLUMN mart.customs_capacity.part_number IS 'Part number, where the source has a column for it.';
COMMENT ON COLUMN mart.customs_capacity.declared_quantity IS 'Declared quantity in declared_unit.';
COMMENT ON COLUMN mart.customs_capacity.declared_unit IS
    'Unit of declared_quantity, UN/ECE Recommendation 20: C62 is pieces, KGM kg.';
COMMENT ON COLUMN mart.customs_capacity.net_kg IS
    'Net weight, kg, as declared; see weight_scope. To sum, take line_net_kg.';
COMMENT ON COLUMN mart.customs_capacity.gross_kg IS
    'Gross weight, kg, as declared; see weight_scope. To sum, take line_gross_kg.';
COMMENT ON COLUMN mart.customs_capacity.weight_scope IS
    'line, or header where the weight is that of the whole declaration and repeats on its lines.';
COMMENT ON COLUMN mart.customs_capacity.declared_value IS 'Declared value in declared_currency.';
COMMENT ON COLUMN mart.customs_capacity.declared_currency IS 'Currency of declared_value, ISO 4217.';
COMMENT ON COLUMN mart.customs_capacity.value_basis IS 'What the value includes: CIF, FOB, EXW or unknown.';
COMMENT ON COLUMN mart.customs_capacity.value_usd IS
    'Value, US dollars: as the source states it, else converted, see fx_source.';
COMMENT ON COLUMN mart.customs_capacity.fx_source IS 'Source and date of the rate of exchange behind value_usd.';
COMMENT ON COLUMN mart.customs_capacity.importer IS 'Importer, as declared.';
COMMENT ON COLUMN mart.customs_capacity.exporter IS 'Exporter, as declared.';
COMMENT ON COLUMN mart.customs_capacity.declaration_number IS 'Number of the declaration or bill, as declared.';
COMMENT ON COLUMN mart.customs_capacity.line_number IS 'Number of the line in the declaration, as declared.';
COMMENT ON COLUMN mart.customs_capacity.product_slug IS 'Slug of the product family.';
COMMENT ON COLUMN mart.customs_capacity.product_key IS
    'Key of the accelerator in the catalogue, see mart.accelerators; of the chassis, where only that is named.';
COMMENT ON COLUMN mart.customs_capacity.product_name IS
    'Model of the accelerator; of the chassis, where only that is named.';
COMMENT ON COLUMN mart.customs_capacity.stage IS
    'cleared for an import, shipped for an export or reexport. Stages of the same goods are never added up.';
COMMENT ON COLUMN mart.customs_capacity.control_class IS
    'US export control class of the product on that day; none where no control applies.';
COMMENT ON COLUMN mart.customs_capacity.confidence IS 'How sure product and count are: low, medium or high.';
COMMENT ON COLUMN mart.customs_capacity.units_rule IS
    'How the number of accelerators was reached: part_number, model_name, accessory (fits accelerators, holds none), '
    'value_weight_anomaly (names nothing, but is worth its weight in them), share_price (a statistic: assumed shares '
    'and prices), weight (a bound only). Only the first two name the goods.';
COMMENT ON COLUMN mart.customs_capacity.units_reason IS 'The same in words, with the figures used.';
COMMENT ON COLUMN mart.customs_capacity.chips_text IS
    'Number of accelerators for reading: 64, about 64, ≥ 64, ≤ 64, or 60 (50 – 70).';
COMMENT ON COLUMN mart.customs_capacity.chips_low IS
    'Accelerators, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chips_mid IS 'Accelerators, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chips_high IS
    'Accelerators, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.h100e_low IS
    'H100-equivalents by peak dense 8-bit throughput, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.h100e_mid IS
    'H100-equivalents by peak dense 8-bit throughput, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.h100e_high IS
    'H100-equivalents by peak dense 8-bit throughput, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.bf16_eflops_low IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), lower bound (5th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.customs_capacity.bf16_eflops_mid IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.bf16_eflops_high IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), upper bound (95th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.customs_capacity.fp8_eflops_low IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), lower bound (5th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.customs_capacity.fp8_eflops_mid IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.fp8_eflops_high IS
    'Peak dense FP8 throughput, EFLOP/s (1e18 operations a second), upper bound (95th percentile). NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.customs_capacity.hbm_pb_low IS
    'Memory of the accelerators, PB (1e15 bytes), lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.hbm_pb_mid IS
    'Memory of the accelerators, PB (1e15 bytes), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.hbm_pb_high IS
    'Memory of the accelerators, PB (1e15 bytes), upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.memory_bandwidth_pbs_low IS
    'Memory bandwidth, PB/s (1e15 bytes a second), lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.memory_bandwidth_pbs_mid IS
    'Memory bandwidth, PB/s (1e15 bytes a second), central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.memory_bandwidth_pbs_high IS
    'Memory bandwidth, PB/s (1e15 bytes a second), upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chip_power_mw_low IS
    'Thermal design power of the accelerators, MW, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chip_power_mw_mid IS
    'Thermal design power of the accelerators, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chip_power_mw_high IS
    'Thermal design power of the accelerators, MW, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.tpp_low IS
    'Total processing performance, TPP, lower bound (5th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.tpp_mid IS
    'Total processing performance, TPP, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.tpp_high IS
    'Total processing performance, TPP, upper bound (95th percentile). NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chips_credit_low IS
    'Accelerators taken back by a credit line, a negative count, lower bound (5th percentile). NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.customs_capacity.chips_credit_mid IS
    'Accelerators taken back by a credit line, a negative count, central value. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.customs_capacity.chips_credit_high IS
    'Accelerators taken back by a credit line, a negative count, upper bound (95th percentile). NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.customs_capacity.hbm_stacks IS 'HBM stacks, where the goods are memory.';
COMMENT ON COLUMN mart.customs_capacity.maker_tpp_total IS
    'Total processing performance by the maker''s own figure, TPP.';
COMMENT ON COLUMN mart.customs_capacity.price_per_chip_usd IS
    'Value divided by the central number of accelerators, US dollars; NULL for share_price, where the value is not '
    'all theirs.';
COMMENT ON COLUMN mart.customs_capacity.flags IS
    'What was noticed while reading and estimating, as stable words separated by semicolons.';
COMMENT ON COLUMN mart.customs_capacity.source_key IS 'Lineage: the natural key of the line in its source.';
COMMENT ON COLUMN mart.customs_capacity.revised_at IS
    'Lineage: when the source made this version, else when it was observed, UTC.';
COMMENT ON COLUMN mart.customs_capacity.raw_ref IS 'Lineage: file and line, or offset, where it stood.';
COMMENT ON COLUMN mart.customs_capacity.kafka_topic IS 'Lineage: Kafka topic of the message that brought the row.';
COMMENT ON COLUMN mart.customs_capacity.kafka_partition IS 'Lineage: partition of that message.';
COMMENT ON COLUMN mart.customs_capacity.kafka_offset IS 'Lineage: offset of that message.';
COMMENT ON COLUMN mart.customs_capacity.ingested_at IS 'Lineage: when the row was written, UTC.';
COMMENT ON COLUMN mart.customs_capacity.catalogue_version IS
    'Version of the reference data behind the figures: the hash of its content.';
COMMENT ON COLUMN mart.customs_capacity.method_version IS
    'Version of the formulas, rules and lexicon behind the figures.';
COMMENT ON COLUMN mart.customs_capacity.fx_rate IS
    'Rate of exchange behind value_usd, US dollars for one unit of declared_currency; NULL where the source states '
    'dollars.';
COMMENT ON COLUMN mart.customs_capacity.line_net_kg IS
    'Net weight of this line alone, kg; NULL where the declared weight is that of the whole declaration.';
COMMENT ON COLUMN mart.customs_capacity.line_gross_kg IS
    'Gross weight of this line alone, kg; NULL where the declared weight is that of the whole declaration.';
