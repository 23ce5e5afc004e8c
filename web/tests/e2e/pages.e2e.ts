// Every page, on a desk and on a phone: readable by everybody, nothing sticking out, nothing complained of. One role looks thoroughly,
// one of few rights quickly, and each role at its own overview and at what it is refused.
// With SHOTS=1 their pictures lie in test-results/shots for people to look at.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Chief, CircularBrief, ImportBrief, InspectionPage, ItemList, LedgerPage, MatterList, MonthPage, PreviewPage, RecordImport, RecordPage } from '@/api/types'
import { serious } from './support/axe'
import { Looks, SHOTS, settled, size, type Sight } from './support/looks'
import { DESK, Office, PHONE } from './support/office'
import { workbook } from './support/sheet'

let office: Office
let looks: Looks
let known: { problem: string; letter: string; instruction: string; meeting: string; inspection: string; draw: string; line: string; item: string; unit: string; river: string; chief: string; circular: string; preview: string; sample: string; upload: string }

beforeAll(async () => {
  office = await Office.open()
  const items = (await office.read<ItemList>('staff', '/items?q=小安溪')).rows
  const item = items.find(({ river, list }) => river?.name === '小安溪' && list === 'major')
  const chief = (await office.read<Chief[]>('staff', '/chiefs')).find(({ river }) => river?.id === item?.river?.id)
  const [circular, preview] = [await issued('2023-09'), (await office.read<ImportBrief[]>('staff', '/imports'))[0]]
  if (!item?.river || !chief || !preview) throw new Error('the demonstration lacks what the pages show')
  await recorded('section', { 断面名称: '新设断面', 河流: '小安溪', 责任单位: '白羊镇', 考核目标: 'Ⅲ' })
  await recorded('complaint', { 事项: '白羊镇场镇污水入河', 责任单位: '白羊镇', 举报日期: '2022-05-06', 累计举报次数: '2', 说明: '已转办' })
  const samples = []
  for (let month = 1; month <= 12; month++) samples.push(await recorded('sample', { 断面: '新设断面', 采样日期: `2022-${String(month).padStart(2, '0')}-07`, pH: '7.5', 溶解氧: '8.1', 氨氮: '0.025L', 总磷: '0.08' }))
  const sheet = workbook({ 监测数据: [['断面', '采样日期', '氨氮'], ['新设断面', '2023-01-07', 0.5], ['新设断而', '2023-02-07', 0.5]] })
  const upload = await office.upload<RecordImport>('staff', '/records/sample/imports', '样品.xlsx', sheet)
  const line = await assessed()
  const first = async (kind: string, query: string) => (await office.read<MatterList>('staff', `/matters/${kind}?${query}`)).rows[0]?.id ?? ''
  const planned = await office.fetch('inspector', '/inspections', { title: '小安溪暗访', from_on: '2023-11-01', to_on: '2023-11-05', team: ['高远'], units: [item.unit.id], rivers: [], checklist: ['水面有无漂浮物'] })
  expect(planned.status, await planned.clone().text()).toBe(201)
  const matters = {
    problem: await first('problem', `unit=${item.unit.id}`), letter: await first('letter', 'class=interview&size=1'), instruction: await first('instruction', 'state=effective'),
    meeting: await first('meeting', `q=${encodeURIComponent('总河长会议')}`), draw: await first('draw', ''), inspection: (await planned.json() as InspectionPage).row.id,
  }
  known = { ...matters, line, sample: samples[0]?.row.id ?? '', upload: upload.id, item: item.id, unit: item.unit.id, river: item.river.id, chief: chief.id, circular: circular.id, preview: preview.id }
  looks = new Looks(office, PAGES, FIRST, LEAST, REFUSED)
  await looks.learn(EVERYBODY)
}, 120_000)
afterAll(() => office?.close())

async function issued(month: string): Promise<CircularBrief> {
  const { basis } = await office.read<MonthPage>('head', `/months/${month}`)
  const answer = await office.fetch('head', `/months/${month}/circulars`, { basis })
  expect(answer.status).toBe(201)
  return await answer.json() as CircularBrief
}

