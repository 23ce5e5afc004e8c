// A city above two districts: an article, a bulletin by three roles, figures side by side, a letter and its answer.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ArticleList, CityBoard, DistrictComparison, TextBoard, TextPage } from '@/api/types'
import { Office, PHONE } from './support/office'
import { serious } from './support/axe'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const MORE = ['--district', 'chongqing']
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(MORE) })
afterAll(() => office?.close())

const bulletin = async () => {
  const board = await office.read<TextBoard>('city', '/texts?period=2023-10')
  return office.read<TextPage>('city', `/texts/${board.office.find(({ template }) => template.key === 'bulletin')?.texts[0]?.id ?? ''}`)
}

it('asks for the region where several are served', async () => {
  const nobody = await office.seat(null, '/login')
  await nobody.page.getByLabel('账号').fill('cityhead')
  await nobody.page.getByLabel('密码').fill('wrong-password')
  await nobody.page.getByRole('button', { name: '登录' }).click()
  await nobody.page.getByText('500151 铜梁区').first().waitFor()
  await nobody.page.getByLabel('行政区划代码').fill('500000')
  await nobody.page.getByRole('button', { name: '登录' }).click()
  await nobody.page.getByText('账号或密码不正确').first().waitFor()
  await nobody.close()
})

it('shows who is late, and nothing of districts but what they finished', async () => {
  const city = await office.seat('city', '/')
  const table = city.page.getByRole('table', { name: '区县', exact: true })
  await table.getByRole('row', { name: /铜梁区/ }).getByText('还没有').first().waitFor()
  await table.getByRole('row', { name: /南川区/ }).getByRole('link', { name: /南川区：一条河一本账/ }).waitFor()
  expect(await serious(city.page)).toEqual([])
  await city.page.screenshot({ path: `${SHOTS}/city-home-1440.png`, fullPage: true })
  // The month before, nobody contributed, and the day has passed.
  await city.page.goto('/?month=2023-09')
  await city.page.getByText('2 个区县迟了').waitFor()
  const menu = await city.page.getByRole('navigation', { name: '主菜单' }).innerText()
  expect(menu).toContain('区县比较')
  expect(menu).not.toMatch(/暗访|清单事项|问题|河流/)
  expect(city.complaints).toEqual([])
  await city.close()
  // What the city is, districts are not; what is theirs is not the city's.
  expect((await office.fetch('head@500151', '/city')).status).toBe(404)
  expect((await office.fetch('inspector@500119', '/city')).status).toBe(403)
  const board = await office.read<CityBoard>('city', '/city?month=2023-10')
  const nanchuan = board.districts.find(({ region }) => region.code === '500119')
  const id = nanchuan?.articles[0]?.text.id ?? ''
  expect((await office.fetch('city', `/city/articles/500151/${id}`)).status, 'another district has no such text').toBe(404)
  expect((await office.fetch('city', `/texts/${id}`)).status).toBe(404)
  expect((await office.fetch('city', `/city/articles/500101/${id}`)).status, 'no district of this city').toBe(404)
})

