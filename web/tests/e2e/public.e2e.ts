// What everybody sees, without signing in and without JavaScript: rivers, chiefs, water, a published circular, a sign board.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TextPage, TextsDrafted } from '@/api/types'
import { Office, PHONE } from './support/office'
import { serious } from './support/axe'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
let circular = ''
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  office = await Office.open()
  const draft = async (template: string, period: string) => (await (await office.fetch('head', '/texts', { template, period })).json() as TextsDrafted).ids[0] ?? ''
  circular = await draft('quarterly_circular', '2023Q3')
  const { base } = await office.read<TextPage>('head', `/texts/${circular}`)
  expect((await office.fetch('head', `/texts/${circular}/finish`, { base })).status).toBe(200)
})
afterAll(() => office?.close())

it('shows rivers with their chiefs, water in plain words, the phone, and a sign board to print', async () => {
  const { page, close } = await office.seat(null, '/p', PHONE)
  await page.getByRole('heading', { name: '铜梁区河长制' }).waitFor()
  expect(await page.evaluate(() => document.scripts.length)).toBe(0)
  await page.getByRole('link', { name: '看看身边的河和河长' }).click()
  await page.getByRole('heading', { name: '铜梁区的河流和河长' }).waitFor()
  expect(await page.locator('main').innerText()).toMatch(/监督电话 023-0000-0151/)
  const row = page.getByRole('row').filter({ hasText: '小安溪' }).first()
  expect(await row.innerText()).toMatch(/Ⅲ类，良好：水较好/)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(await serious(page)).toEqual([])
  await page.screenshot({ path: `${SHOTS}/public-rivers-390.png` })
  await row.getByRole('link', { name: '小安溪', exact: true }).click()
  await page.getByRole('heading', { name: '公示牌' }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize({ width: 1000, height: 1300 })
  await page.screenshot({ path: `${SHOTS}/public-river-1000.png`, fullPage: true })
  const svg = await page.request.get(`${new URL(page.url()).pathname}/sign.svg`)
  expect([svg.status(), svg.headers()['content-type']]).toEqual([200, 'image/svg+xml'])
  expect(await svg.text()).toMatch(/小安溪河长公示牌/)
  const pdf = await page.request.get(`${new URL(page.url()).pathname}/sign.pdf`)
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await close()
})

it('publishes what is finished and public, and nothing else', async () => {
  const { page, close } = await office.seat(null, '/p/500151')
  await page.getByRole('link', { name: '关于2023年第3季度河长制工作情况的通报' }).click()
  await page.getByRole('heading', { name: '关于2023年第3季度河长制工作情况的通报' }).waitFor()
  const told = await page.locator('main').innerText()
  expect(told).toMatch(/铜河长办发〔2023〕1号/)
  expect(told).toMatch(/突出问题10个，已整改销号7个/)
  expect(told).not.toMatch(/[{}]/)
  expect(await serious(page)).toEqual([])
  await page.screenshot({ path: `${SHOTS}/public-circular-1440.png`, fullPage: true })
  for (const kind of ['docx', 'pdf']) expect((await page.request.get(`/p/500151/texts/${circular}/text.${kind}`)).status()).toBe(200)
  // A draft, an article that is not public, somebody else's id, another region: nothing there.
  const { ids } = await (await office.fetch('head', '/texts', { template: 'bulletin_article', period: '2023-10' })).json() as TextsDrafted
  const { base } = await office.read<TextPage>('head', `/texts/${ids[0] ?? ''}`)
  expect((await office.fetch('head', `/texts/${ids[0] ?? ''}/finish`, { base })).status).toBe(200)
  for (const path of [`/p/500151/texts/${ids[0] ?? ''}`, `/p/500151/texts/${ids[0] ?? ''}/text.docx`, `/p/500119/texts/${circular}`, '/p/500151/texts/x', '/p/nowhere', '/p/500151/rivers/x']) {
    const answer = await page.request.get(path)
    expect([path, answer.status()]).toEqual([path, 404])
    expect(await answer.text()).toMatch(/没有这个页面/)
  }
  await close()
})
