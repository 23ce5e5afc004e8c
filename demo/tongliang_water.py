"""Sections and samples of the demonstration: INVENTED rows whose yearly means are exact, and their own judgement.

Limits are typed here from GB 3838-2002 table 1, apart from the product's. Non-detects count half their limit, marked samples
do not count, and means are not rounded before they are classed. Amounts of points are a reading of ours.
"""

import datetime as dt
import random
import re
from collections import defaultdict
from fractions import Fraction as F

YEAR = 2022
RANDOM = random.Random(3838_2002)

POINTS = {
    "class_fell": F(-2), "improved": [(F(30, 100), F(1)), (F(15, 100), F(6, 10)), (F(5, 100), F(3, 10))],
    "improved_items": ["总磷", "氨氮", "高锰酸盐指数"], "samples": 8,
}

CLASSES = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"]
AT_MOST = {"高锰酸盐指数": "2 4 6 10 15", "化学需氧量": "15 15 20 30 40", "五日生化需氧量": "3 3 4 6 10", "氨氮": "0.15 0.5 1 1.5 2",
           "总磷": "0.02 0.1 0.2 0.3 0.4", "总磷（湖库）": "0.01 0.025 0.05 0.1 0.2"}
OXYGEN = "7.5 6 5 3 2"
ITEMS = ["pH", "溶解氧", "高锰酸盐指数", "化学需氧量", "五日生化需氧量", "氨氮", "总磷"]
GRID = {"pH": 10, "溶解氧": 10, "高锰酸盐指数": 10, "化学需氧量": 1, "五日生化需氧量": 10, "氨氮": 1000, "总磷": 100}
DETECTION = {"氨氮": "0.025", "总磷": "0.01", "五日生化需氧量": "0.5"}
SWING = {"pH": F(2, 100), "溶解氧": F(8, 100), "高锰酸盐指数": F(12, 100), "化学需氧量": F(12, 100), "五日生化需氧量": F(14, 100), "氨氮": F(25, 100),
         "总磷": F(22, 100)}


def item_class(item, value, body):
    if item == "pH":
        return 0 if 6 <= value <= 9 else 5
    if item == "溶解氧":
        met = [place for place, limit in enumerate(OXYGEN.split()) if value >= F(limit)]
    else:
        limits = AT_MOST["总磷（湖库）" if item == "总磷" and body == "湖库" else item]
        met = [place for place, limit in enumerate(limits.split()) if value <= F(limit)]
    return met[0] if met else 5


II = {"pH": "7.7", "溶解氧": "8.0", "高锰酸盐指数": "3.0", "化学需氧量": "12", "五日生化需氧量": "2.0", "氨氮": "0.24", "总磷": "0.08"}
III = {"pH": "7.6", "溶解氧": "7.1", "高锰酸盐指数": "4.6", "化学需氧量": "17", "五日生化需氧量": "3.1", "氨氮": "0.62", "总磷": "0.15"}


def section(river, unit, level, target, base, years, body="河流", **more):
    name = river + re.sub("(镇|街道)$", "", unit) + ("坝前" if body == "湖库" else "断面")
    return dict(name=name, river=river, unit=unit, level=level, body=body, target=target, base=base, years=years, nd={}, marks={}) | more


def history(item, path):
    """Means of an item for the years from 2016."""
    return {2016 + at: {item: value} for at, value in enumerate(path.split())}


def merged(*parts):
    years = defaultdict(dict)
    for part in parts:
        for year, means in part.items():
            years[year] |= means
    return years


