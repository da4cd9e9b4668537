-- Which claims and which customs lines tell of the same goods. Written by pipeline.match_customs
-- (views/06_match_customs.sql) from what is stored, never by the transaction of a batch, but for the queue.

SET ROLE chipwatch_owner;

CREATE TABLE pipeline.key_to_match (
    product_slug text NOT NULL,
    to_country text NOT NULL
);
COMMENT ON TABLE pipeline.key_to_match IS
    'Products and destinations whose claims and customs lines are to be matched again. Triggers add them in the '
    'transaction that changes an estimate, cancels an event or moves a claim; the same row may stand here several times.';
COMMENT ON COLUMN pipeline.key_to_match.product_slug IS 'Slug of the product; empty if not stated; * means all.';
COMMENT ON COLUMN pipeline.key_to_match.to_country IS
    'Destination, ISO 3166 alpha-2; empty if not stated; * means all.';

CREATE TABLE pipeline.claim_to_match (
    claim_event_id uuid,
    claim_ordinal integer,
    claim_group text NOT NULL,
    catalogue_version text NOT NULL,
    method_version text NOT NULL,
    layer text NOT NULL,
    claim_date date NOT NULL,
    first_line_date date NOT NULL,
    last_line_date date NOT NULL,
    product_slug text NOT NULL,
    line_slugs text[] NOT NULL,
    to_country text NOT NULL,
    from_country text,
    buyers text[] NOT NULL,
    chips_low double precision,
    chips_mid double precision,
    chips_high double precision,
    units double precision NOT NULL CHECK (units > 0),
    PRIMARY KEY (claim_event_id, claim_ordinal)
);
CREATE INDEX claim_to_match_key ON pipeline.claim_to_match (to_country, product_slug);
COMMENT ON TABLE pipeline.claim_to_match IS
    'Claim groups with a quantity as they were matched last, each by its first claim with the number that most outlets '
    'tell. A group whose articles give each of several buyers a number of its own has a row for each. What is told in '
    'other words, of the same layer, product, destination and amount within seven days, has one row.';
COMMENT ON COLUMN pipeline.claim_to_match.claim_event_id IS 'Event of that first claim.';
COMMENT ON COLUMN pipeline.claim_to_match.claim_ordinal IS 'Number of the claim in its text.';
COMMENT ON COLUMN pipeline.claim_to_match.claim_group IS 'Name of the group, as in mart.claim_groups.';
COMMENT ON COLUMN pipeline.claim_to_match.catalogue_version IS 'Of the claim and its estimate.';
COMMENT ON COLUMN pipeline.claim_to_match.method_version IS 'Of the claim and its estimate.';
COMMENT ON COLUMN pipeline.claim_to_match.layer IS
    'announced, approved (by whom is open), import_approved, licensed (by the exporting side), ordered, shipped, cleared '
    'or seized: the same goods pass all of them, so each layer is allocated by itself.';
COMMENT ON COLUMN pipeline.claim_to_match.claim_date IS 'Day of the first article of the group, UTC.';
COMMENT ON COLUMN pipeline.claim_to_match.first_line_date IS 'The first day of a line that may be meant.';
COMMENT ON COLUMN pipeline.claim_to_match.last_line_date IS 'The last one.';
COMMENT ON COLUMN pipeline.claim_to_match.product_slug IS 'Slug of the product; empty if not stated.';
COMMENT ON COLUMN pipeline.claim_to_match.line_slugs IS 'The product and the members of its family.';
COMMENT ON COLUMN pipeline.claim_to_match.to_country IS
    'Destination, ISO 3166 alpha-2; empty if not stated: then no line matches.';
COMMENT ON COLUMN pipeline.claim_to_match.from_country IS 'Where the goods are said to leave from.';
COMMENT ON COLUMN pipeline.claim_to_match.buyers IS 'Who gets the goods, in order of name.';
COMMENT ON COLUMN pipeline.claim_to_match.chips_low IS 'Accelerators, lower bound; NULL is unknown.';
COMMENT ON COLUMN pipeline.claim_to_match.chips_mid IS 'Accelerators, central value; NULL is unknown.';
COMMENT ON COLUMN pipeline.claim_to_match.chips_high IS 'Accelerators, upper bound; NULL is unknown.';
COMMENT ON COLUMN pipeline.claim_to_match.units IS
    'What can be allocated to it: the central value, else the lower bound, else the upper.';

CREATE TABLE pipeline.claim_match (
    claim_event_id uuid,
    claim_ordinal integer,
    side text CHECK (side IN ('shipped', 'cleared')),
    event_id uuid,
    ordinal integer,
    layer text NOT NULL,
    product_slug text NOT NULL,
    to_country text NOT NULL,
    line_date date NOT NULL,
    units double precision NOT NULL CHECK (units > 0),
    score_ratio double precision NOT NULL CHECK (score_ratio > 0 AND score_ratio <= 1),
    reason text NOT NULL,
    PRIMARY KEY (claim_event_id, claim_ordinal, side, event_id, ordinal)
);
CREATE INDEX claim_match_key ON pipeline.claim_match (to_country, product_slug);
CREATE INDEX claim_match_line ON pipeline.claim_match (event_id, ordinal);
COMMENT ON TABLE pipeline.claim_match IS
    'Which units of which customs line count for which claim, first in, first out, for each layer of claims and each side '
    'of the border by itself.';
