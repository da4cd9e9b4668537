#include "producers/news/poll_seen.h"

#include <stdlib.h>
#include <string.h>

#include "lib/identity.h"

enum { FIRST_SLOTS = 256, ITEM_DIGITS = 16 + 16 + 8 };

static int by_id(const void *a, const void *b)
{
    const struct seen_item *left = a, *right = b;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return (left->content > right->content) - (left->content < right->content);
}

static int by_poll(const void *a, const void *b)
{
    const struct seen_item *left = a, *right = b;
    if (left->poll != right->poll)
        return left->poll > right->poll ? -1 : 1; /* the latest first */
    return by_id(a, b);
}

/* The slot of an item, or the empty one where it belongs. */
static struct seen_item *find_fresh(const struct seen *seen, const struct seen_item *item)
{
    for (size_t i = item->id & (seen->slot_count - 1);; i = (i + 1) & (seen->slot_count - 1)) {
        struct seen_item *slot = &seen->fresh[i];
        if ((!slot->id && !slot->content) || !by_id(slot, item))
            return slot;
    }
}

static bool grow(struct seen *seen)
{
    struct seen grown = {.slot_count = seen->slot_count ? seen->slot_count * 2 : FIRST_SLOTS};
    grown.fresh = calloc(grown.slot_count, sizeof *grown.fresh);
    if (!grown.fresh)
        return false;
    for (size_t i = 0; i < seen->slot_count; i++)
        if (seen->fresh[i].id || seen->fresh[i].content)
            *find_fresh(&grown, &seen->fresh[i]) = seen->fresh[i];
    free(seen->fresh);
    seen->fresh = grown.fresh;
    seen->slot_count = grown.slot_count;
    return true;
}

bool seen_take(struct seen *seen, struct slice id, struct slice content, bool *is_new)
{
    struct seen_item item = {(uint64_t)identity_hash_64(id), (uint64_t)identity_hash_64(content), seen->poll + 1};
    *is_new = !seen->count || !bsearch(&item, seen->items, seen->count, sizeof item, by_id);
    if (seen->fresh_count >= SEEN_MAX)
        return true;
    if (seen->fresh_count * 2 >= seen->slot_count && !grow(seen))
        return false;
    struct seen_item *slot = find_fresh(seen, &item);
    if (slot->id || slot->content) {
        *is_new = false;
        return true;
    }
    *slot = item;
    seen->fresh_count++;
    return true;
}

/* True if the poll under way has the item, in whatever version. */
static bool is_replaced(const struct seen_item *fresh, size_t count, uint64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fresh[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && fresh[low].id == id;
}

bool seen_settle(struct seen *seen)
{
    size_t count = 0, most = seen->fresh_count * SEEN_KEPT_TIMES;
    struct seen_item *items = malloc((seen->count + seen->fresh_count + 1) * sizeof *items);
    if (!items)
        return false;
    for (size_t i = 0; i < seen->slot_count; i++)
        if (seen->fresh[i].id || seen->fresh[i].content)
            items[count++] = seen->fresh[i];
    qsort(items, count, sizeof *items, by_id);
    for (size_t i = 0; i < seen->count; i++)
        if (!is_replaced(items, seen->fresh_count, seen->items[i].id))
            items[count++] = seen->items[i];
    most = most < SEEN_KEPT_LEAST ? SEEN_KEPT_LEAST : most > SEEN_MAX ? SEEN_MAX : most;
    if (count > most) {
        qsort(items, count, sizeof *items, by_poll);
        count = most;
    }
    qsort(items, count, sizeof *items, by_id);
    free(seen->items);
    seen->items = items;
    seen->count = count;
    seen->poll++;
    seen_drop(seen);
    return true;
}

void seen_drop(struct seen *seen)
{
    free(seen->fresh);
    seen->fresh = NULL;
    seen->fresh_count = seen->slot_count = 0;
}

void seen_free(struct seen *seen)
{
    seen_drop(seen);
    free(seen->items);
    *seen = (struct seen){0};
}

void seen_write(const struct seen *seen, struct buffer *out)
{
    for (size_t i = 0; i < seen->count; i++)
        buffer_format(out, "%016llx%016llx%08lx", (unsigned long long)seen->items[i].id,
                      (unsigned long long)seen->items[i].content, (unsigned long)seen->items[i].poll);
}

static bool read_hex(const char *digits, size_t size, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < size; i++) {
        char c = digits[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c >= 'a' && c <= 'f'))
            return false;
        *number = *number << 4 | (uint64_t)(is_digit ? c - '0' : c - 'a' + 10);
    }
    return true;
}

bool seen_read(struct seen *seen, struct slice text)
{
    size_t count = text.size / ITEM_DIGITS;
    seen_free(seen);
    if (text.size % ITEM_DIGITS || count > SEEN_MAX)
        return false;
    seen->items = malloc((count + 1) * sizeof *seen->items);
    bool fine = seen->items != NULL;
    for (size_t i = 0; fine && i < count; i++) {
        const char *digits = text.data + i * ITEM_DIGITS;
        struct seen_item *item = &seen->items[i];
        uint64_t poll = 0;
        fine = read_hex(digits, 16, &item->id) && read_hex(digits + 16, 16, &item->content) &&
               read_hex(digits + 32, 8, &poll);
        item->poll = (uint32_t)poll;
        seen->poll = item->poll > seen->poll ? item->poll : seen->poll;
    }
    if (!fine) {
        seen_free(seen);
        return false;
    }
    seen->count = count;
    qsort(seen->items, count, sizeof *seen->items, by_id);
    return true;
}
