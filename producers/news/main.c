/*
 * news-producer: articles and feeds to news_event.
 */
#include "producers/news/news_input.h"
#include "producers/producer.h"

static const struct option options[] = {
    PRODUCER_OPTIONS,
    {.name = "language", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(language), .value_name = "TAG",
     .help = "language of the texts where the source does not say it, BCP 47"},
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
            "  news-producer --brokers localhost:9092 https://example.org/feed.xml archive/\n",
    .options = options,
};

int main(int argc, char **argv)
{
    return producer_run(&(struct producer){.program = &program, .inputs = news_inputs}, argc, argv);
}
