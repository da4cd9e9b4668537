#include "producers/news/date_words.h"

#include <string.h>

/* Sorted by bytes, so that those with the same begin stand together. Small letters without accents, σ also at the
 * end. */
static const struct known_word {
    const char *word;
    enum date_word_kind kind;
    int value;
} words[] = {
    {"abril", DATE_MONTH, 4}, {"acdt", DATE_ZONE, 630}, {"acst", DATE_ZONE, 570}, {"adt", DATE_ZONE, -180},
    {"aedt", DATE_ZONE, 660}, {"aest", DATE_ZONE, 600}, {"agosto", DATE_MONTH, 8}, {"akdt", DATE_ZONE, -480},
    {"akst", DATE_ZONE, -540}, {"am", DATE_HALF, 0}, {"an", DATE_FILLER, 0}, {"aout", DATE_MONTH, 8},
    {"april", DATE_MONTH, 4}, {"aprile", DATE_MONTH, 4}, {"aprilis", DATE_MONTH, 4}, {"art", DATE_ZONE, -180},
    {"ast", DATE_ZONE, -240}, {"at", DATE_FILLER, -240}, {"august", DATE_MONTH, 8}, {"augustus", DATE_MONTH, 8},
    {"augusztus", DATE_MONTH, 8}, {"avril", DATE_MONTH, 4}, {"awst", DATE_ZONE, 480}, {"brt", DATE_ZONE, -180},
    {"bst", DATE_ZONE, 60}, {"cat", DATE_ZONE, 120}, {"cdt", DATE_ZONE, -300}, {"cest", DATE_ZONE, 120},
    {"cet", DATE_ZONE, 60}, {"cst", DATE_ZONE, -360}, {"csutortok", DATE_WEEKDAY, 0}, {"ct", DATE_ZONE, -360},
    {"de", DATE_FILLER, 0}, {"december", DATE_MONTH, 12}, {"decembre", DATE_MONTH, 12}, {"del", DATE_FILLER, 0},
    {"den", DATE_FILLER, 0}, {"der", DATE_FILLER, 0}, {"dezember", DATE_MONTH, 12}, {"dezembro", DATE_MONTH, 12},
    {"dicembre", DATE_MONTH, 12}, {"diciembre", DATE_MONTH, 12}, {"dienstag", DATE_WEEKDAY, 0},
    {"dimanche", DATE_WEEKDAY, 0}, {"dinsdag", DATE_WEEKDAY, 0}, {"domenica", DATE_WEEKDAY, 0},
    {"domingo", DATE_WEEKDAY, 0}, {"donderdag", DATE_WEEKDAY, 0}, {"donnerstag", DATE_WEEKDAY, 0},
    {"du", DATE_FILLER, 0}, {"eat", DATE_ZONE, 180}, {"edt", DATE_ZONE, -240}, {"eest", DATE_ZONE, 180},
    {"eet", DATE_ZONE, 120}, {"el", DATE_FILLER, 0}, {"en", DATE_FILLER, 0}, {"enero", DATE_MONTH, 1},
    {"er", DATE_FILLER, 0}, {"est", DATE_ZONE, -300}, {"et", DATE_ZONE, -300}, {"etc", DATE_FILLER, 0},
    {"febbraio", DATE_MONTH, 2}, {"feber", DATE_MONTH, 2}, {"febrero", DATE_MONTH, 2}, {"februar", DATE_MONTH, 2},
    {"februari", DATE_MONTH, 2}, {"february", DATE_MONTH, 2}, {"fevereiro", DATE_MONTH, 2}, {"fevrier", DATE_MONTH, 2},
    {"freitag", DATE_WEEKDAY, 0}, {"friday", DATE_WEEKDAY, 0}, {"gennaio", DATE_MONTH, 1}, {"giovedi", DATE_WEEKDAY, 0},
    {"giugno", DATE_MONTH, 6}, {"gmt", DATE_ZONE, 0}, {"gst", DATE_ZONE, 240}, {"hetfo", DATE_WEEKDAY, 0},
    {"hkt", DATE_ZONE, 480}, {"hst", DATE_ZONE, -600}, {"ict", DATE_ZONE, 420}, {"idlw", DATE_ZONE, -720},
    {"janeiro", DATE_MONTH, 1}, {"janner", DATE_MONTH, 1}, {"januar", DATE_MONTH, 1}, {"januari", DATE_MONTH, 1},
    {"january", DATE_MONTH, 1}, {"janvier", DATE_MONTH, 1}, {"jen", DATE_FILLER, 0}, {"jeudi", DATE_WEEKDAY, 0},
    {"jst", DATE_ZONE, 540}, {"jueves", DATE_WEEKDAY, 0}, {"juillet", DATE_MONTH, 7}, {"juin", DATE_MONTH, 6},
    {"julho", DATE_MONTH, 7}, {"juli", DATE_MONTH, 7}, {"julio", DATE_MONTH, 7}, {"julius", DATE_MONTH, 7},
    {"july", DATE_MONTH, 7}, {"june", DATE_MONTH, 6}, {"junho", DATE_MONTH, 6}, {"juni", DATE_MONTH, 6},
    {"junio", DATE_MONTH, 6}, {"junius", DATE_MONTH, 6}, {"kedd", DATE_WEEKDAY, 0}, {"kl", DATE_FILLER, 0},
    {"klo", DATE_FILLER, 0}, {"kst", DATE_ZONE, 540}, {"las", DATE_FILLER, 0}, {"le", DATE_FILLER, 0},
    {"les", DATE_FILLER, 0}, {"los", DATE_FILLER, 0}, {"luglio", DATE_MONTH, 7}, {"lundi", DATE_WEEKDAY, 0},
    {"lunedi", DATE_WEEKDAY, 0}, {"lunes", DATE_WEEKDAY, 0}, {"maandag", DATE_WEEKDAY, 0}, {"maart", DATE_MONTH, 3},
    {"maerz", DATE_MONTH, 3}, {"maggio", DATE_MONTH, 5}, {"mai", DATE_MONTH, 5}, {"maio", DATE_MONTH, 5},
    {"majus", DATE_MONTH, 5}, {"march", DATE_MONTH, 3}, {"marcius", DATE_MONTH, 3}, {"marco", DATE_MONTH, 3},
    {"mardi", DATE_WEEKDAY, 0}, {"mars", DATE_MONTH, 3}, {"martedi", DATE_WEEKDAY, 0}, {"martes", DATE_WEEKDAY, 0},
    {"marz", DATE_MONTH, 3}, {"marzo", DATE_MONTH, 3}, {"maujus", DATE_MONTH, 5}, {"may", DATE_MONTH, 5},
    {"mayo", DATE_MONTH, 5}, {"mdt", DATE_ZONE, -360}, {"mei", DATE_MONTH, 5}, {"mercoledi", DATE_WEEKDAY, 0},
    {"mercredi", DATE_WEEKDAY, 0}, {"mest", DATE_ZONE, 120}, {"mesz", DATE_ZONE, 120}, {"met", DATE_ZONE, 60},
    {"mez", DATE_ZONE, 60}, {"miercoles", DATE_WEEKDAY, 0}, {"mittwoch", DATE_WEEKDAY, 0}, {"monday", DATE_WEEKDAY, 0},
    {"montag", DATE_WEEKDAY, 0}, {"mrt", DATE_MONTH, 3}, {"mrz", DATE_MONTH, 3}, {"msd", DATE_ZONE, 240},
    {"msk", DATE_ZONE, 180}, {"mst", DATE_ZONE, -420}, {"mt", DATE_ZONE, -420}, {"myt", DATE_ZONE, 480},
    {"nd", DATE_FILLER, 0}, {"ndt", DATE_ZONE, -150}, {"november", DATE_MONTH, 11}, {"novembre", DATE_MONTH, 11},
    {"novembro", DATE_MONTH, 11}, {"noviembre", DATE_MONTH, 11}, {"nst", DATE_ZONE, -210}, {"nzdt", DATE_ZONE, 780},
    {"nzst", DATE_ZONE, 720}, {"october", DATE_MONTH, 10}, {"octobre", DATE_MONTH, 10}, {"octubre", DATE_MONTH, 10},
    {"of", DATE_FILLER, 0}, {"oktober", DATE_MONTH, 10}, {"on", DATE_FILLER, 0}, {"ore", DATE_FILLER, 0},
    {"ottobre", DATE_MONTH, 10}, {"outubro", DATE_MONTH, 10}, {"pdt", DATE_ZONE, -420}, {"pentek", DATE_WEEKDAY, 0},
    {"pht", DATE_ZONE, 480}, {"pkt", DATE_ZONE, 300}, {"pm", DATE_HALF, 12}, {"pst", DATE_ZONE, -480},
    {"pt", DATE_ZONE, -480}, {"quarta", DATE_WEEKDAY, 0}, {"quinta", DATE_WEEKDAY, 0}, {"rd", DATE_FILLER, 0},
    {"re", DATE_FILLER, 0}, {"sabado", DATE_WEEKDAY, 0}, {"sabato", DATE_WEEKDAY, 0}, {"samedi", DATE_WEEKDAY, 0},
    {"samstag", DATE_WEEKDAY, 0}, {"sast", DATE_ZONE, 120}, {"saturday", DATE_WEEKDAY, 0}, {"segunda", DATE_WEEKDAY, 0},
    {"september", DATE_MONTH, 9}, {"septembre", DATE_MONTH, 9}, {"septiembre", DATE_MONTH, 9},
    {"setembro", DATE_MONTH, 9}, {"settembre", DATE_MONTH, 9}, {"sexta", DATE_WEEKDAY, 0}, {"sgt", DATE_ZONE, 480},
    {"sonnabend", DATE_WEEKDAY, 0}, {"sonntag", DATE_WEEKDAY, 0}, {"st", DATE_FILLER, 0}, {"sunday", DATE_WEEKDAY, 0},
    {"szeptember", DATE_MONTH, 9}, {"szerda", DATE_WEEKDAY, 0}, {"szombat", DATE_WEEKDAY, 0},
    {"terca", DATE_WEEKDAY, 0}, {"th", DATE_FILLER, 0}, {"the", DATE_FILLER, 0}, {"thursday", DATE_WEEKDAY, 0},
    {"trt", DATE_ZONE, 180}, {"tuesday", DATE_WEEKDAY, 0}, {"uct", DATE_ZONE, 0}, {"uhr", DATE_UNIT, DATE_HOURS},
    {"um", DATE_FILLER, 0}, {"ut", DATE_ZONE, 0}, {"utc", DATE_ZONE, 0}, {"vasarnap", DATE_WEEKDAY, 0},
    {"vendredi", DATE_WEEKDAY, 0}, {"venerdi", DATE_WEEKDAY, 0}, {"viernes", DATE_WEEKDAY, 0}, {"vom", DATE_FILLER, 0},
    {"vrijdag", DATE_WEEKDAY, 0}, {"wat", DATE_ZONE, 60}, {"wednesday", DATE_WEEKDAY, 0}, {"west", DATE_ZONE, 60},
    {"wet", DATE_ZONE, 0}, {"wib", DATE_ZONE, 420}, {"woensdag", DATE_WEEKDAY, 0}, {"zaterdag", DATE_WEEKDAY, 0},
    {"zondag", DATE_WEEKDAY, 0}, {"zulu", DATE_ZONE, 0}, {"ª", DATE_FILLER, 0}, {"º", DATE_FILLER, 0},
    {"απριλιοσ", DATE_MONTH, 4}, {"απριλιου", DATE_MONTH, 4}, {"αυγουστοσ", DATE_MONTH, 8},
    {"αυγουστου", DATE_MONTH, 8}, {"δεκεμβριοσ", DATE_MONTH, 12}, {"δεκεμβριου", DATE_MONTH, 12},
    {"δευτερα", DATE_WEEKDAY, 0}, {"ιανουαριοσ", DATE_MONTH, 1}, {"ιανουαριου", DATE_MONTH, 1}, {"ιολ", DATE_MONTH, 7},
    {"ιον", DATE_MONTH, 6}, {"ιουλιοσ", DATE_MONTH, 7}, {"ιουλιου", DATE_MONTH, 7}, {"ιουνιοσ", DATE_MONTH, 6},
    {"ιουνιου", DATE_MONTH, 6}, {"και", DATE_FILLER, 0}, {"κυριακη", DATE_WEEKDAY, 0}, {"μαιοσ", DATE_MONTH, 5},
    {"μαιου", DATE_MONTH, 5}, {"μαρτιοσ", DATE_MONTH, 3}, {"μαρτιου", DATE_MONTH, 3}, {"μμ", DATE_HALF, 12},
    {"νοεμβριοσ", DATE_MONTH, 11}, {"νοεμβριου", DATE_MONTH, 11}, {"οκτωβριοσ", DATE_MONTH, 10},
    {"οκτωβριου", DATE_MONTH, 10}, {"παρασκευη", DATE_WEEKDAY, 0}, {"πεμπτη", DATE_WEEKDAY, 0}, {"πμ", DATE_HALF, 0},
    {"σαββατο", DATE_WEEKDAY, 0}, {"σεπτεμβριοσ", DATE_MONTH, 9}, {"σεπτεμβριου", DATE_MONTH, 9},
    {"στη", DATE_FILLER, 0}, {"στισ", DATE_FILLER, 0}, {"τεταρτη", DATE_WEEKDAY, 0}, {"την", DATE_FILLER, 0},
    {"του", DATE_FILLER, 0}, {"τριτη", DATE_WEEKDAY, 0}, {"φεβρουαριοσ", DATE_MONTH, 2}, {"φεβρουαριου", DATE_MONTH, 2},
};

