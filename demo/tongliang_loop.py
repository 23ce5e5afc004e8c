"""The closed loop of Tongliang 2022 and 2023 (to 3 November) as ledgers: problems, close-outs, letters, instructions, look-backs, meetings.
All of it is INVENTED; the totals of the bulletin are asserted here, counted from the rows (see make_tongliang.py):
10 problems shown, 7 closed, 3 in progress; since 2022 45 instructions, 6 interviews for red, 8 reminders for yellow, 6 stuck matters
solved; 2023 1 work reminder and 9 person-times of chiefs named or interviewed; 32 look-backs in 2023, 2 relapses put right again.

The draws of the look-backs are made here a second time, with hashlib's SM3 and the sizes of packs/tongliang-loop-2022.
"""

import datetime as dt
import random
from collections import Counter, defaultdict

import openpyxl
import tongliang_patrols as patrols
from look_back_draw import draw

RANDOM = random.Random(500151_3)
TODAY = dt.date(2023, 11, 3)
SIZES = {"区级暗访": 3, "河长巡河": 2, "上级交办": 2, "群众举报": 2, "河长办检查": 1, "回头看": 1}
SEEDS = {1: "铜梁2023-1-583920", 2: "铜梁2023-2-174406", 3: "铜梁2023-3-960217"}
DRAWN_ON = {1: dt.date(2023, 4, 6), 2: dt.date(2023, 7, 6), 3: dt.date(2023, 10, 9)}
TEAM = ["高远", "韩雪", "郑岩", "罗文"]
CHECKERS = ["高远", "韩雪"]
LOOKERS = ["郑岩", "罗文"]
CLASSES = ["污水偷排", "污水直排", "污水乱排", "岸线乱占", "河道乱建", "乱占", "乱采", "乱堆", "乱建", "其他"]
WHAT = {"污水偷排": "夜间偷排污水", "污水直排": "生活污水直排入河", "污水乱排": "雨污混接、污水外溢", "岸线乱占": "岸线被围占种植", "河道乱建": "河道内违建构筑物",
        "乱占": "侵占河滩地", "乱采": "零星采砂", "乱堆": "河岸堆放垃圾", "乱建": "管理范围内搭建棚房", "其他": "河面漂浮物较多"}
PICTURES = [f"演示现场-{n}.png" for n in (1, 2, 3)]
AFTER = [f"演示整改后-{n}.png" for n in (1, 2, 3)]

PROBLEM = ["问题编号", "问题", "详细情况", "问题类型", "发现来源", "河流", "位置", "经度", "纬度", "发现日期", "发现人", "发现河长", "突出问题", "现场照片", "责任单位",
           "交办日期", "整改时限", "整改措施", "挂单事项"]
CLOSING = ["编号", "申请日期", "申请人", "整改情况", "整改后照片", "核查日期", "核查人", "核查结果", "核查情况"]
LETTER = ["序号", "文种", "对象单位", "对象河长", "标题", "内容", "所涉编号", "月份", "事由", "签发日期", "签发人", "回复时限", "回复日期", "回复人", "回复内容", "约谈日期",
          "约谈地点", "约谈人", "被约谈人", "约谈记录", "整改承诺", "办结日期", "办结意见"]
INSTRUCTION = ["批示人", "河长职务", "批示日期", "批示内容", "月份", "所涉编号", "承办单位", "办理时限", "办理要求", "报告日期", "报告人", "办理情况", "成效确认日期",
               "确认人", "成效", "解决堵点"]
LOOK_BACK = ["年度", "季度", "种子", "抽样日期", "编号", "检查日期", "检查人", "结果", "情况", "新时限"]
MEETING = ["会议类型", "会议名称", "会议日期", "地点", "参会人员", "议题", "会议纪要", "曝光问题", "审定清单年度"]


def shift(on, days):
    return on + dt.timedelta(days=days)


