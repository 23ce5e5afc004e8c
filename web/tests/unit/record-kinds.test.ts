import { beforeEach, expect, it, vi } from 'vitest'
import type { Session } from '@/api/types'
import { loadRecordKinds, recordKinds } from '@/office/records/kinds'
import { session } from '@/office/session/session'

const read = vi.hoisted(() => vi.fn(() => Promise.resolve([{ key: 'patrol' }])))
vi.mock('@/api/calls', () => ({ readRecordKinds: read, readSession: vi.fn(), signOut: vi.fn() }))
const of = (id: string, actions: string[], forced = false) => ({ account: { id, must_change_password: forced }, actions }) as unknown as Session
beforeEach(async () => { session.value = null; await loadRecordKinds(); read.mockClear() })

it('kinds are not asked for before the one-time password is changed, and are right after', async () => {
  session.value = of('a', ['record.read'], true)
  await loadRecordKinds()
  expect([read.mock.calls.length, recordKinds.value.length]).toEqual([0, 0])
  session.value = of('a', ['record.read'])
  await loadRecordKinds()
  await loadRecordKinds()
  expect([read.mock.calls.length, recordKinds.value.length]).toEqual([1, 1])
})
it('nor by an account that reads no records', async () => {
  session.value = of('b', ['plan.read'])
  await loadRecordKinds()
  await loadRecordKinds(true)
  expect([read.mock.calls.length, recordKinds.value.length]).toEqual([0, 0])
})
