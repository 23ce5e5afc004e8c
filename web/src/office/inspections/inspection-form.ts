// What planning an inspection asks.
import type { InspectionForm } from '@/api/types'
import type { Option } from '@/shared/choices'
import { lines, several, text, type Field, type Values } from '../matters/ask'

const CHECKLIST = ['水面有无漂浮物', '岸线有无垃圾堆放', '有无污水直排或颜色气味异常', '有无新增违建、侵占', '公示牌是否完好、信息准确', '原有问题是否整改到位']

export const inspectionFields = (units: readonly Option[], rivers: readonly Option[], today: string, held?: InspectionForm): Field[] => [
  { key: 'title', label: '名称', kind: 'text', required: true, value: held?.title ?? '' },
  { key: 'from_on', label: '开始日期', kind: 'day', required: true, value: held?.from_on ?? today },
  { key: 'to_on', label: '结束日期', kind: 'day', required: true, value: held?.to_on ?? today },
  { key: 'team', label: '暗访组成员（顿号隔开）', kind: 'text', required: true, value: held?.team.join('、') ?? '' },
  { key: 'units', label: '查哪些单位', kind: 'several', options: units, value: held?.units ?? [] },
  { key: 'rivers', label: '查哪些河流', kind: 'several', options: rivers, value: held?.rivers ?? [] },
  { key: 'checklist', label: '检查项（每行一项）', kind: 'long', value: (held?.checklist ?? CHECKLIST).join('\n') },
]
export const inspectionOf = (values: Values, id: string | null): InspectionForm => ({
  id, title: text(values, 'title'), from_on: text(values, 'from_on'), to_on: text(values, 'to_on'), team: text(values, 'team').split(/[、,，]/).map(one => one.trim()).filter(one => one !== ''),
  units: several(values, 'units'), rivers: several(values, 'rivers'), checklist: lines(values, 'checklist'),
})
