#include "consumers/capacity/rules_table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { UNDECIDED = 1 << RULES_OUTCOMES_MAX }; /* beside the bits of outcomes: a rule that says so */

/* A sentence that is cut where it is full. */
struct text {
    char bytes[240];
    size_t size;
};

__attribute__((format(printf, 2, 3)))
static void say(struct text *text, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof text->bytes - text->size;
    va_start(arguments, format);
    int written = vsnprintf(text->bytes + text->size, room, format, arguments);
    va_end(arguments);
    text->size += written < 0 ? 0 : (size_t)written < room ? (size_t)written : room - 1;
}

/* The same once, behind a separator. */
static void add(struct text *text, const char *separator, const char *what)
{
    if (*what && !strstr(text->bytes, what))
        say(text, "%s%s", text->size ? separator : "", what);
}

/* What is asked of one part on one day; what the members, figures and days of a question are broken down to. */
struct subject {
    const struct rules *rules;
    const struct accelerator *part; /* NULL: any */
    size_t number;                  /* of the part */
    double tpp, density;
    size_t from, to, headquarters;  /* places */
    int32_t day;
    const struct walk *class;       /* NULL while it is being found */
};

/* What the rows of a regime say of it. */
struct walk {
    unsigned possible;              /* a bit for each outcome that may be */
    const struct rule *decider;     /* NULL: none, or the default */
    const char *missing;            /* what is not known and would matter; NULL if nothing */
    bool reached;                   /* a row for such goods holds on this way on this day */
    bool asked_class;               /* and one of those asks for the class */
    bool silent;                    /* only outcomes are wanted: writing figures is what costs */
    struct text met, failed, notes; /* figures of the deciding row; of those before it; rules that are only mentioned */
};

/* ---- conditions of one row ---- */

