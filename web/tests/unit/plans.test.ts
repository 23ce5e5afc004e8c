import { describe, expect, it } from 'vitest'
import { PLAN_LIST_ORDER } from '@/labels'
import { blankCells, cellsOf, columnsOf, dayOf, filledOf, isDay, LETTERS, moneyOf, moneyText, nextNumber, numbersOf, rowOf, servesHint, yearsOf } from '@/office/plans/plan-cells'
import { bodyOf, draftOf, newRow, pasted, placed, tableOf, withoutBlank } from '@/office/plans/plan-draft'
import { fitting, seatOf, writesFirst } from '@/office/plans/plan-steps'
import { nowOf, ownSeat, presentVisit, signingBar } from '@/office/plans/plan-words'
import type { PlanBody, PlanPage, PlanRow, SeatView, Seatable, SeatKind, StageView } from '@/api/types'

const UNIT = '0191a0a0-0000-7000-8000-000000000001'
const named = (id: string) => (id === UNIT ? '区水利局' : id)
const known = (name: string) => (name === '区水利局' ? UNIT : undefined)
const row: PlanRow = {
  number: 'R1', text: '新建污水管网', serves: ['M1', 'M2'], field: '水污染', place: '东城街道', unit_id: UNIT, helpers: ['区住房 城乡建委', '区财政局'], holder: '张三', indicator: '新建管网', unit_of_measure: '公里',
  base: '0', target: '12.5', years: [2023, 2024], limit_on: '2024-12-31', money: [{ year: 2023, source: '区级财政（专项）', amount: '120.5' }, { year: 2024, source: '中央 资金', amount: '0.000001' }],
}
const fault = (field: string) => ({ field, code: 'x', title: `${field}错`, title_en: '' })
const body: PlanBody = { lists: { problem: [{ number: 'W1', text: '污水直排' }], task: [row] }, chapters: { summary: '综合' } }

describe('money of a row', () => {
  it('is read line by line, and the amount stays the text it was', () => {
    expect(moneyOf('2023 区级财政 120.50\n2024年 中央 资金 1,000.000001 万元；２０２５　自筹　３')).toEqual({
      money: [{ year: 2023, source: '区级财政', amount: '120.50' }, { year: 2024, source: '中央 资金', amount: '1000.000001' }, { year: 2025, source: '自筹', amount: '3' }], bad: [], wrong: [],
    })
    // A float keeps fewer digits than this.
    expect(moneyOf('2023 区级财政 999999999.999999').money[0]?.amount).toBe('999999999.999999')
  })
  it('says which line cannot be read', () => {
    expect(moneyOf('区级财政 120.5\n2023 120.5\n2023 区级财政 约100').bad).toHaveLength(3)
    expect(moneyOf(' \n')).toEqual({ money: [], bad: [], wrong: [] })
  })
  it('says which amount no plan has, where the server would only refuse it all', () => {
    expect(moneyOf('2023 区级财政 -3\n2023 区级财政 －１,０００\n2023 自筹 1.1234567\n2023 自筹 9999999999999\n2024 自筹 1，000').wrong).toEqual([
      '“2023 区级财政 -3”的金额不能是负数（单位是万元）', '“2023 区级财政 －１,０００”的金额不能是负数（单位是万元）', '“2023 自筹 1.1234567”的金额最多 6 位小数（单位是万元）', '“2023 自筹 9999999999999”的金额整数部分最多 9 位（单位是万元）',
    ])
    expect(moneyOf('2023 自筹 1.1200000\n2023 自筹 999999999\n2023 自筹 1，000').money.map(({ amount }) => amount)).toEqual(['1.1200000', '999999999', '1000'])
    expect(moneyOf('2023 自筹 1000000000').wrong).toHaveLength(1)
  })
  it('is written as it is read', () => { expect(moneyOf(moneyText(row.money)).money).toEqual(row.money) })
})

