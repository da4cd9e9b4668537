#include "consumers/capacity/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/folder.h"
#include "consumers/capacity/table_row.h"
#include "lib/misspelling.h"

enum column {
    COLUMN_KIND, COLUMN_LANGUAGE, COLUMN_CASE, COLUMN_WORDS, /* of every kind */
    COLUMN_NAME, COLUMN_SLUG, COLUMN_COUNTRY, COLUMN_CHIPS, COLUMN_ACTION, COLUMN_LEVEL, COLUMN_UNIT, COLUMN_SOURCE,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {"kind",    "language", "case",   "words", "name", "slug",
                                                       "country", "chips",    "action", "level", "unit", "source"};

#define COLUMN(name) (1U << COLUMN_##name)

/* The kinds as the files name them, and the columns that a row of each must and may state. */
static const struct kind {
    const char *name;
    enum lexicon_kind kind;
    unsigned needs, may;
    int number; /* of rows whose columns give none */
} kinds[] = {
    {"product", LEXICON_PRODUCT, COLUMN(SLUG), 0, 0},
    {"chip_word", LEXICON_CHIP_WORD, 0, COLUMN(SLUG), 0},
    {"cluster", LEXICON_CLUSTER, 0, 0, 0},
    {"unit", LEXICON_UNIT, COLUMN(UNIT), 0, 0},
    {"act", LEXICON_ACTION, COLUMN(ACTION) | COLUMN(LEVEL), COLUMN(NAME), 0},
    {"stop", LEXICON_STOP, 0, 0, 0},
    {"need", LEXICON_NEED, 0, 0, 0},
    {"lift", LEXICON_LIFT, 0, 0, 0},
    {"passive", LEXICON_PASSIVE, 0, 0, 0},
    {"maker", LEXICON_ORG, COLUMN(NAME) | COLUMN(CHIPS), COLUMN(COUNTRY), 0},
    {"organisation", LEXICON_ORG, COLUMN(NAME), COLUMN(COUNTRY), 0},
    {"analyst", LEXICON_ORG, COLUMN(NAME), COLUMN(COUNTRY), 1},
    {"authority", LEXICON_AUTHORITY, COLUMN(NAME) | COLUMN(COUNTRY), 0, 0},
    {"country", LEXICON_COUNTRY, COLUMN(NAME) | COLUMN(COUNTRY), 0, 0},
    {"demonym", LEXICON_DEMONYM, COLUMN(NAME) | COLUMN(COUNTRY), 0, 0},
    {"place", LEXICON_PLACE, COLUMN(COUNTRY), 0, 0},
    {"outlet", LEXICON_OUTLET, COLUMN(NAME), COLUMN(COUNTRY), 0},
    {"denied", LEXICON_DENIED, 0, 0, 0},
    {"all_denied", LEXICON_DENIED, 0, 0, 1},
    {"considered", LEXICON_CONSIDERED, 0, 0, 0},
    {"deliberation", LEXICON_CONSIDERED, 0, 0, 1},
    {"planned", LEXICON_PLANNED, 0, 0, 0},
    {"decided", LEXICON_PLANNED, 0, 0, 1},
    {"reported", LEXICON_REPORTED, COLUMN(SOURCE), 0, 0},
    {"condition", LEXICON_CONDITION, 0, 0, 0},
    {"say", LEXICON_SAY, 0, 0, 0},
    {"tell", LEXICON_SAY, 0, 0, 1},
    {"to", LEXICON_TO, 0, 0, 0},
    {"in", LEXICON_TO, 0, 0, 1},
    {"from", LEXICON_FROM, 0, 0, 0},
    {"via", LEXICON_VIA, 0, 0, 0},
    {"by", LEXICON_BY, 0, 0, 0},
    {"and", LEXICON_AND, 0, 0, 0},
    {"each", LEXICON_EACH, 0, 0, 0},
    {"part", LEXICON_PART, 0, 0, 0},
    {"aside", LEXICON_ASIDE, 0, 0, 0},
    {"price", LEXICON_ASIDE, 0, 0, 1},
    {"period", LEXICON_PERIOD, COLUMN(NAME), 0, 0},
    {"compare", LEXICON_COMPARE, 0, 0, 0},
    {"buyer", LEXICON_BUYER, 0, 0, 0},
    {"clause", LEXICON_CLAUSE, 0, 0, 0},
    {"anaphor", LEXICON_ANAPHOR, 0, 0, 0},
    {"noise", LEXICON_NOISE, 0, 0, 0},
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* "not a kind: poduct (did you mean product?)" */
static void refuse_name(struct table_row *row, const char *what, const struct misspelling *misspelling)
{
    char message[256];
    const char *nearest = misspelling->nearest;
    snprintf(message, sizeof message, "not %s: %.80s%s%s%s", what, misspelling->written, nearest ? " (did you mean " : "",
             nearest ? nearest : "", nearest ? "?)" : "");
    table_row_refuse(row, message, SLICE_LITERAL(""));
}

/* The number of a name in a list; the row is refused if it is none of them. */
static int number_of(struct table_row *row, const char *what, const char *name, const char *const *names, size_t count)
{
    struct misspelling misspelling = {.written = name};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0)
            return (int)i;
        misspelling_try(&misspelling, names[i]);
    }
    refuse_name(row, what, &misspelling);
    return 0;
}

