// A river's plan as people live it: drafted with a block from Excel, reviewed in five stages by nine accounts, with an opinion
// adopted by a new version, an expert who disagrees, and a chief who returns it to the drafting.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import type { MeetingPage, PlanPage, RiverPlanRow, Seatable } from '@/api/types'
import { serious } from './support/axe'
import { choose } from './support/choose'
import { DESK, Office, PHONE, type Seat } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const RIVER = '凤嘴江'
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  await page.setViewportSize(DESK)
  await page.screenshot({ path: `${SHOTS}/plan-${name}-1440.png`, fullPage: true })
  expect(await serious(page), `${name} on a desk`).toEqual([])
  await page.setViewportSize(PHONE)
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} is too wide on a phone`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${SHOTS}/plan-${name}-390.png`, fullPage: true })
  expect(await serious(page), `${name} on a phone`).toEqual([])
  await page.setViewportSize(DESK)
}
/** Pastes as Excel does: the clipboard itself is not ours in a headless browser. */
async function pasteInto(box: Locator, rows: readonly (readonly string[])[]): Promise<void> {
  await box.focus()
  await box.evaluate((input, text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, rows.map(row => row.join('\t')).join('\r\n'))
}
const LISTS: readonly [list: string, add: string, rows: string[][]][] = [
  ['问题清单', '增加一个问题', [['编号', '内容', '领域', '位置'], ['W1', '东城街道段生活污水直排', '水污染', '东城街道'], ['W2', '枯水期生态流量不足', '水资源', '全河段']]],
  ['目标清单', '增加一个目标', [['M1', '出境断面水质稳定达标', 'W1', '水质达标率', '%', '91.7', '100', '2024/12/31'], ['M2', '生态流量保障', 'W2', '保障率', '%', '', '90', '2024年12月31日']]],
  ['任务清单', '增加一个任务', [['R1', '新建污水管网', 'M1', '水污染', '区农业农村委', '2023、2024', '2024/12/31', '2023 区级财政 120.5'], ['R2', '落实生态流量泄放', 'M2', '水资源', '区水利局', '2023—2024', '2024/12/31', '']]],
  ['措施清单', '增加一个措施', [['C1', '建设管网12公里', 'R1', '东城街道', '区农业农村委', '2023', '2023/12/31', '2023 中央资金 0.000001'], ['C2', '安装泄放设施', 'R2', '全河段', '区水利局', '2024', '2024/6/30', '']]],
  ['责任清单', '增加一个责任', [['Z1', '牵头实施管网建设', 'C1', '区农业农村委', '区财政局、区生态环境局', '李编', '2023/12/31'], ['Z2', '落实生态流量', 'C9', '区水利局', '', '郑水', '2024/6/30']]],
]

/** A dialog that has come to rest. */
async function dialog(page: Page, name: string | RegExp): Promise<Locator> {
  const box = page.getByRole('dialog', { name })
  await box.getByRole('button', { name: '取消' }).click({ trial: true })
  return box
}
const step = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
async function decide(page: Page, verdict: '同意' | '不同意', more?: (box: Locator) => Promise<void>): Promise<void> {
  await step(page, '同意或不同意')
  const box = await dialog(page, /签署意见/)
  await box.getByRole('radiogroup', { name: '意见' }).getByText(verdict, { exact: true }).click()
  await more?.(box)
  await box.getByRole('button', { name: '签署' }).click()
  await box.waitFor({ state: 'detached' })
}
async function seatAll(page: Page, label: string, names: readonly string[]): Promise<void> {
  await step(page, '确定审核方')
  const box = await dialog(page, /确定审核方/)
  const several = box.getByRole('combobox', { name: label })
  await several.click({ force: true })
  for (const name of names) {
    await several.fill(name)
    await page.getByRole('option', { name }).filter({ visible: true }).first().click()
    await box.locator('.el-tag').filter({ hasText: name }).waitFor()
  }
  await box.getByText('确定后不能减少').click()
  await box.getByRole('button', { name: '确定', exact: true }).click()
  await box.waitFor({ state: 'detached' })
}
const stageNow = (page: Page) => page.locator('[aria-current=step]').innerText()

it('a plan of a river goes from its draft to its approval', async () => {
  const seats: Seat[] = []
  const sit = async (login: string, path: string) => { const seat = await office.seat(login, path); seats.push(seat); return seat.page }

  // The lead unit drafts: a block from Excel into each list; a wrong link is told at its row, and nothing is lost.
  const drafter = await sit('nongye', '/plans')
  await drafter.getByLabel('按河流、牵头单位查找').fill(RIVER)
  await drafter.getByText('没有方案', { exact: true }).first().waitFor()
  await both(drafter, 'rivers')
  await drafter.getByRole('button', { name: `编制方案：${RIVER}` }).click()
  const opening = drafter.getByRole('dialog', { name: `编制方案：${RIVER}` })
  expect(await opening.getByLabel('起始年份').inputValue()).toBe('2023')
  await opening.getByRole('button', { name: '开始编制' }).click()
  await drafter.waitForURL(/plans\/[0-9a-f-]{36}/)
  const path = new URL(drafter.url()).pathname
  const id = path.split('/').at(-1) ?? ''
  const plan = () => office.read<PlanPage>('staff', `/plans/${id}`)
  for (const [list, add, rows] of LISTS) {
    await drafter.getByRole('button', { name: add }).click()
    await pasteInto(drafter.getByLabel(`${list}第1行 编号`), rows)
  }
  expect(await drafter.getByLabel('目标清单第2行 完成时限').inputValue()).toBe('2024-12-31')
  await drafter.getByLabel('综合说明').fill('凤嘴江为区级河流，方案期限两年。')
  await drafter.getByLabel('本稿说明').fill('初稿')
  await drafter.getByRole('button', { name: '保存为第 1 稿' }).click()
  await drafter.getByRole('alert').getByRole('button', { name: /责任清单第2行.*C9/ }).click()
  expect(await drafter.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('责任清单第2行 对应')
  await both(drafter, 'editor')
  await drafter.getByLabel('责任清单第2行 对应').fill('C2')
  await drafter.getByRole('button', { name: '保存为第 1 稿' }).click()
  await drafter.getByRole('region', { name: '问题清单（2）' }).waitFor()
  const first = await plan()
  expect(first.money_total).toBe('120.500001')
  expect(first.gaps.filter(({ blocks }) => blocks)).toEqual([])
  await both(drafter, 'content')
  await drafter.getByRole('link', { name: '到 M1' }).first().click()
  await expect.poll(() => drafter.url()).toContain('#row-M1')

  await step(drafter, '送审')
  await drafter.getByRole('dialog').getByRole('button', { name: '送审' }).click()
  await drafter.getByRole('heading', { name: '正在审核：牵头单位审核' }).waitFor()
  // Who drafted does not agree to it, here or past the page.
  expect((await office.read<PlanPage>('nongye', `/plans/${id}`)).actions.find(({ key }) => key === 'plan.decide')?.reason).toContain('编制人不能审核')

  const checker = await sit('nongye2', `${path}?part=review`)
  await decide(checker, '同意')
  await checker.getByRole('heading', { name: '正在审核：区级部门会审' }).waitFor()

  const staff = await sit('staff', `${path}?part=review`)
  await seatAll(staff, '审核单位', ['区生态环境局', '区水利局', '区财政局'])
  await staff.getByText('等区生态环境局、区水利局、区财政局签署意见。').waitFor()

  // An opinion is adopted: it holds the stage until a new version has it.
  const huanbao = await sit('huanbao', `${path}?part=review`)
  await step(huanbao, '提意见')
  const opining = await dialog(huanbao, /提意见/)
  await choose(huanbao, opining, '针对', 'C1 建设管网12公里')
  await opining.getByLabel('意见', { exact: true }).fill('管网应延伸至工业园区')
  await opining.getByRole('button', { name: '提交意见' }).click()
  await huanbao.getByText('管网应延伸至工业园区').first().waitFor()
  await decide(huanbao, '同意')

  await drafter.goto(`${path}?part=review`)
  await drafter.getByRole('button', { name: /^答复意见：管网应延伸/ }).click()
  const answering = await dialog(drafter, '答复意见')
  await choose(drafter, answering, '是否采纳', '采纳')
  await answering.getByLabel('采纳情况或不采纳的理由').fill('延伸3公里至工业园区')
  await answering.getByRole('button', { name: '答复', exact: true }).click()
  await drafter.getByText('采纳，待改进新一稿').waitFor()
  for (const login of ['shuili', 'caizheng']) await decide(await sit(login, `${path}?part=review`), '同意')
  await drafter.reload()
  expect(await stageNow(drafter)).toContain('区级部门会审')
  await both(drafter, 'review-opinion')
  await step(drafter, '编辑')
  await drafter.getByLabel('措施清单第1行 内容').fill('建设管网15公里，延伸至工业园区')
  await drafter.getByLabel('本稿说明').fill('采纳区生态环境局意见')
  await drafter.getByRole('button', { name: '保存为第 2 稿' }).click()
  await drafter.getByRole('heading', { name: '正在审核：专家评审' }).waitFor()

  // One expert of three disagrees; two thirds are enough.
  await staff.goto(`${path}?part=review`)
  await step(staff, '确定审核方')
  const choosing = await dialog(staff, /确定审核方/)
  await choosing.getByRole('combobox', { name: '评审专家' }).click({ force: true })
  await expect.poll(() => staff.getByRole('option').filter({ visible: true }).count(), { message: 'only the experts' }).toBe(3)
  await choosing.getByText('确定后不能减少').click()
  await choosing.getByRole('button', { name: '取消' }).click()
  const { people } = office
  await seatAll(staff, '评审专家', ['expert1', 'expert2', 'expert3'].map(login => people.find(one => one.login === login)?.name ?? ''))
  for (const [login, verdict] of [['expert3', '不同意'], ['expert1', '同意'], ['expert2', '同意']] as const) {
    const expert = await sit(login, `${path}?part=review`)
    await expert.getByText('同意或不同意', { exact: true }).first().waitFor({ state: 'attached' })
    await step(expert, '声明利益关系')
    const declaring = await dialog(expert, /声明利益关系/)
    await choose(expert, declaring, '与本方案', '没有利益关系')
    await declaring.getByRole('button', { name: '声明', exact: true }).click()
    await declaring.waitFor({ state: 'detached' })
    await decide(expert, verdict, verdict === '不同意' ? box => box.getByLabel('不同意的理由').fill('生态流量目标依据不足') : undefined)
    if (login === 'expert3') await both(expert, 'review-expert')
  }

  // A chief returns it to the drafting: every stage begins anew.
  const upper = await sit('chief.fengzui1', `${path}?part=review`)
  expect(await stageNow(upper)).toContain('区级河长审定')
  await step(upper, '退回')
  const returning = await dialog(upper, /退回/)
  await returning.getByLabel('退回理由').fill('请补充生态流量的测算依据')
  await returning.getByRole('button', { name: '退回', exact: true }).click()
  await upper.getByRole('heading', { name: '退回修改' }).waitFor()
  await drafter.goto(`${path}?part=edit`)
  await drafter.getByLabel('目标清单第2行 现状值').fill('75')
  await drafter.getByLabel('本稿说明').fill('补充测算依据')
  await drafter.getByRole('button', { name: '保存为第 3 稿' }).click()
  await drafter.getByRole('combobox', { name: '稿次' }).waitFor()
  await step(drafter, '重新送审')
  const again = await dialog(drafter, /重新送审/)
  await again.getByLabel('修改情况').fill('补充了现状值')
  await again.getByRole('button', { name: '重新送审' }).click()
  await again.waitFor({ state: 'detached' })
  expect(await stageNow(drafter)).toContain('牵头单位审核')
  await both(drafter, 'review-returned')

  // The stages before pass once more, past the pages.
  const send = async (login: string, what: string, body: unknown) => {
    const answer = await office.fetch(login, `/plans/${id}/${what}`, body)
    expect(answer.ok, `${login} ${what}: ${await answer.clone().text()}`).toBe(true)
  }
  const own = async (login: string) => (await office.read<PlanPage>(login, `/plans/${id}`)).reviews[0]?.visits.at(-1)?.seats.find(({ mine }) => mine)?.no
  const agree = async (login: string) => send(login, 'decide', { seat: await own(login), verdict: 'agree', text: '', meeting_id: null, document: null, version: 3 })
  const seatable = await office.read<Seatable[]>('staff', `/plans/${id}/seatable`)
  await agree('nongye2')
  await send('staff', 'seats', { seats: ['区生态环境局', '区水利局', '区财政局'].map(name => ({ unit_id: seatable.find(one => one.of === 'unit' && one.name === name)?.id })) })
  for (const login of ['huanbao', 'shuili', 'caizheng']) await agree(login)
  await send('staff', 'seats', { seats: seatable.filter(({ role }) => role === 'expert').map(one => ({ account_id: one.id })) })
  for (const login of ['expert1', 'expert2', 'expert3']) { await send(login, 'declare', { seat: await own(login), interest: false, text: '' }); await agree(login) }

  // Both chiefs agree at the meeting the rules name; the government gives its number.
  const planned = await office.fetch('staff', '/meetings', { meeting: '河长专题会', title: '审定凤嘴江方案', on: '2023-11-02', place: '区政府', agenda: [], items: [], shown: [] })
  const meeting = (await planned.json() as MeetingPage).row.id
  expect((await office.fetch('staff', `/meetings/${meeting}/hold`, { attended: '区级河长', minutes: ['同意'] })).ok).toBe(true)
  for (const login of ['chief.fengzui1', 'chief.fengzui2']) {
    const chief = await sit(login, `${path}?part=review`)
    await decide(chief, '同意', box => choose(chief, box, '审议的会议（河长专题会）', '审定凤嘴江方案'))
  }
  const government = await sit('government', `${path}?part=review`)
  await decide(government, '同意', box => box.getByLabel('批复文号').fill('南川府函〔2023〕5号'))
  await government.getByRole('heading', { name: '已批准，正在执行' }).waitFor()
  await government.getByText('南川府函〔2023〕5号').first().waitFor()
  await both(government, 'approved')

  await drafter.goto(`${path}?part=compare&old=1&new=3`)
  await drafter.getByText('建设管网15公里，延伸至工业园区').first().waitFor()
  await both(drafter, 'compare')
  await drafter.goto(`${path}?part=evaluate`)
  await drafter.getByRole('button', { name: '评估方案' }).click()
  await drafter.getByRole('radiogroup', { name: 'M1 结果' }).getByLabel('已达到').check()
  await drafter.getByLabel('M1 完成值').fill('100')
  await drafter.getByRole('radiogroup', { name: 'M2 结果' }).getByLabel('无法评估').check()
  await drafter.getByLabel('评估结论').fill('总体可行')
  expect(await drafter.getByRole('button', { name: '提交评估' }).isDisabled(), 'says why it cannot be assessed').toBe(true)
  await drafter.getByLabel('M2 依据').fill('没有监测数据')
  await drafter.getByRole('button', { name: '提交评估' }).click()
  await drafter.getByText('已达到 1，部分达到 0，未达到 0，无法评估 1').waitFor()
  await both(drafter, 'evaluated')

  const river = (await office.read<RiverPlanRow[]>('staff', '/plans')).find(one => one.river.name === RIVER)
  expect(river?.plan?.state).toBe('in_force')
  for (const seat of seats) { expect(seat.complaints.filter(text => !/40[39]|422/.test(text))).toEqual([]); await seat.close() }
}, 400_000)

it('typing on an overtaken version is kept, and saved on the newest one knowingly', async () => {
  const rows = await office.read<RiverPlanRow[]>('nongye', '/plans')
  const river = rows.find(row => row.may_open && !row.plan && row.unit?.name === '区农业农村委')?.river ?? rows.find(row => row.may_open && !row.plan)?.river
  const opened = await office.fetch('nongye', '/plans', { river_id: river?.id, from_year: 2023 })
  const id = (await opened.json() as PlanPage).row.id
  const { page, close } = await office.seat('nongye', `/plans/${id}?part=edit`)
  await page.getByRole('button', { name: '增加一个问题' }).click()
  await page.getByLabel('问题清单第1行 内容').fill('河道垃圾')
  const other = await office.fetch('nongye2', `/plans/${id}/versions`, { base: 0, note: '先存', body: { lists: { problem: [{ number: 'W9', text: '别人的' }] }, chapters: {} }, attachments: [] })
  expect(other.status, await other.clone().text()).toBe(201)
  await page.getByLabel('本稿说明').fill('我的')
  await page.getByRole('button', { name: '保存为第 1 稿' }).click()
  await page.getByText('别人刚保存了新一稿').waitFor()
  expect(await page.getByLabel('问题清单第1行 内容').inputValue()).toBe('河道垃圾')
  // Leaving asks first.
  page.once('dialog', asked => { expect(asked.message()).toContain('还没有保存'); void asked.dismiss() })
  await page.getByRole('link', { name: '一河一策数据' }).click()
  expect(new URL(page.url()).pathname).toBe(`/plans/${id}`)
  page.once('dialog', asked => { void asked.accept() })
  await page.getByRole('button', { name: '看过了，接着最新稿保存' }).click()
  await page.getByRole('button', { name: '保存为第 2 稿' }).click()
  await page.getByRole('button', { name: '保存为第 2 稿' }).waitFor({ state: 'detached' })
  expect((await office.read<PlanPage>('staff', `/plans/${id}`)).body.lists['problem']?.map(({ text }) => text)).toEqual(['河道垃圾'])
  await close()
})

it('the figures of plans lead to their reasons, for those who see the records', async () => {
  const staff = await office.seat('staff', '/plans/figures?period=2023')
  await staff.page.getByRole('heading', { name: /总体推进进度（/ }).waitFor()
  await both(staff.page, 'figures')
  await staff.page.getByRole('button', { name: '一河一策，看理由', exact: true }).click()
  await staff.page.getByRole('dialog').getByText('437').first().waitFor()
  expect(staff.complaints).toEqual([])
  await staff.close()
  const expert = await office.seat('expert1', '/')
  await both(expert.page, 'expert-home')
  await expert.page.getByRole('link', { name: '一河一策数据' }).click()
  await expert.page.getByRole('heading', { name: /总体推进进度（/ }).waitFor()
  expect(await expert.page.getByRole('button', { name: /看理由/ }).count()).toBe(0)
  expect(expert.complaints).toEqual([])
  await expert.close()
})