# years: means that are set, others stay near the base. A mean of exactly a bound is meant so.
SECTIONS = [
    section("小安溪", "白羊镇", "国控", "Ⅲ", III, merged(
        history("氨氮", "1.92 1.76 1.38 1.14 0.95 0.80 0.76 0.74"), history("总磷", "0.34 0.31 0.26 0.23 0.20 0.20 0.17 0.17"),
        history("化学需氧量", "33 31 26 23 19 18 18 17"))),
    section("小安溪", "东城街道", "市控", "Ⅲ", III, merged(
        history("氨氮", "1.85 1.70 1.32 1.10 0.90 0.78 0.70 0.66"), history("总磷", "0.33 0.31 0.27 0.22 0.19 0.18 0.18 0.17"),
        history("化学需氧量", "34 32 27 22 19 18 18 17"))),
    section("小安溪", "少云镇", "区控", "Ⅲ", III, merged(
        history("氨氮", "1.70 1.62 1.25 1.06 0.88 0.72 0.60 0.58"), history("总磷", "0.31 0.30 0.25 0.21 0.18 0.17 0.17 0.16"))),
    section("淮远河", "永嘉镇", "市控", "Ⅲ", III, merged(
        history("总磷", "0.38 0.35 0.29 0.24 0.19 0.18 0.18 0.17"), history("氨氮", "1.60 1.45 1.20 1.02 0.80 0.60 0.42 0.42"),
        history("化学需氧量", "35 32 28 23 19 18 17 17"))),
    section("淮远河", "安居镇", "区控", "Ⅲ", III, merged(
        history("总磷", "0.36 0.33 0.28 0.23 0.18 0.16 0.16 0.16"),
        history("氨氮", "0.90 0.70 0.40 0.24 0.14 0.100 0.085 0.085")), nd={("氨氮", 2021): 2, ("氨氮", 2022): 4}),
    section("涪江", "安居镇", "国控", "Ⅱ", II, merged({year: {"总磷": "0.05", "氨氮": "0.06", "五日生化需氧量": "0.9"} for year in (2021, 2022)}),
            nd={("氨氮", 2021): 2, ("氨氮", 2022): 2, ("五日生化需氧量", 2022): 2}),
    section("涪江", "高楼镇", "市控", "Ⅱ", II, {2021: {"高锰酸盐指数": "3.0"}, 2022: {"高锰酸盐指数": "2.55"}, 2023: {"高锰酸盐指数": "2.5"}}),
    section("琼江", "白羊镇", "市控", "Ⅲ", III, {2021: {"总磷": "0.16", "氨氮": "0.50"}, 2022: {"总磷": "0.15", "氨氮": "0.52"}}),
    section("琼江", "维新镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.25"}, 2022: {"总磷": "0.175"}, 2023: {"总磷": "0.17"}}),
    section("久远河", "双山镇", "区控", "Ⅱ", II, {2021: {"氨氮": "0.46"}, 2022: {"氨氮": "0.56"}}),
    section("久远河", "太平镇", "区控", "Ⅲ", III, {2021: {"高锰酸盐指数": "5.0"}, 2022: {"高锰酸盐指数": "4.75"}}),
    section("平滩河", "平滩镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.18"}, 2022: {"总磷": "0.22"}}),
    # 2.41 / 12 = 0.2008…: over 0.2, though it would round to 0.20.
    section("侣俸河", "侣俸镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.20"}, 2022: {"总磷": F(241, 1200)}}),
    section("板桥河", "石鱼镇", "区控", "Ⅲ", III, {2021: {"化学需氧量": "19"}, 2022: {"化学需氧量": "21"}}),
    # The class falls by oxygen while phosphorus improves by a fifth: no points for that.
    section("石桥河", "蒲吕街道", "区控", "Ⅱ", II, {2021: {"溶解氧": "6.4", "总磷": "0.10"}, 2022: {"溶解氧": "5.6", "总磷": "0.08"}}),
    section("西门河", "双山镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.20"}, 2022: {"总磷": "0.14"}}),
    section("雍溪河", "西河镇", "区控", "Ⅲ", III, {2021: {"氨氮": "0.92"}, 2022: {"氨氮": "2.10"}, 2023: {"氨氮": "1.20"}}),
    section("白沙溪", "旧县街道", "区控", "Ⅲ", III, {2021: {"总磷": "0.15", "氨氮": "0.60"}, 2022: {"总磷": "0.17", "氨氮": "0.66"}}),
    # Seven samples in 2022: not assessed, although they are worse.
    section("龙滩河", "华兴镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.16"}, 2022: {"总磷": "0.26"}},
            marks={(2022, 1): "断流", (2022, 2): "断流", (2022, 3): "断流", (2022, 8): "停测", (2022, 12): "断流"}),
    # Eight samples in 2022: assessed.
    section("围龙溪", "围龙镇", "区控", "Ⅲ", III, {2021: {"总磷": "0.20"}, 2022: {"总磷": F(137, 800)}},
            marks={(2022, 1): "断流", (2022, 2): "断流", (2022, 3): "断流", (2022, 12): "停测"}),
    section("水口河", "水口镇", "区控", "Ⅳ", III, {2021: {"总磷": "0.26"}, 2022: {"总磷": "0.33"}}),
    section("新盛河", "土桥镇", "区控", "Ⅲ", III, {2021: {"高锰酸盐指数": "5.6"}, 2022: {"高锰酸盐指数": "6.3"}}),
    # A reservoir: 0.045 is Ⅲ by the limits of lakes, Ⅱ by those of rivers.
    section("大庙河", "大庙镇", "区控", "Ⅲ", II, {2021: {"总磷": "0.045"}, 2022: {"总磷": "0.036"}, 2023: {"总磷": "0.036"}}, body="湖库",
            nd={("总磷", 2022): 2}),
    # One doubtful sample that would make it 劣Ⅴ.
    section("安居河", "福果镇", "区控", "Ⅲ", III, {2021: {"氨氮": "0.70"}, 2022: {"氨氮": "0.63"}}, marks={(2022, 7): "可疑"}),
]


