-- What waits for a person.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.dead_letters_open AS
SELECT
    d.consumer_group,
    d.kafka_topic,
    d.kafka_partition,
    d.kafka_offset,
    d.status,
    d.reason,
    d.detail,
    d.sqlstate,
    d.table_name,
    d.column_name,
    length(d.payload) AS payload_bytes,
    d.refused_at,
    round((extract(epoch FROM now() - d.refused_at) / 3600)::numeric, 1) AS age_hours
FROM pipeline.dead_letter d
WHERE d.status IN ('open', 'retried');

COMMENT ON VIEW mart.dead_letters_open IS
    'Grain: one refused message that is neither resolved nor discarded.';
COMMENT ON COLUMN mart.dead_letters_open.consumer_group IS 'Group of the consumer that refused it.';
COMMENT ON COLUMN mart.dead_letters_open.kafka_topic IS 'Topic of the message.';
COMMENT ON COLUMN mart.dead_letters_open.kafka_partition IS 'Partition of the message.';
COMMENT ON COLUMN mart.dead_letters_open.kafka_offset IS 'Offset of the message.';
COMMENT ON COLUMN mart.dead_letters_open.status IS 'open, or retried while the retry has not arrived.';
COMMENT ON COLUMN mart.dead_letters_open.reason IS 'Stable code of the refusal.';
COMMENT ON COLUMN mart.dead_letters_open.detail IS 'What was wrong, as a sentence.';
COMMENT ON COLUMN mart.dead_letters_open.sqlstate IS 'SQLSTATE where PostgreSQL refused it.';
COMMENT ON COLUMN mart.dead_letters_open.table_name IS 'Table where PostgreSQL refused it.';
COMMENT ON COLUMN mart.dead_letters_open.column_name IS 'Column where PostgreSQL refused it.';
COMMENT ON COLUMN mart.dead_letters_open.payload_bytes IS
    'Size of the payload, bytes; the payload itself: capacity-consumer dead-letters show.';
COMMENT ON COLUMN mart.dead_letters_open.refused_at IS 'When it was refused, UTC.';
COMMENT ON COLUMN mart.dead_letters_open.age_hours IS 'Hours since then.';
