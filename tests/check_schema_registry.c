/* lib/schema_registry: ids and schemas, and what each kind of refusal means. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/schema_registry.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static struct http_server server;
static struct schema_registry *registry;
static struct error error;
static char url[128];

/* Starts a registry that gives these answers, and a client of it. */
static void start(const struct http_answer *answers)
{
    server = http_server_start(answers);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/base/", server.port);
    ck_assert_msg(schema_registry_open(url, &registry, &error), "%s", error.message);
}

static void stop(void)
{
    schema_registry_close(registry);
    http_server_stop(&server);
}

START_TEST(a_schema_is_fetched_once)
{
    start((struct http_answer[]){{"GET /base/schemas/ids/7 ", 200, "{\"schema\": \"\\\"string\\\"\"}", 0, 0, NULL, 0}, {0}});
    for (int i = 0; i < 3; i++) {
        struct slice schema;
        ck_assert_msg(schema_registry_schema(registry, 7, &schema, &error), "%s", error.message);
        ck_assert(slice_equal_text(schema, "\"string\""));
    }
    ck_assert_int_eq(server.traffic->served, 1);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "Accept: application/vnd.schemaregistry.v1+json\r\n"));
    stop();
}
END_TEST

/* What asking for a schema gives for each answer of a registry, or of what stands in its place. */
static const struct {
    const char *what;
    struct http_answer answer;
    enum error_kind kind;
} schema_answers[] = {
    {"not found", {"GET", 404, "{\"error_code\": 40403, \"message\": \"Schema 7 not found\"}", 0, 0, NULL, 0}, ERROR_REJECT},
    {"soft-deleted", {"GET", 404, "{\"error_code\": 40406, \"message\": \"\"}", 0, 0, NULL, 0}, ERROR_REJECT},
    {"no Avro", {"GET", 200, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"x\"}", 0, 0, NULL, 0}, ERROR_REJECT},
    {"too large", {"GET", 200, "0123456789012345", 300000, 0, NULL, 0}, ERROR_REJECT},
    {"not found by a gateway", {"GET", 404, "<html>", 0, 0, NULL, 0}, ERROR_RETRY},
    {"too many requests", {"GET", 429, "", 0, 0, NULL, 0}, ERROR_RETRY},
    {"store unavailable", {"GET", 500, "{\"error_code\": 50001, \"message\": \"store\"}", 0, 0, NULL, 0}, ERROR_RETRY},
    {"bad gateway", {"GET", 502, "<html>", 0, 0, NULL, 0}, ERROR_RETRY},
    {"a page of somebody else", {"GET", 200, "<html>Log in</html>", 0, 0, NULL, 0}, ERROR_RETRY},
    {"JSON of somebody else", {"GET", 200, "[{\"schema\": 1}]", 0, 0, NULL, 0}, ERROR_RETRY},
    {"a redirect", {"GET", 302, "", 0, 0, "Location: /login\r\n", 0}, ERROR_RETRY},
    {"half an answer", {"GET", 200, "{\"schema\": ", 0, 20, NULL, 0}, ERROR_RETRY},
    {"hung up", {"GET", 0, NULL, 0, 0, NULL, 0}, ERROR_RETRY},
    {"wrong password", {"GET", 401, "{\"error_code\": 40101, \"message\": \"who\"}", 0, 0, NULL, 0}, ERROR_STOP},
    {"not allowed", {"GET", 403, "", 0, 0, NULL, 0}, ERROR_STOP},
};

START_TEST(outages_are_told_from_unknown_schemas)
{
    start((struct http_answer[]){schema_answers[_i].answer, {0}});
    struct slice schema;
    ck_assert(!schema_registry_schema(registry, 7, &schema, &error));
    ck_assert_msg(error.kind == schema_answers[_i].kind, "%s: %s", schema_answers[_i].what, error.message);
    if (error.kind == ERROR_REJECT)
        ck_assert_int_eq(error.reason, REASON_UNKNOWN_SCHEMA);
    /* An unknown id is remembered for a while; after an outage the registry is asked again. */
    ck_assert(!schema_registry_schema(registry, 7, &schema, &error));
    ck_assert_int_eq(server.traffic->served, error.kind == ERROR_REJECT ? 1 : 2);
    stop();
}
END_TEST

START_TEST(a_registered_schema_is_only_looked_up)
{
    start((struct http_answer[]){{"POST /base/subjects/news-value ", 200, "{\"subject\": \"news-value\", \"version\": 1, \"id\": 12}", 0, 0, NULL, 0}, {0}});
    int32_t id = 0;
    ck_assert_msg(schema_registry_register(registry, "news-value", "\"string\"", &id, &error), "%s", error.message);
    ck_assert_int_eq(id, 12);
    ck_assert_int_eq(server.traffic->served, 1);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "\r\n\r\n{\"schema\": \"\\\"string\\\"\"}"));
    stop();
}
END_TEST

