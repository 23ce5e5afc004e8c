import { afterEach, describe, expect, it, vi } from 'vitest'
import { make, nameIn } from '@/api/client'
import { kindsAsked, kindTitle, nothingNew, summary, total, writes, yearOptions, type Part } from '@/office/exchange/exchange'
import type { ExchangeReceipt, ImportFault } from '@/api/types'

const part = (counts: Partial<Part>): Part => ({ kind: 'dispatch', title: '调度', rows: 0, accepted: 0, corrected: 0, unchanged: 0, older: 0, conflicts: 0, faulty: 0, ...counts })
const told = (...parts: Part[]): Pick<ExchangeReceipt, 'parts' | 'faults' | 'conflicts'> => ({ parts, faults: [], conflicts: [] })
const fault: ImportFault = { sheet: 'dispatch.csv', row: 2, column: 'hash', value: '', code: 'no_hash', message: '没有摘要', message_en: 'no hash' }
afterEach(() => { vi.unstubAllGlobals() })

describe('a package', () => {
  it('is told in one sentence', () => {
    const parts = [part({ rows: 5, accepted: 1, corrected: 2, conflicts: 2 }), part({ kind: 'fund', title: '资金', rows: 4, unchanged: 2, older: 1, faulty: 1 })]
    expect(summary(parts)).toBe('共 9 行：新增 1，更正 2，未变 2，本区较新 1，冲突 2，有误 1。')
    expect([total(parts, 'rows'), writes({ parts }), kindTitle(parts, 'fund'), kindTitle(parts, 'other')]).toEqual([9, 3, '资金', 'other'])
  })
  it('says plainly when nothing would change, and only then', () => {
    expect(nothingNew(told(part({ rows: 2, unchanged: 2 })))).toContain('完全一样')
    expect(nothingNew(told(part({ rows: 2, unchanged: 1, older: 1 })))).toContain('更新')
    expect(nothingNew(told(part({})))).toContain('没有任何记录')
    expect(nothingNew(told(part({ rows: 2, unchanged: 1, accepted: 1 })))).toBe('')
    expect(nothingNew({ ...told(part({ rows: 1, unchanged: 1 })), faults: [fault] }), 'a fault of a whole file belongs to no part').toBe('')
    const conflict = { kind: 'dispatch', file: 'dispatch.csv', row: 2, record_id: '1', title: '调度', why: '', fields: [] }
    expect(nothingNew({ ...told(part({ rows: 1, conflicts: 1 })), conflicts: [conflict] })).toBe('')
  })
})

describe('asking for a package', () => {
  it('names the kinds only when some are left out, in the order of the server', () => {
    expect(kindsAsked(['a', 'b', 'c'], ['c', 'b', 'a'])).toBeNull()
    expect(kindsAsked(['a', 'b', 'c'], ['c', 'a'])).toEqual(['a', 'c'])
    expect(kindsAsked(['a'], [])).toEqual([])
  })
  it('offers this year, the last, and the known ones', () => {
    expect(yearOptions(2023, [2021, 2023]).map(({ value }) => value)).toEqual(['2023', '2022', '2021'])
  })
  it('takes the file and the name the server gave', async () => {
    expect(nameIn("attachment; filename=\"x.zip\"; filename*=UTF-8''%E6%95%B0%E6%8D%AE%E5%8C%85.zip")).toBe('数据包.zip')
    expect([nameIn('attachment; filename="x.zip"'), nameIn("attachment; filename*=UTF-8''%E6%9"), nameIn(null)]).toEqual(['x.zip', '', ''])
    vi.stubGlobal('fetch', vi.fn(async () => new Response('PK', { headers: { 'content-disposition': "attachment; filename*=UTF-8''a.zip" } })))
    const { name, content } = await make('/exchange/package', {})
    expect([name, await content.text()]).toEqual(['a.zip', 'PK'])
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ title: '没有台账', code: 'unknown_kind' }), { status: 422, headers: { 'content-type': 'application/problem+json' } })))
    await expect(make('/exchange/package', {})).rejects.toThrow('没有台账')
  })
})
