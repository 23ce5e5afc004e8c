"""The chiefs' roster and the patrols of January to October 2023 of the demonstration (see make_tongliang.py). All of it is INVENTED.

Town and village chiefs are those of the ten prominent problems of 2023 (river and town), so that under-reporting shows; a few miss
their duty on purpose (MISSES), which `check` counts a second time without the product's code.
"""

import datetime as dt
import random

YEAR = 2023
RANDOM = random.Random(500151_2023)

# river, town, villages
REACHES = [("大庙河", "华兴镇", ["明月村", "土门村"]), ("石桥河", "白羊镇", ["石虎村"]), ("白沙溪", "蒲吕街道", ["沙心社区"]), ("小安溪", "巴川街道", ["岳阳社区", "白龙社区"]),
           ("板桥河", "双山镇", ["板桥村"]), ("久远河", "大庙镇", ["三品村"]), ("琼江", "永嘉镇", ["永乐村"]), ("石桥河", "蒲吕街道", ["龙桥社区"]),
           ("久远河", "华兴镇", ["团碾村"]), ("围龙溪", "南城街道", ["西来社区"]), ("淮远河", "东城街道", ["民主社区"])]
# Rivers whose district chiefs are in the roster, but not yet in roster.toml.
# 安居河 is left vacant: its duty cannot be assessed.
DISTRICT = ["大庙河", "石桥河", "白沙溪", "板桥河", "久远河", "琼江", "围龙溪", "平滩河", "侣俸河", "西门河", "雍溪河", "龙滩河", "水口河", "新盛河"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
GIVEN = ["建国", "晓东", "文斌", "志强", "春梅", "德华", "永福", "秀英", "国平", "丽华", "长江", "明亮", "小燕", "天佑", "世杰", "红霞", "立军", "光荣", "素芳", "成林"]
# post -> months without a patrol (town) or weeks (village, by the Monday).
TOWN_MISSES = {"蒲吕街道石桥河街道级河长": {3, 7}, "永嘉镇琼江镇级河长": {9}, "南城街道围龙溪街道级河长": {10}}
VILLAGE_MISSES = {"蒲吕街道龙桥社区石桥河村级河长": {"2023-03-06", "2023-03-13", "2023-08-07"}, "华兴镇团碾村久远河村级河长": {"2023-05-15"},
                  "南城街道西来社区围龙溪村级河长": {"2023-10-02", "2023-10-16"}}
DISTRICT_MISSES = {"围龙溪区级河长": {3}}
# Who reports prominent problems: the others do not.
REPORTS = {("华兴镇大庙河镇级河长", 5), ("双山镇板桥河镇级河长", 2), ("巴川街道白龙社区小安溪村级河长", 6), ("大庙镇久远河镇级河长", 8)}


def level_of(town):
    return "街道级河长" if town.endswith("街道") else "镇级河长"


def posts():
    """(post, level label, river) in order."""
    rows = [(f"{river}区级河长", "区级河长", river) for river in DISTRICT]
    for river, town, villages in REACHES:
        rows.append((f"{town}{river}{level_of(town)}", "镇级河长", river))
        rows += [(f"{town}{village}{river}村级河长", "村级河长", river) for village in villages]
    return rows


def roster():
    rows = []
    for place, (post, level, river) in enumerate(posts()):
        person = SURNAMES[place % len(SURNAMES)] + GIVEN[(place * 7) % len(GIVEN)]
        rows.append([post, level, river, person, dt.date(2022, 1, 10), None])
    # One village chief was replaced in the middle of the year.
    for row in rows:
        if row[0] == "双山镇板桥村板桥河村级河长":
            row[5] = dt.date(2023, 6, 30)
            rows.append([row[0], row[1], row[2], "田小雨", dt.date(2023, 7, 1), None])
            break
    return rows


def patrol(post, river, begin, minutes, tenths, way, found, prominent, note):
    end = begin + dt.timedelta(minutes=minutes)
    return [post, river, f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", tenths / 10, way, found, prominent, note]


def one(post, level, river, on, month):
    """One valid patrol on a day."""
    begin = dt.datetime(on.year, on.month, on.day, RANDOM.choice([8, 9, 10, 14, 15]), RANDOM.choice([0, 10, 20, 30, 40]))
    minutes = {"区级河长": (45, 120), "镇级河长": (30, 90), "村级河长": (18, 60)}[level]
    way = RANDOM.choices(["明查", "暗访", "联合", "无人机"], [80, 10, 7, 3])[0]
    prominent = 1 if (post, month) in REPORTS else 1 if level == "区级河长" and RANDOM.random() < 0.25 else 0
    found = prominent + (RANDOM.random() < {"区级河长": 0.6, "镇级河长": 0.3, "村级河长": 0.12}[level])
    note = "发现突出问题，已上报" if prominent else "发现问题，已交办" if found else "情况正常"
    return patrol(post, river, begin, RANDOM.randint(*minutes), RANDOM.randint(12, 60), way, int(found), prominent, note)


def patrols():
    rows = []
    for post, level, river in posts() + [(f"{river}区级河长", "区级河长", river) for river in ("小安溪", "淮远河", "涪江")]:
        if level == "区级河长":
            for quarter in (1, 2, 3, 4):
                if quarter in DISTRICT_MISSES.get(post, ()):
                    continue
                # The fourth quarter has not ended in October: some have patrolled, some not yet.
                if quarter == 4 and len(post) % 2:
                    continue
                month = quarter * 3 - 2 + (RANDOM.randrange(3) if quarter < 4 else 0)
                rows.append(one(post, level, river, dt.date(YEAR, month, RANDOM.randint(3, 26)), month))
        elif level == "镇级河长":
            for month in range(1, 11):
                if month in TOWN_MISSES.get(post, ()):
                    # Somebody went, but not long enough to count.
                    rows.append(patrol(post, river, dt.datetime(YEAR, month, 12, 9, 0), 8, 4, "明查", 0, 0, "时长和里程不足"))
                    continue
                for on in sorted(RANDOM.sample(range(2, 28), RANDOM.choice([1, 1, 2]))):
                    rows.append(one(post, level, river, dt.date(YEAR, month, on), month))
        else:
            monday = dt.date(YEAR, 1, 2)
            reported = set()
            while monday <= dt.date(YEAR, 10, 23):
                if f"{monday}" not in VILLAGE_MISSES.get(post, ()):
                    on = monday + dt.timedelta(days=RANDOM.randrange(6))
                    month = on.month if on.month not in reported else 0
                    reported.add(on.month)
                    rows.append(one(post, level, river, on, month))
                monday += dt.timedelta(days=7)
    rows.sort(key=lambda row: (row[2], row[0]))
    return rows


def check(rows):
    """The misses counted again from the rows: windows of months and weeks that have no valid patrol."""
    least = {"区级河长": (30, 0), "镇级河长": (20, 1.0), "村级河长": (15, 1.0)}
    levels = {post: level for post, level, _ in posts()}
    days = {}
    for post, _, begin, end, length, *_ in rows:
        level = levels.get(post, "区级河长")
        begin, end = (dt.datetime.strptime(text, "%Y-%m-%d %H:%M") for text in (begin, end))
        if (end - begin).seconds // 60 >= least[level][0] and length >= least[level][1]:
            days.setdefault(post, []).append(begin.date())
    found = {}
    for post, level, _ in posts():
        own = days.get(post, [])
        if level == "镇级河长":
            missing = {m for m in range(1, 11) if not any(day.month == m for day in own)}
            assert missing == TOWN_MISSES.get(post, set()), (post, missing)
        elif level == "村级河长":
            mondays = [dt.date(YEAR, 1, 2) + dt.timedelta(days=7 * n) for n in range(43)]
            missing = {f"{m}" for m in mondays if not any(m <= day < m + dt.timedelta(days=7) for day in own)}
            assert missing == VILLAGE_MISSES.get(post, set()), (post, missing)
        else:
            missing = {q for q in (1, 2, 3) if not any((day.month + 2) // 3 == q for day in own)}
            assert missing == DISTRICT_MISSES.get(post, set()), (post, missing)
        found[post] = len(missing)
    return sum(found.values())
