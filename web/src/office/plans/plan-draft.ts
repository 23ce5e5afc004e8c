// A draft of a plan's five lists: rows by key, a block pasted from a sheet, and where the server's faults belong.
import { PLAN_FIELDS, PLAN_LIST_ORDER, PLAN_LISTS } from '@/labels'
import type { PlanBody, PlanList, PlanRow, ProblemField } from '@/api/types'
import { CELLS, blankCells, cellsOf, dayOf, isBlank, nextNumber, rowOf, type Cell, type Cells } from './plan-cells'

export type DraftRow = { key: number; cells: Cells }
export type Draft = Record<PlanList, DraftRow[]>
export type Fault = { list: PlanList | null; key: number | null; cell: Cell | null; text: string }

let keys = 0
export const newRow = (cells: Cells): DraftRow => ({ key: ++keys, cells })
export const rowsOf = (body: PlanBody, list: PlanList): PlanRow[] => body.lists[list] ?? []
const byList = <T>(make: (list: PlanList) => T) => Object.fromEntries(PLAN_LIST_ORDER.map(list => [list, make(list)])) as Record<PlanList, T>

export const draftOf = (body: PlanBody, unitName: (id: string) => string): Draft => byList(list => rowsOf(body, list).map(row => newRow(cellsOf(row, unitName))))
/** The draft without the rows nobody wrote in. */
export const withoutBlank = (draft: Draft): Draft => byList(list => draft[list].filter(({ cells }) => !isBlank(cells)))
export const copyOf = (draft: Draft): Draft => byList(list => draft[list].map(({ key, cells }) => ({ key, cells: { ...cells } })))

/** What is sent, and what the page itself finds wrong before that. */
export function bodyOf(draft: Draft, chapters: Record<string, string>, unitId: (name: string) => string | undefined): { body: PlanBody; faults: Fault[] } {
  const faults: Fault[] = []
  const lists = byList(list => draft[list].map(({ key, cells }, at) => {
    const { row, faults: own } = rowOf(cells, unitId)
    faults.push(...own.map(({ cell, text }) => ({ list, key, cell, text: `${PLAN_LISTS[list]}第${at + 1}行${row.number ? `（${row.number}）` : ''}：${text}` })))
    return row
  }))
  return { body: { lists, chapters }, faults }
}

/** The server's faults, each at its row: `lists.target.0.number`. */
export function placed(fields: readonly ProblemField[], draft: Draft): Fault[] {
  return fields.map(({ field, title }) => {
    const [, name, at, cell] = /^lists\.([a-z_]+)\.(\d+)(?:\.([a-z_]+))?/.exec(field) ?? []
    const list = PLAN_LIST_ORDER.find(key => key === name) ?? null
    const key = list === null ? null : draft[list][Number(at)]?.key ?? null
    return { list, key, cell: CELLS.find(one => one === cell) ?? null, text: title }
  })
}

/** What Excel or WPS puts on the clipboard: tabs and new lines, a cell with new lines in quotes. */
export function tableOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') { cell += '"'; at++ } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === '\t') { row.push(cell); cell = '' } else if (sign === '\n') { row.push(cell); rows.push(row); row = []; cell = '' } else if (sign !== '\r') cell += sign
  }
  if (cell !== '' || row.length > 0) { row.push(cell); rows.push(row) }
  while (rows.at(-1)?.every(one => one.trim() === '')) rows.pop()
  return rows
}

export type Pasted = { rows: DraftRow[]; filled: number; across: number; outside: number }
/** A block filled in from one cell to the right and down, in the order of the columns seen; a heading row is left out. */
export function pasted(list: PlanList, rows: readonly DraftRow[], columns: readonly Cell[], from: { row: number; column: number }, table: readonly (readonly string[])[]): Pasted {
  const shown = columns.slice(from.column)
  const heading = table[0]?.some(text => text.trim() !== '') && table[0].every((text, at) => { const cell = shown[at]; return text.trim() === '' || (cell !== undefined && PLAN_FIELDS[cell].startsWith(text.trim())) })
  const block = heading ? table.slice(1) : table
  const next = rows.map(({ key, cells }) => ({ key, cells: { ...cells } }))
  const numbered = shown[0] === 'number'
  block.forEach((line, down) => {
    const at = from.row + down
    const row = next[at] ?? newRow({ ...blankCells(), number: numbered ? '' : nextNumber(list, next.map(({ cells }) => cells.number)) })
    if (at >= next.length) next.push(row)
    line.forEach((text, across) => { const cell = shown[across]; if (cell) row.cells[cell] = cell === 'limit_on' ? dayOf(text) : text.trim() })
  })
  const widest = Math.max(0, ...block.map(line => line.length))
  return { rows: next, filled: block.length, across: Math.min(widest, shown.length), outside: Math.max(0, widest - shown.length) }
}