def months_of(section):
    first = 2016 if section["river"] in ("小安溪", "淮远河") else 2021
    return [(year, month) for year in range(first, 2024) for month in range(1, 11 if year == 2023 else 13)]


def grid(item, body):
    """Steps a value is reported in, per unit: phosphorus of lakes to 0.001."""
    return 1000 if item == "总磷" and body == "湖库" else GRID[item]


def spread(item, grid, mean, count, non_detects):
    """`count` texts whose mean is exactly `mean`, half the detection limit counted for a non-detect."""
    total = mean * count * grid
    half = F(DETECTION[item]) * grid / 2 if non_detects else F(0)
    rest = total - half * non_detects
    assert rest.denominator == 1, (item, mean, count, non_detects)
    numeric, rest = count - non_detects, int(rest)
    floor = int(F(DETECTION.get(item, "0")) * grid)
    values = []
    for place in range(numeric):
        wave = F(RANDOM.randint(-100, 100), 100) * SWING[item]
        values.append(max(floor, round(F(rest, numeric) * (1 + wave))))
    while sum(values) != rest:
        step = 1 if sum(values) < rest else -1
        place = RANDOM.randrange(numeric)
        if values[place] + step >= max(floor, 1):
            values[place] += step
    texts = [decimal(F(value, grid)) for value in values]
    for at in range(non_detects):
        texts.insert(RANDOM.randrange(len(texts) + 1), f"<{DETECTION[item]}" if at % 3 == 2 else f"{DETECTION[item]}L")
    return texts


def decimal(value):
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    assert F(text) == value
    return text


def water_rows():
    """Rows of the samples' workbook: section, day, seven texts, mark."""
    rows = []
    for section in SECTIONS:
        base = {item: F(value) * (1 if item == "pH" else 1 + F(RANDOM.randint(-4, 4), 100)) for item, value in section["base"].items()}
        for year in sorted({year for year, _ in months_of(section)}):
            months = [month for own, month in months_of(section) if own == year]
            counted = [month for month in months if (year, month) not in section["marks"]]
            columns = {}
            for item in ITEMS:
                step = grid(item, section["body"])
                given = section["years"].get(year, {}).get(item)
                if given is None and year == 2023:
                    given = section["years"].get(2022, {}).get(item)
                    given = None if given is None or F(given) * 10 * step % 1 else given
                if given is None:
                    near = base[item] * (1 + F(RANDOM.randint(-15, 15), 1000))
                    given = F(round(near * len(counted) * step), len(counted) * step)
                texts = spread(item, step, F(given), len(counted), section["nd"].get((item, year), 0))
                columns[item] = dict(zip(counted, texts))
            for month in months:
                mark = section["marks"].get((year, month), "")
                values = [columns[item].get(month, "") for item in ITEMS]
                if mark == "可疑":
                    values = ["7.1", "3.4", "11.2", "38", "8.6", "26.5", "0.46"]
                rows.append([section["name"], dt.date(year, month, 5 + (len(rows) * 7) % 6), *values, mark])
    return rows


