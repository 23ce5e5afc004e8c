// Patrols from both sides: a village chief on a phone, the office at a desk; and that nobody is told who complained.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { AuditPage, DutyPage, MyPatrols, RecordPage } from '@/api/types'
import { Office, PHONE } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  office = await Office.open()
})
afterAll(() => office?.close())

const settled = (page: Page) => page.waitForFunction(() => document.querySelector('h1') !== null && !document.querySelector('[aria-busy=true]') && !/正在读取……/.test(document.body.innerText))

it('a village chief sees what is due, records a patrol on a phone, and the office sees it', async () => {
  const { page, complaints, close } = await office.seat('chief.longqiao', '/patrols', PHONE)
  await settled(page)
  expect(await page.getByText(/还要巡 1 次/).count()).toBeGreaterThan(0)
  await page.screenshot({ path: `${SHOTS}/patrols-mine-390.png`, fullPage: true })
  await page.getByRole('button', { name: '看理由' }).first().click()
  await page.getByText('窗口到2023年11月', { exact: false }).first().waitFor()
  await page.screenshot({ path: `${SHOTS}/patrols-mine-why-390.png` })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '登记一次巡河' }).click()
  const track = '<gpx><trk><name>x</name><trkseg><trkpt lat="29.84" lon="106.05"><time>2023-11-02T01:00:00Z</time></trkpt><trkpt lat="29.86" lon="106.05"><time>2023-11-02T01:40:00Z</time></trkpt></trkseg></trk></gpx>'
  await page.getByLabel('轨迹文件', { exact: true }).setInputFiles({ name: '11月2日.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(track) })
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some(({ value }) => value === '2.22'))
  await page.screenshot({ path: `${SHOTS}/patrols-form-390.png` })
  await page.getByRole('dialog').getByRole('button', { name: '登记' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const mine = await office.read<MyPatrols>('chief.longqiao', '/patrols/mine')
  expect(mine.patrols[0]?.values['开始时间']).toBe('2023-11-02 09:00')
  expect(mine.duty[0]?.state).toBe('fulfilled')
  const seen = await office.read<DutyPage>('staff', `/patrols/duty?period=2023Q4&q=${encodeURIComponent('龙桥社区')}`)
  expect(seen.rows.some(row => row.from_on.includes('10月30日') && row.state === 'fulfilled')).toBe(true)
  expect((await office.fetch('chief.longqiao', '/patrols/duty')).status).toBe(403)
  expect(complaints).toEqual([])
  await close()
})

it('the office sees who missed, why, and the month in print', async () => {
  const { page, complaints, close } = await office.seat('staff', '/patrols/duty?period=2023Q1&state=missing')
  await settled(page)
  await page.getByRole('button', { name: /龙桥社区.*未履职，看理由/ }).first().click()
  await page.getByText('条例第十六条', { exact: false }).first().waitFor()
  await page.screenshot({ path: `${SHOTS}/patrols-duty-why-1440.png` })
  await page.goto('/patrols/report?month=2023-10')
  await settled(page)
  await page.getByText('南城街道围龙溪街道级河长').first().waitFor()
  await page.screenshot({ path: `${SHOTS}/patrols-report-1440.png`, fullPage: true })
  for (const kind of ['docx', 'xlsx', 'pdf']) {
    const answer = await office.fetch('general', `/patrols/reports/2023-10/report.${kind}`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    writeFileSync(`${SHOTS}/patrols-report.${kind}`, bytes)
    expect([answer.status, bytes.byteLength > 2000]).toEqual([200, true])
  }
  expect(complaints).toEqual([])
  await close()
})

const NAME = '秘密举报人某某'
const PHONE_NUMBER = '13987654321'
/** A zip's entries, unpacked; anything else as it is. */
function texts(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString() !== 'PK') return bytes.toString('utf8')
  const found: string[] = []
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    const [method, packed, name, extra] = [bytes.readUInt16LE(at + 8), bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)]
    const body = bytes.subarray(at + 30 + name + extra, packed > 0 ? at + 30 + name + extra + packed : undefined)
    try { found.push(method === 8 ? inflateRawSync(body).toString('utf8') : body.toString('utf8')) } catch { found.push(body.toString('latin1')) }
  }
  return found.join('\n')
}

