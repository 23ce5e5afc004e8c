// A chief's yearly duty report: drafted from the records, edited with a figure, its reasons looked at, finished by somebody else.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { TextBoard, TextPage } from '@/api/types'
import { serious } from './support/axe'
import { DESK, Office, PHONE } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  await page.setViewportSize(DESK)
  await page.screenshot({ path: `${SHOTS}/text-${name}-1440.png`, fullPage: true })
  expect(await serious(page), `${name} on a desk`).toEqual([])
  await page.setViewportSize(PHONE)
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is too wide on a phone`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${SHOTS}/text-${name}-390.png`, fullPage: true })
  expect(await serious(page), `${name} on a phone`).toEqual([])
  await page.setViewportSize(DESK)
}

it('a duty report goes from its draft to its finish', async () => {
  const { page: staff, complaints, close } = await office.seat('staff', '/')
  await staff.getByRole('navigation').getByRole('link', { name: '文稿', exact: true }).click()
  await staff.waitForURL(/\/texts$/)
  const board = await office.read<TextBoard>('staff', '/texts?period=2023')
  const label = board.templates[0]?.label ?? ''
  const row = board.rows.find(({ texts, river }) => texts[0]?.may_draft && river !== null)
  const chief = row?.chief.name ?? ''
  await staff.getByRole('region', { name: '文种' }).getByText(`应编写 ${board.rows.filter(({ texts }) => texts[0]?.due).length}，已起草 0，已定稿 0`).first().waitFor()
  await staff.getByLabel('按河长、任职人、河流查找').fill(chief)
  await both(staff, 'board')
  await staff.getByRole('button', { name: `起草${label}：${chief}`, exact: true }).click()
  await staff.waitForURL(/\/texts\/[0-9a-f-]{36}$/)
  const path = new URL(staff.url()).pathname
  const text = () => office.read<TextPage>('staff', path)

  // The text reads with its figures; none of their names is left.
  const body = staff.getByRole('article', { name: '正文' })
  await body.waitFor()
  expect(await body.innerText()).not.toMatch(/[{}]/)
  expect(await body.innerText()).toContain(chief)
  await both(staff, 'draft')

  // A chapter is written, with a figure put in at the caret.
  await staff.getByRole('button', { name: '修改', exact: true }).click()
  const last = (await text()).chapters.length
  const chapter = staff.getByLabel(`第 ${last} 章内容`)
  await chapter.fill('全年巡河次，仍有不足。')
  await chapter.evaluate(box => { if (box instanceof HTMLTextAreaElement) box.setSelectionRange(4, 4) })
  const visits = (await text()).figures.find(({ name }) => name === '巡河次数')
  await staff.getByRole('button', { name: /插入数据：\s*巡河次数/ }).click()
  expect(await chapter.inputValue()).toBe('全年巡河{巡河次数}次，仍有不足。')
  await chapter.press('End')
  await staff.keyboard.type('见{没有的数}')
  await staff.getByText('没有名为“没有的数”的数据').first().waitFor()
  await both(staff, 'editor')
  // Somebody else saves meanwhile: the refusal is told, and nothing typed is lost.
  const now = await text()
  expect((await office.fetch('head', `${path}/save`, { base: now.base, title: `${now.title}（修）`, chapters: now.chapters })).ok).toBe(true)
  await chapter.fill('全年巡河{巡河次数}次，仍有不足。')
  await staff.getByRole('button', { name: '保存', exact: true }).click()
  await staff.getByRole('alert').getByText('已被他人更改').waitFor()
  expect(await chapter.inputValue()).toBe('全年巡河{巡河次数}次，仍有不足。')
  await staff.screenshot({ path: `${SHOTS}/text-stale-1440.png` })
  staff.once('dialog', dialog => { void dialog.accept() })
  await staff.getByRole('button', { name: '看过了，接着保存' }).click()
  await staff.getByRole('alert').waitFor({ state: 'detached' })
  await staff.getByRole('button', { name: '保存', exact: true }).click()
  await body.getByText('仍有不足').waitFor()
  expect(await body.innerText()).toContain(`全年巡河${visits?.value}次，仍有不足。`)

  // A figure leads to its reasons.
  await body.getByRole('button', { name: /数据：巡河次数/ }).first().press('Enter')
  const drawer = staff.getByRole('dialog', { name: /巡河次数/ })
  await drawer.getByText('所依据的事实').waitFor()
  await staff.screenshot({ path: `${SHOTS}/text-reasons-1440.png` })
  await staff.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  // Who drafts does not finish it.
  expect(await staff.getByRole('button', { name: '定稿', exact: true }).count()).toBe(0)
  expect(complaints.filter(told => !told.includes('409') && !told.includes('412'))).toEqual([])
  await close()

  const { page: head, complaints: heard, close: leave } = await office.seat('head', path)
  await head.getByRole('button', { name: '定稿', exact: true }).click()
  const box = head.getByRole('dialog', { name: /^定稿/ })
  await box.getByText('不能再修改').waitFor()
  await head.screenshot({ path: `${SHOTS}/text-finish-1440.png` })
  await box.getByRole('button', { name: '定稿', exact: true }).click()
  await box.waitFor({ state: 'detached' })
  const basis = head.getByRole('region', { name: '定稿依据' })
  await basis.getByText(/\d+ 条/).waitFor()
  expect(await head.getByRole('button', { name: '修改', exact: true }).count()).toBe(0)
  await both(head, 'final')
  for (const name of ['Word', 'PDF']) {
    const link = await head.getByRole('link', { name: new RegExp(`^下载 .* ${name}$`) }).getAttribute('href')
    const answer = await head.request.get(link ?? '')
    expect(answer.status(), name).toBe(200)
  }
  await head.emulateMedia({ media: 'print' })
  await head.screenshot({ path: `${SHOTS}/text-print.png`, fullPage: true })
  await head.emulateMedia({ media: 'screen' })
  expect(heard).toEqual([])
  await leave()
})

it('all are drafted at once, and one is given up', async () => {
  const { page, complaints, close } = await office.seat('staff', '/texts?period=2023')
  const board = await office.read<TextBoard>('staff', '/texts?period=2023')
  const label = board.templates[1]?.label ?? ''
  const open = board.rows.filter(({ texts }) => texts[1]?.may_draft).length
  await page.getByRole('button', { name: `全部起草：${label}` }).click()
  const box = page.getByRole('dialog', { name: `全部起草：${label}` })
  await page.screenshot({ path: `${SHOTS}/text-all-1440.png` })
  await box.getByRole('button', { name: `起草 ${open} 份` }).click()
  await box.waitFor({ state: 'detached' })
  await page.getByRole('region', { name: '文种' }).getByText(`已起草 ${open}，`).waitFor()
  await both(page, 'board-drafted')
  await page.getByRole('table', { name: '各河长的文稿' }).getByRole('link', { name: new RegExp(label) }).first().click()
  await page.getByRole('button', { name: '作废', exact: true }).click()
  const giving = page.getByRole('dialog', { name: /^作废/ })
  await giving.getByLabel('作废理由').fill('重新起草')
  await giving.getByRole('button', { name: '作废', exact: true }).click()
  await giving.waitFor({ state: 'detached' })
  await page.getByText('已作废').or(page.getByText('作废', { exact: true })).first().waitFor()
  expect(complaints).toEqual([])
  await close()
})