def prominent(folder):
    """The ten problems on the list of 2023, as the workbook has them."""
    page = openpyxl.load_workbook(folder / "tongliang-2023.xlsx")["突出问题整改责任清单"]
    rows = []
    for row in page.iter_rows(min_row=3, values_only=True):
        if row[1]:
            rows.append({"item": row[1], "source": row[2], "river": row[3], "place": row[4], "class": row[5], "text": row[6], "unit": row[7],
                         "measure": row[8], "found": row[9].date(), "limit": row[10].date(), "closed": row[12].date() if row[12] else None})
    return rows


def problems(folder, rivers, towns):
    """Problems of both years in the order of finding, each with its task and, when it was put right, its closing."""
    found = [dict(one, finder=RANDOM.choice(TEAM[:2]), chief=None, prominent=True, pictures=True) for one in prominent(folder)]
    posts = patrols.posts()
    town_posts = [(post, river) for post, level, river in posts if level == "镇级河长"]
    village_posts = [(post, river) for post, level, river in posts if level == "村级河长"]
    district_posts = [(f"{river}区级河长", river) for river in ("小安溪", "淮远河", "涪江")]
    for year, days, many in ((2022, 364, 176), (2023, 300, 194)):
        for _ in range(many):
            on = shift(dt.date(year, 1, 3), RANDOM.randrange(days))
            source = RANDOM.choices(list(SIZES), [24, 34, 12, 14, 12, 4])[0]
            river, chief, finder, great = RANDOM.choice(rivers), None, "", RANDOM.random() < 0.12
            if source == "河长巡河":
                chief, river = RANDOM.choice(RANDOM.choices([district_posts, town_posts, village_posts], [3, 4, 5])[0])
                # Village chiefs report small things, hardly ever a prominent one.
                great = RANDOM.random() < (0.3 if "区级" in chief else 0.08 if "镇级" in chief or "街道级" in chief else 0.01)
            elif source in ("区级暗访", "河长办检查", "回头看"):
                finder = RANDOM.choice(TEAM)
            kind, unit = RANDOM.choice(CLASSES), RANDOM.choice(towns)
            found.append({"item": None, "source": source, "river": river, "place": f"{unit}境内", "class": kind, "text": f"{river}{unit}段{WHAT[kind]}", "unit": unit,
                          "measure": "立行立改，完善长效管护", "found": on, "limit": shift(on, RANDOM.choice([15, 20, 30, 45, 60])), "closed": "later", "finder": finder,
                          "chief": chief, "prominent": great, "pictures": RANDOM.random() < 0.1})
    found.sort(key=lambda one: (one["found"].year, one["found"], one["text"]))
    count = Counter()
    for one in found:
        count[one["found"].year] += 1
        one["number"] = f"铜问-{one['found'].year}-{count[one['found'].year]:04d}"
        if one["closed"] == "later":
            on = shift(one["found"], RANDOM.randint(6, 55))
            one["closed"] = on if on <= shift(TODAY, -2) and RANDOM.random() < 0.94 else None
    return found


def problem_row(one):
    place = RANDOM.randrange(len(PICTURES))
    assigned = min(shift(one["found"], 1), TODAY)
    lon, lat = round(105.9 + RANDOM.random() * 0.35, 6), round(29.6 + RANDOM.random() * 0.4, 6)
    return [one["number"], one["text"][:60], f"{one['text']}，现场核实属实。", one["class"], one["source"], one["river"], one["place"], lon, lat, one["found"], one["finder"],
            one["chief"], "是" if one["prominent"] else "否", PICTURES[place] if one["pictures"] else None, one["unit"], assigned, one["limit"], one["measure"], one["item"]]


def liaison(unit):
    return f"{unit}联络员"


def closing_rows(found):
    rows = []
    for one in found:
        closed = one["closed"]
        if not closed:
            continue
        asked = max(shift(closed, -RANDOM.randint(1, 4)), shift(one["found"], 2))
        closed = max(closed, asked)
        one["closed"] = closed
        checker = next(name for name in (CHECKERS if RANDOM.random() < 0.5 else CHECKERS[::-1]) if name != one["finder"])
        picture = RANDOM.choice(AFTER) if one["pictures"] else None
        if RANDOM.random() < 0.08 and shift(one["found"], 4) < asked:
            early = shift(one["found"], 3)
            rows.append([one["number"], early, liaison(one["unit"]), "已组织整改", None, early, checker, "退回", "现场仍有残留，整改不到位"])
        rows.append([one["number"], asked, liaison(one["unit"]), "已完成整改，落实长效管护人员", picture, closed, checker, "同意", "现场核查，问题已消除"])
    rows.sort(key=lambda row: (row[1], row[0], row[7] == "同意"))
    return rows


