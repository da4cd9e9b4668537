"""Arbitrary claims and customs lines for matching.test, and what must come out of them, found another way.

  matching.py events SEED ORDER   SQL on stdout: versions arrive in that order, some twice; groups and matches are made now and then
  matching.py expected SEED       the matches, one a line: claim, its ordinal, side, line, units
"""
import collections
import datetime
import json
import random
import sys

DAY = datetime.date(2026, 1, 28)
SLUGS = ["nvidia-h200", "nvidia-h20", "nvidia-hopper", "huawei-ascend-910b"]
HOPPER = {"nvidia-hopper", "nvidia-h100", "nvidia-h200"}
HOPPER_OF_CHINA = HOPPER | {"nvidia-h800", "nvidia-h20"}
BUYERS = ["Alibaba", "ByteDance", "Tencent"]
# stage: layer, days before, days after
STAGES = {"announced": ("announced", 31, 730), "import_approved": ("import_approved", 14, 548),
          "licensed": ("licensed", 14, 730), "ordered": ("ordered", 31, 548), "shipped": ("shipped", 366, 92)}
ACTIONS = {"approve": "import_approved", "license": "licensed", "order": "ordered", "ship": "shipped"}
OTHER_WORDS = {"under_review": "considered", "denied_act": "denied"}


def event_id(kind, number):
    return "%08x-0000-0000-0000-%012x" % (kind, number)


