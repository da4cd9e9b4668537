/*
 * The words as data: what a row must say, what is refused and how, and that a new row is enough for a new claim.
 */
#include "consumers/capacity/claims.h"
#include "tests/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[64];
static struct catalogue *catalogue;
static struct error error;

static void run(const char *command)
{
    ck_assert_int_eq(system(command), 0);
}

static void copy_reference(void)
{
    char command[512];
    strcpy(folder, "/tmp/check_lexicon.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r %s/deploy/reference/. %s", CHIPWATCH_SOURCE_DIR, folder);
    run(command);
}

static void remove_copy(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    run(command);
}

/* A user's own file beside those that are shipped. */
static bool load_with(const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/lexicon/own.csv", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    error = (struct error){0};
    return catalogue_load(folder, &catalogue, &error);
}

static size_t find(const char *text, struct claim *claims, size_t capacity)
{
    struct arena arena;
    size_t count;
    ck_assert(arena_init(&arena, 1 << 20, &error));
    struct claims_text input = {.body = slice_of(text)};
    ck_assert(claims_find(catalogue, &input, &arena, claims, capacity, &count));
    arena_free(&arena);
    return count;
}

START_TEST(a_row_is_enough)
{
    static const struct {
        const char *rows, *text;
    } cases[] = {
        {"kind,slug,language,words\nproduct,nvidia-h200,en,thunderchip\n", "Microsoft bought 5,000 Thunderchips."},
        {"kind,name,country,case,words\norganisation,Frobnicate,DE,capital,frobnicate\n",
         "Frobnicate bought Nvidia H200 chips."},
        {"kind,action,level,language,words\nact,order,party,en,snaffle|snaffles|snaffl*\n",
         "Microsoft snaffled 5,000 Nvidia H200 chips."},
    };
    struct claim claims[4];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(load_with(cases[i].rows), "%s", error.message);
        ck_assert_msg(find(cases[i].text, claims, 4) == 1, "%s", cases[i].text);
        ck_assert(slice_equal_text(claims->product, "nvidia-h200"));
        ck_assert_int_eq(claims->action, NEWS_CLAIM_ACTION_ORDER);
        ck_assert(claims->actor.data != NULL);
        catalogue_free(catalogue);
    }
}
END_TEST

START_TEST(another_word_is_another_method_but_the_same_catalogue)
{
    char method[64], version[64];
    ck_assert(load_with("# why\n\nkind,words\n# not a row\nclause,meanwhilst\n"));
    strcpy(method, catalogue_method_version(catalogue));
    strcpy(version, catalogue_version(catalogue));
    catalogue_free(catalogue);
    ck_assert(load_with("kind,words\nclause,meanwhilst\n"));
    ck_assert_str_eq(catalogue_method_version(catalogue), method); /* comments mean nothing */
    catalogue_free(catalogue);
    ck_assert(load_with("kind,words\nclause,whilst that\n"));
    ck_assert_str_ne(catalogue_method_version(catalogue), method);
    ck_assert_str_eq(catalogue_version(catalogue), version);
    catalogue_free(catalogue);
}
END_TEST

START_TEST(says_what_is_wrong_and_where)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"kind,word\nclause,x\n", "own.csv line 1: not a column: word (did you mean words?)"},
        {"# one\n\nkind,words\nclauze,x\n", "own.csv line 4: not a kind: clauze (did you mean clause?)"},
        {"kind,words\nclause,\n", "own.csv line 2: no words"},
        {"kind,words\nclause,x||y\n", "own.csv line 2: empty, too long, or not a word of UTF-8:"},
        {"kind,words\nclause,\xff\n", "own.csv line 2: empty, too long, or not a word of UTF-8:"},
        {"kind,action,level,words\nact,aprove,party,x\n", "own.csv line 2: not action: aprove (did you mean approve?)"},
        {"kind,action,level,words\nact,approve,authorities,x\n", "not a level: authorities (did you mean authority?)"},
        {"kind,action,words\nact,approve,x\n", "own.csv line 2: a row of kind act needs level"},
        {"kind,action,words\nclause,approve,x\n", "own.csv line 2: a row of kind clause has no action"},
        {"kind,slug,words\nproduct,nvidia-h20O,x\n", "not a product of the catalogue: nvidia-h20O (did you mean nvidia-h200?)"},
        {"kind,case,words\nclause,uper,x\n", "own.csv line 2: not a case: uper (did you mean upper?)"},
        {"kind,language,words\nclause,xx,x\n", "own.csv line 2: not a language: xx"},
        {"kind,name,country,words\ncountry,X,Xx,x\n", "own.csv line 2: not a country's code of two capital letters: Xx"},
        {"kind,words\nclause,\"one\nline\"\nto,One Line\n", "own.csv line 4: \"one line\" means something else in own.csv line 2"},
    };
    char command[128];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(!load_with(cases[i].text), "%s", cases[i].text);
        ck_assert_msg(strstr(error.message, cases[i].message) != NULL, "%s\nnot %s", error.message, cases[i].message);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    }
    snprintf(command, sizeof command, "rm -r %s/lexicon", folder);
    run(command);
    ck_assert(!catalogue_load(folder, &catalogue, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "lexicon"));
}
END_TEST

START_TEST(the_same_twice_does_no_harm)
{
    ck_assert_msg(load_with("kind,words\nclause,meanwhilst\nclause,meanwhilst\n"), "%s", error.message);
    catalogue_free(catalogue);
}
END_TEST

