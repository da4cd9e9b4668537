-- Stories and claim groups, brought up to date for what changed and its neighbours.
--
-- The end state depends on what is stored alone, not on the order in which it came: two items are linked or not by what
-- the two are, a story is what the links join, a claim begins a group or not by the claim before it.

SET ROLE chipwatch_owner;

-- By SimHash four bands of 16 bits: who differs in three bits shares one. By MinHash ten bands of three values: who
-- shares 0.6 of the shingles shares a band in nine cases of ten, 0.7 nearly always (eight bands of four values: 0.67, 0.89).
CREATE OR REPLACE FUNCTION pipeline.near_keys(simhash bigint, minhash bytea) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(SELECT i * 65536 + (simhash >> (i * 16)::integer & 65535)
        FROM generate_series(0::bigint, 3) AS i WHERE simhash IS NOT NULL
      UNION ALL
        SELECT (i + 1 << 24) + (get_byte(minhash, 3 * i) << 16) + (get_byte(minhash, 3 * i + 1) << 8)
            + get_byte(minhash, 3 * i + 2)
        FROM generate_series(0, 9) AS i WHERE minhash IS NOT NULL);
COMMENT ON FUNCTION pipeline.near_keys(bigint, bytea) IS 'What a text shares with its near copies: see fingerprint.h.';

