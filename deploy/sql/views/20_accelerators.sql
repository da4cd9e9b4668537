-- The catalogue's accelerators in its active version, with types.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.accelerators AS
SELECT
    a.key AS product_key,
    a.vendor,
    a.model,
    a.family,
    a.launch_date,
    a.form_factor,
    a.datacenter = 'y' AS is_datacenter,
    a.memory_type,
    a.bf16_tflops::double precision AS bf16_tflops,
    a.fp8_tflops::double precision AS fp8_tflops,
    a.int8_tops::double precision AS int8_tops,
    a.memory_gb::double precision AS memory_gb,
    a.memory_bw_gbs::double precision AS memory_bandwidth_gbs,
    a.interconnect_gbs::double precision AS interconnect_gbs,
    a.tdp_w::double precision AS tdp_w,
    a.die_area_mm2::double precision AS die_area_mm2,
    a.tpp::double precision AS tpp,
    a.perf_density::double precision AS performance_density,
    a.h100e_8bit::double precision AS h100e_8bit,
    a.h100e_bf16::double precision AS h100e_bf16,
    a.price_low_usd::double precision AS price_low_usd,
    a.price_mid_usd::double precision AS price_mid_usd,
    a.price_high_usd::double precision AS price_high_usd,
    a.eccn_2023 AS control_class_2023,
    a.jan2026_thresholds AS january_2026_window,
    a.confidence,
    a.sources,
    a.catalogue_version
FROM pipeline.active_version v
JOIN reference.accelerators a ON a.catalogue_version = v.catalogue_version;

COMMENT ON VIEW mart.accelerators IS
    'Grain: one accelerator of the catalogue. Rates are dense, never sparse. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.accelerators.product_key IS 'Key of the accelerator.';
COMMENT ON COLUMN mart.accelerators.vendor IS 'Maker.';
COMMENT ON COLUMN mart.accelerators.model IS 'Model.';
COMMENT ON COLUMN mart.accelerators.family IS 'Architecture and chip.';
COMMENT ON COLUMN mart.accelerators.launch_date IS
    'When it was launched, as precisely as known: YYYY, YYYY-MM or YYYY-MM-DD.';
COMMENT ON COLUMN mart.accelerators.form_factor IS 'SXM, OAM, PCIe ...';
COMMENT ON COLUMN mart.accelerators.is_datacenter IS 'Whether it was designed or marketed for data centres.';
COMMENT ON COLUMN mart.accelerators.memory_type IS 'Type of memory.';
COMMENT ON COLUMN mart.accelerators.bf16_tflops IS
    'Peak dense BF16 throughput, TFLOP/s; FP16 where the chip has no BF16.';
COMMENT ON COLUMN mart.accelerators.fp8_tflops IS 'Peak dense FP8 throughput, TFLOP/s.';
COMMENT ON COLUMN mart.accelerators.int8_tops IS 'Peak dense INT8 throughput, TOPS.';
COMMENT ON COLUMN mart.accelerators.memory_gb IS 'Memory, GB (1e9 bytes).';
COMMENT ON COLUMN mart.accelerators.memory_bandwidth_gbs IS 'Memory bandwidth, GB/s.';
COMMENT ON COLUMN mart.accelerators.interconnect_gbs IS 'Total bandwidth of the scale-up link, both directions, GB/s.';
COMMENT ON COLUMN mart.accelerators.tdp_w IS 'Thermal design power, W.';
COMMENT ON COLUMN mart.accelerators.die_area_mm2 IS 'Area of the dies, mm².';
COMMENT ON COLUMN mart.accelerators.tpp IS 'Total processing performance, TPP.';
COMMENT ON COLUMN mart.accelerators.performance_density IS 'Performance density: TPP / mm².';
COMMENT ON COLUMN mart.accelerators.h100e_8bit IS 'H100-equivalents of one, by peak dense 8-bit throughput.';
COMMENT ON COLUMN mart.accelerators.h100e_bf16 IS 'H100-equivalents of one, by peak dense BF16 throughput.';
COMMENT ON COLUMN mart.accelerators.price_low_usd IS 'Price, US dollars, lower bound.';
COMMENT ON COLUMN mart.accelerators.price_mid_usd IS 'Price, US dollars, central value.';
COMMENT ON COLUMN mart.accelerators.price_high_usd IS 'Price, US dollars, upper bound.';
COMMENT ON COLUMN mart.accelerators.control_class_2023 IS
    'US export control class by the numbers of the rule of October 2023, as if subject to it.';
COMMENT ON COLUMN mart.accelerators.january_2026_window IS 'within or outside the numeric window of 91 FR 1684.';
COMMENT ON COLUMN mart.accelerators.confidence IS
    'high: data sheet or two sources; medium: one good source; low: press, leaks.';
COMMENT ON COLUMN mart.accelerators.sources IS 'Where the figures come from, separated by semicolons.';
COMMENT ON COLUMN mart.accelerators.catalogue_version IS 'Version of the reference data: the hash of its content.';
