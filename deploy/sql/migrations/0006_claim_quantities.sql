-- What prose says of a quantity is an estimate like the others: double precision, as its lines are printed.

SET ROLE chipwatch_owner;

DROP VIEW IF EXISTS mart.news_claims;
ALTER TABLE event.news_claim
    ALTER COLUMN quantity_low TYPE double precision,
    ALTER COLUMN quantity_mid TYPE double precision,
    ALTER COLUMN quantity_high TYPE double precision;
