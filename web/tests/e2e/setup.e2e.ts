// A made-up district opened without rules: from an empty region to its first lights by the page 开通向导, without a stop of the server.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import type { ItemList, Session, Unit } from '@/api/types'
import type { SetupPage } from '@/api/setup'
import { serious } from './support/axe'
import { settled, SHOTS, size } from './support/looks'
import { ANLAN, DESK, Office, PHONE, type Person } from './support/office'
import { workbook } from './support/sheet'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const folder = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
let office: Office | undefined
afterAll(() => office?.close())

const anlan = (...arguments_: string[]) => spawnSync(ANLAN, [...arguments_, '--data', folder, '--json'], { encoding: 'utf8' })
const NEW = ['district', 'new', '--code', '509903', '--name', '白溪区']
const register = (units: string[][], rivers: string[][], chiefs: string[][]) => ({
  name: '白溪区登记表.xlsx', mimeType: XLSX, buffer: workbook({
    单位: [['单位名称', '类别', '启用日期'], ...units],
    河流: [['河流名称', '级别', '牵头单位', '牵头开始'], ...rivers],
    河长: [['职务名称', '级别', '河流', '姓名', '任职开始', '任职结束'], ...chiefs],
  }),
})
const BAD = register([['区水利局', '', ''], ['河口公社', '', '']], [['白溪河', '干流', '区水利局', '']], [['白溪河区级河长', '区级河长', '黄溪河', '李静', '2023-01-01', '']])
const GOOD = register([['区水利局', '', ''], ['河口镇', '', '']], [['白溪河', '区级河流', '区水利局', '']], [['白溪河区级河长', '区级河长', '白溪河', '李静', '2023-01-01', '']])
const LISTS = workbook({
  重大事项重大项目清单: [['序号', '事项编号', '事项(项目)名称', '河流', '责任单位', '资金(万元)', '开始时间', '完成时限'], [1, 'ZD-2023-01', '白溪河综合整治', '白溪河', '区水利局', 800, '2023-01-15', '2023-12-20']],
  突出问题整改责任清单: [['序号', '问题编号', '问题', '河流', '责任单位', '发现时间', '整改时限'], [1, 'WT-2023-01', '白溪河右岸污水直排', '白溪河', '河口镇', '2023-03-01', '2023-09-30']],
  月度进展: [['序号', '清单', '编号', '月份', '累计进度(%)', '填报单位'], [1, '重大事项', 'ZD-2023-01', '2023年10月', 85, '区水利局']],
})

async function look(page: Page, name: string): Promise<void> {
  for (const [viewport, mark] of [[PHONE, '390'], [DESK, '1440']] as const) {
    await page.setViewportSize(viewport)
    await settled(page)
    await page.screenshot({ path: `${SHOTS}/${name}-${mark}.png`, fullPage: true })
    expect((await size(page)).over, `${name} ${mark}`).toBeLessThanOrEqual(0)
    expect(await serious(page), `${name} ${mark}`).toEqual([])
  }
}

it('is opened by the command with its name and accounts only', async () => {
  mkdirSync(SHOTS, { recursive: true })
  writeFileSync(join(folder, 'day'), '2023-11-03')
  const made = anlan(...NEW)
  expect(made.stderr).toBe('')
  const told = JSON.parse(made.stdout) as { packs: string[]; accounts: Person[] }
  expect([told.packs, told.accounts.length]).toEqual([[], 5])
  const again = anlan(...NEW)
  expect([again.status === 0, again.stderr.includes('已经开通')]).toEqual([false, true])
  const half = anlan('district', 'new', '--code', '509904', '--name', '甲区', '--from', '500151')
  expect([half.status === 0, half.stderr.includes('--key')]).toEqual([false, true])
  office = await Office.over(folder, told.accounts)
})

