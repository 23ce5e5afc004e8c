import { describe, expect, it } from 'vitest'
import { kindOf, mappingOf, withColumn, withSheet } from '@/office/imports/mapping'
import { contentOf, draftOf } from '@/office/items/item-content'
import type { ImportPreview } from '@/api/types'

const preview: ImportPreview = {
  id: '1', file_name: '清单.xlsx', state: 'preview', counts: { accepted: 1, unchanged: 0, corrected: 0, faulty: 0 }, faults: [], notes: [], corrections: [], new_units: [], new_rivers: [], new_chiefs: [], register_units: false,
  sheets: [{ name: '任务', kind: 'measure', header_row: 2, rows: 9, share_scale: { scale: null, evidence: '看不出' }, columns: [
    { index: 0, letter: 'A', header: '序号', field: 'number', samples: [] }, { index: 1, letter: 'B', header: '任务', field: null, samples: [] }] }],
}

describe('an import’s mapping', () => {
  it('starts from what was recognised', () => {
    expect(mappingOf(preview).sheets[0]).toEqual({ name: '任务', kind: 'measure', header_row: 2, share_scale: null, columns: [{ index: 0, field: 'number' }, { index: 1, field: null }] })
  })
  it('gives a field to one column only', () => {
    expect(withColumn(mappingOf(preview), '任务', 1, 'number').sheets[0]?.columns).toEqual([{ index: 0, field: null }, { index: 1, field: 'number' }])
  })
  it('changes one sheet and leaves the first mapping as it was', () => {
    const before = mappingOf(preview)
    expect(withSheet(before, '任务', { kind: null }).sheets[0]?.kind).toBeNull()
    expect(before.sheets[0]?.kind).toBe('measure')
  })
  it('knows the kinds of sheet', () => { expect([kindOf('progress'), kindOf(''), kindOf('other')]).toEqual(['progress', null, null]) })
})

describe('an item’s form', () => {
  it('sends an empty field as absent and keeps exact numbers as typed', () => {
    const draft = draftOf({ list: 'measure', number: ' 12 ', title: '清淤', unit_id: 'u', target: '3360.0', start_on: '2023-01-01', limit_on: '2023-12-31' })
    expect(contentOf(draft)).toMatchObject({ number: '12', target: '3360.0', money_wan: null, river_id: null, hard: null })
  })
})
