-- The current state: how far how many of which product have come, on which evidence.

SET ROLE chipwatch_owner;

CREATE OR REPLACE VIEW mart.capacity_by_stage AS
SELECT
    t.product_slug,
    t.destination_country_code,
    t.stage,
    t.evidence,
    t.modality,
    t.source,
    t.kind,
    t.period_length,
    t.reporter_country_code,
    t.flow,
    mart.range_text(t.chips_low, CASE WHEN t.evidence = 'news' OR t.rows_without_mid_count = 0 THEN t.chips_mid END,
        t.chips_high) AS chips_text,
    t.chips_low,
    t.chips_mid,
    t.chips_high,
    t.h100e_low,
    t.h100e_mid,
    t.h100e_high,
    t.bf16_eflops_low,
    t.bf16_eflops_mid,
    t.bf16_eflops_high,
    t.facility_power_mw_low,
    t.facility_power_mw_mid,
    t.facility_power_mw_high,
    t.chips_low_without_mid,
    t.row_count,
    t.rows_without_mid_count,
    t.value_usd,
    t.first_date,
    t.last_date,
    t.title,
    t.url,
    t.chips_credit_low,
    t.chips_credit_mid,
    t.chips_credit_high
FROM (
    SELECT product_slug, destination_country_code, stage, 'customs' AS evidence, NULL AS modality, source, kind,
        period_length, reporter_country_code, flow,
        sum(chips_low) AS chips_low,
        sum(chips_mid) AS chips_mid,
        CASE WHEN count(*) FILTER (WHERE counts) = count(chips_high) THEN sum(chips_high) END AS chips_high,
        sum(h100e_low) AS h100e_low,
        sum(h100e_mid) AS h100e_mid,
        CASE WHEN count(*) FILTER (WHERE counts) = count(h100e_high) THEN sum(h100e_high) END AS h100e_high,
        sum(bf16_eflops_low) AS bf16_eflops_low,
        sum(bf16_eflops_mid) AS bf16_eflops_mid,
        CASE WHEN count(*) FILTER (WHERE counts) = count(bf16_eflops_high) THEN sum(bf16_eflops_high) END AS bf16_eflops_high,
        sum(facility_power_mw_low) AS facility_power_mw_low,
        sum(facility_power_mw_mid) AS facility_power_mw_mid,
        CASE WHEN count(*) FILTER (WHERE counts) = count(facility_power_mw_high) THEN sum(facility_power_mw_high) END
            AS facility_power_mw_high,
        sum(chips_low) FILTER (WHERE chips_mid IS NULL) AS chips_low_without_mid,
        count(*) FILTER (WHERE counts) AS row_count,
        count(*) FILTER (WHERE counts) - count(chips_mid) AS rows_without_mid_count,
        sum(value_usd) FILTER (WHERE counts) AS value_usd,
        min(trade_date) AS first_date, max(trade_date) AS last_date, NULL AS title, NULL AS url,
        sum(chips_credit_low) AS chips_credit_low, sum(chips_credit_mid) AS chips_credit_mid,
        sum(chips_credit_high) AS chips_credit_high
    FROM mart.customs_capacity
    CROSS JOIN LATERAL (SELECT num_nonnulls(chips_low, chips_mid, chips_high) > 0 AS counts) c
    -- Totals that the source itself gives (partner World) would count their parts twice.
    WHERE (counts OR num_nonnulls(chips_credit_low, chips_credit_mid, chips_credit_high) > 0) AND (kind <> 'statistic' OR hs6_code IS NOT NULL)
        AND flags !~ '\mpartner_world\M'
    GROUP BY product_slug, destination_country_code, stage, source, kind, period_length, reporter_country_code, flow
  UNION ALL
    (SELECT DISTINCT ON (product_slug, to_country_code, stage, certainty)
        product_slug, to_country_code, stage, 'news', certainty, source, NULL, NULL, NULL, NULL,
        chips_low, chips_mid, chips_high, h100e_low, h100e_mid, h100e_high,
        bf16_eflops_low, bf16_eflops_mid, bf16_eflops_high, facility_power_mw_low, facility_power_mw_mid,
        facility_power_mw_high,
        NULL, row_count, rows_without_mid_count, NULL, first_date, last_date, title, url, NULL, NULL, NULL
    FROM (
        SELECT *, count(*) OVER w AS row_count, count(*) OVER w - count(chips_mid) OVER w AS rows_without_mid_count,
            min(published_date) OVER w AS first_date, max(published_date) OVER w AS last_date
        FROM (SELECT *, CASE modality WHEN 'planned' THEN 'planned' ELSE 'stated' END AS certainty
              FROM mart.news_claims
              WHERE modality IN ('asserted', 'reported', 'planned') AND stage IS NOT NULL) claims
        WINDOW w AS (PARTITION BY product_slug, to_country_code, stage, certainty)) counted
    ORDER BY product_slug, to_country_code, stage, certainty,
        coalesce(chips_low, chips_mid, chips_high) DESC NULLS LAST, published_at, event_id, claim_ordinal)
) t;

COMMENT ON VIEW mart.capacity_by_stage IS
    'Grain, news: one product, destination, stage and modality, with the greatest single claim. Grain, customs: one '
    'product, destination, stage, source, kind, period length, reporter and flow, with sums. Rows are alternatives '
    'to each other: never add them up.';
