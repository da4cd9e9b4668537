#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/samples.h"
#include "tests/suite.h"

/* Every real feed: how many items it has, and facts of the first and the last of them, as another reader of feeds sees
 * them too. Texts are given by their begin, the body by a piece of it. */
static const struct sample {
    const char *file;
    const struct input *input;
    size_t items;
    const char *source, *title, *url, *published, *language, *piece, *last_title;
} samples[] = {
    {"RSParser__DaringFireball.atom", &input_atom, 48,
     "Daring Fireball",
     "The Talk Show: \u2018I Do Like Throwing a Baby\u2019",
     "https://daringfireball.net/thetalkshow/2017/06/26/ep-195", "2017-06-27T00:54:17.000Z", "en",
     "rkoff regarding the 10-y",
     "\u2605 Update on The Talk Show Live From WWDC 2017"},
    {"RSParser__DaringFireball.rss", &input_atom, 47,
     "Daring Fireball",
     "Apple Product Event: Monday March 21",
     "http://recode.net/2016/02/27/remark-your-calendars-apples-product-event-will-week-of-march-21/",
     "2016-02-27T21:59:47.000Z", "en",
     "ut it\u2019s worth noting tha",
     "\u2605 The iPad Pro"},
    {"RSParser__aktuality.rss", &input_rss, 30,
     "Aktuality.sk - aktu\u00E1lne spravodajstvo",
     "Analytici Goldman Sachs zv\u00FD\u0161ili odhad rastu ekonomiky USA",
     "https://www.aktuality.sk/clanok/856577/analytici-goldman-sachs-zvysili-odhad-rastu-ekonomiky-usa/",
     "2021-01-17T18:27:00.000Z", "sk",
     "a Bidena ur\u00FDchli zotavov",
     "Poslanci O\u013DANO navrhuj\u00FA individu\u00E1lne vzdel\u00E1vanie umo\u017Eni\u0165 i n"},
    {"RSParser__bio.rdf", &input_rss, 30,
     "bioRxiv Subject Collection: Plant Biology",
     "Wheat inositol pyrophosphate kinase (TaVIH2-3B) interacts wi",
     "http://biorxiv.org/cgi/content/short/743294v1?rss=1", "2019-08-27T00:00:00.000Z", NULL,
     "onal level. In an attemp",
     "Cell-surface receptors enable perception of extracellular cy"},
    {"RSParser__kc0011.rss", &input_rss, 20,
     "\u6295\u8D44\u8D44\u8BAF\u7F51\u4EA4\u6613\u5728\u7EBF--\u6D41\u901A\u7EAA\u5FF5\u5E01\u6700\u65B020"
     "\u7BC7\u8BBA\u575B\u4E3B\u9898-\u5168\u6587",
     "\u5EFA\u56FD35\u5468\u5E74\u7EAA\u5FF5\uFF0C\u534E\u8868\uFF0C\u548C\u5E73\u9E3D",
     "http://www.kc0011.net/dispbbs.asp?BoardID=10&ID=25164257&Page=1", "2020-01-10T14:33:00.000Z", "zh-cn",
     "60\u4E00\u4E2A\uFF0C\u548C\u5E73\u9E3D20\u4E00\u4E2A",
     "\u4E16\u535A\u4E94\u5377"},
    {"RSParser__livemint.xml", &input_rss, 25,
     "Livemint - News",
     "PM Modi-Xi Jinping informal summit in Varanasi this October:",
     "https://www.livemint.com/news/india/pm-modi-xi-jinping-informal-summit-in-varanasi-this-october-report-1"
     "559104147038.html",
     "2019-05-29T10:16:00.000Z", NULL,
     "ril.Previously, Modi hos",
     "India among fastest-growing alternative accommodation market"},
    {"RSParser__macworld.rss", &input_rss, 30,
     "Macworld",
     "Best smart lock",
     "https://www.techhive.com/article/3212828/connected-home/best-smart-lock.html#tk.rss_all",
     "2017-11-28T23:40:00.000Z", "en-us",
     "smart home needs a smar",
     "Black Friday Deal: Save 80% On The FRESHeBUDS Pro Magnetic B"},
    {"RSParser__natasha.xml", &input_rss, 10,
     "Natasha The Robot",
     "The Easiest Way to Get a URL for your Apple Wallet Passkit P",
     "https://www.natashatherobot.com/url-apple-wallet-passkit-pass/", "2017-07-07T11:06:10.000Z", "en-US",
     "And it is relatively eas",
     "Swift: What are Protocols with Associated Types?"},
    {"RSParser__phpxml.rss", &input_rss, 20,
     "www.fcutrecht.net voetbalnieuws",
     "Serdar G\u00F6z\u00FCb\u00FCy\u00FCk scheidsrechter bij FC Twente - FC Utrecht",
     "https://www.fcutrecht.net/nieuws/serdar-g-z-b-y-k-scheidsrechter-bij-fc-twente-fc-utrecht~8805",
     "2021-09-06T10:17:00.000Z", "nl-nl",
     "ieken bij op Scheidsrech",
     "Tijdstip FC Utrecht - Feyenoord blijft op 12.15 uur"},
    {"RSParser__scriptingNews.rss", &input_rss, 50,
     "Scripting News",
     "",
     "http://scripting.com/2017/06/26.html#a080605", "2017-06-26T12:20:05.000Z", "en-us",
     "nts and teachers! \U0001F34F",
     ""},
    {"feed-rs__rss_1.0_biorxiv.xml", &input_rss, 1,
     "bioRxiv Subject Collection: Genomics",
     "Complete genome of the Medicago anthracnose fungus, Colletot",
     "http://biorxiv.org/cgi/content/short/2023.12.16.571984v1?rss=1", "2023-12-16T00:00:00.000Z", NULL,
     "te-active enzymes (619).",
     "Complete genome of the Medicago anthracnose fungus, Colletot"},
    {"feed-rs__rss_1.0_debian.xml", &input_rss, 1,
     "Debian News",
     "Updated Debian 11: 11.6 released",
     "https://www.debian.org/News/2022/20221217", "2022-12-17T00:00:00.000Z", "en",
     "security issues, along",
     "Updated Debian 11: 11.6 released"},
    {"feed-rs__rss_2.0_bbc.xml", &input_rss, 1,
     "In Our Time",
     "Marcus Aurelius",
     "http://www.bbc.co.uk/programmes/m000sjxt", "2021-02-25T10:15:00.000Z", "en",
     "guests discuss...",
     "Marcus Aurelius"},
    {"feed-rs__rss_2.0_ch9.xml", &input_rss, 1,
     "Azure Friday (HD) - Channel 9",
     "Troubleshoot AKS cluster issues with AKS Diagnostics and AKS",
     "https://channel9.msdn.com/Shows/Azure-Friday/Troubleshoot-AKS-cluster-issues-with-AKS-Diagnostics-and-AK"
     "S-Periscope",
     "2021-02-26T20:00:00.000Z", "en",
     "Scott Hanselman...",
     "Troubleshoot AKS cluster issues with AKS Diagnostics and AKS"},
    {"feed-rs__rss_2.0_cloudflare.xml", &input_rss, 1,
     "The Cloudflare Blog",
     "Privacy-Preserving Compromised Credential Checking",
     "https://blog.cloudflare.com/privacy-preserving-compromised-credential-checking/",
     "2021-10-14T12:59:53.000Z", NULL,
     "amount of information ab",
     "Privacy-Preserving Compromised Credential Checking"},
    {"feed-rs__rss_2.0_ghost_1.xml", &input_rss, 1,
     "feed-rs__rss_2.0_ghost_1.xml",
     "",
     NULL, NULL, NULL,
     "mple",
     ""},
    {"feed-rs__rss_2.0_ghost_2.xml", &input_rss, 1,
     "Changelog",
     "Send emails without publishing",
     "https://ghost.org/changelog/email-without-publishing/", "2021-10-11T18:11:15.000Z", NULL,
     "our website, when sendin",
     "Send emails without publishing"},
    {"feed-rs__rss_2.0_heated.xml", &input_rss, 1,
     "HEATED",
     "A conversation about Keystone XL",
     "https://heated.world/p/a-conversation-about-keystone-xl", "2021-02-03T12:00:47.000Z", "en",
     "asked me to write a colu",
     "A conversation about Keystone XL"},
    {"feed-rs__rss_2.0_nightvale.xml", &input_rss, 1,
     "Welcome to Night Vale",
     "221 - The Glow Cloud, Explained",
     "https://beta.prx.org/stories/441886", "2023-02-01T05:00:00.000Z", "en",
     "gram, and official recap",
     "221 - The Glow Cloud, Explained"},
    {"feed-rs__rss_2.0_spiegel.xml", &input_rss, 1,
     "SPIEGEL Update \u2013 Die Nachrichten",
     "07.02. \u2013 die Wochenvorschau: Lockdown-Verl\u00E4ngerung, Kriegsve",
     "https://omny.fm/shows/spiegel-update-die-nachrichten/07-02-die-wochenvorschau-lockdown-verl-ngerung-kri",
     "2021-02-06T23:01:00.000Z", "de",
     "aus der SPIEGEL-Redakti",
     "07.02. \u2013 die Wochenvorschau: Lockdown-Verl\u00E4ngerung, Kriegsve"},
    {"feed-rs__rss_2.0_wirecutter.xml", &input_rss, 1,
     "Wirecutter: Reviews for the Real World",
     "How to Teach Someone a Board Game (and Even Have Fun Doing I",
     "https://www.nytimes.com/wirecutter/blog/how-to-teach-someone-a-board-game/?utm_source=rss&utm_medium=fee"
     "d&utm_campaign=RSS%20Feed",
     "2022-09-20T11:00:17.000Z", "en-US",
     ", terraforming a planet,",
     "How to Teach Someone a Board Game (and Even Have Fun Doing I"},
    {"feedjira__AmazonWebServicesBlog.xml", &input_atom, 10,
     "Amazon Web Services Blog",
     "AWS Job: Architect & Designer Position in Turkey",
     "http://aws.typepad.com/aws/2009/01/aws-job-architect-designer-position-in-turkey.html",
     "2009-01-16T18:21:00.000Z", "en-US",
     "g in Istanbul for a cert",
     "Solve for Efficiency With Amazon Mechanical Turk"},
    {"feedjira__DuplicateContentAtomFeed.xml", &input_atom, 10,
     "Avian\u2019s Blog",
     "Down time",
     "http://www.tablix.org/~avian/blog/archives/2014/07/down_time/", "2014-07-21T19:14:39.000Z", NULL,
     "ffair that I have seen b",
     "Balanced variable phase shift circuit"},
    {"feedjira__FeedBurnerXHTML.xml", &input_atom, 10,
     "Fantasy Baseball - RotoAuthority.com",
     "Stock Watch: April's Finest",
     "http://www.rotoauthority.com/2014/04/stock-watch-aprils-finest.html", "2014-04-30T13:00:00.000Z", "en-US",
     "time I got offered Andre",
     "Closer Updates: As, Astros, BoSox, Braves, Brewers, Cubbies,"},
    {"feedjira__HuffPostCanada.xml", &input_rss, 2,
     "HuffPost Canada - Athena2 - All Posts",
     "Winnipeg High School Orders Custom Hijabs For Muslim Athlete",
     "http://www.huffingtonpost.ca/2017/10/17/winnipeg-high-school-orders-custom-hijabs-for-muslim-athletes_a_"
     "23246627/",
     "2017-10-17T22:17:00.000Z", "en",
     "e and other Muslim athle",
     "The Once-In-A-Lifetime Thrill Of Opening For Tom Petty"},
    {"feedjira__InvalidDateFormat.xml", &input_rss, 2,
     "Invalid date format feed",
     "Item 0 with an invalid date",
     "http://example.com/item0", "2017-10-16T15:10:00.000Z", "en-US",
     NULL,
     "Item 1 with all valid dates"},
    {"feedjira__SamRuby.xml", &input_atom, 20,
     "Sam Ruby",
     "Plex",
     "/blog/2013/01/30/Plex", NULL, NULL,
     "e, and cclive. Next up,",
     "Keeping it on the Rails"},
    {"feedjira__TechCrunch.xml", &input_rss, 20,
     "TechCrunch",
     "Angie\u2019s List Sets Price Range IPO At $11 To $13 Per Share; V",
     "http://techcrunch.com/2011/11/02/angies-list-prices-ipo-at-11-to-13-per-share-valued-at-over-600m/",
     "2011-11-02T17:25:27.000Z", "en",
     "ion and $62.6 million, r",
     "Ooma Invades Canada, US Premier Subscribers Can Now Talk To "},
    {"feedjira__TypePadNews.xml", &input_atom, 10,
     "Everything Typepad",
     "Spotlight: Friday Favorites!",
     "http://everything.typepad.com/blog/2013/02/spotlight-friday-favorites.html", "2013-02-22T17:47:09.000Z", "en-US",
     "re showcasing their own",
     "Retiring Typepad Anti-Spam and Switching to Impermium"},
    {"feedjira__google_alerts_atom.xml", &input_atom, 20,
     "Google Alert - Slack",
     "Report offers Prediction of Automotive Slack Market by Top k",
     "https://www.google.com/url?rct=j&sa=t&url=https://www.aglobalmarketresearch.com/report-offers-prediction"
     "-of-automotive-slack-market-by-top-key-players-like-haldex-meritor-bendix-mei-wabco-accuride-stemco-tbk-"
     "febi-aydinsan/&ct=ga&cd=CAIyHGU4ZTJkZjQ3OTVkYmIzMTc6Y28uanA6ZW46SlA&usg=AFQjCNHUcRGtHY1ygcMDkVS68IgpYs7Wpg",
     "2019-07-10T11:53:37.000Z", NULL,
     "bal market size and shar",
     "Latest research shows Microsoft Teams is stomping Slack"},
    {"feedjira__itunes.xml", &input_rss, 3,
     "All About Everything",
     "Shake Shake Shake Your Spices",
     "http://example.com/podcasts/archive/aae20050615.m4a", "2005-06-15T19:00:00.000Z", "en-us",
     "neck Options",
     "Red, Whine, & Blue"},
    {"juya-ai-daily__rss.xml", &input_rss, 10,
     "\u6A58\u9E26AI\u65E9\u62A5",
     "2026-06-01",
     "https://imjuya.github.io/juya-ai-daily/issue-108/", "2026-06-01T00:44:44.000Z", "zh-CN",
     "0p\u5206\u8FA8\u7387\u5206\u522B\u6309\u6BCF\u79D20.08\u548C0.14\u7F8E\u5143\u8BA1\u8D39\u3002",
     "2026-05-23"},
    {"node-feedparser__compressed.xml", &input_rss, 10,
     "\u041D\u043E\u0432\u043E\u0441\u0442\u0438 \u041E\u0440\u0435\u043D\u0431\u0443\u0440\u0433\u0430 \u0438"
     " \u043E\u0431\u043B\u0430\u0441\u0442\u0438 / \u0420\u0430\u0437\u0434\u0435\u043B \u041D\u043E\u0432"
     "\u043E\u0441\u0442\u0438",
     "\u0412 \u0411\u0443\u0437\u0443\u043B\u0443\u043A\u0435 \u0433\u043B\u0430\u0432\u043D\u044B\u0435 "
     "\u0441\u0442\u0440\u043E\u0439\u043F\u043B\u043E\u0449\u0430\u0434\u043A\u0438 \u2013 \u0434\u0435\u0442"
     "\u0441\u0430\u0434 \u0438 \u041B\u0435\u0434\u043E\u0432\u044B\u0439 \u0434\u0432\u043E\u0440\u0435\u0446",
     "http://www.oren.ru/news/2743422/", "2014-01-22T14:31:31.000Z", NULL,
     "\u0435\u043B\u0435\u043D\u043D\u044B\u0435 \u043D\u0430 \u044D\u0442\u0443 \u0441\u0442\u0440\u043E"
     "\u0439\u043A\u0443,",
     "\u0418\u043C\u044F \u0433\u0435\u0440\u043E\u044F \u0443\u0432\u0435\u043A\u043E\u0432\u0435\u0447\u0430"
     "\u0442 \u0432 \u043D\u0430\u0437\u0432\u0430\u043D\u0438\u0438 \u043E\u0434\u043D\u043E\u0439 \u0438"
     "\u0437 \u0443\u043B\u0438\u0446 \u043D\u0430\u0448\u0435\u0433\u043E \u0433\u043E\u0440\u043E\u0434\u0430"},
    {"node-feedparser__guid-dupes.xml", &input_rss, 1,
     "Braingle's Newest Brain Teasers and Riddles",
     "Huh?",
     "http://www.braingle.com/50366.html", "2014-06-19T06:00:00.000Z", "en-us",
     "m for the answer.",
     "Huh?"},
    {"node-feedparser__iconv.xml", &input_rss, 10,
     "\u041D\u043E\u0432\u043E\u0441\u0442\u0438 \u041E\u0440\u0435\u043D\u0431\u0443\u0440\u0433\u0430 \u0438"
     " \u043E\u0431\u043B\u0430\u0441\u0442\u0438 / \u0420\u0430\u0437\u0434\u0435\u043B \u041D\u043E\u0432"
     "\u043E\u0441\u0442\u0438",
     "\u0412 \u0411\u0443\u0437\u0443\u043B\u0443\u043A\u0435 \u0433\u043B\u0430\u0432\u043D\u044B\u0435 "
     "\u0441\u0442\u0440\u043E\u0439\u043F\u043B\u043E\u0449\u0430\u0434\u043A\u0438 \u2013 \u0434\u0435\u0442"
     "\u0441\u0430\u0434 \u0438 \u041B\u0435\u0434\u043E\u0432\u044B\u0439 \u0434\u0432\u043E\u0440\u0435\u0446",
     "http://www.oren.ru/news/2743422/", "2014-01-22T14:31:31.000Z", NULL,
     "\u0435\u043B\u0435\u043D\u043D\u044B\u0435 \u043D\u0430 \u044D\u0442\u0443 \u0441\u0442\u0440\u043E"
     "\u0439\u043A\u0443,",
     "\u0418\u043C\u044F \u0433\u0435\u0440\u043E\u044F \u0443\u0432\u0435\u043A\u043E\u0432\u0435\u0447\u0430"
     "\u0442 \u0432 \u043D\u0430\u0437\u0432\u0430\u043D\u0438\u0438 \u043E\u0434\u043D\u043E\u0439 \u0438"
     "\u0437 \u0443\u043B\u0438\u0446 \u043D\u0430\u0448\u0435\u0433\u043E \u0433\u043E\u0440\u043E\u0434\u0430"},
    {"node-feedparser__illegally-nested.xml", &input_rss, 10,
     "PCMag.com: the Official John C. Dvorak RSS Feed",
     "My Professional Armchair Analysis of CES",
     "http://www.pcmag.com/article2/0,2817,2525649,00.asp?kc=PCRSS03079TX1K0000584",
     "2018-01-17T20:50:00.000Z", "en-us",
     "when it's already over-",
     "Is iPhone X Apple's Vista?"},
    {"node-feedparser__intertwingly.atom", &input_atom, 20,
     "Sam Ruby",
     "Inhibiting Suspend",
     "/blog/2012/07/16/Inhibiting-Suspend", NULL, NULL,
     "er').object('/org/gnome/",
     "Default to Incognito"},
    {"node-feedparser__invalid-characters-gzipped.xml", &input_rss, 25,
     "NSHipster",
     "NSOperation",
     "http://nshipster.com/nsoperation/", "2014-07-14T07:00:00.000Z", "en-US",
     "ationQueue was changed t",
     "Extended File Attributes"},
    {"node-feedparser__rss2sample.xml", &input_rss, 4,
     "Liftoff News",
     "Star City",
     "http://liftoff.msfc.nasa.gov/news/2003/news-starcity.asp", "2003-06-03T09:39:21.000Z", "en-us",
     "on? They take a crash co",
     "Astronauts' Dirty Laundry"},
    {"node-feedparser__saxerror.xml", &input_rss, 3,
     "SAXError Test Feed",
     "Good Item",
     "http://example.com/good", NULL, NULL,
     "is fine.",
     "Item After Error"},
    {"rss-feeds__feed_anthropic_news.xml", &input_rss, 255,
     "Anthropic News",
     "How Claude\u2019s text watermark works",
     "https://www.anthropic.com/news/claude-text-watermark", "2026-08-14T00:00:00.000Z", "en",
     "t watermark works",
     "Anthropic raises $124 million to build more reliable, genera"},
    {"rss-feeds__feed_cursor.xml", &input_rss, 17,
     "Cursor Blog",
     "Git at any scale",
     "https://cursor.com/blog/git-at-any-scale", "2026-08-18T12:00:00.000Z", "en",
     NULL,
     "Faire doubles PR throughput with Cursor Cloud Agents"},
    {"rss-feeds__feed_google_ai.xml", &input_rss, 10,
     "Google Developers Blog - AI",
     "Build zero-trust AI agents with Google's Agent Development K",
     "https://developers.googleblog.com/build-zero-trust-ai-agents-with-googles-agent-development-kit/",
     "2026-08-17T00:00:00.000Z", "en",
     "or database writes, kern",
     "Agent and Model Evaluations in Gemini Enterprise Agent Platf"},
    {"rss-feeds__feed_mistral.xml", &input_rss, 54,
     "Mistral AI News",
     "Emmi joins Mistral to accelerate the AI-native industry",
     "https://mistral.ai/news/accelerate-ai-native-industry", "2026-05-22T00:00:00.000Z", "en",
     "erate the AI-native indu",
     "Large Enough"},
    {"rss-feeds__feed_ollama.xml", &input_rss, 56,
     "Ollama Blog",
     "NVIDIA Nemotron 3.5 Lightning",
     "https://ollama.com/blog/nemotron-3-5-lightning", "2026-08-11T00:00:00.000Z", "en",
     "agents that stay runnin",
     "Run Llama 2 uncensored locally"},
    {"rss-feeds__feed_openai_engineering.xml", &input_rss, 18,
     "OpenAI Engineering",
     "How we built a realtime system for responsive voice AI in si",
     "https://openai.com/index/continuous-voice-interaction-with-gpt-live", "2026-08-03T07:00:00.000Z", "en",
     "ch model and low-latency",
     "How we built OWL, the new architecture behind our ChatGPT-ba"},
    {"rss-feeds__feed_openai_research.xml", &input_rss, 194,
     "OpenAI Research News",
     "How enabling two settings tripled our scores on the ARC-AGI-",
     "https://openai.com/index/how-two-settings-tripled-our-arc-agi-3-scores", "2026-07-29T15:00:00.000Z", "en",
     "g scores and efficiency",
     "Weight normalization: A simple reparameterization to acceler"},
    {"rss-feeds__feed_xainews.xml", &input_rss, 39,
     "xAI News",
     "Use Grok in OpenCode",
     "https://x.ai/news/grok-opencode", "2026-05-21T00:00:00.000Z", "en",
     "m subscription inside Op",
     "Announcing Grok"},
    {"rss-parser__content-encoded.rss", &input_rss, 7,
     "Food in Invironment on Medium",
     "THE CREATIVE FORAGER",
     "https://medium.com/invironment/the-creative-forager-125af37d838f?source=rss----d12c403d4976--food",
     "2018-04-09T18:55:38.000Z", NULL,
     "ves into the world of wi",
     "Wild Flavors All Year Round"},
    {"rss-parser__encoding.rss", &input_rss, 40,
     "Jornal de Not\u00EDcias - \u00DAltimas Not\u00EDcias",
     "M\u00E3e de utente \u00E9 a nova presidente da Rar\u00EDssimas",
     "https://www.jn.pt/nacional/interior/sonia-laig-e-a-nova-presidente-da-rarissimas-9021600.html",
     "2018-01-03T13:47:00.000Z", "pt-pt",
     "\u00EAs anos, utente na Casa",
     "Lisboa quer passes sociais com acesso a t\u00E1xis e bicicletas"},
    {"rss-parser__feedburner.atom", &input_atom, 25,
     "Google Ads Developer Blog",
     "AdWords and DFP Java client library will soon require Java 7",
     "http://googleadsdeveloper.blogspot.com/2016/06/adwords-and-dfp-java-client-library.html",
     "2016-06-03T14:38:00.000Z", NULL,
     "h as catch clauses for m",
     "Using the Google My Business API to manage your location ext"},
    {"rss-parser__guardian.rss", &input_rss, 55,
     "The Guardian",
     "Trump State of the Union address promised unity but emphasiz",
     "https://www.theguardian.com/us-news/2018/jan/31/donald-trump-state-of-the-union-address-unity-discord",
     "2018-01-31T07:26:05.000Z", "en-gb",
     "rmony but succeeded only",
     "Earth's ultimate yogis \u2013 in pictures"},
    {"rss-parser__gulp-atom.atom", &input_atom, 10,
     "Release notes from gulp",
     "v3.9.0",
     "https://github.com/gulpjs/gulp/releases/tag/v3.9.0", NULL, "en-US",
     "9.0",
     "v3.8.3"},
    {"rss-parser__heise.atom", &input_atom, 15,
     "heise developer neueste Meldungen",
     "Java-Anwendungsserver: Red Hat gibt WildFly 10 frei",
     "http://www.heise.de/developer/meldung/Java-Anwendungsserver-Red-Hat-gibt-WildFly-10-frei-3088438.html?wt"
     "_mc=rss.developer.beitrag.atom",
     "2016-02-01T16:22:00.000Z", NULL,
     "ise Application Platform",
     "Apache Software Foundation bekommt ein neues Logo"},
    {"rss-parser__heraldsun.rss", &input_rss, 2,
     "RSS0.92 Example",
     "The First Item",
     "http://www.oreilly.com/example/001.html", NULL, "en-gb",
     "first item.",
     "The Second Item"},
    {"rss-parser__instant-article.rss", &input_rss, 1,
     "Instant Article Test",
     "My first Instant Article",
     "https://localhost:8000", "2016-05-04T06:53:45.000Z", "en",
     "ipsum",
     "My first Instant Article"},
    {"rss-parser__many-links.rss", &input_atom, 25,
     "Google Testing Blog",
     "Code Health: Providing Context with Commit Messages and Bug ",
     "http://testing.googleblog.com/2017/09/code-health-providing-context-with.html", "2017-09-11T21:01:00.000Z", NULL,
     "s not clear in the code",
     "GTAC Diversity Scholarship"},
    {"rss-parser__uolNoticias.rss", &input_rss, 15,
     "UOL Noticias",
     "Ibope: Bolsonaro perde de Haddad, Ciro e Alckmin em simula\u00E7\u00F5",
     "https://noticias.uol.com.br/politica/eleicoes/2018/noticias/2018/09/24/ibope-bolsonaro-perde-de-haddad-c"
     "iro-e-alckmin-em-simulacoes-de-2-turno.htm",
     "2018-09-24T22:42:40.000Z", NULL,
     "sidente, Jair Bolsonaro,",
     "Fama \"A\" \u00E9 campe\u00E3 da Primeira Divis\u00E3o da Copa Cidade Alta de"},
};

