// From the first page to a dispatch past its day, its effect confirmed, and the task that tells of it; the guidance of the month.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ItemList, RecordList } from '@/api/types'
import { Office, PHONE } from './support/office'
import { serious } from './support/axe'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

it('confirms the effect of a dispatch that is past its day, one task at a time', async () => {
  const late = await office.read<RecordList>('staff', '/records/dispatch?follow=overdue&page_size=500')
  const { page, complaints, close } = await office.seat('staff', '/')
  await page.getByRole('link', { name: new RegExp(`${late.total}\\s*项调度到期未核实成效`) }).click()
  await page.waitForURL(/records\/dispatch\?follow=overdue/)
  const table = page.getByRole('table', { name: '调度' })
  await table.getByText('到期未核实').first().waitFor()
  expect(await table.getByRole('row').count()).toBe(late.total + 1)
  expect(await serious(page)).toEqual([])
  await page.screenshot({ path: `${SHOTS}/staff-dispatches-overdue-1440.png` })
  const first = late.rows[0]
  await table.getByRole('link', { name: first?.values['调度日期'] ?? '', exact: true }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('任务现状').waitFor()
  await drawer.getByRole('button', { name: '核实成效' }).click()
  const form = page.getByRole('dialog', { name: /核实成效/ })
  const send = form.getByRole('button', { name: '确认成效' })
  expect(await send.isDisabled(), 'the effect has to be told').toBe(true)
  await form.getByLabel('成效', { exact: true }).fill('现场核实，管网建成通水')
  await form.getByLabel('解决问题数').fill('1')
  await page.screenshot({ path: `${SHOTS}/staff-dispatch-confirm-1440.png` })
  await send.click()
  await form.waitFor({ state: 'detached' })
  await drawer.getByText('已核实').waitFor()
  const left = await office.read<RecordList>('staff', '/records/dispatch?follow=overdue&page_size=500')
  expect(left.total).toBe(late.total - 1)
  await drawer.getByRole('link', { name: new RegExp(first?.item?.number ?? '') }).click()
  await page.waitForURL(/\/items\//)
  const told = page.getByRole('region', { name: '调度、资金和实物成效' })
  await told.getByText('现场核实，管网建成通水').waitFor()
  await page.screenshot({ path: `${SHOTS}/staff-item-records-1440.png`, fullPage: true })
  expect(complaints).toEqual([])
  await close()
})

it('tells each role what to do this month, where and how', async () => {
  for (const [login, words] of [['nongye', ['填报上月进展', '编制、修改一河一策方案']], ['staff', ['催报、核对月报', '核实调度成效']], ['expert1', ['审核一河一策方案']]] as const) {
    const { page, complaints, close } = await office.seat(login, '/guide', login === 'nongye' ? PHONE : undefined)
    for (const word of words) await page.getByRole('link', { name: word }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${SHOTS}/${login}-guide.png`, fullPage: true })
    expect(complaints).toEqual([])
    await close()
  }
})

it('says how many accounts the units that lead rivers have', async () => {
  const { page, close } = await office.seat('system', '/accounts/units')
  await page.getByText(/14 个河流牵头单位已有账号\s*36\s*个/).waitFor()
  await close()
  expect((await office.read<ItemList>('staff', '/items?list=measure&page_size=1')).total).toBe(437)
})
