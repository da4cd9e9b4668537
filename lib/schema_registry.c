#include "lib/schema_registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/http.h"
#include "lib/json.h"
#include "lib/record_json.h"

enum {
    SCHEMAS_MAX = 1000,  /* ids remembered; a topic has some dozens */
    UNKNOWN_MAX = 64,    /* ids remembered as unknown, the oldest is forgotten */
    UNKNOWN_MS = 5000,   /* how long: replicas of a registry may be late */
    TIMEOUT_MS = 10000,
    ANSWER_BYTES_MAX = 4 * 1024 * 1024, /* the list of all subjects is the longest */
    URL_BYTES_MAX = 2048,
    DETAIL_BYTES_MAX = 300, /* of the registry's own words in our messages */
};

static const char content_type[] = "application/vnd.schemaregistry.v1+json";

struct known_schema {
    int32_t id;
    char *text; /* NUL-terminated */
    size_t size;
};

struct unknown_schema {
    int32_t id;
    int64_t until_ms; /* by the monotonic clock; 0: unused */
};

struct schema_registry {
    char *url; /* without a slash at its end */
    struct http *http;
    struct buffer answer;
    struct buffer body;
    struct buffer address;
    struct known_schema known[SCHEMAS_MAX];
    size_t known_count;
    struct unknown_schema unknown[UNKNOWN_MAX];
    size_t unknown_next;
};

bool schema_registry_open(const char *url, struct schema_registry **registry, struct error *error)
{
    struct schema_registry *opened = calloc(1, sizeof *opened);
    if (!opened || !(opened->url = strdup(url)) || !http_open(&opened->http, error)) {
        schema_registry_close(opened);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a schema registry");
    }
    size_t size = strlen(opened->url);
    while (size && opened->url[size - 1] == '/')
        opened->url[--size] = '\0';
    buffer_init(&opened->answer, ANSWER_BYTES_MAX);
    buffer_init(&opened->body, ANSWER_BYTES_MAX);
    buffer_init(&opened->address, URL_BYTES_MAX);
    *registry = opened;
    return true;
}

void schema_registry_close(struct schema_registry *registry)
{
    if (!registry)
        return;
    for (size_t i = 0; i < registry->known_count; i++)
        free(registry->known[i].text);
    http_close(registry->http);
    buffer_free(&registry->answer);
    buffer_free(&registry->body);
    buffer_free(&registry->address);
    free(registry->url);
    free(registry);
}

/* ---- one request ---- */

/* An answer of the registry: its body, and its error_code where it states one. */
struct answer {
    long status;
    int64_t error_code; /* 0: none stated */
    struct json *json;  /* NULL if the body is not JSON; the caller's to free */
};

static void read_answer(const struct schema_registry *registry, struct answer *answer)
{
    struct error ignored; /* pages of proxies are no JSON; the status is then all there is */
    if (!json_parse(buffer_view(&registry->answer), &answer->json, &ignored))
        answer->json = NULL;
    if (answer->status >= 400)
        json_int64(json_member(answer->json, "error_code"), &answer->error_code);
}

/* Sends what registry->body holds (nothing: no body) to `path` behind the base address. Any answer is success. */
static bool request(struct schema_registry *registry, const char *method, const char *path, struct answer *answer,
                    struct error *error)
{
    buffer_reset(&registry->address);
    buffer_format(&registry->address, "%s%s", registry->url, path);
    buffer_byte(&registry->address, '\0');
    if (registry->address.full)
        return error_stop(error, EXIT_CONFIG, "the address of the schema registry is too long");
    const struct http_request http = {
        .method = method,
        .url = registry->address.data,
        .content_type = content_type,
        .body = registry->body.size ? buffer_view(&registry->body) : (struct slice){NULL, 0},
        .response_bytes_max = ANSWER_BYTES_MAX,
        .timeout_ms = TIMEOUT_MS,
    };
    *answer = (struct answer){0};
    if (!http_perform(registry->http, &http, &registry->answer, &answer->status, error))
        return error_wrap(error, "schema registry");
    read_answer(registry, answer);
    return true;
}

/* Whether an answer that is no success may be another one later. Below 400 it is no answer of a registry. */
static bool is_outage(long status)
{
    return status == 408 || status == 429 || status >= 500 || status < 400;
}

