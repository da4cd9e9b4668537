-- Arbitrary items for stories.test. psql variables: seed.

SELECT setseed(:seed / 100.0);
DROP SCHEMA IF EXISTS test CASCADE;
CREATE SCHEMA test;
TRUNCATE event.news_event, event.news_fingerprint, event.news_claim, pipeline.news_to_group, pipeline.news_item,
    pipeline.news_item_key, pipeline.news_item_link, pipeline.news_member, pipeline.claim_member;

-- Of four texts in a row the second to fourth differ from the first in some values of MinHash: some are near, others nearly.
-- SimHashes of four are a few bits apart; two in three texts are too short for one. Some headlines have numbers. Two texts
-- each have one body.
CREATE TABLE test.text AS
SELECT no, CASE WHEN no % 3 = 0 THEN hashint8extended(no / 12, 5) # (no % 8)::bigint END AS simhash,
    (SELECT decode(string_agg(lpad(to_hex(CASE WHEN random() < 0.12 * (no % 4) THEN (random() * 255)::integer
        ELSE (hashint8extended(no / 4 * 100 + i, 3) & 255)::integer END), 2, '0'), '' ORDER BY i), 'hex')
     FROM generate_series(0, 31) AS i) AS minhash,
    CASE WHEN no % 7 < 3 THEN no % 7 + 1 END AS number_hash
FROM generate_series(1, 40) AS no;

-- Each item has one or two versions: a text, perhaps an address that others have, an hour of twelve days, claims. Some are
-- withdrawn by the second. They arrive in an arbitrary order.
CREATE TABLE test.version AS
SELECT lpad(n::text, 32, '0')::uuid AS event_id, v, v = 2 AND n % 11 = 0 AS withdrawn, (random() * 39)::integer + 1 AS no,
    timestamptz '2026-01-28' + (random() * 288)::integer * interval '1 hour' AS at, random() < 0.9 AS is_dated,
    (random() * 60)::integer AS url, (random() * 2)::integer AS claims, random() AS place
FROM generate_series(1, 150) AS n, generate_series(1, 2) AS v
WHERE v = 2 OR n % 2 = 0;

CREATE FUNCTION test.lineage() RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"kafka_topic": "t", "kafka_partition": 0, "kafka_offset": 1, "schema_id": 1, "ingested_at": "2026-02-01"}'::jsonb $$;

CREATE FUNCTION test.arrive(new test.version) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM event.news_claim WHERE event_id = new.event_id;
    DELETE FROM event.news_fingerprint WHERE event_id = new.event_id;
    DELETE FROM event.news_event WHERE event_id = new.event_id;
    INSERT INTO pipeline.news_to_group VALUES (new.event_id);
    INSERT INTO event.news_event SELECT (jsonb_populate_record(NULL::event.news_event, test.lineage() || jsonb_build_object(
        'event_id', new.event_id, 'op', CASE WHEN new.withdrawn THEN 'cancel' ELSE 'upsert' END, 'cancelled', new.withdrawn,
        'revision', (extract(epoch FROM new.at) * 1000)::bigint, 'published_at', CASE WHEN new.is_dated THEN new.at END,
        'normaliser_version', 1, 'content_hash', '\x00', 'flags', '{}'::text[], 'source', 'agency', 'title', 't',
        'first_seen_at', new.at))).*;
    IF new.withdrawn THEN
        RETURN;
    END IF;
    INSERT INTO event.news_fingerprint SELECT (jsonb_populate_record(NULL::event.news_fingerprint, test.lineage()
        || jsonb_build_object('event_id', new.event_id, 'outlet', 'agency', 'text_hash', t.no,
            'word_count', CASE WHEN t.no = 7 THEN 3 ELSE 40 END, 'url_hash', CASE WHEN new.url < 15 THEN 1000 + new.url END,
            'body_hash', CASE WHEN t.no % 5 > 0 THEN 2000 + t.no / 2 END, 'number_hash', t.number_hash, 'simhash', t.simhash, 'minhash', t.minhash))).*
    FROM test.text t WHERE t.no = new.no;
    INSERT INTO event.news_claim SELECT (jsonb_populate_record(NULL::event.news_claim, test.lineage() || jsonb_build_object(
        'event_id', new.event_id, 'ordinal', c, 'catalogue_version', 'c', 'method_version', 'm', 'action', 'ship',
        'modality', 'asserted', 'product', 'p' || new.no % 2 + c, 'org', '{}'::text[], 'org_role', '{}'::text[],
        'via_country', '{}'::text[], 'source_class', 'own', 'evidence', 'e', 'rule', 'r', 'confidence', 1))).*
    FROM generate_series(1, new.claims) AS c;
