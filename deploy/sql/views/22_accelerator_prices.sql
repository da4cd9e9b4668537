-- The prices by which sums of money become numbers of accelerators, in the catalogue's active version, with types.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.accelerator_prices AS
SELECT
    p.accelerator_key AS product_key,
    p.valid_from::date AS valid_from,
    p.valid_to::date AS valid_to,
    CASE p.price_interval WHEN '80' THEN 80 ELSE 90 END AS interval_percent,
    p.basis,
    p.source,
    p.catalogue_version,
    p.low_usd::double precision AS price_usd_low,
    p.mid_usd::double precision AS price_usd_mid,
    p.high_usd::double precision AS price_usd_high
FROM pipeline.active_version v
JOIN reference.prices p ON p.catalogue_version = v.catalogue_version;

COMMENT ON VIEW mart.accelerator_prices IS
    'Grain: one accelerator and period. On days in no period the price of mart.accelerators holds.';
COMMENT ON COLUMN mart.accelerator_prices.product_key IS 'Key of the accelerator.';
COMMENT ON COLUMN mart.accelerator_prices.valid_from IS 'First day of the period.';
COMMENT ON COLUMN mart.accelerator_prices.valid_to IS 'Last day of the period; NULL: it goes on.';
COMMENT ON COLUMN mart.accelerator_prices.interval_percent IS
    'How much of the prices paid lies between low and high, per cent; a mere range of prices seen counts as 90.';
COMMENT ON COLUMN mart.accelerator_prices.basis IS 'What the band is.';
COMMENT ON COLUMN mart.accelerator_prices.source IS 'Who states it.';
COMMENT ON COLUMN mart.accelerator_prices.catalogue_version IS 'Version of the reference data: the hash of its content.';
COMMENT ON COLUMN mart.accelerator_prices.price_usd_low IS 'Price of one, US dollars, lower bound of the interval.';
COMMENT ON COLUMN mart.accelerator_prices.price_usd_mid IS 'Price of one, US dollars, median.';
COMMENT ON COLUMN mart.accelerator_prices.price_usd_high IS 'Price of one, US dollars, upper bound of the interval.';
