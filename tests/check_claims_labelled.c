/*
 * How well claims are found in labelled texts: tests/claims/LANGUAGE.jsonl, reports retold in our own words, and the labelled
 * samples outside the project if they are there. The rules of the score: claims of an item are paired one to one, the best
 * first, on their action and a compatible product; approve and license, restrict and deny count half. The floors lie a little
 * under what is reached, so that a rule or a word which breaks others is noticed.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/claims.h"
#include "lib/json.h"
#include "tests/samples.h"
#include "tests/suite.h"

enum { CLAIMS_MAX = 16, LINE_BYTES = 16384, MEMBERS_MAX = 64, ARENA_BYTES = 1 << 20 };

static struct catalogue *catalogue;
static struct arena arena;

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, ARENA_BYTES, &error));
}

static void tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

/* What a label says of a claim. Bounds that it does not state are NAN. */
struct label {
    int action, modality, unit;
    struct slice product, to_country;
    bool has_quantity;
    double bounds[3];
};

struct item {
    struct slice id, text, language;
    struct label labels[CLAIMS_MAX];
    size_t count;
};

static int symbol(const struct json *object, const char *member, const char *field_name)
{
    const struct field *field = record_field_find(&news_claim_type, slice_of(field_name));
    for (size_t i = 0; i < field->symbol_count; i++)
        if (slice_equal_text(json_text(json_member(object, member)), field->symbols[i]))
            return (int)i;
    ck_abort_msg("a label without %s", member);
}

static double bound(const struct json *quantity, const char *name)
{
    struct slice text = json_number_text(json_member(quantity, name));
    return text.data ? strtod(text.data, NULL) : NAN;
}

static void read_label(const struct json *object, struct label *label)
{
    const struct json *quantity = json_member(object, "quantity");
    *label = (struct label){.action = symbol(object, "action", "action"),
                            .modality = symbol(object, "modality", "modality"),
                            .product = json_text(json_member(object, "product")),
                            .to_country = json_text(json_member(object, "to_country")),
                            .has_quantity = !json_is_null(quantity)};
    if (!label->has_quantity)
        return;
    label->unit = symbol(quantity, "unit", "quantity_unit");
    label->bounds[0] = bound(quantity, "low");
    label->bounds[1] = bound(quantity, "mid");
    label->bounds[2] = bound(quantity, "high");
}

static void read_item(const struct json *object, struct item *item)
{
    const struct json *claims = json_member(object, "claims");
    *item = (struct item){.id = json_text(json_member(object, "id")), .text = json_text(json_member(object, "text")),
                          .language = json_text(json_member(object, "lang")), .count = json_count(claims)};
    ck_assert_uint_le(item->count, CLAIMS_MAX);
    for (size_t i = 0; i < item->count; i++)
        read_label(json_item(claims, i), &item->labels[i]);
}

/* ---- compatible products ---- */

static size_t members_of(struct slice slug, const struct accelerator **members)
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->family_count; i++)
        for (size_t k = 0; slice_equal(catalogue->families[i].slug, slug) && k < catalogue->families[i].member_count; k++)
            if (count < MEMBERS_MAX)
                members[count++] = catalogue->families[i].members[k];
    const struct accelerator *one = count ? NULL : catalogue_accelerator(catalogue, slug);
    if (one)
        members[count++] = one;
    return count;
}

static bool is_part(struct slice a, struct slice b)
{
    const struct accelerator *of_a[MEMBERS_MAX], *of_b[MEMBERS_MAX];
    size_t a_count = members_of(a, of_a), b_count = members_of(b, of_b), found = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            if (of_a[i] == of_b[k]) {
                found++;
                break;
            }
    return a_count && found == a_count;
}

static bool is_variant(struct slice a, struct slice b)
{
    return a.size > b.size && memcmp(a.data, b.data, b.size) == 0 && a.data[b.size] == '-';
}

