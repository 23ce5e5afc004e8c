// Letters outside the app: the office sets where a unit's letters go, sees a delivery fail, sends it again and sees it arrive.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { LetterPage } from '@/api/types'
import { DESK, Office, PHONE } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const KEY = 'e2e-miyao'
type Got = { headers: IncomingHttpHeaders; body: string }
const got: Got[] = []
let status = 503
let hook: Server
let office: Office
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  hook = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => { body += bytes.toString() })
    request.on('end', () => { got.push({ headers: request.headers, body }); response.writeHead(status).end() })
  })
  await new Promise<void>(done => { hook.listen(0, '127.0.0.1', done) })
  office = await Office.open(['--webhook-private', '--webhook-key', KEY])
})
afterAll(async () => { await office?.close(); hook?.close() })

async function both(page: Page, name: string): Promise<void> {
  await page.setViewportSize(DESK)
  await page.screenshot({ path: `${SHOTS}/deliveries-${name}-1440.png`, fullPage: true })
  await page.setViewportSize(PHONE)
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is too wide on a phone`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${SHOTS}/deliveries-${name}-390.png`, fullPage: true })
  await page.setViewportSize(DESK)
}

it('the office sets where a unit\'s letters go, and a letter is tried, sent again and delivered', async () => {
  const { units } = await office.read<{ units: { id: string; name: string }[] }>('staff', '/choices')
  const unit = units.find(({ name }) => name === '白羊镇')?.id ?? ''
  const webhook = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/letters/in`

  const staff = await office.seat('staff', `/units/${unit}`)
  const { page } = staff
  const panel = page.getByRole('region', { name: '送达方式' })
  await panel.getByText('未设').first().waitFor()
  // By keyboard alone.
  await panel.getByRole('button', { name: '设置送达方式' }).focus()
  await page.keyboard.press('Enter')
  const box = page.getByRole('dialog', { name: '送达方式 白羊镇' })
  await box.getByLabel('邮箱').focus()
  await page.keyboard.type('baiyang')
  await page.keyboard.press('Tab')
  await page.keyboard.type(webhook)
  await page.keyboard.press('Enter')
  const field = box.locator('.el-form-item').filter({ hasText: '邮箱' })
  await field.getByText('邮箱地址有误，应如 hzb@example.gov.cn。').waitFor()
  await both(page, 'contact-wrong')
  expect(await box.getByLabel('网址（接口）').inputValue(), 'nothing typed is lost').toBe(webhook)
  await box.getByLabel('邮箱').fill('baiyang@town.example.cn')
  await box.getByLabel('网址（接口）').fill('oa.example.cn')
  await page.keyboard.press('Enter')
  await box.locator('.el-form-item').filter({ hasText: '网址（接口）' }).getByText(/网址有误，应以 https:\/\/ 开头/).waitFor()
  await box.getByLabel('网址（接口）').fill(webhook)
  await page.keyboard.press('Enter')
  await box.waitFor({ state: 'hidden' })
  await panel.getByText(webhook).waitFor()
  await both(page, 'contact')

  await page.goto('/letters?month=2023-09')
  await page.getByRole('row').filter({ hasText: '白羊镇' }).first().getByRole('button', { name: '起草' }).click()
  const draft = page.getByRole('dialog', { name: /起草/ })
  await draft.getByRole('button', { name: '生成正文' }).click()
  await page.waitForFunction(() => [...document.querySelectorAll('textarea')].some(area => area.value.includes('书面回复')))
  await draft.getByRole('button', { name: '签发' }).click()
  await page.waitForURL(/letters\/[0-9a-f-]{36}/)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const deliveries = page.getByRole('region', { name: '系统外送达' })
  const refresh = deliveries.getByRole('button', { name: '刷新' })
  const see = async (text: RegExp): Promise<void> => {
    for (let seconds = 0; seconds < 40; seconds++) {
      if (text.test(await deliveries.innerText())) return
      await refresh.click()
      await page.waitForTimeout(1000)
    }
    throw new Error(`no ${text} in ${await deliveries.innerText()}`)
  }
  await see(/待送达\s*接口 http[\s\S]*对方答复 HTTP 503。\s*已试 1 次，下次 2023-11-03 \d\d:\d\d 再发/)
  await see(/待送达\s*邮件 baiyang@town\.example\.cn[\s\S]*未配置发信服务器/)
  await both(page, 'failed')

  status = 204
  await deliveries.getByRole('button', { name: `重发到${webhook}` }).click()
  await see(/已送达\s*接口 http/)
  await both(page, 'delivered')
  expect(await deliveries.getByRole('button', { name: `重发到${webhook}` }).count()).toBe(0)

  const letter = await office.read<LetterPage>('staff', `/letters/${id}`)
  const delivery = letter.deliveries.find(({ channel }) => channel === 'webhook')?.id
  expect(got.length).toBe(2)
  for (const { headers, body } of got) {
    expect(headers['idempotency-key']).toBe(delivery)
    expect(headers['x-anlan-signature']).toBe(`sha256=${createHmac('sha256', KEY).update(body).digest('hex')}`)
    const told = JSON.parse(body) as Record<string, string>
    expect([told['delivery'], told['letter'], told['number'], told['title']]).toEqual([delivery, id, letter.row.number, letter.title])
    expect(told['text']).toContain('白羊镇')
  }
  // Who did what is in the audit; the unit itself sees neither addresses nor deliveries.
  const audit = await office.read<{ rows: { actor: string }[] }>('audadmin', '/audit?action=letter.deliver')
  expect(audit.rows.map(({ actor }) => actor)).toContain('系统送达')
  expect((await office.read<LetterPage>('baiyang', `/letters/${id}`)).deliveries).toEqual([])
  expect((await office.fetch('baiyang', `/units/${unit}/contact`)).status).toBe(403)
  const liaison = await office.seat('baiyang', `/units/${unit}`)
  await liaison.page.getByRole('heading', { name: '白羊镇' }).first().waitFor()
  expect(await liaison.page.getByRole('region', { name: '送达方式' }).count()).toBe(0)
  expect([...staff.complaints.filter(text => !text.includes('422')), ...liaison.complaints]).toEqual([])
  await staff.close(); await liaison.close()
}, 180_000)
