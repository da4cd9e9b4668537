-- A new catalogue or method beside the shown one: the next version while a reprocess fills it, its progress, and which
-- versions were shown when.

SET ROLE chipwatch_owner;

ALTER TABLE pipeline.active_version
    ADD COLUMN next_catalogue_version text,
    ADD COLUMN next_method_version text,
    ADD COLUMN next_begun_at timestamptz,
    ADD CHECK (num_nulls(next_catalogue_version, next_method_version, next_begun_at) IN (0, 3));
COMMENT ON COLUMN pipeline.active_version.next_catalogue_version IS
    'Version of the reference data that a reprocess prepares; NULL where none is under way.';
COMMENT ON COLUMN pipeline.active_version.next_method_version IS
    'Version of the method that a reprocess prepares; NULL where none is under way.';
COMMENT ON COLUMN pipeline.active_version.next_begun_at IS
    'Since when batches are written for the next version too. What was stored before is the reprocess''s to fill.';

CREATE TABLE pipeline.version_history (
    shown_from timestamptz PRIMARY KEY,
    shown_until timestamptz,
    catalogue_version text NOT NULL,
    method_version text NOT NULL,
    begun_at timestamptz,
    shown_by text NOT NULL
);
COMMENT ON TABLE pipeline.version_history IS 'Which version mart showed when. Written by pipeline.show_version.';
COMMENT ON COLUMN pipeline.version_history.shown_from IS 'When it was first shown.';
COMMENT ON COLUMN pipeline.version_history.shown_until IS 'When another took its place; NULL: it is shown.';
COMMENT ON COLUMN pipeline.version_history.catalogue_version IS 'Version of the reference data.';
COMMENT ON COLUMN pipeline.version_history.method_version IS 'Version of the method.';
COMMENT ON COLUMN pipeline.version_history.begun_at IS
    'When the reprocess to it began: what was stored before has figures of this version and of the one before. NULL: '
    'there was nothing to reprocess.';
COMMENT ON COLUMN pipeline.version_history.shown_by IS 'What moved the pointer: setup or reprocess.';

INSERT INTO pipeline.version_history (shown_from, catalogue_version, method_version, shown_by)
SELECT flipped_at, catalogue_version, method_version, 'setup' FROM pipeline.active_version;

CREATE TABLE pipeline.reprocess (
    event_record text,
    since_date date,
    catalogue_version text NOT NULL,
    method_version text NOT NULL,
    last_event_id uuid NOT NULL,
    event_count bigint NOT NULL,
    finished boolean NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_record, since_date)
);
COMMENT ON TABLE pipeline.reprocess IS
    'How far the reprocess under way has come; moves in the transactions that write its rows. Empty where none is.';
COMMENT ON COLUMN pipeline.reprocess.event_record IS 'Table of events that it goes through.';
COMMENT ON COLUMN pipeline.reprocess.since_date IS 'It takes events of this day and later only; -infinity: all.';
COMMENT ON COLUMN pipeline.reprocess.catalogue_version IS 'Version of the reference data that it prepares.';
COMMENT ON COLUMN pipeline.reprocess.method_version IS 'Version of the method that it prepares.';
COMMENT ON COLUMN pipeline.reprocess.last_event_id IS 'The last event that is done, in order of event_id.';
COMMENT ON COLUMN pipeline.reprocess.event_count IS 'How many are done.';
COMMENT ON COLUMN pipeline.reprocess.finished IS 'All are done.';
COMMENT ON COLUMN pipeline.reprocess.updated_at IS 'When it last moved.';

-- Columns that the record gets later are added by views/64_show_version.sql.
CREATE TABLE pipeline.news_fingerprint (LIKE event.news_fingerprint INCLUDING ALL);
COMMENT ON TABLE pipeline.news_fingerprint IS
    'Fingerprints by the next version, where they differ from event.news_fingerprint; they take its rows'' place when '
    'that version is shown.';

CREATE TABLE pipeline.catalogue_change (
    old_catalogue_version text,
    new_catalogue_version text,
    table_name text,
    row_key text,
    column_name text,
    old_value text,
    new_value text,
    PRIMARY KEY (old_catalogue_version, new_catalogue_version, table_name, row_key, column_name)
);
COMMENT ON TABLE pipeline.catalogue_change IS
    'The cells in which two versions of the reference data differ. Written by pipeline.note_catalogue_changes.';
COMMENT ON COLUMN pipeline.catalogue_change.old_catalogue_version IS 'The version shown before.';
COMMENT ON COLUMN pipeline.catalogue_change.new_catalogue_version IS 'The version shown, or prepared, after it.';
COMMENT ON COLUMN pipeline.catalogue_change.table_name IS 'Table of the schema reference.';
COMMENT ON COLUMN pipeline.catalogue_change.row_key IS 'Key of the row; of several columns joined by " / ".';
COMMENT ON COLUMN pipeline.catalogue_change.column_name IS 'Column.';
COMMENT ON COLUMN pipeline.catalogue_change.old_value IS 'Value before; NULL where the row or the value is new.';
COMMENT ON COLUMN pipeline.catalogue_change.new_value IS 'Value after; NULL where the row or the value is gone.';