CREATE OR REPLACE FUNCTION pipeline.near_copy(simhash bigint, minhash bytea, number_hash bigint, other_simhash bigint,
    other_minhash bytea, other_number_hash bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN bit_count((simhash # other_simhash)::bit(64)) <= 3 THEN true
        WHEN number_hash <> other_number_hash AND num_nulls(simhash, other_simhash) > 0 THEN false
        ELSE (SELECT count(*) >= 20 FROM generate_series(0, 31) AS i
              WHERE get_byte(minhash, i) = get_byte(other_minhash, i))
    END;
COMMENT ON FUNCTION pipeline.near_copy(bigint, bytea, bigint, bigint, bytea, bigint) IS
    'Are two texts copies or near copies? The same as fingerprint_near.';

CREATE OR REPLACE FUNCTION pipeline.item_at(published_at timestamptz, updated_at timestamptz, revision bigint)
    RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(published_at, updated_at, to_timestamp(revision / 1000.0));
COMMENT ON FUNCTION pipeline.item_at(timestamptz, timestamptz, bigint) IS
    'The place of an item in time, by which the oldest is found.';

-- Links the items with their nearest copies and near copies, before and after. That is enough: a farther copy within the
-- window is joined through the nearer one.
CREATE OR REPLACE FUNCTION pipeline.link_news(items uuid[]) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog SET jit = off
AS $$
    WITH copies AS (
        SELECT i.event_id, n.event_id AS other_id
        FROM pipeline.news_item i, unnest(i.copy_keys) AS k (key), LATERAL (
            (SELECT n.event_id FROM pipeline.news_item_key n
             WHERE n.key = k.key AND (n.item_at, n.event_id) < (i.item_at, i.event_id)
                AND n.item_at >= i.item_at - interval '72 hours'
             ORDER BY n.item_at DESC, n.event_id DESC LIMIT 1)
          UNION ALL
            (SELECT n.event_id FROM pipeline.news_item_key n
             WHERE n.key = k.key AND (n.item_at, n.event_id) > (i.item_at, i.event_id)
                AND n.item_at <= i.item_at + interval '72 hours'
             ORDER BY n.item_at, n.event_id LIMIT 1)) n
        WHERE i.event_id = ANY (items)
    ), nearest AS (
        SELECT DISTINCT ON (i.event_id, o.text_hash, after) i.event_id, o.event_id AS other_id,
            pipeline.near_copy(i.simhash, i.minhash, i.number_hash, o.simhash, o.minhash, o.number_hash) AS is_near
        FROM pipeline.news_item i
        CROSS JOIN LATERAL unnest(i.near_keys) AS k (key)
        JOIN pipeline.news_item_key n ON n.key = k.key AND n.item_at >= i.item_at - interval '72 hours'
            AND n.item_at <= i.item_at + interval '72 hours'
        JOIN pipeline.news_item o ON o.event_id = n.event_id AND o.text_hash <> i.text_hash
        CROSS JOIN LATERAL (SELECT (o.item_at, o.event_id) > (i.item_at, i.event_id) AS after) a
        WHERE i.event_id = ANY (items)
        ORDER BY i.event_id, o.text_hash, after,
            CASE WHEN after THEN o.item_at END, CASE WHEN after THEN o.event_id END,
            o.item_at DESC, o.event_id DESC
    ), pairs AS (
        SELECT event_id, other_id, true AS is_copy FROM copies
        UNION ALL SELECT event_id, other_id, false FROM nearest WHERE is_near
    )
    INSERT INTO pipeline.news_item_link AS l (event_id, other_id, is_copy)
    SELECT event_id, other_id, bool_or(is_copy)
    FROM (SELECT * FROM pairs UNION ALL SELECT other_id, event_id, is_copy FROM pairs) both_ways
    GROUP BY event_id, other_id
    ON CONFLICT (event_id, other_id) DO UPDATE SET is_copy = true WHERE excluded.is_copy AND NOT l.is_copy
$$;
COMMENT ON FUNCTION pipeline.link_news(uuid[]) IS 'A part of pipeline.group_news.';

-- Joins by the links of one kind: new items are joined with the sets that they touch; sets that lost a member are joined
-- anew. A set that is only touched stays one node, whatever its size.
CREATE OR REPLACE FUNCTION pipeline.join_news(which text, changed uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off
AS $$
DECLARE
    moved bigint;
BEGIN
    IF to_regclass('pg_temp.news_node') IS NULL THEN
        CREATE TEMPORARY TABLE news_node (id uuid PRIMARY KEY, is_item boolean, place bigint, head bigint) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE news_edge (a bigint, b bigint, PRIMARY KEY (a, b)) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM pg_temp.news_node;
    DELETE FROM pg_temp.news_edge;

    WITH gone AS (DELETE FROM pipeline.news_member WHERE kind = which AND event_id = ANY (changed) RETURNING head_id)
    INSERT INTO pg_temp.news_node (id, is_item)
    SELECT event_id, true FROM pipeline.news_item WHERE event_id = ANY (changed)
    UNION SELECT m.event_id, true FROM pipeline.news_member m
        WHERE m.kind = which AND m.head_id IN (SELECT head_id FROM gone) AND m.event_id <> ALL (changed);

    INSERT INTO pg_temp.news_node (id, is_item)
    SELECT DISTINCT m.head_id, false
    FROM pg_temp.news_node n
    JOIN pipeline.news_item_link l ON l.event_id = n.id AND (l.is_copy OR which = 'story')
    JOIN pipeline.news_member m ON m.kind = which AND m.event_id = l.other_id
    WHERE NOT EXISTS (SELECT FROM pg_temp.news_node o WHERE o.id = l.other_id);

    UPDATE pg_temp.news_node n SET place = p.place, head = p.place
    FROM (SELECT o.id, row_number() OVER (ORDER BY i.item_at, i.event_id) AS place
          FROM pg_temp.news_node o JOIN pipeline.news_item i ON i.event_id = o.id) p
    WHERE p.id = n.id;

    INSERT INTO pg_temp.news_edge
    SELECT n.place, o.place
    FROM pg_temp.news_node n
    JOIN pipeline.news_item_link l ON l.event_id = n.id AND (l.is_copy OR which = 'story')
    LEFT JOIN pipeline.news_member m ON m.kind = which AND m.event_id = l.other_id
        AND NOT EXISTS (SELECT FROM pg_temp.news_node d WHERE d.id = l.other_id AND d.is_item)
    JOIN pg_temp.news_node o ON o.id = coalesce(m.head_id, l.other_id)
    WHERE n.is_item
    ON CONFLICT DO NOTHING;
    INSERT INTO pg_temp.news_edge SELECT b, a FROM pg_temp.news_edge ON CONFLICT DO NOTHING;

    -- Each node takes the oldest head of its neighbours, then the head of its head: the way to the oldest halves.
    LOOP
        UPDATE pg_temp.news_node n SET head = least
        FROM (SELECT e.a, min(o.head) AS least FROM pg_temp.news_edge e JOIN pg_temp.news_node o ON o.place = e.b
              GROUP BY e.a) m
        WHERE m.a = n.place AND least < n.head;
        GET DIAGNOSTICS moved = ROW_COUNT;
        EXIT WHEN moved = 0;
        UPDATE pg_temp.news_node n SET head = h.head FROM pg_temp.news_node h WHERE h.place = n.head AND h.head < n.head;
    END LOOP;

    -- First the sets that became part of an older one, so that a new head's own row is not among them.
    UPDATE pipeline.news_member m SET head_id = h.id
    FROM pg_temp.news_node n JOIN pg_temp.news_node h ON h.place = n.head
    WHERE NOT n.is_item AND n.head <> n.place AND m.kind = which AND m.head_id = n.id;
    INSERT INTO pipeline.news_member AS m (kind, event_id, head_id)
    SELECT which, n.id, h.id FROM pg_temp.news_node n JOIN pg_temp.news_node h ON h.place = n.head WHERE n.is_item
    ON CONFLICT (kind, event_id) DO UPDATE SET head_id = excluded.head_id WHERE m.head_id <> excluded.head_id;
END $$;
COMMENT ON FUNCTION pipeline.join_news(text, uuid[]) IS 'A part of pipeline.group_news.';

CREATE OR REPLACE FUNCTION pipeline.group_stories(taken uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off
AS $$
DECLARE
    items pipeline.news_item[];
    changed uuid[];
    neighbours uuid[];
BEGIN
    -- Of a few words nothing is a copy. A short body is one only under the numbers of its headline: every day's puzzle has
    -- the same introduction.
    SELECT array_agg(ROW(f.event_id, pipeline.item_at(e.published_at, e.updated_at, e.revision), f.text_hash,
        CASE WHEN f.word_count >= 5 THEN array_remove(ARRAY[coalesce(
            f.body_hash # CASE WHEN f.simhash IS NULL THEN coalesce(f.number_hash, 0) ELSE 0 END, f.text_hash), f.url_hash], NULL)
            ELSE '{}' END,
        CASE WHEN f.word_count >= 5 THEN pipeline.near_keys(f.simhash, f.minhash) ELSE '{}' END,
        f.number_hash, f.simhash, f.minhash)::pipeline.news_item) INTO items
    FROM event.news_fingerprint f
    JOIN event.news_event e USING (event_id)
    WHERE f.event_id = ANY (taken) AND NOT e.cancelled AND e.op = 'upsert';

    SELECT array_agg(event_id) INTO changed
    FROM unnest(items) n
    FULL JOIN (SELECT * FROM pipeline.news_item WHERE event_id = ANY (taken)) i USING (event_id)
    WHERE (n.item_at, n.text_hash, n.number_hash, n.copy_keys, n.near_keys)
        IS DISTINCT FROM (i.item_at, i.text_hash, i.number_hash, i.copy_keys, i.near_keys);
    IF changed IS NULL THEN
        RETURN;
    END IF;

    DELETE FROM pipeline.news_item_key k USING pipeline.news_item i, unnest(i.copy_keys || i.near_keys) AS old (key)
    WHERE i.event_id = ANY (changed) AND k.key = old.key AND k.item_at = i.item_at AND k.event_id = i.event_id;
    DELETE FROM pipeline.news_item WHERE event_id = ANY (changed);
    WITH gone AS (DELETE FROM pipeline.news_item_link WHERE event_id = ANY (changed) RETURNING event_id, other_id),
        back AS (DELETE FROM pipeline.news_item_link l USING gone g
                 WHERE l.event_id = g.other_id AND l.other_id = g.event_id AND g.other_id <> ALL (changed))
    SELECT array_agg(DISTINCT other_id) INTO neighbours FROM gone WHERE other_id <> ALL (changed);

    INSERT INTO pipeline.news_item SELECT * FROM unnest(items) WHERE event_id = ANY (changed);
    INSERT INTO pipeline.news_item_key
    SELECT DISTINCT key, item_at, event_id FROM pipeline.news_item, unnest(copy_keys || near_keys) AS k (key)
    WHERE event_id = ANY (changed);
    PERFORM pipeline.link_news(changed || neighbours);
    PERFORM pipeline.join_news('story', changed);
    PERFORM pipeline.join_news('copy', changed);
END $$;
COMMENT ON FUNCTION pipeline.group_stories(uuid[]) IS 'A part of pipeline.group_news.';

CREATE OR REPLACE FUNCTION pipeline.group_claims(taken uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off
AS $$
DECLARE
    places pipeline.claim_member[];
BEGIN
    WITH gone AS (DELETE FROM pipeline.claim_member WHERE event_id = ANY (taken) RETURNING claim_member)
    SELECT array_agg(claim_member) INTO places FROM gone;
    WITH come AS (
        INSERT INTO pipeline.claim_member
        SELECT c.event_id, c.ordinal, c.catalogue_version, c.method_version,
            jsonb_build_array(c.action, c.product, coalesce(c.actor_country, c.actor), c.to_country)::text,
            pipeline.item_at(e.published_at, e.updated_at, e.revision), true
        FROM event.news_claim c
        JOIN event.news_event e USING (event_id)
        WHERE c.event_id = ANY (taken) AND NOT e.cancelled AND e.op = 'upsert'
        RETURNING claim_member)
    SELECT places || array_agg(claim_member) INTO places FROM come;

    -- What begins a group depends on the claim before: it is asked anew for what came and for what follows a change.
    UPDATE pipeline.claim_member m SET begins_group = t.begins_group
    FROM (SELECT DISTINCT f.*, coalesce((SELECT f.item_at - p.item_at > interval '7 days' FROM pipeline.claim_member p
                WHERE p.claim_key = f.claim_key AND p.catalogue_version = f.catalogue_version
                    AND p.method_version = f.method_version
                    AND (p.item_at, p.event_id, p.ordinal) < (f.item_at, f.event_id, f.ordinal)
                ORDER BY p.item_at DESC, p.event_id DESC, p.ordinal DESC LIMIT 1), true) AS begins_group
          FROM unnest(places) AS c
          CROSS JOIN LATERAL (SELECT n.event_id, n.ordinal, n.catalogue_version, n.method_version, n.claim_key, n.item_at
                FROM pipeline.claim_member n
                WHERE n.claim_key = c.claim_key AND n.catalogue_version = c.catalogue_version
                    AND n.method_version = c.method_version
                    AND (n.item_at, n.event_id, n.ordinal) >= (c.item_at, c.event_id, c.ordinal)
                ORDER BY n.item_at, n.event_id, n.ordinal LIMIT 2) f) t
    WHERE m.event_id = t.event_id AND m.ordinal = t.ordinal AND m.catalogue_version = t.catalogue_version
        AND m.method_version = t.method_version AND m.begins_group <> t.begins_group;
END $$;
COMMENT ON FUNCTION pipeline.group_claims(uuid[]) IS 'A part of pipeline.group_news.';

-- An outlet counts once a story, so a claim may change with any text of its story: asked before and after.
CREATE OR REPLACE FUNCTION pipeline.queue_stories(taken uuid[]) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog SET jit = off
AS $$
    INSERT INTO pipeline.key_to_match
    SELECT DISTINCT coalesce(x.product_slug, ''), coalesce(x.to_country, '')
    FROM event.capacity_estimate x
    WHERE x.event_id IN (SELECT unnest(taken)
        UNION SELECT m.event_id FROM pipeline.news_member m
            WHERE m.kind = 'story' AND m.head_id IN (SELECT s.head_id FROM pipeline.news_member s
                WHERE s.kind = 'story' AND s.event_id = ANY (taken)))
$$;
COMMENT ON FUNCTION pipeline.queue_stories(uuid[]) IS 'A part of pipeline.group_news: has claims matched again.';

CREATE OR REPLACE FUNCTION pipeline.group_news(most integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
DECLARE
    taken uuid[];
    row_count integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('chipwatch group_news', 0)) THEN
        RETURN NULL;
    END IF;
    WITH rows AS (DELETE FROM pipeline.news_to_group
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM pipeline.news_to_group LIMIT most)) RETURNING event_id)
    SELECT array_agg(DISTINCT event_id), count(*) INTO taken, row_count FROM rows;
    IF row_count > 0 THEN
        PERFORM pipeline.queue_stories(taken);
        PERFORM pipeline.group_stories(taken);
        PERFORM pipeline.group_claims(taken);
        PERFORM pipeline.queue_stories(taken);
    END IF;
    RETURN row_count;
END $$;
COMMENT ON FUNCTION pipeline.group_news(integer) IS
    'Brings stories and claim groups up to date for so many rows of pipeline.news_to_group at most. Returns how many it '
    'took: fewer than asked for, all is done; NULL, another session is at it. May be repeated and called by anybody who '
    'may write.';
