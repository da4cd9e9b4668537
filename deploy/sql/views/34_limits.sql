-- The limits of the views that watch trade, in one place. They say what is worth a look, not what is forbidden.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.watch_limits AS
SELECT limit_key, limit_value, unit, basis
FROM (VALUES
    ('freight_low', 1.00::double precision, 'ratio', 'a kilogram is worth 10,000 dollars: its freight may be next to nothing'),
    ('freight_mid', 1.06, 'ratio', 'IMF, Direction of Trade Statistics: imports (CIF) by exports (FOB) since 2017'),
    ('freight_high', 1.10, 'ratio', 'the same before 2017'),
    ('freight_tolerance', 0.05, 'ratio', 'rates of exchange and rounding differ between two reports; a judgement'),
    ('jump_factor', 4, 'ratio', 'a rise of more than 300 %; a judgement'),
    ('jump_rise', 5e6, 'USD', 'about 150 accelerators at 33.8 thousand dollars; a judgement'),
    ('jump_months', 3, 'months', 'fewer months of the twelve before say nothing of what is usual; a judgement')
) AS t (limit_key, limit_value, unit, basis);

COMMENT ON VIEW mart.watch_limits IS
    'Grain: one limit of mart.mirror_gaps or mart.route_anomalies. They say what is worth a look; they are no rules of law, '
    'which stand in mart.regulatory_timeline.';
COMMENT ON COLUMN mart.watch_limits.limit_key IS 'Name of the limit: freight_* of mirror_gaps, jump_* of route_anomalies.';
COMMENT ON COLUMN mart.watch_limits.limit_value IS 'Its value, in unit.';
COMMENT ON COLUMN mart.watch_limits.unit IS 'Unit of limit_value.';
COMMENT ON COLUMN mart.watch_limits.basis IS 'Where it comes from.';
