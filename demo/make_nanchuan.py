#!/usr/bin/env python3
"""Writes the demonstration facts of Nanchuan (南川区) as CSV files a user could import. Run: python3 demo/make_nanchuan.py

Every row and name is INVENTED. Only the totals are the bulletin's (重庆河长制工作简报2023年第10期, 渝简报147), asserted in `check`, counted
from the rows: 33 chiefs of district level, of whom 26 decided the plans of 24 rivers, and both chiefs-general those of 大溪河 and 藻渡河;
14 findings of two full joint inspections and 10 task orders; 48 dispatches by 33 chiefs with 20 matters solved; 3 circulars, 12
reminders, 6 meetings; one executive meeting with 8 matters; since 2022 4 departments interviewed, 11 units that lost points, one
supervisory suggestion, 5 units held responsible; 112 and 13000 (10 thousand yuan); what was built.
nanchuan-2023.xlsx is only read: units, rivers and tasks are those it has. Only the standard library; the same bytes every time.
The draws of the look-backs are made here a second time, with hashlib's SM3 and the sizes of packs/nanchuan-loop-2023.
"""

import csv
import datetime as dt
import hashlib
import io
import random
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from look_back_draw import draw

HERE = Path(__file__).resolve().parent / "nanchuan"
RANDOM = random.Random(500119_2023)
# The loop and the rest have their own, so that the chiefs stay who they are.
LOOP, MONEY, PATROLS, WATER = random.Random(500119_3), random.Random(500119_4), random.Random(500119_5), random.Random(500119_6)
TODAY = dt.date(2023, 10, 31)

