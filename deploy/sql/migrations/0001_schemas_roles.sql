-- Roles, schemas and the table of migrations. Applied before the tables of the records (build/generated/sql).
--
-- May be run by chipwatch_owner, by somebody with CREATEROLE, or by a superuser. Roles that exist are left as they are;
-- a role made here has no password, hence cannot log in by one until an administrator sets it.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['chipwatch_owner', 'chipwatch_writer', 'bi_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, 'chipwatch_owner', 'MEMBER') THEN
        EXECUTE format('GRANT chipwatch_owner TO %I', current_user);
    END IF;
    -- Only an owner of the database can do this, and only somebody else than chipwatch_owner needs to.
    IF NOT has_database_privilege('chipwatch_owner', current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO chipwatch_owner', current_database());
    END IF;
END $$;

-- What an analyst's session starts with. It is comfort; the protection is that everything but mart is not granted.
-- Whoever may not set it goes on without it.
DO $$
DECLARE
    setting text;
BEGIN
    FOREACH setting IN ARRAY ARRAY['search_path = mart', 'timezone = ''UTC''', 'default_transaction_read_only = on',
        'statement_timeout = ''60s''', 'idle_in_transaction_session_timeout = ''60s'''] LOOP
        EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET %s', current_database(), setting);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'the session settings of bi_reader stay as they are: %', SQLERRM;
END $$;

-- Everything belongs to chipwatch_owner, whoever installs it: the views of mart read with their owner's rights.
SET ROLE chipwatch_owner;

CREATE SCHEMA IF NOT EXISTS event;
CREATE SCHEMA IF NOT EXISTS history;
CREATE SCHEMA IF NOT EXISTS reference;
CREATE SCHEMA IF NOT EXISTS pipeline;
CREATE SCHEMA IF NOT EXISTS mart;

COMMENT ON SCHEMA event IS
    'Events in their current version, one row each for ever, and what was derived from them. For the consumer.';
COMMENT ON SCHEMA history IS 'Superseded versions of events. For the consumer.';
COMMENT ON SCHEMA reference IS
    'The catalogue as it was loaded: accelerators, systems, part numbers, families, rules, countries; all versions.';
COMMENT ON SCHEMA pipeline IS 'The state of the pipeline: positions, scopes, dead letters, migrations.';
COMMENT ON SCHEMA mart IS 'Documented views for analysts and BI tools: the only schema that they are granted.';

CREATE TABLE IF NOT EXISTS pipeline.migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE pipeline.migration IS 'Migrations that were applied; an applied file must not change.';
COMMENT ON COLUMN pipeline.migration.number IS 'The number with which the file''s name begins.';
COMMENT ON COLUMN pipeline.migration.name IS 'Name of the file.';
COMMENT ON COLUMN pipeline.migration.checksum IS 'Hash of the file''s content when it was applied.';
COMMENT ON COLUMN pipeline.migration.applied_at IS 'When it was applied.';