START_TEST(a_new_schema_is_registered_under_its_subject)
{
    start((struct http_answer[]){{"POST /base/subjects/a%2Fb%20c-value/versions ", 200, "{\"id\": 3}", 0, 0, NULL, 0},
                                 {"POST /base/subjects/a%2Fb%20c-value ", 404, "{\"error_code\": 40401}", 0, 0, NULL, 0},
                                 {0}});
    int32_t id = 0;
    ck_assert_msg(schema_registry_register(registry, "a/b c-value", "\"string\"", &id, &error), "%s", error.message);
    ck_assert_int_eq(id, 3);
    ck_assert_int_eq(server.traffic->served, 2);
    stop();
}
END_TEST

static const struct {
    struct http_answer answer;
    enum error_kind kind;
} register_answers[] = {
    {{"POST /base/subjects/s/versions", 409, "{\"error_code\": 409, \"message\": \"incompatible\"}", 0, 0, NULL, 0}, ERROR_STOP},
    {{"POST /base/subjects/s/versions", 422, "{\"error_code\": 42201, \"message\": \"invalid\"}", 0, 0, NULL, 0}, ERROR_STOP},
    {{"POST /base/subjects/s/versions", 404, "", 0, 0, NULL, 0}, ERROR_STOP},
    {{"POST /base/subjects/s/versions", 200, "{\"id\": \"3\"}", 0, 0, NULL, 0}, ERROR_RETRY},
    {{"POST /base/subjects/s/versions", 429, "", 0, 0, NULL, 0}, ERROR_RETRY},
    {{"POST /base/subjects/s/versions", 503, "", 0, 0, NULL, 0}, ERROR_RETRY},
    {{"POST /base/subjects/s", 500, "{\"error_code\": 50003}", 0, 0, NULL, 0}, ERROR_RETRY},
};

START_TEST(a_refused_schema_stops_the_producer)
{
    start((struct http_answer[]){register_answers[_i].answer, {"POST", 404, "{\"error_code\": 40403}", 0, 0, NULL, 0}, {0}});
    int32_t id;
    ck_assert(!schema_registry_register(registry, "s", "\"string\"", &id, &error));
    ck_assert_msg(error.kind == register_answers[_i].kind, "%s", error.message);
    stop();
}
END_TEST

START_TEST(compatibility_is_changed_only_if_it_is_another)
{
    bool changed;
    start((struct http_answer[]){{"GET /base/config/s ", 200, "{\"compatibilityLevel\": \"FULL_TRANSITIVE\"}", 0, 0, NULL, 0},
                                 {"GET /base/config/t ", 404, "{\"error_code\": 40408}", 0, 0, NULL, 0},
                                 {"PUT /base/config/t ", 200, "{\"compatibility\": \"FULL_TRANSITIVE\"}", 0, 0, NULL, 0},
                                 {0}});
    ck_assert(schema_registry_set_compatibility(registry, "s", "FULL_TRANSITIVE", &changed, &error));
    ck_assert(!changed);
    ck_assert_int_eq(server.traffic->served, 1);
    ck_assert(schema_registry_set_compatibility(registry, "t", "FULL_TRANSITIVE", &changed, &error));
    ck_assert(changed);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "{\"compatibility\": \"FULL_TRANSITIVE\"}"));
    ck_assert(!schema_registry_set_compatibility(registry, "u", "FULL_TRANSITIVE", &changed, &error));
    ck_assert(!changed);
    stop();
}
END_TEST

START_TEST(whether_it_answers_at_all)
{
    start((struct http_answer[]){{"GET /base/subjects ", 200, "[\"a-value\"]", 0, 0, NULL, 0}, {0}});
    ck_assert(schema_registry_check(registry, &error));
    stop();
    start((struct http_answer[]){{"GET /base/subjects ", 200, "{}", 0, 0, NULL, 0}, {0}});
    ck_assert(!schema_registry_check(registry, &error));
    stop();
    ck_assert(schema_registry_open("http://u:secret@127.0.0.1:1", &registry, &error));
    ck_assert(!schema_registry_check(registry, &error));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
    ck_assert_ptr_null(strstr(error.message, "secret"));
    schema_registry_close(registry);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("schema_registry");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_schema_is_fetched_once);
    tcase_add_loop_test(tests, outages_are_told_from_unknown_schemas, 0, (int)(sizeof schema_answers / sizeof *schema_answers));
    tcase_add_test(tests, a_registered_schema_is_only_looked_up);
    tcase_add_test(tests, a_new_schema_is_registered_under_its_subject);
    tcase_add_loop_test(tests, a_refused_schema_stops_the_producer, 0, (int)(sizeof register_answers / sizeof *register_answers));
    tcase_add_test(tests, compatibility_is_changed_only_if_it_is_another);
    tcase_add_test(tests, whether_it_answers_at_all);
    Suite *suite = suite_create("schema_registry");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