GOVERNMENT = ["大溪河", "藻渡河"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = ["建华", "明远", "志强", "晓东", "立群", "文涛", "国栋", "海燕", "春梅", "俊杰", "德胜", "永康", "素芬", "光明", "继红", "长青", "启航", "安平"]

# Who inspects, checks on site and looks back: never the same person twice at one problem.
INSPECTORS, CHECKERS, LOOKERS = ["田果", "殷石"], ["程川", "向榕"], ["黎山", "龚野"]
SOURCES = {"河长巡河": 40, "上级交办": 12, "群众举报": 18, "河长办检查": 24, "回头看": 4}
SIZES = {"联合督查暗访": 3, "河长巡河": 2, "上级交办": 1, "群众举报": 1, "河长办检查": 1, "回头看": 1}
SEEDS = {1: "南川2023-1-274915", 2: "南川2023-2-806133", 3: "南川2023-3-519048"}
DRAWN_ON = {1: dt.date(2023, 4, 6), 2: dt.date(2023, 7, 6), 3: dt.date(2023, 10, 10)}
WHAT = {"污水直排": "生活污水直排入河", "污水乱排": "雨污混接、污水外溢", "乱占": "河滩地被占用种植", "乱堆": "河岸堆放垃圾和建渣", "乱建": "管理范围内搭建棚房", "其他": "河面漂浮物较多"}
# Rounds of joint inspection of every river: first day, first day of the orders, tasks found lagging or badly corrected by whether they
# were put right (units with two, units with one).
ROUNDS = [(1, dt.date(2023, 4, 10), dt.date(2023, 4, 26), 2, 2), (2, dt.date(2023, 8, 14), dt.date(2023, 8, 30), 2, 4)]
JOINT = "区河长办、区委督查办、区政府督查办、区纪委监委"

PROBLEM = ["问题编号", "问题", "详细情况", "问题类型", "发现来源", "河流", "位置", "发现日期", "发现人", "发现河长", "突出问题", "责任单位", "交办日期", "整改时限", "整改措施"]
CLOSING = ["编号", "申请日期", "申请人", "整改情况", "核查日期", "核查人", "核查结果", "核查情况"]
LETTER = ["序号", "文种", "对象单位", "标题", "内容", "所涉编号", "月份", "事由", "签发日期", "签发人", "回复时限", "回复日期", "回复人", "回复内容", "约谈日期", "约谈地点", "约谈人",
          "被约谈人", "约谈记录", "整改承诺", "办结日期", "办结意见"]
INSTRUCTION = ["批示人", "河长职务", "批示日期", "批示内容", "所涉编号", "承办单位", "办理时限", "办理要求", "报告日期", "报告人", "办理情况", "成效确认日期", "确认人", "成效", "解决堵点"]
LOOK_BACK = ["年度", "季度", "种子", "抽样日期", "编号", "检查日期", "检查人", "结果", "情况", "新时限"]
MEETING = ["会议类型", "会议名称", "会议日期", "地点", "参会人员", "议题", "会议纪要"]
INSPECTION = ["督查名称", "督查日期", "河流", "牵头单位", "参加单位", "督查组", "发现问题", "公布日期"]
PATROL = ["河长", "河流", "开始时间", "结束时间", "里程", "方式", "发现问题数", "突出问题数"]
SECTION = ["断面名称", "河流", "责任单位", "水体类型", "考核目标"]
SAMPLE = ["断面", "采样日期", "溶解氧", "高锰酸盐指数", "氨氮", "总磷"]
DISPATCH = ["调度日期", "层级", "调度人", "任务编号", "调度要求", "责任单位", "完成时限", "成效", "成效日期", "解决问题数"]
BLAME = ["日期", "单位", "方式", "事由", "依据", "河流"]
FUNDS = ["年度", "河流", "任务编号", "资金来源", "阶段", "金额(万元)", "用途", "项目编号"]
RESULT = ["任务编号", "日期", "类别", "数量", "计量单位", "地点"]
POST = ["单位", "岗位", "填报人"]
ACCOUNT_POST = ["单位", "岗位", "填报人", "分配日期"]
APPROVAL = ["河流", "审定方式", "审定河长", "审定日期", "批复日期", "批复文号"]
# The five lead units' accounts of the roster, with the posts of those who hold them.
ROSTER_POSTS = [["区农业农村委", "方案编制岗", "李编"], ["区农业农村委", "方案审核岗", "王核"], ["区生态环境局", "方案审核岗", "孙环"], ["区水利局", "方案审核岗", "郑水"], ["区财政局", "资金填报岗", "汪财"]]

# What was built: title of the task, category, unit, decimals, total in the last decimal, how many tasks (None: all that are done).
BUILT = [("病险水库除险加固", "病险水库除险加固", "座", 0, 3, 3), ("河道治理", "河道治理", "公里", 1, 490, None), ("污水管网更新改造", "污水管网更新改造", "公里", 1, 360, None),
         ("高标准农田建设", "高标准农田", "万亩", 2, 1555, None), ("养殖尾水治理", "水产养殖尾水整改", "家", 0, 39, None)]
# Integrated funds by category: source, arranged.
INTEGRATED = {"病险水库除险加固": ("中央水利发展资金", 900), "河道治理": ("市级水利发展资金", 3800), "污水管网更新改造": ("城镇污水处理设施补助资金", 4300),
              "高标准农田": ("农田建设补助资金", 3600), "水产养殖尾水整改": ("渔业发展补助资金", 340)}
WHOLE = ("区级统筹整合资金", 60, "治理项目：水产养殖尾水整改")
DRAFTING = "方案编制和中期评估"


def shift(on, days):
    return on + dt.timedelta(days=days)


def zh(on):
    return f"{on.year}年{on.month}月{on.day}日"


# Weekdays off in 2023, as far as anything here could fall on them.
HOLIDAYS = {dt.date(2023, 4, 5), *(dt.date(2023, 5, day) for day in (1, 2, 3)), *(dt.date(2023, 6, day) for day in (22, 23)), *(dt.date(2023, 10, day) for day in range(1, 7)),
            dt.date(2023, 9, 29)}


def workday(on):
    """That day, or the next one somebody is at the office."""
    while on.weekday() > 4 or on in HOLIDAYS:
        on = shift(on, 1)
    return on


def cells(sheet):
    """The rows of a sheet of the workbook: column letter -> text."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(HERE / "nanchuan-2023.xlsx") as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ["".join(t.text or "" for t in si.iter(main + "t")) for si in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        page = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    for row in list(page.iter(main + "row"))[2:]:
        found = {}
        for cell in row.iter(main + "c"):
            value = cell.find(main + "v")
            if cell.get("t") == "inlineStr":
                text = "".join(t.text or "" for t in cell.iter(main + "t"))
            else:
                text = value.text if value is not None else ""
                text = shared[int(text)] if cell.get("t") == "s" else text
            found[re.sub(r"\d", "", cell.get("r"))] = text
        yield found


def rivers():
    """The rivers with their lead units, in the order of the workbook's second sheet."""
    return {row["B"]: row["C"] for row in cells(2)}


def tasks():
    """The yearly tasks."""
    found = []
    for row in cells(1):
        found.append({"number": row["B"], "river": row["C"], "source": row["E"], "title": row["F"], "unit": row["G"],
                      "kind": row["F"].removeprefix(row["C"]), "limit": dt.date(1899, 12, 30) + dt.timedelta(days=int(row["H"])), "done": float(row["I"]) == 100,
                      "share": float(row["I"])})
    return found


def write(name, header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    (HERE / name).write_text(text.getvalue(), encoding="utf-8")


def chiefs(all_rivers):
    names = [s + g for s in SURNAMES for g in GIVEN]
    RANDOM.shuffle(names)
    person = iter(names)
    secretary, mayor = next(person), next(person)
    rows = []
    district = 0
    assert len(all_rivers) == 26 and all(river in all_rivers for river in GOVERNMENT), all_rivers
    for river in all_rivers:
        if river in GOVERNMENT:
            rows.append([f"{river}区总河长（区委书记）", "区总河长", river, secretary, "2022-01-10"])
            rows.append([f"{river}区总河长（区长）", "区总河长", river, mayor, "2022-01-10"])
        posts = {"大溪河": ["上段", "中段", "下段"], "藻渡河": ["上段", "下段"], "凤嘴江": ["上段", "下段"], "龙岩河": ["上段", "下段"]}.get(river, [""])
        for part in posts:
            district += 1
            rows.append([f"{river}{part}区级河长", "区级河长", river, next(person), "2022-01-10"])
    special = sum(1 for row in rows if row[1] == "区级河长" and row[2] not in GOVERNMENT)
    assert special == 26 and district + 2 == 33, (special, district)
    assert len({row[3] for row in rows}) == 33, "one person each"
    return rows


def is_town(unit):
    return unit.endswith(("镇", "街道"))


def liaison(unit):
    return f"{unit}联络员"


def findings(all_tasks):
    """The findings of the joint inspections, by unit: (round, day, task, kind, whether it was put right)."""
    used, found = set(), []
    for number, begin, _, twos, ones in ROUNDS:
        by_unit = defaultdict(list)
        for task in all_tasks:
            # What the first round found is done by now; the second round's last ones are not.
            by_unit[task["unit"]].append(task)
        units = [unit for unit in by_unit if unit not in used]
        LOOP.shuffle(units)
        for want in [2] * twos + [1] * ones:
            late = number == 2 and want == 1 and sum(1 for one in found if not one["fixed"]) < 3
            def fits(task, late=late):
                return task["done"] != late and (not late or task["share"] < 60) and task["kind"] not in ("船舶污染防治",)
            unit = next(unit for unit in units if unit not in used and sum(map(fits, by_unit[unit])) >= want)
            used.add(unit)
            own = [task for task in by_unit[unit] if fits(task)]
            for task in LOOP.sample(own, want):
                weak = task["source"] == "巡河发现问题"
                found.append({"round": number, "on": shift(begin, LOOP.randrange(10)), "task": task, "kind": "整改不力" if weak else "实施进度滞后", "fixed": not late})
    return found


def problems(all_tasks, all_rivers, posts):
    """Every problem in the order of finding, with its number."""
    towns = sorted({task["unit"] for task in all_tasks if is_town(task["unit"])})
    found = []
    for one in findings(all_tasks):
        task = one["task"]
        text = f"{task['title']}（{task['number']}）" + ("发现的问题整改不力" if one["kind"] == "整改不力" else "实施进度滞后")
        found.append({"text": text, "detail": f"联合督查暗访第{one['round']}轮现场核实：{text}。", "class": one["kind"], "source": "联合督查暗访", "river": task["river"],
                      "place": "", "found": one["on"], "finder": LOOP.choice(INSPECTORS), "chief": "", "prominent": False, "unit": task["unit"],
                      "assigned": ROUNDS[one["round"] - 1][2], "days": 30, "measure": "倒排工期，明确责任人，按月报送进展", "closes": one["fixed"], "round": one["round"], "task": task["number"]})
    district = [post for post in posts if post[1] == "区级河长"]
    for year, days, many in ((2022, 330, 24), (2023, 285, 46)):
        for _ in range(many):
            on = shift(dt.date(year, 1, 12), LOOP.randrange(days))
            source = LOOP.choices(list(SOURCES), list(SOURCES.values()))[0]
            river, chief = LOOP.choice(list(all_rivers)), ""
            if source == "河长巡河":
                post = LOOP.choice(district)
                river, chief = post[2], post[0]
            kind, unit = LOOP.choice(list(WHAT)), LOOP.choice(towns)
            text = f"{river}{unit}段{WHAT[kind]}"
            found.append({"text": text, "detail": f"{text}，现场核实属实。", "class": kind, "source": source, "river": river, "place": f"{unit}境内", "found": on,
                          "finder": LOOP.choice(INSPECTORS) if source in ("河长办检查", "回头看") else "", "chief": chief, "prominent": LOOP.random() < 0.12, "unit": unit,
                          "assigned": shift(on, 1), "days": LOOP.choice([15, 20, 30, 45]), "measure": "立行立改，完善长效管护", "closes": LOOP.random() < 0.94, "round": None, "task": None})
    found.sort(key=lambda one: (one["found"], one["text"]))
    count = Counter()
    for one in found:
        count[one["found"].year] += 1
        one["number"] = f"南问-{one['found'].year}-{count[one['found'].year]:04d}"
        closed = shift(one["assigned"], LOOP.randint(8, 40))
        one["closed"] = closed if one["closes"] and closed <= TODAY else None
    return found


def problem_row(one):
    return [one["number"], one["text"], one["detail"], one["class"], one["source"], one["river"], one["place"], one["found"], one["finder"], one["chief"],
            "是" if one["prominent"] else "否", one["unit"], one["assigned"], shift(one["assigned"], one["days"]), one["measure"]]


def closing_rows(found):
    rows = []
    for one in found:
        if not one["closed"]:
            continue
        asked, checker = shift(one["closed"], -LOOP.randint(1, 3)), LOOP.choice(CHECKERS)
        early = shift(one["assigned"], 3)
        if LOOP.random() < 0.1 and early < asked:
            rows.append([one["number"], early, liaison(one["unit"]), "已组织整改", early, checker, "退回", "现场仍未整改到位"])
        rows.append([one["number"], asked, liaison(one["unit"]), "已完成整改，落实长效管护人员" if not one["task"] else "进度已赶上序时要求，附现场照片和验收资料", one["closed"], checker,
                     "同意", "现场核查，问题已消除"])
    rows.sort(key=lambda row: (row[1], row[0], row[6] == "同意"))
    return rows


def look_backs(found):
    by_number = {one["number"]: one for one in found}
    rows, again, gone = [], [], set()
    for quarter in (1, 2, 3):
        drawn = draw(found, quarter, gone, SEEDS[quarter], SIZES)
        # One came back, in the second quarter's sample.
        back = next((number for number in drawn if by_number[number]["class"] in ("污水直排", "污水乱排", "乱堆", "乱占")), None) if quarter == 2 else None
        for place, number in enumerate(drawn):
            one, on = by_number[number], shift(DRAWN_ON[quarter], 4 + place)
            looked = [2023, quarter, SEEDS[quarter], DRAWN_ON[quarter], number, on, LOOKERS[place % 2]]
            if number == back:
                rows.append([*looked, "反弹", "现场再次出现同类情况", shift(on, 30)])
                asked = shift(on, 24)
                again.append([number, asked, liaison(one["unit"]), "彻底整改，建立日巡制度", shift(asked, 2), "罗敏", "同意", "复查两次，未再反弹"])
                gone.add(number)
            else:
                rows.append([*looked, "保持", "整改成效保持良好", ""])
    return rows, again


def month_before(on):
    last = on.replace(day=1) - dt.timedelta(days=1)
    return f"{last.year}年{last.month}月"


def letters(found, all_tasks):
    rows = []

    def letter(kind, unit, on, title, text, about="", month="", cause="", signer="区河长办", due=None, replied=None, told="", talk=None, settled=None):
        reply = [replied, liaison(unit), told] if replied else ["", "", ""]
        end = [settled, "核查属实，同意办结"] if settled else ["", ""]
        rows.append([kind, unit, title, text, about, month, cause, on, signer, due or "", *reply, *(talk or [""] * 6), *end])

    # Task orders: one a unit and round, with every finding at that unit; two of the year before.
    for unit, on in (("区城市管理局", dt.date(2022, 6, 14)), ("区农业农村委", dt.date(2022, 11, 9))):
        letter("任务交办单", unit, on, "关于办理年度任务整改事项的任务交办单", "年度任务整改不力，现交由你单位办理。", due=shift(on, 28), replied=shift(on, 20), told="已按要求整改", settled=shift(on, 25))
    for number, _, first, _, _ in ROUNDS:
        by_unit = defaultdict(list)
        for one in found:
            if one["round"] == number:
                by_unit[one["unit"]].append(one)
        for unit, own in sorted(by_unit.items()):
            numbers = "、".join(one["number"] for one in own)
            text = "督查暗访发现下列问题，现交由你单位办理：\n" + "\n".join(f"{place + 1}.{one['text']}。" for place, one in enumerate(own))
            ends = [one["closed"] for one in own]
            if all(ends):
                letter("任务交办单", unit, first, f"关于办理联合督查第{number}轮发现问题的任务交办单", text, numbers, due=shift(first, 28), replied=min(shift(first, 24), TODAY),
                       told="已完成整改，资料已报", settled=max([shift(first, 26), *ends]))
            elif not any(row[0] == "督办函" for row in rows):
                # One did not answer in time and was urged.
                letter("任务交办单", unit, first, f"关于办理联合督查第{number}轮发现问题的任务交办单", text, numbers, due=shift(first, 28), replied=dt.date(2023, 10, 13),
                       told="正在追赶进度，每周报送")
                letter("督办函", unit, dt.date(2023, 10, 9), "关于联合督查第2轮发现问题逾期未复的督办函", "任务交办单逾期没有回复，请立即办理。", numbers, "2023年10月", "逾期未复", due=dt.date(2023, 10, 16),
                       replied=dt.date(2023, 10, 13), told="已回复并附追赶计划", settled=dt.date(2023, 10, 18))
            else:
                letter("任务交办单", unit, first, f"关于办理联合督查第{number}轮发现问题的任务交办单", text, numbers, due=shift(first, 28), replied=shift(first, 26), told="已制定追赶计划，尚在整改")
    # Tasks that are behind at the end of October, by unit.
    behind = defaultdict(list)
    for task in all_tasks:
        if task["share"] < 65:
            behind[task["unit"]].append(task)
    units = sorted(behind, key=lambda unit: (-len(behind[unit]), unit))
    # Circulars: one for each quarter, each to the units it names.
    for quarter, on, many in ((1, dt.date(2023, 4, 12), 2), (2, dt.date(2023, 7, 12), 4), (3, dt.date(2023, 10, 12), 3)):
        for unit in units[quarter * 3:quarter * 3 + many]:
            letter("通报", unit, on, f"关于2023年第{quarter}季度一河一策任务完成情况的通报", f"2023年第{quarter}季度，全区一河一策任务总体有序推进，你单位牵头的部分任务进度靠后，现予通报。", month=month_before(on),
                   settled=shift(on, 5))
    # Reminders of units that lag.
    for place, month in enumerate((3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10, 10)):
        unit = units[place * 2 % len(units)]
        own = [task for task in behind[unit]][:3]
        on, numbers = workday(dt.date(2023, month, 14 + place % 3)), "、".join(task["number"] for task in own)
        open_still = place == 11
        if open_still:
            on = dt.date(2023, 10, 16)
        text = "下列任务进度滞后，请加快推进：\n" + "\n".join(f"{task['title']}（{task['number']}），完成时限{zh(task['limit'])}。" for task in own)
        letter("书面提醒", unit, on, "关于年度任务进度滞后的书面提醒", text, numbers, month_before(on), "进度滞后", due=shift(on, 14), replied=None if open_still else shift(on, 10),
               told="已增加力量，倒排工期", settled=None if open_still else shift(on, 13))
    # Interviews of departments: tasks of 2022 that were never done, and of 2023 past their limit in September.
    late = [task for task in all_tasks if task["limit"] <= dt.date(2023, 9, 30) and not task["done"]]
    for unit, on, year in (("区城市管理局", dt.date(2022, 8, 18), 2022), ("区规划自然资源局", dt.date(2022, 12, 15), 2022), ("区住房城乡建委", dt.date(2023, 2, 9), 2022),
                           ("区农业农村委", dt.date(2023, 10, 10), 2023)):
        own = [task for task in late if task["unit"] == unit][:3] if year == 2023 else []
        assert bool(own) == (year == 2023)
        talk = [shift(on, 4), "区河长办会议室", "邓洪", f"{unit}负责人", "指出任务落实不到位的原因，要求限期完成", "一个月内完成并报送结果"]
        letter("约谈通知书", unit, on, f"关于{year}年度任务落实不到位的约谈通知书", f"你单位承担的{year}年度一河一策任务逾期未完成，决定进行约谈。", "、".join(task["number"] for task in own),
               month_before(on), "逾期未完成", due=shift(on, 7), replied=shift(on, 6), told="已制定整改措施，明确专人负责", talk=talk, settled=shift(on, 10))
    letter("监察建议书", "区城市管理局", dt.date(2023, 3, 8), "关于一河一策年度任务落实不到位的监察建议书", "建议查明原因，完善制度，追究有关人员责任。", signer="区纪委监委")
    rows.sort(key=lambda row: (row[7], row[0], row[1], row[4]))
    return [[place + 1, *row] for place, row in enumerate(rows)]


def instructions(posts, all_tasks, found):
    rows = []
    hard = [task for task in all_tasks if not task["done"] and task["share"] < 60]
    could = [post for post in posts if any(task["river"] == post[2] for task in hard)]
    for place in range(12):
        post = posts[0] if place % 4 == 0 else could[4 + 2 * place]
        on = workday(dt.date(2023, 1 + place * 5 // 6, 8 + place))
        own = [task for task in hard if task["river"] == post[2]]
        task = own[place // 4 % len(own)]
        about, unit, title = task["number"], task["unit"], task["title"]
        if place in (4, 8):
            # Two of a chief-general are about a problem that was found.
            still = [one for one in found if one["assigned"] <= on and (one["closed"] is None or one["closed"] > on)]
            one = [one for one in still if one["river"] == post[2]] or still
            about, unit, title = one[-1]["number"], one[-1]["unit"], one[-1]["text"]
        text = ["请牵头单位倒排工期，确保按期完成。", "请河长办跟踪督办，结果报我。", "此事涉及沿河群众，务必抓实。"][place % 3]
        row = [post[3], post[0], on, f"{text}（{title}）", about, unit, shift(on, 30), "落实批示要求，按时报告办理情况"]
        if place < 10:
            done = workday(shift(on, 20))
            row += [done, liaison(unit), "已召开专题会研究并落实", shift(done, 4), "罗敏", "已按批示要求落实", "是" if place in (2, 7) else "否"]
        else:
            row += [""] * 7
        rows.append(row)
    rows.sort(key=lambda row: (row[2], row[3]))
    assert all(cell == "" or cell <= TODAY for row in rows for cell in (row[2], row[8], row[11]))
    return rows


def inspections(found, all_rivers):
    """Two rounds, each at every river."""
    rows = []
    for number, begin, assigned, *_ in ROUNDS:
        for place, (river, lead) in enumerate(all_rivers.items()):
            own = [one for one in found if one["round"] == number and one["river"] == river]
            days = sorted({one["found"] for one in own}) or [shift(begin, place % 10)]
            for on in days:
                rows.append([f"2023年第{number}轮一河一策联合督查", on, river, lead, JOINT, f"督查{'一二'[place % 2]}组", "、".join(one["number"] for one in own if one["found"] == on), assigned])
    rows.sort(key=lambda row: (row[0], row[1]))
    return rows


# What the executive meeting decided: title of the task, river, what was wrong, what came of it. The first is the bulletin's; that it
# belongs to a task at 凤嘴江 is ours.
MATTERS = [("污水管网更新改造", "凤嘴江", "天星至福南桥段20公里污水管网水毁，明确修复资金和工期", "20公里水毁管网完成修复，恢复通水"),
           ("病险水库除险加固", None, "病险水库除险加固工程缺口资金，由区财政统筹", "缺口资金到位，工程复工"), ("河道治理", None, "河道治理临时用地手续滞后，限期办结", "用地手续办结，全面施工"),
           ("高标准农田建设", None, "高标准农田项目与河道管理范围重叠，调整设计", "设计变更批复，继续实施"), ("养殖尾水治理", None, "养殖尾水治理奖补标准不明，予以明确", "奖补标准印发，养殖户开工整改"),
           ("污水管网更新改造", None, "管网改造与道路施工冲突，统一施工计划", "两项工程同步实施"), ("入河排污口整治", None, "入河排污口责任主体不清，逐口明确", "责任主体全部明确"),
           ("饮用水源地规范化", None, "水源地界碑界桩经费未落实，列入预算调整", "经费落实，界桩安装完成")]
MEETING_ON = dt.date(2023, 6, 19)
REPAIRED = "水毁污水管网修复"


def government(all_tasks):
    rows, used = [], set()
    for kind, river, wrong, came in MATTERS:
        task = next(task for task in all_tasks if task["kind"] == kind and task["number"] not in used and river in (None, task["river"])
                    and (task["share"] < 60 if river else task["done"]))
        used.add(task["number"])
        due = min(task["limit"], dt.date(2023, 9, 30))
        rows.append([MEETING_ON, "政府", "区政府常务会议", task["number"], wrong, task["unit"], due, came, shift(MEETING_ON, 99 if river else 40 + 6 * len(rows)), 1])
    return rows


def meetings():
    people = "区河长办、各河流牵头单位、有关镇街负责人"
    rows = [["总河长会议", f"{year}年度区总河长会议", dt.date(year, 3, 16), "区会议中心", "区总河长、各区级河长，各牵头单位和镇街负责人", "总结上年度工作、部署年度任务", "会议听取了上年度工作情况。\n会议部署了年度任务。"]
            for year in (2022, 2023)]
    for place, on in enumerate([dt.date(2023, 2, 22), dt.date(2023, 4, 27), dt.date(2023, 6, 8), dt.date(2023, 7, 20), dt.date(2023, 9, 6), dt.date(2023, 10, 19)]):
        rows.append(["工作推进会", f"2023年第{place + 1}次一河一策工作推进会", on, "区河长办", people, "通报任务进展、研究滞后任务", "会议通报了任务进展。\n会议对滞后任务逐项明确了责任人和完成日期。"])
    minutes = "\n".join(f"{place + 1}.{wrong}。" for place, (_, _, wrong, _) in enumerate(MATTERS))
    rows.append(["政府常务会议", "区政府常务会议（调度一河一策问题）", MEETING_ON, "区政府会议室", "区长、副区长，有关部门和镇街负责人", "调度一河一策实施中的问题", minutes])
    return sorted(rows, key=lambda row: row[2])


def unit_accounts(all_rivers):
    """With the five of the roster 36 accounts of the units that lead the rivers: one post for each river, five that check."""
    units = list(dict.fromkeys(all_rivers.values()))
    posts = [[unit, f"{river}填报岗"] for unit in units for river, lead in all_rivers.items() if lead == unit]
    posts += [[unit, "河长制审核岗"] for unit in units[:5]]
    family, given = "安白蔡常丁范傅高葛郝侯胡江蒋孔赖雷黎廖龙鲁孟莫倪潘彭齐邵谭汪向", "文武立新明远晓东建国永强海燕春梅秀英志刚丽华"
    return [[*post, family[at] + given[at * 7 % len(given)]] for at, post in enumerate(posts)]


def account_posts(units):
    """Accounts of the city's platform: one for each post of a lead unit, given out on one day."""
    return [[*post, dt.date(2023, 2, 10)] for post in units + ROSTER_POSTS]


def approvals(posts):
    """24 rivers by the 26 district chiefs at special meetings; the two of the chiefs-general by both of them."""
    rows = []
    rivers = list(dict.fromkeys(post[2] for post in posts))
    for at, river in enumerate(rivers):
        general = river in GOVERNMENT
        level = "区总河长" if general else "区级河长"
        on = workday(dt.date(2023, 1, 9) + dt.timedelta(days=at))
        approved = workday(on + dt.timedelta(days=24))
        way = "政府常务会议、区委常委会会议审议" if general else "专题会审定"
        rows += [[river, way, post[0], on, approved, f"南川府函〔2023〕{at + 11}号"] for post in posts if post[1] == level and post[2] == river]
    return sorted(rows, key=lambda row: (row[3], row[0], row[2]))


def dispatches(posts, all_tasks):
    """48 by the 33 chiefs: the chiefs-general one post each."""
    who = [posts[0], next(post for post in posts if post[0] == "藻渡河区总河长（区长）"), *(post for post in posts if post[1] == "区级河长")]
    who += LOOP.sample(who, 15)
    used, rows = set(), []
    # 16 solved one matter and 2 solved two; the others wait for theirs.
    solved = [1] * 16 + [2] * 2 + [0] * 30
    LOOP.shuffle(solved)
    for place, (post, many) in enumerate(zip(who, solved)):
        own = [task for task in all_tasks if task["river"] == post[2] and task["number"] not in used]
        own.sort(key=lambda task: (task["done"] != (many > 0), task["share"] if many == 0 else -task["share"], task["number"]))
        # Two tasks of one unit at once where two matters were solved, and at a few others.
        pairs = [[one, other] for one in own for other in own if one["number"] < other["number"] and one["unit"] == other["unit"] and one["done"] == other["done"] == (many > 0)]
        picked = pairs[0] if pairs and (many == 2 or place % 7 == 3) else own[:1]
        first = picked[0]
        used.update(task["number"] for task in picked)
        on = shift(dt.date(2023, 2, 14), place * 5 + LOOP.randrange(4))
        if many:
            on = min(on, shift(min(task["limit"] for task in picked), -25))
        on = workday(min(on, dt.date(2023, 10, 27)))
        effect = ["协调解决用地和资金，工程按期推进", "现场协调，整改到位", "明确责任人和工期，问题解决"][place % 3] if many else ""
        demand = ["现场调度，要求倒排工期、挂图作战", "专题调度，要求牵头单位会同镇街限期整改", "听取进展，要求补齐滞后工作量"][place % 3]
        # One row a task: its effect is confirmed by itself.
        for at, task in enumerate(picked):
            solved_here = many if at == 0 else 0
            rows.append([on, "河长", post[0], task["number"], demand, task["unit"], max(first["limit"], shift(on, 20)), effect if solved_here else "",
                         shift(on, 18) if solved_here else "", solved_here])
    # What was solved has to lie before the end of October.
    for row in rows:
        if row[9] and row[8] > TODAY:
            row[8] = TODAY
    rows.sort(key=lambda row: (row[0], row[2], row[3]))
    return rows


def accountability(all_rivers):
    lead_of = {unit: river for river, unit in reversed(list(all_rivers.items()))}
    rows = []
    year, half = "2022年度区级河长制考核结果", "2023年上半年区级河长制考核结果"
    for unit, on, basis in [("区城市管理局", dt.date(2023, 1, 20), year), ("区规划自然资源局", dt.date(2023, 1, 20), year), ("区住房城乡建委", dt.date(2023, 1, 20), year),
                            ("区农业农村委", dt.date(2023, 1, 20), year), ("石墙镇", dt.date(2023, 1, 20), year), ("民主镇", dt.date(2023, 1, 20), year), ("骑龙镇", dt.date(2023, 1, 20), year),
                            ("区交通局", dt.date(2023, 7, 28), half), ("鸣玉镇", dt.date(2023, 7, 28), half), ("福寿镇", dt.date(2023, 7, 28), half), ("南城街道", dt.date(2023, 7, 28), half)]:
        rows.append([on, unit, "扣分", "一河一策年度任务实施进度滞后", basis, lead_of.get(unit, "")])
    for unit, on, basis in [("区城市管理局", dt.date(2023, 4, 25), "区纪委监委监察建议书"), ("石墙镇", dt.date(2023, 4, 25), "区纪委监委监察建议书"), ("区规划自然资源局", dt.date(2022, 9, 22), "区纪委监委问责决定"),
                            ("民主镇", dt.date(2022, 9, 22), "区纪委监委问责决定"), ("大有镇", dt.date(2023, 5, 30), "区纪委监委问责决定")]:
        rows.append([on, unit, "责任追究", "一河一策年度任务落实不到位", basis, lead_of.get(unit, "")])
    rows.sort(key=lambda row: (row[0], row[2], row[1]))
    return rows


def parts(random_, total, many):
    """A total cut into whole parts of at least one, none of them very small beside the others."""
    weights = [random_.randint(6, 16) for _ in range(many)]
    cut = [total * weight // sum(weights) for weight in weights]
    for place in range(total - sum(cut)):
        cut[place % many] += 1
    assert sum(cut) == total and min(cut) >= 1
    return cut


def results(all_tasks, found, given):
    # Nothing is built before what held it up was put right.
    after = defaultdict(lambda: dt.date(2023, 4, 1))
    for one in found:
        if one["task"] and one["closed"]:
            after[one["task"]] = max(after[one["task"]], one["closed"])
    for row in given:
        for number in row[3].split("、"):
            if row[8]:
                after[number] = max(after[number], row[8])
    rows = []
    for kind, category, unit, decimals, total, many in BUILT:
        own = [task for task in all_tasks if task["kind"] == kind and task["done"]][:many]
        for task, n in zip(own, parts(MONEY, total, len(own)) if many is None else [total // many] * many):
            amount = f"{n // 10**decimals}.{n % 10**decimals:0{decimals}d}" if decimals else str(n)
            on = max(min(shift(dt.date(2023, 4, 6), MONEY.randrange(190)), task["limit"], TODAY), after[task["number"]])
            place = f"{task['river']}{task['unit']}段" if is_town(task["unit"]) else f"{task['river']}沿线"
            rows.append([task["number"], on, category, amount, unit, place])
    rows.sort(key=lambda row: (row[1], row[0], row[2]))
    return rows


def money(all_rivers, all_tasks, built):
    groups = []
    for river in all_rivers:
        groups.append((river, "", "区级财政预算", 8 if river in GOVERNMENT else 4, DRAFTING))
    river_of = {task["number"]: task["river"] for task in all_tasks}
    for category, (source, total) in INTEGRATED.items():
        own = sorted(row[0] for row in built if row[2] == category)
        for number, amount in zip(own, parts(MONEY, total, len(own))):
            groups.append((river_of[number], number, source, amount, f"治理项目：{category}"))
    groups.append(("", "", *WHOLE))
    rows = []
    for at, (river, number, source, arranged, purpose) in enumerate(groups, 1):
        planned = arranged if purpose == DRAFTING else arranged + arranged * MONEY.choice([0, 0, 5, 10]) // 100
        paid = arranged * MONEY.choice([70, 80, 90, 100]) // 100
        for stage, amount in (("计划", planned), ("安排", arranged), ("支付", paid)):
            rows.append([2023, river, number, source, stage, amount, purpose, f"ZJ-{at:03}"])
    return rows


# post -> quarters without a patrol.
MISSES = {"黑溪河区级河长": {1}, "隆化溪区级河长": {3}}


def patrols(posts, found):
    rows = []

    def one(post, on, seen=0, prominent=0):
        begin = dt.datetime(on.year, on.month, on.day, PATROLS.choice([8, 9, 10, 14, 15]), PATROLS.choice([0, 10, 20, 30, 40]))
        end = begin + dt.timedelta(minutes=PATROLS.randint(40, 120))
        way = PATROLS.choices(["明查", "暗访", "联合", "现场会"], [75, 10, 10, 5])[0]
        rows.append([post[0], post[2], f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", f"{PATROLS.randint(12, 60) / 10}", way, seen, prominent])

    for post in posts:
        seen = defaultdict(list)
        for problem in found:
            if problem["chief"] == post[0] and problem["found"].year == 2023:
                seen[problem["found"]].append(problem)
        for on, own in sorted(seen.items()):
            one(post, on, len(own), sum(problem["prominent"] for problem in own))
        for quarter in (1, 2, 3, 4):
            gone = any((on.month + 2) // 3 == quarter for on in seen)
            # The fourth quarter has not ended: some have gone, some not yet.
            if gone or quarter in MISSES.get(post[0], ()) or (quarter == 4 and PATROLS.random() < 0.5):
                continue
            one(post, dt.date(2023, quarter * 3 - 2 + (PATROLS.randrange(3) if quarter < 4 else 0), PATROLS.randint(3, 26)))
    rows.sort(key=lambda row: (row[2], row[0]))
    return rows


def water(all_rivers):
    """A section for each river, sampled once a month; one month in thirty was not sampled."""
    sections, samples = [], []
    for river, unit in sorted(all_rivers.items()):
        name, dirt = f"{river}出境断面", WATER.choice([0.5, 0.6, 0.7, 0.9])
        sections.append([name, river, unit, "河流", "Ⅲ"])
        for month in range(1, 11):
            if WATER.random() < 1 / 30:
                continue
            on = dt.date(2023, month, WATER.randint(4, 9))
            values = [10 - 3 * dirt * WATER.uniform(0.6, 1.2), 6 * dirt * WATER.uniform(0.6, 1.1), dirt * WATER.uniform(0.5, 1.1), 0.2 * dirt * WATER.uniform(0.6, 1.1)]
            samples.append([name, on] + [f"{value:.{places}f}" for value, places in zip(values, [1, 1, 2, 3])])
    return sections, samples


def check(made):
    """The bulletin's totals, counted from the rows that are written."""
    posts, all_tasks, all_rivers, found, sent = made["posts"], made["tasks"], made["rivers"], made["found"], made["letters"]
    numbers = {task["number"]: task for task in all_tasks}
    units = {task["unit"] for task in all_tasks} | set(all_rivers.values())
    # N4
    joint = [one for one in found if one["source"] == "联合督查暗访" and one["class"] in ("实施进度滞后", "整改不力") and one["found"].year == 2023]
    assert len(joint) == 14 and {one["class"] for one in joint} == {"实施进度滞后", "整改不力"}, len(joint)
    visits = made["inspections"]
    assert len({row[0] for row in visits}) == 2 and all({row[2] for row in visits if row[0] == name} == set(all_rivers) for name in {row[0] for row in visits}), "both rounds at every river"
    assert sorted(number for row in visits for number in row[6].split("、") if number) == sorted(one["number"] for one in joint)
    this_year = [row for row in sent if row[8].year == 2023]
    orders = [row for row in this_year if row[1] == "任务交办单"]
    assert len(orders) == 10 and sorted(number for row in orders for number in row[5].split("、")) == sorted(one["number"] for one in joint)
    # N10: five more are in the roster.
    assert len(made["unit_accounts"]) == 36 - 5 and {row[0] for row in made["unit_accounts"]} == set(all_rivers.values())
    assert len(made["account_posts"]) == 36 and {row[0] for row in made["account_posts"]} >= set(all_rivers.values())
    # N3
    special = [row for row in made["approvals"] if row[1] == "专题会审定"]
    assert len({row[0] for row in special}) == 24 and len({row[2] for row in special}) == 26
    assert {row[0] for row in made["approvals"]} - {row[0] for row in special} == set(GOVERNMENT)
    # N5
    given, state = made["dispatches"], made["government"]
    assert len({(row[0], row[2]) for row in given}) == 48 and len({row[2] for row in given}) == 33 and sum(row[9] for row in given) == 20
    assert {row[2] for row in given} <= {post[0] for post in posts} and len({post[3] for post in posts if post[0] in {row[2] for row in given}}) == 33
    assert len(state) == 8 and sum(row[9] for row in state) == 8 and len({row[0] for row in state}) == 1 and "20公里" in state[0][4]
    assert len(given) > 48, "some name several tasks"
    for row in given + state:
        assert row[0] == workday(row[0]) and row[0] < row[6] and (row[9] == 0) == (row[8] == "") == (row[7] == "") and (row[8] == "" or row[0] < row[8] <= TODAY) and row[0] <= TODAY, row
        own = [numbers[number] for number in row[3].split("、")]
        assert {task["unit"] for task in own} == {row[5]} and (row[1] == "政府" or {task["river"] for task in own} == {next(post[2] for post in posts if post[0] == row[2])}), row
    assert len({row[8] for row in this_year if row[1] == "通报"}) == 3 and sum(row[1] == "书面提醒" for row in this_year) == 12
    assert all(row[8] == workday(row[8]) for row in sent) and all(row[2] == workday(row[2]) for row in made["meetings"])
    assert Counter(row[0] for row in made["meetings"] if row[2].year == 2023) == {"工作推进会": 6, "政府常务会议": 1, "总河长会议": 1}
    # N6
    talked = [row[2] for row in sent if row[1] == "约谈通知书" and row[8].year >= 2022]
    assert len(talked) == len(set(talked)) == 4 and not any(is_town(unit) for unit in talked)
    assert sum(row[1] == "监察建议书" for row in sent) == 1
    blamed = made["accountability"]
    less, held = ([row[1] for row in blamed if row[2] == way] for way in ("扣分", "责任追究"))
    assert len(less) == len(set(less)) == 11 and len(held) == len(set(held)) == 5 and set(less + held) <= units
    assert any(map(is_town, held)) and not all(map(is_town, held)) and any(unit in all_rivers.values() for unit in less)
    # N11
    rows, built = made["money"], made["results"]
    arranged = Counter()
    for row in rows:
        if row[4] == "安排":
            arranged[row[6] == DRAFTING] += row[5]
    assert arranged == {True: 112, False: 13000}, arranged
    groups = defaultdict(dict)
    for row in rows:
        assert row[4] not in groups[(row[0], row[1], row[2], row[3], row[6])]
        groups[(row[0], row[1], row[2], row[3], row[6])][row[4]] = row[5]
    assert all(own["计划"] >= own["安排"] >= own["支付"] > 0 for own in groups.values())
    sums = Counter()
    assert [row[3:] for row in built if row[2] == REPAIRED] == [["20", "公里", "天星至福南桥段"]]
    for number, on, category, amount, unit, _ in built:
        if category == REPAIRED:
            continue
        kind = next(one[0] for one in BUILT if one[1] == category)
        assert numbers[number]["kind"] == kind and numbers[number]["done"] and on <= TODAY
        sums[(category, unit)] += round(float(amount) * 100)
    assert sums == {("病险水库除险加固", "座"): 300, ("河道治理", "公里"): 4900, ("污水管网更新改造", "公里"): 3600, ("高标准农田", "万亩"): 1555, ("水产养殖尾水整改", "家"): 3900}, sums
    assert len({(row[0], row[2]) for row in built}) == len(built)
    # Everything lies in 2022 to October 2023, and units and rivers are the workbook's.
    for name in ("problem_rows", "closings", "again", "look_backs", "letters", "instructions", "meetings", "inspections", "dispatches", "government", "accountability", "results"):
        for row in made[name]:
            for place, cell in enumerate(row):
                ahead = name in ("problem_rows", "dispatches", "government") or (name == "instructions" and place == 6) or (name == "letters" and place == 10)
                assert not isinstance(cell, dt.date) or dt.date(2022, 1, 1) <= cell <= (dt.date(2024, 1, 31) if ahead else TODAY), (name, row)
    assert {row[11] for row in made["problem_rows"]} | {row[2] for row in sent} | {row[5] for row in made["instructions"]} <= units
    assert {one["river"] for one in found} <= set(all_rivers)
    # Patrols: every post each quarter that has ended, but for those missed on purpose.
    went = {(row[0], (int(row[2][5:7]) + 2) // 3) for row in made["patrols"]}
    missed = {(post[0], quarter) for post in posts for quarter in (1, 2, 3)} - went
    assert missed == {(post, quarter) for post, quarters in MISSES.items() for quarter in quarters}, missed


def main():
    all_rivers, all_tasks = rivers(), tasks()
    posts = chiefs(all_rivers)
    found = problems(all_tasks, all_rivers, posts)
    closings = closing_rows(found)
    looked, again = look_backs(found)
    given, state = dispatches(posts, all_tasks), government(all_tasks)
    built = results(all_tasks, found, given + state)
    made = {"rivers": all_rivers, "tasks": all_tasks, "posts": posts, "found": found, "problem_rows": [problem_row(one) for one in found], "closings": closings, "look_backs": looked,
            "again": again, "letters": letters(found, all_tasks), "instructions": instructions(posts, all_tasks, found), "meetings": meetings(), "inspections": inspections(found, all_rivers),
            "dispatches": given, "government": state, "accountability": accountability(all_rivers), "results": built,
            "money": money(all_rivers, all_tasks, built), "unit_accounts": unit_accounts(all_rivers), "patrols": patrols(posts, found)}
    made["sections"], made["samples"] = water(all_rivers)
    # What the executive meeting settled first, measured: the damaged sewer put right.
    first = state[0]
    made["results"] = sorted([*built, [first[3], first[8], REPAIRED, "20", "公里", "天星至福南桥段"]], key=lambda row: (row[1], row[0]))
    made["account_posts"], made["approvals"] = account_posts(made["unit_accounts"]), approvals(posts)
    check(made)
    for name, header, key in [("chiefs-2023.csv", ["职务名称", "级别", "河流", "姓名", "任职开始"], "posts"), ("loop-problems.csv", PROBLEM, "problem_rows"), ("loop-closings.csv", CLOSING, "closings"),
                              ("loop-look-backs.csv", LOOK_BACK, "look_backs"), ("loop-closings-again.csv", CLOSING, "again"), ("loop-letters.csv", LETTER, "letters"),
                              ("loop-instructions.csv", INSTRUCTION, "instructions"), ("loop-meetings.csv", MEETING, "meetings"), ("patrols-2023.csv", PATROL, "patrols"),
                              ("inspections-2023.csv", INSPECTION, "inspections"), ("dispatches-2023.csv", DISPATCH, "dispatches"), ("government-2023.csv", DISPATCH, "government"),
                              ("accountability-2022.csv", BLAME, "accountability"), ("money-2023.csv", FUNDS, "money"), ("unit-accounts.csv", POST, "unit_accounts"), ("results-2023.csv", RESULT, "results"),
                              ("account-posts-2023.csv", ACCOUNT_POST, "account_posts"), ("plan-approvals-2023.csv", APPROVAL, "approvals"), ("sections-2023.csv", SECTION, "sections"), ("samples-2023.csv", SAMPLE, "samples")]:
        write(name, header, made[key])
        print(f"{name}: {len(made[key])}")


if __name__ == "__main__":
    main()
