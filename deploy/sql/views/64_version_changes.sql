-- What became of the figures when mart went from one version of catalogue and method to the next.

SET ROLE chipwatch_owner;

-- Of all pairs, also of the one under way: what reprocess prints. An estimate that only one version has counts where
-- the event was stored before both were written: what came later has no old figures, and that is no change.
CREATE OR REPLACE VIEW pipeline.estimate_change AS
SELECT
    coalesce(n.event_id, o.event_id) AS event_id,
    coalesce(n.ordinal, o.ordinal) AS estimate_ordinal,
    coalesce(n.event_record, o.event_record) AS event_record,
    coalesce(n.event_date, o.event_date) AS event_date,
    coalesce(n.stage, o.stage) AS stage,
    coalesce(n.shown_from, o.shown_from) AS shown_from,
    coalesce(n.old_catalogue_version, o.old_catalogue_version) AS old_catalogue_version,
    coalesce(n.old_method_version, o.old_method_version) AS old_method_version,
    coalesce(n.new_catalogue_version, o.new_catalogue_version) AS new_catalogue_version,
    coalesce(n.new_method_version, o.new_method_version) AS new_method_version,
    CASE WHEN o.event_id IS NULL THEN 'appeared' WHEN n.event_id IS NULL THEN 'vanished' ELSE 'changed' END AS change,
    o.product_slug AS old_product_slug,
    o.product_key AS old_product_key,
    o.control_class AS old_control_class,
    o.chips_low AS old_chips_low,
    o.chips_mid AS old_chips_mid,
    o.chips_high AS old_chips_high,
    o.h100e_low AS old_h100e_low,
    o.h100e_mid AS old_h100e_mid,
    o.h100e_high AS old_h100e_high,
    o.facility_power_mw_low AS old_facility_power_mw_low,
    o.facility_power_mw_mid AS old_facility_power_mw_mid,
    o.facility_power_mw_high AS old_facility_power_mw_high,
    o.tpp_low AS old_tpp_low,
    o.tpp_mid AS old_tpp_mid,
    o.tpp_high AS old_tpp_high,
    n.product_slug AS new_product_slug,
    n.product_key AS new_product_key,
    n.control_class AS new_control_class,
    n.chips_low AS new_chips_low,
    n.chips_mid AS new_chips_mid,
    n.chips_high AS new_chips_high,
    n.h100e_low AS new_h100e_low,
    n.h100e_mid AS new_h100e_mid,
    n.h100e_high AS new_h100e_high,
    n.facility_power_mw_low AS new_facility_power_mw_low,
    n.facility_power_mw_mid AS new_facility_power_mw_mid,
    n.facility_power_mw_high AS new_facility_power_mw_high,
    n.tpp_low AS new_tpp_low,
    n.tpp_mid AS new_tpp_mid,
    n.tpp_high AS new_tpp_high
FROM (SELECT p.*, x.* FROM pipeline.version_pair p JOIN event.capacity_estimate x
        ON x.catalogue_version = p.old_catalogue_version AND x.method_version = p.old_method_version
        WHERE p.begun_at IS NOT NULL) o
FULL JOIN (SELECT p.*, x.* FROM pipeline.version_pair p JOIN event.capacity_estimate x
        ON x.catalogue_version = p.new_catalogue_version AND x.method_version = p.new_method_version
        WHERE p.begun_at IS NOT NULL) n
    ON n.event_id = o.event_id AND n.ordinal = o.ordinal AND n.begun_at = o.begun_at
LEFT JOIN event.customs_event c ON c.event_id = coalesce(n.event_id, o.event_id)
LEFT JOIN event.news_event e ON e.event_id = coalesce(n.event_id, o.event_id)
WHERE (o.product_slug, o.product_key, o.control_class, o.chips_low, o.chips_mid, o.chips_high, o.h100e_low,
        o.h100e_mid, o.h100e_high, o.facility_power_mw_low, o.facility_power_mw_mid, o.facility_power_mw_high,
        o.tpp_low, o.tpp_mid, o.tpp_high)
    IS DISTINCT FROM (n.product_slug, n.product_key, n.control_class, n.chips_low, n.chips_mid, n.chips_high,
        n.h100e_low, n.h100e_mid, n.h100e_high, n.facility_power_mw_low, n.facility_power_mw_mid,
        n.facility_power_mw_high, n.tpp_low, n.tpp_mid, n.tpp_high)
    AND NOT coalesce(c.cancelled, e.cancelled)
    AND (o.event_id = n.event_id OR coalesce(c.ingested_at, e.ingested_at) < coalesce(n.begun_at, o.begun_at));
COMMENT ON VIEW pipeline.estimate_change IS
    'Grain: one estimate that differs between a version and the one shown before it; shown_from is NULL for a version
        that is '
    'prepared.';