/* "will" promises in English and wants in German: each counts in texts of its own language only. A name is one in all. */
START_TEST(languages_do_not_mix)
{
    ck_assert_msg(load_with("kind,language,words\nclause,de,zwischenwort\nanaphor,fr,zwischenwort\n"), "%s", error.message);
    struct match match;
    struct slice word = SLICE_LITERAL("zwischenwort"), name = SLICE_LITERAL("Nvidia");
    ck_assert_uint_eq(matcher_find(catalogue->news[LANGUAGE_EN], word, &match, 1), 0);
    ck_assert_uint_eq(matcher_find(catalogue->news[LANGUAGE_DE], word, &match, 1), 1);
    ck_assert_int_eq(((const struct lexicon_row *)match.row)->kind, LEXICON_CLAUSE);
    ck_assert_uint_eq(matcher_find(catalogue->news[LANGUAGE_FR], word, &match, 1), 1);
    ck_assert_int_eq(((const struct lexicon_row *)match.row)->kind, LEXICON_ANAPHOR);
    ck_assert_uint_eq(matcher_find(catalogue->news[LANGUAGE_JA], name, &match, 1), 1);
    catalogue_free(catalogue);
}
END_TEST

/* A word is of one kind, so that a name of a newspaper does not read as a noun. */
START_TEST(outlets)
{
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"The Information", "The Information"}, {"the information", NULL}, {"The information", NULL},
        {"FT", "Financial Times"},              {"ft", NULL},              {"路透社", "Reuters"},
        {"日経新聞", "Nikkei"},                  {"연합뉴스", "Yonhap"},      {"Les Échos", "Les Echos"},
    };
    ck_assert_msg(load_with("kind,words\nclause,meanwhilst\n"), "%s", error.message);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct match match = {0};
        size_t count = matcher_find(catalogue->news[LANGUAGE_EN], slice_of(cases[i].text), &match, 1);
        const struct lexicon_row *row = match.row;
        const char *name = count && row && row->kind == LEXICON_OUTLET ? row->value : NULL;
        ck_assert_msg(name == cases[i].name || (name && cases[i].name && strcmp(name, cases[i].name) == 0), "%s: %s",
                      cases[i].text, name ? name : "none");
    }
    catalogue_free(catalogue);
}
END_TEST

/* What a text names, whatever its language and script; and common words that are no names. */
START_TEST(names_in_six_languages)
{
    static const struct {
        const char *text, *value, *country; /* country as the row has it: of a maker the slug of its chips */
    } cases[] = {
        {"Saudi Arabia", "Saudi Arabia", "SA"}, {"沙烏地阿拉伯", "Saudi Arabia", "SA"}, {"사우디아라비아", "Saudi Arabia", "SA"},
        {"Arabie saoudite", "Saudi Arabia", "SA"}, {"サウジアラビア", "Saudi Arabia", "SA"}, {"États-Unis", "US", "US"},
        {"Japan", "Japan", "JP"}, {"Corée du Sud", "South Korea", "KR"}, {"哈萨克斯坦", "Kazakhstan", "KZ"},
        {"マレーシア", "Malaysia", "MY"}, {"Vereinigte Arabische Emirate", "UAE", "AE"}, {"越南", "Vietnam", "VN"},
        {"Turkey", "Turkey", "TR"}, {"turkey", NULL, NULL}, {"Chad", NULL, NULL}, {"Jordan", NULL, NULL},
        {"マインド", NULL, NULL}, {"理查德", NULL, NULL}, {"인텔리전스", NULL, NULL}, {"Kimi", NULL, NULL},
        {"英伟达", "Nvidia", "nvidia-gpu"}, {"エヌビディア", "Nvidia", "nvidia-gpu"}, {"엔비디아", "Nvidia", "nvidia-gpu"},
        {"Blackwell", "nvidia-blackwell", NULL}, {"블랙웰", "nvidia-blackwell", NULL}, {"昇騰", "huawei-ascend", NULL},
        {"高頻寬記憶體", "hbm", NULL}, {"고대역폭메모리", "hbm", NULL}, {"Trainium", "ai-accelerator", NULL},
        {"KI-Chips", "ai-accelerator", NULL}, {"puces IA", "ai-accelerator", NULL}, {"AIサーバー", "ai-server", NULL},
        {"関税", NULL, NULL}, {"관세청", "Korea Customs Service", "KR"}, {"BAFA", "Germany", "DE"}, {"bis", NULL, NULL},
        {"BIS", "US Commerce Department", "US"}, {"経済産業省", "Japan METI", "JP"}, {"字节跳动", "ByteDance", NULL},
        {"MIT", "MIT", NULL}, {"mit", NULL, NULL},
    };
    ck_assert_msg(load_with("kind,words\nto,meanwhilst\n"), "%s", error.message);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct match match = {0};
        size_t count = matcher_find(catalogue->news[LANGUAGE_EN], slice_of(cases[i].text), &match, 1);
        const struct lexicon_row *row = count ? match.row : NULL;
        struct slice value = slice_of(row ? row->value : NULL), country = slice_of(row ? row->country : NULL);
        ck_assert_msg(slice_equal(value, slice_of(cases[i].value)), "%s: %.*s", cases[i].text, SLICE_ARGS(value));
        ck_assert_msg(slice_equal(country, slice_of(cases[i].country)), "%s: %.*s", cases[i].text, SLICE_ARGS(country));
    }
    catalogue_free(catalogue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lexicon");
    TCase *tests = tcase_create("lexicon");
    tcase_add_checked_fixture(tests, copy_reference, remove_copy);
    tcase_set_timeout(tests, 60); /* loads the catalogue many times */
    tcase_add_test(tests, a_row_is_enough);
    tcase_add_test(tests, another_word_is_another_method_but_the_same_catalogue);
    tcase_add_test(tests, says_what_is_wrong_and_where);
    tcase_add_test(tests, the_same_twice_does_no_harm);
    tcase_add_test(tests, languages_do_not_mix);
    tcase_add_test(tests, outlets);
    tcase_add_test(tests, names_in_six_languages);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
