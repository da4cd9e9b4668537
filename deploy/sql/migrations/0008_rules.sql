-- Rules in a form that can be applied, and what they say, worked out once: for each product, way and period, so that SQL
-- and BI tools need no engine. Filled by setup for each version of the catalogue that it loads; read through mart.

SET ROLE chipwatch_owner;

ALTER TABLE reference.rules
    ADD COLUMN regime text,
    ADD COLUMN outcome text,
    ADD COLUMN route text,
    ADD COLUMN class text,
    ADD COLUMN datacenter text,
    ADD COLUMN products text,
    ADD COLUMN slot_gbs text;

CREATE TABLE reference.rule_regimes (
    catalogue_version text NOT NULL,
    regime text NOT NULL,
    regime_ordinal integer NOT NULL,
    default_outcome text NOT NULL,
    uses_from boolean NOT NULL,
    uses_to boolean NOT NULL,
    uses_headquarters boolean NOT NULL,
    PRIMARY KEY (catalogue_version, regime)
);
COMMENT ON TABLE reference.rule_regimes IS 'The bodies of rules that are asked one by one; see reference.rule_outcomes.';
COMMENT ON COLUMN reference.rule_regimes.catalogue_version IS 'Version of the catalogue.';
COMMENT ON COLUMN reference.rule_regimes.regime IS
    'export_control, letters_2025, window_2026, tariff_232, import, guidance or proposed (bills, never law).';
COMMENT ON COLUMN reference.rule_regimes.regime_ordinal IS 'Order for reading, from 1.';
COMMENT ON COLUMN reference.rule_regimes.default_outcome IS 'The outcome where no rule of the regime applies.';
COMMENT ON COLUMN reference.rule_regimes.uses_from IS
    'Whether the country of dispatch matters; if not, from_class of its outcomes is any.';
COMMENT ON COLUMN reference.rule_regimes.uses_to IS
    'Whether the destination matters; if not, to_class of its outcomes is any.';
COMMENT ON COLUMN reference.rule_regimes.uses_headquarters IS
    'Whether the seat of the buyer or its parent matters; if not, headquarters_class of its outcomes is any.';

-- Countries that every rule treats alike are one class, called after the first of them.
CREATE TABLE reference.route_classes (
    catalogue_version text NOT NULL,
    country_code text NOT NULL,
    from_class text NOT NULL,
    to_class text NOT NULL,
    headquarters_class text NOT NULL,
    PRIMARY KEY (catalogue_version, country_code)
);
COMMENT ON TABLE reference.route_classes IS
    'What a country is to the rules: as the place of dispatch, as the destination, as the seat of the buyer. A country '
    'that has no row is of the class other, one that is not stated of the class unknown.';
COMMENT ON COLUMN reference.route_classes.catalogue_version IS 'Version of the catalogue.';
COMMENT ON COLUMN reference.route_classes.country_code IS 'Country, ISO 3166 alpha-2.';
COMMENT ON COLUMN reference.route_classes.from_class IS
    'US, other or unknown; of countries that the rules treat alike as the place of dispatch.';
COMMENT ON COLUMN reference.route_classes.to_class IS
    'Class as destination: the first country of those that the rules treat alike, other or unknown.';
COMMENT ON COLUMN reference.route_classes.headquarters_class IS
    'Class as the seat of the buyer or its parent: the first country of those that the rules treat alike, or other.';

-- Periods of one product, regime and way do not overlap and leave out those for which there is nothing to say: there the
-- outcome is the default of the regime.
CREATE TABLE reference.rule_outcomes (
    catalogue_version text NOT NULL,
    product text NOT NULL,
    regime text NOT NULL,
    from_class text NOT NULL,
    to_class text NOT NULL,
    headquarters_class text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    outcome text,
    rule_key text,
    citation text,
    rule_status text,
    reason text NOT NULL,
    PRIMARY KEY (catalogue_version, product, regime, to_class, from_class, headquarters_class, valid_from)
);
COMMENT ON TABLE reference.rule_outcomes IS
    'What the rules say of a product on a way in a period. A missing row is the default outcome of the regime, for a '
    'product that has rows in reference.accelerators or reference.product_families; other products are asked for as '
    'product "unknown".';
COMMENT ON COLUMN reference.rule_outcomes.catalogue_version IS 'Version of the catalogue.';
COMMENT ON COLUMN reference.rule_outcomes.product IS
    'Key of an accelerator, slug of a family, or unknown.';
COMMENT ON COLUMN reference.rule_outcomes.regime IS 'See reference.rule_regimes.';
COMMENT ON COLUMN reference.rule_outcomes.from_class IS 'See reference.route_classes; any where it does not matter.';
COMMENT ON COLUMN reference.rule_outcomes.to_class IS 'See reference.route_classes; any where it does not matter.';
COMMENT ON COLUMN reference.rule_outcomes.headquarters_class IS
    'See reference.route_classes; any where it does not matter. A seat that is not stated is taken to be in the '
    'destination.';
COMMENT ON COLUMN reference.rule_outcomes.valid_from IS 'First day; -infinity if it was always so.';
COMMENT ON COLUMN reference.rule_outcomes.valid_to IS 'Last day; infinity if no end is known.';
COMMENT ON COLUMN reference.rule_outcomes.outcome IS 'A word of the regime; NULL: undecided, and reason says why.';
COMMENT ON COLUMN reference.rule_outcomes.rule_key IS 'The rule that decides, see reference.rules; NULL where none does.';
COMMENT ON COLUMN reference.rule_outcomes.citation IS 'Its citation.';
COMMENT ON COLUMN reference.rule_outcomes.rule_status IS 'Its status: in_force; proposed in the regime of that name.';
COMMENT ON COLUMN reference.rule_outcomes.reason IS 'Why, with the figures compared.';
