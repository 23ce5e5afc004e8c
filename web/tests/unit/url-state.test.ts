import { describe, expect, it } from 'vitest'
import { addressOf, searchOf } from '@/api/client'
import { parseWhy, whyOf } from '@/office/reasons/why'
import { nextSort, patched, textOf } from '@/shared/url-state'

describe('the address holds what the page shows', () => {
  it('drops empty values', () => {
    expect(patched({ q: '清淤', unit: 'u1' }, { q: '', unit: null })).toEqual({})
  })
  it('returns to the first page when a filter changes', () => {
    expect(patched({ page: '4' }, { light: 'red' })).toEqual({ light: 'red' })
  })
  it('keeps the page when only the page or the reasons change', () => {
    expect(patched({ page: '4' }, { page: 5 })).toEqual({ page: '5' })
    expect(patched({ page: '4' }, { why: 'i@2023-10' })).toEqual({ page: '4', why: 'i@2023-10' })
  })
  it('reads a repeated key once', () => {
    expect(textOf({ unit: ['a', 'b'] }, 'unit')).toBe('a')
    expect(textOf({ unit: null }, 'unit')).toBe('')
    expect(textOf({}, 'unit')).toBe('')
  })
  it('writes true as 1 and false as nothing', () => {
    expect(patched({}, { changed: true })).toEqual({ changed: '1' })
    expect(patched({ changed: '1' }, { changed: false })).toEqual({})
  })
})

describe('sorting', () => {
  it('goes up, down, and back to the server’s order', () => {
    expect(nextSort({ sort: '', order: 'asc' }, 'unit')).toEqual({ sort: 'unit', order: 'asc' })
    expect(nextSort({ sort: 'unit', order: 'asc' }, 'unit')).toEqual({ sort: 'unit', order: 'desc' })
    expect(nextSort({ sort: 'unit', order: 'desc' }, 'unit')).toEqual({ sort: null, order: null })
    expect(nextSort({ sort: 'unit', order: 'desc' }, 'title')).toEqual({ sort: 'title', order: 'asc' })
  })
})

describe('the export asks the same question as the table', () => {
  it('writes the same query without empty values', () => {
    const filter = { year: '2023', list: 'measure', q: '', light: 'red' }
    expect(addressOf('/items.xlsx', filter)).toBe('/api/v1/items.xlsx?year=2023&list=measure&light=red')
    expect(searchOf({})).toBe('')
  })
})

describe('reasons have an address', () => {
  it('goes there and back', () => {
    expect(parseWhy(whyOf('0190-a', '2023-10'))).toEqual({ item: '0190-a', month: '2023-10' })
    expect(parseWhy('')).toBeNull()
    expect(parseWhy('item@someday')).toBeNull()
  })
})