/* The number of a symbol of one of news_claim's enumerations. */
static int symbol_of(struct table_row *row, const char *field_name, const char *symbol)
{
    const struct field *field = record_field_find(&news_claim_type, slice_of(field_name));
    return number_of(row, field_name, symbol, field->symbols, field->symbol_count);
}

static const struct kind *read_kind(struct table_row *row, const char *name)
{
    const char *names[KIND_COUNT];
    for (size_t i = 0; i < KIND_COUNT; i++)
        names[i] = kinds[i].name;
    return &kinds[number_of(row, "a kind", name ? name : "", names, KIND_COUNT)];
}

static unsigned read_case(struct table_row *row, const char *name)
{
    static const char *const names[] = {"any", "upper", "capital", "lower", "title"};
    static const unsigned flags[] = {0, MATCHER_UPPER, MATCHER_CAPITAL, MATCHER_LOWER, MATCHER_TITLE};
    return name ? flags[number_of(row, "a case", name, names, sizeof names / sizeof *names)] : 0;
}

static int read_level(struct table_row *row, const char *name)
{
    static const char *const names[] = {"noun", "party", "authority"};
    return LEVEL_NOUN + number_of(row, "a level", name, names, 3);
}

static void check_language(struct table_row *row, const char *language)
{
    static const char *const names[] = {"en", "zh", "ja", "ko", "de", "fr"};
    if (language)
        number_of(row, "a language", language, names, 6);
}

static void check_country(struct table_row *row, const char *country)
{
    bool code = !country || (strlen(country) == 2 && country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' &&
                             country[1] <= 'Z');
    if (!code)
        table_row_refuse(row, "not a country's code of two capital letters:", slice_of(country));
}

/* A slug is that of a family or the key of an accelerator. */
static void check_slug(struct table_row *row, const struct catalogue *catalogue, const char *slug)
{
    struct misspelling misspelling = {.written = slug};
    for (size_t i = 0; slug && i < catalogue->family_count; i++) {
        if (slice_equal_text(catalogue->families[i].slug, slug))
            return;
        misspelling_try(&misspelling, catalogue->families[i].slug.data);
    }
    if (slug && !catalogue_accelerator(catalogue, slice_of(slug)))
        refuse_name(row, "a product of the catalogue", &misspelling);
}

/* What a kind needs is there, and nothing that it has no use for. */
static void check_columns(struct table_row *row, const struct kind *kind, const char *const *cells)
{
    char message[128];
    for (int column = COLUMN_NAME; column < COLUMN_COUNT; column++) {
        bool needs = kind->needs >> column & 1, may = kind->may >> column & 1;
        if ((needs && !cells[column]) || (cells[column] && !needs && !may)) {
            snprintf(message, sizeof message, "a row of kind %s %s", kind->name, needs ? "needs" : "has no");
            table_row_refuse(row, message, slice_of(column_names[column]));
        }
    }
    if (!cells[COLUMN_WORDS])
        table_row_refuse(row, "no words", SLICE_LITERAL(""));
}

