-- Which stored shipments and claims a change of the rules touches: those whose outcome differs the day before and that day.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW pipeline.outcome_change AS
SELECT coalesce(a.valid_from, b.valid_to + 1) AS changed_date, regime, product, from_class, to_class, headquarters_class,
    CASE WHEN b.regime IS NULL THEN g.default_outcome ELSE b.outcome END AS outcome_before,
    CASE WHEN a.regime IS NULL THEN g.default_outcome ELSE a.outcome END AS outcome_after,
    a.rule_key AS rule_key_after, b.rule_key AS rule_key_before, g.uses_from, g.uses_to, g.uses_headquarters
FROM (SELECT *, valid_from AS day FROM mart.rule_outcomes WHERE valid_from > '-infinity') a
FULL JOIN (SELECT *, valid_to + 1 AS day FROM mart.rule_outcomes WHERE valid_to < 'infinity') b
    USING (regime, product, from_class, to_class, headquarters_class, day)
JOIN mart.rule_regimes g USING (regime)
WHERE CASE WHEN b.regime IS NULL THEN g.default_outcome ELSE b.outcome END
    IS DISTINCT FROM CASE WHEN a.regime IS NULL THEN g.default_outcome ELSE a.outcome END;
COMMENT ON VIEW pipeline.outcome_change IS 'Days on which the outcome of a regime changes for a product on a way.';

CREATE OR REPLACE VIEW mart.regulatory_watch_events AS
SELECT c.changed_date, (now() AT TIME ZONE 'UTC')::date - c.changed_date AS days_ago, c.regime, c.outcome_before,
    c.outcome_after, c.rule_key_before, c.rule_key_after, s.event_record, s.event_id, s.ordinal AS estimate_ordinal,
    s.event_date, s.stage, s.product_slug, s.from_country AS from_country_code, s.to_country AS to_country_code,
    s.chips_low, s.chips_mid, s.chips_high
FROM pipeline.legal_subject s
JOIN pipeline.outcome_change c ON c.product = s.product
    AND c.from_class = CASE WHEN c.uses_from THEN s.from_class ELSE 'any' END
    AND c.to_class = CASE WHEN c.uses_to THEN s.to_class ELSE 'any' END
    AND c.headquarters_class = CASE WHEN c.uses_headquarters THEN s.headquarters_class ELSE 'any' END;

-- What ten outlets tell has ten rows and one number: that of the claim which stands for its group.
CREATE OR REPLACE VIEW mart.regulatory_watch AS
SELECT c.changed_date, (now() AT TIME ZONE 'UTC')::date - c.changed_date AS days_ago, c.regime, c.outcome_before,
    c.outcome_after, c.rule_key_before, c.rule_key_after, s.event_record, s.stage, sum(s.row_count)::bigint AS row_count,
    sum(s.chips_low) AS chips_low, CASE WHEN sum(s.mid_count) = sum(s.counted_count) THEN sum(s.chips_mid) END AS chips_mid,
    CASE WHEN sum(s.high_count) = sum(s.counted_count) THEN sum(s.chips_high) END AS chips_high
FROM (SELECT product, from_class, to_class, headquarters_class, event_record, stage, count(*) AS row_count,
        count(*) FILTER (WHERE counts) AS counted_count, sum(chips_low) FILTER (WHERE counts) AS chips_low,
        count(chips_mid) FILTER (WHERE counts) AS mid_count, sum(chips_mid) FILTER (WHERE counts) AS chips_mid,
        count(chips_high) FILTER (WHERE counts) AS high_count, sum(chips_high) FILTER (WHERE counts) AS chips_high
    FROM (SELECT *, CASE event_record
            WHEN 'news_event' THEN EXISTS (SELECT FROM pipeline.claim_to_match m
                WHERE m.claim_event_id = l.event_id AND m.claim_ordinal = l.claim_ordinal)
            ELSE NOT EXISTS (SELECT FROM event.customs_event e
                WHERE e.event_id = l.event_id AND 'partner_world' = ANY (e.flags)) END AS counts
        FROM pipeline.legal_subject l) t
    GROUP BY 1, 2, 3, 4, 5, 6) s
JOIN pipeline.outcome_change c ON c.product = s.product
    AND c.from_class = CASE WHEN c.uses_from THEN s.from_class ELSE 'any' END
    AND c.to_class = CASE WHEN c.uses_to THEN s.to_class ELSE 'any' END
    AND c.headquarters_class = CASE WHEN c.uses_headquarters THEN s.headquarters_class ELSE 'any' END
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

