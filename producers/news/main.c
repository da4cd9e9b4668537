/*
 * news-producer: articles and feeds to news_event.
 */
#include <string.h>

#include "producers/news/check_feeds.h"
#include "producers/news/news_input.h"
#include "producers/news/poll.h"
#include "producers/producer.h"

static const struct option options[] = {
    PRODUCER_OPTIONS,
    {.name = "language", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(language), .value_name = "TAG",
     .help = "language of the texts where the source does not say it, BCP 47"},
    {.name = "feeds", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(feeds), .value_name = "FILE",
     .help = "list of feeds; with --follow they are polled, without it each is asked once"},
    {.name = "fetch-pages", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(fetch_pages),
     .help = "read the articles behind the links of feeds, where robots.txt allows it and the feed says less"},
    POLL_OPTIONS,
    {0},
};

static const struct option_program program = {
    .name = "news-producer",
    .usage = "[options] SOURCE... | check-feeds [options] ADDRESS...",
    .summary = "Reads news from files, folders, standard input (-) and feed addresses, and sends one news_event for "
               "each article to Kafka. What it refuses is told on standard error with its reason.",
    .more = "Exit status: 0 all accepted, 64 usage, 65 something was refused, 66 a source cannot be read,\n"
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
    if (argc > 1 && !strcmp(argv[1], "check-feeds"))
        return check_feeds_run(argc - 1, argv + 1);
    return producer_run(&(struct producer){.program = &program, .inputs = news_inputs, .poller = &news_poller}, argc, argv);
}