COMMENT ON COLUMN mart.capacity_by_stage.product_slug IS
    'Slug of the product family; NULL where the goods are known to be accelerators but not which.';
COMMENT ON COLUMN mart.capacity_by_stage.destination_country_code IS
    'Destination of the goods, ISO 3166 alpha-2; NULL where it is not stated.';
COMMENT ON COLUMN mart.capacity_by_stage.stage IS
    'Stage of the goods. The same goods pass several stages: rows of different stages are never added up.';
COMMENT ON COLUMN mart.capacity_by_stage.evidence IS
    'news: the greatest single claim; customs: a sum of lines. The two are never added up.';
COMMENT ON COLUMN mart.capacity_by_stage.modality IS
    'News: how far the texts stand by it. asserted and reported are joined as stated; planned is apart; considered '
    'and denied are left out.';
COMMENT ON COLUMN mart.capacity_by_stage.source IS 'Customs: name of the source. News: source of the greatest claim.';
COMMENT ON COLUMN mart.capacity_by_stage.kind IS
    'Customs: statistic, declaration_line, shipment_line or manifest_line. Rows of different kinds may be the same '
    'goods.';
COMMENT ON COLUMN mart.capacity_by_stage.period_length IS
    'Customs: day, month or year. A year and its months are the same goods.';
COMMENT ON COLUMN mart.capacity_by_stage.reporter_country_code IS
    'Customs: country whose customs reports, ISO 3166 alpha-2.';
COMMENT ON COLUMN mart.capacity_by_stage.flow IS
    'Customs: direction seen from the reporter. Rows of mirrored flows are the same goods.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_text IS
    'Number of accelerators for reading; only the bounds where a central value is missing for some rows.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_low IS
    'Accelerators, lower bound; customs: sum of all lower bounds, a worst case.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_mid IS
    'Accelerators, central value; customs: sum over the rows that have one, see rows_without_mid_count.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_high IS
    'Accelerators, upper bound; customs: sum of all upper bounds, NULL if one is unknown.';
COMMENT ON COLUMN mart.capacity_by_stage.h100e_low IS
    'H100-equivalents by peak dense 8-bit throughput, lower bound; customs: sum of all lower bounds, a worst case.';
COMMENT ON COLUMN mart.capacity_by_stage.h100e_mid IS
    'H100-equivalents by peak dense 8-bit throughput, central value; customs: sum over the rows that have one, see '
    'rows_without_mid_count.';
COMMENT ON COLUMN mart.capacity_by_stage.h100e_high IS
    'H100-equivalents by peak dense 8-bit throughput, upper bound; customs: sum of all upper bounds, NULL if one is '
    'unknown.';
COMMENT ON COLUMN mart.capacity_by_stage.bf16_eflops_low IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), lower bound; customs: sum of all lower bounds, '
    'a worst case.';
COMMENT ON COLUMN mart.capacity_by_stage.bf16_eflops_mid IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), central value; customs: sum over the rows that '
    'have one, see rows_without_mid_count.';
COMMENT ON COLUMN mart.capacity_by_stage.bf16_eflops_high IS
    'Peak dense BF16 throughput, EFLOP/s (1e18 operations a second), upper bound; customs: sum of all upper bounds, '
    'NULL if one is unknown.';
COMMENT ON COLUMN mart.capacity_by_stage.facility_power_mw_low IS
    'Power of the facility that runs them, MW, lower bound; customs: sum of all lower bounds, a worst case.';
COMMENT ON COLUMN mart.capacity_by_stage.facility_power_mw_mid IS
    'Power of the facility that runs them, MW, central value; customs: sum over the rows that have one, see '
    'rows_without_mid_count.';
COMMENT ON COLUMN mart.capacity_by_stage.facility_power_mw_high IS
    'Power of the facility that runs them, MW, upper bound; customs: sum of all upper bounds, NULL if one is '
    'unknown.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_low_without_mid IS
    'Customs: sum of chips_low over the rows without a central value; it is not part of chips_mid.';
COMMENT ON COLUMN mart.capacity_by_stage.row_count IS 'Number of claims or customs lines behind the row.';
COMMENT ON COLUMN mart.capacity_by_stage.rows_without_mid_count IS 'How many of them have no central value.';
COMMENT ON COLUMN mart.capacity_by_stage.value_usd IS
    'Customs: sum of the values in US dollars of the row_count lines; without credits.';
COMMENT ON COLUMN mart.capacity_by_stage.first_date IS 'Earliest day of them.';
COMMENT ON COLUMN mart.capacity_by_stage.last_date IS 'Latest day of them.';
COMMENT ON COLUMN mart.capacity_by_stage.title IS 'News: headline of the greatest claim.';
COMMENT ON COLUMN mart.capacity_by_stage.url IS 'News: address of the greatest claim.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_credit_low IS
    'Customs: accelerators that credit lines took back, sum of lower bounds, a negative number; not part of chips_*, '
    'not subtracted from them, and not in row_count.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_credit_mid IS
    'Customs: accelerators that credit lines took back, central value; not part of chips_*.';
COMMENT ON COLUMN mart.capacity_by_stage.chips_credit_high IS
    'Customs: accelerators that credit lines took back, sum of upper bounds; not part of chips_*.';
