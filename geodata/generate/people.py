"""Indicators that no geometry can tell, and who answers for which unit (references, never names)."""
from datetime import date

from .frame import CODE, day, rng, some_day
from .units import PIANQU

SOURCE = "合成:演示数据"
QUARTERS = (date(2016, 3, 31), date(2016, 6, 30), date(2016, 9, 30))
MONTHS = tuple(date(2016, month, {2: 29, 4: 30, 6: 30, 9: 30}.get(month, 31)) for month in range(1, 10))
# code: how many of the 39 have it at the end of each quarter
SHARES = {"party_consult": (24, 33, 37), "platform_online": (18, 31, 39), "platform_active": (11, 22, 34),
          "talent_pool": (15, 26, 35), "co_building": (28, 35, 39), "regional_party": (20, 29, 36), "one_brand": (14, 23, 30),
          "consult_method": (17, 27, 34), "police_post": (31, 37, 39), "elder_volunteers": (12, 20, 28)}
# code: (num, den) by date; den null: a plain number
STREET = {"jianzhi_persons": [("2016-03-31", 3, 10), ("2016-06-30", 6, 10), ("2016-09-30", 8, 10)],
          "safety_feel": [("2015-12-31", 81.6, 100), ("2016-06-30", 83.1, 100)],
          "satisfaction": [("2015-12-31", 78.9, 100), ("2016-06-30", 78.4, 100)],
          "platform_functions": [("2016-03-31", 2, 6), ("2016-06-30", 4, 6), ("2016-09-30", 5, 6)],
          "complex_case_days": [("2015-12-31", 31, None)],
          "education_pilot": [("2016-06-30", 0, 1), ("2016-09-30", 0, 1)],
          "work_groups": [("2016-02-29", 9, 9)],
          "house_fires": [("2015-12-31", 14, None), ("2016-09-30", 8, None)]}


def indicators(committees, compounds):
    numbers = rng("unit_indicators")
    rows = []

    def add(unit, indicator, stands_on, num, den, unknown=None, note=None):
        stands_on = day(stands_on) if isinstance(stands_on, str) else stands_on
        rows.append(dict(id=f"{CODE}-U{len(rows) + 1:05d}", unit=unit, indicator=indicator, stands_on=stands_on, num=num, den=den,
                         unknown=unknown, note=note, provenance="synthetic", source=SOURCE))

    street = f"subdistricts:{CODE}"
    for code, values in STREET.items():
        for stands_on, num, den in values:
            add(street, code, stands_on, num, den)
    for key, *_ in PIANQU:
        for k, quarter in enumerate(QUARTERS):
            add(f"pianqu:{CODE}-{key}", "pianqu_brand", quarter, int(k + int(key[1:]) % 3 > 1), 1)
    ids = [row.id for row in committees]
    for code, counts in SHARES.items():
        order = list(ids)
        numbers.shuffle(order)
        silent = set(numbers.sample(order[counts[-1]:] + order[:3], min(2, 39 - counts[-1] + 3))) if code != "co_building" else set()
        for quarter, count in zip(QUARTERS, counts):
            have = set(order[:count])
            for ident in ids:
                if ident in silent and ident not in have:
                    continue  # no report: the row is missing on purpose
                add(f"committees:{ident}", code, quarter, int(ident in have), 1)
    _committees(numbers, ids, add)
    _waste(numbers, compounds, add)
    _civilised(compounds, add)
    return rows


def _committees(numbers, ids, add):
    for ident in ids:
        unit, held = f"committees:{ident}", numbers.choices((9, 8, 7, 5), (60, 22, 12, 6))[0]
        months = set(numbers.sample(MONTHS, held))
        late = numbers.random() < 0.08
        for month in MONTHS:
            if late and month > date(2016, 7, 1):
                add(unit, "wuge_meeting", month, None, 1, 1, "未报")
            else:
                add(unit, "wuge_meeting", month, int(month in months), 1)
        done = 0
        for quarter in QUARTERS:
            done = min(4, done + numbers.choice((0, 1, 1, 2)))
            add(unit, "wuge_yearly", quarter, done, 4)
        lists = 0
        for quarter in QUARTERS:
            lists = min(4, lists + numbers.choice((1, 2, 2)))
            add(unit, "four_lists", quarter, lists, 4)
        granted = numbers.choice((80_000, 100_000, 120_000, 150_000))
        used = 0
        for quarter in QUARTERS:
            used = min(granted, used + round(granted * numbers.uniform(0.12, 0.32)))
            add(unit, "fund_used", quarter, used, granted)
        for quarter in QUARTERS:
            found = numbers.randint(2, 14)
            add(unit, "disputes_settled", quarter, found - numbers.choice((0, 0, 1, 2)), found)


def _waste(numbers, compounds, add):
    for row in compounds:
        good = numbers.choices((0.995, 0.97, 0.9), (6, 3, 1))[0]
        for month in MONTHS:
            total = 2 * month.day
            unknown = numbers.choices((0, numbers.randint(1, 4), total), (88, 10, 2))[0]
            known = total - unknown
            cleared = sum(numbers.random() < good for _ in range(known))
            add(f"compounds:{row.id}", "waste_same_day", month, cleared if known else None, total, unknown)


def _civilised(compounds, add):
    """The checklist of the civilised district comes from outside, once a quarter: passed or not, and now and then no report."""
    numbers = rng("chuangquan")
    for quarter, share in zip(QUARTERS, (0.7, 0.8, 0.9)):
        for row in compounds:
            passed = int(numbers.random() < share)
            if numbers.random() < 0.97:
                add(f"compounds:{row.id}", "chuangquan", quarter, passed, 1)


def responsibilities(compounds):
    numbers = rng("responsibilities")
    rows = []

    def add(unit, role, holder, first, last=None):
        rows.append(dict(id=f"{CODE}-D{len(rows) + 1:04d}", unit=unit, role=role, holder_ref=holder, valid_from=first, valid_to=last,
                         provenance="synthetic", source=SOURCE))

    start = day("2016-01-15")
    for key, *_ in PIANQU:
        unit = f"pianqu:{CODE}-{key}"
        if key == "P04":
            add(unit, "leader", "holder:L07", start, day("2016-06-01"))
            add(unit, "leader", f"holder:L{key[1:]}", day("2016-06-01"))
        else:
            add(unit, "leader", f"holder:L{key[1:]}", start)
    without = {row.id for row in numbers.sample(compounds, 2)}
    for row in compounds:
        unit, number = f"compounds:{row.id}", row.committee.id[-2:]
        if row.id not in without:
            first = some_day(numbers, start, day("2016-02-20"))
            if numbers.random() < 0.06:
                change = some_day(numbers, day("2016-05-01"), day("2016-08-01"))
                add(unit, "secretary", f"holder:S{number}x", first, change)
                add(unit, "secretary", f"holder:S{number}", change)
            else:
                add(unit, "secretary", f"holder:S{number}", first)
            add(unit, "director", f"holder:D{number}", first)
        add(unit, "group", f"group:W{int(row.id[-3:]) % 9 + 1}", day("2016-02-22"))
    return rows
