#include "consumers/capacity/enrichment.h"

#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

#include "consumers/capacity/enrichments.h"
#include "consumers/capacity/goods_words.h"
#include "consumers/capacity/lexicon.h"
#include "lib/buffer.h"
#include "lib/identity.h"

/* Counts changes of formulas, rules and priors; those of words show in the hash. */
enum { METHOD_NUMBER = 2, LEXICON_TEXT_MAX = 1 << 20 };

static const struct enrichment *const enrichments[] = {&enrichment_customs, &enrichment_news};

static char method_version[32];
static once_flag method_once = ONCE_FLAG_INIT;

static void write_row(struct buffer *text, const struct lexicon_row *row)
{
    buffer_format(text, "%d\t%s\t%s\t%s\t%d\t%d\t%u\n", (int)row->kind, row->words, row->value ? row->value : "",
                  row->country ? row->country : "", row->number, row->level, row->flags);
}

static void make_method_version(void)
{
    struct buffer text;
    buffer_init(&text, LEXICON_TEXT_MAX);
    for (size_t i = 0; i < lexicon_rows(); i++)
        write_row(&text, &lexicon[i]);
    for (size_t i = 0; i < goods_words_rows(); i++)
        buffer_slice(&text, goods_words_text(i));
    if (text.full)
        abort(); /* the tables are ours: a mistake of the build, or no memory for their text */
    unsigned long long hash = (unsigned long long)identity_hash_64(buffer_view(&text));
    snprintf(method_version, sizeof method_version, "%d-%012llx", METHOD_NUMBER, hash >> 16);
    buffer_free(&text);
}

const char *enrichment_method_version(void)
{
    call_once(&method_once, make_method_version);
    return method_version;
}

const struct enrichment *enrichment_for(const struct record_type *type)
{
    for (size_t i = 0; i < sizeof enrichments / sizeof *enrichments; i++)
        if (enrichments[i]->reads == type)
            return enrichments[i];
    return NULL;
}

bool enrichment_full(struct error *error)
{
    return error_full(error, "the arena");
}
