-- Lines as watch.py prints them become customs lines and estimates. psql variable: input, a file.
-- Expressions of so many columns take seconds to compile, and nothing is gained.

SET jit = off;
CREATE SCHEMA IF NOT EXISTS test;
DROP TABLE IF EXISTS test.entry;
CREATE TABLE test.entry (entry jsonb);
\set copy '\\copy test.entry FROM ' :'input' ' (FORMAT csv, QUOTE e''\\x01'', DELIMITER e''\\x02'')'
:copy
TRUNCATE event.customs_event, event.capacity_estimate;
INSERT INTO event.customs_event
SELECT r.*
FROM test.entry, jsonb_populate_record(NULL::event.customs_event,
    '{"op": "upsert", "revision": 1, "normaliser_version": 1, "content_hash": "\\x00", "cancelled": false, "source_key": "k",
      "observed_at": "2026-02-01", "kafka_topic": "t", "kafka_partition": 0, "kafka_offset": 1, "schema_id": 1,
      "ingested_at": "2026-02-01", "flags": []}'::jsonb || (entry -> 'line')) AS r;
INSERT INTO event.capacity_estimate
SELECT r.*
FROM test.entry, pipeline.active_version, jsonb_populate_record(NULL::event.capacity_estimate,
    '{"ordinal": 1, "event_record": "customs_event", "kafka_topic": "t", "kafka_partition": 0, "kafka_offset": 1,
      "schema_id": 1, "ingested_at": "2026-02-01", "flags": [], "buyers": []}'::jsonb
    || jsonb_build_object('event_id', entry -> 'line' -> 'event_id', 'catalogue_version', catalogue_version,
        'method_version', method_version) || (entry -> 'estimate')) AS r
WHERE entry -> 'estimate' <> 'null';
ANALYZE event.customs_event, event.capacity_estimate;