/* Cells by column; NULL where the file has no such column, or the cell is empty. */
static void read_cells(const struct table_row *row, const char **cells)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        cells[column] = NULL;
    for (size_t i = 0; i < row->table->columns; i++)
        for (int column = 0; column < COLUMN_COUNT; column++)
            if (slice_equal_text(row->table->cells[i], column_names[column])) {
                struct slice cell = table_csv_cell(row->table, row->number, i);
                cells[column] = cell.size ? cell.data : NULL;
            }
}

static void read_row(struct table_row *row, const struct catalogue *catalogue, struct lexicon_row *out)
{
    const char *cells[COLUMN_COUNT];
    read_cells(row, cells);
    const struct kind *kind = read_kind(row, cells[COLUMN_KIND]);
    check_columns(row, kind, cells);
    check_language(row, cells[COLUMN_LANGUAGE]);
    check_country(row, cells[COLUMN_COUNTRY]);
    check_slug(row, catalogue, cells[COLUMN_SLUG]);
    check_slug(row, catalogue, cells[COLUMN_CHIPS]);
    bool has_home = kind->kind == LEXICON_ORG || kind->kind == LEXICON_OUTLET;
    *out = (struct lexicon_row){
        .kind = kind->kind,
        .words = cells[COLUMN_WORDS],
        .value = cells[COLUMN_SLUG] ? cells[COLUMN_SLUG] : cells[COLUMN_NAME],
        .country = has_home ? cells[COLUMN_CHIPS] : cells[COLUMN_COUNTRY],
        .home = has_home ? cells[COLUMN_COUNTRY] : NULL,
        .language = cells[COLUMN_LANGUAGE],
        .number = kind->number,
        .flags = read_case(row, cells[COLUMN_CASE]),
    };
    if (row->ok && cells[COLUMN_ACTION]) {
        out->number = symbol_of(row, "action", cells[COLUMN_ACTION]);
        out->level = read_level(row, cells[COLUMN_LEVEL]);
    } else if (row->ok && cells[COLUMN_UNIT]) {
        out->number = symbol_of(row, "quantity_unit", cells[COLUMN_UNIT]);
    } else if (row->ok && cells[COLUMN_SOURCE]) {
        out->number = symbol_of(row, "source_class", cells[COLUMN_SOURCE]);
    }
}

static bool check_header(const struct table_csv *table, struct error *error)
{
    for (size_t i = 0; i < table->columns; i++) {
        struct misspelling misspelling = {.written = table->cells[i].data};
        bool known = false;
        for (int column = 0; column < COLUMN_COUNT; column++) {
            known = known || strcmp(misspelling.written, column_names[column]) == 0;
            misspelling_try(&misspelling, column_names[column]);
        }
        if (!known)
            return error_stop(error, EXIT_CONFIG, "%s line %zu: not a column: %.80s%s%s%s", table->path, table->lines[0],
                              misspelling.written, misspelling.nearest ? " (did you mean " : "",
                              misspelling.nearest ? misspelling.nearest : "", misspelling.nearest ? "?)" : "");
    }
    return true;
}

static bool read_table(struct lexicon *lexicon, const struct catalogue *catalogue, const struct table_csv *table,
                       struct error *error)
{
    struct table_row row = {table, 0, true, error};
    if (!check_header(table, error))
        return false;
    for (; row.ok && row.number < table->rows; row.number++)
        read_row(&row, catalogue, &lexicon->rows[lexicon->count++]);
    return row.ok;
}

