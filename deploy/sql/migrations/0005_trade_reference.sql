-- What customs lines are judged by where they do not name their goods, and rates of exchange: one table for each file of
-- deploy/reference, as in 0003.

SET ROLE chipwatch_owner;

CREATE TABLE reference.share_priors (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    set_name text,
    as_of text,
    hs6 text,
    share_low text,
    share_mid text,
    share_high text,
    price_low_usd text,
    price_mid_usd text,
    price_high_usd text,
    units_max text,
    low_kg text,
    note text,
    UNIQUE (catalogue_version, hs6)
);
COMMENT ON TABLE reference.share_priors IS
    'What part of a code''s value is taken to be accelerators, and what one costs. Without hs6: any accelerator.';

CREATE TABLE reference.unit_classes (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    set_name text,
    as_of text,
    class text NOT NULL,
    accelerators text,
    value_low_usd text,
    value_high_usd text,
    low_kg text,
    high_kg text,
    accelerator_low_kg text,
    accelerator_high_kg text,
    note text,
    PRIMARY KEY (catalogue_version, class)
);
COMMENT ON TABLE reference.unit_classes IS 'What one unit of each class of accelerator goods costs and weighs.';

CREATE TABLE reference.exchange_rates (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    currency text NOT NULL,
    period text NOT NULL,
    usd_per_unit text,
    quoted text,
    quoted_as text,
    source text,
    PRIMARY KEY (catalogue_version, currency, period)
);
COMMENT ON TABLE reference.exchange_rates IS
    'US dollars for one unit of a currency in a day, month or year, with the figure as its source quotes it.';

CREATE TABLE reference.exclusions (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    word text NOT NULL,
    kind text,
    language text,
    as_of text,
    PRIMARY KEY (catalogue_version, word)
);
COMMENT ON TABLE reference.exclusions IS
    'Words by which goods are only parts or neighbours of what their description names.';
