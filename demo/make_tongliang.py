#!/usr/bin/env python3
"""Writes the 2022 demonstration facts of Tongliang (铜梁区) as workbooks a user could import.

Every row is INVENTED. Only these totals are the bulletin's (重庆河长制工作简报2023年第10期, 渝简报147):
for 2022, 6 units lost points by lights, 8 by water, 7 towns and 4 departments were rated 较好; 小安溪 and 淮远河 went from
class Ⅴ to a stable Ⅲ. The amounts of points are a reading of ours, stated in POINTS here and in tongliang_water.py.

The results are computed here a second time, in exact fractions and without the product's code, asserted, printed, and
written to tongliang/expected-2022.toml. tongliang/tongliang-2023.xlsx is only read, to check names against it.

Run: python3 demo/make_tongliang.py    (needs openpyxl; same bytes every time)
"""

import datetime as dt
import io
import random
import re
import sys
import zipfile
from collections import defaultdict
from fractions import Fraction as F
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import tongliang_loop  # noqa: E402
import tongliang_patrols  # noqa: E402
from tongliang_water import (  # noqa: E402
    CLASSES, ITEMS, SECTIONS, YEAR, cell, check_water, decimal, judge_water, river_classes, score_water, water_rows)

HERE = Path(__file__).resolve().parent / "tongliang"
RANDOM = random.Random(500151_2022)
STAMP = (2022, 12, 31, 0, 0, 0)

POINTS = {
    "red": F(-1), "yellow_free": 2, "yellow": F(-1, 2),
}

RIVERS = ["涪江", "琼江", "小安溪", "淮远河", "久远河", "平滩河", "侣俸河", "板桥河", "石桥河", "西门河", "雍溪河", "白沙溪", "龙滩河",
          "围龙溪", "水口河", "新盛河", "大庙河", "安居河"]
DEPARTMENTS = ["区水利局", "区生态环境局", "区住房城乡建委", "区农业农村委", "区交通运输委", "区卫生健康委", "区规划自然资源局", "区经济信息委",
               "区城市管理局", "区林业局"]
TOWNS = ["白羊镇", "维新镇", "双山镇", "水口镇", "西河镇", "巴川街道", "庆隆镇", "侣俸镇", "安溪镇", "小林镇", "石鱼镇", "东城街道", "大庙镇",
         "永嘉镇", "安居镇", "华兴镇", "二坪镇", "虎峰镇", "土桥镇", "围龙镇", "旧县街道", "蒲吕街道", "南城街道", "少云镇", "太平镇", "福果镇",
         "高楼镇", "平滩镇"]
WORKS = [("水面漂浮物清理", "吨", 5, 40), ("养殖尾水治理", "家", 1, 4), ("沿河农家乐污水整治", "家", 1, 6), ("入河排污口规范化整治", "个", 2, 9),
         ("河长公示牌更新", "块", 4, 12), ("河岸垃圾清理", "处", 4, 12), ("生态浮岛建设", "平方米", 800, 2600), ("水库水质提升", "座", 1, 2),
         ("护河宣传活动", "场", 2, 5), ("退化林修复", "亩", 80, 320), ("农药化肥减量示范", "亩", 100, 500),
         ("河道管理范围划界桩补设", "个", 10, 60), ("联合执法检查", "次", 2, 6), ("水生植物种植", "平方米", 300, 900),
         ("污水管网修复", "米", 100, 800), ("河道整治", "米", 200, 900)]


def day(month, on, year=YEAR):
    return dt.date(year, month, on)


def month_end(month, year=YEAR):
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(days=1)


# ---------------------------------------------------------------- workbooks, the same bytes every time

def save(book, name):
    """openpyxl writes today's time into the file; here the times are fixed."""
    book.properties.creator = "Anlan demo"
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.namelist()):
            content = old.read(entry)
            if entry == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2022-12-31T00:00:00Z", content)
            info = zipfile.ZipInfo(entry, STAMP)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(info, content)


def sheet(book, name, header, rows, title=True):
    page = book.create_sheet(name)
    if title:
        page.append([name])
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(header))
        page["A1"].font = Font(bold=True, name=None)
    page.append(header)
    for cell_ in page[page.max_row]:
        cell_.font = Font(bold=True, name=None)
    for row in rows:
        page.append(row)
        for cell in page[page.max_row]:
            if isinstance(cell.value, dt.date):
                cell.number_format = "yyyy-mm-dd"


