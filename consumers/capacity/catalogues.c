#include "consumers/capacity/catalogues.h"

bool catalogues_open(const char *folder, struct catalogues *catalogues, struct error *error)
{
    *catalogues = (struct catalogues){.folder = folder};
    if (!catalogue_load(folder, &catalogues->loaded[0], error))
        return false;
    catalogues->loaded_count = 1;
    catalogues->wanted = (struct catalogue_set){{catalogues->loaded[0]}, 1};
    return true;
}

void catalogues_close(struct catalogues *catalogues)
{
    for (size_t i = 0; i < catalogues->loaded_count; i++)
        catalogue_free(catalogues->loaded[i]);
    catalogues->loaded_count = 0;
}

static bool is_version(const struct catalogue *catalogue, struct slice version, struct slice method)
{
    return slice_equal_text(version, catalogue_version(catalogue)) &&
           slice_equal_text(method, catalogue_method_version(catalogue));
}

static const struct catalogue *find(const struct catalogues *catalogues, struct slice version, struct slice method)
{
    for (size_t i = 0; i < catalogues->loaded_count; i++)
        if (is_version(catalogues->loaded[i], version, method))
            return catalogues->loaded[i];
    return NULL;
}

/* The next catalogue, which the folder must hold by now. */
static const struct catalogue *load(struct catalogues *catalogues, const struct pointer *pointer, struct error *error)
{
    struct catalogue *catalogue;
    if (catalogues->loaded_count == CATALOGUES_LOADED_MAX) {
        error_stop(error, EXIT_TRY_AGAIN, "the catalogue changed %d times; start again", CATALOGUES_LOADED_MAX);
        return NULL;
    }
    if (!catalogue_load(catalogues->folder, &catalogue, error))
        return NULL;
    if (!is_version(catalogue, pointer->next_catalogue_version, pointer->next_method_version)) {
        error_stop(error, EXIT_CONFIG,
                   "a reprocess to catalogue %.*s, method %.*s is under way, but %s holds catalogue %s, method %s: bring "
                   "the same folder here, then start again",
                   SLICE_ARGS(pointer->next_catalogue_version), SLICE_ARGS(pointer->next_method_version),
                   catalogues->folder, catalogue_version(catalogue), catalogue_method_version(catalogue));
        catalogue_free(catalogue);
        return NULL;
    }
    return catalogues->loaded[catalogues->loaded_count++] = catalogue;
}

static bool refuse(const struct catalogues *catalogues, const struct pointer *pointer, struct error *error)
{
    const struct catalogue *ours = catalogues->loaded[0];
    if (!pointer->next_catalogue_version.data)
        return error_stop(error, EXIT_CONFIG,
                          "the database shows catalogue %.*s, method %.*s, this program has %s, %s: run capacity-consumer "
                          "setup, then capacity-consumer reprocess, or go on with the former ones",
                          SLICE_ARGS(pointer->catalogue_version), SLICE_ARGS(pointer->method_version),
                          catalogue_version(ours), catalogue_method_version(ours));
    return error_stop(error, EXIT_CONFIG,
                      "the database goes from catalogue %.*s, method %.*s to %.*s, %.*s, this program has %s, %s: start "
                      "one that has the new ones",
                      SLICE_ARGS(pointer->catalogue_version), SLICE_ARGS(pointer->method_version),
                      SLICE_ARGS(pointer->next_catalogue_version), SLICE_ARGS(pointer->next_method_version),
                      catalogue_version(ours), catalogue_method_version(ours));
}

static bool want(struct catalogues *catalogues, const struct catalogue *first, const struct catalogue *second)
{
    catalogues->wanted = (struct catalogue_set){{first, second}, second ? 2 : 1};
    return true;
}

bool catalogues_choose(struct catalogues *catalogues, const struct pointer *pointer, struct error *error)
{
    const struct catalogue *shown = find(catalogues, pointer->catalogue_version, pointer->method_version);
    const struct catalogue *next = NULL;
    catalogues->under_way = pointer->next_catalogue_version.data != NULL;
    if (catalogues->under_way)
        next = find(catalogues, pointer->next_catalogue_version, pointer->next_method_version);
    if (shown && (!catalogues->under_way || next == shown))
        return want(catalogues, shown, NULL);
    if (!shown && next)
        return want(catalogues, next, NULL);
    if (!shown || !slice_equal(pointer->next_method_version, pointer->method_version))
        return refuse(catalogues, pointer, error);
    if (!next && !(next = load(catalogues, pointer, error)))
        return false;
    return want(catalogues, shown, next);
}

bool catalogue_set_equal(const struct catalogue_set *a, const struct catalogue_set *b)
{
    return a->count == b->count && a->items[0] == b->items[0] && (a->count < 2 || a->items[1] == b->items[1]);
}