/* Of scripts that put no blanks between words: one meaning a row, a blank between its words. */
static const struct meaning {
    enum date_word_kind kind;
    int value;
    const char *words;
} joined_meanings[] = {
    {DATE_UNIT, DATE_YEARS, "年 년"},
    {DATE_UNIT, DATE_MONTHS, "月 월"},
    {DATE_UNIT, DATE_DAYS, "日 일 号 號"},
    {DATE_UNIT, DATE_HOURS, "时 時 点 點 시"},
    {DATE_UNIT, DATE_MINUTES, "分 분"},
    {DATE_UNIT, DATE_SECONDS, "秒 초"},
    {DATE_WEEKDAY, 0, "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 "
                      "週一 週二 週三 週四 週五 週六 週日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 "
                      "월요일 화요일 수요일 목요일 금요일 토요일 일요일"},
    {DATE_HALF, 0, "上午 午前 오전 凌晨 清晨 早上 早晨 새벽 아침"},
    {DATE_HALF, 12, "下午 午後 오후 中午 傍晚 晚上 晚间 晚間 夜 저녁 밤"},
    {DATE_ERA, 2018, "令和"},
    {DATE_ERA, 1988, "平成"},
    {DATE_ERA, 1911, "民國 民国"},
    {DATE_ZONE, 480, "北京时间 北京時間 中国标准时间 香港時間 台北時間 台灣時間"},
    {DATE_ZONE, 540, "日本時間 日本標準時 한국시간"},
};

