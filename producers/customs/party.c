#include "producers/customs/party.h"

#include <stdio.h>
#include <string.h>

#include "lib/identity.h"
#include "producers/customs/name.h"

bool party_rule_of(struct slice word, enum party_rule *rule)
{
    static const char *const words[] = {[PARTY_KEEP] = "keep", [PARTY_DROP] = "drop", [PARTY_HASH] = "hash"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_equal_text(word, words[i])) {
            *rule = (enum party_rule)i;
            return true;
        }
    return false;
}

bool party_rule_choose(const char *parties, const char *salt, enum party_rule standing, enum party_rule *rule,
                       struct error *error)
{
    *rule = standing;
    if (parties && !party_rule_of(slice_of(parties), rule))
        return error_stop(error, EXIT_USAGE, "--parties: keep, drop or hash expected, not \"%s\"", parties);
    if (*rule == PARTY_HASH && (!salt || strlen(salt) < PARTY_SALT_MIN))
        return error_stop(error, EXIT_CONFIG,
                          "names are to be hashed: a salt of %d bytes or more is needed, from CHIPWATCH_PARTY_SALT or the "
                          "settings file",
                          PARTY_SALT_MIN);
    return true;
}

struct slice party_text(enum party_rule rule, const char *salt, struct draft *draft, struct slice name)
{
    char folded[1024], text[8 + 2 * CONTENT_HASH_SIZE];
    uint8_t hash[CONTENT_HASH_SIZE];
    if (rule == PARTY_KEEP || !name.size)
        return draft_text(draft, name);
    if (rule == PARTY_DROP)
        return (struct slice){NULL, 0};
    size_t salted = (size_t)snprintf(folded, sizeof folded / 2, "%s\n", salt);
    if (salted >= sizeof folded / 2)
        salted = sizeof folded / 2 - 1;
    identity_hash_bytes((struct slice){folded, salted + name_fold(name, folded + salted, sizeof folded - salted)}, hash);
    size_t size = (size_t)snprintf(text, sizeof text, "hash:");
    for (size_t i = 0; i < CONTENT_HASH_SIZE; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%02x", hash[i]);
    return draft_text(draft, (struct slice){text, size});
}
