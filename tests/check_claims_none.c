/*
 * Sentences that hold a word of the trade and speak of something else: painters and tunnels called like chips, motorways,
 * aircraft and telephones called like models, chips to eat and to play with, and makers of chips that trade in other
 * goods. None may give a claim.
 */
#include <check.h>
#include <stdlib.h>

#include "consumers/capacity/claims.h"
#include "tests/suite.h"

enum { CLAIMS_MAX = 16 };

static struct catalogue *catalogue;
static struct arena arena;

static const char *const sentences[] = {
    "Edward Hopper's Nighthawks was sold to a museum in Chicago for $3 million.",
    "Grace Hopper was honoured by the US Navy, which approved a new ship in her name.",
    "A grain hopper car derailed and blocked the line for two days.",
    "The farm ordered 40 hopper wagons from a Chinese supplier.",
    "Police seized 200 kilos of cocaine hidden in a hopper at the port.",
    "Elizabeth Blackwell was the first woman licensed to practise medicine in the US.",
    "Blackwell's bookshop sold 20,000 copies of the novel in a week.",
    "The Blackwell tunnel will be closed to lorries from Monday, the mayor said.",
    "Oklahoma's Blackwell was hit by a tornado that cut power to 4,000 homes.",
    "Rubin hired 200 lawyers and bought a building in Washington.",
    "Robert Rubin, the former Treasury secretary, approved the bailout.",
    "The Rubin observatory in Chile delivered its first images.",
    "Rick Rubin produced 12 albums for the label.",
    "Climbers ascend the mountain in May, when the government allows 300 permits.",
    "Prices ascend as China halts exports of rare earths.",
    "Killer instinct: Bayern sold two strikers and bought a goalkeeper.",
    "The studio shipped 400,000 copies of Killer Instinct.",
    "Basic Instinct will be shown in 500 cinemas in China.",
    "Antoni Gaudi's church was approved by the city in 2019.",
    "Tourists bought 3 million tickets for Gaudí's Sagrada Familia.",
    "The A100 autobahn in Berlin is to be extended, the ministry approved the plan.",
    "Germany blocked the A10 after a lorry lost 20 tonnes of gravel.",
    "France has banned lorries from the A10 motorway this weekend.",
    "The M4 was closed after police seized a van with 300 stolen phones.",
    "Two lanes of the M40 will be closed while crews install new barriers.",
    "The L20 bus line will not run on Sunday, the operator said.",
    "Line L4 of the Barcelona metro carries 200,000 passengers a day.",
    "A Beechcraft B200 carrying medical supplies was delivered to Kenya.",
    "Airbus delivered 60 A220s to Delta last year.",
    "An H100 helicopter was ordered by the Swiss rescue service.",
    "India ordered 12 H125 helicopters from Airbus.",
    "Samsung sold 2 million A10 phones in India.",
    "Apple shipped the iPhone with its A16 chip to customers in Japan.",
    "The new MacBook Air with the M4 chip went on sale in China.",
    "Honda sold 5,000 motorcycles with the B300 engine.",
    "Ashok Leyland's L40 truck was approved for export to Kenya.",
    "Scientists used 20 litres of H2O in the experiment.",
    "Residents were told not to drink H2O from the tap, officials said.",
    "Vitamin B12 and B6 supplements were banned in France.",
    "Nikkei stock 5801.T rose after the company ordered new machines.",
    "The V100 vodka was seized by customs at the port of Rotterdam.",
    "McDonald's ordered 400 tons of potato chips from Idaho.",
    "PepsiCo recalled 200,000 bags of chips in Canada.",
    "Poker players bought $3 million in chips at the casino.",
    "Fish and chips were served to 4,000 soldiers.",
    "Customs seized 40 cartons of chocolate chip cookies.",
    "The casino in Macau banned chips worth $5 million.",
    "He bought ten credit cards and used them in Dubai.",
    "Nvidia's cafeteria ordered 400 tons of potato chips.",
    "A waiter at the restaurant said servers received $20,000 in tips.",
    "Restaurant servers will get a raise, California approved.",
    "The state banned cell phones and servers went on strike.",
    "The rack of lamb was ordered by 300 guests.",
    "Bicycle racks were installed at 40 schools.",
    "Police seized 12 wine racks and 40 bottles.",
    "Lymph nodes were removed from 300 patients.",
    "The court ordered the deportation of 200 Chinese nationals.",
    "The judge ordered Google to sell its browser.",
    "Google was ordered to pay $700 million to Texas.",
    "The mayor ordered 20,000 masks from China.",
    "A Russian ship with 40,000 tons of grain reached Egypt.",
    "Greek ship owners bought 12 tankers from a Chinese yard.",
    "The navy seized a ship carrying 300 rifles off Oman.",
    "Rebels seized the airport and shipped weapons to the capital.",
    "Trump seized on the report to attack China.",
    "The EU approved imports of genetically modified maize from the US.",
    "China has lifted its ban on Japanese seafood imports.",
    "Washington restricted exports of oil to Cuba.",
    "India allowed exports of 1.5 million tonnes of sugar.",
    "The FDA approved a drug from Novo Nordisk for 400,000 patients.",
    "The Commerce Department denied licences for machine tools to China.",
    "Brazil ordered 36 Gripen fighters from Sweden.",
    "Intel said it would cut 15,000 jobs.",
    "Intel shares rose after the US government bought a stake of $8.9 billion.",
    "Intel delivered a profit of $4 billion.",
    "AMD sold $2 billion of bonds.",
    "AMD was ordered to pay $100 million to an inventor.",
    "Nvidia bought back shares worth $10 billion.",
    "Nvidia approved a dividend of one cent.",
    "Nvidia sold its shares in Arm for $147 million.",
    "Nvidia will buy $5 billion of Intel's common stock.",
    "Nvidia bought a site in Israel for $500 million.",
    "Nvidia hired 400 engineers in Vietnam.",
    "Huawei sold 17,000 cars in May.",
    "Huawei shipped 40 million phones in China last year.",
    "Huawei was banned from Britain's 5G networks.",
    "Germany will ban Huawei components from its mobile networks.",
    "Huawei delivered 300,000 watches to Europe.",
    "Huawei filed 4,000 patents with the United States.",
    "Samsung sold 20 million televisions.",
    "Micron shipped more DRAM to customers in Taiwan.",
    "TSMC bought land in Arizona for $197 million.",
    "TSMC's A16 process will enter production next year.",
    "ASML shipped 40 lithography machines to China.",
    "Tesla delivered 400,000 cars to customers in China.",
    "The GPU in the new console delivers twice the performance.",
    "The laptop ships with an RTX 5060 and 16 GB of memory.",
    "The software lets you use the GPU for rendering.",
    "The space bar does nothing when the GPU is busy.",
    "The game requires an AMD GPU or better, the studio said.",
    "Memory prices rose because AI servers use more HBM.",
    "Anthropic hired 200 people in Tokyo to build AI systems.",
    "The city of Shenzhen approved 30 new metro trains.",
    "The Pope approved the canonisation of two nuns.",
    "Norway seized fishing gear worth $1 million.",
    "California banned the sale of gasoline cars from 2035.",
    "The orchestra ordered a new organ from Germany.",
    "Manchester United agreed to sell the striker to Al-Hilal for $80 million.",
    "The recipe needs 200 grams of chocolate chips and 2 eggs.",
    "Add the chips to the hot oil and serve with salt.",
    "The senator took 20 chips off the table, as the saying goes.",
    "She has a chip on her shoulder, her brother said.",
    "Trainers ordered 40,000 pairs of shoes from Vietnam.",
    "Taiwan approved imports of 20 tons of garlic.",
    "Die A100 wird am Wochenende in Berlin gesperrt, die Behörde genehmigte den Bau.",
    "Die A10 ist nach einem Unfall blockiert, die Polizei beschlagnahmte einen Lastwagen.",
    "Der Wirt bestellte 200 Kilo Chips für das Stadtfest.",
    "Der Kellner brachte die Karte, und die Gäste bestellten Wein.",
    "Bayern München verkauft zwei Spieler nach China.",
    "Das Gericht ordnete die Beschlagnahme von 300 Kilo Kokain an.",
    "Volkswagen lieferte 400.000 Autos nach China.",
    "Die Stadt genehmigte den Kauf von 20 Bussen.",
    "Huawei verkauft in Deutschland 200.000 Uhren.",
    "L'A10 est fermée à la circulation après un accident, la préfecture a interdit les camions.",
    "La France a autorisé l'importation de 20 000 tonnes de blé.",
    "Les puces ont envahi l'appartement, la mairie a commandé un traitement.",
    "Le marché aux puces a vendu 3 000 tableaux.",
    "Le serveur a apporté la carte et la commande.",
    "La police a saisi 200 kilos de cocaïne à Anvers.",
    "Huawei a vendu 17 000 montres en Chine.",
    "Airbus a livré 60 A320 à la Chine.",
    "高速道路のA100号線が閉鎖され、政府は工事を承認した。",
    "ポテトチップスを2万袋注文した。",
    "警察は大麻300キロを押収した。",
    "日本政府はコメ20万トンの輸入を承認した。",
    "ファーウェイは時計を20万台販売した。",
    "トヨタは中国に4万台を出荷した。",
    "エヌビディアの株価は5%上昇した。",
    "정부는 쌀 20만톤 수입을 승인했다.",
    "감자칩 2만 봉지를 주문했다.",
    "삼성전자는 TV 200만대를 판매했다.",
    "경찰은 마약 300kg을 압수했다.",
    "현대차는 중국에 자동차 4만대를 수출했다.",
    "화웨이는 시계 20만대를 판매했다.",
    "엔비디아 주가가 5% 올랐다.",
    "京沪高速A100段因事故封闭，交警扣押了一辆货车。",
    "小米售出20万台SU7汽车。",
    "华为问界M8交付突破17万台。",
    "华为手机出货量超过2000万台。",
    "英伟达斥资50亿美元入股英特尔。",
    "英伟达CEO出售了22万股普通股。",
    "海关查获300公斤毒品。",
    "警方查获假烟20万支。",
    "中国批准进口巴西牛肉。",
    "中国暂停进口日本水产品。",
    "薯片厂订购了20吨土豆。",
    "追觅H20洗地机售价718元，销量突破10万台。",
    "餐厅服务员订购了200张桌卡。",
    "法院下令查封该公司20套房产。",
    "比亚迪向欧洲出口4万辆汽车。",
    "政府批准采购200辆公交车。",
    "中国企业向俄罗斯出售20架无人机。",
    "這條A10公路因山崩封閉，警方查扣兩輛車。",
    "台灣核准進口20噸大蒜。",
    "賓士在中國賣出20萬輛車。",
};

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

START_TEST(other_things_give_no_claim)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        struct claims_text text = {.title = SLICE_LITERAL(""), .body = slice_of(sentences[i])};
        struct claim claims[CLAIMS_MAX];
        size_t count;
        ck_assert(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count));
        ck_assert_msg(count == 0, "%s: %.*s by rule %s", sentences[i], SLICE_ARGS(claims->product), claims->rule);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims_none");
    TCase *tests = tcase_create("claims_none");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, other_things_give_no_claim);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
