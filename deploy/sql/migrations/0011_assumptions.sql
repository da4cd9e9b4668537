-- What no datasheet states, and the training runs by which capacities are made tangible: one table for each file of
-- deploy/reference, as in 0003.

SET ROLE chipwatch_owner;

CREATE TABLE reference.assumptions (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    key text NOT NULL,
    unit text,
    low text,
    value text,
    high text,
    source text,
    as_of text,
    note text,
    PRIMARY KEY (catalogue_version, key)
);
COMMENT ON TABLE reference.assumptions IS
    'What calculations assume: utilisation, load, prices of electricity, ratios of cost. With unit, range and source.';

CREATE TABLE reference.training_runs (
    catalogue_version text NOT NULL DEFAULT current_setting('chipwatch.catalogue_version'),
    key text NOT NULL,
    name text,
    training_flop text,
    active_parameters text,
    tokens text,
    published text,
    confidence text,
    source text,
    note text,
    PRIMARY KEY (catalogue_version, key)
);
COMMENT ON TABLE reference.training_runs IS
    'Models with the floating point operations of their training: what a capacity is worth, in models.';