it('compares the districts and adds only what can be added', async () => {
  const city = await office.seat('city', '/city/figures')
  const table = city.page.getByRole('table', { name: '区县数据比较' })
  const row = (name: RegExp) => table.getByRole('row', { name })
  await row(/总河长、区级河长批示/).getByText(/^\d+次$/).last().waitFor()
  await row(/河道治理长度|河道整治长度/).getByText('不加：计量单位不同：铜梁区以米计，南川区以公里计').waitFor()
  await row(/进度/).getByText('不加：比例、平均数、等级或者文字，不能加总').waitFor()
  expect(await serious(city.page)).toEqual([])
  await city.page.screenshot({ path: `${SHOTS}/city-compare-1440.png`, fullPage: true })
  await city.page.setViewportSize(PHONE)
  expect(await city.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(city.complaints).toEqual([])
  await city.close()
  const { rows } = await office.read<DistrictComparison>('city', '/city/figures?as_of=2023-10-31')
  const told = rows.find(({ key }) => key === 'instructions')
  const each = told?.districts.map(own => Number(own?.value))
  expect(told?.sum).toBe(`${(each?.[0] ?? NaN) + (each?.[1] ?? NaN)}次`)
})

it('makes a bulletin of districts’ articles by three roles', async () => {
  // The district drafts its article and its head finishes it.
  const staff = await office.seat('staff@500151', '/texts?period=2023-10')
  await staff.page.getByRole('button', { name: '起草简报稿件' }).click()
  await staff.page.waitForURL(/\/texts\/[0-9a-f-]+$/)
  const article = staff.page.url()
  await staff.page.getByRole('article', { name: '正文' }).waitFor()
  await staff.close()
  const head = await office.seat('head@500151', new URL(article).pathname)
  await head.page.getByRole('button', { name: '定稿', exact: true }).click()
  await head.page.getByRole('dialog').getByRole('button', { name: '定稿', exact: true }).click()
  await head.page.getByRole('heading', { name: '数据来源' }).or(head.page.getByText('定稿依据')).first().waitFor()
  await head.close()

  // The city's editor takes both in, edits and leaves it to the head.
  const city = await office.seat('city', '/texts?period=2023-10')
  await city.page.getByRole('button', { name: '起草工作简报' }).click()
  await city.page.waitForURL(/\/texts\/[0-9a-f-]+$/)
  await city.page.getByRole('button', { name: /收入 铜梁/ }).click()
  await city.page.getByText('已收 1 篇').waitFor()
  await city.page.getByRole('button', { name: /收入 南川/ }).click()
  await city.page.getByText('已收 2 篇：铜梁区、南川区').waitFor()
  const body = city.page.getByRole('article', { name: '正文' })
  await body.getByText('173个').first().waitFor()
  expect(await body.innerText(), 'every figure has a value').not.toMatch(/[{}]/)
  expect(await serious(city.page)).toEqual([])
  await city.page.screenshot({ path: `${SHOTS}/city-bulletin-draft-1440.png`, fullPage: true })
  await city.page.getByRole('button', { name: '修改', exact: true }).click()
  await city.page.getByLabel('第 1 章内容').fill('本期刊发铜梁、南川两区的做法。')
  await city.page.getByRole('button', { name: '保存', exact: true }).click()
  await body.getByText('本期刊发铜梁、南川两区的做法。').waitFor()
  // Why a district's number is so can be read; its records stay the district's.
  await body.getByRole('button', { name: /南川区·已完成任务数/ }).first().click()
  await city.page.getByRole('dialog').getByText(/条记录/).first().waitFor()
  await city.page.keyboard.press('Escape')
  expect(await city.page.getByRole('button', { name: '定稿', exact: true }).count()).toBe(0)
  expect(city.complaints).toEqual([])
  await city.close()

  const cityhead = await office.seat('cityhead', `/texts/${(await bulletin()).row.id}`)
  await cityhead.page.getByRole('button', { name: '定稿', exact: true }).click()
  await cityhead.page.getByRole('dialog').getByRole('button', { name: '定稿', exact: true }).click()
  await cityhead.page.getByText('2023年第10期（渝简报147）').first().waitFor()
  await cityhead.close()

  // Everybody reads it, with every figure's definition.
  const nobody = await office.seat(null, '/p/500000')
  expect(await nobody.page.getByRole('link', { name: '看看身边的河和河长' }).count(), 'a city office has no rivers of its own').toBe(0)
  await nobody.page.getByRole('link', { name: '重庆河长制工作简报' }).click()
  await nobody.page.getByText('2023年第10期').first().waitFor()
  await nobody.page.locator('summary').first().click()
  await nobody.page.getByText(/南川区·已完成任务数：173个/).waitFor()
  await nobody.page.screenshot({ path: `${SHOTS}/public-bulletin-1440.png`, fullPage: true })
  expect(await serious(nobody.page)).toEqual([])
  for (const kind of ['docx', 'pdf']) {
    const file = await fetch(`${office.address}/p/500000/texts/${(await bulletin()).row.id}/text.${kind}`)
    expect(file.status, kind).toBe(200)
    writeFileSync(`${SHOTS}/bulletin.${kind}`, Buffer.from(await file.arrayBuffer()))
  }
  await nobody.close()
  const taken = await office.read<ArticleList>('city', '/city/articles')
  expect(taken.articles.map(({ region, taken_by }) => [region.code, taken_by]).sort()).toEqual([['500119', ['2023年第10期']], ['500151', ['2023年第10期']]])
})

it('sends a letter to a district and has its answer', async () => {
  const { ids: [id = ''] } = await (await office.fetch('city', '/texts', { template: 'letter_to_district', period: '2023-10' })).json() as { ids: string[] }
  // To nobody, it cannot go out.
  const refused = await office.fetch('cityhead', `/texts/${id}/finish`, { base: 1 })
  expect([refused.status, (await refused.json() as { code: string }).code]).toEqual([422, 'no_district'])
  const city = await office.seat('city', `/texts/${id}?part=edit`)
  await city.page.getByLabel('南川区').check()
  const by = city.page.getByLabel('要求回复的日期')
  await by.fill('2023-11-20')
  await by.press('Tab')
  await city.page.screenshot({ path: `${SHOTS}/city-letter-editor-1440.png` })
  await city.page.getByRole('button', { name: '保存', exact: true }).click()
  await city.page.getByText('南川区，2023年11月20日前回复').waitFor()
  await city.close()
  expect((await office.fetch('cityhead', `/texts/${id}/finish`, { base: 2 })).status).toBe(200)

  const staff = await office.seat('staff@500119', '/')
  await staff.page.getByText('份上级来文待回复').waitFor()
  await staff.page.goto('/above')
  await staff.page.getByRole('link', { name: /渝河长办函〔2023〕1号/ }).click()
  await staff.page.getByText('请按期书面回复办理情况。').waitFor()
  await staff.page.goBack()
  await staff.page.getByRole('button', { name: /起草复市河长办函/ }).click()
  await staff.page.waitForURL(/\/texts\/[0-9a-f-]+$/)
  await staff.page.getByText('（渝河长办函〔2023〕1号）收悉').first().waitFor()
  const answer = new URL(staff.page.url()).pathname
  expect(staff.complaints).toEqual([])
  await staff.close()
  expect((await office.fetch('head@500119', `${answer}/finish`, { base: 1 })).status).toBe(200)
  // Another district never received it.
  expect((await office.fetch('staff@500151', `/above/500000/${id}`)).status).toBe(404)
  const cityhead = await office.seat('cityhead', '/')
  await cityhead.page.getByRole('link', { name: '2023年11月3日已复' }).click()
  await cityhead.page.getByText('南河长办函〔2023〕1号').first().waitFor()
  await cityhead.close()
})