static bool contains(struct slice text, const char *piece)
{
    return memmem(text.data, text.size, piece, strlen(piece)) != NULL;
}

static void assert_begins(struct slice text, const char *begin)
{
    ck_assert_msg(slice_starts_with(text, begin), "\"%.*s\" should begin with \"%s\"", SLICE_ARGS(text), begin);
}

static void assert_time(const int64_t *time_ms, const char *expected)
{
    char text[CLOCK_TEXT_MAX] = "";
    if (time_ms)
        time_format_rfc3339(*time_ms, text);
    ck_assert_str_eq(text, expected ? expected : "");
}

static void assert_facts(const struct news_reading *reading, const struct sample *sample)
{
    const struct news_event *first = &reading->results[0].event, *last = &reading->results[reading->count - 1].event;
    assert_begins(first->source, sample->source);
    assert_begins(first->title, sample->title);
    assert_begins(last->title, sample->last_title);
    news_assert_text(first->url, sample->url);
    news_assert_text(first->language, sample->language);
    assert_time(first->published_at, sample->published);
    if (sample->piece)
        ck_assert_msg(contains(first->body, sample->piece), "%.*s", SLICE_ARGS(first->body));
    else
        ck_assert_ptr_null(first->body.data);
}

/* No tag is left in a text that was not written out in the article. */
static void assert_is_text(const struct news_event *event)
{
    static const char *const tags[] = {"</p>", "<br", "<img", "</div>", "<![CDATA[", "&nbsp;", "&#8217;"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        ck_assert_msg(!contains(event->title, tags[i]) && !(event->body.data && contains(event->body, tags[i])),
                      "%s in %.*s: %.*s", tags[i], SLICE_ARGS(event->title), SLICE_ARGS(event->body));
}

START_TEST(reads_a_real_feed)
{
    const struct sample *sample = &samples[_i];
    char name[256];
    snprintf(name, sizeof name, "news/feeds/%s", sample->file);
    const char *path = sample_path(name);
    ck_assert_ptr_nonnull(path);
    struct news_reading *reading = news_read_file(sample->input, path);
    for (size_t i = 0; i < reading->count; i++) {
        ck_assert_msg(reading->results[i].result == INPUT_EVENT, "%s", reading->results[i].error.message);
        assert_is_text(&reading->results[i].event);
    }
    ck_assert_uint_eq(reading->events, sample->items);
    assert_facts(reading, sample);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_page_is_no_feed)
{
    const char *path = sample_path("news/feeds/node-feedparser__notafeed.html");
    ck_assert_ptr_nonnull(path);
    struct news_reading *reading = news_read_file(&input_rss, path);
    news_assert_refused(reading, 0, REASON_BAD_SYNTAX);
    news_reading_free(reading);
}
END_TEST

int main(void)
{
    if (!sample_path("news/feeds"))
        return 77;
    Suite *suite = suite_create("input_feed_samples");
    TCase *tests = tcase_create("input_feed_samples");
    tcase_add_loop_test(tests, reads_a_real_feed, 0, sizeof samples / sizeof *samples);
    tcase_add_test(tests, a_page_is_no_feed);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
