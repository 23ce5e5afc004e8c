// The month end by three roles, as an office does it: what is told late becomes a second version beside the first.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { CircularBrief, CircularPage, ItemList, ItemPage } from '@/api/types'
import { choose } from './support/choose'
import { Office, WORKBOOK } from './support/office'

const MONTH = '2023-10'
let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

const itemOf = async (number: string) => {
  const row = (await office.read<ItemList>('staff', `/items?q=${number}`)).rows.find(one => one.number === number)
  if (!row) throw new Error(`no item ${number}`)
  return row
}
async function correctReport(number: string, share: string, reason: string): Promise<void> {
  const { page, close } = await office.seat('baiyang', `/reports?month=${MONTH}`)
  await page.getByRole('row', { name: new RegExp(number) }).getByRole('button', { name: /^更正/ }).click()
  await page.getByLabel(/累计完成比例/).fill(share)
  await page.getByLabel('更正理由').fill(reason)
  await page.getByRole('button', { name: '保存更正' }).click()
  await page.getByText('已保存').waitFor()
  await close()
}
const lights = (page: Page) => page.getByRole('table', { name: '亮灯预览' })
const circulars = () => office.read<CircularBrief[]>('head', '/circulars?year=2023').then(all => all.filter(({ month }) => month === MONTH).sort((a, b) => a.version - b.version))

async function bytesOf(path: string): Promise<{ status: number; bytes: Buffer }> {
  const answer = await office.fetch('head', path)
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}
const SIGNATURES = { docx: 'PK\x03\x04', xlsx: 'PK\x03\x04', pdf: '%PDF-' } as const

