// A plan's row as people type it and back: every cell is text, exact numbers stay text, nothing here calculates.
import { PLAN_COLUMNS, PLAN_FIELDS, PLAN_LIST_ORDER, PLAN_ROWS } from '@/labels'
import type { PlanList, PlanMoney, PlanRow } from '@/api/types'

export type Cell = keyof PlanRow
export type Cells = Record<Cell, string>
export type CellFault = { cell: Cell; text: string }
export const CELLS = Object.keys(PLAN_FIELDS) as Cell[]

/** Full-width digits and signs as a keyboard for Chinese writes them. */
const narrow = (text: string) => text.replace(/[０-９．－]/g, sign => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ').trim()

/** “R1、R2” as its parts; commas, semicolons, blanks and new lines part as well. */
export const numbersOf = (text: string): string[] => [...new Set(text.split(/[、，,；;\s]+/).filter(one => one !== ''))]
/** Names may hold blanks. */
const namesOf = (text: string): string[] => text.split(/[、，,；;\n]+/).map(one => one.trim()).filter(one => one !== '')

/** “2023、2024年”, “2023—2025”; null when something is no year. */
export function yearsOf(text: string): number[] | null {
  const years: number[] = []
  for (const part of narrow(text).replace(/年/g, '').replace(/\s*([-—–－~～至])+\s*/g, '-').split(/[、，,；;\s]+/).filter(one => one !== '')) {
    const [, first, last] = /^(\d{4})(?:-(\d{4}))?$/.exec(part) ?? []
    if (first === undefined) return null
    const [from, to] = [Number(first), Number(last ?? first)]
    if (to < from || to - from > 20) return null
    for (let year = from; year <= to; year++) if (!years.includes(year)) years.push(year)
  }
  return years
}

/** Why the server takes no such number, as the end of a sentence; null where it does. */
export function numberFault(text: string, decimals: number, whole: number): string | null {
  const [, sign, digits, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (digits === undefined) return '应为数字'
  if (sign !== '') return '不能是负数'
  if (fraction.replace(/0+$/, '').length > decimals) return `最多 ${decimals} 位小数`
  return digits.replace(/^0+/, '').length > whole ? `整数部分最多 ${whole} 位` : null
}

/** Lines like “2023 区级财政 120.5”; the amount stays the text it was. `wrong`: sentences about amounts no plan has. */
export function moneyOf(text: string): { money: PlanMoney[]; bad: string[]; wrong: string[] } {
  const money: PlanMoney[] = []
  const bad: string[] = []
  const wrong: string[] = []
  for (const line of text.split(/[\n；;]+/).map(one => one.trim()).filter(one => one !== '')) {
    const [, year, source, amount] = /^(\d{4})\s*年?[\s,，]+(\S.*?)[\s,，]+([-−–]?\s*[\d,，]*\d(?:\.\d+)?)\s*(?:万元?)?$/.exec(narrow(line)) ?? []
    if (year === undefined || source === undefined || amount === undefined) { bad.push(line); continue }
    const plain = amount.replace(/[,，\s]/g, '').replace(/^[−–]/, '-')
    const fault = numberFault(plain, 6, 9)
    if (fault !== null) wrong.push(`“${line}”的金额${fault}（单位是万元）`)
    else money.push({ year: Number(year), source, amount: plain })
  }
  return { money, bad, wrong }
}
export const moneyText = (money: readonly PlanMoney[] | undefined): string => (money ?? []).map(({ year, source, amount }) => `${year} ${source} ${amount}`).join('\n')

/** A day as sheets write it, in the server's form; anything else stays as it was, to be seen and corrected. */
export function dayOf(text: string): string {
  const [, year, month, day] = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(narrow(text)) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(narrow(text)) ?? []
  return year === undefined || month === undefined || day === undefined ? text.trim() : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
export const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

export const blankCells = (): Cells => Object.fromEntries(CELLS.map(cell => [cell, ''])) as Cells
export const isBlank = (cells: Cells): boolean => CELLS.every(cell => cell === 'number' || cells[cell].trim() === '')

export function cellsOf(row: PlanRow, unitName: (id: string) => string): Cells {
  return {
    ...blankCells(), number: row.number, text: row.text, serves: (row.serves ?? []).join('、'), field: row.field ?? '', place: row.place ?? '', unit_id: row.unit_id ? unitName(row.unit_id) : '',
    helpers: (row.helpers ?? []).join('、'), holder: row.holder ?? '', indicator: row.indicator ?? '', unit_of_measure: row.unit_of_measure ?? '', base: row.base ?? '', target: row.target ?? '',
    years: (row.years ?? []).join('、'), limit_on: row.limit_on ?? '', money: moneyText(row.money),
  }
}

/** The row the server gets, and what the page itself finds wrong with it. */
export function rowOf(cells: Cells, unitId: (name: string) => string | undefined): { row: PlanRow; faults: CellFault[] } {
  const faults: CellFault[] = []
  const orNone = (cell: Cell) => cells[cell].trim() || null
  const quantity = (cell: 'base' | 'target') => {
    const text = narrow(cells[cell]).replace(/[,，]/g, '').replace(/^[−–]/, '-')
    const fault = text === '' ? null : numberFault(text, 3, 15)
    if (fault !== null) faults.push({ cell, text: fault === '应为数字' ? `${PLAN_FIELDS[cell]}应为数字，最多 3 位小数；单位写在“计量单位”里。` : `${PLAN_FIELDS[cell]}${fault}。` })
    return text || null
  }
  const unit = cells.unit_id.trim()
  const unit_id = unit === '' ? null : unitId(unit) ?? null
  if (unit !== '' && unit_id === null) faults.push({ cell: 'unit_id', text: `“${unit}”没有登记，请从列出的单位中选。` })
  const years = yearsOf(cells.years)
  if (years === null) faults.push({ cell: 'years', text: '实施年度写成“2023、2024”。' })
  const limit = dayOf(cells.limit_on)
  if (limit !== '' && !isDay(limit)) faults.push({ cell: 'limit_on', text: `完成时限“${limit}”写成“2024-12-31”。` })
  const { money, bad, wrong } = moneyOf(cells.money)
  for (const line of bad) faults.push({ cell: 'money', text: `资金“${line}”写成“2023 区级财政 120.5”：年度、来源、万元，每笔一行。` })
  for (const words of wrong) faults.push({ cell: 'money', text: `资金${words}。` })
  const row: PlanRow = {
    number: cells.number.trim(), text: cells.text.trim(), serves: numbersOf(cells.serves), field: orNone('field'), place: orNone('place'), unit_id, helpers: namesOf(cells.helpers), holder: orNone('holder'),
    indicator: orNone('indicator'), unit_of_measure: orNone('unit_of_measure'), base: quantity('base'), target: quantity('target'), years: years ?? [], limit_on: limit === '' ? null : limit, money,
  }
  return { row, faults }
}

/** The columns of a list: its own, and any other field that one of its rows uses. */
export function columnsOf(list: PlanList, filled: readonly ReadonlySet<Cell>[]): Cell[] {
  const own: readonly Cell[] = PLAN_COLUMNS[list]
  const more = CELLS.filter(cell => !own.includes(cell) && filled.some(cells => cells.has(cell)))
  return [...own, ...more]
}
export const filledOf = (cells: Cells): Set<Cell> => new Set(CELLS.filter(cell => cells[cell].trim() !== ''))

const FIRST = { problem: 'W1', target: 'M1', task: 'R1', measure: 'C1', duty: 'Z1' } satisfies Record<PlanList, string>
/** What “对应” names, by the list just before: every row may serve any earlier list. */
export function servesHint(list: PlanList): string {
  const before = PLAN_LIST_ORDER[PLAN_LIST_ORDER.indexOf(list) - 1]
  return before ? `如 ${FIRST[before]}、${nextNumber(before, [FIRST[before]])}` : ''
}
/** What the letters stand for. */
export const LETTERS = PLAN_LIST_ORDER.map(list => `${FIRST[list].slice(0, -1)} ${PLAN_ROWS[list]}`).join('，')
/** W1 -> W2: the number of a further row. */
export function nextNumber(list: PlanList, numbers: readonly string[]): string {
  const last = numbers.filter(number => number.trim() !== '').at(-1)
  if (last === undefined) return FIRST[list]
  const [, head, digits] = /^(.*?)(\d+)$/.exec(last.trim()) ?? []
  if (head === undefined || digits === undefined) return ''
  return `${head}${String(Number(digits) + 1).padStart(digits.length, '0')}`
}
