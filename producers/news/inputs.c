#include "producers/news/news_input.h"

/* The text input is asked last: it takes what has no form of its own. A page may hold a feed, and a feed's items be
 * articles as JSON lines have them: the feeds are asked first. */
const struct input *const news_inputs[] = {&input_json_feed, &input_jsonl, &input_rss, &input_atom,
                                          &input_gdelt, &input_warc, &input_html, &input_text, NULL};
