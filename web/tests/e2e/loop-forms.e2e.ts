// The small forms of the closed loop: what is wrong is said where it stands, and what the lists know is offered.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { ItemList, ItemPage, LetterPage, MatterList, MeetingPage, ProblemPage, Session, StoryStep } from '@/api/types'
import { choose } from './support/choose'
import { DESK, Office, PHONE } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open() })
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size)
    await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
    if (size === PHONE) expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is too wide on a phone`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${SHOTS}/forms-${name}-${size.width}.png`, fullPage: await page.getByRole('dialog').filter({ visible: true }).count() === 0 })
  }
}

it('a problem is recorded with a point that is read, neighbours that were looked for, and files that are told about', async () => {
  const seat = await office.seat('inspector', '/problems')
  const { page } = seat
  await page.getByRole('button', { name: '登记问题' }).click()
  const box = page.getByRole('dialog', { name: '登记问题' })
  await box.getByText('填写河流或坐标后才能查找附近相似问题。').waitFor()
  await box.getByLabel('问题', { exact: true }).fill('石桥河岸边垃圾')
  await choose(page, box, '发现来源', '区级暗访')
  const point = box.getByLabel('经纬度')
  await point.fill('abc')
  await box.getByText('经纬度看不懂').waitFor()
  await point.fill('29.84, 106.05')
  await box.getByText('经度和纬度写反了').waitFor()
  await both(page, 'point')
  await box.getByRole('button', { name: '改为 106.05, 29.84' }).click()
  expect(await point.inputValue()).toBe('106.05, 29.84')
  await box.getByText('附近没有相似的未办结问题。').waitFor()
  await point.fill('')
  await box.getByText('填写河流或坐标后才能查找附近相似问题。').waitFor()
  expect(await box.getByText('没有相似').count(), 'nothing was looked for').toBe(0)
  await page.route('**/problems/near*', route => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', status: 500, code: 'x', title: '服务器出错了', title_en: '' }) }))
  await choose(page, box, '河流', '石桥河')
  await choose(page, box, '问题类型', '三排 · 污水直排')
  await box.getByText('服务器出错了').waitFor()
  expect(await box.getByText(/没有同类|没有相似/).count()).toBe(0)
  await page.unroute('**/problems/near*')
  await box.getByRole('button', { name: '重试' }).click()
  await box.getByText(/附近已有这些未办结的问题|没有同类的未办结问题/).waitFor()
  await box.locator('input[type=file][aria-label^="现场照片、视频"]').setInputFiles([{ name: '程序.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ\x90\0 not a picture at all', 'latin1') }])
  await box.getByText('有文件没有传完').waitFor()
  await box.getByRole('button', { name: '删去 程序.exe' }).waitFor()
  expect(await box.getByRole('button', { name: '继续 程序.exe' }).count(), 'it will never be taken').toBe(0)
  expect(await box.getByRole('button', { name: '登记', exact: true }).isDisabled()).toBe(true)
  await both(page, 'refused-file')
  await box.getByRole('button', { name: '删去 程序.exe' }).click()
  await box.getByRole('button', { name: '登记', exact: true }).click()
  await page.waitForURL(/problems\/[0-9a-f-]{36}/)
  await seat.close()
}, 120_000)

it('a letter is written from a problem and from an item, and stands in their stories', async () => {
  const rows = (await office.read<MatterList>('staff', '/matters/problem?state=rectifying')).rows
  const problem = rows.find(({ unit }) => unit !== null && unit !== undefined)
  const item = (await office.read<ItemList>('staff', '/items?page_size=1')).rows[0]
  for (const [path, unit, name] of [[`/problems/${problem?.id}`, problem?.unit?.name, 'problem'], [`/items/${item?.id}`, item?.unit.name, 'item']] as const) {
    const seat = await office.seat('staff', path)
    const { page } = seat
    await page.getByRole('button', { name: '发函' }).click()
    const box = page.getByRole('dialog', { name: /发函/ })
    await expect.poll(() => box.locator('.el-select').filter({ has: page.getByRole('combobox', { name: '责任单位' }) }).innerText()).toContain(unit)
    await box.getByRole('button', { name: '生成正文' }).click()
    await page.waitForFunction(() => [...document.querySelectorAll('textarea')].some(area => area.value.includes('书面回复')))
    await both(page, `letter-from-${name}`)
    await box.getByRole('button', { name: '签发' }).click()
    await box.waitFor({ state: 'detached' })
    await page.getByRole('region', { name: '时间线' }).getByText(/〔2023〕\d+号/).first().waitFor()
    await both(page, `letter-in-${name}`)
    await seat.close()
  }
  const letters = (await office.read<MatterList>('staff', '/matters/letter?state=issued')).rows.slice(0, 2)
  const pages = await Promise.all(letters.map(({ id }) => office.read<LetterPage>('staff', `/letters/${id}`)))
  expect(pages.flatMap(({ matters }) => matters.map(({ id }) => id))).toEqual([problem?.id])
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual([item?.id])
  const story = await office.read<StoryStep[]>('staff', `/items/${item?.id}/story`)
  expect(story.some(({ kind }) => kind === 'written_to')).toBe(true)
}, 120_000)

