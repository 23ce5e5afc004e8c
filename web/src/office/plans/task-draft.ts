// Yearly tasks about to be drawn: cells as people type them, the sources each task serves, and where the server's faults belong.
import { ITEM_FIELDS } from '@/labels'
import { quantity } from '@/shared/format'
import type { DrawTasks, ItemForm, Named, Problem, TaskCandidate } from '@/api/types'
import { contentOf, draftOf } from '../items/item-content'
import { isDay, numberFault } from './plan-cells'

export const TASK_FIELDS = { ...ITEM_FIELDS, title: '任务内容' }
export const TASK_CELLS = ['number', 'title', 'kind', 'unit_id', 'river_id', 'start_on', 'limit_on', 'indicator', 'target', 'unit_of_measure'] as const satisfies readonly (keyof ItemForm)[]
export type TaskCell = (typeof TASK_CELLS)[number]
/** Units and rivers are names while they are typed. */
export type TaskCells = Record<TaskCell, string>
/** `item`: a task already on the list that serves these sources too; it keeps its own content. */
export type DraftTask = { key: number; sources: TaskCandidate[]; item: Named | null; cells: TaskCells }
export type TaskFault = { key: number | null; cell: TaskCell | 'sources' | null; text: string }
export type Register = { unit: (name: string) => string | undefined; river: (name: string) => string | undefined }

export const keyOf = ({ source, id, row }: Pick<TaskCandidate, 'source' | 'id' | 'row'>): string => `${source} ${id} ${row}`
/** A source's own words, without the plan's title and the number before them. */
export function wordsOf({ name, row }: Pick<TaskCandidate, 'name' | 'row'>): string {
  const at = row === '' ? -1 : name.indexOf(` ${row} `)
  if (at >= 0) return name.slice(at + row.length + 2)
  const [, first = '', rest = ''] = /^(\S+)\s+(\S[\s\S]*)$/.exec(name) ?? []
  return /\d/.test(first) && !first.includes('年') ? rest : name
}
export const aimOf = ({ indicator, target, unit_of_measure }: Pick<TaskCandidate, 'indicator' | 'target' | 'unit_of_measure'>): string =>
  [indicator ?? '', target ? quantity(target, unit_of_measure) : ''].filter(one => one !== '').join('　') || '—'

/** Numbers that follow the highest of the year's, written like it; a year without any begins one. */
export function nextNumbers(taken: readonly string[], count: number, year: number): string[] {
  const parts = taken.flatMap(number => { const [, head, digits] = /^(.*?)(\d+)$/.exec(number.trim()) ?? []; return head !== undefined && digits !== undefined ? [{ head, digits }] : [] })
  const heads = new Map<string, number>()
  for (const { head } of parts) heads.set(head, (heads.get(head) ?? 0) + 1)
  const head = [...heads].sort((a, b) => b[1] - a[1])[0]?.[0] ?? `${year}-`
  const own = parts.filter(part => part.head === head)
  const width = own[0]?.digits.length ?? 3
  const last = Math.max(0, ...own.map(({ digits }) => Number(digits)))
  return Array.from({ length: count }, (_, at) => `${head}${String(last + 1 + at).padStart(width, '0')}`)
}

const blank = (): TaskCells => Object.fromEntries(TASK_CELLS.map(cell => [cell, ''])) as TaskCells
const first = <T>(sources: readonly TaskCandidate[], of: (source: TaskCandidate) => T | null | undefined): T | undefined => sources.map(of).find((one): one is T => one !== null && one !== undefined && one !== '')
let keys = 0

