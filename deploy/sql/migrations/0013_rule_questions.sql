-- What an outcome of the rules is looked up by, in one column: of five columns the planner cannot tell how few rows a
-- value of each has together, and sorts where a hash would do.

SET ROLE chipwatch_owner;

ALTER TABLE reference.rule_outcomes ADD COLUMN question text NOT NULL GENERATED ALWAYS AS
    (product || ' ' || regime || ' ' || from_class || ' ' || to_class || ' ' || headquarters_class) STORED;
COMMENT ON COLUMN reference.rule_outcomes.question IS
    'Product, regime and the three classes, separated by spaces: what is asked, but for the day.';
CREATE INDEX rule_outcomes_question ON reference.rule_outcomes (catalogue_version, question);
ANALYZE reference.rule_outcomes;
