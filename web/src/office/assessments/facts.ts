// From a fact in the reasons to the page where it stands, and rows of facts as a table.
import type { RouteLocationRaw } from 'vue-router'
import type { FactRef, NamedValue, Reasons } from '@/api/types'
import { whyOf } from '../reasons/why'

/** Where a fact is looked at; null where this account has no page for it. */
export function factLink(fact: FactRef | undefined, may: (key: string) => boolean, values: readonly NamedValue[] = []): RouteLocationRaw | null {
  switch (fact?.kind) {
    case 'item': return fact.item_id && may('item.read') ? { path: `/items/${fact.item_id}` } : null
    case 'light': return fact.item_id && fact.month && may('item.read') ? { path: `/items/${fact.item_id}`, query: { why: whyOf(fact.item_id, fact.month) } } : null
    case 'record': return fact.record_kind && fact.record_id && may('record.read') ? { path: `/records/${fact.record_kind}`, query: { id: fact.record_id } } : null
    case 'water': {
      if (!may('record.read')) return null
      const section = values.find(({ name }) => name === '断面')?.value
      if (section && fact.month) return { path: '/records/sample', query: { q: section, year: fact.month.slice(0, 4), sort: '采样日期' } }
      return fact.record_id ? { path: '/records/section', query: { id: fact.record_id } } : null
    }
    case 'chief': { const chief = fact.name.split(':')[1]; return chief && may('register.read') ? { path: `/chiefs/${chief}` } : null }
    case 'problem': return fact.record_id && may('problem.read') ? { path: `/problems/${fact.record_id}` } : null
    case 'letter': return fact.record_id && may('letter.read') ? { path: `/letters/${fact.record_id}` } : null
    case 'instruction': return fact.record_id && may('instruction.read') ? { path: `/instructions/${fact.record_id}` } : null
    case 'inspection': return fact.record_id && may('inspection.read') ? { path: `/inspections/${fact.record_id}` } : null
    case 'meeting': return fact.record_id && may('meeting.read') ? { path: `/meetings/${fact.record_id}` } : null
    case 'lead_unit': return fact.record_id && may('register.read') ? { path: `/rivers/${fact.record_id}` } : null
    case 'look_back': return fact.record_id && may('look_back.read') ? { path: `/look-backs/${fact.record_id}` } : null
    case 'closed_case': return fact.item_id ? { path: `/items/${fact.item_id}` } : fact.record_id && may('problem.read') ? { path: `/problems/${fact.record_id}` } : null
    case 'unit': case 'other': case undefined: return null
  }
}

export type Branch = { kind: 'facts'; title: string; names: string[]; rows: { fact: string; cells: Record<string, string>; values: readonly NamedValue[] }[] } | { kind: 'row'; row: Reasons }

const leaf = (row: Reasons) => row.from.length === 0 && row.workings.length === 0 && row.tried.length === 0 && !row.says
/** A row that only adds a computed cell to one fact is told in that fact's place. */
const carries = (row: Reasons) => row.tried.length === 0 && !row.says && !row.doubt && row.clause === '' && row.from.length === 1

function factOf(row: Reasons): { title: string; fact: string; values: readonly NamedValue[]; cells: NamedValue[] } | null {
  const made = row.workings.map(({ name, result }) => ({ name, value: result }))
  const at = row.fact ? row : carries(row) ? row.from[0] : undefined
  return at?.fact && leaf(at) ? { title: at.title, fact: at.fact, values: at.values, cells: [...at.values, ...(at === row ? [] : made)] } : null
}

/** The rows below a row: facts of one table next to each other make one table, the rest stay single. */
export function branchesOf(rows: readonly Reasons[]): Branch[] {
  const branches: Branch[] = []
  const told = new Set<string>()
  for (const row of rows) {
    // A row looked up twice is told once.
    const name = JSON.stringify([row.table, row.fact, row.values])
    if (told.has(name)) continue
    told.add(name)
    const fact = factOf(row)
    if (!fact) { branches.push({ kind: 'row', row }); continue }
    const last = branches.at(-1)
    let table = last?.kind === 'facts' && last.title === fact.title ? last : null
    if (!table) {
      table = { kind: 'facts', title: fact.title, names: [], rows: [] }
      branches.push(table)
    }
    table.rows.push({ fact: fact.fact, values: fact.values, cells: Object.fromEntries(fact.cells.map(({ name: column, value }) => [column, value])) })
    for (const { name: column } of fact.cells) if (!table.names.includes(column)) table.names.push(column)
  }
  return branches
}

/** What the row tells anew: values its heading row has said already are left out. */
export function newValues(row: Reasons, above: Reasons | null): NamedValue[] {
  const said = new Map((above?.values ?? []).map(({ name, value }) => [name, value]))
  for (const { name, result } of above?.workings ?? []) said.set(name, result)
  return row.values.filter(({ name, value }) => said.get(name) !== value)
}

/** A few words that tell rows of one table apart. */
export const nameOf = (row: Reasons, above: Reasons | null): string => newValues(row, above).slice(0, 4).map(({ name, value }) => `${name} ${value}`).join('，')