def look_backs(found):
    by_number = {one["number"]: one for one in found}
    rows, again, gone = [], [], set()
    for quarter in (1, 2, 3):
        drawn = draw(found, quarter, gone, SEEDS[quarter], SIZES)
        # Two stubborn ones came back, one in each of the first quarters' samples; never one that is hung on the list.
        back = next((number for number in drawn if by_number[number]["item"] is None and by_number[number]["class"] in ("污水直排", "污水乱排", "乱堆", "岸线乱占")), None)
        for place, number in enumerate(drawn):
            one, on = by_number[number], shift(DRAWN_ON[quarter], 5 + place)
            looker = LOOKERS[place % 2]
            if quarter < 3 and number == back:
                rows.append([2023, quarter, SEEDS[quarter], DRAWN_ON[quarter], number, on, looker, "反弹", "问题反弹，现场再次出现同类情况", shift(on, 30)])
                asked = shift(on, 26)
                again.append([number, asked, liaison(one["unit"]), "挂牌督办后彻底整改，建立日巡制度", AFTER[0], shift(asked, 2), "高远" if one["finder"] != "高远" else "韩雪", "同意",
                              "复查两次，未再反弹"])
                gone.add(number)
            elif quarter == 2 and place == 7:
                rows.append([2023, quarter, SEEDS[quarter], DRAWN_ON[quarter], number, on, looker, "无法判断", "水位上涨，现场被淹，无法判断", None])
            else:
                rows.append([2023, quarter, SEEDS[quarter], DRAWN_ON[quarter], number, on, looker, "保持", "整改成效保持良好", None])
    return rows, again


RED = [("HC-2022-004", 2022, 7), ("HC-2022-063", 2022, 7), ("WT-2022-04", 2022, 9), ("HC-2023-071", 2023, 6), ("HC-2023-116", 2023, 6), ("HC-2023-151", 2023, 6)]
YELLOW = [("HC-2022-022", 2022, 5), ("HC-2022-035", 2022, 5), ("HC-2022-088", 2022, 5), ("HC-2022-058", 2022, 9), ("ZD-2023-03", 2023, 6), ("ZD-2023-07", 2023, 6),
          ("HC-2023-002", 2023, 6), ("HC-2023-011", 2023, 6)]
# Chiefs that were reminded, named or interviewed in 2023 for not reporting prominent problems.
CHIEFS = [("提醒函", "华兴镇大庙河镇级河长", 2), ("通报", "白羊镇石桥河镇级河长", 3), ("通报", "白羊镇石虎村石桥河村级河长", 3), ("通报", "蒲吕街道白沙溪街道级河长", 3),
          ("通报", "蒲吕街道沙心社区白沙溪村级河长", 4), ("通报", "永嘉镇琼江镇级河长", 4), ("约谈通知书", "永嘉镇永乐村琼江村级河长", 5), ("约谈通知书", "蒲吕街道龙桥社区石桥河村级河长", 6),
          ("约谈通知书", "华兴镇团碾村久远河村级河长", 7), ("约谈通知书", "南城街道西来社区围龙溪村级河长", 8)]


def units_of_items(folder):
    units = {}
    for name in ("tongliang-2022.xlsx", "tongliang-2023.xlsx"):
        book = openpyxl.load_workbook(folder / name)
        for title, number, unit in (("重大事项重大项目清单", 1, 4), ("一河一策任务措施清单", 1, 9), ("突出问题整改责任清单", 1, 7)):
            for row in book[title].iter_rows(min_row=3, values_only=True):
                if row[number]:
                    units[row[number]] = row[unit]
    return units


