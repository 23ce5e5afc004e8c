// Rows that came near a rule: what they are about and what stopped them.
import type { Reasons, RuleBookPage, Tried } from '@/api/types'

/** The first condition that does not hold, of the row or of the rows it came from. */
export function firstFailed(row: Reasons): Tried | undefined {
  return row.tried.find(({ holds }) => holds !== true) ?? row.from.map(firstFailed).find(found => found !== undefined)
}

const TELLS = /编号|名称|事项$|断面|月份|日期|因子|河长/

/** What tells this row from the others: its names, numbers and dates, from the row or from the first fact below it. */
export function subjectOf(row: Reasons): string {
  const values = row.values.length > 0 ? row.values : row.from.find(({ values: own }) => own.length > 0)?.values ?? []
  const telling = values.filter(({ name }) => TELLS.test(name))
  return (telling.length > 0 ? telling : values.filter(({ name }) => !name.endsWith('单位'))).slice(0, 4).map(({ value }) => value).join('　') || row.title
}

/** Ids of the facts below, each once. */
export function factIdsOf(row: Reasons): string[] {
  const own = row.fact ? [row.fact] : []
  return [...new Set([...own, ...row.from.flatMap(factIdsOf)])]
}

const takes = (formula: string) => formula.startsWith('-') || formula.startsWith('NA(')

/** Tables whose rules take away or assess nothing, as their formula says: they tell why nothing was taken. */
export function takingTables(book: RuleBookPage | undefined): ReadonlySet<string> {
  const steps = (book?.chapters ?? []).flatMap(chapter => chapter.steps)
  return new Set(steps.filter(({ formulas }) => formulas.some(({ name, formula }) => name === '记分' && takes(formula))).map(({ table }) => table))
}