/* A word of the lexicon as texts are searched for it, to find those that stand in two rows. */
struct entry {
    char folded[MATCHER_WORD_MAX];
    size_t size;
    size_t row;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = slice_compare((struct slice){x->folded, x->size}, (struct slice){y->folded, y->size});
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Names and what is called by them are the same everywhere; how one acts, counts, denies or joins is of a language. */
static bool is_of_a_language(const struct lexicon_row *row)
{
    bool name = row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD ||
                (row->kind >= LEXICON_ORG && row->kind <= LEXICON_OUTLET);
    return row->language && !name;
}

/* Whether one text can hold both rows. */
static bool meet(const struct lexicon_row *a, const struct lexicon_row *b)
{
    return !is_of_a_language(a) || !is_of_a_language(b) || strcmp(a->language, b->language) == 0;
}

static bool equal_texts(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether it makes no difference by which of two rows a word is found. */
static bool agree(const struct lexicon_row *a, const struct lexicon_row *b)
{
    return a->kind == b->kind && a->number == b->number && a->level == b->level && a->flags == b->flags &&
           equal_texts(a->value, b->value) && equal_texts(a->country, b->country) && equal_texts(a->home, b->home);
}

/* Where a row of the lexicon stands in its file. */
static struct table_row place_of(const struct lexicon *lexicon, size_t row, struct error *error)
{
    size_t table = 0;
    for (; row >= lexicon->tables[table].rows; table++)
        row -= lexicon->tables[table].rows;
    return (struct table_row){&lexicon->tables[table], row, true, error};
}

static bool refuse_twice(const struct lexicon *lexicon, const struct entry *first, const struct entry *second,
                         struct error *error)
{
    char message[MATCHER_WORD_MAX + 128];
    struct table_row one = place_of(lexicon, first->row, error), other = place_of(lexicon, second->row, error);
    const char *file = strrchr(one.table->path, '/') + 1;
    snprintf(message, sizeof message, "\"%.*s\" means something else in %.40s line %zu", (int)second->size,
             second->folded, file, table_csv_line(one.table, one.number));
    table_row_refuse(&other, message, SLICE_LITERAL(""));
    return false;
}

static bool check_entries(const struct lexicon *lexicon, struct entry *entries, size_t count, struct error *error)
{
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < count; i++) {
        const struct entry *a = &entries[i - 1], *b = &entries[i];
        bool same = a->size == b->size && memcmp(a->folded, b->folded, a->size) == 0;
        if (same && !agree(&lexicon->rows[a->row], &lexicon->rows[b->row]) &&
            meet(&lexicon->rows[a->row], &lexicon->rows[b->row]))
            return refuse_twice(lexicon, a, b, error);
    }
    return true;
}

/* Without the star that lets it go on. */
static struct slice next_word(struct slice *rest, unsigned *flags)
{
    struct slice word = slice_next_part(rest, '|');
    bool goes_on = word.size && word.data[word.size - 1] == '*';
    *flags = goes_on ? MATCHER_PREFIX : 0;
    return slice_trim((struct slice){word.data, word.size - goes_on});
}

static bool read_words(const struct lexicon *lexicon, size_t number, struct entry *entries, size_t *count,
                       struct error *error)
{
    struct table_row row = place_of(lexicon, number, error);
    struct slice rest = slice_of(lexicon->rows[number].words);
    while (row.ok && rest.data) {
        unsigned flags;
        struct slice word = next_word(&rest, &flags);
        if (*count == LEXICON_WORDS_MAX) {
            table_row_refuse(&row, "too many words in the lexicon, at:", word);
            break;
        }
        struct entry *entry = &entries[*count];
        entry->row = number;
        entry->size = matcher_fold(word, entry->folded);
        if (entry->size == 0 || !slice_is_text(word))
            table_row_refuse(&row, "empty, too long, or not a word of UTF-8:", word);
        ++*count;
    }
    return row.ok;
}

static bool check_words(const struct lexicon *lexicon, struct error *error)
{
    struct entry *entries = malloc(LEXICON_WORDS_MAX * sizeof *entries);
    size_t count = 0;
    bool ok = entries || error_stop(error, EXIT_CONFIG, "no memory for the lexicon");
    for (size_t row = 0; ok && row < lexicon->count; row++)
        ok = read_words(lexicon, row, entries, &count, error);
    ok = ok && check_entries(lexicon, entries, count, error);
    free(entries);
    return ok;
}

static bool read_tables(struct lexicon *lexicon, const struct folder *folder, struct error *error)
{
    size_t rows = 0;
    lexicon->tables = calloc(folder->count + 1, sizeof *lexicon->tables);
    if (!lexicon->tables)
        return error_stop(error, EXIT_CONFIG, "no memory for %s", folder->path);
    while (lexicon->table_count < folder->count) {
        struct table_csv *table = &lexicon->tables[lexicon->table_count];
        if (!table_csv_load_commented(folder->path, folder->names[lexicon->table_count], table, error))
            return false;
        lexicon->table_count++;
        rows += table->rows;
    }
    if (rows == 0 || rows > LEXICON_ROWS_MAX)
        return error_stop(error, EXIT_CONFIG, "%s: %zu rows, must be 1 to %d", folder->path, rows, LEXICON_ROWS_MAX);
    lexicon->rows = calloc(rows, sizeof *lexicon->rows);
    return lexicon->rows || error_stop(error, EXIT_CONFIG, "no memory for %s", folder->path);
}

bool lexicon_load(const char *folder_path, const struct catalogue *catalogue, struct lexicon *lexicon,
                  struct error *error)
{
    struct folder folder;
    *lexicon = (struct lexicon){0};
    if (!folder_open(folder_path, "lexicon", ".csv", &folder, error))
        return false;
    bool ok = read_tables(lexicon, &folder, error);
    for (size_t i = 0; ok && i < lexicon->table_count; i++)
        ok = read_table(lexicon, catalogue, &lexicon->tables[i], error);
    ok = ok && check_words(lexicon, error);
    folder_close(&folder);
    if (!ok)
        lexicon_free(lexicon);
    return ok;
}

void lexicon_free(struct lexicon *lexicon)
{
    for (size_t i = 0; i < lexicon->table_count; i++)
        table_csv_free(&lexicon->tables[i]);
    free(lexicon->tables);
    free(lexicon->rows);
    *lexicon = (struct lexicon){0};
}

/* Whether a text without any such word cannot speak of a product. */
static bool names_product(const struct lexicon_row *row)
{
    return row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD || row->kind == LEXICON_CLUSTER ||
           (row->kind == LEXICON_ORG && row->country);
}

static bool counts_in(const struct lexicon_row *row, enum language language)
{
    return !is_of_a_language(row) || strcmp(row->language, language_code(language)) == 0;
}

static bool add_row(const struct lexicon *lexicon, size_t number, struct matcher *matcher)
{
    const struct lexicon_row *row = &lexicon->rows[number];
    struct slice rest = slice_of(row->words);
    bool ok = true;
    while (ok && rest.data) {
        unsigned prefix;
        struct slice word = next_word(&rest, &prefix);
        ok = matcher_add_row(matcher, word, row->flags | prefix, catalogue_tag(WORD_LEXICON, number), row);
    }
    return ok;
}

bool lexicon_add(const struct lexicon *lexicon, enum language language, struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < lexicon->count; i++)
        ok = !counts_in(&lexicon->rows[i], language) || add_row(lexicon, i, matcher);
    return ok;
}

bool lexicon_add_products(const struct lexicon *lexicon, struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < lexicon->count; i++)
        ok = !names_product(&lexicon->rows[i]) || add_row(lexicon, i, matcher);
    return ok;
}

bool lexicon_is_namesake(const struct lexicon_row *row)
{
    return row->kind == LEXICON_PRODUCT && (row->flags & MATCHER_CAPITAL);
}

const char *lexicon_kind_name(const struct lexicon_row *row)
{
    const char *name = NULL;
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (kinds[i].kind == row->kind && (!name || kinds[i].number == row->number))
            name = kinds[i].name;
    return name;
}

static const char *stated(const char *text)
{
    return text ? text : "";
}

void lexicon_write(const struct lexicon *lexicon, struct buffer *text)
{
    for (size_t i = 0; i < lexicon->count; i++) {
        const struct lexicon_row *row = &lexicon->rows[i];
        buffer_format(text, "%d\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%u\n", (int)row->kind, row->words, stated(row->value),
                      stated(row->country), stated(row->home), stated(row->language), row->number, row->level,
                      row->flags);
    }
}