def bounds(chance, number):
    form = chance.choice(["exact", "exact", "at_least", "about", "range"])
    return {"exact": (number, number, number), "at_least": (number, None, None), "about": (None, number, None),
            "range": (number // 2, None, number * 2)}[form]


def claim(chance, ordinal, action, buyers, number):
    modality = chance.choice(["asserted", "reported", "reported", "planned", "denied"])
    stage = {"planned": "announced", "denied": "denied_act"}.get(modality, ACTIONS[action])
    low, mid, high = bounds(chance, number)
    return {"ordinal": ordinal, "action": action, "modality": modality, "stage": stage,
            "product": chance.choice(SLUGS), "to": chance.choice(["CN", "CN", "CN", "SG", None]),
            "from": chance.choice([None, None, "US", "TW"]), "actor": chance.choice(["A", "B"]), "buyers": buyers,
            "low": low, "mid": mid, "high": high, "credited": chance.choice([None, None, "Agency"])}


def article(chance, number):
    """Some give each of two buyers a number of its own, as a claim for each."""
    day = DAY + datetime.timedelta(days=chance.randrange(200))
    row = {"id": event_id(1, number), "day": day.isoformat(), "source": "outlet %d" % chance.randrange(4), "claims": []}
    action = chance.choice(list(ACTIONS))
    amount = chance.choice([100, 200, 400, 410])
    first = claim(chance, 1, action, chance.sample(BUYERS, chance.randrange(3)), amount)
    row["claims"].append(first)
    if chance.random() < 0.3:
        first["buyers"] = ["Tencent"]
        row["claims"].append(dict(first, ordinal=2, buyers=["Alibaba"]))
    elif chance.random() < 0.3:
        row["claims"].append(claim(chance, 2, chance.choice(list(ACTIONS)), [], 40))
    return row


def line(chance, number):
    day = DAY + datetime.timedelta(days=chance.randrange(-60, 300))
    kind = chance.choice(["shipment_line"] * 5 + ["statistic"])
    units = chance.choice([8, 16, 64, 80])
    low, mid, high = chance.choice([(units, units, units), (units, None, 2 * units), (None, None, units)])
    row = {"id": event_id(2, number), "day": day.isoformat(), "kind": kind, "period": None,
           "flow": chance.choice(["import", "export"]), "reporter": chance.choice(["CN", "TW", None]),
           "product": chance.choice(SLUGS[:2] + ["nvidia-h100"]), "to": chance.choice(["CN", "CN", "SG"]),
           "from": chance.choice([None, "US", "TW"]), "low": low, "mid": mid, "high": high,
           "buyers": [chance.choice(BUYERS + ["Nobody Ltd"])] if chance.random() < 0.7 else [],
           "confidence": chance.choice(["low", "high"])}
    if kind == "statistic":
        row["period"] = day.replace(day=1).isoformat()
        row["buyers"] = []
    return row


def versions(seed):
    """What is told of each fact, oldest first; "withdrawn" takes it back, "scope" has its declaration cancelled."""
    chance = random.Random(seed)
    told = []
    for make, count in ((article, 30), (line, 60)):
        for number in range(count):
            facts = [make(chance, number) for _ in range(chance.choice([1, 1, 2]))]
            facts[-1]["state"] = chance.choice(["stands"] * 8 + ["withdrawn", "scope" if make is line else "stands"])
            for version, fact in enumerate(facts):
                fact.setdefault("state", "stands")
                fact["version"] = version
                told.append(fact)
    return told


def quoted(value):
    return "'" + json.dumps(value).replace("'", "''") + "'"


def print_events(seed, order):
    chance = random.Random(1000 * seed + order)
    told = versions(seed)
    told += chance.sample(told, len(told) // 5)
    chance.shuffle(told)
    for fact in told:
        print("SELECT test.arrive(%s);" % quoted(fact))
        if chance.random() < 0.04:
            print("SELECT pipeline.group_news(%d), pipeline.match_customs(%d);" % (chance.randrange(1, 50),
                                                                                  chance.randrange(1, 20)))
    print("SELECT test.finish(%d);" % chance.randrange(1, 100))


def current(seed, kind):
    latest = {}
    for fact in versions(seed):
        latest[fact["id"]] = fact
    return [f for f in latest.values() if f["state"] == "stands" and f["id"].startswith("%08x" % kind)]


def day_of(text):
    return datetime.date.fromisoformat(text)


def two_digits(number):
    return float("%.1e" % number)


def first_known(*values):
    return next((v for v in values if v is not None), None)


def groups(articles):
    """Claims of one action, product, actor and destination, cut where seven days pass without one."""
    chains = collections.defaultdict(list)
    for a in articles:
        for c in a["claims"]:
            entry = dict(c, id=a["id"], day=day_of(a["day"]), outlet=(c["credited"] or a["source"]).lower())
            chains[c["action"], c["product"], c["actor"], c["to"]].append(entry)
    for chain in chains.values():
        chain.sort(key=lambda c: (c["day"], c["id"], c["ordinal"]))
        group = []
        for c in chain:
            if group and (c["day"] - group[-1]["day"]).days > 7:
                yield group
                group = []
            group.append(c)
        yield group


def parts(group):
    """The claims of a group that count, whole or, where an article gives each buyer a number, by buyer."""
    counted = [c for c in group if c["stage"] in STAGES]
    stated = [c for c in counted if c["modality"] != "planned"]
    counted = stated or counted
    by_event = collections.defaultdict(set)
    for c in counted:
        if c["buyers"]:
            by_event[c["id"]].add(tuple(sorted(c["buyers"])))
    if not any(len(names) > 1 for names in by_event.values()):
        return [counted] if counted else []
    split = collections.defaultdict(list)
    for c in counted:
        if c["buyers"]:
            split[tuple(sorted(c["buyers"]))].append(c)
    return list(split.values())


def act(part):
    """The first claim with the number that most outlets tell."""
    numbers = collections.defaultdict(list)
    for c in part:
        numbers[two_digits(first_known(c["mid"], c["low"], c["high"]))].append(c)
    told = min(numbers.items(), key=lambda n: (-len({c["outlet"] for c in n[1]}), n[1][0]["day"], n[0]))[1]
    first = dict(told[0])
    first["buyers"] = set().union(*(c["buyers"] for c in told))
    first["from"] = first_known(*(c["from"] for c in told))
    first["day"] = part[0]["day"]
    first["units"] = first_known(first["mid"], first["low"], first["high"])
    return first


def acts(articles):
    found = []
    for number, group in enumerate(groups(articles)):
        for part in parts(group):
            found.append(dict(act(part), group=number))
    def told_before(a):
        return any(o["group"] != a["group"] and STAGES[o["stage"]][0] == STAGES[a["stage"]][0]
                   and (o["product"], o["to"]) == (a["product"], a["to"])
                   and two_digits(o["units"]) == two_digits(a["units"]) and 0 <= (a["day"] - o["day"]).days <= 92
                   and (o["day"], o["id"], o["ordinal"]) < (a["day"], a["id"], a["ordinal"])
                   and (o["buyers"] == a["buyers"] or not o["buyers"] or not a["buyers"]) for o in found)
    return sorted((a for a in found if not told_before(a)), key=lambda a: (a["day"], a["id"], a["ordinal"]))


def reporter(line):
    return line["reporter"] or line[{"import": "to", "export": "from"}[line["flow"]]]


def is_counted_elsewhere(statistic, lines):
    same = ("flow", "product", "to")
    return any(all(o[k] == statistic[k] for k in same) and o["kind"] != "statistic" and reporter(o) == reporter(statistic)
               and statistic["period"] <= o["day"] <= statistic["day"] for o in lines)


def products(claim):
    if claim["product"] != "nvidia-hopper":
        return {claim["product"]}
    return HOPPER_OF_CHINA if claim["to"] == "CN" else HOPPER


def fits(claim, row):
    days = (day_of(row["day"]) - claim["day"]).days
    _, before, after = STAGES[claim["stage"]]
    return (claim["to"] == row["to"] and row["product"] in products(claim)
            and -before <= days <= after and (not claim["from"] or not row["from"] or claim["from"] == row["from"])
            and (not claim["buyers"] or not row["buyers"] or claim["buyers"] & set(row["buyers"])))


def print_expected(seed):
    claims = acts(current(seed, 1))
    lines = [l for l in current(seed, 2) if first_known(l["mid"], l["low"])]
    lines = [l for l in lines if l["kind"] != "statistic" or not is_counted_elsewhere(l, lines)]
    lines.sort(key=lambda l: (l["day"], l["id"]))
    given, used = collections.Counter(), collections.Counter()
    rows = []
    for c in claims:
        for l in lines:
            side = {"import": "cleared", "export": "shipped"}[l["flow"]]
            pool = (STAGES[c["stage"]][0], l["id"])
            taker = (c["id"], c["ordinal"], side)
            units = min(c["units"] - given[taker], first_known(l["mid"], l["low"]) - used[pool])
            if fits(c, l) and units > 0:
                given[taker] += units
                used[pool] += units
                rows.append("%s %d %s %s %g" % (c["id"], c["ordinal"], side, l["id"], units))
    print("\n".join(sorted(rows)))


if sys.argv[1] == "events":
    print_events(int(sys.argv[2]), int(sys.argv[3]))
else:
    print_expected(int(sys.argv[2]))