const UNIT = encodeURIComponent('白羊镇')
/** Publishes 2022, contests a line of it as the unit, and gives that line's key. */
async function assessed(): Promise<string> {
  const { basis } = await office.read<PreviewPage>('head', '/assessments/2022/preview')
  expect((await office.fetch('head', '/assessments/2022/rounds', { basis })).status).toBe(201)
  const entry = (await office.read<LedgerPage>('baiyang', `/assessments/2022/ledgers/${UNIT}`)).entries.find(({ key }) => key.includes('琼江'))
  expect((await office.fetch('baiyang', `/postings/${entry?.posting_id ?? ''}/appeals`, { text: '改善率应按全年样品计算' })).status).toBe(201)
  return entry?.key ?? ''
}

async function recorded(kind: string, values: Record<string, string>): Promise<RecordPage> {
  const answer = await office.fetch('staff', `/records/${kind}`, { values })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return await answer.json() as RecordPage
}

const PAGES: readonly Sight[] = [
  ['overview', () => '/', '', 'chief.xiaoanxi baiyang secadmin'],
  ['guide', () => '/guide', ''],
  ['password', () => '/password', ''],
  ['nowhere', () => '/nowhere', ''],
  ['items', () => '/items', 'item.read', 'baiyang'],
  ['items-major', () => '/items?list=major', 'item.read'],
  ['items-measure', () => '/items?list=measure&sort=progress&order=desc', 'item.read'],
  ['items-none', () => '/items?q=没有这样的事项', 'item.read'],
  ['reasons', () => `/items?why=${known.item}@2023-10`, 'item.read', 'baiyang'],
  ['item', () => `/items/${known.item}`, 'item.read', 'baiyang'],
  ['reports', () => '/reports', 'item.read', 'baiyang'],
  ['reports-missing', () => '/reports?view=missing', 'reminder.send'],
  ['reports-reminders', () => '/reports?view=reminders', 'reminder.send'],
  ['reports-schedule', () => '/reports?view=schedule', 'reminder.send'],
  ['patrols-mine', () => '/patrols', 'patrol.record'],
  ['patrols-duty', () => '/patrols/duty?period=2023Q3', 'month.read'],
  ['patrols-duty-missing', () => '/patrols/duty?period=2023Q1&state=missing', 'month.read'],
  ['patrols-report', () => '/patrols/report?month=2023-10', 'month.read'],
  ['month-missing', () => '/month/2023-10', 'month.read'],
  ['month-preview', () => '/month/2023-10?step=preview', 'month.read'],
  ['month-adjust', () => '/month/2023-10?step=adjust', 'month.read'],
  ['month-issue', () => '/month/2023-10?step=issue', 'month.read', 'head'],
  ['month-issued', () => '/month/2023-09?step=issue', 'month.read'],
  ['month-running', () => '/month/2023-11?step=preview', 'month.read'],
  ['circulars', () => '/circulars', 'circular.read'],
  ['circular', () => `/circulars/${known.circular}`, 'circular.read', 'baiyang'],
  ['units', () => '/units', 'register.read'],
  ['unit', () => `/units/${known.unit}`, 'register.read'],
  ['rivers', () => '/rivers', 'register.read'],
  ['river', () => `/rivers/${known.river}`, 'register.read'],
  ['chiefs', () => '/chiefs', 'register.read'],
  ['chief', () => `/chiefs/${known.chief}`, 'register.read'],
  ['records-section', () => '/records/section', 'record.read'],
  ['records-sample', () => '/records/sample?year=2022&sort=氨氮', 'record.read'],
  ['records-none', () => '/records/complaint?q=没有这样的记录', 'record.read'],
  ['records-complaint', () => '/records/complaint', 'record.read', 'head'],
  ['record', () => `/records/sample?id=${known.sample}`, 'record.read'],
  ['records-import', () => '/records/sample/import', 'record.write'],
  ['records-preview', () => `/records/sample/import?id=${known.upload}`, 'record.write'],
  ['assessments', () => '/assessments', 'assessment.read'],
  ['assessment', () => '/assessments/2022', 'assessment.read'],
  ['assessment-gap', () => `/assessments/2022?gap=${encodeURIComponent('二坪镇')}`, 'assessment.read'],
  ['assessment-preview', () => '/assessments/2022?v=preview', 'assessment.preview', 'head'],
  ['assessment-missing', () => '/assessments/2022?tab=missing', 'assessment.read'],
  ['assessment-shown', () => `/assessments/2022?tab=${encodeURIComponent('断面水质')}`, 'assessment.preview'],
  ['assessment-running', () => '/assessments/2023?v=preview', 'assessment.preview'],
  ['ledger', () => `/assessments/2022/units/${UNIT}`, 'assessment.read', 'baiyang'],
  ['ledger-line', () => `/assessments/2022/units/${UNIT}?line=${encodeURIComponent(known.line)}`, 'assessment.read', 'baiyang'],
  ['ledger-missed', () => `/assessments/2022/units/${UNIT}?tab=missed`, 'assessment.read'],
  ['ledger-whatif', () => `/assessments/2022/units/${UNIT}?tab=whatif`, 'assessment.read'],
  ['rules', () => '/assessments/2022/rules', 'assessment.read'],
  ['appeals', () => '/appeals', 'assessment.read', 'assessor'],
  ['backtest', () => '/backtest', 'pack.try'],
  ['problems', () => '/problems?year=2023', 'problem.read'],
  ['problem', () => `/problems/${known.problem}`, 'problem.read', 'baiyang'],
  ['letters', () => '/letters?month=2023-09', 'letter.read', 'baiyang'],
  ['letters-all', () => '/letters?tab=all', 'letter.read'],
  ['letter', () => `/letters/${known.letter}`, 'letter.read', 'baiyang'],
  ['desk', () => '/desk', 'instruction.read', 'chief.xiaoanxi'],
  ['instructions', () => '/instructions', 'instruction.read'],
  ['instruction', () => `/instructions/${known.instruction}`, 'instruction.read', 'chief.xiaoanxi'],
  ['meetings', () => '/meetings', 'meeting.read'],
  ['meeting', () => `/meetings/${known.meeting}`, 'meeting.read'],
  ['meeting-show', () => `/meetings/${known.meeting}/show`, 'meeting.read'],
  ['inspections', () => '/inspections', 'inspection.read'],
  ['inspection', () => `/inspections/${known.inspection}`, 'inspection.read'],
  ['spot', () => `/inspections/${known.inspection}/spot`, 'inspection.run'],
  ['look-backs', () => '/look-backs', 'look_back.read'],
  ['figures', () => '/figures?as_of=2023-10-31', 'look_back.read', 'staff'],
  ['draw', () => `/look-backs/${known.draw}`, 'look_back.read'],
  ['setup', () => '/setup', 'setup.read'],
  ['imports', () => '/imports', 'import.run'],
  ['import-done', () => `/imports?id=${known.preview}`, 'import.run'],
  ['accounts-units', () => '/accounts/units', 'account.create'],
  ['accounts', () => '/accounts', 'account.read', 'secadmin'],
  ['audit', () => '/audit', 'audit.read'],
]
/** One refused page tells for all. */
const REFUSED = ['accounts', 'month-missing', 'imports', 'records-import']
const FIRST = ['staff', 'head', 'chief.xiaoanxi', 'auditor', 'sysadmin']
const LEAST = ['baiyang', 'chief.longqiao', 'discipline', 'general', 'inspector', 'assessor', 'secadmin', 'audadmin']
const EVERYBODY = [...FIRST, ...LEAST]

