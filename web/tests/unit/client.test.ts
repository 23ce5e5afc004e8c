import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, call, put, whenSessionLost } from '@/api/client'
import { newId } from '@/shared/new-id'
import { useSubmit } from '@/shared/submit'

const json = (status: number, body: unknown, type = 'application/json') => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
const answers = vi.fn<typeof fetch>()
beforeEach(() => { vi.stubGlobal('fetch', answers) })
afterEach(() => { answers.mockReset(); vi.unstubAllGlobals() })

describe('a call', () => {
  it('hands on the problem as the server worded it', async () => {
    answers.mockResolvedValueOnce(json(422, { type: 'x', status: 422, code: 'bad_share', title: '比例不对', title_en: '', detail: '应在 0 到 100 之间', field: 'share' }, 'application/problem+json'))
    const failed = await call('POST', '/items/1/reports', { body: {} }).catch((cause: unknown) => cause)
    expect(failed).toBeInstanceOf(ApiError)
    expect((failed as ApiError).problem).toMatchObject({ code: 'bad_share', field: 'share', detail: '应在 0 到 100 之间' })
  })
  it('is repeated once somebody signed in again', async () => {
    whenSessionLost(async () => true)
    answers.mockResolvedValueOnce(json(401, {})).mockResolvedValueOnce(json(200, { ok: true }))
    await expect(call('POST', '/items', { body: { title: '清淤' } })).resolves.toEqual({ ok: true })
    expect(answers.mock.calls.map(([, init]) => init?.body)).toEqual(['{"title":"清淤"}', '{"title":"清淤"}'])
  })
  it('sends the version it edited', async () => {
    answers.mockResolvedValueOnce(json(200, {}))
    await put('/items/1', {}, '3')
    expect(answers.mock.calls[0]?.[1]?.headers).toMatchObject({ 'if-match': '"3"' })
  })
  it('says what to do when the server cannot be reached', async () => {
    answers.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    await expect(call('GET', '/units')).rejects.toThrow('请检查网络')
  })
})

describe('a form', () => {
  it('shows the fault beside its field and can be sent again', async () => {
    const sending = useSubmit()
    const fault = new ApiError({ type: 'x', status: 422, code: 'x', title: '编号重复', title_en: '', field: 'content.number' })
    expect(await sending.run(() => Promise.reject(fault))).toBe(false)
    expect(sending.fault('number')).toBe('编号重复')
    expect(sending.fault('title')).toBeUndefined()
    expect(await sending.run(() => Promise.resolve())).toBe(true)
    expect(sending.fault('number')).toBeUndefined()
  })
})

describe('a new id', () => {
  it('is a UUIDv7 that sorts by time', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(newId(1_700_000_000_000) < newId(1_700_000_000_001)).toBe(true)
  })
})
