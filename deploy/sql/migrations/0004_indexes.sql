-- Indexes beyond the keys. Three B-trees more would make loading four times slower, so there are few, and BRIN where
-- rows come in the order of the column.

SET ROLE chipwatch_owner;

-- The end of a scope looks for its rows.
CREATE INDEX customs_event_scope ON event.customs_event (scope_id) WHERE scope_id IS NOT NULL;

-- The day by which mart.customs_capacity is asked.
CREATE INDEX customs_event_trade_date ON event.customs_event USING brin (coalesce(event_date, period_end));
CREATE INDEX customs_event_ingested_at ON event.customs_event USING brin (ingested_at);
CREATE INDEX news_event_published_at ON event.news_event USING brin (published_at);
CREATE INDEX news_event_ingested_at ON event.news_event USING brin (ingested_at);
CREATE INDEX capacity_estimate_event_date ON event.capacity_estimate USING brin (event_date);

-- What waits for a person is a small part of what was ever refused.
CREATE INDEX dead_letter_open ON pipeline.dead_letter (refused_at) WHERE status IN ('open', 'retried');