def letters(units):
    rows = []
    for number, year, month in RED:
        on = dt.date(year, month + 1, 8)
        unit = units[number]
        rows.append(["约谈通知书", unit, None, f"关于{number}红灯的约谈通知", f"{year}年{month}月，{number}逾期未完成，亮红灯。决定对你单位责任人进行约谈。", number, f"{year}年{month}月", "红灯", on, "区级河长",
                     shift(on, 7), shift(on, 6), liaison(unit), "已制定追赶计划，倒排工期", shift(on, 3), "区河长办会议室", "区级河长", f"{unit}责任人", "指出进度滞后的原因，要求限期完成", "两个月内完成", shift(on, 10),
                     "已按约谈要求落实"])
    for number, year, month in YELLOW:
        on = dt.date(year, month + 1, 9)
        unit = units[number]
        rows.append(["提醒函", unit, None, f"关于{number}黄灯的提醒", f"{year}年{month}月，{number}进度滞后，亮黄灯。请加快推进。", number, f"{year}年{month}月", "黄灯", on, "区河长办", shift(on, 14), shift(on, 9),
                     liaison(unit), "已增加力量，下月赶上序时进度", None, None, None, None, None, None, shift(on, 12), "已收到整改措施"])
    for label, post, month in CHIEFS:
        on = dt.date(2023, month + 1, 12)
        text = f"2023年{month}月，你负责的河段被他人发现突出问题，而你没有上报。"
        talk = [shift(on, 4), "区河长办会议室", "区级河长", post, "指出巡河避重就轻的问题", "每周巡河，主动上报"] if label == "约谈通知书" else [None] * 6
        due = shift(on, 7) if label != "通报" else None
        reply = [shift(on, 5), post, "已认真整改，加密巡河"] if due else [None] * 3
        rows.append([label, None, post, f"关于少报突出问题的{label[:2]}", text, None, f"2023年{month}月", "少报突出问题", on, "区级河长" if label == "约谈通知书" else "区河长办", due, *reply, *talk,
                     shift(on, 9), "已落实"])
    for n in range(12):
        on = dt.date(2023, 1 + n % 10, 16)
        unit = ["华兴镇", "白羊镇", "蒲吕街道", "南城街道"][n % 4]
        open_still = n >= 9
        rows.append(["任务交办单", unit, None, f"关于{unit}河段保洁的任务交办单（第{n + 1}批）", "请组织清理河岸垃圾和漂浮物，落实责任人。", None, None, None, on, "区河长办", shift(on, 28), None if open_still else shift(on, 20),
                     None if open_still else liaison(unit), None if open_still else "已清理完毕", None, None, None, None, None, None, None if open_still else shift(on, 24), None if open_still else "现场抽查合格"])
    rows.sort(key=lambda row: (row[8], row[0], row[3]))
    return rows


