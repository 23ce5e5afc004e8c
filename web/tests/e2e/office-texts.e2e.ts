// The office writes a circular from figures, issues it, and sets it right when a record behind it changes.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MatterList, TextBoard, TextPage } from '@/api/types'
import { Office, PHONE } from './support/office'
import { serious } from './support/axe'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open() })
afterAll(() => office?.close())

const circulars = async () => (await office.read<TextBoard>('head', '/texts?period=2023Q3')).office.find(({ template }) => template.key === 'quarterly_circular')?.texts ?? []
const text = async () => office.read<TextPage>('head', `/texts/${(await circulars())[0]?.id ?? ''}`)

it('drafts a circular with live figures, inserts one more and issues it with a number', async () => {
  const staff = await office.seat('staff', '/texts?period=2023Q3')
  await staff.page.getByRole('button', { name: '起草季度通报' }).click()
  await staff.page.waitForURL(/\/texts\/[0-9a-f-]+$/)
  await staff.page.getByRole('heading', { name: '关于2023年第3季度河长制工作情况的通报' }).first().waitFor()
  const body = staff.page.getByRole('article', { name: '正文' })
  await body.getByText('截至2023年9月30日').waitFor()
  expect(await body.innerText()).not.toMatch(/[{}]/)
  expect(await serious(staff.page)).toEqual([])
  await staff.page.screenshot({ path: `${SHOTS}/staff-circular-draft-1440.png`, fullPage: true })
  // One figure more, put in where the caret is.
  await staff.page.getByRole('button', { name: '修改', exact: true }).click()
  const third = staff.page.getByLabel('第 3 章内容')
  await third.fill('请各单位抓紧推进。已推动解决堵点难点')
  await staff.page.getByLabel('查找数据').fill('堵点')
  await staff.page.getByRole('button', { name: /推动解决堵点难点/ }).click()
  expect(await third.inputValue()).toBe('请各单位抓紧推进。已推动解决堵点难点{推动解决堵点难点}')
  await staff.page.getByLabel('抄送、分送').fill('区总河长\n区人大常委会办公室')
  await staff.page.screenshot({ path: `${SHOTS}/staff-circular-editor-1440.png` })
  await staff.page.getByRole('button', { name: '保存', exact: true }).click()
  await body.getByText(/已推动解决堵点难点\d个/).waitFor()
  // A number leads to its own records.
  await body.getByRole('button', { name: /突出问题曝光/ }).click()
  const drawer = staff.page.getByRole('dialog')
  await drawer.getByText(/本年列入突出问题整改责任清单/).first().waitFor()
  await drawer.getByRole('link', { name: /WT-2023/ }).first().waitFor()
  await staff.page.keyboard.press('Escape')
  expect(await staff.page.getByRole('button', { name: '定稿', exact: true }).count(), 'staff drafts only').toBe(0)
  expect(staff.complaints).toEqual([])
  await staff.close()

  const head = await office.seat('head', '/texts?period=2023Q3', PHONE)
  await head.page.getByRole('link', { name: /季度河长制工作情况的通报/ }).click()
  await head.page.getByRole('button', { name: '定稿', exact: true }).click()
  await head.page.getByRole('dialog').getByRole('button', { name: '定稿', exact: true }).click()
  await head.page.getByText('铜河长办发〔2023〕1号').first().waitFor()
  expect(await head.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await head.page.screenshot({ path: `${SHOTS}/head-circular-issued-390.png`, fullPage: true })
  expect((await text()).stale).toEqual([])
  expect(head.complaints).toEqual([])
  await head.close()
})

it('names what changed behind an issued circular, and sets it right beside it', async () => {
  const before = await text()
  const file = async (path: string) => Buffer.from(await (await office.fetch('head', path)).arrayBuffer())
  const first = await file(`/texts/${before.row.id}/files/text.docx`)
  // A close-out of August is taken back: one problem less closed, one more under way.
  // Its item stands for the problem, which is where it is opened again.
  const problem = (await office.read<MatterList>('staff', `/matters/problem?q=${encodeURIComponent('铜问-2023-0005')}`)).rows[0]
  const answer = await office.fetch('inspector', `/problems/${problem?.id ?? ''}/reopen`, { reason: '现场复核：排口仍在排污', limit_on: '2023-12-20', relapse: true, on: '2023-09-20' })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const after = await text()
  const stale = Object.fromEntries(after.stale.map(({ name, was, now }) => [name, [was, now]]))
  expect(Object.keys(stale).sort()).toEqual(['已整改销号', '有序推进'])
  const head = await office.seat('head', `/texts/${before.row.id}`)
  await head.page.getByRole('heading', { name: '定稿后有变化的数据（2）' }).waitFor()
  await head.page.getByRole('button', { name: '更正', exact: true }).click()
  const dialog = head.page.getByRole('dialog')
  await dialog.getByLabel('更正原因').fill('一个已销号问题反弹，重新打开')
  await dialog.getByRole('button', { name: '更正', exact: true }).click()
  await head.page.getByRole('heading', { name: /更正说明/ }).waitFor()
  expect(await serious(head.page)).toEqual([])
  await head.page.screenshot({ path: `${SHOTS}/head-circular-erratum-1440.png`, fullPage: true })
  const told = await text()
  expect([told.stale, told.errata.length, told.actions]).toEqual([[], 1, []])
  expect((await file(`/texts/${before.row.id}/files/text.docx`)).equals(first), 'the issued document is the same, byte for byte').toBe(true)
  expect((await office.fetch('head', `/texts/${before.row.id}/errata/1/erratum.docx`)).status).toBe(200)
  expect(head.complaints).toEqual([])
  await head.close()
})
