// A problem's own fields as a form asks for them.
import type { ProblemChoices, ProblemForm } from '@/api/types'
import { orNone, text, yes, type Field, type Values } from '../matters/ask'
import type { Option } from '@/shared/choices'
import { readPoint } from '@/shared/point'

export const kindOptions = (choices: ProblemChoices | undefined): Option[] => (choices?.schemes ?? []).flatMap(scheme => scheme.kinds.map(kind => ({ value: `${scheme.key}/${kind}`, label: `${scheme.label} · ${kind}` })))

export function problemFields(choices: ProblemChoices | undefined, rivers: readonly Option[], chiefs: readonly Option[], today: string, held?: ProblemForm): Field[] {
  return [
    { key: 'title', label: '问题', kind: 'text', required: true, hint: '一句话写明什么地方有什么问题', value: held?.title ?? '' },
    { key: 'class', label: '问题类型', kind: 'choice', required: true, options: kindOptions(choices), value: held ? `${held.scheme}/${held.class}` : '' },
    { key: 'source', label: '发现来源', kind: 'choice', required: true, options: (choices?.sources ?? []).map(({ key, label }) => ({ value: key, label })), value: held?.source ?? '' },
    { key: 'river_id', label: '河流', kind: 'choice', options: rivers, value: held?.river_id ?? '' },
    { key: 'place', label: '位置', kind: 'text', hint: '镇街、村社、岸别、参照物', value: held?.place ?? '' },
    { key: 'point', label: '经纬度', kind: 'point', value: typeof held?.lon === 'number' && typeof held.lat === 'number' ? `${held.lon}, ${held.lat}` : '' },
    { key: 'found_on', label: '发现日期', kind: 'day', required: true, max: today, value: held?.found_on ?? today },
    { key: 'finder', label: '发现人', kind: 'text', hint: '不填为登记人', value: held?.finder ?? '' },
    { key: 'finder_chief_id', label: '发现人是河长的，选职务', kind: 'choice', options: chiefs, value: held?.finder_chief_id ?? '' },
    { key: 'prominent', label: '突出问题', kind: 'check', value: held?.prominent ?? false },
    { key: 'description', label: '详细情况', kind: 'long', value: held?.description ?? '' },
  ]
}

export function contentOf(values: Values): ProblemForm {
  const { lon = null, lat = null } = readPoint(text(values, 'point')).point ?? {}
  const [scheme = '', ...kind] = text(values, 'class').split('/')
  return {
    title: text(values, 'title'), description: text(values, 'description'), scheme, class: kind.join('/'), source: text(values, 'source'),
    river_id: orNone(values, 'river_id'), reach: '', place: text(values, 'place'), lon, lat,
    found_on: text(values, 'found_on'), finder: text(values, 'finder'), finder_chief_id: orNone(values, 'finder_chief_id'), prominent: yes(values, 'prominent'),
  }
}
