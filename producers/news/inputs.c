#include "producers/news/news_input.h"

/* The text input is asked last: it takes what has no form of its own. */
const struct input *const news_inputs[] = {&input_jsonl, &input_rss, &input_atom, &input_gdelt, &input_text, NULL};
