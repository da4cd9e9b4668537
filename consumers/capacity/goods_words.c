#include "consumers/capacity/goods_words.h"

#include "consumers/capacity/catalogue.h"

/* Alternatives are separated by |; a * at the end lets the word go on. */
static const struct {
    enum goods_word meaning;
    const char *words;
} rows[] = {
    {GOODS_MAKER, "nvidia|amd|instinct|huawei|ascend|cambricon|hygon|kunlunxin|biren|moore threads|metax|iluvatar|"
                  "enflame|tesla|geforce|quadro|radeon|habana|gaudi|hopper|blackwell|google cloud|cerebras|groq|"
                  "英伟达|英偉達|輝達|辉达|华为|華為|昇腾|昇騰|升腾|寒武纪|寒武紀|海光|昆仑芯|壁仞|摩尔线程|沐曦|"
                  "天数智芯|燧原|平头哥|超威|엔비디아|エヌビディア|нвидиа"},
    {GOODS_DEVICE, "gpu|gpgpu|npu|tpu|dcu|graphics card|graphic card|video card|vga card|graphics processing unit|"
                   "accelerator|accelerator card|ai chip|ai processor|tensor core|显卡|顯卡|加速卡|计算卡|運算卡|推理卡|"
                   "训练卡|图形处理器|圖形處理器|видеокарт*|видеоадаптер*|ускорител*|"
                   "графический процессор|card đồ họa|bộ xử lý đồ họa|xử lý đồ họa"},
    {GOODS_CONTEXT, "hgx|dgx|sxm|sxm4|sxm5|sxm6|oam|mxm|cuda|nvlink|data center|data centre|datacenter|rechenzentrum|rechenzentren|centre de données|centres de données|データセンター|データセンタ|데이터센터|데이터 센터|"
                    "芯片|晶片|算力|人工智能|人工智慧|반도체|半導体"},
    {GOODS_CONTEXT, "hbm2|hbm2e|gddr6|gddr6x|gddr7|16gb|24gb|32gb|40gb|48gb|64gb|80gb|94gb|96gb|128gb|141gb|"
                    "180gb|192gb|256gb|288gb"},
    {GOODS_BOARD, "baseboard|base board|ubb|universal baseboard|8 gpu|8gpu|8 way|8x gpu|8卡|八卡|模组|模組|底板|基板"},
    {GOODS_MODULE, "module|modules|模块|模塊"},
    {GOODS_SERVER, "server|servers|server system|complete system|ai server|gpu server|ai服务器|服务器|伺服器|整机|整機|"
                   "сервер*|máy chủ"},
    {GOODS_HBM, "hbm|hbm3|hbm3e|hbm4|high bandwidth memory|高带宽内存|高帶寬記憶體|高频宽记忆体"},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static bool add_row(struct matcher *matcher, size_t row, enum goods_word meaning)
{
    struct slice rest = slice_of(rows[row].words);
    bool ok = true;
    while (ok && rest.data) {
        struct slice word = slice_next_part(&rest, '|');
        bool open = word.size && word.data[word.size - 1] == '*';
        word.size -= open;
        ok = matcher_add(matcher, word, open ? MATCHER_PREFIX : 0, catalogue_tag(WORD_GOODS, meaning));
    }
    return ok;
}

bool goods_words_add(struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < ROW_COUNT; i++)
        ok = add_row(matcher, i, rows[i].meaning);
    return ok;
}

bool goods_words_add_context(struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < ROW_COUNT; i++)
        if (rows[i].meaning <= GOODS_CONTEXT)
            ok = add_row(matcher, i, GOODS_CONTEXT);
    return ok;
}

void goods_words_add_exclusion(struct matcher *matcher, struct table_row *row)
{
    static const char *const kinds[] = {"accessory", "for", "fits", "with", "joint", "empty", "optional", "other"};
    struct slice word = table_row_text(row, "word"), kind = table_row_text(row, "kind");
    size_t number = 0, count = sizeof kinds / sizeof *kinds;
    while (number < count && !slice_equal_text(kind, kinds[number]))
        number++;
    if (number == count)
        table_row_refuse(row, "not a kind of exclusion:", kind);
    else if (row->ok && !matcher_add(matcher, word, 0, catalogue_tag(WORD_GOODS, GOODS_ACCESSORY + number)))
        table_row_refuse(row, "not a word:", word);
}

struct slice goods_words_text(size_t row)
{
    return slice_of(rows[row].words);
}

size_t goods_words_rows(void)
{
    return ROW_COUNT;
}
