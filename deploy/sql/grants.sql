-- Rights, given again by each setup after tables and views are made, since new ones start without any.

SET ROLE chipwatch_owner;

GRANT USAGE ON SCHEMA event, history, pipeline, reference TO chipwatch_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA event, history, pipeline TO chipwatch_writer;
REVOKE INSERT, UPDATE, DELETE ON pipeline.migration FROM chipwatch_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA reference TO chipwatch_writer;

-- Views read with the rights of their owner: a reader needs nothing on the tables behind them.
GRANT USAGE ON SCHEMA mart TO bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA mart TO bi_reader;
