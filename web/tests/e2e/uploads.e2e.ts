// A large video over a bad line: broken three times, once with the server killed, and still the same file to the last byte.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { createReadStream, ftruncateSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import type { AuditPage, FileRef, ItemList, ItemPage } from '@/api/types'
import { Office, PHONE } from './support/office'

const SIZE = 300 * 1024 * 1024
const MONTH = '2023-10'
const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const PICTURES = fileURLToPath(new URL('../../../demo/tongliang/pictures', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let office: Office
let folder: string
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'anlan-video-'))
  office = await Office.open()
})
afterAll(async () => {
  await office?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A file that begins as an mp4 does, with a mark in each part, so that a part in the wrong place changes the digest. */
function video(): string {
  const path = join(folder, '现场视频.mp4')
  const file = openSync(path, 'w')
  ftruncateSync(file, SIZE)
  writeSync(file, Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'), 0, 24, 0)
  for (let at = 1_000_003; at < SIZE; at += 1_000_003) writeSync(file, Buffer.from(`part ${at}`), 0, 10, at)
  closeSync(file)
  return path
}
async function sm3(path: string): Promise<string> {
  const hash = createHash('sm3')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
const itemOf = async (number: string) => {
  const row = (await office.read<ItemList>('staff', `/items?q=${number}`)).rows.find(one => one.number === number)
  if (!row) throw new Error(`no item ${number}`)
  return row
}
async function openForm(page: Page): Promise<void> {
  await page.getByRole('row', { name: /HC-2023-025/ }).getByRole('button', { name: /^更正/ }).click()
  await page.getByLabel('上传佐证材料', { exact: true }).locator('visible=true').first().waitFor()
}
const choose = (page: Page, path: string) => page.locator('.evidence-picker input[type=file][multiple]').setInputFiles(path)
/** Waits until so many per cent were sent. */
const sent = (page: Page, percent: number) => page.waitForFunction(least => {
  const bar = document.querySelector('.sending [role=img]')?.getAttribute('aria-label') ?? ''
  return Number(/已传 (\d+)%/.exec(bar)?.[1] ?? -1) >= least
}, percent, { polling: 20, timeout: 30_000 })
function part(): { id: string; size: number } {
  const parts = join(office.folder, 'files/.parts/500151')
  const [id] = readdirSync(parts)
  if (!id) throw new Error('no part on the disk')
  return { id, size: statSync(join(parts, id)).size }
}

async function serious(page: Page): Promise<string[]> {
  const found = await page.evaluate<AxeResults>(`(() => { if (!window.axe) { ${AXE} } return axe.run(document, { resultTypes: ['violations'] }) })()`)
  return found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(one => `${one.id}: ${one.nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

it('a video broken off three times arrives as it was', async () => {
  const path = video()
  const expected = sm3(path)
  const { page, close } = await office.seat('baiyang', `/reports?month=${MONTH}`)
  const offline = (off: boolean) => page.context().setOffline(off)
  await openForm(page)
  await choose(page, path)

  // The line breaks.
  await sent(page, 10)
  await offline(true)
  await page.waitForTimeout(300)
  const first = part()
  await page.waitForTimeout(300)
  expect(part(), 'nothing comes any more').toEqual(first)
  expect(first.size).toBeLessThan(SIZE)
  await offline(false)

  // The server is killed in the middle of a piece. What it says afterwards is what the disk holds.
  await sent(page, 35)
  await office.kill()
  await offline(true)
  const held = part()
  expect(held.id).toBe(first.id)
  expect(held.size).toBeGreaterThan(first.size)
  expect(held.size).toBeLessThan(SIZE)
  await office.restart()
  expect(await office.look('baiyang', held.id)).toBe(held.size)
  await page.screenshot({ path: `${SHOTS}/upload-broken-1440.png` })
  await offline(false)

  // The page is closed, and the same file chosen again.
  await sent(page, 65)
  await page.reload({ waitUntil: 'networkidle' })
  await openForm(page)
  await choose(page, path)
  await page.getByText('从断点续传', { exact: false }).waitFor()
  await sent(page, 65)
  expect(part().id).toBe(held.id)

  // Paused and continued by hand.
  await page.getByRole('button', { name: '暂停 现场视频.mp4' }).click()
  expect(await page.getByText('已暂停', { exact: false }).count()).toBe(1)
  expect(await page.getByRole('button', { name: '保存更正' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: '继续 现场视频.mp4' }).click()
  await page.getByRole('button', { name: '移除 现场视频.mp4' }).waitFor({ timeout: 40_000 })

  await page.getByLabel(/累计完成比例/).fill('81')
  await page.getByLabel('更正理由').fill('补充现场视频')
  await page.getByRole('button', { name: '保存更正' }).click()
  await page.getByText('已保存').waitFor()
  await close()

  const item = await itemOf('HC-2023-025')
  const report = (await office.read<ItemPage>('baiyang', `/items/${item.id}`)).reports.find(one => one.month === MONTH && !one.superseded_by)
  const hash = await expected
  expect(report?.files.map(file => [file.hash, file.name, file.size, file.media_type])).toEqual([[hash, '现场视频.mp4', SIZE, 'video/mp4']])
  expect(readdirSync(join(office.folder, 'files/.parts/500151'))).toEqual([])
  const added = await office.fetch('staff', '/audit?action=file.add').then(answer => answer.status)
  expect(added).toBe(403)
  const rows = (await office.read<AuditPage>('auditor', '/audit?action=file.add')).rows.filter(({ target }) => target === '现场视频.mp4')
  expect(rows).toHaveLength(1)
}, 120_000)

it('pictures are looked at one after another, by keyboard, at a desk and on a phone', async () => {
  const names = readdirSync(PICTURES).filter(name => /\.(jpe?g|png|webp)$/.test(name)).slice(0, 2)
  expect(names).toHaveLength(2)
  const files: FileRef[] = []
  for (const name of names) files.push(await office.upload<FileRef>('baiyang', '/files', name, readFileSync(join(PICTURES, name))))
  const item = await itemOf('HC-2023-025')
  const held = (await office.read<ItemPage>('baiyang', `/items/${item.id}`)).reports.find(one => one.month === MONTH && !one.superseded_by)
  const body = { month: MONTH, share: '82', quantity: null, note: null, files: files.map(({ hash }) => hash), corrects: held?.id ?? null, reason: '补充照片' }
  expect((await office.fetch('baiyang', `/items/${item.id}/reports`, body)).status).toBe(201)

  for (const [size, mark] of [[undefined, '1440'], [PHONE, '390']] as const) {
    const { page, complaints, close } = await office.seat('baiyang', `/items/${item.id}`, size)
    const tile = page.getByRole('button', { name: `查看照片 ${names[0]}` })
    await tile.click()
    const viewer = page.getByRole('dialog', { name: '证据展示' })
    await viewer.getByText('第 1 / 2 张').waitFor()
    await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('.viewer-file img')?.naturalWidth ?? 0) > 0)
    await page.screenshot({ path: `${SHOTS}/evidence-viewer-${mark}.png` })
    expect(await serious(page)).toEqual([])
    await page.keyboard.press('ArrowRight')
    await viewer.getByText('第 2 / 2 张').waitFor()
    expect(await viewer.getByRole('button', { name: '下一张' }).isDisabled()).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await viewer.getByText('第 1 / 2 张').waitFor()
    expect(await viewer.innerText()).toContain('补充照片')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    expect(wide).toBe(false)
    await page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
    expect(await tile.evaluate(button => document.activeElement === button)).toBe(true)
    await tile.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${SHOTS}/evidence-tiles-${mark}.png` })
    expect(complaints).toEqual([])
    await close()
  }
})

it('on a phone the camera is offered, several files are sent together, and what is refused says why', async () => {
  const { page, complaints, close } = await office.seat('baiyang', `/items/${(await itemOf('HC-2023-025')).id}`, PHONE)
  await page.getByRole('button', { name: '更正', exact: true }).first().click()
  const picker = page.locator('.evidence-picker')
  await picker.getByText('拍照').waitFor()
  expect(await picker.getByLabel('拍照').getAttribute('capture')).toBe('environment')
  const ended: string[] = []
  page.on('request', request => { if (request.method() === 'DELETE') ended.push(request.url()) })
  const picture = readFileSync(join(PICTURES, readdirSync(PICTURES).filter(name => name.endsWith('.png'))[2] ?? ''))
  await picker.locator('input[multiple]').setInputFiles([
    { name: '桥下.png', mimeType: 'image/png', buffer: picture },
    { name: '方案.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 plan') },
    { name: '假照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('this is no picture') },
  ])
  await picker.getByRole('button', { name: '移除 桥下.png' }).waitFor()
  await picker.getByRole('button', { name: '移除 方案.pdf' }).waitFor()
  await picker.getByRole('alert').filter({ hasText: '只接收' }).waitFor()
  expect(await serious(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await picker.scrollIntoViewIfNeeded()
  await page.screenshot({ path: `${SHOTS}/evidence-picker-390.png` })
  await picker.getByRole('button', { name: '删去 假照片.jpg' }).click()
  // Two of the report that is corrected, two new ones.
  expect(await picker.getByRole('listitem').count()).toBe(4)
  // Of the refused one nothing lies on the server: nothing is ended there, and nothing of it is remembered here.
  expect(ended).toEqual([])
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('tus::')))).toEqual([])
  // The refused upload answers 422, which the browser reports; nothing else is complained of.
  expect(complaints.filter(text => !text.includes('422'))).toEqual([])
  await close()
})
