-- Articles, each text once.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.news_stories AS
SELECT
    m.head_id AS story_id,
    (array_agg(e.title) FILTER (WHERE e.event_id = m.head_id))[1] AS title,
    (array_agg(e.url) FILTER (WHERE e.event_id = m.head_id))[1] AS url,
    min(i.item_at) AS first_seen_at,
    max(i.item_at) AS last_seen_at,
    count(*) AS article_count,
    count(*) FILTER (WHERE k.head_id <> k.event_id) AS copy_count,
    count(DISTINCT lower(btrim(e.source))) AS source_count,
    string_agg(DISTINCT btrim(e.source), '; ') AS sources,
    count(DISTINCT lower(btrim(f.outlet))) AS outlet_count,
    string_agg(DISTINCT btrim(f.outlet), '; ') AS outlets,
    string_agg(DISTINCT e.language, '; ') AS languages
FROM pipeline.news_member m
JOIN pipeline.news_member k ON k.kind = 'copy' AND k.event_id = m.event_id
JOIN pipeline.news_item i ON i.event_id = m.event_id
JOIN event.news_event e ON e.event_id = m.event_id
JOIN event.news_fingerprint f ON f.event_id = m.event_id
WHERE m.kind = 'story' AND NOT e.cancelled AND e.op = 'upsert'
GROUP BY m.head_id;

COMMENT ON VIEW mart.news_stories IS
    'Grain: one story: articles that are copies or near copies of each other, at any remove, each within 72 hours of '
    'another. Rewrites and translations are stories of their own; mart.claim_groups joins them. An article appears some '
    'seconds after it was written.';
COMMENT ON COLUMN mart.news_stories.story_id IS 'The oldest article. It changes if an older one is found.';
COMMENT ON COLUMN mart.news_stories.title IS 'Headline of the oldest article.';
COMMENT ON COLUMN mart.news_stories.url IS 'Address of the oldest article.';
COMMENT ON COLUMN mart.news_stories.first_seen_at IS 'When the oldest article was published, UTC.';
COMMENT ON COLUMN mart.news_stories.last_seen_at IS 'When the newest article was published, UTC.';
COMMENT ON COLUMN mart.news_stories.article_count IS 'Number of articles.';
COMMENT ON COLUMN mart.news_stories.copy_count IS
    'How many of them have the same body, or the same address, as an older one.';
COMMENT ON COLUMN mart.news_stories.source_count IS 'Number of sources that print it.';
COMMENT ON COLUMN mart.news_stories.sources IS 'The sources that print it, separated by semicolons.';
COMMENT ON COLUMN mart.news_stories.outlet_count IS 'Number of outlets that are credited, or print it without a credit.';
COMMENT ON COLUMN mart.news_stories.outlets IS 'Those outlets, separated by semicolons.';
COMMENT ON COLUMN mart.news_stories.languages IS 'Languages of the articles, separated by semicolons.';
