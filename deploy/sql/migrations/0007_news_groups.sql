-- Which news are copies and one story, which claims tell of one act. Written by pipeline.group_news (views/05_group_news.sql)
-- from what is stored, never by the transaction of a batch, but for the queue.

SET ROLE chipwatch_owner;

CREATE TABLE pipeline.news_to_group (
    event_id uuid NOT NULL
);
COMMENT ON TABLE pipeline.news_to_group IS
    'News whose stories and claim groups are to be brought up to date. Whoever writes or deletes news, claims or '
    'fingerprints adds the ids in the same transaction; the same id may stand here several times.';
COMMENT ON COLUMN pipeline.news_to_group.event_id IS 'The event.';

CREATE TABLE pipeline.news_item (
    event_id uuid PRIMARY KEY,
    item_at timestamptz NOT NULL,
    text_hash bigint NOT NULL,
    copy_keys bigint[] NOT NULL,
    near_keys bigint[] NOT NULL,
    number_hash bigint,
    simhash bigint,
    minhash bytea
);
COMMENT ON TABLE pipeline.news_item IS 'News as they were grouped last, with what was compared.';
COMMENT ON COLUMN pipeline.news_item.event_id IS 'The event.';
COMMENT ON COLUMN pipeline.news_item.item_at IS
    'Its place in time: published, else updated, else the revision.';
COMMENT ON COLUMN pipeline.news_item.text_hash IS 'Copied from the fingerprint.';
COMMENT ON COLUMN pipeline.news_item.copy_keys IS 'Who shares one of these within 72 hours is an exact copy.';
COMMENT ON COLUMN pipeline.news_item.near_keys IS 'Who shares one of these within 72 hours is compared.';
COMMENT ON COLUMN pipeline.news_item.number_hash IS 'Copied from the fingerprint.';
COMMENT ON COLUMN pipeline.news_item.simhash IS 'Copied from the fingerprint.';
COMMENT ON COLUMN pipeline.news_item.minhash IS 'Copied from the fingerprint.';

CREATE TABLE pipeline.news_item_key (
    key bigint,
    item_at timestamptz,
    event_id uuid,
    PRIMARY KEY (key, item_at, event_id)
);
COMMENT ON TABLE pipeline.news_item_key IS 'The keys of all items, to find neighbours by.';
COMMENT ON COLUMN pipeline.news_item_key.key IS 'One of copy_keys or near_keys.';
COMMENT ON COLUMN pipeline.news_item_key.item_at IS 'Of the item.';
COMMENT ON COLUMN pipeline.news_item_key.event_id IS 'The item.';

CREATE TABLE pipeline.news_item_link (
    event_id uuid,
    other_id uuid,
    is_copy boolean NOT NULL,
    PRIMARY KEY (event_id, other_id)
);
COMMENT ON TABLE pipeline.news_item_link IS
    'Pairs of copies and near copies, both ways. Of many only those that are next to each other in time, which hold '
    'the others together.';
COMMENT ON COLUMN pipeline.news_item_link.event_id IS 'An item.';
COMMENT ON COLUMN pipeline.news_item_link.other_id IS 'Its copy or near copy.';
COMMENT ON COLUMN pipeline.news_item_link.is_copy IS 'An exact copy.';

CREATE TABLE pipeline.news_member (
    kind text CHECK (kind IN ('story', 'copy')),
    event_id uuid,
    head_id uuid NOT NULL,
    PRIMARY KEY (kind, event_id)
);
CREATE INDEX news_member_head ON pipeline.news_member (kind, head_id);
COMMENT ON TABLE pipeline.news_member IS 'What the links join: stories, and inside them sets of exact copies.';
COMMENT ON COLUMN pipeline.news_member.kind IS 'story: joined by all links; copy: by those of exact copies.';
COMMENT ON COLUMN pipeline.news_member.event_id IS 'An item.';
COMMENT ON COLUMN pipeline.news_member.head_id IS 'The oldest item that it is joined with: itself where there is none older.';

CREATE TABLE pipeline.claim_member (
    event_id uuid,
    ordinal integer,
    catalogue_version text,
    method_version text,
    claim_key text NOT NULL,
    item_at timestamptz NOT NULL,
    begins_group boolean NOT NULL,
    PRIMARY KEY (event_id, ordinal, catalogue_version, method_version)
);
CREATE UNIQUE INDEX claim_member_key ON pipeline.claim_member
    (claim_key, catalogue_version, method_version, item_at, event_id, ordinal);
-- A claim's group is found by the last beginning before it.
CREATE INDEX claim_member_beginning ON pipeline.claim_member
    (claim_key, catalogue_version, method_version, item_at, event_id, ordinal) WHERE begins_group;
COMMENT ON TABLE pipeline.claim_member IS
    'Claims in the order in which groups are cut: a group is a row that begins one and what follows up to the next, of '
    'one key and one version of catalogue and method.';
COMMENT ON COLUMN pipeline.claim_member.event_id IS 'The event of the claim.';
COMMENT ON COLUMN pipeline.claim_member.ordinal IS 'Number of the claim in its text.';
COMMENT ON COLUMN pipeline.claim_member.catalogue_version IS 'Of the claim.';
COMMENT ON COLUMN pipeline.claim_member.method_version IS 'Of the claim.';
COMMENT ON COLUMN pipeline.claim_member.claim_key IS
    'Action, product, actor (of an authority or state the country), destination: what one act is known by.';
COMMENT ON COLUMN pipeline.claim_member.item_at IS 'Place of the event in time: published, else updated, else revised.';
COMMENT ON COLUMN pipeline.claim_member.begins_group IS
    'No claim of the same key precedes it within seven days.';

-- What was stored before is grouped first. Without a fingerprint it has no story.
INSERT INTO pipeline.news_to_group SELECT event_id FROM event.news_event;
