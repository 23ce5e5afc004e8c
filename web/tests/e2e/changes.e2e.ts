// What holds only once everybody signed: a river handed to another lead unit in mid-year, a limit moved, a request refused, a pause.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import type { ChangePage, ItemList, ItemPage, RiverPage, RiverPlanRow } from '@/api/types'
import { serious } from './support/axe'
import { choose } from './support/choose'
import { DESK, Office, PHONE, type Seat } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
let seats: Seat[] = []
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  await page.setViewportSize(DESK)
  await page.screenshot({ path: `${SHOTS}/change-${name}-1440.png`, fullPage: true })
  expect(await serious(page), `${name} on a desk`).toEqual([])
  await page.setViewportSize(PHONE)
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is too wide on a phone`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${SHOTS}/change-${name}-390.png`, fullPage: true })
  expect(await serious(page), `${name} on a phone`).toEqual([])
  await page.setViewportSize(DESK)
}
async function sit(login: string, path: string): Promise<Page> {
  const seat = await office.seat(login, path)
  seats.push(seat)
  return seat.page
}
async function leaveAll(): Promise<void> {
  for (const seat of seats) { expect(seat.complaints.filter(text => !/40[39]|422/.test(text))).toEqual([]); await seat.close() }
  seats = []
}
/** A dialog that has come to rest. */
async function dialog(page: Page, name: string | RegExp): Promise<Locator> {
  const box = page.getByRole('dialog', { name })
  await box.getByRole('button', { name: '取消' }).click({ trial: true })
  return box
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
async function asked(page: Page, box: Locator, button: string): Promise<string> {
  await box.getByRole('button', { name: button, exact: true }).click()
  await page.waitForURL(/changes\/[0-9a-f-]{36}$/)
  await page.getByRole('region', { name: '签署' }).waitFor()
  return new URL(page.url()).pathname
}
async function sign(login: string, path: string, verdict: '同意' | '不同意', why = ''): Promise<Page> {
  const page = await sit(login, path)
  await press(page, '签署')
  const box = await dialog(page, /^签署/)
  const opinion = box.getByRole('radiogroup', { name: '意见' })
  await opinion.getByText(verdict, { exact: true }).click()
  expect(await opinion.getByRole('radio', { name: verdict, exact: true }).isChecked()).toBe(true)
  if (verdict === '不同意') {
    expect(await box.getByRole('button', { name: '签署', exact: true }).isDisabled(), 'a refusal says why').toBe(true)
    await box.getByLabel('不同意的理由').fill(why)
  }
  await box.getByRole('button', { name: '签署', exact: true }).click()
  await box.waitFor({ state: 'detached' })
  return page
}
const change = (login: string, path: string) => office.read<ChangePage>(login, path)
const seen = async (login: string) => (await office.read<ItemList>(login, '/items?list=measure&year=2023&size=200')).rows
async function task(number: string): Promise<string> {
  const found = await office.read<ItemList>('staff', `/items?list=measure&year=2023&q=${number}`)
  return found.rows.find(row => row.number === number)?.id ?? ''
}

it('a river is handed to another unit in mid-year with its open work, signed for by both', async () => {
  const river = (await office.read<RiverPlanRow[]>('staff', '/plans')).find(row => row.river.name === '乐村河')?.river.id ?? ''
  const staff = await sit('staff', `/rivers/${river}`)
  await staff.getByRole('heading', { name: '乐村河', level: 1 }).waitFor()
  expect(await staff.getByRole('button', { name: '登记牵头单位' }).count(), 'a river that is led is handed over').toBe(0)
  await press(staff, '移交牵头单位')
  const box = await dialog(staff, '移交牵头单位：乐村河')
  await box.getByRole('link', { name: /NC-095/ }).waitFor()
  await choose(staff, box, '新牵头单位', '区水利局')
  await box.getByLabel('自哪天起').fill('2023-01-01')
  await box.getByLabel('理由').fill('机构职能调整，乐村河改由区水利局牵头')
  await box.getByLabel('依据文件').fill('南川河长办〔2023〕9号')
  const filled = async () => [await box.locator('.el-select').innerText(), await box.getByLabel('自哪天起').inputValue(), await box.getByLabel('理由').inputValue()]
  expect(await filled(), 'nothing typed is lost').toEqual(['区水利局', '2023-01-01', '机构职能调整，乐村河改由区水利局牵头'])
  await box.getByRole('button', { name: '提出移交' }).click()
  await box.getByText('移交日期应晚于现任牵头单位的起始日期').first().waitFor()
  await both(staff, 'hand-over-form')
  await box.getByLabel('自哪天起').fill('2023-07-01')
  const path = await asked(staff, box, '提出移交')
  await staff.getByText('等 移交方：区农业农村委、接收方：区水利局 签署').waitFor()
  await both(staff, 'hand-over-asked')

  // A unit that is neither cannot sign, here or past the page; who asked cannot either.
  const stranger = await sit('huanbao', path)
  await stranger.getByText('应由移交方：区农业农村委的人员签署').waitFor()
  expect(await stranger.getByRole('button', { name: '签署', exact: true }).count()).toBe(0)
  for (const login of ['huanbao', 'staff', 'head']) expect((await office.fetch(login, `${path}/sign`, { seat: 0, agree: true, text: '' })).status, login).toBe(422)
  expect((await office.fetch('expert1', `${path}/sign`, { seat: 0, agree: true, text: '' })).status).toBe(403)

  const giver = await sign('nongye', path, '同意')
  await giver.getByText('等 接收方：区水利局 签署').waitFor()
  expect(await giver.getByRole('button', { name: '签署', exact: true }).count(), 'one unit does not sign for the other').toBe(0)
  expect((await seen('shuili')).some(row => row.number === 'NC-095'), 'nothing moves before both signed').toBe(false)
  await staff.goto(`/rivers/${river}`)
  await staff.getByRole('link', { name: '乐村河牵头单位由区农业农村委移交区水利局' }).waitFor()
  const taker = await sign('shuili', path, '同意')
  await taker.getByText('已生效').first().waitFor()
  await both(taker, 'hand-over-agreed')
  await taker.emulateMedia({ media: 'print' })
  expect(await taker.getByRole('heading', { name: '河流牵头单位移交单' }).isVisible()).toBe(true)
  expect(await taker.getByRole('region', { name: '时间线' }).isVisible()).toBe(false)
  await taker.setViewportSize({ width: 700, height: 1000 })
  await taker.screenshot({ path: `${SHOTS}/change-hand-over-print.png`, fullPage: true })
  await taker.setViewportSize(DESK)
  await taker.emulateMedia({ media: null })

  // Both tenures stand; the task is the new unit's, and on its list.
  await staff.reload()
  await staff.getByRole('region', { name: '牵头单位' }).getByText('2023年6月30日').waitFor()
  const page = await office.read<RiverPage>('staff', `/rivers/${river}`)
  expect(page.leads.map(({ unit, from_on, until_on }) => [unit.name, from_on, until_on])).toEqual([['区水利局', '2023-07-01', null], ['区农业农村委', '2023-01-01', '2023-06-30']])
  await both(staff, 'river')
  await taker.goto(`/items/${await task('NC-095')}`)
  await taker.getByRole('region', { name: '基本情况' }).getByRole('link', { name: '区水利局' }).waitFor()
  await taker.getByRole('region', { name: '修改记录' }).getByText('区农业农村委').waitFor()
  expect((await seen('shuili')).some(row => row.number === 'NC-095')).toBe(true)
  expect((await seen('nongye')).some(row => row.number === 'NC-095')).toBe(false)
  await leaveAll()
}, 200_000)

it('a limit moves once the office and the river’s chief agree; another request is refused with its reason', async () => {
  const item = await task('NC-055')
  const read = () => office.read<ItemPage>('staff', `/items/${item}`)
  const office1 = await sit('staff', `/items/${item}`)
  await press(office1, '修改')
  const editing = await dialog(office1, /^修改/)
  await editing.getByText('须经批准才能更改').waitFor()
  expect(await editing.getByLabel('完成时限').isDisabled()).toBe(true)
  expect(await editing.getByLabel('事项名称').isDisabled()).toBe(false)
  await both(office1, 'item-edit')

  const liaison = await sit('shuili', `/items/${item}`)
  await press(liaison, '申请变更')
  const box = await dialog(liaison, /^申请变更 NC-055/)
  expect(await box.getByLabel('完成时限').inputValue()).toBe('2023-11-30')
  await box.getByLabel('完成时限').fill('2023-12-20')
  await box.getByLabel('目标数量').fill('12')
  await box.getByLabel('理由').fill('汛期水毁，需延长工期')
  await both(liaison, 'item-form')
  const path = await asked(liaison, box, '提出申请')
  await liaison.getByRole('region', { name: '变更内容' }).getByText('2023-12-20').waitFor()
  expect(await liaison.getByRole('button', { name: '签署', exact: true }).count(), 'who asks does not grant it').toBe(0)
  await liaison.goto(`/items/${item}`)
  await liaison.getByText('等待批准：').waitFor()
  await both(liaison, 'item-waiting')

  const head = await sign('head', path, '同意')
  await head.getByText('等 区级河长 签署').waitFor()
  expect((await read()).row.limit_on, 'one of two is not enough').toBe('2023-11-30')
  const chief = await sign('chief.fengzui1', path, '同意')
  await chief.getByText('已生效').first().waitFor()
  expect((await change('staff', path)).consents.map(({ agree }) => agree)).toEqual([true, true])
  await both(chief, 'limit-agreed')
  await liaison.reload()
  await liaison.getByText('至 2023年12月20日').waitFor()
  const history = liaison.getByRole('region', { name: '修改记录' })
  await history.getByText('2023-11-30').waitFor()
  await history.getByText('2023-12-20').waitFor()
  expect((await read()).row.limit_on).toBe('2023-12-20')

  await press(liaison, '申请变更')
  const more = await dialog(liaison, /^申请变更 NC-055/)
  await more.getByLabel('资金（万元）').fill('35.5')
  await more.getByLabel('理由').fill('增加水毁修复')
  const second = await asked(liaison, more, '提出申请')
  const refuser = await sign('head', second, '不同意', '资金应先列入预算调整')
  await refuser.getByText('未批准').first().waitFor()
  await refuser.getByRole('region', { name: '签署' }).getByText('资金应先列入预算调整').waitFor()
  await both(refuser, 'refused')
  expect((await read()).content.money_wan).toBeNull()
  await leaveAll()
}, 200_000)

it('a pause stops the clock: no light is judged, and says why; a request can be taken back', async () => {
  const item = await task('NC-315')
  const staff = await sit('staff', `/items/${item}`)
  await press(staff, '申请暂停')
  const box = await dialog(staff, /^申请暂停 NC-315/)
  await box.getByLabel('暂停第一天').fill('2023-09-10')
  await box.getByLabel('理由').fill('上级统一安排，停工待批')
  await box.getByLabel('依据文件').fill('渝河长办函〔2023〕21号')
  const path = await asked(staff, box, '提出申请')
  await both(staff, 'pause-asked')
  await sign('head', path, '同意')
  await sign('chief.fengzui2', path, '同意')
  await staff.goto(`/items/${item}`)
  await staff.getByRole('region', { name: '修改记录' }).getByText('暂停', { exact: true }).waitFor()
  await staff.locator('.now-light').getByText('未评').first().waitFor()
  await both(staff, 'paused')
  await staff.locator('.now-light').getByRole('button').click()
  await staff.getByRole('dialog').getByText(/经批准暂停/).first().waitFor()
  await both(staff, 'light')
  await staff.keyboard.press('Escape')

  await press(staff, '申请恢复计时')
  const resuming = await dialog(staff, /^申请恢复计时/)
  await resuming.getByLabel('理由').fill('已复工')
  const second = await asked(staff, resuming, '提出申请')
  await press(staff, '撤回申请')
  const back = await dialog(staff, /^撤回/)
  await back.getByLabel('撤回理由').fill('复工日期有误')
  await back.getByRole('button', { name: '撤回', exact: true }).click()
  await back.waitFor({ state: 'detached' })
  await staff.getByText('复工日期有误').waitFor()
  expect((await change('staff', second)).row.ended).toBe(true)

  await staff.goto('/')
  await staff.getByRole('link', { name: '变更', exact: true }).click()
  await staff.getByRole('heading', { name: '变更', level: 1 }).waitFor()
  await staff.getByRole('link', { name: /NC-315 暂停/ }).waitFor()
  await both(staff, 'list')
  await staff.getByRole('link', { name: /^已取消/ }).click()
  await staff.getByText('共 1 条').waitFor()
  await staff.goto(`/changes?item=${item}`)
  await staff.getByText('共 2 条').waitFor()
  await staff.getByText('只列出').waitFor()
  await choose(staff, staff, '类型', '恢复计时')
  await staff.getByText('共 1 条').waitFor()
  await leaveAll()
}, 200_000)