describe('the month end', () => {
  it('lets the unit correct its report and keeps the old one', async () => {
    await correctReport('HC-2023-025', '71', '核实后少报，原数含未验收部分')
    const item = await itemOf('HC-2023-025')
    const { page, complaints, close } = await office.seat('baiyang', `/items/${item.id}`)
    const reports = page.getByRole('region', { name: /^月报/ })
    const october = reports.getByRole('listitem').filter({ hasText: '2023年10月' })
    expect(await october.count()).toBe(2)
    expect(await october.filter({ hasText: '71%' }).innerText()).toContain('核实后少报')
    expect(await october.filter({ hasText: '80%' }).innerText()).toContain('已被更正，原数保留')
    expect(complaints).toEqual([])
    await close()
  })

  it('imports the workbook again without doubling anything', async () => {
    const before = (await office.read<ItemList>('staff', '/items?year=2023')).total
    const { page, close } = await office.seat('staff', '/imports')
    await page.getByLabel('选择要导入的 Excel 文件').setInputFiles(WORKBOOK)
    const corrections = page.getByRole('table', { name: '将更正已有的内容' })
    await corrections.waitFor()
    const counts = await page.locator('dl').first().innerText()
    expect(counts.replace(/\s+/g, ' ')).toBe('新增 0 更正已有 1 没有变化 1962 有错 0')
    // The file still says what the unit has corrected since: the office sees it before anything is written, and leaves it.
    expect(await corrections.getByRole('row').filter({ hasText: 'HC-2023-025' }).innerText()).toMatch(/71\s+80/)
    await close()
    expect((await office.read<ItemList>('staff', '/items?year=2023')).total).toBe(before)
    const item = await itemOf('HC-2023-025')
    expect((await office.read<ItemPage>('staff', `/items/${item.id}`)).reports.filter(({ month }) => month === MONTH)).toHaveLength(2)
  })

  it('shows the office what changed and why, and takes an adjustment with its reason', async () => {
    const { page, complaints, close } = await office.seat('staff', '/')
    await page.getByRole('link', { name: /去签发/ }).click()
    await page.getByRole('link', { name: /① 未报/ }).click()
    await page.getByText('各单位都已报齐').waitFor()
    await page.getByRole('link', { name: /下一步：② / }).click()
    await page.getByText('只看比上月有变化的（1 项）').click()
    const row = lights(page).getByRole('row', { name: /HC-2023-025/ })
    await row.waitFor()
    expect(await lights(page).getByRole('row').count()).toBe(2)
    await row.getByRole('button', { name: /^黄.*查看理由/ }).click()
    const why = page.getByRole('dialog', { name: /为什么是这盏灯/ })
    await why.getByText('逐条判断').waitFor()
    const reasons = await why.innerText()
    expect(reasons).toContain('71%')
    expect(reasons).toContain('81.93%')
    expect(reasons).toMatch(/条款：.*黄灯/)
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'hidden' })

    await page.getByRole('link', { name: /下一步：③ / }).click()
    await page.getByRole('button', { name: '提出调整' }).click()
    const box = page.getByRole('dialog', { name: '提出人工调整' })
    await choose(page, box, '事项', 'HC-2023-076')
    await box.getByText('按规则为').waitFor()
    await box.getByRole('radio', { name: '绿灯' }).check({ force: true })
    expect(await box.getByRole('button', { name: '提出', exact: true }).isDisabled()).toBe(true)
    await box.getByLabel(/^理由/).fill('上游施工由区里统一安排顺延，区河长办第9次例会同意')
    await box.getByRole('button', { name: '提出', exact: true }).click()
    const proposed = page.getByRole('table', { name: '人工调整' }).getByRole('row', { name: /HC-2023-076/ })
    await proposed.waitFor()
    expect(await proposed.innerText()).toContain('待他人确认')
    // Whoever proposes does not confirm.
    const agree = proposed.getByRole('button', { name: '同意', exact: true })
    if (await agree.count() > 0) expect(await agree.getAttribute('aria-disabled')).toBe('true')
    expect(complaints).toEqual([])
    await close()
  })

  it('is confirmed and issued by the head, with the same documents each time', async () => {
    const { page, complaints, close } = await office.seat('head', '/')
    await page.getByRole('link', { name: /去确认/ }).click()
    const proposed = page.getByRole('table', { name: '人工调整' }).getByRole('row', { name: /HC-2023-076/ })
    await proposed.getByRole('button', { name: '同意', exact: true }).click()
    await proposed.getByText(/已确认（陈静/).waitFor()
    await page.getByRole('link', { name: /下一步：④ / }).click()
    await page.getByText('✓ 没有待确认的人工调整').waitFor()
    // The whole text can be read before it is signed.
    const draft = await bytesOf((await page.getByRole('link', { name: '下载2023年10月未签发的通报 Word' }).getAttribute('href') ?? '').replace('/api/v1', ''))
    expect([draft.status, draft.bytes.toString('latin1', 0, 4)]).toEqual([200, SIGNATURES.docx])
    if (process.env['SHOTS']) await page.screenshot({ path: 'test-results/shots/month-issue-1440.png', fullPage: true })
    await page.getByRole('button', { name: '签发通报' }).click()
    await page.getByRole('dialog', { name: '签发2023年10月亮灯通报' }).getByRole('button', { name: '确认签发' }).click()
    const card = page.getByRole('article', { name: '2023年10月通报第 1 版' })
    await card.waitFor()
    const [first] = await circulars()
    if (!first) throw new Error('nothing was issued')
    expect(first.number).not.toBe('')
    expect(await card.innerText()).toContain(first.number)
    expect(first.lights).toEqual({ red: 13, yellow: 27, green: 156, not_assessed: 0 })

    for (const [label, kind] of [['Word', 'docx'], ['PDF', 'pdf'], ['Excel 附表', 'xlsx']] as const) {
      const address = await card.getByRole('link', { name: `下载 ${first.number} ${label}` }).getAttribute('href')
      const path = (address ?? '').replace('/api/v1', '')
      const once = await bytesOf(path)
      if (kind === 'pdf' && once.status === 500 && !process.env['REQUIRE_FONTS']) continue // no Chinese font is installed here
      expect(once.status, kind).toBe(200)
      expect(once.bytes.toString('latin1', 0, SIGNATURES[kind].length)).toBe(SIGNATURES[kind])
      expect((await bytesOf(path)).bytes.equals(once.bytes), `${kind} twice`).toBe(true)
    }

    await card.getByRole('link', { name: new RegExp(first.number) }).first().click()
    await page.getByText(`${first.number}（第 1 版）`).waitFor()
    expect(await page.getByRole('main').innerText()).toContain('按序时进度推进')
    // Its figures lead to their definition and records as known then.
    const named = page.getByRole('region', { name: '文中引用的数据' })
    expect(await named.innerText()).toMatch(/总河长、区级河长批示\s+45次/)
    if (process.env['SHOTS']) await page.screenshot({ path: 'test-results/shots/circular-1440.png' })
    await named.getByRole('link', { name: /^45次（总河长、区级河长批示/ }).click()
    await page.getByRole('dialog', { name: '总河长、区级河长批示' }).getByText('2022年1月1日至2023年10月31日').waitFor()
    await page.goBack()
    expect(complaints).toEqual([])
    await close()
  })

  it('becomes a second version beside the first when a fact comes late', async () => {
    const [first] = await circulars()
    if (!first) throw new Error('nothing was issued')
    const frozen = await office.read<CircularPage>('head', `/circulars/${first.id}`)
    const document = await bytesOf(`/circulars/${first.id}/document.docx`)

    await correctReport('HC-2023-057', '76', '监理复核后调减')
    const { page, complaints, close } = await office.seat('staff', '/')
    await page.getByRole('link', { name: /查看差异/ }).click()
    const change = page.getByRole('table', { name: '签发以后的变化' }).getByRole('row', { name: /HC-2023-057/ })
    await change.waitFor()
    expect(await change.innerText()).toMatch(/绿\s+按序时进度推进，进度 87%\s+黄[^绿]*进度 76%/)
    await page.getByRole('button', { name: '签发第 2 版' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '确认签发' }).click()
    await page.getByRole('article', { name: '2023年10月通报第 2 版' }).waitFor()
    await page.getByRole('article', { name: '2023年10月通报第 1 版' }).waitFor()
    await page.getByText('本月通报已签发，签发后没有新的变化。').waitFor()

    const [one, two] = await circulars()
    expect([one?.version, two?.version]).toEqual([1, 2])
    await page.goto(`/circulars/${two?.id}`)
    await page.getByRole('heading', { name: '第 2 版与第 1 版的差异' }).waitFor()
    const difference = page.getByRole('table', { name: '版本差异' }).getByRole('row', { name: /HC-2023-057/ })
    await difference.waitFor()
    expect(await page.getByRole('table', { name: '版本差异' }).getByRole('row').count()).toBe(2)
    expect(await difference.innerText()).toMatch(/绿[^黄]*进度 87%[^绿]*黄[^绿]*进度 76%/)
    expect(complaints).toEqual([])
    await close()

    expect(await office.read<CircularPage>('head', `/circulars/${first.id}`)).toEqual(frozen)
    expect((await bytesOf(`/circulars/${first.id}/document.docx`)).bytes.equals(document.bytes)).toBe(true)
  })
})
