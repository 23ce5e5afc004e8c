// The pages only a district with plans has: one river's plan, its tasks, its changes, the calendar, the accounts of units.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangePage, ItemList, PlanPage, RiverPlanRow, Unit } from '@/api/types'
import { Looks, type Sight } from './support/looks'
import { Office } from './support/office'

let office: Office
let looks: Looks
let known: { plan: string; change: string; river: string; item: string }

async function post<T>(login: string, path: string, body: unknown): Promise<T> {
  const answer = await office.fetch(login, path, body)
  expect(answer.ok, `${login} ${path}: ${await answer.clone().text()}`).toBe(true)
  return await answer.json() as T
}
beforeAll(async () => {
  office = await Office.open(['--district', 'nanchuan'])
  const units = await office.read<Unit[]>('staff', '/units')
  const unit_id = (name: string) => units.find(one => one.name === name)?.id
  const rivers = await office.read<RiverPlanRow[]>('nongye', '/plans')
  const river = (name: string) => rivers.find(row => row.river.name === name)?.river.id ?? ''
  const plan = (await post<PlanPage>('nongye', '/plans', { river_id: river('凤嘴江'), from_year: 2023 })).row.id
  const own = { unit_id: unit_id('区农业农村委') }
  const lists = {
    problem: [{ number: 'W1', text: '东城街道段生活污水直排' }], target: [{ number: 'M1', text: '断面水质达标', serves: ['W1'] }],
    task: [{ number: 'R1', text: '新建污水管网', serves: ['M1'], years: [2023, 2024], limit_on: '2024-12-31', indicator: '新建管网', unit_of_measure: '公里', target: '12', ...own }],
    measure: [{ number: 'C1', text: '建设管网', serves: ['R1'], ...own }], duty: [{ number: 'Z1', text: '牵头实施', serves: ['C1'], ...own }],
  }
  for (const base of [0, 1]) await post('nongye', `/plans/${plan}/versions`, { base, note: '初稿', body: { lists, chapters: { summary: `第${base + 1}稿` } }, attachments: [] })
  await post('nongye', `/plans/${plan}/submit`, {})
  const subject = { kind: 'lead_unit', river_id: river('乐村河'), unit_id: unit_id('区水利局'), from_on: '2023-07-01' }
  const change = (await post<ChangePage>('staff', '/changes', { subject, reason: '机构职能调整', document: '南川河长办〔2023〕9号' })).row.id
  const item = (await office.read<ItemList>('nongye', '/items?list=measure&year=2023&size=1')).rows[0]?.id ?? ''
  known = { plan, change, river: river('乐村河'), item }
  looks = new Looks(office, PAGES, FIRST, LEAST, ['tasks', 'accounts-units'])
  await looks.learn(EVERYBODY)
}, 120_000)
afterAll(() => office?.close())

const PAGES: readonly Sight[] = [
  ['overview', () => '/', '', 'nongye chief.fengzui1 expert1'],
  ['guide', () => '/guide', '', 'nongye expert1'],
  ['plans', () => '/plans', 'plan.read', 'nongye'],
  ['plan', () => `/plans/${known.plan}`, 'plan.read', 'nongye'],
  ['plan-edit', () => `/plans/${known.plan}?part=edit`, 'plan.read', 'nongye'],
  ['plan-review', () => `/plans/${known.plan}?part=review`, 'plan.read', 'nongye'],
  ['plan-compare', () => `/plans/${known.plan}?part=compare&old=1&new=2`, 'plan.read'],
  ['plan-evaluate', () => `/plans/${known.plan}?part=evaluate`, 'plan.read', 'nongye'],
  ['tasks', () => '/plans/tasks', 'plan.coordinate'],
  ['tasks-none', () => '/plans/tasks?year=2021', 'plan.coordinate'],
  ['figures', () => '/plans/figures?period=2023', 'plan.read'],
  ['calendar', () => '/plans/calendar', 'plan.read', 'nongye'],
  ['calendar-next', () => '/plans/calendar?year=2024', 'plan.read'],
  ['changes', () => '/changes', 'plan.read', 'nongye'],
  ['change', () => `/changes/${known.change}`, 'plan.read', 'nongye'],
  ['river', () => `/rivers/${known.river}`, 'register.read'],
  ['item', () => `/items/${known.item}`, 'item.read', 'nongye'],
  ['accounts-units', () => '/accounts/units', 'account.create'],
]
const FIRST = ['staff', 'chief.fengzui1', 'system']
const LEAST = ['expert1', 'government', 'nongye', 'security']
const EVERYBODY = [...FIRST, ...LEAST]

describe.each(EVERYBODY)('the pages of %s', login => {
  it('are readable, fit and complain of nothing', async () => { expect(await looks.by(login)).toEqual([]) }, 200_000)
})
it('every page is looked at', () => { expect(looks.unseen()).toEqual([]) })
