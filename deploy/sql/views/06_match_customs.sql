-- Claims matched with customs lines, brought up to date for the products and destinations that changed.
--
-- The end state depends on what is stored alone: everything of one destination and of products that share a family is
-- allocated anew, in the order of days and ids.

SET ROLE chipwatch_owner;

-- A licence lasts, an order takes its time; what is said to be shipped, cleared or seized has been declared before.
CREATE OR REPLACE FUNCTION pipeline.match_layers()
    RETURNS TABLE (stage text, layer text, layer_number integer, days_before integer, days_after integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    VALUES ('announced', 'announced', 1, 31, 730),
        ('approved', 'approved', 2, 14, 548),
        ('import_approved', 'import_approved', 3, 14, 548),
        ('licensed', 'licensed', 4, 14, 730),
        ('export_approved', 'licensed', 4, 14, 730),
        ('ordered', 'ordered', 5, 31, 548),
        ('shipped', 'shipped', 6, 366, 92),
        ('cleared', 'cleared', 7, 366, 92),
        ('seized', 'seized', 8, 366, 31)
$$;
COMMENT ON FUNCTION pipeline.match_layers() IS
    'For each stage of a claim its layer, and from how many days before to how many days after the claim''s day a line '
    'may be of the same goods.';

-- Which products a family stands for, and the products that hang together by families.
CREATE OR REPLACE FUNCTION pipeline.family_slugs()
    RETURNS TABLE (slug text, context text, member_slug text)
    LANGUAGE sql STABLE SET search_path = pg_catalog SET jit = off
AS $$
    SELECT f.slug, f.context, coalesce((SELECT min(o.slug) FROM reference.product_families o
        WHERE o.catalogue_version = f.catalogue_version AND o.mid_key = m.key), m.key)
    FROM pipeline.active_version v
    JOIN reference.product_families f ON f.catalogue_version = v.catalogue_version
    CROSS JOIN LATERAL string_to_table(f.members, ';') AS m (key)
$$;
COMMENT ON FUNCTION pipeline.family_slugs() IS
    'Slugs of the members of product families, by the catalogue that is shown; context: a destination, other or any.';

CREATE OR REPLACE FUNCTION pipeline.product_pools()
    RETURNS TABLE (slug text, pool text[])
    LANGUAGE sql STABLE SET search_path = pg_catalog SET jit = off
AS $$
    WITH RECURSIVE link AS (
        SELECT slug AS a, member_slug AS b FROM pipeline.family_slugs()
        UNION SELECT member_slug, slug FROM pipeline.family_slugs()
    ), reached AS (
        SELECT a AS slug, a AS other FROM link
        UNION SELECT r.slug, l.b FROM reached r JOIN link l ON l.a = r.other
    )
    SELECT slug, array_agg(other ORDER BY other) FROM reached GROUP BY slug
$$;
COMMENT ON FUNCTION pipeline.product_pools() IS
    'Slugs that are allocated together, since one claim may mean any of them. Others are alone.';

-- Totals of all partners would count their parts twice. A statistic says again what the declarations of its reporter and
-- month say, and a year what its months say: it stands only where there are none of the same product and destination.
-- Lines that do not say whose customs report them, as vendors sell them, are of the side that their flow names.
CREATE OR REPLACE VIEW pipeline.line_to_match AS
SELECT x.event_id, x.ordinal, x.stage AS side, x.event_date AS line_date, x.product_slug, x.to_country, x.from_country,
    x.buyers, x.chips_low, x.chips_mid, x.chips_high, coalesce(x.chips_mid, x.chips_low) AS units, x.confidence,
    e.kind, e.source, e.reporter, x.h100e_mid, x.value_usd
FROM pipeline.active_version v
JOIN event.capacity_estimate x ON x.catalogue_version = v.catalogue_version AND x.method_version = v.method_version
JOIN event.customs_event e ON e.event_id = x.event_id
WHERE x.event_record = 'customs_event' AND x.product_slug IS NOT NULL AND x.to_country IS NOT NULL
    AND coalesce(x.chips_mid, x.chips_low) > 0 AND x.stage IN ('shipped', 'cleared') AND x.event_date IS NOT NULL
    AND NOT e.cancelled AND e.op = 'upsert' AND 'partner_world' <> ALL (e.flags)
    AND NOT (e.kind = 'statistic' AND EXISTS (
        SELECT FROM event.capacity_estimate o
        JOIN event.customs_event p ON p.event_id = o.event_id
        WHERE o.event_record = 'customs_event' AND o.product_slug = x.product_slug AND o.to_country = x.to_country
            AND coalesce(o.chips_mid, o.chips_low) > 0 AND o.stage = x.stage
            AND o.catalogue_version = x.catalogue_version AND o.method_version = x.method_version
            AND o.event_date BETWEEN coalesce(e.period_start, date_trunc('month', x.event_date)::date) AND x.event_date
            AND NOT p.cancelled AND p.op = 'upsert' AND 'partner_world' <> ALL (p.flags)
            AND coalesce(p.reporter, CASE o.stage WHEN 'cleared' THEN o.to_country ELSE o.from_country END)
                IS NOT DISTINCT FROM coalesce(e.reporter, CASE x.stage WHEN 'cleared' THEN x.to_country ELSE x.from_country END)
            AND (p.kind <> 'statistic' OR p.period_end - p.period_start < e.period_end - e.period_start)));
COMMENT ON VIEW pipeline.line_to_match IS
    'Customs lines whose units may count for claims: of a known product, number, day and destination, each good once for '
    'each side of the border.';

CREATE OR REPLACE FUNCTION pipeline.buyers_key(buyers text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(SELECT DISTINCT lower(btrim(b)) COLLATE "C" FROM unnest(buyers) AS b WHERE btrim(b) <> '' ORDER BY 1);
COMMENT ON FUNCTION pipeline.buyers_key(text[]) IS 'What buyers are compared by.';

-- May a claim mean a line? The one place that says so.
CREATE OR REPLACE FUNCTION pipeline.claim_fits(claim pipeline.claim_to_match, claim_buyers text[], line_date date,
    line_slug text, line_from text, line_buyers text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN line_date BETWEEN (claim).first_line_date AND (claim).last_line_date
        AND line_slug = ANY ((claim).line_slugs)
        AND coalesce((claim).from_country = line_from, true)
        AND (claim_buyers = '{}' OR line_buyers = '{}' OR claim_buyers && line_buyers);
COMMENT ON FUNCTION pipeline.claim_fits(pipeline.claim_to_match, text[], date, text, text, text[]) IS
    'Whether a claim may mean a line to its destination: product or a member of its family, way where both state it, one '
    'buyer in common where both name some, and the days of pipeline.match_layers.';

CREATE OR REPLACE FUNCTION pipeline.match_score(same_product boolean, both_buyers boolean, both_origins boolean,
    sure_line boolean) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (CASE WHEN same_product THEN 1 ELSE 0.8 END * CASE WHEN both_buyers THEN 1 ELSE 0.7 END
        * CASE WHEN both_origins THEN 1 ELSE 0.9 END * CASE WHEN sure_line THEN 1 ELSE 0.8 END)::double precision;
COMMENT ON FUNCTION pipeline.match_score(boolean, boolean, boolean, boolean) IS
    'How sure a match is, 0..1: less where only the family agrees, where a side names no buyer or no country of '
    'dispatch, and where product or number of the line are uncertain.';

-- The claims of one destination: see the comment of the table for what one row is. It reads mart, which is made later.
CREATE OR REPLACE FUNCTION pipeline.claims_to_match(slugs text[], destination text)
    RETURNS SETOF pipeline.claim_to_match
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog SET jit = off
AS $$
BEGIN
    RETURN QUERY
    WITH claim AS (
        SELECT c.claim_group, c.event_id, c.claim_ordinal, c.catalogue_version, c.method_version, l.layer, l.days_before,
            l.days_after, coalesce(c.published_at, c.revised_at) AS at, lower(btrim(c.outlet)) AS outlet, c.modality,
            c.quantity_unit, mart.rounded(coalesce(c.quantity_mid, c.quantity_low, c.quantity_high)) AS rounded,
            x.product_slug, x.from_country, pipeline.buyers_key(x.buyers) AS buyers_key, x.buyers,
            x.chips_low, x.chips_mid, x.chips_high,
            bool_or(c.modality <> 'planned') OVER (PARTITION BY c.claim_group) AS group_is_stated
        FROM mart.news_claims c
        JOIN event.capacity_estimate x ON x.event_id = c.event_id AND x.ordinal = c.estimate_ordinal
            AND x.catalogue_version = c.catalogue_version AND x.method_version = c.method_version
        JOIN pipeline.match_layers() l ON l.stage = x.stage
        WHERE c.event_id = ANY (ARRAY(SELECT k.event_id FROM event.capacity_estimate k
                WHERE k.event_record = 'news_event' AND coalesce(k.to_country, '') = destination
                    AND coalesce(k.product_slug, '') = ANY (slugs)))
            AND coalesce(x.to_country, '') = destination AND coalesce(x.product_slug, '') = ANY (slugs)
            AND c.claim_group IS NOT NULL AND c.quantity_per IS NULL
            AND coalesce(x.chips_mid, x.chips_low, x.chips_high) > 0
    ), in_event AS (
        SELECT *, min(buyers_key) FILTER (WHERE buyers_key <> '{}') OVER e
                < max(buyers_key) FILTER (WHERE buyers_key <> '{}') OVER e AS event_says_each
        FROM claim
        WHERE modality <> 'planned' OR NOT group_is_stated
        WINDOW e AS (PARTITION BY claim_group, event_id)
    ), in_group AS (
        SELECT *, bool_or(event_says_each) OVER (PARTITION BY claim_group) AS says_each FROM in_event
    ), part AS (
        SELECT *, CASE WHEN says_each THEN buyers_key ELSE '{}' END AS part_key,
            min(at) OVER (PARTITION BY claim_group, CASE WHEN says_each THEN buyers_key ELSE '{}' END) AS first_at
        FROM in_group
        WHERE says_each IS NOT TRUE OR buyers_key <> '{}'
    ), number AS (
        SELECT claim_group, part_key, quantity_unit, rounded,
            (array_agg(from_country ORDER BY at, event_id, claim_ordinal)
                FILTER (WHERE from_country IS NOT NULL))[1] AS any_from,
            row_number() OVER (PARTITION BY claim_group, part_key
                ORDER BY count(DISTINCT outlet) DESC, min(at), quantity_unit, rounded) AS place
        FROM part
        GROUP BY claim_group, part_key, quantity_unit, rounded
    ), act AS (
        SELECT DISTINCT ON (p.claim_group, p.part_key) p.*, n.any_from, (p.first_at AT TIME ZONE 'UTC')::date AS day,
            coalesce(p.chips_mid, p.chips_low, p.chips_high) AS units,
            ARRAY(SELECT min(btrim(b) COLLATE "C") FROM part o, unnest(o.buyers) AS b
                WHERE o.claim_group = n.claim_group AND o.part_key = n.part_key AND btrim(b) <> ''
                    AND o.quantity_unit IS NOT DISTINCT FROM n.quantity_unit AND o.rounded = n.rounded
                GROUP BY lower(btrim(b)) ORDER BY 1) AS all_buyers
        FROM part p
        JOIN number n ON n.claim_group = p.claim_group AND n.part_key = p.part_key AND n.rounded = p.rounded
            AND n.quantity_unit IS NOT DISTINCT FROM p.quantity_unit
        WHERE n.place = 1
        ORDER BY p.claim_group, p.part_key, p.at, p.event_id, p.claim_ordinal
    )
    -- The same number again within a quarter is the same act, told in other words or looked back at, not a second one.
    SELECT a.event_id, a.claim_ordinal, a.claim_group, a.catalogue_version, a.method_version, a.layer, a.day,
        a.day - a.days_before, a.day + a.days_after, coalesce(a.product_slug, ''),
        ARRAY(SELECT a.product_slug WHERE a.product_slug IS NOT NULL
            UNION SELECT f.member_slug FROM pipeline.family_slugs() f
            WHERE f.slug = a.product_slug AND (f.context IN ('any', destination) OR (f.context = 'other'
                AND NOT EXISTS (SELECT FROM pipeline.family_slugs() o WHERE o.slug = f.slug AND o.context = destination)))
            ORDER BY 1),
        destination, a.any_from, a.all_buyers, a.chips_low, a.chips_mid, a.chips_high, a.units
    FROM act a
    WHERE NOT EXISTS (SELECT FROM act o
        WHERE o.layer = a.layer AND o.product_slug IS NOT DISTINCT FROM a.product_slug AND o.claim_group <> a.claim_group
            AND mart.rounded(o.units) = mart.rounded(a.units) AND a.day - o.day BETWEEN 0 AND 92
            AND (o.first_at, o.event_id, o.claim_ordinal) < (a.first_at, a.event_id, a.claim_ordinal)
            AND (o.all_buyers = a.all_buyers OR o.all_buyers = '{}' OR a.all_buyers = '{}'));
END $$;
COMMENT ON TABLE pipeline.claim_to_match IS
    'Claim groups with a quantity as they were matched last, each by its first claim with the number that most outlets '
    'tell. A group whose articles give each of several buyers a number of its own has a row for each. What is told in '
    'other words or looked back at, of the same layer, product, destination, amount and buyers (or without some) within 92 '
    'days of the one before, has one row.';
COMMENT ON FUNCTION pipeline.claims_to_match(text[], text) IS 'A part of pipeline.match_customs.';

-- Lines in the order of their days offer their units to the claims in the order of theirs. Ends when all claims have
-- theirs: of a product with a million lines only the first are read.
CREATE OR REPLACE FUNCTION pipeline.allocate_lines(slugs text[], destination text, which text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET enable_seqscan = off
AS $$
DECLARE
    still double precision[]; -- what the claims, by their place, can still take
    layers integer[];
    taken double precision[]; -- of the line, for each layer
    amount double precision;
    line record;
    claim_place integer;
    row_count integer;
    at_date date;
    last_date date;
    at_event uuid := '00000000-0000-0000-0000-000000000000';
    at_ordinal integer := 0;
BEGIN
    SELECT array_agg(c.units ORDER BY c.place), array_agg(c.layer_number ORDER BY c.place), min((c.claim).first_line_date),
        max((c.claim).last_line_date) INTO still, layers, at_date, last_date
    FROM pg_temp.open_claim c;
    LOOP
        row_count := 0;
        FOR line IN
            SELECT l.*, (SELECT array_agg(c.place ORDER BY c.place) FROM pg_temp.open_claim c
                WHERE still[c.place] > 0 AND pipeline.claim_fits(c.claim, c.buyers_key, l.line_date, l.product_slug,
                    l.from_country, l.buyers_key)) AS claims
            FROM (SELECT m.*, pipeline.buyers_key(m.buyers) AS buyers_key FROM pipeline.line_to_match m
                WHERE m.to_country = destination AND m.product_slug = ANY (slugs) AND m.side = which
                    AND m.line_date <= last_date
                    AND (m.line_date, m.event_id, m.ordinal) > (at_date, at_event, at_ordinal)
                ORDER BY m.line_date, m.event_id, m.ordinal LIMIT 1000) l
            ORDER BY l.line_date, l.event_id, l.ordinal
        LOOP
            row_count := row_count + 1;
            taken := array_fill(0::double precision, ARRAY[8]);
            FOREACH claim_place IN ARRAY coalesce(line.claims, '{}') LOOP
                amount := least(still[claim_place], line.units - taken[layers[claim_place]]);
                CONTINUE WHEN amount <= 0;
                still[claim_place] := still[claim_place] - amount;
                taken[layers[claim_place]] := taken[layers[claim_place]] + amount;
                INSERT INTO pg_temp.new_match
                SELECT (c.claim).claim_event_id, (c.claim).claim_ordinal, which, line.event_id, line.ordinal,
                    (c.claim).layer, (c.claim).product_slug, destination, line.line_date, amount,
                    pipeline.match_score(r.same_product, r.buyers IS NOT NULL, r.same_origin, line.confidence <> 'low'),
                    concat_ws('; ',
                        CASE WHEN r.same_product
                            THEN 'same product' ELSE 'member of the family: ' || line.product_slug END,
                        CASE WHEN r.same_origin THEN 'from ' || line.from_country END, 'to ' || destination,
                        coalesce('buyer ' || r.buyers, 'buyer not named by ' || CASE
                            WHEN c.buyers_key <> '{}' THEN 'the line' WHEN line.buyers_key <> '{}' THEN 'the claim'
                            ELSE 'either' END),
                        CASE WHEN r.days < 0 THEN -r.days || ' days before' ELSE r.days || ' days after' END,
                        CASE WHEN line.confidence = 'low' THEN 'line uncertain' END)
                FROM pg_temp.open_claim c
                CROSS JOIN LATERAL (SELECT line.product_slug = (c.claim).product_slug AS same_product,
                    coalesce((c.claim).from_country = line.from_country, false) AS same_origin,
                    line.line_date - (c.claim).claim_date AS days,
                    (SELECT string_agg(b, ', ' ORDER BY b COLLATE "C") FROM unnest((c.claim).buyers) AS b
                     WHERE lower(btrim(b)) = ANY (line.buyers_key)) AS buyers) r
                WHERE c.place = claim_place;
            END LOOP;
            at_date := line.line_date;
            at_event := line.event_id;
            at_ordinal := line.ordinal;
        END LOOP;
        EXIT WHEN row_count < 1000 OR NOT EXISTS (SELECT FROM unnest(still) AS s WHERE s > 0);
    END LOOP;
END $$;
COMMENT ON FUNCTION pipeline.allocate_lines(text[], text, text) IS 'A part of pipeline.match_customs.';

-- Only rows that differ are written.
CREATE OR REPLACE FUNCTION pipeline.match_pool(slugs text[], destination text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off
AS $$
DECLARE
    is_any boolean;
BEGIN
    IF to_regclass('pg_temp.open_claim') IS NULL THEN
        CREATE TEMPORARY TABLE open_claim (place integer PRIMARY KEY, layer_number integer, units double precision,
            buyers_key text[], claim pipeline.claim_to_match) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE new_match (LIKE pipeline.claim_match) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM pg_temp.open_claim;
    DELETE FROM pg_temp.new_match;
    INSERT INTO pg_temp.open_claim
    SELECT row_number() OVER (ORDER BY c.claim_date, c.claim_event_id, c.claim_ordinal),
        (SELECT min(l.layer_number) FROM pipeline.match_layers() l WHERE l.layer = c.layer), c.units,
        pipeline.buyers_key(c.buyers), c
    FROM pipeline.claims_to_match(slugs, destination) c;
    is_any := FOUND;

    IF is_any AND destination <> '' THEN
        PERFORM pipeline.allocate_lines(slugs, destination, 'shipped');
        PERFORM pipeline.allocate_lines(slugs, destination, 'cleared');
    END IF;

    -- A claim that changed its product may still stand under the one before.
    DELETE FROM pipeline.claim_match m
    WHERE ((m.to_country = destination AND m.product_slug = ANY (slugs))
            OR EXISTS (SELECT FROM pg_temp.open_claim c WHERE (c.claim).claim_event_id = m.claim_event_id
                AND (c.claim).claim_ordinal = m.claim_ordinal))
        AND NOT EXISTS (SELECT FROM pg_temp.new_match n
            WHERE n.claim_event_id = m.claim_event_id AND n.claim_ordinal = m.claim_ordinal AND n.side = m.side
                AND n.event_id = m.event_id AND n.ordinal = m.ordinal AND ROW(n.*) IS NOT DISTINCT FROM ROW(m.*));
    INSERT INTO pipeline.claim_match SELECT * FROM pg_temp.new_match ON CONFLICT DO NOTHING;
    DELETE FROM pipeline.claim_to_match m
    WHERE ((m.to_country = destination AND m.product_slug = ANY (slugs))
            OR EXISTS (SELECT FROM pg_temp.open_claim c WHERE (c.claim).claim_event_id = m.claim_event_id
                AND (c.claim).claim_ordinal = m.claim_ordinal))
        AND NOT EXISTS (SELECT FROM pg_temp.open_claim n
            WHERE (n.claim).claim_event_id = m.claim_event_id AND (n.claim).claim_ordinal = m.claim_ordinal
                AND ROW((n.claim).*) IS NOT DISTINCT FROM ROW(m.*));
    INSERT INTO pipeline.claim_to_match SELECT (c.claim).* FROM pg_temp.open_claim c ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION pipeline.match_pool(text[], text) IS 'A part of pipeline.match_customs.';

CREATE OR REPLACE FUNCTION pipeline.match_customs(most integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog SET jit = off
AS $$
DECLARE
    keys pipeline.key_to_match[];
    row_count integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('chipwatch match_customs', 0)) THEN
        RETURN NULL;
    END IF;
    WITH rows AS (DELETE FROM pipeline.key_to_match
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM pipeline.key_to_match LIMIT most)) RETURNING key_to_match)
    SELECT array_agg(DISTINCT key_to_match), count(*) INTO keys, row_count FROM rows;
    IF EXISTS (SELECT FROM unnest(keys) AS k WHERE k.to_country = '*') THEN
        INSERT INTO pipeline.key_to_match
        SELECT coalesce(product_slug, ''), coalesce(to_country, '') FROM event.capacity_estimate
        WHERE event_record = 'news_event'
        UNION SELECT product_slug, to_country FROM pipeline.claim_to_match
        UNION SELECT product_slug, to_country FROM unnest(keys) AS k WHERE k.to_country <> '*';
        RETURN most;
    END IF;
    PERFORM pipeline.match_pool(p.slugs, p.to_country)
    FROM (SELECT DISTINCT coalesce(g.pool, ARRAY[k.product_slug]) AS slugs, k.to_country
          FROM unnest(keys) AS k LEFT JOIN pipeline.product_pools() g ON g.slug = k.product_slug) p;
    RETURN row_count;
END $$;
COMMENT ON FUNCTION pipeline.match_customs(integer) IS
    'Matches claims with customs lines for so many rows of pipeline.key_to_match at most. Returns how many it took: fewer '
    'than asked for, all is done; NULL, another session is at it. May be repeated and called by anybody who may write. '
    'Claims are matched once pipeline.group_news has grouped them.';
