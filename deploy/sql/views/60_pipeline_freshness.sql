-- How far the pipeline is.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.pipeline_freshness AS
SELECT
    o.consumer_group,
    o.topic AS kafka_topic,
    o.kafka_partition,
    o.next_offset,
    to_timestamp(o.last_timestamp / 1000.0) AS last_message_at,
    o.updated_at AS committed_at,
    extract(epoch FROM now() - o.updated_at)::bigint AS seconds_since_commit,
    o.owner
FROM pipeline.kafka_offset o;

COMMENT ON VIEW mart.pipeline_freshness IS
    'Grain: one partition of one topic for one consumer group. How far the data go; what waits in Kafka is not known '
    'here.';
COMMENT ON COLUMN mart.pipeline_freshness.consumer_group IS 'Name of the consumer group.';
COMMENT ON COLUMN mart.pipeline_freshness.kafka_topic IS 'Kafka topic.';
COMMENT ON COLUMN mart.pipeline_freshness.kafka_partition IS 'Partition of the topic.';
COMMENT ON COLUMN mart.pipeline_freshness.next_offset IS 'First offset that is not in the database.';
COMMENT ON COLUMN mart.pipeline_freshness.last_message_at IS 'Timestamp of the last message taken, UTC.';
COMMENT ON COLUMN mart.pipeline_freshness.committed_at IS 'When the position last moved or changed hands, UTC.';
COMMENT ON COLUMN mart.pipeline_freshness.seconds_since_commit IS 'Seconds since then.';
COMMENT ON COLUMN mart.pipeline_freshness.owner IS 'Process that owns the partition; it may have ended since.';