describe.each(EVERYBODY)('the pages of %s', login => {
  it('are readable, fit and complain of nothing', async () => { expect(await looks.by(login)).toEqual([]) }, 300_000)
})
it('every page is looked at', () => { expect(looks.unseen()).toEqual([]) })

it('the sign-in page is readable and fits', async () => {
  for (const viewport of [DESK, PHONE]) {
    const { page, complaints, close } = await office.seat(null, '/login', viewport)
    await settled(page)
    await page.screenshot({ path: `${SHOTS}/nobody-login-${viewport.width}.png` })
    expect(await serious(page)).toEqual([])
    expect((await size(page)).over).toBeLessThanOrEqual(0)
    // The browser reports that nobody is signed in yet.
    expect(complaints.filter(text => !text.includes('401'))).toEqual([])
    await close()
  }
})

it('sorts and lengthens a list on a phone', async () => {
  const { page, close } = await office.seat('staff', '/items', PHONE)
  const cards = page.getByRole('table').getByRole('row')
  expect(await cards.count()).toBe(20)
  await page.getByRole('button', { name: /再显示 20 条（共 50 条）/ }).click()
  expect(await cards.count()).toBe(40)
  await page.getByLabel('排序').selectOption({ label: '完成时限 ↓' })
  await page.waitForURL(/sort=limit_on/)
  expect(new URL(page.url()).searchParams.get('order')).toBe('desc')
  await close()
})
