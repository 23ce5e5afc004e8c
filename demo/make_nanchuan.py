#!/usr/bin/env python3
"""Writes the demonstration facts of Nanchuan (南川区) as CSV files a user could import. Run: python3 demo/make_nanchuan.py

Every name is INVENTED. Only the totals are the bulletin's (重庆河长制工作简报2023年第10期, 渝简报147): 33 chiefs of district level, of whom
26 decided the plans of 24 rivers, and both chiefs-general those of 大溪河 and 藻渡河. nanchuan-2023.xlsx is only read beside it.
The same bytes every time.
"""

import csv
import io
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent / "nanchuan"
RANDOM = random.Random(500119_2023)

GOVERNMENT = ["大溪河", "藻渡河"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = ["建华", "明远", "志强", "晓东", "立群", "文涛", "国栋", "海燕", "春梅", "俊杰", "德胜", "永康", "素芬", "光明", "继红", "长青", "启航", "安平"]


def rivers():
    """The rivers in the order of the workbook's second sheet."""
    import re
    import xml.etree.ElementTree as ET
    import zipfile
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(HERE / "nanchuan-2023.xlsx") as book:
        names = book.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            shared = ["".join(t.text or "" for t in si.iter(main + "t")) for si in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet2.xml"))
    found = []
    for cell in sheet.iter(main + "c"):
        if not re.fullmatch(r"B\d+", cell.get("r")):
            continue
        value = cell.find(main + "v")
        text = "".join(t.text or "" for t in cell.iter(main + "t")) if cell.get("t") == "inlineStr" else shared[int(value.text)]
        found.append(text)
    return found[1:]


def write(name, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (HERE / name).write_text(text.getvalue(), encoding="utf-8")


def chiefs():
    names = [s + g for s in SURNAMES for g in GIVEN]
    RANDOM.shuffle(names)
    person = iter(names)
    secretary, mayor = next(person), next(person)
    rows = [["职务名称", "级别", "河流", "姓名", "任职开始"]]
    district = 0
    all_rivers = rivers()
    assert len(all_rivers) == 26 and all(river in all_rivers for river in GOVERNMENT), all_rivers
    for river in all_rivers:
        if river in GOVERNMENT:
            rows.append([f"{river}区总河长（区委书记）", "区总河长", river, secretary, "2022-01-10"])
            rows.append([f"{river}区总河长（区长）", "区总河长", river, mayor, "2022-01-10"])
        posts = {"大溪河": ["上段", "中段", "下段"], "藻渡河": ["上段", "下段"], "凤嘴江": ["上段", "下段"], "龙岩河": ["上段", "下段"]}.get(river, [""])
        for part in posts:
            district += 1
            rows.append([f"{river}{part}区级河长", "区级河长", river, next(person), "2022-01-10"])
    special = sum(1 for row in rows[1:] if row[1] == "区级河长" and row[2] not in GOVERNMENT)
    assert special == 26 and district + 2 == 33, (special, district)
    write("chiefs-2023.csv", rows)


chiefs()
