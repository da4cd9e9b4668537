-- Which version mart shows: the functions that move the pointer and say what moves with it.

SET ROLE chipwatch_owner;

-- A record that grew: the table of the next version's rows grows with it.
DO $$
DECLARE
    missing record;
BEGIN
    FOR missing IN
        SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute a
        WHERE attrelid = 'event.news_fingerprint'::regclass AND attnum > 0 AND NOT attisdropped
            AND NOT EXISTS (SELECT FROM pg_attribute n WHERE n.attrelid = 'pipeline.news_fingerprint'::regclass
                AND n.attname = a.attname AND NOT n.attisdropped)
        ORDER BY attnum
    LOOP
        EXECUTE format('ALTER TABLE pipeline.news_fingerprint ADD COLUMN %I %s', missing.attname, missing.type);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pipeline.show_version(catalogue text, method text, mover text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    begun timestamptz;
BEGIN
    SELECT next_begun_at INTO begun FROM pipeline.active_version FOR UPDATE;
    INSERT INTO pipeline.active_version (catalogue_version, method_version, flipped_at)
    VALUES (catalogue, method, moment)
    ON CONFLICT (singleton) DO UPDATE SET catalogue_version = catalogue, method_version = method, flipped_at = moment,
        next_catalogue_version = NULL, next_method_version = NULL, next_begun_at = NULL;
    UPDATE pipeline.version_history SET shown_until = moment WHERE shown_until IS NULL;
    INSERT INTO pipeline.version_history (shown_from, catalogue_version, method_version, begun_at, shown_by)
    VALUES (moment, catalogue, method, begun, mover);
    DELETE FROM pipeline.reprocess;
END $$;
COMMENT ON FUNCTION pipeline.show_version(text, text, text) IS
    'Moves the pointer: from the caller''s COMMIT on mart shows that version, whose rows must be there. Ends what is '
    'under way.';

-- Versions shown one after the other, and the one that is prepared after the one that is shown.
CREATE OR REPLACE VIEW pipeline.version_pair AS
SELECT h.shown_from, h.begun_at,
    lag(h.catalogue_version) OVER w AS old_catalogue_version, lag(h.method_version) OVER w AS old_method_version,
    h.catalogue_version AS new_catalogue_version, h.method_version AS new_method_version
FROM pipeline.version_history h
WINDOW w AS (ORDER BY h.shown_from)
UNION ALL
SELECT NULL, v.next_begun_at, v.catalogue_version, v.method_version, v.next_catalogue_version, v.next_method_version
FROM pipeline.active_version v
WHERE v.next_begun_at IS NOT NULL;
COMMENT ON VIEW pipeline.version_pair IS
    'Grain: one version with the one shown before it. shown_from is NULL for the one that is prepared.';

CREATE OR REPLACE FUNCTION pipeline.note_catalogue_changes(old_version text, new_version text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
DECLARE
    source record;
BEGIN
    FOR source IN
        SELECT c.relname, coalesce((SELECT string_agg(format('r.%I', a.attname), ', ' ORDER BY k.place)
                FROM (SELECT indkey FROM pg_index WHERE indrelid = c.oid AND indisunique
                      ORDER BY indisprimary DESC, indexrelid LIMIT 1) i
                CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND a.attname <> 'catalogue_version'),
            'md5(r::text)') AS keys
        FROM pg_class c WHERE c.relnamespace = 'reference'::regnamespace AND c.relkind = 'r'
            -- The files: what is worked out of them is not loaded by the default of that column.
            AND EXISTS (SELECT FROM pg_attribute v WHERE v.attrelid = c.oid AND v.attname = 'catalogue_version'
                AND v.atthasdef)
    LOOP
        EXECUTE format($query$
            WITH cells AS (
                SELECT r.catalogue_version AS version, concat_ws(' / ', %2$s) AS row_key, c.key AS column_name, c.value
                FROM reference.%1$I r CROSS JOIN LATERAL jsonb_each_text(to_jsonb(r) - 'catalogue_version') c
                WHERE r.catalogue_version IN ($1, $2))
            INSERT INTO pipeline.catalogue_change
            SELECT $1, $2, %1$L, row_key, column_name, min(value) FILTER (WHERE version = $1),
                min(value) FILTER (WHERE version = $2)
            FROM cells WHERE $1 <> $2 GROUP BY row_key, column_name
            HAVING min(value) FILTER (WHERE version = $1) IS DISTINCT FROM min(value) FILTER (WHERE version = $2)
            ON CONFLICT DO NOTHING$query$, source.relname, source.keys) USING old_version, new_version;
    END LOOP;
END $$;
COMMENT ON FUNCTION pipeline.note_catalogue_changes(text, text) IS
    'Compares two versions of the reference data, cell by cell, into pipeline.catalogue_change; both stay loaded, so '
    'once is enough.';
