"""Tongliang's assessment rules in openfisca-core, to compare its speed with Anlan's engine on the very same facts.

    anlan bench score --write-facts district.json
    pip install openfisca-core
    python benches/peers/openfisca_tongliang.py district.json [--rows | --districts N] [--repeat 5]

One simulation holds one district's year: items, sections, ratings and complaints are persons, units are groups. Inputs are
set as arrays (`set_input`), openfisca's fast way in, prepared outside the clock; `--rows` hands the same facts over as entities
with values by period (`build_from_entities`), the way its web API and its tests take them and the nearest to Anlan's rows of
facts. `--districts N` puts N copies of the district into one simulation: openfisca is vectorised and gets better the more it is
given at once. Openfisca gives numbers
only: no reasons, no missing data, binary floats (its own choice of float32).
"""
import argparse
import json
import time

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH, YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Row = build_entity(key="row", plural="rows", label="", is_person=True)
Unit = build_entity(key="unit", plural="units", label="", roles=[{"key": "member", "plural": "members", "label": ""}])
ITEMS = ["pH", "溶解氧", "高锰酸盐指数", "化学需氧量", "五日生化需氧量", "氨氮", "总磷"]
KEYS = dict(zip(ITEMS, ["ph", "do", "codmn", "cod", "bod", "nh3", "tp"]))
# Class limits, GB 3838-2002 Table 1, rivers.
LIMITS = {"codmn": [2, 4, 6, 10, 15], "cod": [15, 15, 20, 30, 40], "bod": [3, 3, 4, 6, 10], "nh3": [0.15, 0.5, 1.0, 1.5, 2.0], "tp": [0.02, 0.1, 0.2, 0.3, 0.4]}
THIS = 2022


def number(entity, period, formula=None, name=""):
    body = {"value_type": float, "entity": entity, "definition_period": period, "label": name}
    if formula:
        body["formula"] = formula
    return type(name, (Variable,), body)


def variables():
    made = [
        number(Row, MONTH, name="light"),  # 0 none, 1 green, 2 yellow, 3 red
        number(Row, YEAR, name="hard"),
        number(Row, YEAR, name="measure"),
        number(Row, YEAR, name="in_time"),
        number(Row, YEAR, name="worth"),
        number(Row, YEAR, name="is_section"),
        number(Row, YEAR, name="rating"),  # 0 good, 1 fairly good, 2 ordinary
        number(Row, YEAR, name="reported"),
        number(Row, YEAR, name="late"),
        number(Row, YEAR, name="harm"),
    ]
    made += [number(Row, MONTH, name=key) for key in KEYS.values()]

    def months(period):
        return period.get_subperiods(MONTH)

    def red(unit, period):
        return -sum(unit.sum(unit.members("light", month) == 3) for month in months(period))

    def yellow(unit, period):
        count = sum(unit.sum(unit.members("light", month) == 2) for month in months(period))
        return -0.5 * np.maximum(count - 2, 0)

    def bonus(unit, period):
        lights = [unit.members("light", month) for month in months(period)]
        lit = sum(light > 0 for light in lights)
        green = sum(light == 1 for light in lights)
        earned = (unit.members("hard", period) == 1) * (lit > 0) * (lit == green) * (unit.members("in_time", period) == 1)
        return np.minimum(unit.sum(earned), 3)

    def measures(unit, period):
        return unit.sum(unit.members("measure", period) * unit.members("in_time", period) * unit.members("worth", period))

    made += [number(Unit, YEAR, red, "red_points"), number(Unit, YEAR, yellow, "yellow_points")]
    made += [number(Unit, YEAR, bonus, "bonus_points"), number(Unit, YEAR, measures, "measure_points")]

    def mean_of(key):
        def mean(row, period):
            return sum(row(key, month) for month in months(period)) / 12

        return mean

    made += [number(Row, YEAR, mean_of(key), f"{key}_mean") for key in KEYS.values()]

    def section_class(row, period):
        worst = np.zeros(row.count)
        for key, limits in LIMITS.items():
            worst = np.maximum(worst, np.searchsorted(limits, row(f"{key}_mean", period), side="left"))
        oxygen = row("do_mean", period)
        worst = np.maximum(worst, np.select([oxygen >= 7.5, oxygen >= 6, oxygen >= 5, oxygen >= 3, oxygen >= 2], [0, 1, 2, 3, 4], 5))
        ph = row("ph_mean", period)
        return np.maximum(worst, np.where((ph >= 6) & (ph <= 9), 0, 5))

    made.append(number(Row, YEAR, section_class, "section_class"))

    def water(unit, period):
        section = unit.members("is_section", period) == 1
        fell = unit.members("section_class", period) > unit.members("section_class", period.last_year)
        points = np.where(fell, -2.0, 0.0)
        for key in ("tp", "nh3", "codmn"):
            old, new = unit.members(f"{key}_mean", period.last_year), unit.members(f"{key}_mean", period)
            rate = np.where(old > 0, (old - new) / np.where(old > 0, old, 1), 0)
            points = points + np.where(fell, 0, np.select([rate >= 0.3, rate >= 0.15, rate >= 0.05], [1.0, 0.6, 0.3], 0))
        return unit.sum(points * section)

    def ratings(unit, period):
        return -0.5 * unit.sum(unit.members("rating", period))

    def complaints(unit, period):
        often = (unit.members("reported", period) >= 2) * (unit.members("late", period) == 1)
        return -0.5 * unit.sum(often) - unit.sum(unit.members("harm", period))

    made += [number(Unit, YEAR, water, "water_points"), number(Unit, YEAR, ratings, "rating_points"), number(Unit, YEAR, complaints, "complaint_points")]

    parts = ["red_points", "yellow_points", "bonus_points", "measure_points", "water_points", "rating_points", "complaint_points"]

    def score(unit, period):
        return sum(unit(part, period) for part in parts)

    made.append(number(Unit, YEAR, score, "score"))
    return made