COMMENT ON VIEW mart.regulatory_watch_events IS
    'Grain: one customs line or claim, and one day and regime for which its outcome differs from the day before, whenever the '
    'line or claim is from. Ask for the last N days by days_ago BETWEEN 0 AND N.';
COMMENT ON VIEW mart.regulatory_watch IS
    'Grain: one day, regime, outcome before and after with the rules that decide, kind of event and stage: how many stored '
    'customs lines and claims it touches, and of how many accelerators. A claim counts once, however many articles tell it. '
    'Stages are never added up; exports, imports and statistics of the same goods all count: read the sums of lines as '
    'bounds. Ask for the last N days by days_ago BETWEEN 0 AND N.';
COMMENT ON COLUMN mart.regulatory_watch.changed_date IS 'The first day of the new outcome.';
COMMENT ON COLUMN mart.regulatory_watch.days_ago IS 'Days since then, UTC; negative for what is to come.';
COMMENT ON COLUMN mart.regulatory_watch.regime IS 'Body of rules, see mart.rule_regimes.';
COMMENT ON COLUMN mart.regulatory_watch.outcome_before IS 'Outcome on the day before; NULL: undecided.';
COMMENT ON COLUMN mart.regulatory_watch.outcome_after IS 'Outcome on that day; NULL: undecided.';
COMMENT ON COLUMN mart.regulatory_watch.rule_key_before IS 'The rule that decides before; NULL where none does.';
COMMENT ON COLUMN mart.regulatory_watch.rule_key_after IS 'The rule that decides after; NULL where none does.';
COMMENT ON COLUMN mart.regulatory_watch.event_record IS 'customs_event or news_event.';
COMMENT ON COLUMN mart.regulatory_watch.stage IS 'Stage of the goods.';
COMMENT ON COLUMN mart.regulatory_watch.chips_low IS
    'Accelerators, lower bound; of claims those of mart.positions, which leave out what is denied, restricted or under '
    'review. Totals of all partners are left out. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.regulatory_watch.chips_mid IS 'Accelerators, central value; NULL if one is unknown.';
COMMENT ON COLUMN mart.regulatory_watch.chips_high IS 'Accelerators, upper bound; NULL if one is unknown.';
COMMENT ON COLUMN mart.regulatory_watch.row_count IS
    'Number of estimates of customs lines, or of claims, with or without a number, each article by itself.';
COMMENT ON COLUMN mart.regulatory_watch_events.changed_date IS 'The first day of the new outcome.';
COMMENT ON COLUMN mart.regulatory_watch_events.days_ago IS 'Days since then, UTC; negative for what is to come.';
COMMENT ON COLUMN mart.regulatory_watch_events.regime IS 'Body of rules, see mart.rule_regimes.';
COMMENT ON COLUMN mart.regulatory_watch_events.outcome_before IS 'Outcome on the day before; NULL: undecided.';
COMMENT ON COLUMN mart.regulatory_watch_events.outcome_after IS 'Outcome on that day; NULL: undecided.';
COMMENT ON COLUMN mart.regulatory_watch_events.rule_key_before IS 'The rule that decides before; NULL where none does.';
COMMENT ON COLUMN mart.regulatory_watch_events.rule_key_after IS 'The rule that decides after; NULL where none does.';
COMMENT ON COLUMN mart.regulatory_watch_events.event_record IS 'customs_event or news_event.';
COMMENT ON COLUMN mart.regulatory_watch_events.stage IS 'Stage of the goods.';
COMMENT ON COLUMN mart.regulatory_watch_events.chips_low IS 'Accelerators, lower bound. NULL is unknown, not 0.';
COMMENT ON COLUMN mart.regulatory_watch_events.chips_mid IS 'Accelerators, central value; NULL if one is unknown.';
COMMENT ON COLUMN mart.regulatory_watch_events.chips_high IS 'Accelerators, upper bound; NULL if one is unknown.';
COMMENT ON COLUMN mart.regulatory_watch_events.event_id IS 'Identity of the line, or of the article.';
COMMENT ON COLUMN mart.regulatory_watch_events.estimate_ordinal IS
    'Number of its estimate; NULL where a claim allows none.';
COMMENT ON COLUMN mart.regulatory_watch_events.event_date IS 'Day of the line or article.';
COMMENT ON COLUMN mart.regulatory_watch_events.product_slug IS 'Slug of the product.';
COMMENT ON COLUMN mart.regulatory_watch_events.from_country_code IS 'Where the goods are from, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.regulatory_watch_events.to_country_code IS 'Where they go, ISO 3166 alpha-2.';
