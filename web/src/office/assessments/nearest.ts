// Rows that came near a rule: what they are about and what stopped them.
import type { Reasons, Tried } from '@/api/types'

/** The first condition that does not hold, of the row or of the rows it came from. */
export function firstFailed(row: Reasons): Tried | undefined {
  return row.tried.find(({ holds }) => holds !== true) ?? row.from.map(firstFailed).find(found => found !== undefined)
}

/** The first values told, from the row or from the first fact below it. */
export function subjectOf(row: Reasons): string {
  const values = row.values.length > 0 ? row.values : row.from.find(({ values: own }) => own.length > 0)?.values ?? []
  return values.filter(({ name }) => !name.endsWith('单位')).slice(0, 3).map(({ name, value }) => (/编号|名称|事项|断面/.test(name) ? value : `${name} ${value}`)).join('　') || row.title
}

/** Ids of the facts below, each once. */
export function factIdsOf(row: Reasons): string[] {
  const own = row.fact ? [row.fact] : []
  return [...new Set([...own, ...row.from.flatMap(factIdsOf)])]
}
