// One year's tasks from four sources to their close-out: a plan's stage task, a key point, a department's work and what a patrol
// found become tasks in the browser, one of them serving two sources; the unit reports, and the office closes them out.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { ItemList, ItemPage, MeetingPage, PlanPage, RiverPlanRow, Seatable, TaskCandidates, Unit } from '@/api/types'
import { serious } from './support/axe'
import { choose } from './support/choose'
import { DESK, Office, PHONE, type Seat } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
const RIVER = '凤嘴江'
const UNITS = ['区生态环境局', '区水利局', '区财政局']
const DECISION = '2023年区总河长会议审定'
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']); await prepare() }, 120_000)
afterAll(() => office?.close())

async function both(page: Page, name: string): Promise<void> {
  for (const [size, mark] of [[PHONE, '390'], [DESK, '1440']] as const) {
    await page.setViewportSize(size)
    await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} at ${mark}`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${SHOTS}/tasks-${name}-${mark}.png`, fullPage: true })
    expect(await serious(page), `${name} at ${mark}`).toEqual([])
  }
}
async function post<T>(login: string, path: string, body: unknown): Promise<T> {
  const answer = await office.fetch(login, path, body)
  expect(answer.ok, `${login} ${path}: ${await answer.clone().text()}`).toBe(true)
  return await answer.json() as T
}

/** A plan in force with two tasks of the year, and rows of both record books; the demonstration has patrols' findings itself. */
async function prepare(): Promise<void> {
  const record = (kind: string, values: Record<string, string>) => post('staff', `/records/${kind}`, { values })
  await record('key_point', { 年度: '2023', 编号: '5', 内容: '完善沿河排水管网', 河流: RIVER, 责任单位: '区农业农村委', 完成时限: '2023-11-30' })
  await record('key_point', { 年度: '2023', 编号: '9', 内容: '管网改造纳入年度投资计划', 责任单位: '区农业农村委' })
  await record('department_work', { 年度: '2023', 责任单位: '区水利局', 内容: '安装生态流量在线监测设施', 河流: RIVER })

  const units = await office.read<Unit[]>('staff', '/units')
  const unit = (name: string) => units.find(one => one.name === name)?.id
  const river = (await office.read<RiverPlanRow[]>('nongye', '/plans')).find(one => one.river.name === RIVER)?.river.id
  const id = (await post<PlanPage>('nongye', '/plans', { river_id: river, from_year: 2023 })).row.id
  const [first, second] = [{ unit_id: unit('区农业农村委') }, { unit_id: unit('区水利局') }]
  const lists = {
    problem: [{ number: 'W1', text: '生活污水直排' }, { number: 'W2', text: '枯水期生态流量不足' }],
    target: [{ number: 'M1', text: '断面水质达标', serves: ['W1'] }, { number: 'M2', text: '生态流量保障', serves: ['W2'] }],
    task: [
      { number: 'R1', text: '新建污水管网', serves: ['M1'], years: [2023, 2024], limit_on: '2024-12-31', indicator: '新建管网', unit_of_measure: '公里', target: '12', ...first },
      { number: 'R2', text: '落实生态流量泄放', serves: ['M2'], years: [2023], limit_on: '2023-12-20', ...second },
    ],
    measure: [{ number: 'C1', text: '建设管网', serves: ['R1'], ...first }, { number: 'C2', text: '安装泄放设施', serves: ['R2'], ...second }],
    duty: [{ number: 'Z1', text: '牵头实施', serves: ['C1'], ...first }, { number: 'Z2', text: '落实流量', serves: ['C2'], ...second }],
  }
  const send = (login: string, what: string, body: unknown) => post(login, `/plans/${id}/${what}`, body)
  await send('nongye', 'versions', { base: 0, note: '初稿', body: { lists, chapters: { summary: '综合' } }, attachments: [] })
  await send('nongye', 'submit', {})
  const seatable = () => office.read<Seatable[]>('staff', `/plans/${id}/seatable`)
  const own = async (login: string) => (await office.read<PlanPage>(login, `/plans/${id}`)).reviews[0]?.visits.at(-1)?.seats.find(({ mine }) => mine)?.no
  const agree = async (login: string, more = {}) => send(login, 'decide', { seat: await own(login), verdict: 'agree', text: '', meeting_id: null, document: null, version: 1, ...more })
  await agree('nongye2')
  const offered = await seatable()
  await send('staff', 'seats', { seats: UNITS.map(name => ({ unit_id: offered.find(one => one.of === 'unit' && one.name === name)?.id })) })
  for (const login of ['huanbao', 'shuili', 'caizheng']) await agree(login)
  await send('staff', 'seats', { seats: (await seatable()).filter(({ role }) => role === 'expert').map(one => ({ account_id: one.id })) })
  for (const login of ['expert1', 'expert2', 'expert3']) { await send(login, 'declare', { seat: await own(login), interest: false, text: '' }); await agree(login) }
  const meeting = (await post<MeetingPage>('staff', '/meetings', { meeting: '河长专题会', title: '审定方案', on: '2023-11-02', place: '区政府', agenda: [], items: [], shown: [] })).row.id
  await post('staff', `/meetings/${meeting}/hold`, { attended: '区级河长', minutes: ['同意'] })
  for (const login of ['chief.fengzui1', 'chief.fengzui2']) await agree(login, { meeting_id: meeting })
  await agree('government', { document: '南川府函〔2023〕5号' })
}

