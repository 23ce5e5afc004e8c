// Yearly tasks before they are drawn: what the sources suggest, what is sent, and where a refusal is shown.
import { describe, expect, it } from 'vitest'
import { bodyOf, faultsOf, keyOf, newTask, nextNumbers, placed, withInto, withoutSource, wordsOf, type Register } from '@/office/plans/task-draft'
import type { Problem, TaskCandidate } from '@/api/types'

const source = (more: Partial<TaskCandidate> = {}): TaskCandidate => ({ source: 'key_point', source_label: '年度工作要点', id: 'k1', row: '', name: '5 完善管网', drawn: [], ...more })
const stage = source({ source: 'stage_task', source_label: '阶段性任务', id: 'p1', row: 'R1', name: '凤嘴江方案 R1 新建污水管网', river: { id: 'r', name: '凤嘴江' }, unit: { id: 'u', name: '区水利局' }, limit_on: '2024-12-31', indicator: '管网', target: '12', unit_of_measure: '公里' })
const finding = source({ source: 'patrol_finding', id: 'w1', name: '南问-2023-0057 河岸垃圾', river: { id: 'r2', name: '龙川江' }, limit_on: '2023-10-16' })
const register: Register = { unit: name => ({ 区水利局: 'u' })[name], river: name => ({ 凤嘴江: 'r', 龙川江: 'r2' })[name] }
const refusal = (field: string, title: string): Problem => ({ type: '', status: 409, code: 'x', title, title_en: '', field })

describe('a task from its sources', () => {
  it('takes the words without the title and the number before them', () => {
    expect([stage, finding, source(), source({ name: '清理河道 两岸' }), source({ name: '2023年 河道清淤' })].map(wordsOf)).toEqual(['新建污水管网', '河岸垃圾', '完善管网', '清理河道 两岸', '2023年 河道清淤'])
  })
  it('takes the first unit and river there is, the earliest limit within the year, and one source’s aim', () => {
    const { cells } = newTask([source({ limit_on: '2023-12-20' }), stage, finding], 'NC-1', 2023, '2023-03-01')
    expect(cells).toEqual({ number: 'NC-1', title: '完善管网', kind: '', unit_id: '区水利局', river_id: '凤嘴江', start_on: '2023-03-01', limit_on: '2023-10-16', indicator: '管网', target: '12', unit_of_measure: '公里' })
    // A limit of a later year is no limit of this one; one that is over began with the year.
    expect(newTask([stage], '', 2023, '2024-01-05').cells).toMatchObject({ start_on: '2023-01-01', limit_on: '2023-12-31' })
    expect(newTask([finding], '', 2023, '2023-11-03').cells).toMatchObject({ start_on: '2023-01-01', limit_on: '2023-10-16' })
  })
  it('is numbered on from the highest of the list', () => {
    expect(nextNumbers(['NC-009', 'NC-010', 'X-99', '甲'], 2, 2023)).toEqual(['NC-011', 'NC-012'])
    expect(nextNumbers(['437', '9'], 1, 2023)).toEqual(['438'])
    expect(nextNumbers([], 2, 2024)).toEqual(['2024-001', '2024-002'])
  })
  it('of a task that is there are kept together, and the last one takes the row away', () => {
    const item = { id: 'i', name: 'NC-001 管网' }
    const tasks = withInto(withInto([], [stage], item), [finding], item)
    expect(tasks.map(({ sources }) => sources)).toEqual([[stage, finding]])
    const left = withoutSource(tasks, tasks[0]?.key ?? 0, keyOf(stage))
    expect(left[0]?.sources).toEqual([finding])
    expect(withoutSource(left, left[0]?.key ?? 0, keyOf(finding))).toEqual([])
  })
})

describe('what is sent', () => {
  it('is ids and exact texts; a task that is there sends no content', () => {
    const task = newTask([stage, finding], ' NC-1 ', 2023, '2023-03-01')
    task.cells = { ...task.cells, kind: '共性任务', target: '1,200.5' }
    const body = bodyOf([task, ...withInto([], [source()], { id: 'i', name: 'NC-001' })], ' 会议 ', register)
    expect(body.decision).toBe('会议')
    expect(body.tasks[0]?.content).toMatchObject({ list: 'measure', number: 'NC-1', title: '新建污水管网', unit_id: 'u', river_id: 'r', kind: '共性任务', target: '1200.5', measure: null, source: null })
    expect(body.tasks[0]?.sources).toEqual([{ source: 'stage_task', id: 'p1', row: 'R1' }, { source: 'patrol_finding', id: 'w1', row: '' }])
    expect(body.tasks[1]).toEqual({ item_id: 'i', content: null, sources: [{ source: 'key_point', id: 'k1', row: '' }] })
  })
  it('is held back with every fault the page can see', () => {
    const [one, two] = [newTask([stage], 'NC-1', 2023, '2023-03-01'), newTask([source()], 'NC-1', 2023, '2023-03-01')]
    expect(faultsOf([one], register)).toEqual([])
    two.cells = { ...two.cells, title: ' ', river_id: '长江', limit_on: '2022-12-31', target: '-3' }
    expect(faultsOf([one, two], register).map(({ key, cell }) => [key === two.key, cell])).toEqual([[true, 'title'], [true, 'unit_id'], [true, 'number'], [true, 'river_id'], [true, 'limit_on'], [true, 'target']])
  })
})

describe('a refusal', () => {
  const [one, two] = [newTask([stage], 'NC-1', 2023, '2023-03-01'), newTask([finding], 'NC-12', 2023, '2023-03-01')]
  const tasks = [one, two]
  it('stands at the task it names by its place', () => {
    expect(placed(refusal('sources', '第2个任务：来源已不存在，请刷新。'), tasks)).toEqual([{ key: two.key, cell: 'sources', text: '来源已不存在，请刷新。' }])
    expect(placed(refusal('number', '第2个任务：编号NC-12已被使用，请换一个编号。'), tasks)).toEqual([{ key: two.key, cell: 'number', text: '编号NC-12已被使用，请换一个编号。' }])
  })
  it('stands nowhere when it names no task', () => {
    const limit = refusal('limit_on', '完成时限不得早于开始时间。')
    expect([placed(limit, tasks), placed(refusal('decision', '请写明'), tasks), placed(null, tasks)]).toEqual([[], [], []])
  })
})