it('a meeting takes its agenda from the lists, and its empty show can be left', async () => {
  const { work_month: month } = await office.read<Session>('staff', '/session')
  const lit = await Promise.all(['red', 'yellow'].map(light => office.read<ItemList>('staff', `/items?year=${month.slice(0, 4)}&month=${month}&light=${light}&page_size=500`)))
  const seat = await office.seat('staff', '/meetings')
  const { page } = seat
  await page.getByRole('button', { name: '安排会议' }).click()
  const box = page.getByRole('dialog', { name: '安排会议' })
  await choose(page, box, '会议类型', '季度调度会')
  await box.getByLabel('会议名称').fill('第四季度调度会')
  await box.getByRole('button', { name: '按当月红灯、黄灯事项列出议题' }).click()
  const expected = lit.reduce((sum, { total }) => sum + total, 0)
  await box.getByText(expected > 0 ? `列入 ${expected} 项` : '没有红灯、黄灯事项').waitFor()
  await both(page, 'meeting')
  await box.getByRole('button', { name: '安排', exact: true }).click()
  await page.waitForURL(/meetings\/[0-9a-f-]{36}/)
  const path = new URL(page.url()).pathname
  const held = await office.read<MeetingPage>('staff', path)
  expect(held.content.items).toHaveLength(expected)
  if (expected > 0) await page.getByRole('heading', { name: `清单事项（${expected}）` }).waitFor()
  await page.locator('.agenda-items .light').first().waitFor()
  await both(page, 'agenda')
  await page.goto(`${path}/show`)
  await page.getByText('这次会议没有要曝光的问题。').waitFor()
  await both(page, 'show-empty')
  await page.getByRole('link', { name: '退出' }).click()
  await page.getByRole('button', { name: '更改安排' }).click()
  const change = page.getByRole('dialog', { name: '更改会议安排' })
  await change.getByRole('button', { name: '列出未销号的突出问题' }).click()
  await change.getByText(/列入 \d+ 项|没有未销号的突出问题/).waitFor()
  await change.getByRole('button', { name: '保存' }).click()
  await change.waitFor({ state: 'detached' })
  const after = await office.read<MeetingPage>('staff', path)
  expect(after.content.items).toHaveLength(expected)
  for (const { row } of after.shown) expect([row.ended, row.prominent]).toEqual([false, true])
  await seat.close()
}, 120_000)

it('a closed problem offers what can be done and says of the rest why not', async () => {
  const closed = (await office.read<MatterList>('staff', '/matters/problem?state=closed')).rows[0]
  const { actions } = await office.read<ProblemPage>('staff', `/problems/${closed?.id}`)
  const seat = await office.seat('staff', `/problems/${closed?.id}`)
  const head = seat.page.locator('.page-head-actions')
  expect(await head.locator('.el-button--primary').count()).toBeLessThanOrEqual(1)
  expect(await head.getByRole('button', { name: '申请销号' }).count()).toBe(0)
  const shut = actions.filter(({ allowed }) => !allowed)
  await head.getByText('其他操作（现在不能）').click()
  expect(await head.locator('dt').count()).toBe(shut.length)
  await both(seat.page, 'closed')
  await seat.page.goto('/look-backs')
  await seat.page.getByRole('heading', { name: '反弹率' }).waitFor()
  await both(seat.page, 'rates')
  const item = (await office.read<ItemList>('staff', '/items?state=closed&page_size=1')).rows[0]
  if (item) { expect((await office.read<ItemPage>('staff', `/items/${item.id}`)).row.state).toBe('closed'); await seat.page.goto(`/items/${item.id}`); await both(seat.page, 'closed-item') }
  await seat.close()
}, 120_000)
