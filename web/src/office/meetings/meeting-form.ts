// What planning a meeting asks.
import type { MeetingForm } from '@/api/types'
import type { Option } from '@/shared/choices'
import { lines, several, text, type Field, type Values } from '../matters/ask'

export const meetingFields = (problems: readonly Option[], today: string, held?: MeetingForm): Field[] => [
  { key: 'meeting', label: '会议类型', kind: 'choice', required: true, options: ['总河长会议', '季度调度会', '专题会', '工作推进会'].map(value => ({ value, label: value })), value: held?.meeting ?? '' },
  { key: 'title', label: '会议名称', kind: 'text', required: true, value: held?.title ?? '' },
  { key: 'on', label: '会议日期', kind: 'day', required: true, value: held?.on ?? today },
  { key: 'place', label: '地点', kind: 'text', value: held?.place ?? '' },
  { key: 'agenda', label: '议题（每行一项）', kind: 'long', value: held?.agenda?.join('\n') ?? '' },
  { key: 'shown', label: '曝光的突出问题', kind: 'several', options: problems, value: held?.shown ?? [], hint: '会上全屏展示照片、视频' },
]
export const meetingOf = (values: Values, id: string | null, held?: MeetingForm): MeetingForm => ({
  id, meeting: text(values, 'meeting'), title: text(values, 'title'), on: text(values, 'on'), place: text(values, 'place'), agenda: lines(values, 'agenda'), items: held?.items ?? [], shown: several(values, 'shown'),
})