/** A new task as its sources suggest it: the earliest limit within the year, else the year's last day. */
export function newTask(sources: readonly TaskCandidate[], number: string, year: number, today: string): DraftTask {
  const limit = sources.flatMap(({ limit_on }) => (limit_on?.startsWith(`${year}-`) ? [limit_on] : [])).sort()[0] ?? `${year}-12-31`
  // The target counts in its own indicator's unit: all three come from one source.
  const aim = sources.find(({ target, indicator }) => target || indicator)
  return {
    key: ++keys, sources: [...sources], item: null,
    cells: {
      ...blank(), number, title: first(sources, wordsOf) ?? '', unit_id: first(sources, ({ unit }) => unit?.name) ?? '', river_id: first(sources, ({ river }) => river?.name) ?? '',
      start_on: today.startsWith(`${year}-`) && today <= limit ? today : `${year}-01-01`, limit_on: limit,
      indicator: aim?.indicator ?? '', target: aim?.target ?? '', unit_of_measure: aim?.unit_of_measure ?? '',
    },
  }
}
/** Further sources of a task that is there: beside those already waiting for the same one. */
export function withInto(tasks: readonly DraftTask[], sources: readonly TaskCandidate[], item: Named): DraftTask[] {
  if (!tasks.some(task => task.item?.id === item.id)) return [...tasks, { key: ++keys, sources: [...sources], item, cells: blank() }]
  return tasks.map(task => (task.item?.id === item.id ? { ...task, sources: [...task.sources, ...sources] } : task))
}
/** Without one source; a task without any is none. */
export const withoutSource = (tasks: readonly DraftTask[], key: number, source: string): DraftTask[] =>
  tasks.map(task => (task.key === key ? { ...task, sources: task.sources.filter(one => keyOf(one) !== source) } : task)).filter(({ sources }) => sources.length > 0)

const fault = (key: number, cell: TaskCell, text: string): TaskFault => ({ key, cell, text })
/** What the page itself finds wrong, all at once. */
export function faultsOf(tasks: readonly DraftTask[], register: Register): TaskFault[] {
  const fresh = tasks.filter(({ item }) => !item)
  return fresh.flatMap(({ key, cells }) => {
    const found: TaskFault[] = []
    const text = (cell: TaskCell) => cells[cell].trim()
    for (const cell of ['number', 'title', 'unit_id'] as const) if (text(cell) === '') found.push(fault(key, cell, `请填写${TASK_FIELDS[cell]}`))
    if (text('number') !== '' && fresh.some(other => other.key < key && other.cells.number.trim() === text('number'))) found.push(fault(key, 'number', `编号${text('number')}重复`))
    if (text('unit_id') !== '' && register.unit(text('unit_id')) === undefined) found.push(fault(key, 'unit_id', '没有登记这个责任单位'))
    if (text('river_id') !== '' && register.river(text('river_id')) === undefined) found.push(fault(key, 'river_id', '没有登记这条河流'))
    for (const cell of ['start_on', 'limit_on'] as const) if (!isDay(cells[cell])) found.push(fault(key, cell, `请填写${TASK_FIELDS[cell]}`))
    if (isDay(cells.start_on) && isDay(cells.limit_on) && cells.limit_on < cells.start_on) found.push(fault(key, 'limit_on', '完成时限不得早于开始日期'))
    const target = text('target') === '' ? null : numberFault(text('target').replace(/,/g, ''), 3, 15)
    if (target !== null) found.push(fault(key, 'target', `目标数量${target}`))
    return found
  })
}

export function bodyOf(tasks: readonly DraftTask[], decision: string, register: Register): DrawTasks {
  return {
    decision: decision.trim(),
    tasks: tasks.map(({ sources, item, cells }) => ({
      item_id: item?.id ?? null, sources: sources.map(({ source, id, row }) => ({ source, id, row })),
      content: item ? null : contentOf(draftOf({ list: 'measure', ...cells, target: cells.target.replace(/,/g, ''), unit_id: register.unit(cells.unit_id.trim()) ?? '', river_id: register.river(cells.river_id.trim()) ?? null })),
    })),
  }
}

const isCell = (field: string): field is TaskCell => (TASK_CELLS as readonly string[]).includes(field)
/** The server's one fault at its task, whose place it names. */
export function placed(problem: Problem | null, tasks: readonly DraftTask[]): TaskFault[] {
  if (!problem || problem.field === 'decision') return []
  const field = problem.field?.split('.').at(-1) ?? ''
  const text = problem.detail ?? problem.title
  const cell = isCell(field) ? field : field === 'sources' || field === 'item_id' ? 'sources' : null
  const [, place, rest] = /^第(\d+)个任务：([\s\S]*)$/.exec(text) ?? []
  const task = tasks[Number(place ?? 0) - 1]
  return task ? [{ key: task.key, cell, text: rest ?? text }] : []
}
