/*
 * Claims in German, French, Japanese and Korean, by what each of them does its own way: verbs at the end or in two parts,
 * subjects behind the verb, futures and denials in the endings, particles instead of prepositions, counters instead of
 * units. The sentences are ours.
 */
#include <check.h>
#include <stdlib.h>

#include "consumers/capacity/claims.h"
#include "tests/suite.h"

enum { CLAIMS_MAX = 16 };

static struct catalogue *catalogue;
static struct arena arena;
static struct claim claims[CLAIMS_MAX];

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static void tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

static size_t find(const char *text, const char *language)
{
    size_t count;
    struct claims_text input = {.body = slice_of(text), .language = slice_of(language)};
    ck_assert(claims_find(catalogue, &input, &arena, claims, CLAIMS_MAX, &count));
    ck_assert_uint_eq(arena.used, 0);
    return count;
}

#define ACTION(name) NEWS_CLAIM_ACTION_##name
#define MODALITY(name) NEWS_CLAIM_MODALITY_##name

/* One sentence, one claim. A quantity of 0: none is stated; NULL: nobody, or nowhere. */
static const struct example {
    const char *language, *text;
    int action, modality;
    const char *product, *actor, *to_country;
    double quantity;
} examples[] = {
    {"de", "China gibt grünes Licht für den Import von mehr als 400.000 H200-Chips.",
     ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h200", "China", "CN", 400000},
    {"de", "Peking hat großen Technologiekonzernen untersagt, Nvidias RTX Pro 6000D zu kaufen.",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-b40", "China", "CN", 0},
    {"de", "China rät heimischen Firmen vom Kauf der H20-Chips von Nvidia ab.",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China", "CN", 0},
    {"de", "Die USA haben das Exportverbot für Nvidias H20 aufgehoben.",
     ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h20", "US", NULL, 0},
    {"de", "Bytedance will im kommenden Jahr Nvidia-Chips im Wert von 14 Milliarden Dollar kaufen.",
     ACTION(ORDER), MODALITY(PLANNED), "nvidia-gpu", "ByteDance", NULL, 14e9},
    {"de", "Der Cloud-Anbieter IREN hat bei Dell 23.000 GB300-Chips bestellt.",
     ACTION(ORDER), MODALITY(ASSERTED), "nvidia-gb300", "IREN", NULL, 23000},
    {"de", "Mehr als 50.000 H200-Chips bestellte Microsoft im Mai.",
     ACTION(ORDER), MODALITY(ASSERTED), "nvidia-h200", "Microsoft", NULL, 50000},
    {"de", "Nvidia verkauft keine Blackwell-Chips nach China, sagte Konzernchef Jensen Huang.",
     ACTION(SHIP), MODALITY(DENIED), "nvidia-blackwell", "Nvidia", "CN", 0},
    {"de", "Cambricon will 2026 eine halbe Million KI-Beschleuniger ausliefern.",
     ACTION(SHIP), MODALITY(PLANNED), "ai-accelerator", "Cambricon", NULL, 500000},
    {"de", "Samsung stellt die Lieferung von HBM3E an Nvidia vorerst ein.",
     ACTION(SUSPEND), MODALITY(ASSERTED), "hbm", "Samsung", NULL, 0},
    {"de", "Nvidia nimmt den Verkauf seiner H20-Chips in China wieder auf.",
     ACTION(RESUME), MODALITY(ASSERTED), "nvidia-h20", "Nvidia", "CN", 0},
    {"de", "Trotz der US-Exportkontrollen hat Deepseek laut einem Bericht 50.000 Hopper-GPUs beschafft.",
     ACTION(ORDER), MODALITY(REPORTED), "nvidia-hopper", "DeepSeek", NULL, 50000},
    {"de", "Ermittler in Houston stellten H100- und H200-Chips im Wert von 50 Millionen Dollar sicher.",
     ACTION(SEIZE), MODALITY(ASSERTED), "nvidia-hopper", NULL, NULL, 50e6},
    {"de", "Huawei plant, im nächsten Jahr 600.000 Ascend 910C zu produzieren.",
     ACTION(OTHER), MODALITY(PLANNED), "huawei-ascend-910c", "Huawei", NULL, 600000},
    {"fr", "Washington interdit à Nvidia d'exporter ses puces H20 vers la Chine.",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"fr", "Pékin a demandé à ses géants de la tech de cesser d'acheter les puces H20 de Nvidia.",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China", "CN", 0},
    {"fr", "Washington lève l'interdiction d'exporter les puces H20 vers la Chine.",
     ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"fr", "Pékin a approuvé l'importation de plus de 400 000 puces H200, selon Reuters.",
     ACTION(APPROVE), MODALITY(REPORTED), "nvidia-h200", "China", "CN", 400000},
    {"fr", "Meta a commandé 350 000 puces H100 à Nvidia.",
     ACTION(ORDER), MODALITY(ASSERTED), "nvidia-h100", "Meta", NULL, 350000},
    {"fr", "Alibaba envisage d'acheter jusqu'à 50 000 MI308.",
     ACTION(ORDER), MODALITY(CONSIDERED), "amd-mi308", "Alibaba", NULL, 50000},
    {"fr", "Nvidia livrera 260 000 Blackwell à la Corée du Sud.",
     ACTION(SHIP), MODALITY(PLANNED), "nvidia-blackwell", "Nvidia", "KR", 260000},
    {"fr", "AMD fournira à OpenAI des processeurs MI450 représentant six gigawatts.",
     ACTION(SHIP), MODALITY(PLANNED), "amd-mi450", "AMD", NULL, 0},
    {"fr", "xAI a installé 200 000 GPU Nvidia dans son centre de données de Memphis.",
     ACTION(INSTALL), MODALITY(ASSERTED), "nvidia-gpu", "xAI", "US", 200000},
    {"fr", "Un réseau a détourné des serveurs équipés de puces Nvidia vers la Chine via la Malaisie.",
     ACTION(SMUGGLE), MODALITY(ASSERTED), "nvidia-gpu", NULL, "CN", 0},
    {"fr", "Nvidia a suspendu la production de sa puce H20.",
     ACTION(SUSPEND), MODALITY(ASSERTED), "nvidia-h20", "Nvidia", NULL, 0},
    {"fr", "Selon Bernstein, Huawei devrait livrer 800 000 puces Ascend en 2026.",
     ACTION(FORECAST), MODALITY(ASSERTED), "huawei-ascend", "Bernstein", NULL, 800000},
    {"ja", "米政府は、エヌビディアによるH200の中国向け販売を許可した。",
     ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h200", "US", "CN", 0},
    {"ja", "中国政府は国内の大手IT企業に対し、エヌビディアのH20を購入しないよう求めた。",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China", "CN", 0},
    {"ja", "バイトダンスは2026年にエヌビディア製半導体を140億ドル分購入する計画だ。",
     ACTION(ORDER), MODALITY(PLANNED), "nvidia-gpu", "ByteDance", NULL, 14e9},
    {"ja", "エヌビディアはブラックウェルを中国に出荷していないと述べた。",
     ACTION(SHIP), MODALITY(DENIED), "nvidia-blackwell", "Nvidia", "CN", 0},
    {"ja", "楽天はエヌビディアのB200を2000基発注した。",
     ACTION(ORDER), MODALITY(ASSERTED), "nvidia-b200", "Rakuten", NULL, 2000},
    {"ja", "GMOインターネットは福岡でH200を768基導入した。",
     ACTION(INSTALL), MODALITY(ASSERTED), "nvidia-h200", "GMO Internet", "JP", 768},
    {"ja", "ファーウェイは昇騰910Cを20万個出荷した。関係者が明らかにした。",
     ACTION(SHIP), MODALITY(REPORTED), "huawei-ascend-910c", "Huawei", NULL, 200000},
    {"ja", "4人はエヌビディアのH100を中国に密輸した疑いで起訴された。",
     ACTION(SMUGGLE), MODALITY(REPORTED), "nvidia-h100", NULL, "CN", 0},
    {"ja", "エヌビディアはH20の中国向け出荷を再開する方針だ。",
     ACTION(RESUME), MODALITY(PLANNED), "nvidia-h20", "Nvidia", "CN", 0},
    {"ko", "미국 정부가 엔비디아의 H200 중국 수출을 허용했다.",
     ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h200", "US", "CN", 0},
    {"ko", "중국 정부는 자국 기업에 엔비디아 H20을 구매하지 말라고 지시했다.",
     ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China", "CN", 0},
    {"ko", "바이트댄스는 내년에 엔비디아 칩 140억달러어치를 구매할 계획이다.",
     ACTION(ORDER), MODALITY(PLANNED), "nvidia-gpu", "ByteDance", NULL, 14e9},
    {"ko", "네이버는 엔비디아 B200 4000장을 주문했다.",
     ACTION(ORDER), MODALITY(ASSERTED), "nvidia-b200", "Naver Cloud", NULL, 4000},
    {"ko", "엔비디아는 블랙웰을 중국에 판매하지 않고 있다고 밝혔다.",
     ACTION(SHIP), MODALITY(DENIED), "nvidia-blackwell", "Nvidia", "CN", 0},
    {"ko", "화웨이는 지난해 어센드 910C 20만개를 출하했다.",
     ACTION(SHIP), MODALITY(ASSERTED), "huawei-ascend-910c", "Huawei", NULL, 200000},
    {"ko", "카카오는 안산 데이터센터에 H200 255장을 구축했다.",
     ACTION(INSTALL), MODALITY(ASSERTED), "nvidia-h200", "Kakao", NULL, 255},
    {"ko", "이들은 엔비디아 H100을 중국으로 밀수한 혐의로 기소됐다.",
     ACTION(SMUGGLE), MODALITY(REPORTED), "nvidia-h100", NULL, "CN", 0},
    {"ko", "엔비디아는 H20의 중국 판매를 재개할 예정이다.",
     ACTION(RESUME), MODALITY(PLANNED), "nvidia-h20", "Nvidia", "CN", 0},
    {"ko", "화웨이는 내년 어센드 910C 60만개를 생산할 계획이다.",
     ACTION(OTHER), MODALITY(PLANNED), "huawei-ascend-910c", "Huawei", NULL, 600000},
};

static double stated(const struct claim *claim)
{
    if (!claim->has_quantity)
        return 0;
    double value = claim->quantity.low > 0 ? claim->quantity.low : claim->quantity.mid;
    return value > 0 ? value : claim->quantity.high;
}

START_TEST(one_claim)
{
    const struct example *e = &examples[_i];
    size_t count = find(e->text, e->language);
    ck_assert_msg(count == 1, "%s: %zu claims", e->text, count);
    ck_assert_msg(claims->action == e->action, "%s: action %d", e->text, claims->action);
    ck_assert_msg(claims->modality == e->modality, "%s: modality %d", e->text, claims->modality);
    ck_assert_msg(slice_equal_text(claims->product, e->product), "%s: %.*s", e->text, SLICE_ARGS(claims->product));
    ck_assert_msg(slice_equal_text(claims->actor, e->actor), "%s: actor %.*s", e->text, SLICE_ARGS(claims->actor));
    ck_assert_msg(slice_equal_text(claims->to_country, e->to_country), "%s: to %.*s", e->text, SLICE_ARGS(claims->to_country));
    ck_assert_msg(stated(claims) == e->quantity, "%s: quantity %g", e->text, stated(claims));
    ck_assert_str_eq(claims->language, e->language);
}
END_TEST

/* Specifications, revenue, launches, goods out of scope, and a ban that is only the background. */
START_TEST(no_claim)
{
    static const char *const texts[][2] = {
        {"de", "Die H200 liefert 4,8 TByte/s und hat 141 GByte Speicher."},
        {"de", "Nvidias Umsatz stieg im dritten Quartal auf 57 Milliarden Dollar."},
        {"de", "ASML darf seine Lithografiemaschinen nicht mehr nach China liefern."},
        {"fr", "Le H200 offre 141 Go de mémoire et livre 4,8 To/s."},
        {"fr", "Nvidia a présenté ses puces Rubin au CES de Las Vegas."},
        {"fr", "Apple a vendu 50 millions d'iPhone en Chine."},
        {"ja", "H200のメモリー容量は141ギガバイトで、帯域幅は毎秒4.8テラバイトだ。"},
        {"ja", "東京エレクトロンは中国向けの半導体製造装置の出荷が減った。"},
        {"ko", "H200의 메모리 용량은 141GB이며 대역폭은 초당 4.8TB다."},
        {"ko", "엔비디아의 3분기 매출은 570억달러로 62% 늘었다."},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(find(texts[i][1], texts[i][0]) == 0, "%s: %d", texts[i][1], claims->action);
}
END_TEST

/* Two counts of two products, each with its own counter, make two claims. */
START_TEST(counters_keep_their_products)
{
    ck_assert_uint_eq(find("네이버는 엔비디아 B200 4000장과 H200 2000장을 주문했다.", "ko"), 2);
    ck_assert(slice_equal_text(claims[0].product, "nvidia-b200"));
    ck_assert_double_eq(claims[0].quantity.mid, 4000);
    ck_assert(slice_equal_text(claims[1].product, "nvidia-h200"));
    ck_assert_double_eq(claims[1].quantity.mid, 2000);
}
END_TEST

/* Whom a text is about acts in the next sentence, too, where that names nobody. */
START_TEST(topics_carry_on)
{
    ck_assert_uint_eq(find("KDDIは大阪で新しい拠点を開いた。エヌビディアのH200を800基導入した。", "ja"), 1);
    ck_assert(slice_equal_text(claims->actor, "KDDI"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims_tongues");
    TCase *tests = tcase_create("claims_tongues");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, one_claim, 0, (int)(sizeof examples / sizeof *examples));
    tcase_add_test(tests, no_claim);
    tcase_add_test(tests, counters_keep_their_products);
    tcase_add_test(tests, topics_carry_on);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