describe('cells with several parts', () => {
  it('are parted at every mark people use', () => {
    expect(numbersOf('W1、W2，W3, W4；W5\nW6 W1')).toEqual(['W1', 'W2', 'W3', 'W4', 'W5', 'W6'])
    expect(numbersOf(' ')).toEqual([])
  })
  it('years: lists and spans', () => {
    expect(yearsOf('2023、2024年')).toEqual([2023, 2024])
    expect(yearsOf('2023—2025')).toEqual([2023, 2024, 2025])
    expect(yearsOf('２０２３ 至 2024年，2023')).toEqual([2023, 2024])
    expect(yearsOf('')).toEqual([])
    expect([yearsOf('23'), yearsOf('近期'), yearsOf('2025-2023')]).toEqual([null, null, null])
  })
  it('days as sheets write them', () => {
    expect(['2024/12/31', '2024年1月5日', '2024.1.5', '20241231', '2024-12-31', '年底前'].map(dayOf)).toEqual(['2024-12-31', '2024-01-05', '2024-01-05', '2024-12-31', '2024-12-31', '年底前'])
    expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('年底前')]).toEqual([true, false, false])
  })
})

describe('a row', () => {
  it('comes back as it was', () => { expect(rowOf(cellsOf(row, named), known)).toEqual({ row, faults: [] }) })
  it('says what the page itself finds wrong', () => {
    const cells = { ...cellsOf(row, named), unit_id: '水务局', years: '近期', limit_on: '年底', money: '一百万', base: '约3', target: '1.2345' }
    expect(rowOf(cells, known).faults.map(({ cell }) => cell).sort()).toEqual(['base', 'limit_on', 'money', 'target', 'unit_id', 'years'])
  })
  it('takes no negative, too fine or too large number, and says where it stands', () => {
    const told = (cells: Partial<Record<'base' | 'target' | 'money', string>>) => rowOf({ ...blankCells(), ...cells }, known).faults.map(({ cell, text }) => [cell, text])
    expect(told({ base: '-0.5', target: '－3' })).toEqual([['base', '现状值不能是负数。'], ['target', '目标值不能是负数。']])
    expect(told({ base: '1.2345', target: '9999999999999999' })).toEqual([['base', '现状值最多 3 位小数。'], ['target', '目标值整数部分最多 15 位。']])
    expect(told({ base: '0', target: '12.5000', money: '2023 自筹 0' })).toEqual([])
    const { faults } = bodyOf({ ...draftOf(body, named), target: [newRow({ ...blankCells(), number: 'M1', target: '-3', money: '2023 自筹 -3' })] }, {}, known)
    expect(faults.map(({ text }) => text)).toEqual(['目标清单第1行（M1）：资金“2023 自筹 -3”的金额不能是负数（单位是万元）。', '目标清单第1行（M1）：目标值不能是负数。'])
  })
  it('keeps exact numbers as typed', () => { expect(rowOf({ ...blankCells(), target: '１,２34.50' }, known).row.target).toBe('1234.50') })
  it('shows a field another list has when it is used', () => {
    expect(columnsOf('problem', [filledOf(blankCells())])).toEqual(['number', 'text', 'field', 'place'])
    expect(columnsOf('problem', [filledOf(cellsOf(row, named))])).toContain('money')
  })
  it('serves the list before its own', () => {
    expect(PLAN_LIST_ORDER.map(servesHint)).toEqual(['', '如 W1、W2', '如 M1、M2', '如 R1、R2', '如 C1、C2'])
    expect(LETTERS).toBe('W 问题，M 目标，R 任务，C 措施，Z 责任')
  })
  it('is numbered on from the last one', () => {
    expect([nextNumber('task', []), nextNumber('task', ['R1', 'R9', '']), nextNumber('task', ['1.2.09']), nextNumber('task', ['甲'])]).toEqual(['R1', 'R10', '1.2.10', ''])
  })
})

