import { describe, expect, it } from 'vitest'
import { compareAmounts, entryState, isZero, plain, signed, signOf } from '@/office/assessments/amounts'
import { chosenOf, patchOf, whichOf, wished } from '@/office/assessments/chosen'
import { branchesOf, factLink, newValues } from '@/office/assessments/facts'
import { functionsIn } from '@/office/assessments/function-words'
import { firstFailed, subjectOf, takingTables } from '@/office/assessments/nearest'
import { itemsOf, sortStandings, standingRows } from '@/office/assessments/standings'
import { byMove, changedFiles, changedLines, lineSpan, packChoices, yearsOf } from '@/office/backtest/backtest'
import type { AssessmentYear, FactRef, Reasons, ResultView, RuleBookPage, SubjectMove } from '@/api/types'

const round = (version: number) => ({ version }) as AssessmentYear['rounds'][number]
const year = (over: Partial<AssessmentYear>): AssessmentYear => ({ year: 2022, rounds: [], packs: [], open_appeals: 0, actions: [], ...over })
const row = (over: Partial<Reasons>): Reasons => ({ table: 't', title: '表', clause: '', values: [], workings: [], tried: [], from: [], more: 0, ...over })

const step = (table: string, formula: string) => ({ table, formulas: [{ name: '记分', formula }] })
const coverage = { assessed: 1, lines: 1, text: '1/1', percent: '100' }
const score = (subject: string, sum: string | null, items: [string, string][]) => ({ subject, known: sum ?? '0', score: sum, coverage, not_assessed: 0, why: [], items: items.map(([item, own]) => ({ item, sum: own, lines: 1, not_assessed: 0 })) })
const fact = (id: string, value: string) => row({ table: '监测', title: '监测值', fact: id, values: [{ name: '数值', value }] })
const move = (subject: string, difference: string | null, clauses: unknown[]) => ({ subject, difference, clauses }) as unknown as SubjectMove

describe('amounts', () => {
  it('are written with a sign that is a character', () => {
    expect([signed('1.5'), signed('-0.5'), signed('0'), signed('-1200'), signed(null), signed('', '无')]).toEqual(['+1.5', '−0.5', '0', '−1,200', '未评', '无'])
    expect([plain('2.7'), plain('-2.7'), plain(undefined)]).toEqual(['2.7', '−2.7', '未评'])
    expect([signOf('0.1'), signOf('-0.1'), signOf('0.000'), signOf(null)]).toEqual(['plus', 'minus', 'none', 'none'])
    expect(['0', '-0', '0.0', '.0', '1', '0.01'].map(isZero)).toEqual([true, true, true, true, false, false])
  })
  it('are ordered without a binary number', () => {
    const sorted = ['10', '9.5', '-2', '-10', '0', '9.49', '0.3', '-0.5'].sort(compareAmounts)
    expect(sorted).toEqual(['-10', '-2', '-0.5', '0', '0.3', '9.49', '9.5', '10'])
    expect(compareAmounts('1.50', '1.5')).toBe(0)
    expect(compareAmounts('-0', '0')).toBe(0)
    expect(compareAmounts('90071992547409930.1', '90071992547409930.2')).toBe(-1)
  })
  it('never call what is missing posted', () => {
    expect(entryState({ amount: null, missing: { open_point: false, reason: '' }, posting_id: 'p' })).toBe('not_assessed')
    expect(entryState({ amount: null, missing: { open_point: true, reason: '' } })).toBe('undetermined')
    expect(entryState({ amount: '1' })).toBe('draft')
    expect(entryState({ amount: '1', posting_id: 'p' })).toBe('posted')
    expect(entryState({ amount: '1', posting_id: 'p', reversed_by: 'q' })).toBe('reversed')
    expect(entryState({ amount: '-1', posting_id: 'q', reverses: 'p' })).toBe('reversal')
  })
})

describe('the result shown', () => {
  it('stands in the address', () => {
    expect(wished({ v: 'preview', pack: 'x' })).toEqual({ kind: 'preview', pack: 'x' })
    expect(wished({ v: '2' })).toEqual({ kind: 'round', version: 2 })
    expect(wished({ v: '乱写' })).toBeNull()
    for (const one of [{ kind: 'preview', pack: '' }, { kind: 'preview', pack: 'x' }, { kind: 'round', version: 3 }] as const) {
      const { v, pack } = patchOf(one)
      expect(wished({ v: String(v), pack: pack ? String(pack) : null })).toEqual(one)
    }
  })
  it('is the latest published, else a preview for whoever may try, else none', () => {
    const may = [{ key: 'assessment.preview', allowed: true }]
    expect(chosenOf({}, year({ rounds: [round(1), round(2)], actions: may }))).toEqual({ kind: 'round', version: 2 })
    expect(chosenOf({}, year({ actions: may }))).toEqual({ kind: 'preview', pack: '' })
    expect(chosenOf({}, year({}))).toBeNull()
    expect([whichOf(null), whichOf({ kind: 'preview', pack: '' }), whichOf({ kind: 'preview', pack: 'x' }), whichOf({ kind: 'round', version: 1 })]).toEqual([{}, { preview: true }, { pack: 'x' }, { version: 1 }])
  })
})

