-- Which versions of catalogue and method mart showed, and in which cells the catalogues differ.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.version_history AS
SELECT
    h.shown_from,
    h.shown_until,
    h.catalogue_version,
    h.method_version,
    p.old_catalogue_version AS previous_catalogue_version,
    p.old_method_version AS previous_method_version,
    h.shown_by
FROM pipeline.version_history h
JOIN pipeline.version_pair p ON p.shown_from = h.shown_from;

COMMENT ON VIEW mart.version_history IS
    'Grain: one period in which mart showed one version of catalogue and method. Figures of a former one: '
    'mart.capacity_estimate_versions.';
COMMENT ON COLUMN mart.version_history.shown_from IS 'When it was first shown, UTC.';
COMMENT ON COLUMN mart.version_history.shown_until IS
    'When another took its place, UTC; NULL for the one that is shown.';
COMMENT ON COLUMN mart.version_history.catalogue_version IS
    'Version of the reference data: the hash of its content.';
COMMENT ON COLUMN mart.version_history.method_version IS 'Version of the formulas, rules and lexicon.';
COMMENT ON COLUMN mart.version_history.previous_catalogue_version IS
    'Version of the reference data shown before; NULL for the first.';
COMMENT ON COLUMN mart.version_history.previous_method_version IS
    'Version of the method shown before; NULL for the first.';
COMMENT ON COLUMN mart.version_history.shown_by IS
    'What changed it: setup, while there were no figures, or reprocess.';

CREATE OR REPLACE VIEW mart.catalogue_changes AS
SELECT
    p.shown_from AS changed_at,
    c.table_name,
    c.row_key,
    c.column_name,
    c.old_value,
    c.new_value,
    c.old_catalogue_version,
    c.new_catalogue_version
FROM pipeline.version_pair p
JOIN pipeline.catalogue_change c ON c.old_catalogue_version = p.old_catalogue_version
    AND c.new_catalogue_version = p.new_catalogue_version
WHERE p.shown_from IS NOT NULL;

COMMENT ON VIEW mart.catalogue_changes IS
    'Grain: one cell of the catalogue that differs between two versions shown one after the other. Of a new row, or '
    'one that is gone, each cell with a value.';
COMMENT ON COLUMN mart.catalogue_changes.changed_at IS 'From when on mart showed the new catalogue, UTC.';
COMMENT ON COLUMN mart.catalogue_changes.table_name IS
    'File of the catalogue, without .csv: accelerators, part_numbers ...';
COMMENT ON COLUMN mart.catalogue_changes.row_key IS 'Key of the row; of several columns joined by " / ".';
COMMENT ON COLUMN mart.catalogue_changes.column_name IS 'Column.';
COMMENT ON COLUMN mart.catalogue_changes.old_value IS 'Value before; NULL where there was none.';
COMMENT ON COLUMN mart.catalogue_changes.new_value IS 'Value after; NULL where there is none any more.';
COMMENT ON COLUMN mart.catalogue_changes.old_catalogue_version IS 'Version of the reference data before the change.';
COMMENT ON COLUMN mart.catalogue_changes.new_catalogue_version IS 'Version of the reference data after it.';
