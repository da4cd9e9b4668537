-- What calculations assume, and the training runs that capacities are compared with, in the catalogue's active version,
-- with types.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.assumptions AS
SELECT
    a.key AS assumption,
    a.unit,
    a.source,
    a.as_of,
    a.note,
    a.catalogue_version,
    a.low::double precision AS value_low,
    a.value::double precision AS value_mid,
    a.high::double precision AS value_high
FROM pipeline.active_version v
JOIN reference.assumptions a ON a.catalogue_version = v.catalogue_version;

COMMENT ON VIEW mart.assumptions IS
    'Grain: one assumption of the catalogue: what no data sheet states and costs, energy and training times need.';
COMMENT ON COLUMN mart.assumptions.assumption IS
    'What is assumed: mfu (share of the BF16 peak that training uses), overhead (server power / TDP), load_factor ...';
COMMENT ON COLUMN mart.assumptions.unit IS 'Unit of the values; ratio: none.';
COMMENT ON COLUMN mart.assumptions.source IS 'Where the values come from.';
COMMENT ON COLUMN mart.assumptions.as_of IS 'Day, month or year of the source.';
COMMENT ON COLUMN mart.assumptions.note IS 'What it means, and what it does not hold for.';
COMMENT ON COLUMN mart.assumptions.catalogue_version IS 'Version of the reference data: the hash of its content.';
COMMENT ON COLUMN mart.assumptions.value_low IS 'Least of the range that the source gives; NULL: it gives none.';
COMMENT ON COLUMN mart.assumptions.value_mid IS 'The value that is used.';
COMMENT ON COLUMN mart.assumptions.value_high IS 'Greatest of the range that the source gives; NULL: it gives none.';

CREATE OR REPLACE VIEW mart.training_runs AS
SELECT
    r.key AS training_run,
    r.name AS model,
    r.training_flop::double precision AS training_flop,
    r.active_parameters::double precision AS active_parameters,
    r.tokens::double precision AS tokens,
    r.published,
    r.confidence,
    r.source,
    r.note,
    r.catalogue_version
FROM pipeline.active_version v
JOIN reference.training_runs r ON r.catalogue_version = v.catalogue_version;

COMMENT ON VIEW mart.training_runs IS
    'Grain: one trained model. Days on a capacity = training_flop / (BF16 FLOP/s x mfu x 86,400): a reading of scale.';
COMMENT ON COLUMN mart.training_runs.training_run IS 'Key of the run.';
COMMENT ON COLUMN mart.training_runs.model IS 'Name of the model.';
COMMENT ON COLUMN mart.training_runs.training_flop IS 'Floating point operations of the training.';
COMMENT ON COLUMN mart.training_runs.active_parameters IS
    'Parameters that one token passes through; of a mixture of experts not all. NULL: not stated.';
COMMENT ON COLUMN mart.training_runs.tokens IS 'Tokens seen in training. NULL: not stated.';
COMMENT ON COLUMN mart.training_runs.published IS 'Month in which the model was published, YYYY-MM.';
COMMENT ON COLUMN mart.training_runs.confidence IS
    'high: size and tokens stated; medium: estimated by the source; speculative: guessed by the source.';
COMMENT ON COLUMN mart.training_runs.source IS 'Where the figures come from.';
COMMENT ON COLUMN mart.training_runs.note IS 'Remarks.';
COMMENT ON COLUMN mart.training_runs.catalogue_version IS 'Version of the reference data: the hash of its content.';