CREATE OR REPLACE VIEW mart.estimate_changes AS
SELECT
    event_id,
    estimate_ordinal,
    event_record,
    event_date,
    stage,
    shown_from AS changed_at,
    CASE WHEN old_method_version = new_method_version THEN 'catalogue'
        WHEN old_catalogue_version = new_catalogue_version THEN 'method' ELSE 'catalogue and method' END AS reason,
    change,
    old_product_slug,
    new_product_slug,
    old_product_key,
    new_product_key,
    old_control_class,
    new_control_class,
    old_chips_low,
    new_chips_low,
    old_chips_mid,
    new_chips_mid,
    old_chips_high,
    new_chips_high,
    old_h100e_low,
    new_h100e_low,
    old_h100e_mid,
    new_h100e_mid,
    old_h100e_high,
    new_h100e_high,
    old_facility_power_mw_low,
    new_facility_power_mw_low,
    old_facility_power_mw_mid,
    new_facility_power_mw_mid,
    old_facility_power_mw_high,
    new_facility_power_mw_high,
    old_tpp_low,
    new_tpp_low,
    old_tpp_mid,
    new_tpp_mid,
    old_tpp_high,
    new_tpp_high,
    old_catalogue_version,
    new_catalogue_version,
    old_method_version,
    new_method_version
FROM pipeline.estimate_change
WHERE shown_from IS NOT NULL;

COMMENT ON VIEW mart.estimate_changes IS
    'Grain: one estimate of one event and one change of the version shown, where the two versions differ in what '
    'stands here. Events that came, or were corrected, since are left out: they have figures under one version only. '
    'For the cells of the catalogue behind it see mart.catalogue_changes.';
COMMENT ON COLUMN mart.estimate_changes.event_id IS 'Identity of the line or article; the same for all its versions.';
COMMENT ON COLUMN mart.estimate_changes.estimate_ordinal IS 'Number of the estimate of its event, from 1.';
COMMENT ON COLUMN mart.estimate_changes.event_record IS
    'Which kind of event it belongs to: news_event or customs_event.';
COMMENT ON COLUMN mart.estimate_changes.event_date IS
    'Day to which the estimate belongs: of the declaration, the periods end, or of publication, UTC.';
COMMENT ON COLUMN mart.estimate_changes.stage IS 'Stage of the goods. Stages of the same goods are never added up.';
COMMENT ON COLUMN mart.estimate_changes.changed_at IS 'From when on mart showed the new figures, UTC.';
COMMENT ON COLUMN mart.estimate_changes.reason IS
    'What differs between the versions: catalogue, method (formulas, rules, lexicon), or catalogue and method.';
COMMENT ON COLUMN mart.estimate_changes.change IS
    'changed; appeared, where only the new version has the estimate; vanished, where only the old one has it.';
COMMENT ON COLUMN mart.estimate_changes.old_product_slug IS 'Slug of the product family: before the change.';
COMMENT ON COLUMN mart.estimate_changes.new_product_slug IS 'Slug of the product family: after the change.';
COMMENT ON COLUMN mart.estimate_changes.old_product_key IS
    'Key of the accelerator in the catalogue: before the change.';
COMMENT ON COLUMN mart.estimate_changes.new_product_key IS 'Key of the accelerator in the catalogue: after the change.';
COMMENT ON COLUMN mart.estimate_changes.old_control_class IS
    'Export control class; none where no control applies: before the change.';
COMMENT ON COLUMN mart.estimate_changes.new_control_class IS
    'Export control class; none where no control applies: after the change.';
COMMENT ON COLUMN mart.estimate_changes.old_chips_low IS
    'Accelerators, lower bound (5th percentile): before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_chips_low IS
    'Accelerators, lower bound (5th percentile): after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_chips_mid IS
    'Accelerators, central value: before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_chips_mid IS
    'Accelerators, central value: after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_chips_high IS
    'Accelerators, upper bound (95th percentile): before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_chips_high IS
    'Accelerators, upper bound (95th percentile): after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_h100e_low IS
    'H100-equivalents by dense 8-bit throughput, lower bound (5th percentile): before the change. NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_h100e_low IS
    'H100-equivalents by dense 8-bit throughput, lower bound (5th percentile): after the change. NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.estimate_changes.old_h100e_mid IS
    'H100-equivalents by dense 8-bit throughput, central value: before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_h100e_mid IS
    'H100-equivalents by dense 8-bit throughput, central value: after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_h100e_high IS
    'H100-equivalents by dense 8-bit throughput, upper bound (95th percentile): before the change. NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_h100e_high IS
    'H100-equivalents by dense 8-bit throughput, upper bound (95th percentile): after the change. NULL is unknown, '
    'not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound (5th percentile): before the change. NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.estimate_changes.new_facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound (5th percentile): after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value: before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value: after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound (95th percentile): before the change. NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.estimate_changes.new_facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound (95th percentile): after the change. NULL is unknown, not '
    '0.';
COMMENT ON COLUMN mart.estimate_changes.old_tpp_low IS
    'Total processing performance, TPP, lower bound (5th percentile): before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_tpp_low IS
    'Total processing performance, TPP, lower bound (5th percentile): after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_tpp_mid IS
    'Total processing performance, TPP, central value: before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_tpp_mid IS
    'Total processing performance, TPP, central value: after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_tpp_high IS
    'Total processing performance, TPP, upper bound (95th percentile): before the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.new_tpp_high IS
    'Total processing performance, TPP, upper bound (95th percentile): after the change. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.estimate_changes.old_catalogue_version IS 'Version of the reference data before the change.';
COMMENT ON COLUMN mart.estimate_changes.new_catalogue_version IS 'Version of the reference data after it.';
COMMENT ON COLUMN mart.estimate_changes.old_method_version IS 'Version of the method before the change.';
COMMENT ON COLUMN mart.estimate_changes.new_method_version IS 'Version of the method after it.';