def workbook(name, pages):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet(book, *page)
    save(book, name)


# ---------------------------------------------------------------- lights, by packs/tongliang-lists-2023/lights.toml

class Item:
    def __init__(self, number, unit, start, limit, finish=None, lights=None, closed=None, shares=None, **texts):
        self.number, self.unit, self.start, self.limit, self.closed, self.texts = number, unit, start, limit, closed, texts
        first_done = next(m for m in range(1, 13) if month_end(m) >= limit)
        self.finish = finish or first_done
        self.wanted = lights or {}
        self.reports = {}
        self.given = shares or {}

    def light(self, month):
        """The light for a month; None before the start."""
        judged = self.judge(month)
        return judged and judged[0]

    def judge(self, month):
        """The light and the rule, tried in the order of the pack."""
        end = month_end(month)
        if self.start > end:
            return None
        past = [m for m in self.reports if m <= month]
        if (past and self.reports[max(past)] == 100) or (self.closed and self.closed <= end):
            return "green", "done"
        if self.limit <= end:
            return "red", "overdue"
        if month not in self.reports:
            return "not_assessed", "no_report"
        gone, total, share = (end - self.start).days, (self.limit - self.start).days, self.reports[month]
        if min(F(100), F(100 * gone, total)) - share >= 10:
            return "yellow", "behind"
        if month - 3 in self.reports:
            gain, days = share - self.reports[month - 3], (end - month_end(month - 3)).days
            if gain <= 0:
                return "yellow", "too_slow"
            needed = -(-(100 - share) * days // gain)
            if end + dt.timedelta(days=needed) > self.limit + dt.timedelta(days=30):
                return "yellow", "too_slow"
        return "green", "on_schedule"

    def wants(self, month):
        return self.wanted.get(month, "green")

    def fill(self):
        """Finds monthly shares that give exactly the wanted lights."""
        assert self.search(self.start.month), (self.number, self.unit, self.wanted)
        for month in range(self.start.month, 13):
            assert self.light(month) == self.wants(month), (self.number, month, self.light(month))

    def search(self, month):
        if month > 12:
            return True
        before = max(self.reports.values(), default=0)
        if month > self.finish:
            return self.light(month) == self.wants(month) and self.search(month + 1)
        if self.wants(month) == "not_assessed":
            return self.light(month) == "not_assessed" and self.search(month + 1)
        if month == self.finish:
            choices = [100]
        elif month in self.given:
            choices = [self.given[month]]
        else:
            end, total = month_end(month), (self.limit - self.start).days
            planned = min(97, 100 * (end - self.start).days // total)
            aim = planned - RANDOM.randint(11, 18) if self.wants(month) == "yellow" else planned + RANDOM.randint(-5, 4)
            choices = sorted(range(before, 100), key=lambda share: (share == before, abs(share - aim)))[:24]
        for share in choices:
            self.reports[month] = share
            if self.light(month) == self.wants(month) and self.search(month + 1):
                return True
            del self.reports[month]
        return False


def yellow(*months):
    return {month: "yellow" for month in months}


def red(*months):
    return {month: "red" for month in months}


def missing(*months):
    return {month: "not_assessed" for month in months}


def major_items():
    rows = [
        ("小安溪流域水环境综合治理（一期）", "小安溪", "区生态环境局", "白羊镇、东城街道", 1860, day(12, 20), "是", dict(finish=11)),
        ("淮远河城区段清淤疏浚", "淮远河", "区水利局", "永嘉镇、安居镇", 1420, day(10, 31), "是", dict(lights=yellow(6))),
        ("城区污水主干管修复", "淮远河", "区住房城乡建委", "华兴镇、安居镇", 1350, day(11, 30), "是", {}),
        ("规模养殖场粪污治理", "平滩河", "区农业农村委", "平滩镇、维新镇", 760, day(9, 30), "是", {}),
        ("琼江堤岸生态修复", "琼江", "区水利局", "白羊镇、少云镇", 880, day(11, 30), "否", {}),
        ("农村黑臭水体整治", "侣俸河", "区生态环境局", "太平镇、大庙镇", 590, day(8, 31), "是", {}),
        ("乡镇污水处理设施补短板", "久远河", "区住房城乡建委", "东城街道、巴川街道", 970, day(12, 15), "否", dict(finish=12)),
    ]
    return [Item(f"ZD-{YEAR}-{at:02}", unit, day(1, 15), limit, title=title, river=river, helpers=helpers, money=money, hard=hard, **more)
            for at, (title, river, unit, helpers, money, limit, hard, more) in enumerate(rows, 1)]


# Measures with other lights than green: place in the list -> unit, start, limit, lights.
MEASURES = {
    4: ("白羊镇", day(1, 1), day(6, 30), dict(lights=red(6, 7), finish=8)),
    17: ("白羊镇", day(2, 1), day(11, 30), dict(lights=yellow(9, 10))),
    9: ("巴川街道", day(1, 1), day(11, 15), dict(lights=yellow(3, 4))),
    41: ("巴川街道", day(3, 1), day(12, 30), dict(lights=yellow(8))),
    22: ("区交通运输委", day(1, 1), day(12, 30), dict(lights=yellow(5, 6, 7))),
    58: ("区交通运输委", day(2, 1), day(11, 30), dict(lights=yellow(6, 9))),
    35: ("华兴镇", day(2, 1), day(9, 30), dict(lights=yellow(4, 5, 6))),
    63: ("区农业农村委", day(3, 1), day(7, 30), dict(lights=red(7), finish=8)),
    70: ("蒲吕街道", day(1, 1), day(12, 30), dict(lights=yellow(6, 9))),
    82: ("永嘉镇", day(2, 1), day(11, 15), dict(lights=yellow(7, 8))),
    88: ("大庙镇", day(1, 1), day(9, 30), dict(lights=yellow(5))),
    103: ("大庙镇", day(3, 1), day(12, 30), dict(lights=yellow(10))),
    111: ("区城市管理局", day(2, 1), day(11, 30), dict(lights=yellow(4, 10))),
    # Not behind, but too slow to end in time: 60 % in March, 67 % in June.
    120: ("虎峰镇", day(1, 1), day(8, 30), dict(lights=yellow(6), shares={1: 12, 2: 30, 3: 60, 4: 62, 5: 65, 6: 67, 7: 90})),
    127: ("土桥镇", day(2, 1), day(11, 30), dict(lights=missing(4))),
    133: ("区林业局", day(3, 1), day(12, 30), dict(lights=missing(8))),
    141: ("围龙镇", day(1, 1), day(12, 30), dict(lights=missing(11))),
}


def measure_items():
    items, units = [], (TOWNS + DEPARTMENTS)
    order = []
    while len(order) < 150:
        part = units[:]
        RANDOM.shuffle(part)
        order += part
    for at in range(1, 151):
        river = RIVERS[(at - 1) % len(RIVERS)]
        work, measured_in, low, high = RANDOM.choice(WORKS)
        target = RANDOM.randint(low, high) if high < 100 else RANDOM.randrange(low, high, 10)
        start = RANDOM.choice([day(1, 1), day(2, 1), day(3, 1)])
        limit = RANDOM.choice([day(6, 30), day(7, 30), day(8, 30), day(9, 30), day(11, 15), day(11, 30), day(12, 30)])
        unit, start, limit, more = MEASURES.get(at, (order[at - 1], start, limit, {}))
        items.append(Item(f"HC-{YEAR}-{at:03}", unit, start, limit, title=f"{river}{work}", river=river, work=work,
                          measured_in=measured_in, target=target, **more))
    return items


def problem_items():
    rows = [
        ("久远河", "太平镇", "污水乱排", day(1, 6), day(5, 31), day(5, 20), {}),
        ("侣俸河", "侣俸镇", "污水直排", day(1, 7), day(6, 30), day(6, 22), {}),
        ("西门河", "华兴镇", "污水偷排", day(1, 10), day(6, 30), day(7, 15), dict(lights=red(6), finish=7)),
        ("石桥河", "蒲吕街道", "岸线乱占", day(1, 12), day(8, 31), day(11, 20), dict(lights=yellow(6, 7) | red(8, 9, 10), finish=11)),
        ("小安溪", "东城街道", "河道乱建", day(2, 9), day(8, 31), day(8, 18), {}),
        ("平滩河", "平滩镇", "污水直排", day(2, 11), day(7, 31), day(7, 26), {}),
        ("琼江", "维新镇", "污水乱排", day(2, 14), day(9, 30), day(9, 9), {}),
        ("水口河", "水口镇", "岸线乱占", day(2, 16), day(9, 30), day(9, 28), {}),
        ("新盛河", "土桥镇", "污水直排", day(3, 8), day(10, 31), day(10, 17), {}),
        ("白沙溪", "旧县街道", "河道乱建", day(3, 10), day(10, 31), day(10, 24), {}),
        ("雍溪河", "西河镇", "污水偷排", day(3, 15), day(11, 30), day(11, 11), {}),
        ("安居河", "安居镇", "污水乱排", day(4, 7), day(11, 30), day(11, 25), {}),
    ]
    return [Item(f"WT-{YEAR}-{at:02}", unit, found, limit, closed=closed, river=river, kind=kind, **more)
            for at, (river, unit, kind, found, limit, closed, more) in enumerate(rows, 1)]


def ledger():
    lists = [("重大事项", major_items()), ("任务措施", measure_items()), ("突出问题", problem_items())]
    progress = []
    for label, items in lists:
        for item in items:
            item.fill()
            for month, share in sorted(item.reports.items()):
                progress.append([len(progress) + 1, label, item.number, f"{YEAR}年{month}月", share, item.unit])
    (_, major), (_, measure), (_, problem) = lists
    workbook("tongliang-2022.xlsx", [
        ("重大事项重大项目清单", ["序号", "事项编号", "事项(项目)名称", "河流", "责任单位", "配合单位", "资金(万元)", "资金来源", "开始时间", "完成时限", "难度较大"],
         [[at, i.number, i.texts["title"], i.texts["river"], i.unit, i.texts["helpers"], i.texts["money"], "区级财政统筹", i.start, i.limit,
           i.texts["hard"]] for at, i in enumerate(major, 1)]),
        ("一河一策任务措施清单", ["序号", "任务编号", "河流", "区级河长", "任务", "具体措施", "量化指标", "计量单位", "目标值", "责任单位", "开始时间", "完成时限", "分值"],
         [[at, i.number, i.texts["river"], i.texts["river"] + "区级河长", i.texts["title"], f"实施{i.texts['work']}并通过验收", i.texts["work"],
           i.texts["measured_in"], i.texts["target"], i.unit, i.start, i.limit, 1] for at, i in enumerate(measure, 1)]),
        ("突出问题整改责任清单", ["序号", "问题编号", "发现来源", "河流", "位置", "问题类型", "问题描述", "责任单位", "整改措施", "发现时间", "整改时限", "整改状态", "销号时间"],
         [[at, i.number, "区级暗访", i.texts["river"], i.unit + "境内", i.texts["kind"], f"{i.texts['river']}{i.unit}段存在{i.texts['kind']}问题", i.unit,
           "立行立改并完善长效机制", i.start, i.limit, "已销号", i.closed] for at, i in enumerate(problem, 1)]),
        ("月度进展", ["序号", "清单", "编号", "月份", "累计进度(%)", "填报单位"], progress),
    ])
    return major, measure, problem


def judge_lights(items):
    reds, yellows, none = defaultdict(list), defaultdict(list), []
    for month in range(1, 13):
        for item in items:
            light = item.light(month)
            if light == "red":
                reds[item.unit].append((month, item.number))
            elif light == "yellow":
                yellows[item.unit].append((month, item.number))
            elif light == "not_assessed":
                none.append((item.unit, item.number, month))
    points = {}
    for unit in sorted(set(reds) | set(yellows), key=(TOWNS + DEPARTMENTS).index):
        charged = max(0, len(yellows[unit]) - POINTS["yellow_free"])
        points[unit] = POINTS["red"] * len(reds[unit]) + POINTS["yellow"] * charged
    return reds, yellows, none, points


# ---------------------------------------------------------------- ratings, complaints, patrols

FAIRLY_GOOD = {
    "白羊镇": ["小安溪"], "华兴镇": ["龙滩河"], "蒲吕街道": ["石桥河", "西门河"], "平滩镇": ["平滩河"], "水口镇": ["水口河"], "西河镇": ["雍溪河"],
    "南城街道": ["围龙溪"], "区交通运输委": ["涪江"], "区农业农村委": ["平滩河"], "区城市管理局": ["淮远河"], "区经济信息委": ["板桥河"],
}


def ratings():
    rows = []
    for place, river in enumerate(RIVERS):
        towns = [TOWNS[(place * 2 + step) % len(TOWNS)] for step in range(3)]
        departments = [DEPARTMENTS[(place + step) % len(DEPARTMENTS)] for step in range(2)]
        named = [unit for unit, rivers in FAIRLY_GOOD.items() if river in rivers]
        for unit in dict.fromkeys(towns + departments + named):
            grade = "较好" if unit in named else "好"
            note = {"好": "履职到位", "较好": "任务推进和问题整改还需加强"}[grade]
            rows.append([river + "区级河长", unit, grade, day(12, 12 + place % 9), note])
    assert {row[1] for row in rows} == set(TOWNS + DEPARTMENTS)
    return rows


COMPLAINTS = [
    ["石桥河沿岸堆放建筑垃圾", "蒲吕街道", "石桥河", day(5, 9), 3, day(7, 31), None, "否", None, "三次举报，至年底未整改"],
    ["淮远河城区段夜间异味", "区住房城乡建委", "淮远河", day(6, 14), 2, day(8, 15), day(8, 2), "否", None, "两次举报，时限内办结"],
    ["雍溪河场镇污水溢流处置不力", "西河镇", "雍溪河", day(8, 3), 1, day(9, 10), day(9, 6), "是", day(9, 20), "经核实履职不力，造成负面影响"],
    ["水口河电鱼", "水口镇", "水口河", day(9, 22), 1, day(10, 31), day(10, 12), "否", None, "当场制止"],
    ["平滩河养殖场臭味", "平滩镇", "平滩河", day(11, 28), 1, dt.date(2023, 1, 31), None, "否", None, "办理中，未到时限"],
    ["久远河漂浮物", "太平镇", "久远河", day(7, 5), 1, day(7, 20), day(7, 28), "否", None, "一次举报，逾期8天办结"],
    ["安居河公示牌损坏", "安居镇", "安居河", day(10, 10), 2, day(11, 15), day(11, 10), "否", None, "两次举报，时限内办结"],
]


def patrols():
    plan = {"小安溪": ["白羊镇", "东城街道", "少云镇"], "淮远河": ["永嘉镇", "安居镇"], "涪江": ["安居镇", "高楼镇"], "琼江": ["白羊镇", "维新镇"],
            "石桥河": ["蒲吕街道"]}
    months = {"小安溪": range(1, 13), "淮远河": [1, 3, 4, 6, 7, 9, 10, 12], "涪江": [2, 5, 6, 11], "琼江": [3, 6, 9, 12], "石桥河": [2, 5, 8, 11]}
    rows = []
    for river, units in plan.items():
        for at, month in enumerate(months[river]):
            begin = dt.datetime(YEAR, month, 6 + (at * 5) % 20, 9 + at % 3, 10 * (at % 6))
            short = (river, month) in {("琼江", 9), ("石桥河", 8)}
            minutes, tenths = (6, 4) if short else (RANDOM.randint(45, 150), RANDOM.randint(15, 68))
            end = begin + dt.timedelta(minutes=minutes)
            rows.append([river + "区级河长", f"{river}{units[at % len(units)]}段", f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", tenths / 10,
                         "否" if short else "是", "时长和里程不足" if short else "现场查看，情况正常" if at % 3 else "发现问题并交办"])
    return rows


# ---------------------------------------------------------------- all together

def toml_list(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def points_text(points):
    return decimal(points) if points >= 0 else "-" + decimal(-points)


def check_names():
    book = openpyxl.load_workbook(HERE / "tongliang-2023.xlsx", read_only=True)
    units = {row[9] for row in book["一河一策任务措施清单"].iter_rows(min_row=3, values_only=True)}
    rivers = {row[2] for row in book["一河一策任务措施清单"].iter_rows(min_row=3, values_only=True)}
    assert units == set(TOWNS + DEPARTMENTS) and rivers == set(RIVERS)


def main():
    check_names()
    major, measure, problem = ledger()
    reds, yellows, none, by_lights = judge_lights(major + measure + problem)
    losing_lights = [unit for unit, points in by_lights.items() if points < 0]
    assert len(losing_lights) == 6, losing_lights
    assert len(none) == 3
    assert not reds["巴川街道"] and len(yellows["巴川街道"]) == 3 and by_lights["巴川街道"] == F(-1, 2)
    two_free = [unit for unit, points in by_lights.items() if points == 0 and len(yellows[unit]) == 2]
    assert len(two_free) == 3, two_free
    slow = [(i.number, m) for i in measure for m in range(1, 13) if i.judge(m) == ("yellow", "too_slow")]
    assert ("HC-2022-120", 6) in slow, slow
    hard = [item for item in major if item.texts["hard"] == "是"]
    lights = {item.number: [item.light(month) for month in range(1, 13)] for item in hard}
    done_in_time = {item.number: month_end(item.finish) <= item.limit for item in hard}
    bonus = [item for item in hard if all(light == "green" for light in lights[item.number]) and done_in_time[item.number]]
    missed = [item for item in hard if item not in bonus]
    assert len(bonus) == 4 and len(missed) == 1 and lights[missed[0].number].count("yellow") == 1 and done_in_time[missed[0].number]

    workbook("water-sections.xlsx", [("监测断面", ["断面名称", "河流", "责任单位", "级别", "水体类型", "考核目标"],
                                      [[s["name"], s["river"], s["unit"], s["level"], s["body"], s["target"]] for s in SECTIONS], False)])
    rows = water_rows()
    workbook("water-samples.xlsx", [("水质监测", ["断面", "采样日期", *ITEMS, "标记"],
                                     [[name, on, *[cell(text) for text in texts], mark or None] for name, on, *texts, mark in rows], False)])
    means, classes = judge_water(rows)
    water = score_water(means, classes)
    by_water = defaultdict(F)
    for result in water:
        if result["points"] is not None:
            by_water[result["section"]["unit"]] += result["points"]
    fell, on_bound, rivers = check_water(means, classes, water)

    rated = ratings()
    workbook("ratings-2022.xlsx", [("河长评价", ["河长", "被评单位", "评价等次", "评价日期", "意见"], rated, False)])
    below = defaultdict(int)
    for _, unit, grade, *_ in rated:
        assert grade in ("好", "较好")
        below[unit] += grade == "较好"
    below = {unit: count for unit, count in below.items() if count}
    assert len([u for u in below if u in TOWNS]) == 7 and len([u for u in below if u in DEPARTMENTS]) == 4, below

    workbook("complaints-2022.xlsx", [("群众举报", ["事项", "责任单位", "河流", "举报日期", "累计举报次数", "办理时限", "办结日期", "履职不力造成负面影响",
                                                "核实日期", "说明"], COMPLAINTS, False)])
    last = day(12, 31)
    repeated = [row for row in COMPLAINTS if row[4] >= 2 and row[5] < last and row[6] is None]
    harmed = [row for row in COMPLAINTS if row[7] == "是" and row[8] is not None]
    assert len(repeated) == 1 and repeated[0][4] == 3 and len(harmed) == 1
    walked = patrols()
    workbook("patrols-2022.xlsx", [("巡河记录", ["河长", "河段", "开始时间", "结束时间", "里程(公里)", "是否有效", "说明"], walked, False)])

    workbook("chiefs-2023.xlsx", [("河长名录", ["职务名称", "级别", "河流", "姓名", "任职开始", "任职结束"], tongliang_patrols.roster(), False)])
    walked_2023 = tongliang_patrols.patrols()
    missed_2023 = tongliang_patrols.check(walked_2023)
    for name, header, ledger_rows in tongliang_loop.make(HERE, RIVERS, TOWNS):
        workbook(name, [("台账", header, ledger_rows, False)])
    workbook("patrols-2023.xlsx", [("巡河记录", ["河长", "河流", "开始时间", "结束时间", "里程(公里)", "方式", "发现问题数", "突出问题数", "说明"],
                                    walked_2023, False)])

    out = ["# Written by demo/make_tongliang.py; not by hand. What the 2022 facts must give, computed there in exact fractions,",
           "# independently of the product. Rows are invented; 6, 8, 7 and 4 units are the bulletin's (渝简报147). Amounts are a reading.",
           f"year = {YEAR}", "",
           "[rows]", f"major = {len(major)}", f"measure = {len(measure)}", f"problem = {len(problem)}",
           f"progress = {sum(len(i.reports) for i in major + measure + problem)}", f"sections = {len(SECTIONS)}", f"samples = {len(rows)}",
           f"ratings = {len(rated)}", f"complaints = {len(COMPLAINTS)}", f"patrols = {len(walked)}", "",
           "# Lights over the 12 months; judged items and months that are neither red, yellow nor listed as not assessed are green.",
           "[lights]", f"losing = {toml_list(losing_lights)}", f"two_yellows_free = {toml_list(two_free)}",
           f"bonus = {toml_list(i.number for i in bonus)}", f"bonus_units = {toml_list(i.unit for i in bonus)}",
           f"bonus_missed_by_one_yellow = {toml_list(i.number for i in missed)}",
            f"yellow_by_pace_only = {toml_list(f'{number} {YEAR}-{month:02}' for number, month in slow)}", ""]
    for light in ("green", "yellow", "red", "not_assessed"):
        counts = [sum(item.light(month) == light for item in major + measure + problem) for month in range(1, 13)]
        out.append(f"{light}_by_month = {counts}")
    for unit, points in by_lights.items():
        out += ["", "[[lights.unit]]", f'unit = "{unit}"', f"red = {toml_list(f'{n} {YEAR}-{m:02}' for m, n in reds[unit])}",
                f"yellow = {toml_list(f'{n} {YEAR}-{m:02}' for m, n in yellows[unit])}", f'points = "{points_text(points)}"']
    for unit, number, month in none:
        out += ["", "[[lights.not_assessed]]", f'unit = "{unit}"', f'item = "{number}"', f'month = "{YEAR}-{month:02}"']
    out += ["", "[water]", f"losing = {toml_list(fell)}"]
    for unit, points in by_water.items():
        out += ["", "[[water.unit]]", f'unit = "{unit}"', f'points = "{points_text(points)}"']
    for r in water:
        s = r["section"]
        out += ["", "[[water.section]]", f'section = "{s["name"]}"', f'unit = "{s["unit"]}"']
        for label, key, year in (("before", "before", YEAR - 1), ("now", "now", YEAR)):
            if r[key] is not None:
                out.append(f'class_{label} = "{CLASSES[r[key]]}"')
        if r["points"] is None:
            out.append("not_assessed = true")
            continue
        for year in (YEAR - 1, YEAR):
            out.append(f"means_{year} = {{ " + ", ".join(f'"{i}" = "{means[s["name"], year][i]}"' for i in ITEMS) + " }")
        if r["rates"]:
            out.append("rates = { " + ", ".join(f'"{i}" = "{rate}"' for i, rate in r["rates"].items()) + " }")
            out.append("parts = { " + ", ".join(f'"{i}" = "{points_text(p)}"' for i, p in r["parts"].items()) + " }")
        out.append(f'points = "{points_text(r["points"])}"')
    for river, years in rivers.items():
        out += ["", "[[river]]", f'river = "{river}"', "class = { " + ", ".join(f'{y} = "{CLASSES[c]}"' for y, c in years.items()) + " }"]
    out += ["", "# Units rated 较好 by at least one chief, with the number of such ratings. No amounts: the pack declares them.", "[ratings]",
            f"towns = {toml_list(u for u in below if u in TOWNS)}", f"departments = {toml_list(u for u in below if u in DEPARTMENTS)}",
            "count = { " + ", ".join(f'"{u}" = {n}' for u, n in below.items()) + " }",
            "", "[complaints]", f"repeated_and_open = {toml_list(row[1] for row in repeated)}", f"harm_confirmed = {toml_list(row[1] for row in harmed)}", ""]
    (HERE / "expected-2022.toml").write_text("\n".join(out), encoding="utf-8")

    print("lights:", {unit: points_text(points) for unit, points in by_lights.items()})
    print("not assessed:", none, " bonus:", [i.number for i in bonus], " missed:", [i.number for i in missed])
    print("water fell:", fell)
    print("water:", {unit: points_text(points) for unit, points in by_water.items()})
    print("on a bound:", [(name, item, str(rate)) for name, item, rate in on_bound])
    print("rated 较好:", below, " complaints:", [row[1] for row in repeated + harmed])
    print("2023: posts", len(tongliang_patrols.posts()), "patrols", len(walked_2023), "windows missed", missed_2023)
    print("rows:", len(rows), len(rated), len(walked), sum(len(i.reports) for i in major + measure + problem))


if __name__ == "__main__":
    main()