/* Says what an answer that is no success means, and frees it. */
static bool refuse(struct answer *answer, bool outage, const char *what, struct error *error)
{
    struct slice detail = json_text(json_member(answer->json, "message"));
    int shown = (int)(detail.size < DETAIL_BYTES_MAX ? detail.size : DETAIL_BYTES_MAX);
    const char *text = detail.data ? detail.data : "";
    static const char format[] = "schema registry: %s: status %ld, code %lld: %.*s";
    if (outage)
        error_retry(error, format, what, answer->status, (long long)answer->error_code, shown, text);
    else
        error_stop(error, EXIT_CONFIG, format, what, answer->status, (long long)answer->error_code, shown, text);
    json_free(answer->json);
    return false;
}

/* Fills `path` from a format with one subject, percent-encoded. */
static bool subject_path(char path[URL_BYTES_MAX], const char *before, const char *subject, const char *after,
                         struct error *error)
{
    struct buffer out;
    buffer_init(&out, URL_BYTES_MAX);
    buffer_text(&out, before);
    for (const char *at = subject; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     strchr("-_.~", *at);
        buffer_format(&out, plain ? "%c" : "%%%02X", (unsigned char)*at);
    }
    buffer_text(&out, after);
    buffer_byte(&out, '\0');
    bool fits = !out.full;
    if (fits)
        memcpy(path, out.data, out.size);
    buffer_free(&out);
    return fits || error_stop(error, EXIT_CONFIG, "the name of the subject %.100s... is too long", subject);
}

/* ---- schema to id ---- */

static void write_schema_body(struct schema_registry *registry, const char *schema)
{
    buffer_reset(&registry->body);
    buffer_text(&registry->body, "{\"schema\": ");
    json_write_string(&registry->body, slice_of(schema));
    buffer_text(&registry->body, "}");
}

/* Posts the schema to `path`. *found is false if the answer is 404: no such subject, or no such schema in it. */
static bool post_schema(struct schema_registry *registry, const char *path, const char *schema, int32_t *id,
                        bool *found, struct error *error)
{
    struct answer answer;
    int64_t number = 0;
    write_schema_body(registry, schema);
    if (registry->body.full)
        return error_stop(error, EXIT_CONFIG, "the schema is too large for a registry");
    if (!request(registry, "POST", path, &answer, error))
        return false;
    *found = answer.status != 404;
    bool stated = json_int64(json_member(answer.json, "id"), &number) && number >= 0 && number <= INT32_MAX;
    if (*found && (answer.status != 200 || !stated))
        return refuse(&answer, is_outage(answer.status), path, error);
    json_free(answer.json);
    *id = (int32_t)number;
    return true;
}

bool schema_registry_register(struct schema_registry *registry, const char *subject, const char *schema, int32_t *id,
                              struct error *error)
{
    char path[URL_BYTES_MAX];
    bool found;
    /* Asked for first: whoever may only read, and a registry that is read-only, can go on with what is registered. */
    if (!subject_path(path, "/subjects/", subject, "", error) ||
        !post_schema(registry, path, schema, id, &found, error))
        return false;
    if (found)
        return true;
    if (!subject_path(path, "/subjects/", subject, "/versions", error) ||
        !post_schema(registry, path, schema, id, &found, error))
        return false;
    return found || error_stop(error, EXIT_CONFIG, "schema registry: %s: status 404: is its address right", path);
}

/* ---- id to schema ---- */

static const struct known_schema *known_find(const struct schema_registry *registry, int32_t id)
{
    for (size_t i = 0; i < registry->known_count; i++)
        if (registry->known[i].id == id)
            return &registry->known[i];
    return NULL;
}

static bool is_known_as_unknown(const struct schema_registry *registry, int32_t id)
{
    int64_t now_ms = clock_monotonic_ms();
    for (size_t i = 0; i < UNKNOWN_MAX; i++)
        if (registry->unknown[i].id == id && now_ms < registry->unknown[i].until_ms)
            return true;
    return false;
}

static bool unknown(struct schema_registry *registry, int32_t id, struct error *error)
{
    if (!is_known_as_unknown(registry, id)) {
        registry->unknown[registry->unknown_next] = (struct unknown_schema){id, clock_monotonic_ms() + UNKNOWN_MS};
        registry->unknown_next = (registry->unknown_next + 1) % UNKNOWN_MAX;
    }
    return error_reject(error, REASON_UNKNOWN_SCHEMA, "the schema registry has no Avro schema with id %d", id);
}

