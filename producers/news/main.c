/*
 * news-producer: articles and feeds to news_event.
 */
#include "producers/news/news_input.h"
#include "producers/news/poll.h"
#include "producers/producer.h"

static const struct option options[] = {
    PRODUCER_OPTIONS,
    {.name = "language", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(language), .value_name = "TAG",
     .help = "language of the texts where the source does not say it, BCP 47"},
    {.name = "feeds", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(feeds), .value_name = "FILE",
     .help = "list of feeds; with --follow they are polled, without it each is asked once"},
    {.name = "contact", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(contact), .value_name = "ADDRESS",
     .help = "how the owners of feeds reach you, sent to them in the User-Agent"},
    {.name = "poll-interval-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(poll_interval_s), .value_name = "N",
     .default_text = "3600", .least = 1, .most = 30 * 86400, .help = "seconds between two polls of a feed, if neither "
     "the list says another time nor the server a longer one"},
    {.name = "poll-interval-max-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(poll_interval_max_s),
     .value_name = "N", .default_text = "86400", .least = 1, .most = 30 * 86400,
     .help = "greatest number of seconds between two polls, whatever fails or is asked for"},
    {.name = "host-gap-ms", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(host_gap_ms), .value_name = "N",
     .default_text = "2000", .least = 0, .most = 3600 * 1000,
     .help = "milliseconds between two requests to one host, which has one connection at a time"},
    {.name = "download-timeout-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(download_timeout_s),
     .value_name = "N", .default_text = "120", .least = 1, .most = 3600, .help = "seconds that one request may take"},
    {.name = "download-bytes-max", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(download_bytes_max),
     .value_name = "N", .default_text = "8388608", .least = 1024, .most = (int64_t)4 << 30,
     .help = "bytes that an answer may have, unpacked"},
    {.name = "allow-private-addresses", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(allow_private_addresses),
     .help = "let feeds, redirects and links lead to addresses that are not public"},
    {0},
};

static const struct option_program program = {
    .name = "news-producer",
    .usage = "[options] SOURCE...",
    .summary = "Reads news from files, folders, standard input (-) and feed addresses, and sends one news_event for "
               "each article to Kafka. What it refuses is told on standard error with its reason.",
    .more = "Formats, recognised by content or given by --format:\n"
            "  jsonl  JSON lines: id, url, title, body or html, published, updated, lang, source, op\n"
            "  rss    RSS 0.9x, 1.0 and 2.0\n"
            "  atom   Atom 1.0 and 0.3\n"
            "  gdelt  GDELT 2.0 knowledge graph and mentions: addresses and headlines, no texts\n"
            "  text   one article as plain text: the first line is the title\n"
            "\n"
            "Exit status: 0 all accepted, 64 usage, 65 something was refused, 66 a source cannot be read,\n"
            "69 Kafka or the registry is down, 74 output cannot be written, 75 interrupted, 78 configuration.\n"
            "\n"
            "Examples:\n"
            "  news-producer --print article.txt\n"
            "  news-producer --brokers localhost:9092 https://example.org/feed.xml archive/\n"
            "  news-producer --follow --state state --feeds feeds.ini --contact you@example.org\n",
    .options = options,
};

int main(int argc, char **argv)
{
    return producer_run(&(struct producer){.program = &program, .inputs = news_inputs, .poller = &news_poller}, argc, argv);
}