describe('a draft', () => {
  it('comes back as it was', () => {
    const { body: sent, faults } = bodyOf(draftOf(body, named), { summary: '综合' }, known)
    expect(faults).toEqual([])
    expect(sent.lists['task']).toEqual([row])
    expect(sent.lists['problem']?.[0]).toMatchObject({ number: 'W1', text: '污水直排', serves: [], unit_id: null })
  })
  it('leaves out rows nobody wrote in, so that places are the server’s', () => {
    const draft = draftOf(body, named)
    draft.task.unshift(newRow({ ...blankCells(), number: 'R9' }))
    const sent = withoutBlank(draft)
    expect(sent.task.map(({ cells }) => cells.number)).toEqual(['R1'])
  })
  it('has every fault of the server at its row and cell', () => {
    const draft = draftOf(body, named)
    const found = placed([fault('lists.task.0.number'), fault('lists.task.7.number'), fault('lists.other.0.number'), fault('lists.task.0.strange'), fault('note')], draft)
    const key = draft.task[0]?.key ?? null
    expect(found.map(one => [one.list, one.key, one.cell])).toEqual([['task', key, 'number'], ['task', null, 'number'], [null, null, 'number'], ['task', key, null], [null, null, null]])
    expect(found[0]?.text).toBe('lists.task.0.number错')
  })
})

describe('a block from a sheet', () => {
  it('is read with cells of several lines and quotes', () => {
    expect(tableOf('W1\t"两行\n内容"\r\nW2\t"说""好""了"\r\n\t\r\n')).toEqual([['W1', '两行\n内容'], ['W2', '说"好"了']])
    expect(tableOf('a\t\nb')).toEqual([['a', ''], ['b']])
  })
  it('fills rows from the cell it was pasted into, adding what is missing', () => {
    const columns = columnsOf('target', [])
    const done = pasted('target', [newRow({ ...blankCells(), number: 'M1', text: '旧' })], columns, { row: 0, column: 1 }, [['达标', 'W1', '达标率', '%', '80', '95', '2024/12/31', '多余'], ['断流', 'W2']])
    expect(done.rows.map(({ cells }) => [cells.number, cells.text, cells.serves, cells.target, cells.limit_on])).toEqual([['M1', '达标', 'W1', '95', '2024-12-31'], ['M2', '断流', 'W2', '', '']])
    expect([done.filled, done.across, done.outside]).toEqual([2, 7, 1])
  })
  it('leaves the heading row out and the rows before it as they were', () => {
    const before = [newRow({ ...blankCells(), number: 'W1' })]
    const done = pasted('problem', before, columnsOf('problem', []), { row: 1, column: 0 }, [['编号', '内容', '领域'], ['W2', '断流', '水资源']])
    expect(done.rows.map(({ cells }) => cells.number)).toEqual(['W1', 'W2'])
    expect(before).toHaveLength(1)
  })
})

const seat = (no: number, more: Partial<SeatView> = {}): SeatView => ({ no, name: `单位${no}`, mine: false, delegated: [], recused: false, decisions: [], ...more })
const stage: StageView = { no: 1, label: '会审', seats: 'units', how: 'all', rule: '', state: 'now', meetings: [], document: false, declares: false, amends: true, clause: '' }
function underReview(seats: SeatView[], opinions: Partial<PlanPage['reviews'][number]['opinions'][number]>[] = [], how: 'all' | 'sequence' = 'all'): PlanPage {
  const opinion = { no: 0, stage: '会审', seat: '单位0', by: '', on: '2023-11-03', version: 1, text: '意见', answer: '', answered: '', open: true }
  return {
    row: { id: 'p', kind: 'plan', number: '', title: '方案', state: 'under_review', state_label: '审核中', ended: false, class: '', class_label: '', source: '', source_label: '', opened_on: '2023-11-03', overdue: false, place: '', prominent: false },
    from_year: 2023, to_year: 2024, versions: [{ no: 1, note: '', by: '', at: '', digest: '', in_force: false }], version: 1, body, attachments: [], gaps: [], money: [], money_total: '0', units: {}, approvals: [], evaluations: [], drawn: [], actions: [],
    reviews: [{
      pack: '', route: '', route_clause: '', begun_on: '2023-11-03', passed: false, stuck: false, stages: [{ ...stage, how }], opinions: opinions.map(one => ({ ...opinion, ...one })),
      visits: [{ stage: 0, label: '审核', opened_on: '2023-11-02', overdue: false, seats: [], outcome: 'agreed', ended_on: '2023-11-02' }, { stage: 1, label: '会审', opened_on: '2023-11-03', overdue: false, seats }],
    }],
  }
}

