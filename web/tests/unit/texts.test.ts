// A text in pieces, as the document fills it; and the board it is chosen from.
import { describe, expect, it } from 'vitest'
import { countsOf, shownRows } from '@/office/texts/board'
import { periodName } from '@/office/patrols/periods'
import { figuresByName, filled, inserted, linesOf, missingIn, moved, piecesOf, unknownOf } from '@/office/texts/pieces'
import type { FrozenFigure, TextBoardRow } from '@/api/types'

const figure = (name: string, value: string, missing = false): FrozenFigure => ({ name, value, missing })
const visits = figure('巡河次数', '12')
const share = figure('任务进度', '未评', true)
const known = figuresByName([visits, share, figure('甲', '{乙}'), figure('乙', '2')])

describe('a line of a text', () => {
  it('is words and figures in their order', () => {
    expect(piecesOf('巡河{巡河次数}次，进度{任务进度}', known)).toEqual([
      { kind: 'words', text: '巡河' }, { kind: 'figure', figure: visits }, { kind: 'words', text: '次，进度' }, { kind: 'figure', figure: share },
    ])
    expect(piecesOf('{巡河次数}', known)).toEqual([{ kind: 'figure', figure: visits }])
    expect(piecesOf('', known)).toEqual([])
  })
  it('names what no figure has', () => { expect(piecesOf('见{巡查}', known)).toEqual([{ kind: 'words', text: '见' }, { kind: 'unknown', name: '巡查' }]) })
  it('leaves braces alone that name nothing', () => {
    for (const line of ['}{', '到{巡河次数', '没有括号}']) expect(piecesOf(line, known)).toEqual([{ kind: 'words', text: line }])
  })
  it('reads as the document does: values are not read again, unknown names stay', () => { expect(filled('{甲}和{乙}，{丙}{', known)).toBe('{乙}和2，{丙}{') })
  it('is a paragraph unless blank', () => { expect(linesOf('\n 一 \r\n\n二\n')).toEqual(['一', '二']) })
})

describe('a whole text', () => {
  const chapters = [{ heading: '{巡河次数}', text: '进度{任务进度}，{丙}\n又{任务进度}' }, { heading: '二', text: '{丙}、{丁}' }]
  it('tells each missing and each unknown figure once', () => {
    expect(missingIn('题', chapters, known)).toEqual([share])
    expect(unknownOf('{戊}', chapters, known)).toEqual(['戊', '丙', '丁'])
  })
})

describe('editing', () => {
  it('puts a figure in for what was marked, and the caret after it', () => {
    expect(inserted('巡河次', 2, 2, '巡河次数')).toEqual({ text: '巡河{巡河次数}次', caret: 8 })
    expect(inserted('巡河十次', 2, 3, '甲')).toEqual({ text: '巡河{甲}次', caret: 5 })
  })
  it('moves a chapter up or down', () => {
    expect(moved(['一', '二', '三'], 2, -1)).toEqual(['一', '三', '二'])
    expect(moved(['一', '二', '三'], 0, 1)).toEqual(['二', '一', '三'])
  })
})

const cell = (state: string | null, more: { due?: boolean; may_draft?: boolean } = {}) => ({ due: true, may_draft: false, text: state === null ? null : { state }, ...more })

describe('the board', () => {
  const rows = [
    { chief: { id: '1', name: '甲河区级河长' }, river: { id: 'r', name: '甲河' }, person: '张三', texts: [cell('drafting'), cell(null, { may_draft: true })] },
    { chief: { id: '2', name: '乙河区级河长' }, river: null, person: '李四', texts: [cell('final'), cell(null, { due: false })] },
  ] as unknown as TextBoardRow[]
  const names = (words: string, state: string) => shownRows(rows, { words, state }).map(({ person }) => person)
  it('is narrowed by words and by how far any text of the row is', () => {
    expect([names('', ''), names(' 张 ', ''), names('甲河', 'final'), names('', 'final'), names('', 'none')]).toEqual([['张三', '李四'], ['张三'], [], ['李四'], ['张三']])
  })
  it('counts each kind', () => {
    expect(countsOf(rows, 0)).toEqual({ due: 2, drafted: 2, final: 1, open: 0 })
    expect(countsOf(rows, 1)).toEqual({ due: 1, drafted: 0, final: 0, open: 1 })
  })
})

it('periods are told as people say them', () => { expect(['2023', '2023Q3', '2023-04', '某期'].map(periodName)).toEqual(['2023年', '2023年第3季度', '2023年4月', '某期']) })