static enum truth both(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static const char *const place_missing[PLACE_COUNT][2] = {
    [PLACE_FROM] = {"what the country of dispatch is to the rule", "the country of dispatch"},
    [PLACE_TO] = {"the groups of the destination", "the destination"},
    [PLACE_HEADQUARTERS] = {"the groups of the country of the headquarters", "the headquarters of the buyer"},
    [PLACE_TO_OR_HEADQUARTERS] = {"the groups of the destination or the headquarters",
                                  "the destination or headquarters"},
};

static enum truth place_truth(const struct rule *rule, enum rule_place place, const struct subject *subject,
                              const char **missing)
{
    const uint8_t *truths = rule->places[place];
    size_t where = place == PLACE_FROM ? subject->from : place == PLACE_TO ? subject->to : subject->headquarters;
    uint8_t truth = truths[where];
    if (place == PLACE_TO_OR_HEADQUARTERS && truths[subject->to] > truth)
        truth = truths[subject->to];
    if (truth == TRUTH_UNKNOWN)
        *missing = place_missing[place][where > subject->rules->country_count];
    return (enum truth)truth;
}

static enum truth route_truth(const struct rule *rule, const struct subject *subject, const char **missing)
{
    enum truth truth = TRUTH_YES;
    for (int place = 0; truth != TRUTH_NO && place < PLACE_COUNT; place++)
        if (rule->limits[place])
            truth = both(truth, place_truth(rule, (enum rule_place)place, subject, missing));
    return truth;
}

static enum truth class_truth(const struct rule *rule, const struct subject *subject, const char **missing)
{
    if (!rule->classes)
        return TRUTH_YES;
    const unsigned possible = subject->class->possible;
    if ((possible & ~rule->classes) == 0)
        return TRUTH_YES;
    if ((possible & rule->classes) == 0)
        return TRUTH_NO;
    *missing = subject->class->missing;
    return TRUTH_UNKNOWN;
}

static enum truth product_truth(const struct rule *rule, const struct subject *subject, const char **missing)
{
    if (!subject->part && rule->products) {
        *missing = "which product it is";
        return TRUTH_UNKNOWN;
    }
    if (rule->products && !rule->products[subject->number])
        return TRUTH_NO;
    enum capacity_datacenter datacenter = subject->part ? subject->part->datacenter : CAPACITY_DATACENTER_UNKNOWN;
    enum truth truth = rule->datacenter[datacenter];
    if (truth == TRUTH_UNKNOWN)
        *missing = datacenter == CAPACITY_DATACENTER_UNKNOWN
                       ? "whether the part is for data centres"
                       : "whether the rule reaches parts that are not for data centres";
    return truth;
}

/* ---- figures ---- */

static const char *const metric_names[] = {
    [METRIC_TPP] = "TPP",
    [METRIC_DENSITY] = "performance density",
    [METRIC_DRAM] = "DRAM GB/s",
    [METRIC_LINK] = "link GB/s",
    [METRIC_DRAM_LINK] = "DRAM + link GB/s",
    [METRIC_IO] = "link + slot GB/s",
    [METRIC_UNSTATED] = "a figure that is in no catalogue",
};

static const struct {
    const char *met, *failed;
} signs[] = {
    [OPERATOR_LESS] = {"<", ">="},          [OPERATOR_LESS_EQUAL] = {"<=", ">"}, [OPERATOR_EQUAL] = {"=", "is not"},
    [OPERATOR_GREATER_EQUAL] = {">=", "<"}, [OPERATOR_GREATER] = {">", "<="},
};

static bool holds(double value, enum rule_operator operator, double threshold)
{
    switch (operator) {
    case OPERATOR_LESS: return value < threshold;
    case OPERATOR_LESS_EQUAL: return value <= threshold;
    case OPERATOR_EQUAL: return !(value < threshold) && !(value > threshold);
    case OPERATOR_GREATER_EQUAL: return value >= threshold;
    case OPERATOR_GREATER: return value > threshold;
    }
    return false;
}

/* NAN if it is not stated. `slot_gbs` is what the PCIe slot may carry beside the link. */
static double value_of(const struct subject *subject, enum rule_metric metric, double slot_gbs)
{
    const struct accelerator *part = subject->part;
    if (!part)
        return NAN;
    switch (metric) {
    case METRIC_TPP: return subject->tpp;
    case METRIC_DENSITY: return subject->density;
    case METRIC_DRAM: return part->dram_bandwidth_gbs;
    case METRIC_LINK: return part->interconnect_gbs;
    case METRIC_DRAM_LINK: return part->dram_bandwidth_gbs + part->interconnect_gbs;
    case METRIC_IO: return part->interconnect_gbs + (part->interconnect_is_slot ? 0 : slot_gbs);
    default: return NAN;
    }
}

/* Which slot a part has is in no catalogue: then every slot must give the same. */
static enum truth figure_truth(const struct rule *rule, const struct rule_figure *figure, const struct subject *subject,
                               double *value)
{
    size_t tries = figure->metric == METRIC_IO ? rule->slot_count : 1, held = 0;
    for (size_t i = 0; i < tries; i++) {
        *value = value_of(subject, figure->metric, rule->slots_gbs[i]);
        held += holds(*value, figure->operator, figure->threshold);
    }
    if (isnan(*value) || (held && held < tries))
        return TRUTH_UNKNOWN;
    return held ? TRUTH_YES : TRUTH_NO;
}

static enum truth figures_truth(const struct rule *rule, const struct subject *subject, struct walk *walk,
                                const char **missing)
{
    enum truth all = TRUTH_YES;
    walk->met.size = 0;
    walk->met.bytes[0] = '\0';
    for (size_t i = 0; i < rule->figure_count; i++) {
        const struct rule_figure *figure = &rule->figures[i];
        double value = NAN;
        if (figure->metric == METRIC_EFFECT)
            continue;
        enum truth truth = figure_truth(rule, figure, subject, &value);
        all = both(all, truth);
        if (truth == TRUTH_UNKNOWN) {
            *missing = metric_names[figure->metric];
            continue;
        }
        if (walk->silent)
            continue;
        char text[96];
        bool met = truth == TRUTH_YES;
        snprintf(text, sizeof text, "%s %.10g %s %.10g", metric_names[figure->metric], value,
                 met ? signs[figure->operator].met : signs[figure->operator].failed, figure->threshold);
        add(met ? &walk->met : &walk->failed, ", ", text);
    }
    return all;
}

enum truth rules_figures(const struct rule *rule, const struct accelerator *part)
{
    struct subject subject = {.part = part, .tpp = part->tpp, .density = part->perf_density};
    struct walk walk = {.silent = true};
    const char *missing;
    return figures_truth(rule, &subject, &walk, &missing);
}

/* ---- the rows of a regime ---- */

static enum truth rule_truth(const struct rule *rule, const struct subject *subject, struct walk *walk,
                             const char **missing)
{
    enum truth truth = product_truth(rule, subject, missing);
    if (truth == TRUTH_NO)
        return TRUTH_NO;
    walk->reached = true;
    walk->asked_class = walk->asked_class || rule->classes;
    truth = both(truth, class_truth(rule, subject, missing));
    return truth == TRUTH_NO ? TRUTH_NO : both(truth, figures_truth(rule, subject, walk, missing));
}

/* A row that does not decide is mentioned where it may reach the goods. */
static void note(const struct rule *rule, const struct subject *subject, struct walk *walk)
{
    const char *missing;
    struct walk aside = {.silent = true};
    char text[96];
    if (rule_truth(rule, subject, &aside, &missing) == TRUTH_NO)
        return;
    snprintf(text, sizeof text, "%.*s (%.*s)", SLICE_ARGS(rule->key), SLICE_ARGS(rule->status));
    add(&walk->notes, ", ", text);
}

/* Takes in what a row says that holds on this way on this day. */
static void take(const struct rule *rule, int role, enum truth way, const char *missing, const struct subject *subject,
                 struct walk *walk)
{
    enum truth truth = both(way, rule_truth(rule, subject, walk, &missing));
    if (truth == TRUTH_NO)
        return;
    walk->possible |= role == ROLE_UNDECIDED ? (unsigned)UNDECIDED : 1U << role;
    if (truth == TRUTH_YES)
        walk->decider = rule;
    else if (!walk->missing)
        walk->missing = missing;
}

/* The first row that applies decides. One of which it is not known leaves its outcome possible; the next is asked. */
static void walk_rules(enum rules_regime regime, const struct subject *subject, bool silent, struct walk *walk)
{
    const struct rules *rules = subject->rules;
    *walk = (struct walk){.silent = silent};
    for (size_t i = 0; i < rules->row_count; i++) {
        const struct rule *rule = &rules->rows[i];
        const char *missing = NULL;
        int role = rule->roles[regime];
        if (role == ROLE_NONE || subject->day < rule->from || subject->day > rule->until)
            continue;
        enum truth way = route_truth(rule, subject, &missing);
        bool applies = rule->in_force || (regime == RULES_PROPOSED && rule->proposed);
        if (way == TRUTH_NO)
            continue;
        if (role == ROLE_NOTE || !applies)
            note(rule, subject, walk);
        else if (!walk->decider)
            take(rule, role, way, missing, subject, walk);
    }
    if (!walk->decider)
        walk->possible |= 1U; /* the default */
}

/* ---- what is said of one part ---- */

struct verdict {
    const char *outcome;      /* NULL: undecided */
    const struct rule *rule;
    bool reached;
    struct text reason, notes;
};

/* The only outcome that is possible; NULL if there are several, or a rule says that it cannot be decided. */
static const char *decided(enum rules_regime regime, unsigned possible)
{
    for (size_t i = 0; i < RULES_OUTCOMES_MAX; i++)
        if (possible == 1U << i)
            return rules_regime_words[regime].outcomes[i];
    return NULL;
}

static void say_possible(struct text *text, enum rules_regime regime, unsigned possible)
{
    const char *separator = "";
    for (size_t i = 0; i < RULES_OUTCOMES_MAX; i++) {
        if (!(possible >> i & 1))
            continue;
        say(text, "%s%s", separator, rules_regime_words[regime].outcomes[i]);
        separator = " or ";
    }
}

static void say_class(struct text *text, const struct subject *subject)
{
    struct walk class;
    const char *word = decided((enum rules_regime)RULES_CLASS, subject->class->possible);
    if (!word)
        return;
    walk_rules((enum rules_regime)RULES_CLASS, subject, false, &class);
    const struct text *figures = class.decider ? &class.met : &class.failed;
    say(text, "%s%s%s", word, figures->size ? ": " : "", figures->bytes);
}

static void say_undecided(struct text *text, enum rules_regime regime, const struct walk *walk)
{
    if (walk->possible == UNDECIDED && walk->decider) {
        say(text, "%.*s", SLICE_ARGS(walk->decider->clause));
        return;
    }
    say(text, "not known: %s; ", walk->missing ? walk->missing : "whether a rule applies");
    say_possible(text, regime, walk->possible & ~(unsigned)UNDECIDED);
    if (walk->possible & UNDECIDED)
        say(text, ", or as no figure can say");
}

static void say_why(struct text *text, const struct walk *walk, const struct subject *subject)
{
    const struct rule *rule = walk->decider;
    if (walk->asked_class)
        say_class(text, subject);
    add(text, "; ", rule ? walk->met.bytes : walk->failed.bytes);
    if (text->size == 0 && rule)
        say(text, "%.*s", SLICE_ARGS(rule->clause));
    else if (text->size == 0)
        say(text, "no rule of this regime holds for these goods on this way on this day");
}

static void ask(enum rules_regime regime, struct subject subject, struct verdict *verdict)
{
    struct walk class, walk;
    walk_rules((enum rules_regime)RULES_CLASS, &subject, true, &class);
    subject.class = &class;
    walk_rules(regime, &subject, false, &walk);
    *verdict = (struct verdict){decided(regime, walk.possible), walk.decider, walk.reached, {"", 0}, walk.notes};
    if (verdict->outcome)
        say_why(&verdict->reason, &walk, &subject);
    else
        say_undecided(&verdict->reason, regime, &walk);
}

static bool same_outcome(const struct verdict *a, const struct verdict *b)
{
    return a->outcome == b->outcome;
}

static const char *outcome_text(const struct verdict *verdict)
{
    return verdict->outcome ? verdict->outcome : "undecided";
}

/* By the catalogue's figure and, where the maker states another, by the maker's: one outcome, or none. */
static void ask_part(enum rules_regime regime, struct subject subject, struct verdict *verdict)
{
    const struct accelerator *part = subject.part;
    subject.tpp = part ? part->tpp : NAN;
    subject.density = part ? part->perf_density : NAN;
    ask(regime, subject, verdict);
    if (!part || isnan(part->maker_tpp))
        return;
    struct verdict makers;
    subject.tpp = part->maker_tpp;
    subject.density = part->maker_tpp / part->die_area_mm2;
    ask(regime, subject, &makers);
    if (same_outcome(verdict, &makers))
        return;
    struct verdict neither = {.reached = true, .notes = verdict->notes};
    say(&neither.reason, "TPP of the catalogue %.10g: %s; of the maker %.10g: %s", part->tpp, outcome_text(verdict),
        part->maker_tpp, outcome_text(&makers));
    *verdict = neither;
}

/* ---- what is said of the goods ---- */

static void say_member(struct text *text, const struct accelerator *member, const struct verdict *verdict)
{
    say(text, "%s%.*s: %s", text->size ? "; " : "", SLICE_ARGS(member->key), outcome_text(verdict));
}

/* One outcome for whatever the goods may be, or none. */
static void ask_members(const struct catalogue *catalogue, enum rules_regime regime,
                        const struct rules_question *question, struct subject subject, struct verdict *verdict)
{
    struct text each = {"", 0};
    bool agree = true;
    if (question->member_count == 0)
        ask_part(regime, subject, verdict);
    for (size_t i = 0; i < question->member_count; i++) {
        struct verdict of_member;
        subject.part = question->members[i];
        subject.number = (size_t)(subject.part - catalogue->accelerators);
        ask_part(regime, subject, &of_member);
        say_member(&each, subject.part, &of_member);
        if (i == 0)
            *verdict = of_member;
        agree = agree && same_outcome(verdict, &of_member);
        verdict->reached = verdict->reached || of_member.reached;
    }
    if (!agree)
        *verdict = (struct verdict){NULL, NULL, true, each, verdict->notes};
}

static struct subject subject_of(const struct rules *rules, const struct rules_question *question)
{
    struct slice seat = question->headquarters.size ? question->headquarters : question->to;
    return (struct subject){.rules = rules, .from = rules_place(rules, question->from),
                            .to = rules_place(rules, question->to), .headquarters = rules_place(rules, seat)};
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
    return same_outcome(a, b) && a->rule == b->rule && strcmp(a->reason.bytes, b->reason.bytes) == 0;
}

/* ---- periods: between two days of a regime nothing changes ---- */

/* Without a character that was cut in two. */
static size_t whole_size(const struct text *text)
{
    return slice_text_size((struct slice){text->bytes, text->size});
}

/* The answer that holds from one period to another. */
static void write_answer(const struct rules *rules, enum rules_regime regime, const struct verdict *verdict,
                         size_t first, size_t last, struct rules_answer *answer)
{
    const int32_t *days = rules->days[regime];
    *answer = (struct rules_answer){
        .outcome = verdict->outcome,
        .from = first ? days[first - 1] : INT32_MIN,
        .until = last < rules->day_counts[regime] ? days[last] - 1 : INT32_MAX,
        .reached = verdict->reached,
    };
    if (verdict->rule) {
        answer->rule_key = verdict->rule->key;
        answer->citation = verdict->rule->citation;
        answer->status = verdict->rule->status;
    }
    memcpy(answer->reason, verdict->reason.bytes, whole_size(&verdict->reason));
    memcpy(answer->notes, verdict->notes.bytes, whole_size(&verdict->notes));
}

void rules_history(const struct catalogue *catalogue, enum rules_regime regime, const struct rules_question *question,
                   void (*each)(void *context, const struct rules_answer *answer), void *context)
{
    const struct rules *rules = catalogue->rules;
    const int32_t *days = rules->days[regime];
    struct subject subject = subject_of(rules, question);
    struct verdict verdict, next;
    struct rules_answer answer;
    size_t first = 0, count = rules->day_counts[regime];
    subject.day = count ? days[0] - 1 : 0;
    ask_members(catalogue, regime, question, subject, &verdict);
    for (size_t i = 0; i < count; i++) {
        subject.day = days[i];
        ask_members(catalogue, regime, question, subject, &next);
        if (same_verdict(&verdict, &next)) {
            if (days[i] <= question->day)
                verdict.notes = next.notes;
            continue;
        }
        write_answer(rules, regime, &verdict, first, i, &answer);
        each(context, &answer);
        verdict = next;
        first = i + 1;
    }
    write_answer(rules, regime, &verdict, first, count, &answer);
    each(context, &answer);
}

/* What is looked for in a history. */
struct search {
    int32_t day;
    bool begun;
    struct rules_answer *answer;
};

static void find_day(void *context, const struct rules_answer *answer)
{
    struct search *search = context;
    if (answer->from <= search->day && search->day <= answer->until)
        *search->answer = *answer;
}

/* Without a day: what was said at all times, or undecided. */
static void find_constant(void *context, const struct rules_answer *answer)
{
    struct search *search = context;
    if (!search->begun)
        *search->answer = *answer;
    else if (search->answer->outcome != answer->outcome)
        *search->answer = (struct rules_answer){.reached = true, .reason = "not known: the day"};
    search->begun = true;
    search->answer->from = INT32_MIN;
    search->answer->until = INT32_MAX;
}

void rules_answer(const struct catalogue *catalogue, enum rules_regime regime, const struct rules_question *question,
                  struct rules_answer *answer)
{
    struct search search = {.day = question->day, .answer = answer};
    bool dated = question->day != INT32_MIN;
    rules_history(catalogue, regime, question, dated ? find_day : find_constant, &search);
}

const char *rules_regime_name(enum rules_regime regime)
{
    return rules_regime_words[regime].name;
}

const char *rules_default_outcome(enum rules_regime regime)
{
    return rules_regime_words[regime].outcomes[0];
}

/* ---- classes of countries ---- */

bool rules_use(const struct catalogue *catalogue, enum rules_regime regime, enum rules_end end)
{
    return catalogue->rules->uses[regime][end];
}

size_t rules_country_count(const struct catalogue *catalogue)
{
    return catalogue->rules->country_count;
}

struct slice rules_country(const struct catalogue *catalogue, size_t number)
{
    return catalogue->rules->countries[number];
}

/* Families have members of their own for some destinations. */
static bool is_context(const struct catalogue *catalogue, size_t place)
{
    const struct rules *rules = catalogue->rules;
    for (size_t i = 0; place < rules->country_count && i < catalogue->family_count; i++)
        if (slice_equal(catalogue->families[i].context, rules->countries[place]))
            return true;
    return false;
}

static bool alike(const struct catalogue *catalogue, enum rules_end end, size_t a, size_t b)
{
    const struct rules *rules = catalogue->rules;
    static const enum rule_place own[] = {[RULES_FROM] = PLACE_FROM, [RULES_TO] = PLACE_TO,
                                          [RULES_HEADQUARTERS] = PLACE_HEADQUARTERS};
    if (a != b && end == RULES_TO && (is_context(catalogue, a) || is_context(catalogue, b)))
        return false;
    for (size_t i = 0; i < rules->row_count; i++) {
        const struct rule *rule = &rules->rows[i];
        const uint8_t *truths = rule->places[own[end]], *either = rule->places[PLACE_TO_OR_HEADQUARTERS];
        if (truths[a] != truths[b] || (end != RULES_FROM && either[a] != either[b]))
            return false;
    }
    return true;
}

struct slice rules_class(const struct catalogue *catalogue, enum rules_end end, struct slice country)
{
    const struct rules *rules = catalogue->rules;
    size_t place = rules_place(rules, country), first = 0;
    if (place == rules->country_count + 1)
        return slice_of("unknown");
    if (alike(catalogue, end, place, rules->country_count))
        return slice_of("other");
    while (!alike(catalogue, end, first, place))
        first++;
    return rules->countries[first];
}
