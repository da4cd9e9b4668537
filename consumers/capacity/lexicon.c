#include "consumers/capacity/lexicon.h"

#include "consumers/capacity/catalogue.h"

#define ACTION(level_, action_, words_) \
    {.kind = LEXICON_ACTION, .words = words_, .number = NEWS_CLAIM_ACTION_##action_, .level = LEVEL_##level_}
#define PRODUCT(slug_, words_) {.kind = LEXICON_PRODUCT, .words = words_, .value = slug_}
#define MAKER(name_, slug_, words_) {.kind = LEXICON_ORG, .words = words_, .value = name_, .country = slug_}
#define ORG(name_, words_) {.kind = LEXICON_ORG, .words = words_, .value = name_, .flags = MATCHER_CAPITAL}
#define ANALYST(name_, words_) \
    {.kind = LEXICON_ORG, .words = words_, .value = name_, .number = 1, .flags = MATCHER_CAPITAL}
#define AUTHORITY(name_, country_, words_) \
    {.kind = LEXICON_AUTHORITY, .words = words_, .value = name_, .country = country_}
#define COUNTRY(name_, country_, words_) \
    {.kind = LEXICON_COUNTRY, .words = words_, .value = name_, .country = country_}
#define DEMONYM(name_, country_, words_) \
    {.kind = LEXICON_DEMONYM, .words = words_, .value = name_, .country = country_}
#define PLACE(country_, words_) {.kind = LEXICON_PLACE, .words = words_, .country = country_}
#define UNIT(unit_, words_) {.kind = LEXICON_UNIT, .words = words_, .number = NEWS_CLAIM_QUANTITY_UNIT_##unit_}
#define CUE(kind_, words_) {.kind = LEXICON_##kind_, .words = words_}
#define REPORTED(source_, words_) \
    {.kind = LEXICON_REPORTED, .words = words_, .number = NEWS_CLAIM_SOURCE_CLASS_##source_}

const struct lexicon_row lexicon[] = {
    /* Products without a model. */
    PRODUCT("nvidia-hopper", "hopper|hopper gpu|hopper chip"),
    PRODUCT("nvidia-blackwell", "blackwell|blackwell gpu|blackwell chip|blackwell processor"),
    PRODUCT("huawei-ascend", "ascend chip|ascend processor|ascend ai chip|ascend|昇腾|昇騰|升腾|昇腾芯片|昇騰晶片"),
    PRODUCT("amd-instinct", "instinct|instinct accelerator"),
    PRODUCT("nvidia-b40", "b40|b40 chip"),
    PRODUCT("hbm", "hbm|hbm2e|hbm3|hbm3e|hbm4|high bandwidth memory|高带宽内存|高頻寬記憶體"),
    PRODUCT("ai-server", "ai server|ai inference server|gpu server|ai服务器|ai伺服器|ai推理服务器|ai训练服务器|人工智能服务器|算力服务器"),
    PRODUCT("ai-accelerator",
            "ai chip|ai accelerator|ai processor|ai gpu|ai semiconductor|ai芯片|ai晶片|人工智能芯片|人工智慧晶片|算力芯片|"
            "gpu|data center gpu|data centre gpu|artificial intelligence chip|puce d'ia|puces d'ia|ki chip|AI半導体|"
            "ai 반도체|ai 칩|高端芯片|advanced ai chip|加速卡|算力卡"),
    CUE(CHIP_WORD, "chip|processor|accelerator|graphics processor|semiconductor|graphics card|card|puce|chips|"
                   "芯片|晶片|处理器|處理器|显卡|顯卡|칩|チップ|半導体"),
    CUE(ANAPHOR, "the chips|these chips|those chips|the chip|this chip|such chips|the processors|these processors|"
                 "these accelerators|the gpus|these gpus|these imports|the imports|该芯片|該晶片|这些芯片|這些晶片|该款芯片|這款晶片|"
                 "该产品|這批晶片"),

    /* Makers, buyers, others. */
    MAKER("Nvidia", "nvidia-gpu", "nvidia|nvda|英伟达|英偉達|輝達|辉达|엔비디아|エヌビディア"),
    MAKER("AMD", "amd-instinct", "amd|advanced micro devices|超微半导体|超微"),
    MAKER("Huawei", "huawei-ascend", "huawei|huawei technologies|华为|華為|화웨이|ファーウェイ"),
    MAKER("Intel", "ai-accelerator", "intel|英特尔|英特爾"),
    MAKER("Cambricon", "ai-accelerator", "cambricon|寒武纪|寒武紀"),
    MAKER("Moore Threads", "ai-accelerator", "moore threads|摩尔线程|摩爾線程"),
    MAKER("Google", "ai-accelerator", "google|alphabet|谷歌"),
    MAKER("Amazon", "ai-accelerator", "amazon|aws|amazon web services|亚马逊|亞馬遜"),
    MAKER("Hygon", "ai-accelerator", "hygon|海光信息"), MAKER("MetaX", "ai-accelerator", "metax|沐曦"),
    MAKER("Biren", "ai-accelerator", "biren|biren technology|壁仞"),
    MAKER("Kunlunxin", "ai-accelerator", "kunlunxin|昆仑芯"),
    MAKER("Cerebras", "ai-accelerator", "cerebras"), MAKER("Groq", "ai-accelerator", "groq"),
    MAKER("Broadcom", "ai-accelerator", "broadcom|博通"),
    ORG("ByteDance", "bytedance|字节跳动|字節跳動|字节|바이트댄스|バイトダンス"), ORG("Alibaba", "alibaba|阿里巴巴|阿里|알리바바|アリババ"),
    ORG("Tencent", "tencent|腾讯|騰訊|텐센트|テンセント"), ORG("Baidu", "baidu|百度"), ORG("DeepSeek", "deepseek|深度求索"),
    ORG("Meituan", "meituan|美团"), ORG("JD.com", "jd.com|jd com|京东"), ORG("Xiaomi", "xiaomi|小米"),
    ORG("Lenovo", "lenovo|联想|聯想"), ORG("Inspur", "inspur|浪潮"), ORG("China Mobile", "china mobile|中国移动|中國移動"),
    ORG("China Telecom", "china telecom|中国电信|中國電信"), ORG("China Unicom", "china unicom|中国联通|中國聯通"),
    ORG("TSMC", "tsmc|taiwan semiconductor|台积电|台積電|台積"), ORG("Samsung", "samsung|samsung electronics|三星|삼성전자|삼성|サムスン"),
    ORG("SK Hynix", "sk hynix|sk海力士|海力士|sk하이닉스"), ORG("SK Group", "sk group|sk telecom"),
    ORG("Micron", "micron|美光"), ORG("SMIC", "smic|中芯国际|中芯國際"), ORG("CXMT", "cxmt|长鑫存储"),
    ORG("Foxconn", "foxconn|hon hai|鸿海|鴻海|富士康"), ORG("Supermicro", "supermicro|super micro|super micro computer|美超微"),
    ORG("Dell", "dell|dell technologies|戴尔|戴爾"), ORG("HPE", "hpe|hewlett packard enterprise"),
    ORG("Microsoft", "microsoft|微软|微軟"), ORG("Meta", "meta|meta platforms"), ORG("OpenAI", "openai"),
    ORG("Oracle", "oracle|甲骨文"), {.kind = LEXICON_ORG, .words = "xai", .value = "xAI"}, ORG("Tesla", "tesla|特斯拉"), ORG("Anthropic", "anthropic"),
    ORG("CoreWeave", "coreweave"), ORG("Nebius", "nebius"), ORG("Nscale", "nscale"), ORG("Lambda", "lambda labs"),
    ORG("Crusoe", "crusoe"), ORG("SoftBank", "softbank|软银|軟銀|ソフトバンク"), ORG("G42", "g42"), ORG("Humain", "humain"),
    ORG("MGX", "mgx"), ORG("DataVolt", "datavolt"), ORG("Ooredoo", "ooredoo"), ORG("Naver Cloud", "naver cloud|naver|네이버"),
    ORG("Kakao", "kakao"), ORG("Hyundai", "hyundai|hyundai motor|현대차"), ORG("Megaspeed", "megaspeed"),
    ORG("Sophgo", "sophgo|算能"), ORG("YTL", "ytl|ytl power"), ORG("Reliance", "reliance industries|reliance jio"),
    ORG("Yotta", "yotta"), ORG("Tata", "tata"), ORG("Mistral AI", "mistral|mistral ai"), ORG("Deutsche Telekom", "deutsche telekom"),
    ORG("ZTE", "zte|中兴"), ORG("Boeing", "boeing"), ORG("Apple", "apple|苹果|蘋果"), ORG("Wistron", "wistron|纬创|緯創"),
    ORG("Quanta", "quanta|广达|廣達"), ORG("Firmus", "firmus"), ORG("IREN", "iren"), ORG("Sharetronic", "sharetronic"),
    ANALYST("Morgan Stanley", "morgan stanley|摩根士丹利|大摩"), ANALYST("Goldman Sachs", "goldman sachs|goldman|高盛"),
    ANALYST("Bernstein", "bernstein"), ANALYST("Jefferies", "jefferies"), ANALYST("JPMorgan", "jpmorgan|jp morgan|摩根大通"),
    ANALYST("UBS", "ubs|瑞银|瑞銀"), ANALYST("TrendForce", "trendforce|集邦"), ANALYST("SemiAnalysis", "semianalysis"),
    ANALYST("Citi", "citigroup|citi"), ANALYST("Bank of America", "bank of america|bofa"), ANALYST("IDC", "idc"),
    ANALYST("Counterpoint", "counterpoint|counterpoint research"), ANALYST("Omdia", "omdia"), ANALYST("KeyBanc", "keybanc"),
    ANALYST("Wells Fargo", "wells fargo"), ANALYST("Mizuho", "mizuho"), ANALYST("Epoch AI", "epoch ai"),

    /* Authorities and countries. */
    AUTHORITY("US Commerce Department", "US",
              "commerce department|department of commerce|us commerce department|u.s. commerce department|"
              "bureau of industry and security|bis|lutnick|commerce secretary|美国商务部|美國商務部|ministère américain du commerce|"
              "us handelsministerium|米商務省|미 상무부|미국 상무부"),
    AUTHORITY("US State Department", "US", "state department|us state department|u.s. state department|美国国务院|美國國務院"),
    AUTHORITY("US Congress", "US", "us congress|congress|u.s. lawmakers|us lawmakers|us senate|u.s. senate|senators|house committee|国会|國會"),
    AUTHORITY("US Justice Department", "US", "justice department|department of justice|doj|us prosecutors|federal prosecutors|美国司法部|美國司法部"),
    AUTHORITY("US", "US", "white house|trump administration|biden administration|trump|president trump|donald trump|"
                          "president donald trump|biden|washington|us government|u.s. government|u.s. officials|us officials|"
                          "federal agents|us authorities|u.s. authorities|american officials|american authorities|"
                          "administration official|白宫|白宮|特朗普|川普|特朗普政府|川普政府|拜登|美方|美国政府|美國政府|华盛顿|華府|"
                          "트럼프|미국 정부|トランプ|米政府|トランプ政権"),
    AUTHORITY("China CAC", "CN", "cyberspace administration of china|cyberspace administration|cac|网信办|国家网信办|網信辦|國家網信辦"),
    AUTHORITY("China Customs", "CN", "chinese customs|china customs|general administration of customs|中国海关|中國海關|海关总署|海關總署"),
    AUTHORITY("China MIIT", "CN", "miit|ministry of industry and information technology|工信部"),
    AUTHORITY("China", "CN", "beijing|chinese authorities|chinese officials|chinese government|chinese regulators|china's government|"
                             "china's regulators|chinese authority|北京当局|北京當局|北京|中国政府|中國政府|中方|中国当局|中國當局|중국 당국|중국 정부|"
                             "pékin|peking|中国当局"),
    COUNTRY("US", "US", "united states|u.s.|america|美国|美國|미국|usa|vereinigte staaten|états unis"),
    {.kind = LEXICON_COUNTRY, .words = "us", .value = "US", .country = "US", .flags = MATCHER_UPPER},
    COUNTRY("China", "CN", "china|mainland china|中国|中國|중국|chine|大陆|大陸|中国大陆|中國大陸"),
    DEMONYM("China", "CN", "chinese|chinesische*|chinois*"), DEMONYM("US", "US", "american|amerikanische*"),
    COUNTRY("Hong Kong", "HK", "hong kong|香港"), COUNTRY("Taiwan", "TW", "taiwan|台湾|台灣|대만"), DEMONYM("Taiwan", "TW", "taiwanese"),
    COUNTRY("Japan", "JP", "japan|日本|일본"), DEMONYM("Japan", "JP", "japanese"),
    COUNTRY("South Korea", "KR", "south korea|korea|韩国|韓國|한국"), DEMONYM("South Korea", "KR", "south korean|korean"),
    COUNTRY("Singapore", "SG", "singapore|新加坡"), DEMONYM("Singapore", "SG", "singaporean"),
    COUNTRY("Malaysia", "MY", "malaysia|马来西亚|馬來西亞"), DEMONYM("Malaysia", "MY", "malaysian"),
    COUNTRY("India", "IN", "india|印度"), DEMONYM("India", "IN", "indian"),
    COUNTRY("UAE", "AE", "united arab emirates|阿联酋|阿聯酋"),
    {.kind = LEXICON_COUNTRY, .words = "uae", .value = "UAE", .country = "AE", .flags = MATCHER_UPPER},
    DEMONYM("UAE", "AE", "emirati|uae based"),
    COUNTRY("Saudi Arabia", "SA", "saudi arabia|沙特|沙特阿拉伯"), DEMONYM("Saudi Arabia", "SA", "saudi"),
    COUNTRY("Qatar", "QA", "qatar"), DEMONYM("Qatar", "QA", "qatari"), COUNTRY("Russia", "RU", "russia|俄罗斯|俄羅斯"),
    DEMONYM("Russia", "RU", "russian"), COUNTRY("Vietnam", "VN", "vietnam|越南"), COUNTRY("Thailand", "TH", "thailand|泰国|泰國"),
    COUNTRY("Indonesia", "ID", "indonesia|印尼"), COUNTRY("Germany", "DE", "germany|德国|德國|deutschland"),
    DEMONYM("Germany", "DE", "german"), COUNTRY("France", "FR", "france|法国|法國"), DEMONYM("France", "FR", "french"),
    COUNTRY("United Kingdom", "GB", "united kingdom|britain|英国|英國"), DEMONYM("United Kingdom", "GB", "british"),
    COUNTRY("Norway", "NO", "norway"), COUNTRY("Canada", "CA", "canada"), COUNTRY("Australia", "AU", "australia"),
    COUNTRY("Brazil", "BR", "brazil"), COUNTRY("Iran", "IR", "iran"), COUNTRY("Kazakhstan", "KZ", "kazakhstan"),
    COUNTRY("Philippines", "PH", "philippines"), COUNTRY("Netherlands", "NL", "netherlands"), COUNTRY("Israel", "IL", "israel"),
    PLACE("US", "texas|abilene|memphis|tennessee|california|new york|virginia|arizona|ohio|michigan|wisconsin|louisiana|"
                "georgia|nevada|oregon|pennsylvania|colossus"),
    PLACE("AE", "abu dhabi|dubai"), PLACE("CN", "shanghai|shenzhen|xinjiang|qinghai|guangdong|上海|深圳|新疆"),
    PLACE("SA", "riyadh"), PLACE("QA", "doha"), PLACE("MY", "johor|kuala lumpur|柔佛"), PLACE("IN", "mumbai|hyderabad|navi mumbai"),

    /* Acts of authorities. */
    ACTION(AUTHORITY, APPROVE,
           "approve|approves|approved|approving|approval|allow|allows|allowed|allowing|let|lets|permit|permits|permitted|permitting|"
           "greenlight|greenlit|greenlights|green light|green lit|green lights|go ahead|give the green light|gave the green light|"
           "cleared|clears|clearance|cleared the way|authorize|authorizes|authorized|authorizing|authorise|authorised|authorization|"
           "lift the ban|lifted the ban|lifts the ban|lift a ban|批准|获批|獲批|允许|允許|获准|獲准|放行|准许|准許|核准|松绑|解禁|"
           "승인|허용|genehmigt|genehmigen|genehmigung|erlaubt|erlauben|erlaubte|autoriser|autorise|autorisé|approuvé|approuve|"
           "承認|許可|認める"),
    ACTION(AUTHORITY, LICENSE,
           "license|licenses|licensed|licensing|licence|licences|export license|export licenses|export licence|export licences|"
           "export permit|export permits|许可证|許可證|出口许可|出口許可|许可|lizenz|lizenzen|licence d'exportation|라이선스"),
    ACTION(AUTHORITY, RESTRICT,
           "ban|bans|banned|banning|block|blocks|blocked|blocking|prohibit|prohibits|prohibited|prohibiting|restrict|restricts|"
           "restricted|restricting|bar|bars|barred|barring|cap|caps|capped|capping|curb|discourage|discourages|discouraged|"
           "discouraging|urged companies to avoid|license requirement|licence requirement|license requirements|require a license|"
           "requires a license|required a license|requiring a license|requires a licence|need a license|to remove|remove all|"
           "not permitted|not allowed|avoid buying|stop buying|stop using|cancel orders|halt orders|halt purchases|pause purchases|"
           "pause orders|stop ordering|stop purchases|stop orders|only when necessary|only if necessary|limit purchases|limits purchases|"
           "禁止|限制|封锁|封鎖|封杀|封殺|不得超过|不得超過|叫停|管制|出口管制|特殊情况下|特殊情況下|必要时|暂停订购|暫停訂購|停止采购|"
           "停止採購|暂停采购|暫停採購|停止购买|停止購買|勿购|制限|規制|제한|금지|verbieten|verbietet|verboten|interdit|interdire"),
    ACTION(AUTHORITY, DENY, "deny|denied the application|refused the application|reject the application|rejected the application|"
                            "denied a license|denied licenses|refuse a license|驳回|駁回"),
    ACTION(AUTHORITY, SEIZE, "seize|seizes|seized|seizing|seizure|confiscate|confiscated|查获|查獲|查扣|扣押|没收|沒收|缴获|beschlagnahmt|押収"),
    ACTION(AUTHORITY, SUSPEND, "suspend|suspends|suspended|suspending|halt|halts|halted|halting|pause|pauses|paused|pausing|"
                               "stopped shipments|stopped production|stop production|stops production|cancel outstanding orders|"
                               "暂停|暫停|停止|中止|停产|停產"),
    ACTION(AUTHORITY, RESUME, "resume|resumes|resumed|resuming|resumption|restart|restarts|restarted|restarting|恢复|恢復|重启|重啟|재개|再開"),
    ACTION(AUTHORITY, SMUGGLE, "smuggle|smuggles|smuggled|smuggling|smuggler|straw purchasers|straw purchaser|illegally exported|illegally shipped|"
                               "illegally exporting|illegally diverted|走私|geschmuggelt|schmuggel|schmuggeln|contrebande|밀수|密輸"),

    /* Acts of companies. */
    ACTION(PARTY, ORDER, "order|ordered|ordering|buy|buys|bought|buying|purchase|purchased|purchasing|procure|procured|acquire|acquires|"
                         "acquired|acquiring|booked|reserved|placed orders|placed an order|place orders|採購|采购|集采|"
                         "订购|訂購|购买|購買|下单|下單|买入|注文|발주|구매|주문|bestellt|bestellen|acheter|commander"),
    ACTION(PARTY, SHIP, "ship|ships|shipped|shipping|deliver|delivers|delivered|delivering|sell|sells|sold|selling|supply|supplies|supplied|"
                        "supplying|begin shipments|start shipments|begin shipping|distributed|sending|交付|出货|出貨|供货|供貨|供应|"
                        "供應|发货|發貨|出售|销售|銷售|销往|銷往|expédier|livrer|liefern|geliefert|납품|공급|출하|出荷|販売"),
    ACTION(PARTY, INSTALL, "install|installs|installed|installing|deploy|deploys|deployed|deploying|went live with|goes live with|"
                           "operates|houses|部署|安装|安裝|上线|설치|도입|導入"),
    ACTION(PARTY, OTHER, "produce|produces|produced|producing|manufacture|manufactures|mass produce|"
                         "track every shipment|pay upfront|upfront payment|summoned|summons|rescind|rescinded|投产|量产|量產|生产|生產|约谈|"
                         "約談|생산|量産|生産"),

    /* Nouns: they name what others permit, stop or plan. */
    ACTION(NOUN, OTHER, "production|output|manufacturing"), ACTION(NOUN, INSTALL, "deployment|cluster of"),
    ACTION(NOUN, ORDER, "orders|purchases|procurement|订单|訂單"), ACTION(NOUN, SHIP, "shipment|shipments|sale|sales|delivery|deliveries|supply of"),
    ACTION(NOUN, IMPORT, "import|imports|imported|importing|importation|进口|進口|输入|수입|輸入"),
    ACTION(NOUN, EXPORT, "export|exports|exported|exporting|出口|수출|輸出"),

    /* Units. */
    UNIT(CHIPS, "units|unit|modules|module|boards|pieces|cards|片|颗|顆|张|張|枚|块|塊|個|个|개|장|個|模组|模組"),
    UNIT(SERVERS, "server|rack|cabinet|supercomputer|system|superpod|node|machine|服务器|伺服器|机柜|機櫃|超节点|超節點|套|台|집|サーバー|서버"),
    UNIT(WAFERS, "wafer|wafers|晶圆|晶圓|wafer starts"), UNIT(OTHER, "dies|die|stacks|gigawatt|gw|megawatt|mw"),

    /* Cues of modality. */
    CUE(DENIED, "not|no|never|none|neither|nor|hasn't|haven't|isn't|won't|doesn't|didn't|cannot|yet to|without|hold off|holds off|holding off|held off|refused to|"
                "refuse to|declined to|rejected a report|denied that|denies that|rejected reports|尚未|未|没有|沒有|并未|並未|否认|否認|不会|不會|迟迟|遲遲|"
                "控えて|ない|않|아직|nicht|kein|keine|aucun|n'a|n'ont|pas encore"),
    {.kind = LEXICON_CONSIDERED, .number = 1,
     .words = "consider|considers|considering|considered|weigh|weighs|weighing|mull|mulls|mulling|review of|inter agency review|national security review|"
              "deliberating|evaluating|evaluate|evaluates|discussing|debating|studying|examining|assessing|decide whether|deciding whether|考虑|考慮|评估|評估|"
              "研究是否|審議|검토|検討|協議"},
    {.kind = LEXICON_CONSIDERED, .words = "might|could|whether|proposed|propose|proposes|proposal|draft|bill|may be|awaiting|applied for|application|"
                                          "applications|for review|in talks|in discussions|negotiating|seeking approval|seeks approval|if approved|可能|或将|或將|"
                                          "拟议|擬議|讨论|討論|申请|申請|等待"},
    {.kind = LEXICON_CONSIDERED, .words = "may", .flags = MATCHER_LOWER},
    CUE(PLANNED, "will|would|plan|plans|planned|planning|intend|intends|intention|intended|set to|aim|aims|aiming|target|targets|pledge|pledged|pledges|promised|"
                 "promises|expected to|expects to|expects|expect|expect to|forecasts|predicts|projects|ready to|prepare to|preparing to|prepares to|agreed to|commit to|committed to|to be|计划|計劃|计划|擬|拟|准备|準備|"
                 "打算|承诺|承諾|预计|預計|预测|預測|推估|预计将|預計將|将|將|prévoit|intention d|prêt à|wird|werden|예정|계획|予定|計画|方針"),
    CUE(PLANNED, "ready for|scheduled to|on track to|looking to|seeks to|seeking to|wants to|hopes to"),
    REPORTED(ANONYMOUS, "people familiar with|people familiar|person familiar|sources said|sources say|source said|sources told|according to sources|"
                        "people with knowledge|five sources|two sources|three sources|anonymous sources|知情人士|消息人士|소식통|消息筋|関係者|insider|source au fait|"
                        "une source"),
    REPORTED(MEDIA, "reportedly|reports|reported that|according to reuters|according to semafor|according to bloomberg|according to the information|reuters reported|"
                    "bloomberg reported|reuters reports|the information reported|rumored|rumoured|rumor|report says|report said|据报道|據報道|据悉|據悉|"
                    "报道称|報道稱|传|引述|援引|報道によると|によると|selon reuters|laut|보도|외신|media reports|the report said|the note says"),
    REPORTED(UNSTATED, "allegedly|alleged|accused|accuse|suspected|suspicion|accusing|vorgeworfen|涉嫌|疑似|指控"),
    REPORTED(ANALYST, "analysts estimate|analyst estimates|estimates that|estimated that|is estimated|according to analysts"),

    CUE(CONDITION, "if|unless|in case|若|如果|倘若|一旦|假如|falls|만약|もし"),

    /* Directions. */
    CUE(TO, "to|into|for|toward|towards|in|at|nach|in die|an|vers|à|pour|对|對|向|给|給|至|往|到|销往|銷往|在"),
    CUE(FROM, "from|out of|über|aus|depuis|从|從|自|由"),
    CUE(BUYER, "company|companies|firm|firms|customers|customer|buyers|buyer|clients|client|tech giants|tech companies|tech firms|data centers|data centres|market|"
               "internet giants|tech group|users|developers|hyperscalers|cloud providers|公司|企业|企業|客户|客戶|买家|買家|厂商|市场|市場|顧客|고객|기업|kunden|"
               "clients chinois"),
    CUE(CLAUSE, "but|while|whereas|although|however|though|after|and is|and are|and has|and have|and will|and plans|and was|and were|as they|and amd's|但|而|"
                "不过|不過|然而|却|卻|mais|aber|jedoch|一方面"),
    CUE(NOISE, "export controls|export control|export curbs|export restrictions|export rules|import controls|import duties|not only|no doubt|in order to|in terms of|"
               "for example|in addition|at the same time|no longer|not just|not necessarily|rather than|order of magnitude|cleared customs data|market share|"
               "share price|stock price|supply chain|supply chains|sales tax|white paper|license plate|to date|due to|up to|according to|in part|for months|"
               "for weeks|for years|in order|mail order|law and order|court order|executive order|in particular|h200 equipped|in general|licensing deal|"
               "block diagram|bar chart|production deployment|production ready|export controlled|open source license|supply bottlenecks|deployment of|"
               "to market|time to market|no later than|not clear|not respond|did not respond|not immediately|no comment|未来|未来的|传统|传感|传输|宣传"),
};

#undef ACTION
#undef PRODUCT
#undef MAKER
#undef ORG
#undef ANALYST
#undef AUTHORITY
#undef COUNTRY
#undef DEMONYM
#undef PLACE
#undef UNIT
#undef CUE
#undef REPORTED

size_t lexicon_rows(void)
{
    return sizeof lexicon / sizeof *lexicon;
}

static bool add_word(struct matcher *matcher, struct slice word, size_t row)
{
    unsigned flags = lexicon[row].flags;
    if (word.size && word.data[word.size - 1] == '*') {
        word.size--;
        flags |= MATCHER_PREFIX;
    }
    return matcher_add(matcher, word, flags, catalogue_tag(WORD_LEXICON, row));
}

bool lexicon_add(struct matcher *matcher)
{
    bool ok = true;
    for (size_t row = 0; ok && row < lexicon_rows(); row++) {
        struct slice rest = slice_of(lexicon[row].words);
        while (ok && rest.data)
            ok = add_word(matcher, slice_next_part(&rest, '|'), row);
    }
    return ok;
}
