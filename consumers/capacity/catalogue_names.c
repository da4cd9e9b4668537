/*
 * check-catalogue: names that mean two things as the matcher folds them, part numbers that hide each other, families.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue_checks.h"
#include "consumers/capacity/folder.h"

enum { NAMES_MAX = 1 << 17 };

/* A word as texts are searched for it. */
struct name {
    char folded[MATCHER_WORD_MAX];
    size_t size;
    char file[64];
    size_t line;
    struct slice word, meaning; /* as written; the key that it stands for, not stated for what is no product */
    size_t order;
};

struct names {
    struct check *check;
    struct name *items;
    size_t count;
};

static void add_form(struct names *names, const char *file, size_t line, struct slice form, struct name *name)
{
    name->size = matcher_fold(form, name->folded);
    if (!name->size)
        check_tell_line(names->check, file, line, SEVERITY_ERROR, "empty, or too long to be searched for: %.*s",
                        SHOWN(form));
    else if (names->count < NAMES_MAX) {
        name->order = names->count;
        names->items[names->count++] = *name;
    }
}

static void add_name(struct names *names, const char *file, size_t line, struct slice word, struct slice meaning)
{
    char joined[MATCHER_WORD_MAX];
    struct name name = {.line = line, .word = word, .meaning = meaning};
    size_t size = catalogue_join_alias(word, joined);
    memcpy(name.file, file, strlen(file) < sizeof name.file ? strlen(file) : sizeof name.file - 1);
    add_form(names, file, line, word, &name);
    if (meaning.data && name.size && size != word.size)
        add_form(names, file, line, (struct slice){joined, size}, &name);
}

static void add_aliases(struct names *names, enum catalogue_file file)
{
    const struct table_csv *table = &names->check->tables[file];
    for (size_t row = 0; row < table->rows; row++) {
        struct slice rest = check_text(names->check, file, row, "aliases");
        struct slice key = check_text(names->check, file, row, "key");
        while (rest.size)
            add_name(names, catalogue_file_name(file), table_csv_line(table, row), slice_next_part(&rest, ';'), key);
    }
}

/* The key of what a slug stands for: the default member of the family, else the slug itself. */
static struct slice meaning_of_slug(const struct check *check, struct slice slug)
{
    for (size_t row = 0; row < check->tables[FILE_FAMILIES].rows; row++) {
        struct slice mid = check_text(check, FILE_FAMILIES, row, "mid_key");
        if (mid.size && slice_equal(check_text(check, FILE_FAMILIES, row, "slug"), slug))
            return mid;
    }
    return slug;
}

static void add_slugs(struct names *names)
{
    const struct table_csv *table = &names->check->tables[FILE_FAMILIES];
    for (size_t row = 0; row < table->rows; row++) {
        struct slice slug = check_text(names->check, FILE_FAMILIES, row, "slug");
        add_name(names, catalogue_file_name(FILE_FAMILIES), table_csv_line(table, row), slug,
                 meaning_of_slug(names->check, slug));
    }
}

static void add_exclusions(struct names *names)
{
    const struct table_csv *table = &names->check->tables[FILE_EXCLUSIONS];
    for (size_t row = 0; row < table->rows; row++)
        add_name(names, catalogue_file_name(FILE_EXCLUSIONS), table_csv_line(table, row),
                 check_text(names->check, FILE_EXCLUSIONS, row, "word"), (struct slice){NULL, 0});
}

static struct slice cell_of(const struct table_csv *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->columns; i++)
        if (slice_equal_text(table->cells[i], column))
            return table_csv_cell(table, row, i);
    return SLICE_LITERAL("");
}

/* Words of one row of the lexicon: alternatives separated by |, a * lets one go on. */
static void add_lexicon_row(struct names *names, const char *file, const struct table_csv *table, size_t row)
{
    struct slice rest = cell_of(table, row, "words"), slug = cell_of(table, row, "slug");
    struct slice meaning = slug.size ? meaning_of_slug(names->check, slug) : (struct slice){NULL, 0};
    while (rest.size) {
        struct slice word = slice_next_part(&rest, '|');
        word.size -= word.size && word.data[word.size - 1] == '*';
        add_name(names, file, table_csv_line(table, row), slice_trim(word), meaning);
    }
}

