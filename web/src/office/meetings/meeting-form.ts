// What planning a meeting asks: its points, the items of the lists it goes through, the problems it shows.
import { listItems, listMatters, readChoices } from '@/api/calls'
import type { ItemRow, MatterBrief, MeetingForm, MeetingPage } from '@/api/types'
import { monthName } from '@/shared/format'
import type { Option } from '@/shared/choices'
import { lines, several, text, type Field, type Values } from '../matters/ask'

const MOST = 500
/** All items of a year that fit, past the bound of one answer. */
export async function allItems(query: { year: number; month?: string; light?: string }): Promise<ItemRow[]> {
  const rows: ItemRow[] = []
  for (let page = 1; ; page++) {
    const found = await listItems({ ...query, page, page_size: MOST })
    rows.push(...found.rows)
    if (found.rows.length === 0 || rows.length >= found.total) return rows
  }
}
const itemOption = (row: ItemRow): Option => ({ value: row.id, label: `${row.number} ${row.title}（${row.unit.name}）`, ...(row.light && { light: row.light.light }) })
const problemOption = (row: MatterBrief): Option => ({ value: row.id, label: `${row.number} ${row.title}（${row.unit?.name ?? '待交办'}，${row.state_label}）` })

/** Red ones first: what a meeting comes to talk about. */
async function coloured(year: number, month: string): Promise<Option[]> {
  const [red, yellow] = await Promise.all([allItems({ year, month, light: 'red' }), allItems({ year, month, light: 'yellow' })])
  return [...red, ...yellow].map(itemOption)
}
async function openProblems(): Promise<Option[]> {
  const { rows } = await listMatters('problem', { prominent: true, state: 'open', size: 200 })
  return rows.filter(({ ended }) => !ended).map(problemOption)
}

/** `kinds`: the kinds of meetings that the district's packs name. */
export type MeetingChoices = { items: Option[]; problems: Option[]; kinds: string[] }
export async function readMeetingChoices(year: number): Promise<MeetingChoices> {
  const [items, problems, { meetings }] = await Promise.all([allItems({ year }), listMatters('problem', { prominent: true, size: 200 }), readChoices()])
  return { items: items.map(itemOption), problems: problems.rows.map(problemOption), kinds: meetings }
}
const joined = (all: readonly Option[], own: readonly Option[]) => [...all, ...own.filter(one => !all.some(({ value }) => value === one.value))]

export function meetingFields(choices: MeetingChoices, today: string, month: string, page?: MeetingPage): Field[] {
  const held = page?.content
  const items = joined(choices.items, (page?.items ?? []).map(({ id, name }) => ({ value: id, label: name })))
  const problems = joined(choices.problems, (page?.shown ?? []).map(({ row }) => problemOption(row)))
  const kinds = joined(choices.kinds.map(value => ({ value, label: value })), held ? [{ value: held.meeting, label: held.meeting }] : [])
  return [
    { key: 'meeting', label: '会议类型', kind: kinds.length > 0 ? 'choice' : 'text', required: true, options: kinds, value: held?.meeting ?? '' },
    { key: 'title', label: '会议名称', kind: 'text', required: true, value: held?.title ?? '' },
    { key: 'on', label: '会议日期', kind: 'day', required: true, value: held?.on ?? today },
    { key: 'place', label: '地点', kind: 'text', value: held?.place ?? '' },
    { key: 'agenda', label: '议题（每行一项）', kind: 'long', value: held?.agenda?.join('\n') ?? '' },
    {
      key: 'items', label: '清单事项', kind: 'several', options: items, value: held?.items ?? [], hint: '按编号、名称、单位查找，可选多个',
      fill: [{ label: '按当月红灯、黄灯事项列出议题', none: `${monthName(month)}没有红灯、黄灯事项。`, find: () => coloured(Number(month.slice(0, 4)), month) }],
    },
    {
      key: 'shown', label: '曝光的突出问题', kind: 'several', options: problems, value: held?.shown ?? [], hint: '会上全屏展示照片、视频',
      fill: [{ label: '列出未销号的突出问题', none: '没有未销号的突出问题。', find: openProblems }],
    },
  ]
}
export const meetingOf = (values: Values, id: string | null): MeetingForm => ({
  id, meeting: text(values, 'meeting'), title: text(values, 'title'), on: text(values, 'on'), place: text(values, 'place'), agenda: lines(values, 'agenda'), items: several(values, 'items'), shown: several(values, 'shown'),
})
