/*
 * The stable codes of refusals: what the summary line, the producers' stderr and pipeline.dead_letter name.
 *
 * Scripts match on these texts, so a code is never renamed; new ones are added to the table.
 */
#ifndef LIB_REASON_H
#define LIB_REASON_H

/* One row a code: constant, text, meaning. */
#define REASON_TABLE(row)                                                                        \
    row(NONE, "none", "not refused")                                                             \
    row(BAD_ENCODING, "bad_encoding", "text is not UTF-8, or holds a NUL")                       \
    row(BAD_SYNTAX, "bad_syntax", "the input does not follow its format")                        \
    row(MISSING_FIELD, "missing_field", "a required field is absent or empty")                   \
    row(PERIOD_MISSING, "period_missing", "neither source nor options say the period")           \
    row(FLOW_MISSING, "flow_missing", "neither source nor options say import or export")         \
    row(BAD_NUMBER, "bad_number", "a number cannot be read, or does not fit exactly")            \
    row(BAD_DATE, "bad_date", "a date or time cannot be read")                                   \
    row(DATE_AMBIGUOUS, "date_ambiguous", "a date may be day first or month first, and nothing says which")  \
    row(BAD_CODE, "bad_code", "a code is not in its closed list")                                \
    row(BAD_COUNTRY, "bad_country", "a country code or name is unknown")                         \
    row(TOO_LARGE, "too_large", "a field, line or message is over its limit")                    \
    row(TRUNCATED, "truncated", "the input ends too early, or is known to be incomplete")        \
    row(UNKNOWN_FORMAT, "unknown_format", "no input format recognises the source")               \
    row(UNKNOWN_PROFILE, "unknown_profile", "no mapping profile fits the header")                \
    row(BAD_FRAMING, "bad_framing", "a message has neither known framing")                       \
    row(BAD_AVRO, "bad_avro", "a message does not decode by its schema")                         \
    row(UNKNOWN_SCHEMA, "unknown_schema", "nobody knows the schema that a message names")        \
    row(INCOMPATIBLE_SCHEMA, "incompatible_schema", "a schema lacks what the record requires")   \
    row(TOMBSTONE, "tombstone", "a message has no payload")                                      \
    row(DATABASE, "database", "PostgreSQL refuses a row of the message")                         \
    row(OUT_OF_RANGE, "out_of_range", "a value is outside what its field allows")

#define REASON_CONSTANT(name, text, meaning) REASON_##name,
enum reason { REASON_TABLE(REASON_CONSTANT) REASON_COUNT };
#undef REASON_CONSTANT

/* The stable text of a code, for example "bad_number". */
const char *reason_text(enum reason reason);

/* One sentence on what the code means. */
const char *reason_meaning(enum reason reason);

#endif
