import { describe, expect, it } from 'vitest'
import * as labels from '@/labels'
import { todoLink } from '@/office/overview/todo-link'
import type { TodoKey } from '@/api/types'

const records = { ...labels } as unknown as Record<string, unknown>

describe('labels', () => {
  it('are all written in Chinese', () => {
    const leaves: string[] = []
    const walk = (value: unknown): void => {
      if (typeof value === 'string') leaves.push(value)
      else if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.values(value).forEach(walk)
    }
    Object.values(records).filter(value => typeof value === 'object' && !Array.isArray(value)).forEach(walk)
    expect(leaves.length).toBeGreaterThan(80)
    expect(leaves.filter(text => !/[\u4e00-\u9fff]/.test(text))).toEqual([])
  })
  it('name the four lights differently', () => {
    expect(new Set(Object.values(labels.LIGHT_WORDS)).size).toBe(4)
    expect([...labels.LIGHT_ORDER].sort()).toEqual(Object.keys(labels.LIGHTS).sort())
  })
  it('never call a missing assessment a good one', () => {
    expect(labels.LIGHTS.not_assessed).toBe('未评')
    expect(labels.LIGHT_MEANING.not_assessed).toContain('不等于零')
  })
  it('order every list', () => { expect([...labels.LIST_ORDER].sort()).toEqual(Object.keys(labels.LISTS).sort()) })
  it('show fields that have a name', () => {
    for (const fields of Object.values(labels.LIST_FIELDS)) for (const field of fields) expect(labels.ITEM_FIELDS).toHaveProperty(field)
  })
  it('show an unknown audit action by its key', () => { expect(labels.auditAction('something.new')).toBe('something.new') })
  it('give each kind of work a place to do it', () => {
    for (const key of Object.keys(labels.TODO) as TodoKey[]) expect(todoLink(key, '2023-10')).toHaveProperty('path')
  })
})