describe('what a plan waits for', () => {
  it('is said of the present stage', () => {
    expect(nowOf(underReview([]))).toEqual({ title: '正在审核：会审', lines: ['等河长办确定由谁审核。'] })
    expect(nowOf(underReview([seat(0, { verdict: 'agree' }), seat(1), seat(2, { recused: true }), seat(3, { verdict: 'disagree' })])).lines).toEqual(['等单位1签署意见。', '单位3不同意。'])
    expect(nowOf(underReview([seat(0), seat(1)], [], 'sequence')).lines).toEqual(['依次签署，轮到单位0。'])
    expect(nowOf(underReview([seat(0, { verdict: 'agree' })], [{}, { no: 1, adopted: true }, { no: 2, adopted: false, open: false }])).lines).toEqual(['1 条意见等牵头单位答复。', '1 条意见已采纳，等牵头单位改进新一稿。'])
  })
  it('tells somebody with a seat that it is their turn', () => {
    const page = { ...underReview([seat(0, { mine: true, verdict: 'agree' }), seat(1, { mine: true })]), actions: [{ key: 'plan.decide', allowed: true }] }
    expect(ownSeat(page)?.no).toBe(1)
    expect(nowOf(page).lines[0]).toContain('轮到您审核')
  })
  it('tells somebody whose seat cannot sign now why, in the server’s words', () => {
    const actions = [{ key: 'plan.decide', allowed: false, reason: '请先声明有无利益关系。' }]
    const page = { ...underReview([seat(0), seat(1, { mine: true })]), actions }
    expect(signingBar(page)).toEqual({ seat: 1, reason: '请先声明有无利益关系。' })
    expect(nowOf(page).lines[0]).toBe('您现在不能签署：请先声明有无利益关系。')
    expect(signingBar({ ...underReview([seat(0)]), actions })).toBeNull()
    expect(signingBar({ ...page, actions: [{ key: 'plan.decide', allowed: true }] })).toBeNull()
  })
  it('a plan without a present visit has none', () => {
    const page = underReview([])
    expect(presentVisit(page.reviews[0])?.label).toBe('会审')
    expect(presentVisit({ ...page.reviews[0], visits: page.reviews[0]?.visits.slice(0, 1) } as PlanPage['reviews'][number])).toBeUndefined()
  })
  it('is writing first where an adopted opinion waits for a new version', () => {
    expect(writesFirst(underReview([], [{ adopted: true }]))).toBe(true)
    expect(writesFirst(underReview([], [{}]))).toBe(false)
  })
})

describe('who can be seated', () => {
  const all: Seatable[] = [{ id: 'u', name: '区水利局', of: 'unit' }, { id: 'e', name: '陆教授', of: 'account', role: 'expert' }, { id: 'g', name: '区长', of: 'account', role: 'chief_general' }]
  const ids = (kind: SeatKind | undefined) => fitting(all, kind).map(({ value }) => value)
  it('is narrowed by the stage', () => {
    expect([ids('units'), ids('experts'), ids('chiefs_general'), ids(undefined)]).toEqual([['unit:u'], ['account:e'], ['account:g'], ['unit:u', 'account:e', 'account:g']])
  })
  it('is sent as one of a unit and an account', () => {
    expect(seatOf('unit:u')).toEqual({ unit_id: 'u', account_id: null })
    expect(seatOf('account:e')).toEqual({ unit_id: null, account_id: 'e' })
  })
})
