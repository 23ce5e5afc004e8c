// A package goes out, comes back unchanged, and comes back with a correction, a contradiction and a damaged row.
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { ExchangeBrief, ExchangeKind, ExchangeReceipt, RecordPage } from '@/api/types'
import { serious } from './support/axe'
import { SHOTS, size } from './support/looks'
import { DESK, Office, PHONE } from './support/office'
import { part, zip } from './support/sheet'

let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  for (const [viewport, mark] of [[PHONE, '390'], [DESK, '1440']] as const) {
    await page.setViewportSize(viewport)
    await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
    await page.screenshot({ path: `${SHOTS}/exchange-${name}-${mark}.png`, fullPage: true })
    expect((await size(page)).over, `${name} at ${mark}`).toBeLessThanOrEqual(0)
    expect(await serious(page, 6), `${name} at ${mark}`).toEqual([])
  }
}
const offer = (page: Page, name: string, buffer: Buffer) => page.getByLabel('选择要接收的数据包').setInputFiles({ name, mimeType: 'application/zip', buffer })
async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

it('makes a package, sees it come back unchanged, and keeps its receipt', async () => {
  const { page, complaints, close } = await office.seat('staff', '/')
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '数据交换' }).click()
  const kinds = await office.read<ExchangeKind[]>('staff', '/exchange/kinds')
  await page.getByText(`已选 ${kinds.length} / ${kinds.length}`).waitFor()
  await page.getByText('还没有收到数据包。').waitFor()
  await both(page, 'none')
  const send = page.getByRole('button', { name: '生成并下载' })
  await page.getByRole('button', { name: '全不选' }).click()
  expect(await send.isDisabled(), 'a package holds something').toBe(true)
  await page.getByRole('button', { name: '全选' }).click()
  const { name, bytes } = await downloaded(page, () => send.click())
  expect(name).toMatch(/数据包.*\.zip$/)
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
  const manifest = JSON.parse(part(bytes, 'manifest.json')) as Manifest
  expect(manifest.parts.map(({ kind }) => kind)).toEqual(kinds.map(({ key }) => key))
  await page.getByText(`已生成并下载“${name}”`).waitFor()

  // A file that is none is refused in words; what was chosen above is still chosen.
  await page.getByRole('group', { name: '清单和台账' }).getByText(kinds[0]?.title ?? '', { exact: true }).click()
  await offer(page, '说明.txt', Buffer.from('不是数据包'))
  const refusal = page.getByRole('alert')
  await refusal.waitFor()
  expect(await refusal.innerText()).toMatch(/[\u4e00-\u9fff]{6}/)
  await page.getByText(`已选 ${kinds.length - 1} / ${kinds.length}`).waitFor()
  expect(await office.read<ExchangeBrief[]>('staff', '/exchange')).toEqual([])
  await both(page, 'refused')

  await offer(page, name, bytes)
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByText('包里的内容和本区的完全一样，接收后不会改动任何记录。').waitFor()
  const rows = manifest.parts.reduce((sum, one) => sum + one.rows, 0)
  expect(rows).toBeGreaterThan(0)
  const table = page.getByRole('table', { name: '各种清单和台账' })
  expect(await table.getByRole('row').count()).toBe(kinds.length + 1)
  await both(page, 'unchanged')
  await page.getByRole('button', { name: '确认接收', exact: true }).click()
  await page.getByRole('status').filter({ hasText: `已接收` }).filter({ hasText: `共 ${rows} 行：新增 0，更正 0，未变 ${rows}，` }).waitFor()
  const receipt = await downloaded(page, () => page.getByRole('link', { name: '下载回执' }).first().click())
  expect(JSON.parse(receipt.bytes.toString('utf8'))).toMatchObject({ format: 'anlan-receipt', package: manifest.id, state: 'confirmed' })
  await page.getByRole('link', { name: '‹ 数据交换' }).click()
  const listed = page.getByRole('table', { name: '收到的数据包' }).getByRole('row').filter({ hasText: name })
  expect(await listed.innerText()).toMatch(new RegExp(`已接收\\s+0\\s+0\\s+${rows}\\s+0`))
  await both(page, 'list')
  expect(complaints.filter(text => !/4(00|15|22)/.test(text))).toEqual([])
  await close()
})