/* The tables stay open while their words are compared. */
static size_t add_lexicon(struct names *names, struct folder *folder, struct table_csv *tables)
{
    size_t open = 0;
    for (size_t i = 0; i < folder->count; i++) {
        struct error error = {0};
        char file[64] = "lexicon/";
        strncat(file, folder->names[i], sizeof file - strlen(file) - 1);
        if (!table_csv_load_commented(folder->path, folder->names[i], &tables[open], &error))
            continue; /* loading tells */
        for (size_t row = 0; row < tables[open].rows; row++)
            add_lexicon_row(names, file, &tables[open], row);
        open++;
    }
    return open;
}

static int compare_names(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = slice_compare((struct slice){x->folded, x->size}, (struct slice){y->folded, y->size});
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Whether it makes a difference by which of the two a text is understood. Words that are no products are compared when
 * they are loaded. */
static bool collide(const struct name *first, const struct name *other)
{
    if (!first->meaning.data)
        return false;
    return !other->meaning.data || !slice_equal(first->meaning, other->meaning);
}

static void tell_collision(struct check *check, const struct name *first, const struct name *other)
{
    check_tell_line(check, other->file, other->line, SEVERITY_ERROR,
                    "\"%.*s\" is found as \"%.*s\" of %.*s (%s line %zu)", SHOWN(other->word), SHOWN(first->word),
                    SHOWN(first->meaning), first->file, first->line);
}

static void compare_all(struct names *names)
{
    qsort(names->items, names->count, sizeof *names->items, compare_names);
    for (size_t i = 0, first = 0; i < names->count; i++) {
        const struct name *one = &names->items[first], *other = &names->items[i];
        if (one->size != other->size || memcmp(one->folded, other->folded, one->size) != 0)
            first = i;
        else if (i != first && collide(one, other))
            tell_collision(names->check, one, other);
    }
}

/* In the order in which they are found: systems, accelerators, then words. */
void check_names(struct check *check)
{
    struct names names = {.check = check, .items = calloc(NAMES_MAX, sizeof(struct name))};
    struct folder folder;
    struct error error = {0};
    if (!names.items)
        return;
    add_aliases(&names, FILE_SYSTEMS);
    add_aliases(&names, FILE_ACCELERATORS);
    add_slugs(&names);
    add_exclusions(&names);
    bool has_lexicon = folder_open(check->folder, "lexicon", ".csv", &folder, &error);
    struct table_csv *tables = has_lexicon ? calloc(folder.count + 1, sizeof *tables) : NULL;
    size_t open = tables ? add_lexicon(&names, &folder, tables) : 0;
    compare_all(&names);
    for (size_t i = 0; i < open; i++)
        table_csv_free(&tables[i]);
    free(tables);
    if (has_lexicon)
        folder_close(&folder);
    free(names.items);
}

/* ---- part numbers ---- */

/* Letters and digits only: that is how part numbers are compared. */
static bool is_match_of(struct slice match, struct slice prefix)
{
    size_t at = 0;
    for (size_t i = 0; i < prefix.size; i++) {
        if (prefix.data[i] == '-' || prefix.data[i] == ' ')
            continue;
        if (at == match.size || match.data[at++] != prefix.data[i])
            return false;
    }
    return at == match.size;
}

static bool says_the_same(const struct check *check, size_t a, size_t b)
{
    static const char *const columns[] = {"product_key", "candidates", "accelerator_key", "accelerators_per_part",
                                          "maker_tpp_per_accelerator", "confidence"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (!slice_equal(check_text(check, FILE_PARTS, a, columns[i]), check_text(check, FILE_PARTS, b, columns[i])))
            return false;
    return true;
}

/* Two ways of writing one number, and a longer one that changes nothing. */
static void compare_parts(struct check *check, size_t row, size_t other)
{
    struct slice match = check_text(check, FILE_PARTS, row, "match");
    struct slice short_one = check_text(check, FILE_PARTS, other, "match");
    bool begins = row != other && short_one.size && short_one.size < match.size &&
                  memcmp(match.data, short_one.data, short_one.size) == 0;
    if (begins && says_the_same(check, row, other))
        check_tell(check, FILE_PARTS, row, SEVERITY_WARNING, "%.*s says what %.*s says already", SHOWN(match),
                   SHOWN(short_one));
}

/* As names are matched: without hyphens and spaces. */
static bool begins_with(struct slice alias, struct slice match)
{
    size_t at = 0;
    for (size_t i = 0; i < alias.size && at < match.size; i++)
        if (alias.data[i] != '-' && alias.data[i] != ' ' && alias.data[i] != match.data[at++])
            return false;
    return match.size && at == match.size;
}

/* A name that begins like a part number is the longer match, so the part number is not found. */
static void compare_alias(struct check *check, enum catalogue_file file, size_t row, struct slice alias, size_t part)
{
    struct slice key = check_text(check, file, row, "key");
    if (!slice_equal(key, check_text(check, FILE_PARTS, part, "accelerator_key")) &&
        !slice_equal(key, check_text(check, FILE_PARTS, part, "product_key")))
        check_tell(check, file, row, SEVERITY_ERROR,
                   "the name %.*s hides the part number %.*s (%s line %zu), which is another product's", SHOWN(alias),
                   SHOWN(check_text(check, FILE_PARTS, part, "match")), catalogue_file_name(FILE_PARTS),
                   table_csv_line(&check->tables[FILE_PARTS], part));
}

static void compare_aliases(struct check *check, enum catalogue_file file, size_t part)
{
    struct slice match = check_text(check, FILE_PARTS, part, "match");
    for (size_t row = 0; row < check->tables[file].rows; row++) {
        struct slice rest = check_text(check, file, row, "aliases");
        while (rest.size) {
            struct slice alias = slice_next_part(&rest, ';');
            if (begins_with(alias, match))
                compare_alias(check, file, row, alias, part);
        }
    }
}

static void check_part(struct check *check, size_t row)
{
    struct slice prefix = check_text(check, FILE_PARTS, row, "prefix");
    struct slice match = check_text(check, FILE_PARTS, row, "match");
    bool one = check_text(check, FILE_PARTS, row, "accelerator_key").size;
    if (!is_match_of(match, prefix))
        check_tell(check, FILE_PARTS, row, SEVERITY_ERROR, "match %.*s is not prefix %.*s without hyphens",
                   SHOWN(match), SHOWN(prefix));
    if (one == (check_text(check, FILE_PARTS, row, "candidates").size != 0))
        check_tell(check, FILE_PARTS, row, SEVERITY_ERROR, "either accelerator_key or candidates");
    for (size_t other = 0; other < check->tables[FILE_PARTS].rows; other++)
        compare_parts(check, row, other);
    compare_aliases(check, FILE_SYSTEMS, row);
    compare_aliases(check, FILE_ACCELERATORS, row);
}

void check_parts(struct check *check)
{
    for (size_t row = 0; row < check->tables[FILE_PARTS].rows; row++)
        check_part(check, row);
}

/* ---- families ---- */

/* Whether another row of that slug is for all countries that have none of their own. */
static bool has_elsewhere(const struct check *check, struct slice slug)
{
    for (size_t row = 0; row < check->tables[FILE_FAMILIES].rows; row++) {
        struct slice context = check_text(check, FILE_FAMILIES, row, "context");
        if (slice_equal(check_text(check, FILE_FAMILIES, row, "slug"), slug) &&
            (slice_equal_text(context, "any") || slice_equal_text(context, "other")))
            return true;
    }
    return false;
}

static bool holds(struct slice list, struct slice key)
{
    while (list.size)
        if (slice_equal(slice_next_part(&list, ';'), key))
            return true;
    return false;
}

static void check_family(struct check *check, size_t row)
{
    static const char *const open_kinds[] = {"unbounded", "servers", "memory"};
    struct slice kind = check_text(check, FILE_FAMILIES, row, "kind");
    struct slice slug = check_text(check, FILE_FAMILIES, row, "slug");
    struct slice members = check_text(check, FILE_FAMILIES, row, "members"), rest = members;
    struct slice mid = check_text(check, FILE_FAMILIES, row, "mid_key");
    bool open = false;
    size_t count = 0;
    for (size_t i = 0; i < sizeof open_kinds / sizeof *open_kinds; i++)
        open = open || slice_equal_text(kind, open_kinds[i]);
    for (; rest.size; count++)
        slice_next_part(&rest, ';');
    if (count == 0 && !open)
        check_tell(check, FILE_FAMILIES, row, SEVERITY_ERROR, "%.*s has no members", SHOWN(slug));
    if (count > CATALOGUE_MEMBERS_MAX)
        check_tell(check, FILE_FAMILIES, row, SEVERITY_ERROR, "%zu members; at most %d", count, CATALOGUE_MEMBERS_MAX);
    if (mid.size && !holds(members, mid))
        check_tell(check, FILE_FAMILIES, row, SEVERITY_ERROR, "mid_key %.*s is none of the members", SHOWN(mid));
    if (!has_elsewhere(check, slug))
        check_tell(check, FILE_FAMILIES, row, SEVERITY_ERROR, "%.*s: no row with context any or other", SHOWN(slug));
}

void check_families(struct check *check)
{
    for (size_t row = 0; row < check->tables[FILE_FAMILIES].rows; row++)
        check_family(check, row);
}