it('no answer of the API tells any role who complained', async () => {
  const made = await office.fetch('staff', '/records/complaint', { values: { 事项: '河边倾倒渣土', 责任单位: '白羊镇', 举报日期: '2023-05-06', 累计举报次数: '2', 举报人: NAME, 联系电话: PHONE_NUMBER } })
  const record = (await made.json() as RecordPage).row.id
  const upload = await office.upload<{ id: string }>('staff', '/records/complaint/imports', '举报.csv', Buffer.from(`事项,责任单位,举报日期,累计举报次数,举报人,联系电话\n河边倾倒渣土,白羊镇,2023-05-06,3,${NAME},${PHONE_NUMBER}\n`))
  const units = await office.read<{ id: string; name: string }[]>('staff', '/units')
  const rivers = await office.read<{ id: string }[]>('staff', '/rivers')
  const chiefs = await office.read<{ id: string }[]>('staff', '/chiefs')
  const spec = JSON.parse(readFileSync(new URL('../../../openapi/anlan.json', import.meta.url), 'utf8')) as { paths: Record<string, Record<string, unknown>> }
  const values: Record<string, string> = { kind: 'complaint', import: upload.id, month: '2023-10', year: '2023', file: 'report.xlsx', subject: '白羊镇', name: '白羊镇', pack: 'tongliang-loop-2022' }
  const idOf = (path: string) => (path.startsWith('/records') ? record : path.startsWith('/units') ? units.find(({ name }) => name === '白羊镇')?.id : path.startsWith('/rivers') ? rivers[0]?.id : path.startsWith('/chiefs') ? chiefs[0]?.id : record) ?? record
  const paths = Object.entries(spec.paths).filter(([, methods]) => 'get' in methods).map(([path]) => path.replace(/^\/api\/v1/, '').replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(name === 'id' ? idOf(path.replace(/^\/api\/v1/, '')) : values[name] ?? record)))
  const searched = [...paths, `/records/complaint?q=${encodeURIComponent(NAME)}`, `/records/complaint/export?q=${PHONE_NUMBER}`, '/audit?page_size=500']
  expect(paths.length).toBeGreaterThan(40)
  let answered = 0
  for (const login of ['staff', 'head', 'general', 'chief.longqiao', 'baiyang', 'assessor', 'auditor', 'sysadmin', 'secadmin', 'audadmin']) {
    for (const path of searched) {
      const answer = await office.fetch(login, path)
      if (answer.ok) answered++
      const text = texts(Buffer.from(await answer.arrayBuffer()))
      expect([login, path, text.includes(NAME), text.includes(PHONE_NUMBER)]).toEqual([login, path, false, false])
    }
  }
  expect(answered).toBeGreaterThan(150)
  // The head of the office is told one of them, with a reason; the audit says so, without the value.
  expect((await office.fetch('staff', `/records/complaint/${record}/secret`, { column: '举报人', reason: '想看' })).status).toBe(403)
  const { page, close } = await office.seat('head', `/records/complaint?id=${record}`)
  await page.getByRole('button', { name: '查看保密内容' }).click()
  await page.getByLabel('理由').fill('答复举报人')
  await page.getByRole('button', { name: '查看', exact: true }).click()
  await page.getByText(NAME).waitFor()
  await page.screenshot({ path: `${SHOTS}/complaint-secret-1440.png` })
  await close()
  const audited = JSON.stringify(await office.read<AuditPage>('auditor', '/audit?page_size=500'))
  expect([audited.includes('record.secret'), audited.includes('答复举报人'), audited.includes(NAME)]).toEqual([true, true, false])
}, 240_000)