def instructions(units):
    rows = []
    spans = [(2022, m) for m in range(2, 13)] + [(2023, m) for m in range(1, 11)]
    general = "总河长刘志远"
    chiefs = [("小安溪区级河长", "何涛", dt.date(2022, 3, 1)), ("涪江区级河长", "任立新", dt.date(2022, 1, 10))]
    for n in range(45):
        year, month = spans[n % len(spans)]
        on = dt.date(year, month, 13 + n % 12)
        if on > TODAY:
            on = TODAY
        red = [one for one in RED + YELLOW if one[1] == year]
        number = red[n % len(red)][0] if n % 3 else None
        post, person = (None, general) if n % 2 or on < dt.date(2022, 3, 1) else chiefs[n // 2 % 2][:2]
        who = person if post is None else f"{post}{person}"
        unit = units[number] if number else ["区水利局", "区生态环境局", "区住房城乡建委", "区农业农村委"][n % 4]
        last = dt.date(year, month, 1) - dt.timedelta(days=1)
        told = f"{last.year}年{last.month}月" if last.year >= 2022 else "2022年1月"
        solved = n in (3, 8, 15, 22, 29, 36)
        text = ["请区河长办督促红灯单位限期整改，结果报我。", "请抓紧推进，确保按时完成。", "此事关系沿河群众，务必彻底解决。", "请牵头单位会同镇街研究，提出办法。"][n % 4]
        row = [who, post, on, f"{text}（第{n + 1}件）", None if number else told, number, unit, shift(on, 30), "落实批示要求，按时报告办理情况"]
        if n >= 40:
            row += [None] * 6 + [None]
        else:
            done = min(shift(on, 21), TODAY)
            effect = "堵点已解决：落实资金和用地，工程复工" if solved else "已按批示要求落实"
            row += [done, liaison(unit), "已召开专题会研究并落实", min(shift(done, 4), TODAY), "周明", effect, "是" if solved else "否"]
        rows.append(row)
    rows.sort(key=lambda row: (row[2], row[3]))
    return rows


def meetings(found):
    shown = "、".join(one["number"] for one in found if one["item"])
    people = "区总河长、各区级河长，区级有关部门和各镇街负责人"
    rows = [["总河长会议", "2023年度区总河长会议", dt.date(2023, 4, 20), "区会议中心", people, "审定年度三张清单、曝光突出问题、部署年度工作", "会议审定了年度三张清单。\n会议曝光了10个突出问题，要求挂单销号。", shown, 2023]]
    for quarter, on in ((1, dt.date(2023, 4, 25)), (2, dt.date(2023, 7, 18)), (3, dt.date(2023, 10, 17))):
        rows.append(["季度调度会", f"2023年第{quarter}季度河长制工作调度会", on, "区河长办", people, "调度三张清单进展、研究滞后事项", "会议听取了三张清单进展，研究了滞后事项。", None, None])
    return rows


def counts(found, closings, sent, given, looked, again):
    """The bulletin's totals, counted from the rows."""
    listed = [one for one in found if one["item"]]
    assert (len(listed), sum(1 for one in listed if one["closed"]), sum(1 for one in listed if not one["closed"])) == (10, 7, 3)
    cause = Counter((row[0], row[7], row[1] is not None) for row in sent)
    assert cause[("约谈通知书", "红灯", True)] == 6 and cause[("提醒函", "黄灯", True)] == 8
    chiefs = [row for row in sent if row[2] and row[8].year == 2023]
    assert (sum(row[0] == "提醒函" for row in chiefs), sum(row[0] in ("通报", "约谈通知书") for row in chiefs)) == (1, 9)
    assert len(given) == 45 and sum(row[-1] == "是" for row in given) == 6
    assert len(looked) == 32, len(looked)
    assert sum(row[7] == "反弹" for row in looked) == 2 and len(again) == 2
    return {"problems": len(found), "closings": len(closings) + len(again), "letters": len(sent)}


def make(folder, rivers, towns):
    """Every ledger: file name, header, rows."""
    found = problems(folder, rivers, towns)
    # The ledger has to draw 32: the third quarter has nothing found by look-back, the first two have.
    for one in found:
        if one["source"] == "回头看" and one["closed"] and one["closed"].year == 2023 and one["closed"].month > 6:
            one["source"], one["finder"] = "河长办检查", one["finder"]
    ones = [one for one in found if one["closed"] and one["closed"].year == 2023 and one["source"] == "河长办检查" and one["item"] is None]
    for quarter in (1, 2):
        one = next(one for one in ones if (one["closed"].month + 2) // 3 == quarter)
        one["source"] = "回头看"
    rows = [problem_row(one) for one in found]
    closings = closing_rows(found)
    looked, again = look_backs(found)
    units = units_of_items(folder)
    sent, given = letters(units), instructions(units)
    print("closed loop:", counts(found, closings, sent, given, looked, again), Counter(row[1] for row in looked))
    return [("loop-problems.xlsx", PROBLEM, rows), ("loop-closings.xlsx", CLOSING, closings), ("loop-look-backs.xlsx", LOOK_BACK, looked),
            ("loop-closings-again.xlsx", CLOSING, again), ("loop-letters.xlsx", LETTER, [[n + 1, *row] for n, row in enumerate(sent)]), ("loop-instructions.xlsx", INSTRUCTION, given),
            ("loop-meetings.xlsx", MEETING, meetings(found))]
