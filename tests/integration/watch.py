#!/usr/bin/env python3
"""What the views that watch trade must say, computed from the same lines by other means: for watch.test.

watch.py lines SEED          arbitrary customs lines with their estimates, one JSON object a line
watch.py check INPUT ROWS    compares ROWS (one JSON object a line: "view" and the columns of one row) with what follows
                             from INPUT (as printed by `lines`); prints what differs, exit 1 if anything does
Environment: CHIPWATCH_SOURCE_DIR, for the reference data.
"""
import calendar, csv, datetime, itertools, json, math, os, random, sys

REFERENCE = os.path.join(os.environ['CHIPWATCH_SOURCE_DIR'], 'deploy', 'reference')


def table(name):
    with open(os.path.join(REFERENCE, name), newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


# --- arbitrary lines ------------------------------------------------------------------------------------------------

COUNTRIES = ['TW', 'TW', 'MY', 'MY', 'HK', 'HK', 'CN', 'ZZ', None]


def one_of(dice, *choices):
    return dice.choice(choices)


def statistic(dice):
    month = one_of(dice, 1, 1, 1, 2)
    yearly = dice.random() < 0.2
    last = 31 if yearly else calendar.monthrange(2026, month)[1]
    return {'kind': 'statistic', 'source': one_of(dice, 'a', 'b'), 'event_date': None,
            'period_start': '2026-01-01' if yearly else f'2026-{month:02}-01',
            'period_end': '2026-12-31' if yearly else f'2026-{month:02}-{last}'}


def shipment(dice):
    return {'kind': one_of(dice, 'shipment_line', 'declaration_line'), 'source': 'v',
            'event_date': one_of(dice, f'2026-01-{dice.randint(1, 31):02}', f'2026-02-{dice.randint(1, 28):02}', None)}


def estimate(dice, line):
    low = dice.randint(0, 500)
    product = None if line['kind'] == 'statistic' else one_of(dice, 'nvidia-h200', 'nvidia-h20', None)
    key = {'nvidia-h200': 'nvidia-h200-sxm', 'nvidia-h20': 'nvidia-h20-96gb', None: None}[product]
    mid = one_of(dice, low, low + 10, None)
    flags = [flag for flag in ('possible_misdescription', 'price_implausible', 'weight_implausible') if dice.random() < 0.2]
    rule = one_of(dice, 'model_name', 'accessory', 'value_weight_anomaly')
    leaves, enters = line['flow'] in ('export', 'reexport'), line['flow'] in ('import', 'reimport')
    return {'chips_low': low, 'chips_mid': mid, 'chips_high': one_of(dice, low + 20, None), 'product_slug': product,
            'product_key': key, 'flags': flags, 'units_rule': 'share_price' if line['kind'] == 'statistic' else rule,
            'price_per_chip_usd': dice.choice([None, 100, 30000, 500000]) if mid else None,
            'from_country': line['dispatch'] or (line['reporter'] if leaves else None),
            'to_country': line['destination'] or (line['reporter'] if enters else None)}


def arbitrary_line(dice):
    line = statistic(dice) if dice.random() < 0.6 else shipment(dice)
    flow = dice.choice(['import', 'import', 'export', 'reexport', 'transit'])
    usual = 'CIF' if flow == 'import' else 'FOB'
    line.update(flow=flow, reporter=dice.choice(COUNTRIES[:7] + [None]), hs6=dice.choice(['847180'] * 4 + ['847330', None]),
                origin=dice.choice(COUNTRIES), dispatch=dice.choice(COUNTRIES), destination=dice.choice(COUNTRIES),
                value_usd=dice.choice([1000000, 1050000, 1100000, 1400000, dice.randint(1, 10**7), 0, -5, None]),
                qty=dice.choice([None, dice.randint(1, 1000), dice.randint(1, 1000), dice.randint(1, 1000)]),
                unit=dice.choice(['C62', 'C62', 'C62', 'KGM', None]), net_kg=dice.choice([None, 0] + [dice.randint(1, 10**4)] * 3),
                gross_kg=dice.choice([None, dice.randint(1, 10**4)]), value_basis=dice.choice([usual] * 5 + ['CIF', 'EXW', None]),
                weight_scope=dice.choice(['line', 'line', None, 'header']),
                flags=[flag for flag in ('partner_world', 'tariff_line', 'domestic_export', 'inward_processing', 'odd')
                       if dice.random() < 0.08])
    return line


def series(dice, place):
    """Months of one pair, with holes, of which some are far above the others."""
    usual = dice.choice([10**5, 2 * 10**6, 10**7])
    for month in range(20):
        first = datetime.date(2024 + month // 12, month % 12 + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        line = dict.fromkeys(('event_date', 'dispatch', 'qty', 'unit', 'net_kg', 'gross_kg', 'weight_scope'))
        line.update(kind='statistic', source=f's{place}', period_start=str(first), period_end=str(last), flow='import',
                    reporter='MY', destination='MY', origin=dice.choice(['TW', 'KR']), hs6='847180', value_basis='CIF',
                    flags=[], value_usd=dice.choice([usual, usual, 2 * usual, 8 * usual, 0, None]))
        if dice.random() < 0.8:
            yield line


def print_lines(seed):
    dice = random.Random(seed)
    lines = [arbitrary_line(dice) for _ in range(600)]
    for place in range(12):
        lines.extend(series(dice, place))
    for number, line in enumerate(lines, 1):
        row = estimate(dice, line) if dice.random() < 0.8 else None
        print(json.dumps({'line': {'event_id': f'{number:032}', **line}, 'estimate': row}))


# --- what follows from them -----------------------------------------------------------------------------------------

def known_sum(values):
    """A sum is known if all its parts are."""
    return None if None in values else sum(values)


def same(values):
    return None if None in values or len(set(values)) > 1 else values[0]


def minus(a, b):
    return None if a is None or b is None else a - b


def ratio(a, b):
    return None if a is None or not b else a / b


def is_counted(line):
    skipped = {'partner_world', 'foreign_import', 'inward_processing', 'outward_processing'}
    return not skipped & set(line['flags']) and not (line['value_usd'] or 0) < 0 and not (line['qty'] or 0) < 0


def kind_of(line):
    return 'tariff_line' if 'tariff_line' in line['flags'] else line['kind']


def period_of(line):
    if line.get('period_start'):
        return line['period_start'], line['period_end']
    if not line['event_date']:
        return None
    day = datetime.date.fromisoformat(line['event_date'])
    return str(day.replace(day=1)), str(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def sights(line):
    """(side, sender, receiver, sent on, by which country) of each report that a line is part of."""
    reporter = line['reporter'] or line['destination' if line['flow'] == 'import' else 'dispatch']
    if line['flow'] in ('export', 'reexport'):
        yield 'exporter', reporter, line['destination'], line['flow'] == 'reexport', None
    elif line['flow'] == 'import':
        yield ('importer', line['origin'] or line['dispatch'], reporter, False,
               'origin' if line['origin'] else 'dispatch')
        if line['origin'] and line['dispatch'] and line['origin'] != line['dispatch']:
            yield 'importer', line['dispatch'], reporter, True, 'dispatch'


def reports(entries):
    """{(what both sides share): {side: [report]}}"""
    groups = {}
    for entry in entries:
        line, found = entry['line'], entry['estimate'] or {}
        if not is_counted(line) or not line['hs6'] or not period_of(line):
            continue
        for side, sender, receiver, sent_on, basis in sights(line):
            if not sender or not receiver or sender == receiver or 'ZZ' in (sender, receiver):
                continue
            trade = 'domestic_export' if 'domestic_export' in line['flags'] else line['flow']
            evidence = 'statistic' if line['kind'] == 'statistic' else 'line'
            for product in {(True, None), (False, found.get('product_slug'))}:
                shared = (sender, receiver, sent_on, period_of(line), evidence, line['hs6'], product)
                key = (shared, side, trade, kind_of(line), line['source'])
                groups.setdefault(key, []).append((line, found, basis))
    joined = {}
    for (shared, side, trade, kind, source), parts in groups.items():
        joined.setdefault(shared, {'exporter': [], 'importer': []})[side].append(report(trade, kind, source, parts))
    return joined


def report(trade, kind, source, parts):
    lines, found, bases = zip(*parts)
    unit = same([line['unit'] for line in lines])
    value_bases = [line['value_basis'] for line in lines]
    chips = {bound: [f.get('chips_' + bound) for f in found] for bound in ('low', 'mid', 'high')}
    lows = [low for low in chips['low'] if low is not None]
    weights = [line['net_kg'] if line['weight_scope'] != 'header' else None for line in lines]
    return {'trade': trade, 'kind': kind, 'source': source, 'line_count': len(lines),
            'country_basis': bases[0] if len(set(bases)) == 1 else 'mixed',
            'value_basis': None if None in value_bases else same(value_bases) or 'mixed',
            'value_usd': known_sum([line['value_usd'] for line in lines]), 'quantity_unit': unit,
            'quantity': known_sum([line['qty'] for line in lines]) if unit else None, 'weight_kg': known_sum(weights),
            'chips_low': sum(lows) if lows else None, 'chips_mid': known_sum(chips['mid']),
            'chips_high': known_sum(chips['high'])}


def expected_ratio(exporter, importer):
    margins = {('FOB', 'CIF'): (1.0, 1.06, 1.1), ('FOB', 'FOB'): (1, 1, 1), ('CIF', 'CIF'): (1, 1, 1),
               ('CIF', 'FOB'): (1 / 1.1, 1 / 1.06, 1 / 1.0)}
    low, mid, high = margins.get((exporter.get('value_basis'), importer.get('value_basis')), (None, None, None))
    return (None, None, None) if mid is None else (0.95 * low, mid, 1.05 * high)


def mirror_gaps(entries):
    for (sender, receiver, sent_on, period, evidence, hs6, (is_code, product)), sides in reports(entries).items():
        if not is_code and (not product or not sides['exporter'] or not sides['importer']):
            continue
        for o, i in itertools.product(sides['exporter'] or [{}], sides['importer'] or [{}]):
            yield mirror_row(sender, receiver, sent_on, period, evidence, hs6, product, o, i)


def mirror_row(sender, receiver, sent_on, period, evidence, hs6, product, o, i):
    row = {'exporter_country_code': sender, 'importer_country_code': receiver,
           'trade_kind': o.get('trade') or ('reexport' if sent_on else 'export'), 'period_start_date': period[0],
           'period_end_date': period[1], 'period_length': 'year' if period[1].endswith('12-31') and
           period[0].endswith('01-01') else 'month', 'hs6_code': hs6, 'product_slug': product,
           'level': 'product' if product else 'code', 'evidence': evidence,
           'reported_by': 'both' if o and i else 'exporter' if o else 'importer',
           'importer_country_basis': i.get('country_basis')}
    columns = ('source', 'kind', 'value_basis', 'line_count', 'value_usd', 'quantity', 'quantity_unit', 'weight_kg',
               'chips_low', 'chips_mid', 'chips_high')
    for side, part in (('exporter', o), ('importer', i)):
        row.update({f'{side}_{column}': part.get(column) for column in columns})
    low, mid, high = expected_ratio(o, i)
    values = ratio(i.get('value_usd'), o.get('value_usd'))
    same_unit = o.get('quantity_unit') and o.get('quantity_unit') == i.get('quantity_unit')
    fob = ratio(i.get('value_usd'), mid)
    row.update(expected_value_ratio_low=low, expected_value_ratio_mid=mid, expected_value_ratio_high=high,
               value_gap_usd=minus(i.get('value_usd'), o.get('value_usd')), value_ratio=values,
               is_explained_by_freight=None if values is None or low is None else low <= values <= high,
               value_gap_after_freight_usd=minus(fob, o.get('value_usd')),
               quantity_gap=minus(i.get('quantity'), o.get('quantity')) if same_unit else None,
               quantity_ratio=ratio(i.get('quantity'), o.get('quantity')) if same_unit else None,
               weight_gap_kg=minus(i.get('weight_kg'), o.get('weight_kg')),
               weight_ratio=ratio(i.get('weight_kg'), o.get('weight_kg')),
               chips_gap_low=minus(i.get('chips_low'), o.get('chips_high')),
               chips_gap_mid=minus(i.get('chips_mid'), o.get('chips_mid')),
               chips_gap_high=minus(i.get('chips_high'), o.get('chips_low')))
    return row


def route_rows(entry, watched, embargoed):
    line, found = entry['line'], entry['estimate']
    origin, sender, receiver = (None if c == 'ZZ' else c for c in
                                (line['origin'], found['from_country'], found['to_country']))
    moved = bool(origin and sender and origin != sender)
    sent_on = (moved and receiver is not None and sender != receiver) or line['flow'] == 'reexport'
    kinds = {'via_watch_country': sender in watched and sent_on,
             'to_watch_country': receiver in watched and sender != receiver, 'origin_not_dispatch': moved,
             'reexport_to_d5': sender in watched and sent_on and receiver in embargoed}
    for kind, applies in kinds.items():
        if applies:
            yield {'anomaly': kind, 'event_id': line['event_id'], 'from_country_code': sender, 'to_country_code': receiver,
                   'origin_country_code': origin, 'source': line['source'], 'kind': kind_of(line), 'flow': line['flow'],
                   'hs6_code': line['hs6'], 'value_usd': line['value_usd'],
                   **{bound: found[bound] for bound in ('chips_low', 'chips_mid', 'chips_high')}}


def jumps(entries):
    months = {}
    for entry in entries:
        line, found = entry['line'], entry['estimate']
        sender, receiver, origin = (None if c == 'ZZ' else c for c in
                                    (found['from_country'], found['to_country'], line['origin']))
        sender = sender or origin
        if not period_of(line) or not line['hs6'] or not sender or not receiver or sender == receiver:
            continue
        first, last = period_of(line)
        if first[:7] != last[:7]:
            continue
        key = (line['source'], kind_of(line), line['reporter'], line['flow'], sender, receiver, line['hs6'])
        month = int(first[:4]) * 12 + int(first[5:7])
        months.setdefault(key, {}).setdefault(month, []).append((line['value_usd'], found))
    for key, values in months.items():
        known = {month: sum(v for v, _ in parts) for month, parts in values.items() if None not in (v for v, _ in parts)}
        for month, value in known.items():
            before = [known[m] for m in range(month - 12, month) if m in known]
            usual = sum(before) / len(before) if before else 0
            if len(before) >= 3 and usual > 0 and value / usual >= 4 and value - usual >= 5e6:
                found = [f for _, f in values[month]]
                yield {'anomaly': 'jump', 'event_id': None, 'source': key[0], 'kind': key[1], 'flow': key[3],
                       'from_country_code': key[4], 'to_country_code': key[5], 'hs6_code': key[6], 'value_usd': value,
                       'baseline_value_usd': usual, 'baseline_month_count': len(before), 'jump_ratio': value / usual,
                       'chips_low': known_sum([f['chips_low'] for f in found]),
                       'chips_mid': known_sum([f['chips_mid'] for f in found]),
                       'chips_high': known_sum([f['chips_high'] for f in found])}


def route_anomalies(entries):
    groups = table('country_groups.csv')
    watched = {g['iso2'] for g in groups if g['transshipment_watch'] == 'y'}
    embargoed = {g['iso2'] for g in groups if 'D:5' in g['ear_groups'].split(';')}
    counted = [e for e in entries if e['estimate'] and is_counted(e['line'])]
    for entry in counted:
        yield from route_rows(entry, watched, embargoed)
    yield from jumps(counted)


def misdescriptions(entries):
    classes = table('unit_classes.csv')
    card = next(c for c in classes if c['class'] == 'card')
    least = next(float(p['price_low_usd']) for p in table('share_priors.csv') if not p['hs6'])
    usual = least / float(card['accelerator_high_kg'])
    light, heavy = (f(float(c[column]) for c in classes) for f, column in
                    ((min, 'accelerator_low_kg'), (max, 'accelerator_high_kg')))
    prices = {a['key']: (float(a['price_low_usd'] or 'nan'), float(a['price_high_usd'] or 'nan'))
              for a in table('accelerators.csv')}
    for entry in entries:
        line, found = entry['line'], entry['estimate']
        if not found:
            continue
        kg = None if line['weight_scope'] == 'header' else line['net_kg'] or line['gross_kg']
        value, mid, price = line['value_usd'], found['chips_mid'], found['price_per_chip_usd']
        density = value / kg if kg and value and value > 0 else None
        each = kg / mid if kg and mid else None
        low, high = prices.get(found['product_key'], (math.nan, math.nan))
        times = {}
        if 'possible_misdescription' in found['flags']:
            times['possible_misdescription'] = density and density / usual
        if found['units_rule'] == 'value_weight_anomaly' and mid is not None:
            times['value_and_weight_of_a_unit'] = 1
        if found['units_rule'] == 'accessory' and density and density >= usual:
            times['accessory_too_valuable'] = density / usual
        if 'price_implausible' in found['flags']:
            times['price_implausible'] = max([1] + [t for t in (low / price, price / high) if t == t] if price else [1])
        if 'weight_implausible' in found['flags']:
            times['weight_implausible'] = max([1] + [light / each, each / heavy] if each else [1])
        if times:
            farthest = max((t for t in times.values() if t is not None), default=None)
            yield {'event_id': line['event_id'], 'reason_codes': '; '.join(times), 'value_per_kg_usd': density,
                   'score_ratio': farthest and farthest / (1 + farthest), 'accelerator_value_per_kg_usd': usual,
                   'weight_per_chip_kg': each, 'weight_kg': kg}


# --- comparison -----------------------------------------------------------------------------------------------------

VIEWS = {'mirror_gaps': mirror_gaps, 'route_anomalies': route_anomalies, 'misdescription_candidates': misdescriptions}


def written(value):
    """Nine digits: sums of doubles depend on their order."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return f'{value + 0.0:.9g}'
    return value.replace('-', '') if len(value) in (32, 36) else value


def fingerprints(rows, columns):
    return sorted(json.dumps([written(row.get(c)) for c in columns]) for row in rows)


def check(input_path, rows_path):
    with open(input_path) as file:
        entries = [json.loads(text) for text in file]
    with open(rows_path) as file:
        rows = [json.loads(text) for text in file]
    differs = False
    for view, compute in VIEWS.items():
        want = list(compute(entries))
        columns = sorted({column for row in want for column in row})
        wanted = fingerprints(want, columns)
        got = fingerprints([row for row in rows if row['view'] == view], columns)
        missing, surplus = [w for w in wanted if w not in set(got)], [g for g in got if g not in set(wanted)]
        differs = differs or wanted != got
        print(f'{view}: {len(wanted)} expected, {len(got)} there, {len(missing)} missing, {len(surplus)} too many')
        for sign, some in (('-', missing), ('+', surplus)):
            for row in some[:3]:
                print(sign, dict(zip(columns, json.loads(row))))
    return 1 if differs else 0


if __name__ == '__main__':
    if sys.argv[1] == 'lines':
        print_lines(int(sys.argv[2]))
    else:
        sys.exit(check(sys.argv[2], sys.argv[3]))