COMMENT ON COLUMN pipeline.claim_match.claim_event_id IS 'The claim, as in pipeline.claim_to_match.';
COMMENT ON COLUMN pipeline.claim_match.claim_ordinal IS 'Number of the claim in its text.';
COMMENT ON COLUMN pipeline.claim_match.side IS
    'shipped: the line is an export; cleared: an import. They are the same goods, seen from two sides.';
COMMENT ON COLUMN pipeline.claim_match.event_id IS 'Event of the customs line.';
COMMENT ON COLUMN pipeline.claim_match.ordinal IS 'Number of its estimate.';
COMMENT ON COLUMN pipeline.claim_match.layer IS 'Layer of the claim.';
COMMENT ON COLUMN pipeline.claim_match.product_slug IS 'Product of the claim.';
COMMENT ON COLUMN pipeline.claim_match.to_country IS 'Destination of both.';
COMMENT ON COLUMN pipeline.claim_match.line_date IS 'Day of the line.';
COMMENT ON COLUMN pipeline.claim_match.units IS 'Accelerators of the line that count for the claim.';
COMMENT ON COLUMN pipeline.claim_match.score_ratio IS 'How sure it is that both are the same goods, 0..1.';
COMMENT ON COLUMN pipeline.claim_match.reason IS 'Why, in words.';

-- Lines of a destination by day: allocation goes through them in order and stops when all claims are full. Most lines are
-- not in it, and days come about in order, so it costs loading a few per cent; with the id behind it cost half as much again.
CREATE INDEX capacity_estimate_line ON event.capacity_estimate (to_country, event_date, product_slug)
    WHERE event_record = 'customs_event' AND product_slug IS NOT NULL AND to_country IS NOT NULL
        AND coalesce(chips_mid, chips_low) > 0;
CREATE INDEX capacity_estimate_claim ON event.capacity_estimate (coalesce(to_country, ''), coalesce(product_slug, ''))
    WHERE event_record = 'news_event';

-- Of the rows of one statement, whose table the triggers name.
CREATE FUNCTION pipeline.queue_changed_estimates() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO pipeline.key_to_match
    SELECT DISTINCT coalesce(product_slug, ''), coalesce(to_country, '')
    FROM changed
    WHERE event_record = 'news_event'
        OR (product_slug IS NOT NULL AND to_country IS NOT NULL AND coalesce(chips_mid, chips_low) > 0);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION pipeline.queue_changed_estimates() IS 'Has products and destinations of estimates matched again.';
CREATE TRIGGER estimates_came AFTER INSERT ON event.capacity_estimate
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pipeline.queue_changed_estimates();
CREATE TRIGGER estimates_went AFTER DELETE ON event.capacity_estimate
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pipeline.queue_changed_estimates();
CREATE TRIGGER estimates_were AFTER UPDATE ON event.capacity_estimate
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pipeline.queue_changed_estimates();
CREATE TRIGGER estimates_are AFTER UPDATE ON event.capacity_estimate
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pipeline.queue_changed_estimates();

-- A line that is cancelled by its scope, or no longer, keeps its estimate.
CREATE FUNCTION pipeline.queue_cancelled_event() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO pipeline.key_to_match
    SELECT DISTINCT coalesce(product_slug, ''), coalesce(to_country, '')
    FROM event.capacity_estimate
    WHERE event_id = NEW.event_id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION pipeline.queue_cancelled_event() IS 'Has products and destinations of an event matched again.';
CREATE TRIGGER line_cancelled AFTER UPDATE OF cancelled ON event.customs_event
    FOR EACH ROW WHEN (OLD.cancelled <> NEW.cancelled) EXECUTE FUNCTION pipeline.queue_cancelled_event();
CREATE TRIGGER article_cancelled AFTER UPDATE OF cancelled ON event.news_event
    FOR EACH ROW WHEN (OLD.cancelled <> NEW.cancelled) EXECUTE FUNCTION pipeline.queue_cancelled_event();

-- Another version is shown: everything is matched again.
CREATE FUNCTION pipeline.queue_everything() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO pipeline.key_to_match VALUES ('*', '*');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION pipeline.queue_everything() IS 'Has everything matched again.';
CREATE TRIGGER version_flipped AFTER INSERT OR UPDATE ON pipeline.active_version
    FOR EACH STATEMENT EXECUTE FUNCTION pipeline.queue_everything();

-- What was stored before is matched first.
INSERT INTO pipeline.key_to_match VALUES ('*', '*');
