#include "consumers/capacity/language.h"

#include <stdint.h>
#include <string.h>

enum { SURE_WORDS = 3 };
enum { TEXT_MAX = 1000 }; /* bytes that are looked at: more say nothing new */

/* Characters of three bytes by their first two: what script they belong to. */
struct scripts {
    size_t han, kana, hangul, latin;
};

static void count_scripts(struct slice text, struct scripts *scripts)
{
    for (size_t i = 0; i + 2 < text.size; i++) {
        unsigned char first = (unsigned char)text.data[i], second = (unsigned char)text.data[i + 1];
        scripts->latin += (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
        scripts->kana += first == 0xE3 && second >= 0x81 && second <= 0x83;
        scripts->han += first >= 0xE4 && first <= 0xE9;
        scripts->hangul += first >= 0xEA && first <= 0xED && !(first == 0xED && second >= 0xA0);
    }
}

/* The words begin with a blank, at which nearly always the letter behind tells that none of them stands there. */
static size_t count_words(struct slice text, const char *const *words)
{
    const char *at = text.data, *end = text.data + text.size;
    uint32_t firsts = 0;
    size_t count = 0;
    for (size_t i = 0; words[i]; i++)
        firsts |= UINT32_C(1) << (unsigned char)words[i][1] % 32;
    for (; (at = memchr(at, ' ', (size_t)(end - at))) && ++at < end;)
        for (size_t i = 0; firsts >> (unsigned char)*at % 32 & 1 && words[i]; i++)
            count += *at == words[i][1] && slice_starts_with((struct slice){at, (size_t)(end - at)}, words[i] + 1);
    return count;
}

/* Letters that only one of the three has: as good as a word. */
static size_t count_letters(struct slice text, const char *seconds)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < text.size; i++)
        count += (unsigned char)text.data[i] == 0xC3 && strchr(seconds, text.data[i + 1]);
    return count;
}

/* Words that two of the languages share ("in", "will", "an", "a") say nothing. */
static enum language latin_language(struct slice text, bool *sure)
{
    static const char *const german[] = {" der ", " die ", " das ", " und ", " den ", " dem ", " des ", " nicht ", " von ", " nach ",
                                         " ein ", " eine ", " hat ", " wird ", " mit ", " für ", " im ", " sich ", " zu ", " auf ",
                                         " aus ", " bei ", " werden ", " soll ", " wie ", " als ", " zum ", " ist ", NULL};
    static const char *const french[] = {" le ", " la ", " les ", " des ", " du ", " et ", " de ", " une ", " un ", " en ",
                                         " pour ", " que ", " qui ", " au ", " aux ", " vers ", " sur ", " par ", " dans ", " ses ",
                                         " est ", " d'", " l'", " d\xE2\x80\x99", " l\xE2\x80\x99", NULL};
    static const char *const english[] = {" the ", " of ", " and ", " to ", " for ", " has ", " is ", " that ", " its ", " with ",
                                          " on ", " from ", " by ", " said ", " are ", " was ", NULL};
    size_t de = count_words(text, german) + count_letters(text, "\xA4\xB6\xBC\x9F\x84\x96\x9C");
    size_t fr = count_words(text, french) + count_letters(text, "\xA9\xA8\xAA\xA0\xA7\xB4\xBB\xAE\x89");
    size_t en = count_words(text, english);
    size_t best = de > fr ? de : fr, others = de + fr + en;
    best = en > best ? en : best;
    *sure = best >= (others - best) + SURE_WORDS;
    if (de > en && de >= fr)
        return LANGUAGE_DE;
    return fr > en ? LANGUAGE_FR : LANGUAGE_EN;
}

enum language language_of(struct slice text, bool *sure)
{
    struct scripts scripts = {0};
    *sure = false;
    if (!text.size)
        return LANGUAGE_EN;
    if (text.size > TEXT_MAX)
        text.size = TEXT_MAX;
    count_scripts(text, &scripts);
    *sure = true;
    if (scripts.kana > 1)
        return LANGUAGE_JA;
    if (scripts.hangul > 1)
        return LANGUAGE_KO;
    /* One character of Chinese says as much as a word of three letters. */
    return 3 * scripts.han > scripts.latin / 2 ? LANGUAGE_ZH : latin_language(text, sure);
}

bool language_of_tag(struct slice tag, enum language *language)
{
    for (int i = 0; i < LANGUAGE_COUNT && tag.size >= 2; i++)
        if (slice_equal_ignoring_case(slice_cut(tag, 0, 2), language_code((enum language)i)) &&
            (tag.size == 2 || tag.data[2] == '-')) {
            *language = (enum language)i;
            return true;
        }
    return false;
}

const char *language_code(enum language language)
{
    static const char *const codes[] = {"en", "zh", "de", "fr", "ja", "ko"};
    return codes[language];
}