class Rules(TaxBenefitSystem):
    def __init__(self):
        super().__init__([Row, Unit])
        for variable in variables():
            self.add_variable(variable)


def arrays(facts, copies):
    """The facts as arrays: what a well-written caller of openfisca hands over."""
    units = sorted({row["责任单位"] for row in facts["亮灯"]} | {row["责任单位"] for row in facts["断面"]} | {row["被评单位"] for row in facts["河长评价"]})
    rows, places = [], {}
    for row in facts["事项"]:
        places[("事项", row["编号"])] = len(rows)
        rows.append(row["责任单位"])
    for row in facts["断面"]:
        places[("断面", row["断面名称"])] = len(rows)
        rows.append(row["责任单位"])
    for at, row in enumerate(facts["河长评价"]):
        places[("评价", at)] = len(rows)
        rows.append(row["被评单位"])
    for at, row in enumerate(facts["群众举报"]):
        places[("举报", at)] = len(rows)
        rows.append(row["责任单位"])
    inputs = {}

    def put(variable, period, place, value):
        inputs.setdefault((variable, period), np.zeros(len(rows)))[place] = value

    lights = {"绿灯": 1, "黄灯": 2, "红灯": 3, "未评": 0}
    for row in facts["亮灯"]:
        put("light", row["月份"], places[("事项", row["编号"])], lights[row["灯"]])
    for row in facts["事项"]:
        place = places[("事项", row["编号"])]
        put("hard", str(THIS), place, row["难度较大"] == "是")
        put("measure", str(THIS), place, row["清单"] == "一河一策")
        put("in_time", str(THIS), place, "完成日" in row and row["完成日"] <= row["时限"])
        put("worth", str(THIS), place, float(row["分值"]))
    for row in facts["断面"]:
        put("is_section", str(THIS), places[("断面", row["断面名称"])], 1)
    for row in facts["水质月值"]:
        put(KEYS[row["因子"]], row["月份"], places[("断面", row["断面"])], float(row["数值"]))
    for at, row in enumerate(facts["河长评价"]):
        put("rating", str(THIS), places[("评价", at)], {"好": 0, "较好": 1, "一般": 2}[row["评价等次"]])
    for at, row in enumerate(facts["群众举报"]):
        put("reported", str(THIS), places[("举报", at)], float(row["累计举报次数"]))
        put("late", str(THIS), places[("举报", at)], "办结日期" not in row)
    belongs = np.array([units.index(unit) for unit in rows])
    many = np.concatenate([belongs + copy * len(units) for copy in range(copies)])
    return {key: np.tile(value, copies) for key, value in inputs.items()}, many, len(units) * copies, units


def as_entities(inputs, belongs, count):
    """The same facts as entities with values by period, zeros left out."""
    rows = {f"r{at}": {} for at in range(len(belongs))}
    for (variable, period), values in inputs.items():
        for at in np.nonzero(values)[0]:
            rows[f"r{at}"].setdefault(variable, {})[period] = float(values[at])
    units = {f"u{unit}": {"members": []} for unit in range(count)}
    for at, unit in enumerate(belongs):
        units[f"u{unit}"]["members"].append(f"r{at}")
    return {"rows": rows, "units": units}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("facts")
    parser.add_argument("--districts", type=int, default=1)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    facts = json.load(open(asked.facts, encoding="utf-8"))
    inputs, belongs, count, units = arrays(facts, asked.districts)
    rules = Rules()
    entities = as_entities(inputs, belongs, count)
    best = None
    for _ in range(asked.repeat):
        started = time.perf_counter()
        builder = SimulationBuilder()
        if asked.rows:
            simulation = builder.build_from_entities(rules, entities)
            score = simulation.calculate("score", str(THIS))
            spent = time.perf_counter() - started
            best = min(best or spent, spent)
            continue
        builder.create_entities(rules)
        builder.declare_person_entity("row", np.arange(len(belongs)))
        group = builder.declare_entity("unit", np.arange(count))
        builder.join_with_persons(group, belongs, roles=["member"] * len(belongs))
        simulation = builder.build(rules)
        for (variable, period), value in inputs.items():
            simulation.set_input(variable, period, value)
        score = simulation.calculate("score", str(THIS))
        spent = time.perf_counter() - started
        best = min(best or spent, spent)
    for unit, points in list(zip(units, score))[:5]:
        print(f"{unit} {points:.2f}")
    print(f"{asked.districts} districts, {count} units: {best * 1000:.1f} ms in all, {best * 1000 / asked.districts:.2f} ms a district (best of {asked.repeat})")


if __name__ == "__main__":
    main()