const row = (page: Page, text: string) => page.getByRole('group', { name: '年度任务的来源' }).getByRole('row').filter({ hasText: text })
const pick = (page: Page, text: string) => row(page, text).getByRole('checkbox').check()
const drawnAs = (page: Page, text: string) => row(page, text).locator('[data-label=已提取为]').innerText()

it('tasks are drawn from four sources, one of them serving two, and go to their close-out', async () => {
  const seats: Seat[] = []
  const sit = async (login: string, path: string) => { const seat = await office.seat(login, path); seats.push(seat); return seat.page }
  const finding = (await office.read<TaskCandidates>('staff', '/plan-tasks/2023')).rows.find(({ source }) => source === 'patrol_finding')?.name ?? ''

  const staff = await sit('staff', '/plans')
  await staff.getByRole('link', { name: '年度任务', exact: true }).click()
  await row(staff, '新建污水管网').waitFor()
  await both(staff, 'sources')
  const tab = (name: string) => staff.getByRole('navigation', { name: '来源' }).getByRole('link', { name }).click()

  // Two sources are one task; what was chosen on one tab stays chosen on another.
  await tab('阶段性任务')
  await pick(staff, '新建污水管网')
  await tab('年度工作要点')
  expect(await staff.getByRole('checkbox').count(), 'the tab shows only its own').toBe(3)
  await row(staff, '完善沿河排水管网').getByRole('checkbox').focus()
  await staff.keyboard.press('Space')
  await staff.getByText('（1 条不在当前列表中）').waitFor()
  await both(staff, 'chosen')
  await staff.getByRole('button', { name: '合并为一个任务' }).click()
  const cell = (at: number, name: string) => staff.getByLabel(`第${at}个任务 ${name}`, { exact: true })
  expect(await cell(1, '编号').inputValue()).toBe('NC-438')
  expect(await cell(1, '任务内容').inputValue()).toBe('新建污水管网')
  expect(await cell(1, '完成时限').inputValue(), 'the key point’s own, the plan’s lies beyond the year').toBe('2023-11-30')
  expect([await cell(1, '量化指标').inputValue(), await cell(1, '目标数量').inputValue(), await cell(1, '计量单位').inputValue()]).toEqual(['新建管网', '12', '公里'])
  expect(await row(staff, '完善沿河排水管网').getByRole('checkbox').count(), 'waiting to be drawn').toBe(0)

  await tab('全部来源')
  await pick(staff, '落实生态流量泄放')
  await pick(staff, '安装生态流量在线监测设施')
  await pick(staff, finding)
  await staff.getByRole('button', { name: '各自成为一个任务' }).click()
  expect(await cell(4, '编号').inputValue()).toBe('NC-441')
  await choose(staff, staff, '类别统一设为', '专项任务')
  await cell(1, '类别').selectOption('共性任务')

  // The page's own faults, then the server's, each at its cell; nothing typed is lost.
  for (let at = 1; at <= 4; at++) await cell(at, '开始日期').fill('2023-01-01')
  for (let at = 2; at <= 4; at++) await cell(at, '责任单位').fill('区水利局')
  await cell(4, '任务内容').fill('')
  await cell(4, '责任单位').fill('水务局')
  await staff.getByRole('textbox', { name: '开单依据' }).fill(DECISION)
  await staff.getByRole('button', { name: '提取 4 个任务' }).click()
  await staff.getByRole('button', { name: '第4个任务：没有登记这个责任单位' }).click()
  expect(await staff.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('第4个任务 责任单位')
  await both(staff, 'faults')
  await cell(4, '责任单位').fill('区水利局')
  await cell(4, '任务内容').fill('清理河岸垃圾和建渣')
  await cell(3, '编号').fill('NC-001')
  await staff.getByRole('button', { name: '提取 4 个任务' }).click()
  await staff.getByRole('button', { name: /第3个任务：编号NC-001已被使用/ }).click()
  expect(await cell(4, '任务内容').inputValue()).toBe('清理河岸垃圾和建渣')
  expect(await staff.getByRole('textbox', { name: '开单依据' }).inputValue()).toBe(DECISION)
  // Leaving asks first.
  staff.once('dialog', asked => { expect(asked.message()).toContain('还没有保存'); void asked.dismiss() })
  await staff.getByRole('link', { name: '一河一策数据' }).click()
  expect(new URL(staff.url()).pathname).toBe('/plans/tasks')
  await cell(3, '编号').fill('NC-440')
  await both(staff, 'tasks')
  await staff.getByRole('button', { name: '提取 4 个任务' }).click()
  await staff.getByText('已提取 4 个任务').waitFor()
  await both(staff, 'drawn')
  expect([await drawnAs(staff, '新建污水管网'), await drawnAs(staff, '完善沿河排水管网'), await drawnAs(staff, finding)]).toEqual(['NC-438', 'NC-438', 'NC-441'])
  expect(await row(staff, '新建污水管网').getByRole('checkbox').count(), 'drawn once').toBe(0)

  // A further source is added to a task that is there.
  await pick(staff, '管网改造纳入年度投资计划')
  await staff.getByRole('button', { name: '并入已有任务' }).click()
  await choose(staff, staff.getByRole('dialog', { name: '并入已有任务' }), '并入哪个任务', 'NC-438')
  await staff.screenshot({ path: `${SHOTS}/tasks-merge-1440.png` })
  await staff.getByRole('button', { name: '放入待提取' }).click()
  await staff.getByText('并入 NC-438 新建污水管网').waitFor()
  await both(staff, 'into')
  await staff.getByRole('textbox', { name: '开单依据' }).fill(DECISION)
  await staff.getByRole('button', { name: '提取 1 个任务' }).click()
  await staff.getByText('已提取 1 个任务').waitFor()
  expect(await drawnAs(staff, '管网改造纳入年度投资计划')).toBe('NC-438')

  // On the list, with kind, sources and links to them.
  await staff.getByRole('link', { name: '查看清单' }).click()
  await staff.getByRole('link', { name: '新建污水管网' }).waitFor()
  expect((await office.read<ItemList>('staff', '/items?year=2023&list=measure')).total).toBe(441)
  await staff.getByRole('link', { name: '新建污水管网' }).click()
  const facts = staff.getByRole('region', { name: '基本情况' })
  await facts.getByText('任务来自').waitFor()
  const told = await facts.innerText()
  expect(told).toContain('共性任务')
  expect(told).toMatch(/来源\s*阶段性任务、年度工作要点/)
  expect(told).toContain(DECISION)
  const links = await facts.locator('.own-line').allInnerTexts()
  expect(links.sort()).toEqual(['年度工作要点：5 完善沿河排水管网', '年度工作要点：9 管网改造纳入年度投资计划', expect.stringMatching(/^阶段性任务：.* R1 新建污水管网$/)])
  await both(staff, 'item')
  await facts.getByRole('link', { name: /R1 新建污水管网/ }).click()
  await staff.getByRole('link', { name: 'NC-438' }).first().waitFor()

  // The responsible units report and ask, the office checks and closes out.
  const items = (await office.read<ItemList>('staff', '/items?year=2023&list=measure&sort=number&order=desc&page_size=4')).rows
  expect(items.map(({ number }) => number)).toEqual(['NC-441', 'NC-440', 'NC-439', 'NC-438'])
  for (const { id, number } of items) {
    const unit = await sit(number === 'NC-438' ? 'nongye' : 'shuili', `/items/${id}`)
    await unit.getByRole('button', { name: '填报进展' }).first().click()
    const report = unit.getByRole('dialog')
    await report.getByLabel('累计完成比例（%）').fill('100')
    if (number === 'NC-438') await report.getByLabel('累计完成数量（公里）').fill('12')
    await report.getByRole('button', { name: '提交月报' }).click()
    await report.waitFor({ state: 'detached' })
    await unit.getByRole('button', { name: '申请销号' }).click()
    const asking = unit.getByRole('dialog', { name: /申请销号/ })
    await asking.getByLabel('整改完成情况').fill('已全部完成')
    await asking.getByRole('button', { name: '提交申请' }).click()
    await asking.waitFor({ state: 'detached' })

    await staff.goto(`/items/${id}`)
    await staff.getByRole('button', { name: '核查销号' }).click()
    const checking = staff.getByRole('dialog', { name: /核查/ })
    await choose(staff, checking, '核查结果', '同意销号')
    await checking.getByLabel('核查情况或退回理由').fill('现场核查，已完成')
    await checking.getByRole('button', { name: '提交核查结果' }).click()
    await checking.waitFor({ state: 'detached' })
    await staff.getByText(/^已销号（/).waitFor()
    const page = await office.read<ItemPage>('staff', `/items/${id}`)
    expect([page.row.state, page.row.progress?.share, page.sources.length]).toEqual(['closed', '100', number === 'NC-438' ? 3 : 1])
  }
  await both(staff, 'closed')
  await staff.goto('/plans/tasks?year=2023&drawn=yes')
  await row(staff, '新建污水管网').waitFor()
  expect(await staff.getByRole('checkbox').count(), 'only the head’s: nothing is left to choose').toBe(1)
  for (const seat of seats) { expect(seat.complaints.filter(text => !/409/.test(text))).toEqual([]); await seat.close() }
}, 300_000)

it('only who coordinates plans draws tasks, and a year without sources says what to do', async () => {
  const unit = await office.seat('nongye', '/plans')
  expect(await unit.page.getByRole('link', { name: '年度任务', exact: true }).count()).toBe(0)
  await unit.close()
  const { page, complaints, close } = await office.seat('head', '/plans/tasks?year=2021')
  await page.getByText('2021年还没有可以提取的来源').waitFor()
  await both(page, 'none')
  expect(complaints).toEqual([])
  await close()
})

it('a source that somebody else drew meanwhile is told at its task, and nothing typed is lost', async () => {
  const left = (await office.read<TaskCandidates>('head', '/plan-tasks/2023')).rows.find(({ source, drawn }) => source === 'patrol_finding' && drawn.length === 0)
  const unit = (await office.read<Unit[]>('staff', '/units')).find(({ name }) => name === '区水利局')?.id
  const { page, complaints, close } = await office.seat('head', '/plans/tasks?year=2023&source=patrol_finding&drawn=no')
  await pick(page, left?.name ?? '')
  await page.getByRole('button', { name: '成为一个任务' }).click()
  await page.getByLabel('第1个任务 任务内容').fill('彻底清理')
  await page.getByRole('textbox', { name: '开单依据' }).fill(DECISION)
  const content = { list: 'measure', number: 'NC-900', title: '清理', kind: '专项任务', unit_id: unit, start_on: '2023-01-01', limit_on: '2023-12-31' }
  await post('staff', '/plan-tasks/2023', { decision: DECISION, tasks: [{ content, sources: [{ source: left?.source, id: left?.id, row: '' }] }] })
  await page.getByRole('button', { name: '提取 1 个任务' }).click()
  await page.getByRole('alert').getByText(/第1个任务：.*已提取为本年度任务/).waitFor()
  expect(await page.getByLabel('第1个任务 任务内容').inputValue()).toBe('彻底清理')
  await page.getByRole('button', { name: '清除筛选' }).click()
  await expect.poll(() => drawnAs(page, left?.name ?? '')).toBe('NC-900')
  await page.getByRole('button', { name: /^撤下第1个任务/ }).click()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(complaints.filter(text => !/409/.test(text))).toEqual([])
  await close()
})
