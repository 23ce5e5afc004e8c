import { describe, expect, it } from 'vitest'
import { blankEntry, entryOf, faultsOf, formOf, textOf } from '@/office/inspections/spot-form'
import { shotFault } from '@/shared/file-kinds'
import { readPoint } from '@/shared/point'

const QUESTIONS = ['水面有无漂浮物']
const entry = () => ({
  ...blankEntry(QUESTIONS, '2023-11-03'), place: '大桥下', finding: true, title: '成片漂浮物', kind: '三排/污水直排', point: '106.05，29.84', river: 'r', unit: 'u',
  answers: { 水面有无漂浮物: { good: 'bad' as const, note: '约 20 平方米' } },
})

describe('a point', () => {
  it('is two numbers, longitude first', () => {
    expect(readPoint(' 106.05, 29.84 ').point).toEqual({ lon: 106.05, lat: 29.84 })
    expect(readPoint('１０６．０５，29.84').point).toEqual({ lon: 106.05, lat: 29.84 })
    expect(readPoint('')).toEqual({ point: null, fault: '', turned: '' })
  })
  it('is refused with what to write', () => {
    expect(readPoint('abc').fault).toContain('106.05, 29.84')
    expect(readPoint('106.05').fault).toContain('两个数')
    expect(readPoint('0, 0').fault).toContain('不在国内')
  })
  it('the wrong way round is offered turned', () => { expect(readPoint('29.84, 106.05')).toMatchObject({ point: null, turned: '106.05, 29.84' }) })
})

describe('an entry on the spot', () => {
  it('says at its fields what is wrong', () => {
    expect(faultsOf(entry(), '2023-11-03')).toEqual({})
    expect(Object.keys(faultsOf({ ...entry(), title: '长'.repeat(101), kind: '', point: 'x', found_on: '2023-11-04', place: ' ' }, '2023-11-03')).sort()).toEqual(['found_on', 'kind', 'place', 'point', 'title'])
    expect(faultsOf({ ...entry(), finding: false, title: '', point: 'x' }, '2023-11-03')).toEqual({})
  })
  it('comes back into the form as it was', () => {
    const form = formOf(entry(), 'id', '2023-11-03T01:00:00Z', 'district')
    expect(form.answers).toEqual([{ question: '水面有无漂浮物', good: false, note: '约 20 平方米' }])
    expect(entryOf(form, QUESTIONS, '2023-11-03')).toEqual({ ...entry(), point: '106.05, 29.84', source: 'district' })
    expect(formOf(entryOf(form, QUESTIONS, '2023-11-03'), 'id', '2023-11-03T01:00:00Z', '')).toEqual(form)
  })
  it('is exported in words', () => {
    const text = textOf(formOf(entry(), 'id', '2023-11-03T01:00:00Z', 'district'), ['一.jpg'], '标题太长', id => ({ r: '石桥河', u: '白羊镇' })[id] ?? id)
    for (const part of ['大桥下', '成片漂浮物', '石桥河', '白羊镇', '有问题（约 20 平方米）', '一.jpg', '标题太长']) expect(text).toContain(part)
  })
})

const file = (name: string, ...bytes: (number | string)[]) => new File([new Uint8Array(bytes.flatMap(one => (typeof one === 'number' ? [one] : [...one].map(letter => letter.charCodeAt(0)))))], name)
describe('a photo', () => {
  it('is told by its first bytes', async () => {
    expect(await shotFault(file('a.jpg', 0xff, 0xd8, 0xff, 0xe0))).toBe('')
    expect(await shotFault(file('a.mp4', 0, 0, 0, 24, 'ftypisom'))).toBe('')
    expect(await shotFault(file('a.jpg', 0, 0, 0, 24, 'ftypheic'))).toContain('HEIC')
    expect(await shotFault(file('a.exe', 'MZ', 0x90, 0))).toContain('不能上传')
    expect(await shotFault(file('a.jpg'))).toContain('空的')
  })
})