type Manifest = { id: string; year: number; parts: { kind: string; file: string; rows: number; digest: string }[] }
const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
/** Cells of a CSV file; quoted ones may hold commas and lines. */
const cellsOf = (text: string): string[][] => text.replace('\ufeff', '').trim().split('\r\n').map(line => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''))
const csv = (rows: readonly string[][]) => `\ufeff${rows.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`
function hashOf(head: readonly string[], row: readonly string[]): string {
  const said = head.map((name, at) => [name, row[at] ?? ''] as const).filter(([name, value]) => !['id', 'hash', 'base'].includes(name) && value !== '')
  return sm3(said.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`).join(''))
}

it('shows a correction, a contradiction and a damaged row, and takes in only what is sound', async () => {
  const answer = await office.fetch('staff', '/exchange/package', { year: 2023, kinds: ['dispatch'] })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const manifest = JSON.parse(part(bytes, 'manifest.json')) as Manifest
  const [head = [], corrected = [], contradicted = [], damaged = [], ...others] = cellsOf(part(bytes, 'dispatch.csv'))
  const [id, hash, base, about] = [head.indexOf('id'), head.indexOf('hash'), head.indexOf('base'), head.indexOf('调度要求')]
  expect(hashOf(head, corrected), 'the digest of the guide').toBe(corrected[hash])
  corrected[base] = corrected[hash] ?? ''
  corrected[about] = '市级平台更正：加快管网建设'
  corrected[hash] = hashOf(head, corrected)
  contradicted[about] = '市级平台另有记载'
  contradicted[hash] = hashOf(head, contradicted)
  damaged[about] = '传送中改动'
  const rows = csv([head, corrected, contradicted, damaged, ...others])
  const changed = zip({ 'manifest.json': JSON.stringify({ ...manifest, id: randomUUID(), parts: manifest.parts.map(one => ({ ...one, digest: sm3(rows) })) }), 'dispatch.csv': rows })

  const { page, complaints, close } = await office.seat('staff', '/exchange')
  await offer(page, '市级平台数据包.zip', changed)
  const faults = page.getByRole('table', { name: '要改的地方' })
  await faults.getByText('摘要（hash）与这一行的内容不符').waitFor()
  const conflicts = page.getByRole('table', { name: '冲突', exact: true })
  expect(await conflicts.innerText()).toMatch(/第 3 行[\s\S]*双方各自改动过[\s\S]*对方 市级平台另有记载/)
  expect(await page.getByRole('table', { name: '将更正已有的内容' }).innerText()).toContain('市级平台更正：加快管网建设')
  await both(page, 'faults')
  expect(await page.getByRole('button', { name: '确认接收' }).isDisabled(), 'not with faults').toBe(true)
  await page.getByRole('button', { name: '只接收无误的行' }).click()
  const asked = page.getByRole('dialog', { name: '只接收无误的行' })
  await asked.getByText('更正 1 条').waitFor()
  await asked.getByRole('button', { name: '只接收无误的行' }).click()
  await page.getByRole('status').filter({ hasText: '已接收' }).filter({ hasText: '更正 1，' }).waitFor()
  await both(page, 'partly')
  const said = async (one: string) => (await office.read<RecordPage>('staff', `/records/dispatch/${one}`)).row.values['调度要求']
  expect(await said(corrected[id] ?? '')).toBe('市级平台更正：加快管网建设')
  expect(await said(contradicted[id] ?? '')).not.toBe('市级平台另有记载')
  // The same package once more is another upload; taken in behind this page's back, the page says so and shows it.
  await page.goto('/exchange')
  await offer(page, '再来一次.zip', changed)
  await page.getByRole('button', { name: '只接收无误的行' }).waitFor()
  const again = new URL(page.url()).pathname.split('/').at(-1)
  expect((await office.fetch('staff', `/exchange/${again}/confirm`, { accept_valid: true })).status).toBe(200)
  await page.getByRole('button', { name: '只接收无误的行' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '只接收无误的行' }).click()
  await page.getByText('这个数据包已经接收过').waitFor()
  await page.getByRole('status').filter({ hasText: '已接收' }).filter({ hasText: '更正 0，未变 58' }).waitFor()
  const told = (await office.read<ExchangeBrief[]>('staff', '/exchange')).find(({ file_name }) => file_name === '市级平台数据包.zip')
  expect((await office.read<ExchangeReceipt>('staff', `/exchange/${told?.id}`)).conflicts.map(({ record_id }) => record_id)).toEqual([contradicted[id]])
  await conflicts.getByRole('link').first().click()
  await page.getByRole('dialog').first().waitFor()
  expect(complaints.filter(text => !text.includes('409'))).toEqual([])
  await close()
})