END $$;

-- Of a fact the greatest version stands; it is grouped now and then.
DO $$
DECLARE
    arriving test.version;
    most integer;
BEGIN
    FOR arriving IN SELECT * FROM test.version ORDER BY place LOOP
        IF NOT EXISTS (SELECT FROM test.version v WHERE v.event_id = arriving.event_id AND v.v > arriving.v
                       AND v.place < arriving.place) THEN
            PERFORM test.arrive(arriving);
        END IF;
        IF random() < 0.2 THEN
            PERFORM pipeline.group_news((random() * 30)::integer + 1);
        END IF;
    END LOOP;
    most := (random() * 100)::integer + 1;
    WHILE pipeline.group_news(most) = most LOOP END LOOP;
END $$;

-- What must have come out: all pairs are looked at, and joined until nothing changes.
CREATE TABLE test.item AS
SELECT v.event_id, v.at, t.no AS text_hash, t.simhash, t.minhash, t.number_hash, pipeline.near_keys(t.simhash, t.minhash) AS near_keys,
    ARRAY[CASE WHEN t.no % 5 = 0 THEN t.no WHEN t.simhash IS NULL THEN (2000 + t.no / 2) # coalesce(t.number_hash, 0)
        ELSE 2000 + t.no / 2 END] || CASE WHEN v.url < 15 THEN ARRAY[1000 + v.url] ELSE '{}' END AS copy_keys,
    t.no <> 7 AS has_words
FROM test.version v JOIN test.text t USING (no)
WHERE v.v = 2 AND NOT v.withdrawn;
CREATE TABLE test.pair AS
SELECT a.event_id, b.event_id AS other_id, a.copy_keys && b.copy_keys AS is_copy
FROM test.item a JOIN test.item b ON a.event_id <> b.event_id AND a.has_words AND b.has_words
    AND a.at BETWEEN b.at - interval '72 hours' AND b.at + interval '72 hours'
WHERE a.copy_keys && b.copy_keys OR (a.near_keys && b.near_keys AND a.text_hash <> b.text_hash
    AND pipeline.near_copy(a.simhash, a.minhash, a.number_hash, b.simhash, b.minhash, b.number_hash));
CREATE TABLE test.expected AS
WITH RECURSIVE reached AS (
    SELECT kind, event_id, event_id AS other_id FROM test.item, unnest(ARRAY['story', 'copy']) AS kind
    UNION SELECT r.kind, r.event_id, p.other_id FROM reached r JOIN test.pair p ON p.event_id = r.other_id AND (p.is_copy OR r.kind = 'story'))
SELECT DISTINCT ON (kind, r.event_id) kind, r.event_id, i.event_id AS head_id
FROM reached r JOIN test.item i ON i.event_id = r.other_id
ORDER BY kind, r.event_id, i.at, i.event_id;

CREATE FUNCTION test.differences() RETURNS TABLE (what text, count bigint) LANGUAGE sql AS $$
    SELECT 'members', count(*) FROM (
        (SELECT * FROM test.expected EXCEPT SELECT * FROM pipeline.news_member)
        UNION ALL (SELECT * FROM pipeline.news_member EXCEPT SELECT * FROM test.expected)) d
    UNION ALL
    SELECT 'claims', count(*) FROM pipeline.claim_member m FULL JOIN (
        SELECT event_id, ordinal, coalesce(at - lag(at) OVER (PARTITION BY product ORDER BY at, event_id, ordinal)
            > interval '7 days', true) AS begins_group
        FROM event.news_claim JOIN test.item USING (event_id)) c USING (event_id, ordinal)
    WHERE m.begins_group IS DISTINCT FROM c.begins_group
    UNION ALL
    SELECT 'keys', count(*) FROM pipeline.news_item_key k
    WHERE NOT EXISTS (SELECT FROM pipeline.news_item i WHERE i.event_id = k.event_id AND i.item_at = k.item_at
        AND k.key = ANY (i.copy_keys || i.near_keys))
    UNION ALL
    SELECT 'links', count(*) FROM pipeline.news_item_link l
    WHERE NOT EXISTS (SELECT FROM test.pair p WHERE p.event_id = l.event_id AND p.other_id = l.other_id AND p.is_copy >= l.is_copy)
$$;
