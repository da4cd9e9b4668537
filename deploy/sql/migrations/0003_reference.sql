-- The catalogue, one table for each file of deploy/reference, of the same name and with its columns, as text: what the
-- file says, nothing interpreted. Empty is NULL: not stated. Versions stay side by side; mart has typed views of the
-- active one.
--
-- To load:  SET LOCAL chipwatch.catalogue_version = '...';
--           COPY reference.NAME (columns of the header) FROM STDIN (FORMAT csv, HEADER);
-- The version of each row comes from the setting, so the file is copied as it is.

SET ROLE chipwatch_owner;

CREATE TABLE reference.accelerators (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    key text NOT NULL,
    vendor text,
    model text,
    family text,
    aliases text,
    alias_context text,
    launch_date text,
    form_factor text,
    datacenter text,
    ics_per_unit text,
    fp64_tflops text,
    fp32_tflops text,
    tf32_tflops text,
    bf16_tflops text,
    fp8_tflops text,
    int8_tops text,
    fp6_tflops text,
    fp4_tflops text,
    int4_tops text,
    memory_gb text,
    memory_type text,
    memory_bw_gbs text,
    dram_bw_gbs text,
    interconnect_gbs text,
    interconnect_type text,
    tdp_w text,
    die_area_mm2 text,
    process_nm text,
    tpp text,
    tpp_basis text,
    perf_density text,
    eccn_2023 text,
    apr2025_bw_test text,
    jan2026_thresholds text,
    s232_2026_range text,
    h100e_8bit text,
    h100e_bf16 text,
    h100e_tpp text,
    price_low_usd text,
    price_mid_usd text,
    price_high_usd text,
    price_interval text,
    price_date text,
    price_basis text,
    unit_weight_kg text,
    weight_basis text,
    confidence text,
    sources text,
    notes text,
    PRIMARY KEY (catalogue_version, key)
);
COMMENT ON TABLE reference.accelerators IS 'Accelerators: one chip or card as it is counted.';

CREATE TABLE reference.systems (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    key text NOT NULL,
    vendor text,
    model text,
    system_type text,
    aliases text,
    accelerator_key text,
    accelerators_per_system text,
    host_cpus text,
    system_max_power_w text,
    overhead_factor text,
    overhead_basis text,
    weight_kg text,
    weight_basis text,
    price_low_usd text,
    price_mid_usd text,
    price_high_usd text,
    price_date text,
    sources text,
    confidence text,
    notes text,
    PRIMARY KEY (catalogue_version, key)
);
COMMENT ON TABLE reference.systems IS 'Boards, servers and racks, with the accelerators that they hold.';

CREATE TABLE reference.part_numbers (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    prefix text NOT NULL,
    match text,
    product_key text,
    candidates text,
    accelerator_key text,
    accelerators_per_part text,
    maker_tpp_per_accelerator text,
    maker_hs6 text,
    as_of text,
    confidence text,
    PRIMARY KEY (catalogue_version, prefix)
);
COMMENT ON TABLE reference.part_numbers IS 'Makers'' part numbers and the products that they name.';

CREATE TABLE reference.product_families (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    slug text NOT NULL,
    kind text,
    context text NOT NULL,
    members text,
    mid_key text,
    PRIMARY KEY (catalogue_version, slug, context)
);
COMMENT ON TABLE reference.product_families IS
    'Slugs that news and goods descriptions can be resolved to, with their members.';

CREATE TABLE reference.rules (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    rule_key text NOT NULL,
    citation text,
    authority text,
    effective_from text,
    effective_to text,
    status text,
    metric text,
    operator text,
    threshold text,
    unit text,
    clause text,
    applies_to text,
    note text,
    PRIMARY KEY (catalogue_version, rule_key)
);
COMMENT ON TABLE reference.rules IS 'Export-control rules and tariffs with their dates and thresholds.';

CREATE TABLE reference.country_groups (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    iso2 text NOT NULL,
    name text,
    ear_groups text,
    transshipment_watch text,
    confidence text,
    PRIMARY KEY (catalogue_version, iso2)
);
COMMENT ON TABLE reference.country_groups IS
    'Countries with their groups under the US Export Administration Regulations.';
