import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ItemList } from '@/api/types'
import { choose } from './support/choose'
import { Office } from './support/office'

let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

it("hides another unit's item from a liaison and leaves a trace in the audit", async () => {
  const mine = (await office.read<ItemList>('baiyang', '/items?page_size=200')).rows
  expect(mine.length).toBeGreaterThan(0)
  expect(new Set(mine.map(({ unit }) => unit.name)).size).toBe(1)
  const other = (await office.read<ItemList>('staff', '/items?list=major')).rows.find(({ id }) => !mine.some(one => one.id === id))
  if (!other) throw new Error('no item of another unit')

  const liaison = await office.seat('baiyang', `/items/${other.id}`)
  await liaison.page.getByRole('heading', { name: '没有找到' }).waitFor()
  expect(await liaison.page.getByRole('main').innerText()).not.toContain(other.title)
  await liaison.page.getByRole('link', { name: '回到总览' }).click()
  await liaison.page.getByRole('heading', { name: '总览' }).waitFor()
  // A page of another role is refused without asking the server.
  const asked: string[] = []
  liaison.page.on('request', request => { if (request.url().includes('/api/v1/accounts')) asked.push(request.url()) })
  await liaison.page.goto('/accounts')
  await liaison.page.getByRole('heading', { name: '没有权限' }).waitFor()
  expect(asked).toEqual([])
  await liaison.close()

  const { page, complaints, close } = await office.seat('auditor', '/audit')
  await choose(page, page, '结果', '被拒绝')
  const row = page.getByRole('table', { name: '审计记录' }).getByRole('row').filter({ hasText: other.id }).first()
  await row.waitFor()
  expect(await row.innerText()).toMatch(/罗芳（baiyang）/)
  await page.getByRole('button', { name: '核对整条链' }).click()
  await page.getByText('链条完整').waitFor()
  expect(complaints).toEqual([])
  await close()
})
