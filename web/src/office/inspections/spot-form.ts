// What is filled in on the spot, in both directions: a refused entry comes back into the form to be put right.
import type { SpotForm } from '@/api/types'
import { dayName, moment } from '@/shared/format'
import { readPoint } from '@/shared/point'

export const LONGEST_TITLE = 100
export type Told = { good: '' | 'good' | 'bad'; note: string }
export type Entry = {
  place: string; point: string; finding: boolean; title: string; kind: string; source: string; river: string; unit: string
  found_on: string; description: string; prominent: boolean; answers: Record<string, Told>
}
export const blankEntry = (questions: readonly string[], today: string): Entry => ({
  place: '', point: '', finding: false, title: '', kind: '', source: '', river: '', unit: '', found_on: today, description: '', prominent: false,
  answers: Object.fromEntries(questions.map(question => [question, { good: '', note: '' }])),
})
export const titleLength = (title: string): number => [...title.trim()].length

/** What is wrong, by field; nothing when it can be saved. */
export function faultsOf(entry: Entry, today: string): Partial<Record<keyof Entry, string>> {
  const faults: Partial<Record<keyof Entry, string>> = {}
  const point = readPoint(entry.point).fault
  if (entry.place.trim() === '') faults.place = '请写明地点：河段、村社或参照物。'
  if (!entry.finding) return faults
  if (point !== '') faults.point = point
  const length = titleLength(entry.title)
  if (length === 0) faults.title = '请用一句话写明问题。'
  else if (length > LONGEST_TITLE) faults.title = `问题最多 ${LONGEST_TITLE} 个字，现在 ${length} 个：请缩短，细节写在“详细情况”。`
  if (entry.kind === '') faults.kind = '请选择问题类型。'
  if (entry.found_on === '') faults.found_on = '请填写发现日期。'
  else if (today !== '' && entry.found_on > today) faults.found_on = '发现日期不能晚于今天。'
  return faults
}

export function formOf(entry: Entry, id: string, noted_at: string, source: string): SpotForm {
  const [scheme = '', ...kind] = entry.kind.split('/')
  const { lon = null, lat = null } = readPoint(entry.point).point ?? {}
  return {
    id, place: entry.place.trim(), noted_at,
    answers: Object.entries(entry.answers).map(([question, { good, note }]) => ({ question, good: good === '' ? null : good === 'good', note: note.trim() })),
    finding: entry.finding ? {
      title: entry.title.trim(), description: entry.description.trim(), scheme, class: kind.join('/'), source: entry.source || source, river_id: entry.river || null, reach: '', place: entry.place.trim(), lon, lat,
      found_on: entry.found_on, finder: '', finder_chief_id: null, prominent: entry.prominent,
    } : null,
    evidence: [], unit_id: entry.finding ? entry.unit || null : null,
  }
}

export function entryOf(form: SpotForm, questions: readonly string[], today: string): Entry {
  const blank = blankEntry(questions, today)
  const answers = { ...blank.answers, ...Object.fromEntries((form.answers ?? []).map(({ question, good, note }): [string, Told] => [question, { good: good === true ? 'good' : good === false ? 'bad' : '', note: note ?? '' }])) }
  const found = form.finding
  if (!found) return { ...blank, place: form.place, answers }
  return {
    place: form.place, point: typeof found.lon === 'number' && typeof found.lat === 'number' ? `${found.lon}, ${found.lat}` : '', finding: true, title: found.title, kind: `${found.scheme ?? ''}/${found.class}`, source: found.source,
    river: found.river_id ?? '', unit: form.unit_id ?? '', found_on: found.found_on, description: found.description ?? '', prominent: found.prominent ?? false, answers,
  }
}

const answer = (good: boolean | null | undefined): string => (good === true ? '正常' : good === false ? '有问题' : '未看到')
/** An entry as plain text, so that it can be entered elsewhere. */
export function textOf(form: SpotForm, photos: readonly string[], fault: string, named: (id: string) => string): string {
  const found = form.finding
  return [
    '现场登记（没有传上，从手机导出）', `时间：${moment(form.noted_at)}`, `地点：${form.place}`,
    ...(form.answers ?? []).map(({ question, good, note }) => `${question}：${answer(good)}${note ? `（${note}）` : ''}`),
    ...(found ? [
      `问题：${found.title}`, `类型：${found.class}`, `发现日期：${dayName(found.found_on)}`, `河流：${found.river_id ? named(found.river_id) : '—'}`, `责任单位：${form.unit_id ? named(form.unit_id) : '—'}`,
      `经纬度：${typeof found.lon === 'number' ? `${found.lon}, ${found.lat}` : '—'}`, `突出问题：${found.prominent ? '是' : '否'}`, `详细情况：${found.description || '—'}`,
    ] : ['没有发现问题']),
    `照片：${photos.join('、') || '—'}`, `没有传上的原因：${fault || '—'}`, `登记号：${form.id}`, '',
  ].join('\n')
}
