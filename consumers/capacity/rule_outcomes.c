#include "consumers/capacity/rule_outcomes.h"

#include <stdio.h>
#include <string.h>

#include "consumers/capacity/rules_table.h"
#include "lib/clock.h"

enum { OUTCOMES_BYTES_MAX = 256 << 20 };

/* ---- lines of CSV ---- */

/* A cell in quotes; what is not stated is an empty one without, which COPY takes as NULL. */
static void write_cell(struct buffer *lines, struct slice text)
{
    buffer_text(lines, text.data ? "\"" : "");
    for (size_t i = 0; text.data && i < text.size; i++) {
        if (text.data[i] == '"')
            buffer_byte(lines, '"');
        buffer_byte(lines, text.data[i]);
    }
    buffer_text(lines, text.data ? "\"" : "");
}

static void write_line(struct buffer *lines, const struct slice *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(lines, ',');
        write_cell(lines, cells[i]);
    }
    buffer_byte(lines, '\n');
}

static struct slice date_text(int32_t day, char *text)
{
    if (day == INT32_MIN || day == INT32_MAX)
        return slice_of(day == INT32_MIN ? "-infinity" : "infinity");
    date_format_iso(day, text);
    return slice_of(text);
}

/* ---- ways ---- */

/* The classes of one end of the way, each with a country that stands for it; no more than there are countries. A class
 * that were left out would be taken for one of which nothing is to be said. */
struct classes {
    struct slice names[RULES_PLACES_MAX];
    struct slice countries[RULES_PLACES_MAX];
    size_t count;
};

static void add_class(struct classes *classes, struct slice name, struct slice country)
{
    for (size_t i = 0; i < classes->count; i++)
        if (slice_equal(classes->names[i], name))
            return;
    classes->names[classes->count] = name;
    classes->countries[classes->count++] = country;
}

static const struct slice any_other = {"--", 2}, not_stated = {NULL, 0};

static void find_classes(const struct catalogue *catalogue, enum rules_end end, struct classes *classes)
{
    classes->count = 0;
    add_class(classes, slice_of("unknown"), not_stated);
    add_class(classes, slice_of("other"), any_other);
    for (size_t i = 0; i < rules_country_count(catalogue); i++) {
        struct slice country = rules_country(catalogue, i);
        add_class(classes, rules_class(catalogue, end, country), country);
    }
}

/* ---- outcomes ---- */

struct outcomes {
    const struct catalogue *catalogue;
    struct classes classes[RULES_END_COUNT], any; /* any: of an end that does not matter to a regime */
    struct buffer *lines;
};

/* A product: an accelerator, the slug of a family, or goods of which nothing is known. */
struct product {
    struct slice name;
    const struct accelerator *accelerator;
};

/* A product on a way, of which all answers become lines. */
struct way {
    struct outcomes *outcomes;
    enum rules_regime regime;
    struct slice product, names[RULES_END_COUNT];
};

