#include "consumers/capacity/sqlstate.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(outages_are_retried_bad_rows_refused_the_rest_stops)
{
    static const struct {
        const char *sqlstate;
        enum error_kind kind;
    } known[] = {
        {"", ERROR_RETRY},       /* no answer at all: the connection is gone */
        {"08006", ERROR_RETRY},  /* connection failure */
        {"40P01", ERROR_RETRY},  /* deadlock */
        {"53100", ERROR_RETRY},  /* disk full */
        {"57P01", ERROR_RETRY},  /* terminated by an administrator */
        {"57P03", ERROR_RETRY},  /* starting up */
        {"55P03", ERROR_RETRY},  /* lock not available */
        {"25006", ERROR_RETRY},  /* read-only: now a standby */
        {"25P03", ERROR_RETRY},  /* idle in a transaction for too long */
        {"22021", ERROR_REJECT}, /* a NUL in a text */
        {"23505", ERROR_REJECT}, /* duplicate key */
        {"23514", ERROR_REJECT}, /* CHECK */
        {"25P02", ERROR_STOP},   /* a statement after a failed one: our mistake */
        {"28P01", ERROR_STOP},   /* password */
        {"42P01", ERROR_STOP},   /* no such table */
        {"42501", ERROR_STOP},   /* not permitted */
        {"XX000", ERROR_STOP},   /* internal */
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_msg(sqlstate_kind(known[i].sqlstate) == known[i].kind, "%s", known[i].sqlstate);
}
END_TEST

/* Contexts as PostgreSQL 15 wrote them. */
START_TEST(finds_row_table_and_column_of_a_copy)
{
    static const struct {
        const char *context;
        int64_t line;
        const char *table, *column;
    } known[] = {
        {"COPY news_event, line 3, column title", 3, "news_event", "title"},
        {"COPY news_event, line 20000", 20000, "news_event", ""},
        {"COPY t2, line 7, column price_2: \"x, line 9\"", 7, "t2", "price_2"},
        {"COPY t, line 4: \"1,2,3\"", 4, "t", ""},
        {"COPY t, Zeile 12, Spalte b", 12, "t", "b"},         /* the server speaks German */
        {"COPY t, \xe8\xa1\x8c 12, \xe5\x88\x97 b", 12, "t", "b"}, /* or Chinese */
        {"PL/pgSQL function f() line 5 at RAISE\nCOPY t, line 6, column c", 6, "t", "c"},
        {"COPY t, line 1, column a\nsomething, line 2", 1, "t", "a"},
        {"SQL statement \"COPY t, line 8\"", 0, "", ""},
        {"COPY t", 0, "", ""},
        {"COPY t, x9", 0, "", ""},
        {"", 0, "", ""},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct copy_context found;
        copy_context_parse(known[i].context, &found);
        ck_assert_msg(found.line == known[i].line, "%s: %lld", known[i].context, (long long)found.line);
        ck_assert_str_eq(found.table, known[i].table);
        ck_assert_str_eq(found.column, known[i].column);
    }
}
END_TEST

START_TEST(bounds_what_a_context_names)
{
    char context[2000] = "COPY ";
    struct copy_context found;
    memset(context + 5, 't', 500);
    strcpy(context + 505, ", line 99999999999999999999999999, column ");
    memset(context + strlen(context), 'c', 500);
    copy_context_parse(context, &found);
    ck_assert_int_eq(found.line, 0); /* no row has such a number */

    strcpy(context + 505, ", line 2, column ");
    memset(context + strlen(context), 'c', 500);
    copy_context_parse(context, &found);
    ck_assert_int_eq(found.line, 2);
    ck_assert_uint_eq(strlen(found.table), sizeof found.table - 1);
    ck_assert_uint_eq(strlen(found.column), sizeof found.column - 1);
}
END_TEST

START_TEST(finds_the_code_of_a_failed_connection)
{
    static const char *const known[][2] = {
        {"connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password authentication failed\n"
         "LOCATION:  auth_failed, auth.c:338\n", "28P01"},
        {"connection to server at \"a\" failed: FATAL:  3D000: no database \"b:  57P03: c\"\n"
         "connection to server at \"b\" failed: FATAL:  57P03: starting up\n", "57P03"},
        {"... failed: SCHWERWIEGEND:  53300: zu viele Verbindungen", "53300"},
        {"connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n", ""},
        {"failed: fe_sendauth: no password supplied\n", ""},
        {"failed: FATAL:  TOOLONG: x", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char sqlstate[6];
        sqlstate_in_message(known[i][0], sqlstate);
        ck_assert_str_eq(sqlstate, known[i][1]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sqlstate");
    TCase *tcase = tcase_create("sqlstate");
    tcase_add_test(tcase, outages_are_retried_bad_rows_refused_the_rest_stops);
    tcase_add_test(tcase, finds_row_table_and_column_of_a_copy);
    tcase_add_test(tcase, bounds_what_a_context_names);
    tcase_add_test(tcase, finds_the_code_of_a_failed_connection);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