static bool remember(struct schema_registry *registry, int32_t id, struct slice text, struct error *error)
{
    if (registry->known_count == SCHEMAS_MAX)
        return error_stop(error, EXIT_TRY_AGAIN, "messages name more than %d schemas", SCHEMAS_MAX);
    char *copy = strndup(text.data, text.size);
    if (!copy)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a schema");
    registry->known[registry->known_count++] = (struct known_schema){id, copy, text.size};
    return true;
}

/* 404 alone may be a gateway whose registry is away; only with the registry's own code does it answer the question. */
static bool says_unknown(const struct answer *answer)
{
    return answer->status == 404 && answer->error_code >= 40401 && answer->error_code <= 40407;
}

/* Takes over what the answer says about an id, and frees it. */
static bool learn(struct schema_registry *registry, int32_t id, struct answer *answer, struct error *error)
{
    struct slice text = json_text(json_member(answer->json, "schema"));
    const struct json *type = json_member(answer->json, "schemaType");
    bool avro = json_is_null(type) || slice_equal_text(json_text(type), "AVRO");
    if (says_unknown(answer) || (answer->status == 200 && text.data && !avro)) {
        json_free(answer->json);
        return unknown(registry, id, error);
    }
    if (answer->status != 200 || !text.data)
        return refuse(answer, answer->status == 404 || is_outage(answer->status), "asked for a schema", error);
    bool done = remember(registry, id, text, error);
    json_free(answer->json);
    return done;
}

static bool fetch(struct schema_registry *registry, int32_t id, struct error *error)
{
    char path[64];
    struct answer answer;
    snprintf(path, sizeof path, "/schemas/ids/%d", id);
    buffer_reset(&registry->body);
    if (request(registry, "GET", path, &answer, error))
        return learn(registry, id, &answer, error);
    /* Too large an answer is a matter of this one schema. */
    return error->kind == ERROR_REJECT ? unknown(registry, id, error) : false;
}

bool schema_registry_schema(struct schema_registry *registry, int32_t id, struct slice *schema, struct error *error)
{
    if (!known_find(registry, id)) {
        if (is_known_as_unknown(registry, id))
            return unknown(registry, id, error);
        if (!fetch(registry, id, error))
            return false;
    }
    const struct known_schema *known = known_find(registry, id);
    *schema = (struct slice){known->text, known->size};
    return true;
}

/* ---- the rest ---- */

static bool current_compatibility(struct schema_registry *registry, const char *path, const char *level, bool *same,
                                  struct error *error)
{
    struct answer answer;
    buffer_reset(&registry->body);
    if (!request(registry, "GET", path, &answer, error))
        return false;
    if (answer.status != 200 && answer.status != 404)
        return refuse(&answer, is_outage(answer.status), path, error);
    *same = slice_equal_text(json_text(json_member(answer.json, "compatibilityLevel")), level);
    json_free(answer.json);
    return true;
}

bool schema_registry_set_compatibility(struct schema_registry *registry, const char *subject, const char *level,
                                       bool *changed, struct error *error)
{
    char path[URL_BYTES_MAX];
    bool same = false;
    struct answer answer;
    *changed = false;
    if (!subject_path(path, "/config/", subject, "", error) ||
        !current_compatibility(registry, path, level, &same, error))
        return false;
    if (same)
        return true;
    buffer_reset(&registry->body);
    buffer_format(&registry->body, "{\"compatibility\": \"%s\"}", level);
    if (!request(registry, "PUT", path, &answer, error))
        return false;
    if (answer.status != 200)
        return refuse(&answer, is_outage(answer.status), path, error);
    json_free(answer.json);
    *changed = true;
    return true;
}

bool schema_registry_check(struct schema_registry *registry, struct error *error)
{
    struct answer answer;
    buffer_reset(&registry->body);
    if (!request(registry, "GET", "/subjects", &answer, error))
        return false;
    if (answer.status != 200 || !json_is_array(answer.json))
        return refuse(&answer, is_outage(answer.status), "asked for its subjects", error);
    json_free(answer.json);
    return true;
}