static void write_answer(void *context, const struct rules_answer *answer)
{
    const struct way *way = context;
    char from[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
    const struct slice cells[] = {slice_of(catalogue_version(way->outcomes->catalogue)), way->product,
                                  slice_of(rules_regime_name(way->regime)), way->names[RULES_FROM],
                                  way->names[RULES_TO], way->names[RULES_HEADQUARTERS],
                                  date_text(answer->from, from), date_text(answer->until, until),
                                  slice_of(answer->outcome), answer->rule_key, answer->citation, answer->status,
                                  slice_of(answer->reason)};
    if (answer->reached)
        write_line(way->outcomes->lines, cells, sizeof cells / sizeof *cells);
}

static void write_way(struct way *way, const struct product *product, struct rules_question *question)
{
    const struct catalogue *catalogue = way->outcomes->catalogue;
    const struct family *family = product->accelerator ? NULL
                                                       : catalogue_family(catalogue, product->name, question->to);
    question->members = product->accelerator ? &product->accelerator : family ? family->members : NULL;
    question->member_count = product->accelerator ? 1 : family ? family->member_count : 0;
    rules_history(catalogue, way->regime, question, write_answer, way);
}

/* Every way that makes a difference to a regime. A seat that is not stated is taken to be in the destination. */
static void write_regime(struct outcomes *outcomes, enum rules_regime regime, const struct product *product)
{
    const struct classes *ends[RULES_END_COUNT];
    for (int end = 0; end < RULES_END_COUNT; end++)
        ends[end] = rules_use(outcomes->catalogue, regime, (enum rules_end)end) ? &outcomes->classes[end]
                                                                                : &outcomes->any;
    const struct classes *from = ends[RULES_FROM], *to = ends[RULES_TO], *seat = ends[RULES_HEADQUARTERS];
    for (size_t i = 0; i < from->count * to->count * seat->count; i++) {
        size_t f = i % from->count, t = i / from->count % to->count, s = i / from->count / to->count;
        struct rules_question question = {.from = from->countries[f], .to = to->countries[t],
                                          .headquarters = seat->countries[s]};
        struct way way = {outcomes, regime, product->name, {from->names[f], to->names[t], seat->names[s]}};
        bool cannot_be = seat != &outcomes->any && !question.headquarters.data && question.to.data;
        if (!cannot_be)
            write_way(&way, product, &question);
    }
}

static void write_product(struct outcomes *outcomes, struct slice name, const struct accelerator *accelerator)
{
    const struct product product = {name, accelerator};
    for (int regime = 0; regime < RULES_REGIME_COUNT; regime++)
        write_regime(outcomes, (enum rules_regime)regime, &product);
}

static bool is_first_of_slug(const struct catalogue *catalogue, size_t family)
{
    for (size_t i = 0; i < family; i++)
        if (slice_equal(catalogue->families[i].slug, catalogue->families[family].slug))
            return false;
    return true;
}

void rule_outcomes_write(const struct catalogue *catalogue, struct buffer *lines)
{
    struct outcomes outcomes = {.catalogue = catalogue, .lines = lines};
    add_class(&outcomes.any, slice_of("any"), not_stated);
    for (int end = 0; end < RULES_END_COUNT; end++)
        find_classes(catalogue, (enum rules_end)end, &outcomes.classes[end]);
    write_product(&outcomes, slice_of("unknown"), NULL);
    for (size_t i = 0; i < catalogue->accelerator_count; i++)
        write_product(&outcomes, catalogue->accelerators[i].key, &catalogue->accelerators[i]);
    for (size_t i = 0; i < catalogue->family_count; i++)
        if (is_first_of_slug(catalogue, i))
            write_product(&outcomes, catalogue->families[i].slug, NULL);
}

void rule_outcomes_write_regimes(const struct catalogue *catalogue, struct buffer *lines)
{
    static const char *const truths[] = {"f", "t"};
    for (int i = 0; i < RULES_REGIME_COUNT; i++) {
        enum rules_regime regime = (enum rules_regime)i;
        char ordinal[16];
        snprintf(ordinal, sizeof ordinal, "%d", i + 1);
        const struct slice cells[] = {slice_of(catalogue_version(catalogue)), slice_of(rules_regime_name(regime)),
                                      slice_of(ordinal), slice_of(rules_default_outcome(regime)),
                                      slice_of(truths[rules_use(catalogue, regime, RULES_FROM)]),
                                      slice_of(truths[rules_use(catalogue, regime, RULES_TO)]),
                                      slice_of(truths[rules_use(catalogue, regime, RULES_HEADQUARTERS)])};
        write_line(lines, cells, sizeof cells / sizeof *cells);
    }
}

void rule_outcomes_write_classes(const struct catalogue *catalogue, struct buffer *lines)
{
    for (size_t i = 0; i < rules_country_count(catalogue); i++) {
        struct slice country = rules_country(catalogue, i);
        const struct slice cells[] = {slice_of(catalogue_version(catalogue)), country,
                                      rules_class(catalogue, RULES_FROM, country),
                                      rules_class(catalogue, RULES_TO, country),
                                      rules_class(catalogue, RULES_HEADQUARTERS, country)};
        write_line(lines, cells, sizeof cells / sizeof *cells);
    }
}

/* ---- loading ---- */

static const struct {
    const char *copy;
    void (*write)(const struct catalogue *catalogue, struct buffer *lines);
} tables[] = {
    {"COPY reference.rule_regimes (catalogue_version, regime, regime_ordinal, default_outcome, uses_from, uses_to,"
     " uses_headquarters) FROM STDIN (FORMAT csv)", rule_outcomes_write_regimes},
    {"COPY reference.route_classes (catalogue_version, country_code, from_class, to_class, headquarters_class)"
     " FROM STDIN (FORMAT csv)", rule_outcomes_write_classes},
    {"COPY reference.rule_outcomes (catalogue_version, product, regime, from_class, to_class, headquarters_class,"
     " valid_from, valid_to, outcome, rule_key, citation, rule_status, reason) FROM STDIN (FORMAT csv)",
     rule_outcomes_write},
};

/* Without figures on tables that were just filled the planner takes minutes for what needs seconds, until autovacuum has
 * been there. */
static const char analyse[] = "ANALYZE reference.rule_regimes, reference.route_classes, reference.rule_outcomes,"
                              " reference.accelerators, reference.product_families";

static bool is_loaded(struct database *database, const struct catalogue *catalogue, bool *loaded, struct error *error)
{
    const struct slice version = slice_of(catalogue_version(catalogue));
    struct result *result;
    if (!database_query(database, "SELECT EXISTS (SELECT FROM reference.rule_regimes WHERE catalogue_version = $1)",
                        &version, 1, &result, error))
        return false;
    *loaded = result_boolean(result, 0, 0);
    result_free(result);
    return true;
}

bool rule_outcomes_load(struct database *database, const struct catalogue *catalogue, int64_t *rows,
                        struct error *error)
{
    struct buffer lines;
    bool loaded = false;
    *rows = 0;
    if (!is_loaded(database, catalogue, &loaded, error))
        return false;
    buffer_init(&lines, OUTCOMES_BYTES_MAX);
    bool ok = true;
    for (size_t i = 0; !loaded && ok && i < sizeof tables / sizeof *tables; i++) {
        buffer_reset(&lines);
        tables[i].write(catalogue, &lines);
        ok = (!lines.full || error_stop(error, EXIT_CONFIG, "the outcomes of the rules do not fit")) &&
             database_copy(database, tables[i].copy, buffer_view(&lines), rows, error);
    }
    buffer_free(&lines);
    return ok && (loaded || database_script(database, analyse, error));
}
