#include "consumers/capacity/goods_words.h"

#include "consumers/capacity/catalogue.h"

/* Alternatives are separated by |; a * at the end lets the word go on. */
static const struct {
    enum goods_word meaning;
    const char *words;
} rows[] = {
    {GOODS_CONTEXT, "nvidia|amd|instinct|huawei|ascend|cambricon|hygon|kunlunxin|biren|moore threads|metax|iluvatar|"
                    "enflame|tesla|geforce|quadro|radeon|habana|gaudi|hopper|blackwell|google cloud|cerebras|groq"},
    {GOODS_CONTEXT, "gpu|gpgpu|npu|tpu|dcu|graphics card|graphic card|video card|vga card|graphics processing unit|"
                    "accelerator|accelerator card|ai chip|ai processor|tensor core|hgx|dgx|sxm|sxm4|sxm5|oam|"
                    "mxm|cuda|nvlink|data center|data centre|datacenter"},
    {GOODS_CONTEXT, "hbm2|hbm2e|gddr6|gddr6x|gddr7|16gb|24gb|32gb|40gb|48gb|64gb|80gb|94gb|96gb|128gb|141gb|"
                    "180gb|192gb|256gb|288gb"},
    {GOODS_CONTEXT, "英伟达|英偉達|輝達|辉达|华为|華為|昇腾|昇騰|升腾|寒武纪|寒武紀|海光|昆仑芯|壁仞|摩尔线程|沐曦|"
                    "天数智芯|燧原|平头哥|超威|显卡|顯卡|加速卡|计算卡|運算卡|推理卡|训练卡|图形处理器|圖形處理器|"
                    "芯片|晶片|算力|人工智能|人工智慧|엔비디아|반도체|エヌビディア|半導体"},
    {GOODS_BOARD, "baseboard|base board|ubb|universal baseboard|8 gpu|8gpu|8 way|8x gpu|8卡|八卡|模组|模組|模块|底板|基板"},
    {GOODS_SERVER, "server|servers|server system|complete system|ai server|gpu server|ai服务器|服务器|伺服器|整机|整機"},
    {GOODS_ACCESSORY, "heatsink|heat sink|heat spreader|cooling fan|fan|cooler|cold plate|cable|cables|bracket|"
                      "mounting kit|rail kit|rail|screw|screws|riser|riser card|power supply|power cord|psu|nvlink bridge|"
                      "bridge|carton|packing|empty box|sticker|label|manual|thermal pad|thermal paste|connector|"
                      "adapter|adaptor|fixture|tray cover|cover|backplate|back plate|water block|manifold|chassis part|"
                      "散热器|散熱器|散热片|散熱片|风扇|風扇|支架|线缆|线束|电缆|電纜|螺丝|導軌|导轨|电源线|电源适配器|"
                      "转接卡|转接板|包装箱|冷板|水冷板|导热垫|连接器|夹具"},
    {GOODS_FOR, "for|für|pour"},
    {GOODS_FITS, "for use with|for use in|for use on|suitable for|compatible with|fits|designed for|用于|用於|适用于|適用於"},
    {GOODS_WITH, "+|with|incl|including|includes|w/|含|带|附"},
    {GOODS_HBM, "hbm|hbm3|hbm3e|hbm4|high bandwidth memory|高带宽内存|高帶寬記憶體|高频宽记忆体"},
    {GOODS_EMPTY, "barebone|barebones|bare bone|without gpu|w/o gpu|no gpu|empty chassis|不含gpu|不含显卡|准系统"},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static bool add_row(struct matcher *matcher, size_t row)
{
    struct slice rest = slice_of(rows[row].words);
    bool ok = true;
    while (ok && rest.data)
        ok = matcher_add(matcher, slice_next_part(&rest, '|'), 0, catalogue_tag(WORD_GOODS, rows[row].meaning));
    return ok;
}

bool goods_words_add(struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < ROW_COUNT; i++)
        ok = add_row(matcher, i);
    return ok;
}

bool goods_words_add_context(struct matcher *matcher)
{
    bool ok = true;
    for (size_t i = 0; ok && i < ROW_COUNT; i++)
        if (rows[i].meaning == GOODS_CONTEXT)
            ok = add_row(matcher, i);
    return ok;
}

struct slice goods_words_text(size_t row)
{
    return slice_of(rows[row].words);
}

size_t goods_words_rows(void)
{
    return ROW_COUNT;
}