static size_t count_letters(struct slice word)
{
    size_t count = 0;
    for (size_t i = 0; i < word.size; i++)
        count += ((unsigned char)word.data[i] & 0xC0) != 0x80;
    return count;
}

static bool begins_with(struct slice text, struct slice begin)
{
    return text.size >= begin.size && !memcmp(text.data, begin.data, begin.size);
}

/* The first word that is not before `word`. */
static size_t find_place(struct slice word)
{
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(slice_of(words[middle].word), word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Months and days of the week that begin so. */
static struct date_word find_cut(struct slice word, size_t from, size_t letters)
{
    int month = 0;
    bool weekday = false, two_months = false;
    for (size_t i = from; i < sizeof words / sizeof *words && begins_with(slice_of(words[i].word), word); i++) {
        if (words[i].kind == DATE_MONTH && letters >= 3) {
            two_months |= month && month != words[i].value;
            month = words[i].value;
        }
        weekday |= words[i].kind == DATE_WEEKDAY && letters >= 2;
    }
    if (month && !two_months)
        return (struct date_word){.kind = DATE_MONTH, .value = month, .may_be_weekday = weekday};
    return (struct date_word){.kind = weekday ? DATE_WEEKDAY : DATE_UNKNOWN};
}

struct date_word date_word_find(struct slice word)
{
    size_t place = find_place(word), letters = count_letters(word);
    if (place < sizeof words / sizeof *words && slice_equal_text(word, words[place].word))
        return (struct date_word){.kind = words[place].kind, .value = words[place].value};
    if (word.size == 1 && *word.data >= 'a' && *word.data <= 'z')
        return (struct date_word){.kind = DATE_LETTER, .value = *word.data};
    return find_cut(word, place, letters);
}

size_t date_word_longest(struct slice text, struct date_word *word)
{
    size_t longest = 0;
    for (size_t i = 0; i < sizeof joined_meanings / sizeof *joined_meanings; i++) {
        struct slice rest = slice_of(joined_meanings[i].words);
        while (rest.data) {
            struct slice known = slice_next_part(&rest, ' ');
            if (known.size <= longest || !begins_with(text, known))
                continue;
            longest = known.size;
            *word = (struct date_word){.kind = joined_meanings[i].kind, .value = joined_meanings[i].value};
        }
    }
    return longest;
}