/* Families whose members are told by their names. */
static bool is_named_family(struct slice family, struct slice member)
{
    static const char *const fronts[][2] = {{"nvidia-gpu", "nvidia-"}, {"huawei-ascend", "huawei-"}, {"amd-instinct", "amd-mi"},
                                            {"hbm", "hbm"}, {"ai-accelerator", ""}, {"ai-server", ""}};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (slice_equal_text(family, fronts[i][0]) && slice_starts_with(member, fronts[i][1]))
            return true;
    return false;
}

static double product_score(struct slice a, struct slice b)
{
    if (slice_equal(a, b))
        return 1;
    if (!a.data || !b.data)
        return 0;
    bool part = is_part(a, b), whole = is_part(b, a);
    if (is_variant(a, b) || is_variant(b, a) || (part && whole))
        return 0.95;
    return part || whole || is_named_family(a, b) || is_named_family(b, a) ? 0.9 : 0;
}

static double action_score(int a, int b)
{
    static const int halves[][2] = {{NEWS_CLAIM_ACTION_APPROVE, NEWS_CLAIM_ACTION_LICENSE},
                                    {NEWS_CLAIM_ACTION_RESTRICT, NEWS_CLAIM_ACTION_DENY}};
    for (size_t i = 0; i < 2; i++)
        if ((a == halves[i][0] && b == halves[i][1]) || (a == halves[i][1] && b == halves[i][0]))
            return 0.5;
    return a == b;
}

/* ---- equal quantities ---- */

/* "thousands": of a vague plural the order of magnitude counts. */
static bool is_vague(const struct label *label)
{
    double low = label->bounds[0];
    while (low >= 10 && fmod(low, 10) == 0)
        low /= 10;
    return low == 2 && isnan(label->bounds[1]) && isnan(label->bounds[2]);
}

static bool same_quantity(const struct label *label, const struct claim *claim)
{
    double bounds[] = {claim->quantity.low, claim->quantity.mid, claim->quantity.high};
    if (!label->has_quantity || !claim->has_quantity)
        return label->has_quantity == claim->has_quantity;
    bool same = label->unit == claim->unit, vague = is_vague(label);
    for (size_t i = 0; i < 3; i++) {
        double want = label->bounds[i], have = bounds[i];
        if (isnan(want))
            continue;
        same = same && !isnan(have) &&
               (vague ? have / want >= 0.5 && have / want <= 5 : fabs(have - want) <= 0.01 * fabs(want));
    }
    return same;
}

/* ---- the score ---- */

struct score {
    double hits, hits_with_quantity;
    size_t labelled, found, matched, modality, to_country, silent, false_alarms;
};

static void count_pair(struct score *score, const struct label *label, const struct claim *claim)
{
    double hit = action_score(label->action, claim->action);
    score->hits += hit;
    score->hits_with_quantity += same_quantity(label, claim) ? hit : 0;
    score->matched++;
    score->modality += label->modality == claim->modality;
    score->to_country += slice_equal(label->to_country, claim->to_country);
}

static double pair_score(const struct label *label, const struct claim *claim)
{
    double action = action_score(label->action, claim->action), product = product_score(label->product, claim->product);
    return action > 0 && product > 0 ? action + product + (same_quantity(label, claim) ? 0.5 : 0) : 0;
}

/* Takes the best pair that is left until there is none. */
static void match(struct score *score, const struct item *item, const struct claim *claims, size_t count)
{
    bool used_label[CLAIMS_MAX] = {0}, used_claim[CLAIMS_MAX] = {0};
    for (;;) {
        double best = 0;
        size_t label = 0, claim = 0;
        for (size_t i = 0; i < item->count; i++)
            for (size_t k = 0; !used_label[i] && k < count; k++) {
                double pair = used_claim[k] ? 0 : pair_score(&item->labels[i], &claims[k]);
                if (pair > best) {
                    best = pair;
                    label = i;
                    claim = k;
                }
            }
        if (best <= 0)
            return;
        used_label[label] = used_claim[claim] = true;
        count_pair(score, &item->labels[label], &claims[claim]);
    }
}

static void score_item(struct score *score, const struct item *item)
{
    struct claim claims[CLAIMS_MAX];
    size_t count;
    struct claims_text text = {.title = SLICE_LITERAL(""), .body = item->text};
    ck_assert(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count));
    score->labelled += item->count;
    score->found += count;
    score->silent += item->count == 0;
    score->false_alarms += item->count == 0 && count > 0;
    match(score, item, claims, count);
}