describe('standings', () => {
  const result = {
    ranking: { published: true, rows: [{ rank: 1, subject: '乙镇', score: '10' }, { rank: 2, subject: '甲镇', score: '9.5' }], unranked: [{ subject: '丙镇', known: '3', why: ['水质：缺少数据'] }] },
    scores: [score('甲镇', '9.5', [['亮灯', '-0.5'], ['水质', '10']]), score('乙镇', '10', [['水质', '10']]), score('丙镇', null, [['水质', '3']])],
  } as unknown as ResultView
  it('keep the server order and the missing last, whichever way they are sorted', () => {
    const rows = standingRows(result)
    expect(rows.map(({ subject }) => subject)).toEqual(['乙镇', '甲镇', '丙镇'])
    expect(itemsOf(result.scores)).toEqual(['亮灯', '水质'])
    for (const order of ['asc', 'desc']) expect(sortStandings(rows, 'score', order).at(-1)?.subject).toBe('丙镇')
    expect(sortStandings(rows, 'score', 'asc').map(({ subject }) => subject)).toEqual(['甲镇', '乙镇', '丙镇'])
    expect(sortStandings(rows, 'item:亮灯', 'desc')[0]?.subject).toBe('甲镇')
  })
  it('list everybody where no rank is published', () => {
    const rows = standingRows({ ...result, ranking: { published: false, rows: [], unranked: result.ranking.unranked } } as ResultView)
    expect(rows.map(({ subject, rank, score: own }) => [subject, rank, own])).toEqual([['乙镇', null, '10'], ['甲镇', null, '9.5'], ['丙镇', null, null]])
  })
})

describe('reasons', () => {
  it('put facts of one kind into one table and tell a row once', () => {
    const carrier = row({ title: '年均', values: [{ name: '数值', value: '3' }], workings: [{ name: '年', formula: 'YEAR(月份)', with: [], result: '2022' }], from: [fact('c', '3')] })
    const branches = branchesOf([fact('a', '1'), fact('b', '2'), fact('a', '1'), carrier, row({ title: '别的', from: [fact('d', '4')], clause: '一' })])
    expect(branches.map(({ kind }) => kind)).toEqual(['facts', 'row'])
    const table = branches[0]
    expect(table?.kind === 'facts' && [table.names, table.rows.map(({ cells }) => cells)]).toEqual([['数值', '年'], [{ 数值: '1' }, { 数值: '2' }, { 数值: '3', 年: '2022' }]])
  })
  it('do not repeat what the row above said', () => {
    const above = row({ values: [{ name: '断面', value: '甲' }], workings: [{ name: '类别', formula: '', with: [], result: 'Ⅲ' }] })
    expect(newValues(row({ values: [{ name: '断面', value: '甲' }, { name: '类别', value: 'Ⅲ' }, { name: '年', value: '2022' }] }), above)).toEqual([{ name: '年', value: '2022' }])
  })
  it('link a fact only to pages this account has', () => {
    const light: FactRef = { name: 'x', kind: 'light', title: '', item_id: 'i', month: '2022-06' }
    expect(factLink(light, () => true)).toEqual({ path: '/items/i', query: { why: 'i@2022-06' } })
    expect(factLink(light, () => false)).toBeNull()
    expect(factLink({ name: 'x', kind: 'record', title: '', record_kind: 'rating', record_id: 'r' }, () => true)).toEqual({ path: '/records/rating', query: { id: 'r' } })
    expect(factLink({ name: 'x', kind: 'water', title: '', record_id: 's', month: '2022-01' }, () => true, [{ name: '断面', value: '甲断面' }])).toMatchObject({ path: '/records/sample', query: { q: '甲断面', year: '2022' } })
  })
  it('name the condition that failed, wherever it stands', () => {
    const failed = { condition: '完成日 <= 时限', holds: false, with: [], clause: '' }
    expect(firstFailed(row({ tried: [{ ...failed, condition: '甲', holds: true }], from: [row({ tried: [failed] })] }))?.condition).toBe('完成日 <= 时限')
    expect(subjectOf(row({ from: [row({ values: [{ name: '责任单位', value: '甲镇' }, { name: '编号', value: 'HC-1' }, { name: '清单', value: '一河一策' }, { name: '月份', value: '2022年6月' }] })] }))).toBe('HC-1　2022年6月')
  })
  it('tell rules that take from rules that give', () => {
    const book = { chapters: [{ steps: [step('红灯', '-1分'), step('未评', 'NA()'), step('措施', 'IFNA(分值, 1分)')] }] } as unknown as RuleBookPage
    expect([...takingTables(book)]).toEqual(['红灯', '未评'])
  })
  it('explain only functions that occur', () => { expect(functionsIn('非 WORSE(甲, 乙) 且 COUNTIFS(表, 甲 = @甲) > ABC(1)').map(({ name }) => name)).toEqual(['COUNTIFS', 'WORSE']) })
})

describe('a back-test', () => {
  it('takes its years from the address', () => {
    expect(yearsOf('2022,1999', [2023, 2022, 2021])).toEqual([2022])
    expect(yearsOf('', [2023, 2022])).toEqual([2022])
  })
  it('sends only what was changed', () => {
    expect(changedFiles({ a: '1', b: '2' }, { a: '1', b: '3' })).toEqual({ b: '3' })
    expect(changedLines('一\n二\n三', '一\n贰\n叁\n三')).toEqual({ from: 2, count: 2 })
    expect(changedLines('一', '一')).toBeNull()
  })
  it('finds a line of the text', () => {
    expect(lineSpan('ab\ncde\nf', 2)).toEqual({ from: 3, to: 6 })
    expect(lineSpan('ab', 9)).toEqual({ from: 0, to: 2 })
  })
  it('puts whoever is moved most first', () => {
    expect(byMove([move('甲', '0', []), move('乙', '0.5', [1]), move('丙', '-2', [1]), move('丁', null, [1])]).map(({ subject }) => subject)).toEqual(['丙', '乙', '丁', '甲'])
  })
  it('offers every pack once', () => {
    const pack = { id: 'p', title: '规则', hash: '', draft: true, in_force: false }
    expect(packChoices([year({ packs: [pack] }), year({ year: 2021, packs: [pack] })])).toEqual([{ value: 'p', label: '规则（草案）' }])
  })
})
