// A third, made-up district: opened by one command with a copy of another's rules, its lists imported, its first lights lit.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import type { ItemList, RosterImport } from '@/api/types'
import { ANLAN, Office, type Person } from './support/office'
import { workbook } from './support/sheet'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const folder = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
let office: Office | undefined
afterAll(() => office?.close())

const anlan = (...arguments_: string[]) => spawnSync(ANLAN, [...arguments_, '--data', folder, '--json'], { encoding: 'utf8' })
const roster = (...lines: string[]) => Buffer.from(['职务名称,级别,河流,姓名,任职开始', ...lines].join('\n'))
const NEW = ['district', 'new', '--code', '509901', '--name', '青溪区', '--key', 'qingxi', '--word', '青', '--from', '500151']

it('is opened by one command, and by no second one', async () => {
  mkdirSync(SHOTS, { recursive: true })
  writeFileSync(join(folder, 'day'), '2023-11-03')
  const made = anlan(...NEW)
  expect(made.stderr).toBe('')
  const told = JSON.parse(made.stdout) as { packs: string[]; accounts: Person[] }
  expect(told.packs).toEqual(['qingxi-assessment-2022', 'qingxi-lists-2023', 'qingxi-loop-2022'])
  const again = anlan(...NEW)
  expect([again.status, again.stderr.includes('该区已有规则包')]).toEqual([2, true])
  const bad = anlan('district', 'new', '--code', '509902', '--name', '甲区', '--key', '甲', '--word', '甲', '--from', '500151')
  expect([bad.status, bad.stderr.includes('只用小写字母')]).toEqual([2, true])
  // Its copied rules come out in its copied cases.
  for (const pack of told.packs) expect(anlan('pack', 'test', join(folder, 'packs', pack)).status, pack).toBe(0)
  office = await Office.over(folder, told.accounts)
})

it('imports its own lists and lights them by the copied rules, under its own name', async () => {
  if (!office) throw new Error('the district was not opened')
  const { page, complaints, close } = await office.seat('staff', '/')
  await page.getByText('青溪区河长办').first().waitFor()
  await page.getByRole('link', { name: /导入/ }).first().click()
  const lists = workbook({
    重大事项重大项目清单: [
      ['序号', '事项编号', '事项(项目)名称', '河流', '责任单位', '资金(万元)', '开始时间', '完成时限'],
      [1, 'ZD-2023-01', '青溪河综合整治', '青溪河', '区水利局', 800, '2023-01-15', '2023-12-20'],
    ],
    突出问题整改责任清单: [
      ['序号', '问题编号', '问题', '河流', '责任单位', '发现时间', '整改时限'],
      [1, 'WT-2023-01', '青溪河右岸污水直排', '青溪河', '河口镇', '2023-03-01', '2023-09-30'],
    ],
    月度进展: [
      ['序号', '清单', '编号', '月份', '累计进度(%)', '填报单位'],
      [1, '重大事项', 'ZD-2023-01', '2023年10月', 85, '区水利局'],
    ],
  })
  await page.getByLabel('选择要导入的 Excel 文件').setInputFiles({ name: '青溪区清单.xlsx', mimeType: XLSX, buffer: lists })
  const go = page.getByRole('button', { name: /^导入 \d+ 行$/ })
  await go.waitFor()
  await page.screenshot({ path: `${SHOTS}/district-import-1440.png`, fullPage: true })
  await go.click()
  await page.getByText(/已导入/).first().waitFor()
  const { rows } = await office.read<ItemList>('staff', '/items?year=2023&month=2023-10')
  expect(rows.map(({ number, light }) => [number, light?.light]).sort()).toEqual([['WT-2023-01', 'red'], ['ZD-2023-01', 'green']])
  // Its chiefs come from a roster; what is wrong in it is told with its row, and nothing is written.
  const wrong = await office.upload<RosterImport>('staff', '/chiefs/import?confirm=true', '名册.csv', roster('青溪河区级河长,区级河长,黄溪河,李静,2023-01-01'))
  expect([wrong.faults.length, wrong.faults[0]?.row]).toEqual([1, 2])
  const right = await office.upload<RosterImport>('staff', '/chiefs/import?confirm=true', '名册.csv', roster('青溪河区级河长,区级河长,青溪河,李静,2023-01-01'))
  expect(right.faults).toEqual([])
  await page.goto('/chiefs')
  await page.getByRole('cell', { name: '李静' }).first().waitFor()
  // A second holder: the preview says whose term ends, before anything is written.
  await page.getByRole('button', { name: '导入名录' }).click()
  await page.getByLabel('选择河长名录').setInputFiles({ name: '名册.csv', mimeType: 'text/csv', buffer: roster('青溪河区级河长,区级河长,青溪河,赵敏,2023-09-01') })
  await page.getByText('青溪河区级河长：李静的任期止于 2023-08-31，次日由赵敏接任').waitFor()
  await page.screenshot({ path: `${SHOTS}/district-roster-ended-1440.png` })
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  await page.goto('/items?year=2023&month=2023-10')
  await page.getByText('青溪河右岸污水直排').first().waitFor()
  await page.screenshot({ path: `${SHOTS}/district-items-1440.png` })
  expect(complaints).toEqual([])
  await close()
})
