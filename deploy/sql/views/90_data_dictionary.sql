-- What everything in mart means: the comments, as a table.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.data_dictionary AS
SELECT
    c.relname::text AS view_name,
    a.attnum::integer AS column_ordinal,
    a.attname::text AS column_name,
    format_type(a.atttypid, a.atttypmod) AS data_type,
    col_description(c.oid, a.attnum) AS column_comment,
    obj_description(c.oid, 'pg_class') AS view_comment
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'mart'::regnamespace AND c.relkind IN ('r', 'v', 'm');

COMMENT ON VIEW mart.data_dictionary IS 'Grain: one column of one view of mart.';
COMMENT ON COLUMN mart.data_dictionary.view_name IS 'Name of the view.';
COMMENT ON COLUMN mart.data_dictionary.column_ordinal IS 'Place of the column in the view, from 1.';
COMMENT ON COLUMN mart.data_dictionary.column_name IS 'Name of the column, with its unit last.';
COMMENT ON COLUMN mart.data_dictionary.data_type IS 'Type of the column in PostgreSQL.';
COMMENT ON COLUMN mart.data_dictionary.column_comment IS 'What the column means.';
COMMENT ON COLUMN mart.data_dictionary.view_comment IS 'What the view holds, and one row of it.';
