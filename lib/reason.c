#include "lib/reason.h"

#include <assert.h>

static const struct {
    const char *text;
    const char *meaning;
} reasons[] = {
#define REASON_ROW(name, text, meaning) {text, meaning},
    REASON_TABLE(REASON_ROW)
#undef REASON_ROW
};

const char *reason_text(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reasons[reason].text;
}

const char *reason_meaning(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reasons[reason].meaning;
}
