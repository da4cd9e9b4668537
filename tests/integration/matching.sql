-- How the facts of matching.py arrive. A version stands if none greater has come; what is withdrawn keeps a row, what its
-- scope cancels keeps its estimate, as the consumer does it.

DROP SCHEMA IF EXISTS test CASCADE;
CREATE SCHEMA test;
TRUNCATE event.news_event, event.news_fingerprint, event.news_claim, event.customs_event, event.capacity_estimate,
    pipeline.news_to_group, pipeline.news_item, pipeline.news_item_key, pipeline.news_item_link, pipeline.news_member,
    pipeline.claim_member, pipeline.key_to_match, pipeline.claim_to_match, pipeline.claim_match;

CREATE TABLE test.version (event_id uuid PRIMARY KEY, version integer);

CREATE FUNCTION test.frame(fact jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('kafka_topic', 't', 'kafka_partition', 0, 'kafka_offset', 1, 'schema_id', 1,
        'ingested_at', '2026-02-01', 'event_id', fact->>'id', 'revision', (fact->>'version')::integer + 1,
        'normaliser_version', 1, 'content_hash', '\x00', 'flags', '{}'::text[], 'ordinal', 1, 'source', coalesce(fact->>'source', 's'),
        'op', CASE fact->>'state' WHEN 'withdrawn' THEN 'cancel' ELSE 'upsert' END,
        'cancelled', fact->>'state' = 'withdrawn', 'catalogue_version', v.catalogue_version,
        'method_version', v.method_version) FROM pipeline.active_version v $$;

CREATE FUNCTION test.estimate(fact jsonb, counted jsonb, more jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO event.capacity_estimate SELECT r.* FROM jsonb_populate_record(NULL::event.capacity_estimate, test.frame(fact)
        || jsonb_build_object('event_date', fact->'day', 'product_slug', counted->'product', 'to_country', counted->'to',
            'from_country', counted->'from', 'buyers', ARRAY(SELECT jsonb_array_elements_text(counted->'buyers')),
            'chips_low', counted->'low', 'chips_mid', counted->'mid', 'chips_high', counted->'high') || more) AS r $$;

CREATE FUNCTION test.arrive_article(fact jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    claim jsonb;
BEGIN
    INSERT INTO pipeline.news_to_group VALUES ((fact->>'id')::uuid);
    INSERT INTO event.news_event SELECT r.* FROM jsonb_populate_record(NULL::event.news_event, test.frame(fact)
        || jsonb_build_object('published_at', fact->>'day' || 'T10:00:00Z', 'title', 't', 'first_seen_at', '2026-02-01')) AS r;
    IF fact->>'state' = 'withdrawn' THEN
        RETURN;
    END IF;
    INSERT INTO event.news_fingerprint SELECT r.* FROM jsonb_populate_record(NULL::event.news_fingerprint, test.frame(fact)
        || jsonb_build_object('outlet', fact->>'source', 'text_hash', hashtext(fact->>'id'), 'word_count', 3)) AS r;
    FOR claim IN SELECT jsonb_array_elements(fact->'claims') LOOP
        INSERT INTO event.news_claim SELECT r.* FROM jsonb_populate_record(NULL::event.news_claim, test.frame(fact)
            || jsonb_build_object('ordinal', claim->'ordinal', 'action', claim->>'action', 'modality', claim->>'modality',
                'product', claim->>'product', 'to_country', claim->>'to', 'from_country', claim->>'from', 'actor', claim->>'actor',
                'quantity_low', claim->'low', 'quantity_mid', claim->'mid', 'quantity_high', claim->'high',
                'quantity_unit', 'chips', 'org', '{}'::text[], 'org_role', '{}'::text[], 'via_country', '{}'::text[],
                'credited_outlet', claim->'credited', 'source_class', 'own', 'evidence', 'e', 'rule', 'r', 'confidence', 1)) AS r;
        PERFORM test.estimate(fact, claim, jsonb_build_object('event_record', 'news_event', 'ordinal', claim->'ordinal',
            'claim_ordinal', claim->'ordinal', 'stage', claim->>'stage'));
    END LOOP;
END $$;

CREATE FUNCTION test.arrive_line(fact jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event.customs_event SELECT r.* FROM jsonb_populate_record(NULL::event.customs_event, test.frame(fact)
        || jsonb_build_object('kind', fact->>'kind', 'source_key', fact->>'id', 'reporter', fact->>'reporter', 'flow', fact->>'flow',
            'event_date', CASE WHEN fact->>'period' IS NULL THEN fact->>'day' END, 'period_start', fact->>'period',
            'period_end', CASE WHEN fact->>'period' IS NOT NULL THEN fact->>'day' END, 'observed_at', '2026-02-01')) AS r;
    IF fact->>'state' <> 'withdrawn' THEN
        PERFORM test.estimate(fact, fact, jsonb_build_object('event_record', 'customs_event', 'confidence', fact->'confidence',
            'stage', CASE fact->>'flow' WHEN 'import' THEN 'cleared' ELSE 'shipped' END));
    END IF;
    IF fact->>'state' = 'scope' THEN
        UPDATE event.customs_event SET cancelled = true WHERE event_id = (fact->>'id')::uuid;
    END IF;
END $$;

CREATE FUNCTION test.arrive(fact jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    id uuid := fact->>'id';
BEGIN
    IF EXISTS (SELECT FROM test.version WHERE event_id = id AND version >= (fact->>'version')::integer) THEN
        RETURN;
    END IF;
    INSERT INTO test.version VALUES (id, (fact->>'version')::integer)
    ON CONFLICT (event_id) DO UPDATE SET version = excluded.version;
    DELETE FROM event.news_claim WHERE event_id = id;
    DELETE FROM event.news_fingerprint WHERE event_id = id;
    DELETE FROM event.capacity_estimate WHERE event_id = id;
    DELETE FROM event.news_event WHERE event_id = id;
    DELETE FROM event.customs_event WHERE event_id = id;
    IF fact ? 'claims' THEN
        PERFORM test.arrive_article(fact);
    ELSE
        PERFORM test.arrive_line(fact);
    END IF;
END $$;

CREATE FUNCTION test.finish(most integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WHILE pipeline.group_news(most) = most LOOP END LOOP;
    WHILE pipeline.match_customs(most) = most LOOP END LOOP;
END $$;