static struct score score_file(const char *path)
{
    char line[LINE_BYTES];
    struct score score = {0};
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    while (fgets(line, sizeof line, file)) {
        struct json *root;
        struct error error = {0};
        struct item item;
        ck_assert_msg(json_parse(slice_of(line), &root, &error), "%s: %s", path, error.message);
        read_item(root, &item);
        score_item(&score, &item);
        json_free(root);
    }
    fclose(file);
    return score;
}

static double f1(double hits, const struct score *score)
{
    return 2 * hits / (double)(score->found + score->labelled);
}

/* Floors: F1, F1 with quantity, modality, destination; and the most false alarms. */
struct floors {
    const char *name;
    double f1, with_quantity, modality, to_country, false_alarms;
};

static void check_score(const struct score *score, const struct floors *floors)
{
    double matched = (double)score->matched, modality = (double)score->modality / matched,
           to_country = (double)score->to_country / matched,
           alarms = score->silent ? (double)score->false_alarms / (double)score->silent : 0;
    printf("%s: F1 %.3f, with quantity %.3f, modality %.3f, destination %.3f, false alarms %.3f\n", floors->name,
           f1(score->hits, score), f1(score->hits_with_quantity, score), modality, to_country, alarms);
    ck_assert_msg(f1(score->hits, score) >= floors->f1, "%s: F1 %.3f", floors->name, f1(score->hits, score));
    ck_assert_msg(f1(score->hits_with_quantity, score) >= floors->with_quantity, "%s: with quantity %.3f", floors->name,
                  f1(score->hits_with_quantity, score));
    ck_assert_msg(modality >= floors->modality, "%s: modality %.3f", floors->name, modality);
    ck_assert_msg(to_country >= floors->to_country, "%s: destination %.3f", floors->name, to_country);
    ck_assert_msg(alarms <= floors->false_alarms, "%s: false alarms %.3f", floors->name, alarms);
}

/* By the first the rules were written; the others were labelled by somebody who knew no rule, and no rule was written by
 * them. */
static const struct floors sets[] = {
    {"en", 0.88, 0.86, 0.93, 0.92, 0.07},        {"zh", 0.81, 0.77, 0.87, 0.88, 0.05},
    {"de", 0.82, 0.78, 0.82, 0.82, 0.05},        {"fr", 0.80, 0.70, 0.90, 0.91, 0.05},
    {"ja", 0.88, 0.86, 0.83, 0.81, 0.07},        {"ko", 0.83, 0.75, 0.78, 0.82, 0.06},
    {"unseen/en", 0.77, 0.70, 0.91, 0.89, 0.07}, {"unseen/zh", 0.80, 0.77, 0.78, 0.86, 0.10},
    {"unseen/de", 0.76, 0.70, 0.82, 0.82, 0.05}, {"unseen/fr", 0.75, 0.69, 0.90, 0.95, 0.05},
    {"unseen/ja", 0.85, 0.85, 0.90, 0.75, 0.05}, {"unseen/ko", 0.85, 0.74, 0.90, 0.77, 0.05},
};

START_TEST(our_labels)
{
    char path[4096];
    snprintf(path, sizeof path, CHIPWATCH_SOURCE_DIR "/tests/claims/%s.jsonl", sets[_i].name);
    struct score score = score_file(path);
    check_score(&score, &sets[_i]);
}
END_TEST

/* What is asked of these: F1 0.90, with quantity 0.85, modality and destination 0.90, false alarms 5 %. */
START_TEST(labelled_samples)
{
    static const struct floors floors = {"samples", 0.96, 0.94, 0.93, 0.92, 0.05};
    const char *path = sample_path("claims_labelled.jsonl");
    if (!path)
        return;
    struct score score = score_file(path);
    check_score(&score, &floors);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims, labelled");
    TCase *tests = tcase_create("claims");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, our_labels, 0, (int)(sizeof sets / sizeof *sets));
    tcase_add_test(tests, labelled_samples);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
