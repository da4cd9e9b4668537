-- Positions, scopes and the version that readers see. Applied after the tables of the records.

SET ROLE chipwatch_owner;

-- Updated by every batch. No index but the key and half of each page free: updates stay on their page (HOT), the table
-- stays a few pages small.
CREATE TABLE pipeline.kafka_offset (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    kafka_partition integer NOT NULL,
    cluster_id text NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    owner_epoch bigint NOT NULL DEFAULT 0,
    owner text,
    owner_backend_pid integer,
    owner_backend_start timestamptz,
    last_offset bigint,
    last_timestamp bigint,
    last_key_hash bigint,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer_group, topic, kafka_partition)
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
COMMENT ON TABLE pipeline.kafka_offset IS
    'Position of a consumer group in a partition; moves in the transaction that writes the rows, which is what makes '
    'delivery exactly once.';
COMMENT ON COLUMN pipeline.kafka_offset.consumer_group IS 'Name of the consumer group.';
COMMENT ON COLUMN pipeline.kafka_offset.topic IS 'Kafka topic.';
COMMENT ON COLUMN pipeline.kafka_offset.kafka_partition IS 'Partition of the topic.';
COMMENT ON COLUMN pipeline.kafka_offset.cluster_id IS
    'Kafka cluster to which the position belongs; another one is refused.';
COMMENT ON COLUMN pipeline.kafka_offset.next_offset IS 'First offset that is not in the database.';
COMMENT ON COLUMN pipeline.kafka_offset.owner_epoch IS
    'Grows with each takeover; a writer of an older epoch changes no row and must stop.';
COMMENT ON COLUMN pipeline.kafka_offset.owner IS 'Process that owns the partition: host, process id, start.';
COMMENT ON COLUMN pipeline.kafka_offset.owner_backend_pid IS
    'Process id of its backend in PostgreSQL; NULL when it let go.';
COMMENT ON COLUMN pipeline.kafka_offset.owner_backend_start IS
    'Start of that backend, since process ids are used again.';
COMMENT ON COLUMN pipeline.kafka_offset.last_offset IS
    'Offset of the last message taken; NULL if only control records were passed.';
COMMENT ON COLUMN pipeline.kafka_offset.last_timestamp IS 'Timestamp of that message, Unix ms.';
COMMENT ON COLUMN pipeline.kafka_offset.last_key_hash IS
    'XXH3-64 of that message''s key: with the timestamp it shows a topic that was made anew.';
COMMENT ON COLUMN pipeline.kafka_offset.updated_at IS 'When the position last moved or changed hands.';

CREATE TABLE pipeline.scope (
    scope_id text PRIMARY KEY,
    end_revision bigint NOT NULL,
    end_op text NOT NULL CHECK (end_op IN ('upsert', 'cancel')),
    row_count bigint,
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
COMMENT ON TABLE pipeline.scope IS
    'The greatest end of each scope: a declaration or data set that is replaced or cancelled as a whole.';
COMMENT ON COLUMN pipeline.scope.scope_id IS 'Identity of the scope.';
COMMENT ON COLUMN pipeline.scope.end_revision IS
    'Revision of the greatest end, Unix ms; rows of a lower scope_revision are cancelled.';
COMMENT ON COLUMN pipeline.scope.end_op IS
    'upsert: the scope holds what came with this revision; cancel: the whole scope is withdrawn.';
COMMENT ON COLUMN pipeline.scope.row_count IS
    'Rows that the source says it has; a check of quality, never a condition.';
COMMENT ON COLUMN pipeline.scope.updated_at IS 'When the end arrived.';

-- One row. Each batch reads it FOR SHARE, a change of version takes it FOR UPDATE: no reader sees a mixture.
CREATE TABLE pipeline.active_version (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    catalogue_version text NOT NULL,
    method_version text NOT NULL,
    flipped_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE pipeline.active_version IS 'The version of claims and estimates that mart shows: one row.';
COMMENT ON COLUMN pipeline.active_version.singleton IS 'Always true: there is one row.';
COMMENT ON COLUMN pipeline.active_version.catalogue_version IS 'Version of the reference data shown.';
COMMENT ON COLUMN pipeline.active_version.method_version IS 'Version of the method shown.';
COMMENT ON COLUMN pipeline.active_version.flipped_at IS 'Since when.';
