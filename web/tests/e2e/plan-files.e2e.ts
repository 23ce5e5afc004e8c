// A plan's workbook goes out and comes back: the same says nothing new, an edited one tells its faults and differences, and nothing is
// saved before the drafter saves.
import { mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanPage, RiverPlanRow, Unit } from '@/api/types'
import { serious } from './support/axe'
import { SHOTS, size } from './support/looks'
import { Office, PHONE } from './support/office'
import { workbook } from './support/sheet'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
let office: Office
let id = ''
const plan = () => office.read<PlanPage>('staff', `/plans/${id}`)
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  office = await Office.open(['--district', 'nanchuan'])
  const own = { unit_id: (await office.read<Unit[]>('staff', '/units')).find(({ name }) => name === '区农业农村委')?.id }
  const river = (await office.read<RiverPlanRow[]>('nongye', '/plans')).find(row => row.river.name === '凤嘴江')?.river.id
  id = (await (await office.fetch('nongye', '/plans', { river_id: river, from_year: 2023 })).json() as PlanPage).row.id
  const lists = {
    problem: [{ number: 'W1', text: '东城街道段生活污水直排' }], target: [{ number: 'M1', text: '断面水质达标', serves: ['W1'] }],
    task: [{ number: 'R1', text: '新建污水管网', serves: ['M1'], years: [2023, 2024], limit_on: '2024-12-31', indicator: '新建管网', unit_of_measure: '公里', target: '12', ...own }],
    measure: [{ number: 'C1', text: '建设管网', serves: ['R1'], ...own }], duty: [{ number: 'Z1', text: '牵头实施', serves: ['C1'], ...own }],
  }
  const saved = await office.fetch('nongye', `/plans/${id}/versions`, { base: 0, note: '初稿', body: { lists, chapters: { summary: '综合说明' } }, attachments: [] })
  expect(saved.status, await saved.clone().text()).toBe(201)
})
afterAll(() => office?.close())

it('reads its own workbook back without a difference', async () => {
  const before = await plan()
  const { page, complaints, close } = await office.seat('nongye', `/plans/${id}`)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Excel', exact: true }).click()])
  const bytes = readFileSync(await file.path())
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/)
  await page.goto(`/plans/${id}?part=edit`)
  await page.getByLabel('方案文件').setInputFiles({ name: file.suggestedFilename(), mimeType: XLSX, buffer: bytes })
  const reading = page.getByRole('region', { name: '从文件读入' })
  await reading.getByText(/任务清单 1 行.*与最新稿相比有 0 行不同/).waitFor()
  await reading.getByRole('button', { name: '不用' }).click()
  expect(await page.getByLabel('问题清单第1行 内容').inputValue()).toBe('东城街道段生活污水直排')
  expect(await plan(), 'reading saves nothing').toEqual(before)
  expect(complaints).toEqual([])
  await close()
})

it('shows the faults and differences of an edited workbook, and saves only when told to', async () => {
  const edited = workbook({
    问题清单: [['编号', '内容', '领域', '位置'], ['W1', '东城街道段生活污水直排', '水污染', '东城街道'], ['W2', '枯水期生态流量不足', '水资源', '全河段']],
    目标清单: [['编号', '内容', '对应编号'], ['M1', '断面水质达标', 'W1']],
    章节: [['综合说明', '文件里的综合说明']],
    任务清单: [['编号', '内容', '对应编号', '责任单位', '实施年度', '完成时限'], ['R1', '新建污水管网15公里', 'M1', '区农业农村委', '2023、2024', '2024年13月31日']],
  })
  const before = await plan()
  const { page, complaints, close } = await office.seat('nongye', `/plans/${id}?part=edit`)
  await page.getByLabel('方案文件').setInputFiles({ name: '改过的方案.xlsx', mimeType: XLSX, buffer: edited })
  const reading = page.getByRole('region', { name: '从文件读入' })
  const faults = page.getByRole('table', { name: '读文件时发现的问题' })
  const fault = faults.getByRole('row').filter({ hasText: '任务清单!F2' })
  await fault.waitFor()
  expect(await fault.innerText()).toMatch(/2024年13月31日[\s\S]*要改/)
  expect(await faults.innerText()).toMatch(/没有读入[\s\S]*沿用最新稿/)
  expect(await reading.getByRole('status').innerText()).toMatch(/问题清单 2 行.*任务清单 1 行.*相比有 \d+ 行不同/)
  for (const [mark, wide] of [['1440', null], ['390', PHONE]] as const) {
    if (wide) await page.setViewportSize(wide)
    await page.screenshot({ path: `${SHOTS}/plan-file-read-${mark}.png`, fullPage: true })
    expect((await size(page)).over, mark).toBeLessThanOrEqual(0)
    expect(await serious(page, 6), mark).toEqual([])
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  // Into the editor: still nothing saved; taken back it is as before.
  await reading.getByRole('button', { name: '放进编辑页，再改 1 处' }).click()
  await page.getByText('已读入 改过的方案.xlsx').waitFor()
  expect(await page.getByLabel('问题清单第2行 内容').inputValue()).toBe('枯水期生态流量不足')
  expect(await page.getByLabel('措施清单第1行 内容').inputValue(), 'a list the file lacks stays').toBe('建设管网')
  expect(await page.getByLabel('任务清单第1行 完成时限').inputValue(), 'a cell with a fault is empty').toBe('')
  const texts = async () => [await page.getByLabel('综合说明', { exact: true }).inputValue(), await page.getByLabel('本稿说明').inputValue()]
  expect(await texts()).toEqual(['文件里的综合说明', '读入 改过的方案.xlsx'])
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  expect(await page.getByLabel('问题清单第2行 内容').count()).toBe(0)
  expect(await texts(), 'chapters come back with the lists').toEqual(['综合说明', ''])
  expect(await plan(), 'nothing is saved yet').toEqual(before)

  await page.getByLabel('方案文件').setInputFiles({ name: '改过的方案.xlsx', mimeType: XLSX, buffer: edited })
  await reading.getByRole('button', { name: '放进编辑页，再改 1 处' }).click()
  await page.getByLabel('任务清单第1行 完成时限').fill('2024-12-31')
  expect(await page.getByLabel('本稿说明').inputValue()).toBe('读入 改过的方案.xlsx')
  await page.getByRole('button', { name: '保存为第 2 稿' }).click()
  await page.getByRole('combobox', { name: '稿次' }).waitFor()
  const after = await plan()
  expect([after.versions.length, after.body.lists['task']?.[0]?.text, after.body.lists['task']?.[0]?.limit_on]).toEqual([2, '新建污水管网15公里', '2024-12-31'])
  expect(after.body.lists['measure']).toEqual(before.body.lists['measure'])
  expect(complaints).toEqual([])
  await close()
})

it('refuses what is no plan in words, and keeps what was typed', async () => {
  const { page, close } = await office.seat('nongye', `/plans/${id}?part=edit`)
  await page.getByLabel('本稿说明').fill('还没有存')
  await page.getByLabel('方案文件').setInputFiles({ name: '说明.xlsx', mimeType: XLSX, buffer: Buffer.from('不是工作簿') })
  const refusal = page.getByRole('region', { name: '从文件读入' }).getByRole('alert')
  await refusal.waitFor()
  expect(await refusal.innerText()).toContain('重新上传')
  expect(await page.getByLabel('本稿说明').inputValue()).toBe('还没有存')
  await close()
})
