#include "producers/news/robots.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum line_kind { LINE_OTHER, LINE_AGENT, LINE_ALLOW, LINE_DISALLOW };

static struct slice next_line(struct slice *rest)
{
    size_t size = 0;
    while (size < rest->size && rest->data[size] != '\n' && rest->data[size] != '\r')
        size++;
    struct slice line = {rest->data, size};
    *rest = slice_cut(*rest, size + (size < rest->size), rest->size);
    return line;
}

static enum line_kind read_line(struct slice line, struct slice *value)
{
    struct slice text = slice_next_part(&line, '#');
    *value = text;
    struct slice name = slice_trim(slice_next_part(value, ':'));
    if (!value->data)
        return LINE_OTHER;
    *value = slice_trim(*value);
    return slice_equal_ignoring_case(name, "user-agent") ? LINE_AGENT
           : slice_equal_ignoring_case(name, "allow")    ? LINE_ALLOW
           : slice_equal_ignoring_case(name, "disallow") ? LINE_DISALLOW
                                                         : LINE_OTHER;
}

static bool is_token(char c)
{
    return c == '-' || c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* The product token alone counts: "chipwatch/1.0" is "chipwatch". */
static bool is_agent(struct slice value, const char *product)
{
    size_t size = 0;
    if (!strcmp(product, "*"))
        return slice_equal_text(value, "*");
    while (size < value.size && is_token(value.data[size]))
        size++;
    return slice_equal_ignoring_case(slice_cut(value, 0, size), product);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Writes a path or rule with every character that needs no percent-encoding as itself and all others encoded, so that
 * equal ones are equal bytes. * and $ stay what they are. */
static bool normalise(struct slice text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool encoded = c == '%' && i + 2 < text.size && hex_digit(text.data[i + 1]) >= 0 &&
                       hex_digit(text.data[i + 2]) >= 0;
        if (encoded)
            c = (unsigned char)(hex_digit(text.data[i + 1]) * 16 + hex_digit(text.data[i + 2]));
        i += encoded ? 2 : 0;
        bool is_plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c && strchr("-._~", c));
        bool stays = is_plain || (!encoded && c > ' ' && c < 127);
        if (used + 4 > size)
            return false;
        used += (size_t)snprintf(out + used, size - used, stays ? "%c" : "%%%02X", c);
    }
    out[used] = '\0';
    return true;
}

/* A rule is the beginning of a path; * is any bytes, $ at the end the end. Rules with many of them are work, which
 * *steps counts. */
static bool rule_matches(const char *rule, const char *path, size_t *steps)
{
    const char *star = NULL, *retry = NULL;
    for (; *steps < ROBOTS_STEPS_MAX; ++*steps) {
        if (!*rule || (rule[0] == '$' && !rule[1] && !*path))
            return true;
        if (*rule == '*') {
            star = ++rule;
            retry = path;
        } else if (*path && *rule == *path && !(rule[0] == '$' && !rule[1])) {
            rule++;
            path++;
        } else if (star && *retry) {
            rule = star;
            path = ++retry;
        } else {
            return false;
        }
    }
    return false;
}

/* The groups of one product: false if there are none, else whether they allow the path. */
static bool ask_groups(struct slice text, const char *product, const char *path, bool *allowed)
{
    bool found = false, is_ours = false, in_agents = false;
    size_t longest = 0, steps = 0;
    *allowed = true;
    while (text.size) {
        struct slice value;
        char rule[3 * ROBOTS_RULE_MAX + 4];
        enum line_kind kind = read_line(next_line(&text), &value);
        if (kind == LINE_OTHER)
            continue;
        if (kind == LINE_AGENT) {
            is_ours = (in_agents && is_ours) || is_agent(value, product);
            found = found || is_ours;
            in_agents = true;
            continue;
        }
        in_agents = false;
        if (!is_ours || !value.size || value.size > ROBOTS_RULE_MAX || !normalise(value, rule, sizeof rule) ||
            !rule_matches(rule, path, &steps))
            continue;
        size_t size = strlen(rule);
        if (size > longest || (size == longest && kind == LINE_ALLOW))
            *allowed = kind == LINE_ALLOW;
        longest = size > longest ? size : longest;
    }
    *allowed = *allowed && steps < ROBOTS_STEPS_MAX;
    return found;
}

bool robots_allows(struct slice text, const char *product, struct slice path)
{
    char normal[3 * ROBOTS_PATH_MAX + 4];
    bool allowed;
    if (path.size > ROBOTS_PATH_MAX || !normalise(path, normal, sizeof normal))
        return false;
    if (!strcmp(normal, "/robots.txt"))
        return true;
    if (text.size > ROBOTS_BYTES_MAX)
        text.size = ROBOTS_BYTES_MAX;
    if (slice_starts_with(text, "\xEF\xBB\xBF"))
        text = slice_cut(text, 3, text.size);
    if (!ask_groups(text, product, *normal ? normal : "/", &allowed))
        ask_groups(text, "*", *normal ? normal : "/", &allowed);
    return allowed;
}