it('takes its rules over on the page, in force without a restart', async () => {
  if (!office) throw new Error('the district was not opened')
  // The staff sees what is missing, and that it is the head's to do.
  const seen = await office.read<SetupPage>('staff', '/setup')
  expect([seen.name, seen.next, seen.actions, seen.steps[0]?.missing]).toEqual(['白溪区', 'packs', [], expect.stringContaining('请河长办负责人')])
  const { page, complaints, close } = await office.seat('head', '/')
  await page.getByText('白溪区河长办').first().waitFor()
  await page.getByRole('link', { name: /开通工作没有做完/ }).click()
  await page.getByRole('heading', { name: '开通向导', level: 1 }).waitFor()
  await look(page, 'setup-empty')
  // By the keyboard alone: the district, the packs, key and word.
  await page.getByRole('radio', { name: '铜梁区' }).focus()
  await page.keyboard.press('Space')
  const send = page.getByRole('button', { name: '照搬 3 个规则包' })
  await send.waitFor()
  expect(await send.isDisabled()).toBe(true)
  // A text of the loop quotes a figure of the assessment: left out, the page says what is wanted, and nothing can be sent.
  await page.getByRole('checkbox', { name: /年度考核/ }).focus()
  await page.keyboard.press('Space')
  await page.getByText(/还要一并勾选：《.*考核.*》/).waitFor()
  await page.keyboard.press('Space')
  await page.getByLabel(/名称前缀/).focus()
  await page.keyboard.type('Bai-Xi')
  await page.keyboard.press('Tab')
  await page.keyboard.type('白')
  await page.keyboard.press('Enter')
  await page.getByText(/只用小写字母/).first().waitFor()
  complaints.length = 0 // The browser reports the refusal by itself.
  await look(page, 'setup-refused')
  expect((await office.read<SetupPage>('head', '/setup')).packs).toEqual([])
  await page.getByLabel(/名称前缀/).fill('baixi')
  await page.getByRole('button', { name: '照搬 3 个规则包' }).press('Enter')
  await page.getByText('照搬自铜梁区').first().waitFor()
  await page.getByRole('listitem').filter({ hasText: '责任单位' }).getByText('下一步', { exact: true }).waitFor()
  // The form with the focus is gone: it is at what was said in its place, and Tab goes on from there.
  await page.getByRole('status').filter({ hasText: '规则包已照搬，即时生效。下一步：责任单位。' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'setup-told')
  // What the rules bring is in the menu and the session at once.
  await look(page, 'setup-packs')
  expect(complaints).toEqual([])
  const now = await office.read<SetupPage>('head', '/setup')
  expect([now.packs.map(({ id }) => id).sort(), now.next]).toEqual([['baixi-assessment-2022', 'baixi-lists-2023', 'baixi-loop-2022'], 'units'])
  for (const { id } of now.packs) expect(anlan('pack', 'test', join(folder, 'packs', id)).status, id).toBe(0)
  expect((await office.read<Session>('head', '/session')).region.name).toBe('白溪区')
  await close()
})

it('registers units, rivers and chiefs from one workbook, imports the lists and lights them', async () => {
  if (!office) throw new Error('the district was not opened')
  const { page, complaints, close } = await office.seat('staff', '/setup')
  await page.getByRole('button', { name: '导入登记表' }).click()
  const dialog = page.getByRole('dialog', { name: '导入单位、河流、河长' })
  const [sheet] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: '下载空白登记表' }).click()])
  expect(sheet.suggestedFilename()).toBe('白溪区单位河流河长登记表.xlsx')
  await dialog.getByLabel('选择登记表').setInputFiles(BAD)
  await dialog.getByText(/有 3 处问题/).waitFor()
  expect(await dialog.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
  await page.screenshot({ path: `${SHOTS}/setup-faults-1440.png` })
  await page.setViewportSize(PHONE)
  await page.screenshot({ path: `${SHOTS}/setup-faults-390.png` })
  await page.setViewportSize(DESK)
  expect(await office.read<Unit[]>('staff', '/units'), 'nothing is written').toEqual([])
  await dialog.getByLabel('选择登记表').setInputFiles(GOOD)
  await dialog.getByText(/将登记单位 2 个、河流 1 条、牵头单位 1 个、河长职务 1 个、任期 1 段/).waitFor()
  await dialog.getByRole('button', { name: '导入', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  const lists = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '三张清单' }) })
  await lists.getByText('下一步', { exact: true }).waitFor()
  await page.waitForFunction(() => document.activeElement?.textContent === '登记表已导入。下一步：三张清单。')
  const [template] = await Promise.all([page.waitForEvent('download'), lists.getByRole('link', { name: '下载清单模板' }).click()])
  expect(template.suggestedFilename()).toBe('白溪区清单模板.xlsx')
  await look(page, 'setup-register')

  await page.getByRole('link', { name: '导入清单' }).last().click()
  await page.getByLabel('选择要导入的 Excel 文件').setInputFiles({ name: '白溪区清单.xlsx', mimeType: XLSX, buffer: LISTS })
  await page.getByRole('button', { name: /^导入 \d+ 行$/ }).click()
  await page.getByText(/已导入/).first().waitFor()
  const { rows } = await office.read<ItemList>('staff', '/items?year=2023&month=2023-10')
  expect(rows.map(({ number, light }) => [number, light?.light]).sort()).toEqual([['WT-2023-01', 'red'], ['ZD-2023-01', 'green']])

  await page.goto('/setup')
  const lights = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '首次亮灯' }) })
  await lights.getByText('已完成').waitFor()
  expect(await lights.innerText()).toContain('通报还没有签发')
  await look(page, 'setup-lit')
  // The circular of the month stands ready to be looked at and issued.
  await lights.getByRole('link').click()
  await page.waitForURL(/\/month\/2023-10/)
  await page.goto('/month/2023-10?step=preview')
  await page.getByText('白溪河右岸污水直排').first().waitFor()
  await page.goto('/month/2023-10?step=issue')
  await settled(page)
  await look(page, 'setup-issue')
  await page.goto('/')
  await page.getByRole('heading', { name: '总览', level: 1 }).waitFor()
  expect(await page.getByRole('link', { name: /开通工作没有做完/ }).count(), 'the first page asks no more').toBe(0)
  expect(complaints).toEqual([])
  await close()
})
