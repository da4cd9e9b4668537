#!/usr/bin/env python3
"""What must be seen of the chronology, by the tables of facts here alone; lines as observed.sql prints them.

facts.csv has one act a row: what the news tell (of several articles and languages one row), what customs lines say in
their last version. A bound that is not stated is empty. Units are allocated first in, first out: a line's units count
once for each kind of claim, a claim gets no more than it tells; exports and imports are two sides of the same goods.
Claims of one number for several buyers are one claim that they share, as the rules of claims have it.

legal.csv and timeline.csv say what the rules meant for a line or article, and what changed when.
"""
import collections
import csv
import datetime
import pathlib

folder = pathlib.Path(__file__).parent

# How long before and after a claim's day a line may be of the same goods.
WINDOWS = {"announced": (31, 730), "import_approved": (14, 548), "licensed": (14, 730), "ordered": (31, 548),
           "shipped": (366, 92), "seized": (366, 31)}
BOUNDS = ("low", "mid", "high")
STAGES = ("announced", "import_approved", "licensed", "ordered", "shipped", "shipped customs", "cleared customs",
          "seized")
GATES = {"import_approved": "cleared", "licensed": "shipped"}  # what uses up an approval


def rows(name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_facts():
    facts = rows("facts.csv")
    for fact in facts:
        fact["day"] = datetime.date.fromisoformat(fact["day"])
        for bound in BOUNDS:
            fact[bound] = int(fact[bound]) if fact[bound] else None
        fact["units"] = next(fact[b] for b in ("mid", "low", "high") if fact[b] is not None)
    facts.sort(key=lambda f: f["day"])
    return [f for f in facts if f["side"] == "news"], [f for f in facts if f["side"] == "customs"]


def fits(claim, line):
    before, after = WINDOWS[claim["stage"]]
    days = (line["day"] - claim["day"]).days
    ways = not claim["from"] or claim["from"] == line["from"]
    shared = not claim["buyers"] or set(claim["buyers"].split("; ")) & set(line["buyers"].split("; "))
    same = claim["to"] and claim["to"] == line["to"] and claim["product"] == line["product"]
    return same and -before <= days <= after and ways and shared


def allocate(claims, lines):
    matches = []
    for side in ("shipped", "cleared"):
        left = {claim["id"]: claim["units"] for claim in claims}
        for line in lines:
            taken = collections.Counter()
            for claim in claims:
                if line["stage"] != side or not fits(claim, line):
                    continue
                units = min(left[claim["id"]], line["units"] - taken[claim["stage"]])
                if units > 0:
                    left[claim["id"]] -= units
                    taken[claim["stage"]] += units
                    matches.append((claim, line, side, units))
    return matches


def add(a, b):
    return b if a is None else a if b is None else a + b


def text(bounds):
    return "/".join("-" if b is None else str(b) for b in bounds)


def less(bounds, used):
    return [None if b is None else max(b - used, 0) for b in bounds]


def positions(claims, lines, matches):
    cells = {}
    used = collections.Counter()
    counts = collections.Counter()
    for fact in claims + lines:
        key = (fact["product"], fact["buyers"], fact["to"])
        month = fact["day"].strftime("%Y-%m")
        stage = fact["stage"] + (" customs" if fact["side"] == "customs" else "")
        cell = cells.setdefault((key, month), {})
        sums = cell.setdefault(stage, [0 if fact[b] is not None else None for b in BOUNDS])
        # Of lower bounds those that are known count; a central value or upper bound is known if all are.
        cell[stage] = [add(sums[0], fact["low"])] + [None if s is None or fact[b] is None else s + fact[b]
                                                     for s, b in zip(sums[1:], BOUNDS[1:])]
        counts[key, month, fact["side"]] += 1
    for claim, line, side, units in matches:
        if GATES.get(claim["stage"]) == side:
            key, month = (claim["product"], claim["buyers"], claim["to"]), line["day"].strftime("%Y-%m")
            cells.setdefault((key, month), {})
            used[key, month, claim["stage"]] += units
    for (key, month), cell in cells.items():
        fields = [text(cell.get(stage, [None] * 3)) for stage in STAGES]
        for gate in GATES:
            months = [m for k, m in cells if k == key and m <= month]
            granted = [None] * 3
            for m in months:
                if gate in cells[key, m]:
                    granted = [add(a, b) for a, b in zip(granted, cells[key, m][gate])]
            fields += [str(used[key, month, gate]) if (key, month, gate) in used else "-",
                       text(less(granted, sum(used[key, m, gate] for m in months)))]
        yield "|".join(["position", *key, month, *fields, str(counts[key, month, "news"]),
                        str(counts[key, month, "customs"])])


def licences(claims, lines, matches):
    for claim in claims:
        if claim["stage"] not in GATES:
            continue
        of_side = collections.Counter()
        for other, _, side, units in matches:
            if other is claim:
                of_side[side] += units
        gate = GATES[claim["stage"]]
        granted = [claim[b] for b in BOUNDS]
        beyond = sum(line["units"] - sum(u for c, l, _, u in matches if l is line and c["stage"] == claim["stage"])
                     for line in lines if line["stage"] == gate and fits(claim, line))
        over = "-" if claim["mid"] is None and claim["high"] is None else str(beyond)
        yield "|".join(["licence", claim["id"], claim["stage"], claim["day"].isoformat(), claim["product"], claim["to"],
                        claim["buyers"], text(granted), str(of_side["shipped"]), str(of_side["cleared"]),
                        str(of_side[gate]), text(less(granted, of_side[gate])), over])


def main():
    claims, lines = read_facts()
    matches = allocate(claims, lines)
    seen = [*positions(claims, lines, matches), *licences(claims, lines, matches)]
    for claim, line, side, units in matches:
        days = (line["day"] - claim["day"]).days
        seen.append("|".join(["match", claim["id"], claim["stage"], side, line["id"], str(units), str(days)]))
    seen += ["|".join(["legal", row["id"], row["regime"], row["outcome"]]) for row in rows("legal.csv")]
    seen += ["|".join(["change", row["day"], row["change"], row["authority"], row["what"],
                       text([row[b] or None for b in BOUNDS])]) for row in rows("timeline.csv")]
    print("\n".join(sorted(seen)))


if __name__ == "__main__":
    main()
