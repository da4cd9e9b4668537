#include "consumers/capacity/counted.h"

#include <math.h>
#include <string.h>

#include "schemas/news_claim.h"

static void set_each(struct goods *goods, double count)
{
    goods->per_item = (struct interval){count, count, count};
}

static void set_open(struct goods *goods, double most, unsigned note)
{
    goods->per_item = (struct interval){1, NAN, most};
    goods->notes |= note;
}

static bool is_machine(const struct system *system)
{
    return system && (system->type == SYSTEM_SERVER || system->type == SYSTEM_RACK || system->type == SYSTEM_POD);
}

/* One accelerator, or the board of eight: what the words beside it, or its value, say; else both. */
static void set_module(const struct catalogue *catalogue, const struct counted *counted, struct goods *goods)
{
    double board = catalogue->classes[CLASS_BOARD].accelerators;
    if (counted->boards || goods_cost_as_board(goods, counted->value_each_usd))
        set_each(goods, board);
    else
        set_open(goods, board, GOODS_NOTE_MODULE_OPEN);
}

/* "modules", also where a name of the catalogue says so (H20模组): the board only if the text shows it. */
static bool is_open_module(const struct counted *counted)
{
    bool servers = counted->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
    bool board = counted->system && counted->system->type == SYSTEM_BOARD;
    return counted->modules && (servers ? board && !counted->boards : true);
}

/* What one item holds: the named system all it has; a server of unstated size one to eight, a rack one to 72. */
static void set_per_item(const struct catalogue *catalogue, const struct counted *counted, struct goods *goods)
{
    bool servers = counted->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
    if (counted->unit == NEWS_CLAIM_QUANTITY_UNIT_USD) {
        goods->system = is_machine(counted->system) ? counted->system : NULL;
        goods->notes |= counted->machines || goods->system ? GOODS_NOTE_MACHINE_VALUE : 0;
    } else if (is_open_module(counted)) {
        set_module(catalogue, counted, goods);
    } else if (servers && counted->system) {
        goods->system = counted->system;
        set_each(goods, counted->system->accelerators);
    } else if (servers) {
        enum unit_class class = counted->racks ? CLASS_RACK : CLASS_SERVER;
        set_open(goods, catalogue->classes[class].accelerators, GOODS_NOTE_SERVER_ASSUMED);
    }
}

bool counted_goods(const struct catalogue *catalogue, const struct counted *counted, struct goods *goods)
{
    const struct family *family = catalogue_family(catalogue, counted->product, counted->to_country);
    const struct accelerator *accelerator = catalogue_accelerator(catalogue, counted->product);
    if (family)
        goods_of_family(family, counted->day, goods);
    else if (accelerator)
        goods_of_accelerator(accelerator, goods);
    else
        *goods = (struct goods){.per_item = {1, 1, 1}, .stated_items = NAN, .stacks_per_item = NAN};
    set_per_item(catalogue, counted, goods);
    return !family || family->kind != FAMILY_MEMORY;
}

static bool holds_any(struct slice text, const char *const *words)
{
    for (; text.data && *words; words++)
        if (memmem(text.data, text.size, *words, strlen(*words)))
            return true;
    return false;
}

bool counted_names_boards(struct slice text)
{
    static const char *const words[] = {"HGX",  "8-GPU", "8 GPU",  "8GPU", "8-card",
                                        "8卡", "8 卡", "八卡", "eight-GPU", NULL};
    return holds_any(text, words);
}

bool counted_names_modules(struct slice text)
{
    static const char *const words[] = {"module", "Modul", "模组", "模組", "模块", "模塊", "モジュール", "모듈", NULL};
    return holds_any(text, words);
}

bool counted_names_racks(struct slice text)
{
    static const char *const words[] = {"rack", "Rack", "机柜", "機櫃", "ラック", "랙", "chränke", "baie", NULL};
    return holds_any(text, words);
}
