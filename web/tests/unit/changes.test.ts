// What is sent when a change is asked for: only what needs approval differs, everything else as it was read.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { askChange, signChange } from '@/api/calls'
import { itemForm, pauseForm, signForm } from '@/office/changes/change-forms'
import { approvalFields } from '@/office/items/item-content'
import type { Value } from '@/office/matters/ask'
import type { ChangePage, ItemPage } from '@/api/types'

vi.mock('@/api/calls', () => ({ askChange: vi.fn(() => Promise.resolve({ row: { id: 'c1' } })), signChange: vi.fn(), withdrawChange: vi.fn(), readChoices: vi.fn() }))
const page = {
  row: { id: 'i1', number: 'NC-1', title: '管网', version: 'v7' }, approval: ['limit_on', 'target', 'money', 'something_new'],
  content: { list: 'measure', number: 'NC-1', title: '管网', unit_id: 'u', helpers: ['甲'], start_on: '2023-01-01', limit_on: '2023-11-30', target: '10', hard: true },
} as unknown as ItemPage
const seat = (label: string, may_sign: boolean) => ({ label, may_sign, text: '', why_not: '' })
const change = (...consents: ReturnType<typeof seat>[]) => ({ row: { id: 'c1', title: '变更' }, consents }) as unknown as ChangePage
const typed = (fields: readonly { key: string; value?: Value }[], more: Record<string, Value>) => ({ ...Object.fromEntries(fields.map(({ key, value }) => [key, value ?? ''])), ...more })

describe('asking for a change', () => {
  beforeEach(() => { vi.clearAllMocks() })
  it('names the form’s fields by the rules’ words, and leaves out a word it does not know', () => {
    expect(approvalFields(page.approval)).toEqual(['limit_on', 'target', 'money_wan'])
    expect(approvalFields(['unit', 'river', 'chief'])).toEqual(['unit_id', 'river_id', 'chief_id'])
  })
  it('asks only for what needs approval, and sends the rest as it was read', async () => {
    const then = vi.fn()
    const ask = itemForm(page, undefined, '2023-11-03', then)
    expect(ask.fields.map(({ key }) => key)).toEqual(['limit_on', 'target', 'money_wan', 'effective_on', 'reason', 'document'])
    await ask.send(typed(ask.fields, { limit_on: '2023-12-20', reason: ' 水毁 ' }))
    expect(askChange).toHaveBeenCalledWith(expect.objectContaining({
      reason: '水毁', document: '', subject: expect.objectContaining({ kind: 'item', version: 'v7', effective_on: '2023-11-03', content: expect.objectContaining({ limit_on: '2023-12-20', target: '10', money_wan: null, helpers: ['甲'], hard: true }) }),
    }))
    expect(then).toHaveBeenCalledWith('c1')
  })
  it('sends an open pause without a last day', async () => {
    const ask = pauseForm(page, '2023-11-03', () => undefined)
    await ask.send(typed(ask.fields, { reason: '停工' }))
    expect(askChange).toHaveBeenCalledWith(expect.objectContaining({ subject: { kind: 'pause', item_id: 'i1', from_on: '2023-11-03', until_on: null } }))
  })
  it('signs for the one own side, or asks for which; a refusal sends its reason', async () => {
    const own = signForm(change(seat('甲方', false), seat('乙方', true)))
    expect([own.title, own.fields.some(({ key }) => key === 'seat')]).toEqual(['签署（乙方）', false])
    await own.send({ verdict: 'disagree', note: '旧的', why: '不行' })
    expect(signChange).toHaveBeenCalledWith('c1', { seat: 1, agree: false, text: '不行' })
    const two = signForm(change(seat('甲方', true), seat('乙方', true)))
    await two.send({ seat: '0', verdict: 'agree', note: '', why: '' })
    expect(signChange).toHaveBeenLastCalledWith('c1', { seat: 0, agree: true, text: '' })
  })
})
