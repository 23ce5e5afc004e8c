// The figures of the bulletin: what each is, the records behind it down to a photo's problem, and the same on an earlier day.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FigurePage } from '@/api/types'
import { Office, PHONE } from './support/office'
import { serious } from './support/axe'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open() })
afterAll(() => office?.close())

it('leads from a number to its definition, its records and one of them', async () => {
  const { page, complaints, close } = await office.seat('head', '/figures?as_of=2023-10-31')
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: '已整改销号', exact: true }) })
  await row.getByText('这些问题中截至统计日已整改完成的').waitFor()
  expect(await row.getByText(/^7/).count()).toBeGreaterThan(0)
  expect(await serious(page)).toEqual([])
  await page.screenshot({ path: `${SHOTS}/head-figures-1440.png` })
  await row.getByRole('button', { name: '已整改销号', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: '已整改销号' })
  await drawer.getByText('7 条').waitFor()
  await drawer.getByText(/COUNTIFS/).first().waitFor()
  expect(await serious(page)).toEqual([])
  await page.screenshot({ path: `${SHOTS}/head-figure-1440.png` })
  await drawer.getByRole('link', { name: /WT-2023-01/ }).first().click()
  await page.waitForURL(/\/items\//)
  await page.getByRole('heading', { name: /WT-2023-01/ }).first().waitFor()
  expect(complaints).toEqual([])
  await close()
})

it('shows on the first page what the rules want there, each figure leading to its records', async () => {
  const { page, complaints, close } = await office.seat('head', '/')
  const panel = page.getByRole('region', { name: '数据', exact: true })
  await panel.getByRole('link', { name: /^10个（突出问题曝光：/ }).click()
  await page.waitForURL(/\/figures\?/)
  await page.getByRole('dialog', { name: '突出问题曝光' }).getByText('10 条').waitFor()
  // Of a year that is over, the year's.
  await page.goto(`${office.address}/?year=2022`)
  await panel.getByText('统计截至 2022年12月31日').waitFor()
  expect(complaints).toEqual([])
  await close()
})

it('traces a number of a document’s annex to the photo behind it', async () => {
  const { ids: [id = ''] } = await (await office.fetch('head', '/texts', { template: 'bulletin_article', period: '2023-10' })).json() as { ids: string[] }
  expect((await office.fetch('head', `/texts/${id}/finish`, { base: 1 })).status).toBe(200)
  const file = `${SHOTS}/article.pdf`
  writeFileSync(file, Buffer.from(await (await office.fetch('head', `/texts/${id}/files/text.pdf`)).arrayBuffer()))
  const printed = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout
  const annex = printed.slice(printed.indexOf('定义和来源')).replaceAll(/\s/g, '')
  expect(annex).toMatch(/突出问题曝.*?10个|10个.*?突出问题曝/)
  expect(annex).toContain('10条记录')
  // The same number on the text's page, the records behind it, and what was seen on the spot.
  const { page, complaints, close } = await office.seat('head', `/texts/${id}`)
  await page.getByRole('article', { name: '正文' }).getByRole('button', { name: /突出问题曝光/ }).click()
  await page.getByRole('dialog').getByRole('link', { name: /WT-2023-01/ }).first().click()
  await page.waitForURL(/\/items\//)
  await page.getByRole('button', { name: /演示现场/ }).first().click()
  const photo = page.getByRole('img', { name: /演示现场/ }).first()
  await photo.waitFor()
  await expect.poll(() => photo.evaluate(img => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  expect(complaints).toEqual([])
  await close()
})

it('tells the figures of an earlier day, and what was known then', async () => {
  const july = await office.read<FigurePage>('head', '/figures?as_of=2023-07-31')
  const closed = july.figures.find(({ key }) => key === 'problems_closed')
  expect(Number(closed?.value)).toBeLessThan(7)
  const { page, complaints, close } = await office.seat('staff', '/figures?as_of=2023-07-31', PHONE)
  await page.getByText(new RegExp(`已整改销号`)).first().waitFor()
  await page.getByLabel('查找数据项').fill('销号')
  await page.waitForURL(/q=/)
  expect(await page.getByRole('button', { name: '突出问题曝光', exact: true }).count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${SHOTS}/staff-figures-390.png` })
  // Nothing had been recorded yet: nothing is invented.
  await page.goto(`${office.address}/figures?as_of=2023-07-31&known_on=2022-01-01`)
  await page.getByText(/条记录|没有符合条件|统计截至/).first().waitFor()
  const before = await office.read<FigurePage>('head', '/figures?as_of=2023-07-31&known_at=2022-01-01T00:00:00Z')
  expect(before.figures.every(({ records }) => records === 0)).toBe(true)
  expect(complaints).toEqual([])
  await close()
})
