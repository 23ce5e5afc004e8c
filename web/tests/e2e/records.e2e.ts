import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecordList } from '@/api/types'
import { choose } from './support/choose'
import { Office } from './support/office'
import { rowsOf, workbook } from './support/sheet'

let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

it('records a section, corrects it with a reason and shows its history', async () => {
  const { page, complaints, close } = await office.seat('staff', '/')
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '断面' }).click()
  await page.getByRole('heading', { name: '断面', exact: true }).waitFor()
  await page.getByRole('button', { name: '登记' }).click()
  const form = page.getByRole('dialog', { name: '登记断面' })
  await form.getByLabel('断面名称').fill('新设断面')
  await choose(page, form, '责任单位', '白羊镇')
  await choose(page, form, '河流', '小安溪')
  await choose(page, form, '考核目标', 'Ⅲ')
  await form.getByRole('button', { name: '登记' }).click()
  const row = page.getByRole('table', { name: '断面' }).getByRole('row').filter({ hasText: '新设断面' })
  await row.waitFor()
  await page.getByRole('status').filter({ hasText: '已登记：新设断面' }).getByRole('link', { name: '打开这条记录' }).waitFor()
  expect(await row.innerText()).toMatch(/白羊镇[\s\S]*Ⅲ/)

  // The same section again: said at its field, and nothing typed is lost.
  await page.getByRole('button', { name: '登记' }).click()
  await form.getByLabel('断面名称').fill('新设断面')
  await choose(page, form, '责任单位', '华兴镇')
  await form.getByRole('button', { name: '登记' }).click()
  await form.getByText('已有断面名称相同的记录，请找到它后更正。').last().waitFor()
  expect(await form.getByLabel('断面名称').inputValue()).toBe('新设断面')
  page.once('dialog', ask => { void ask.accept() })
  await page.keyboard.press('Escape')

  await row.getByRole('link', { name: '新设断面' }).click()
  const drawer = page.getByRole('dialog', { name: /断面 · 新设断面/ })
  await drawer.getByRole('button', { name: '更正' }).click()
  const correction = page.getByRole('dialog', { name: '更正 新设断面' })
  await choose(page, correction, '考核目标', 'Ⅳ')
  expect(await correction.getByRole('button', { name: '保存更正' }).isDisabled(), 'a reason is needed').toBe(true)
  await correction.getByLabel('理由').fill('目标录错，以目标责任书为准')
  await correction.getByRole('button', { name: '保存更正' }).click()
  await drawer.getByText('目标录错，以目标责任书为准').waitFor()
  expect(await drawer.getByRole('listitem').first().innerText()).toMatch(/更正[\s\S]*考核目标[\s\S]*Ⅲ[\s\S]*→[\s\S]*Ⅳ/)
  expect(complaints.filter(text => !text.includes('409'))).toEqual([])
  await close()
})

it('shows every fault of a bad file, imports the good rows, and nothing twice', async () => {
  const bad = workbook({ 监测数据: [['断面', '采样日期', 'pH', '氨氮(mg/L)'], ['新设断面', '2022-01-05', 7.5, '0.025L'], ['新设断而', '2022-02-05', 7.5, 0.5], ['新设断面', '2022年3月', 15, '约0.5']] })
  const count = async () => (await office.read<RecordList>('staff', '/records/sample')).total
  const before = await count()
  const { page, complaints, close } = await office.seat('staff', '/records/sample')
  await page.getByRole('link', { name: '导入 Excel' }).click()
  await page.getByLabel('选择要导入的文件').setInputFiles({ name: '样品.xlsx', mimeType: XLSX, buffer: bad })
  const faults = page.getByRole('table', { name: '要改的地方' })
  await faults.waitFor()
  const cells = async (place: string) => (await faults.getByRole('row').filter({ hasText: place }).getByRole('cell').allInnerTexts())
  for (const [place, line, column, value, advice] of [
    ['A3：', '3', '断面', '新设断而', /是不是“新设断面”/],
    ['B4：', '4', '采样日期', '2022年3月', /2022-03-01/],
    ['C4：', '4', 'pH', '15', /不得大于14/],
    ['D4：', '4', '氨氮(mg/L)', '约0.5', /未检出/],
  ] as const) {
    const told = await cells(place)
    expect(told.slice(0, 4), place).toEqual(['监测数据', line, column, value])
    expect(told[4]).toMatch(advice)
  }
  expect(await count(), 'a preview writes nothing').toBe(before)
  await page.getByRole('button', { name: '只导入无误的 1 行，2 行有错的不导入' }).click()
  await page.getByText('新增 1 条').waitFor()
  await page.getByRole('link', { name: '下一步：查看水质样品' }).click()
  await page.getByLabel('查找文字').fill('新设断面')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=/)
  const row = page.getByRole('table', { name: '水质样品' }).getByRole('row').filter({ hasText: '新设断面' })
  await row.waitFor()
  expect(await count()).toBe(before + 1)
  expect(await row.innerText()).toMatch(/新设断面[\s\S]*0\.025L/)

  const good = workbook({ 监测数据: [['断面', '采样日期', 'pH', '氨氮(mg/L)'], ['新设断面', '2022-01-05', 7.5, '0.025L']] })
  await page.goto('/records/sample/import')
  await page.getByLabel('选择要导入的文件').setInputFiles({ name: '样品.xlsx', mimeType: XLSX, buffer: good })
  await page.getByText('文件里的内容和系统里的完全一样，不用导入。').waitFor()

  const exported = await office.fetch('staff', '/records/sample/export?year=2022&q=新设断面')
  expect(rowsOf(Buffer.from(await exported.arrayBuffer())), 'title, headers and the one sample').toBe(3)
  expect(complaints).toEqual([])
  await close()
})

it('withdraws with a reason, and a liaison of another unit never saw it', async () => {
  const seen = async (login: string) => (await office.read<RecordList>(login, '/records/complaint')).total
  const [huaxing, baiyang] = [await seen('huaxing'), await seen('baiyang')]
  const answer = await office.fetch('staff', '/records/complaint', { values: { 事项: '小安溪边倾倒垃圾', 责任单位: '白羊镇', 举报日期: '2022-05-06', 累计举报次数: '1' } })
  expect(answer.status).toBe(201)
  expect([await seen('huaxing'), await seen('baiyang')]).toEqual([huaxing, baiyang + 1])
  const { page, complaints, close } = await office.seat('head', '/records/complaint')
  await page.getByRole('link', { name: '小安溪边倾倒垃圾' }).click()
  await page.getByRole('button', { name: '撤回' }).click()
  const form = page.getByRole('dialog', { name: /撤回 小安溪边倾倒垃圾/ })
  await form.getByLabel('理由').fill('重复登记')
  await form.getByRole('button', { name: '确认撤回' }).click()
  await page.getByText('这条记录已撤回').waitFor()
  expect(await seen('baiyang')).toBe(baiyang)
  expect(complaints).toEqual([])
  await close()
})