def cell(text):
    """A measured value as a number, anything else as text."""
    return (int(text) if re.fullmatch(r"\d+", text) else float(text)) if re.fullmatch(r"\d+(\.\d+)?", text) else text or None


def counted(text):
    """The value that counts: half the detection limit for a non-detect."""
    found = re.fullmatch(r"(?:<([\d.]+)|([\d.]+)L)", text)
    return F(found[1] or found[2]) / 2 if found else F(text)


def judge_water(rows):
    """Means and classes of each section and year from the rows alone; None with fewer samples than needed."""
    values = defaultdict(lambda: defaultdict(list))
    for name, on, *texts, mark in rows:
        if not mark:
            for item, text in zip(ITEMS, texts):
                values[name, on.year][item].append(counted(text))
    body = {s["name"]: s["body"] for s in SECTIONS}
    means, classes = {}, {}
    for (name, year), items in values.items():
        enough = all(len(list_) >= POINTS["samples"] for list_ in items.values())
        means[name, year] = {item: sum(list_) / len(list_) for item, list_ in items.items()} if enough else None
        classes[name, year] = max(item_class(item, mean, body[name]) for item, mean in means[name, year].items()) if enough else None
    return means, classes


def score_water(means, classes):
    results = []
    for section in SECTIONS:
        name = section["name"]
        before, now = classes[name, YEAR - 1], classes[name, YEAR]
        result = dict(section=section, before=before, now=now, rates={}, parts={}, points=None)
        if before is not None and now is not None:
            if now > before:
                result["points"] = POINTS["class_fell"]
            else:
                for item in POINTS["improved_items"]:
                    old, new = means[name, YEAR - 1][item], means[name, YEAR][item]
                    rate = (old - new) / old
                    result["rates"][item] = rate
                    result["parts"][item] = next((points for bound, points in POINTS["improved"] if rate >= bound), F(0))
                result["points"] = sum(result["parts"].values())
        results.append(result)
    return results


def river_classes(means, river, years):
    """Fewer than five sections: the mean of each item over the sections."""
    names = [s["name"] for s in SECTIONS if s["river"] == river]
    out = {}
    for year in years:
        over = {item: sum(means[name, year][item] for name in names) / len(names) for item in ITEMS}
        out[year] = max(item_class(item, mean, "河流") for item, mean in over.items())
    return out


def check_water(means, classes, water):
    """What the rows were made for; units whose class fell, rates exactly on a bound, yearly classes of the two rivers."""
    fell = list(dict.fromkeys(r["section"]["unit"] for r in water if r["points"] == POINTS["class_fell"]))
    assert len(fell) == 8 and len([r for r in water if r["points"] == POINTS["class_fell"]]) == 8, fell
    assert [r["section"]["name"] for r in water if r["points"] is None] == ["龙滩河华兴断面"]
    bounds = [bound for bound, _ in POINTS["improved"]]
    on_bound = [(r["section"]["name"], item, rate) for r in water for item, rate in r["rates"].items() if rate in bounds]
    assert len([1 for *_, rate in on_bound if rate == F(15, 100)]) >= 3 and {rate for *_, rate in on_bound} == set(bounds), on_bound
    rivers = {river: river_classes(means, river, range(2016, 2024)) for river in ("小安溪", "淮远河")}
    wanted = dict(zip(range(2016, 2024), [4, 4, 3, 3, 2, 2, 2, 2]))
    assert all(found == wanted for found in rivers.values()), rivers
    for s in SECTIONS:
        if s["river"] in rivers:
            assert {year: classes[s["name"], year] for year in wanted} == wanted, s["name"]
    return fell, on_bound, rivers
