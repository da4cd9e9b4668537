-- What accelerators cost by period: the file of deploy/reference, as in 0003.

SET ROLE chipwatch_owner;

CREATE TABLE reference.prices (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    accelerator_key text NOT NULL,
    valid_from text NOT NULL,
    valid_to text,
    low_usd text,
    mid_usd text,
    high_usd text,
    price_interval text,
    basis text,
    source text,
    PRIMARY KEY (catalogue_version, accelerator_key, valid_from)
);
COMMENT ON TABLE reference.prices IS 'Bands of price of one accelerator by period, both ends included.';
