// What is asked when a change is asked for, signed or taken back; who may do it is the server's business.
import { askChange, signChange, withdrawChange } from '@/api/calls'
import { ITEM_FIELDS } from '@/labels'
import { optionsOfNamed, type Option } from '@/shared/choices'
import type { AskChange, ChangePage, Choices, ItemForm, ItemPage } from '@/api/types'
import { approvalFields, contentOf, draftOf, type ItemDraft } from '../items/item-content'
import { orNone, text, type Ask, type Field, type Values } from '../matters/ask'

const REASON: Field = { key: 'reason', label: '理由', kind: 'long', required: true }
const DOCUMENT: Field = { key: 'document', label: '依据文件', kind: 'text', hint: '文件名称和文号，没有可不填' }
const HINT = '批准方全部同意后生效；在此以前按原来的内容计。'
const asked = (subject: AskChange['subject'], values: Values): AskChange => ({ subject, reason: text(values, 'reason'), document: text(values, 'document') })
/** Asks, and goes to the page of what was asked. */
export type Then = (change: string) => void
const send = async (body: AskChange, then: Then) => { then((await askChange(body)).row.id) }
const name = ({ row }: ItemPage) => `${row.number} ${row.title}`

function fieldOf(key: keyof ItemForm, draft: ItemDraft, choices: Choices | undefined): Field {
  const of: Partial<Record<keyof ItemForm, readonly Option[]>> = {
    river_id: optionsOfNamed(choices?.rivers), unit_id: optionsOfNamed(choices?.units), chief_id: optionsOfNamed(choices?.chiefs), hard: [{ value: 'true', label: '是' }, { value: 'false', label: '否' }],
    helpers: (choices?.units ?? []).map(unit => ({ value: unit.name, label: unit.name })),
  }
  const kind = key === 'helpers' ? 'several' : of[key] ? 'choice' : key.endsWith('_on') ? 'day' : ['measure', 'description', 'place'].includes(key) ? 'long' : 'text'
  return { key, label: ITEM_FIELDS[key], kind, value: draft[key], required: kind === 'day', ...(of[key] && { options: of[key] }) }
}
export function itemForm(page: ItemPage, choices: Choices | undefined, today: string, then: Then): Ask {
  const draft = draftOf(page.content)
  const keys = approvalFields(page.approval)
  return {
    title: `申请变更 ${name(page)}`, hint: HINT, button: '提出申请',
    fields: [...keys.map(key => fieldOf(key, draft, choices)), { key: 'effective_on', label: '自哪天起', kind: 'day', required: true, value: today }, REASON, DOCUMENT],
    send: values => {
      const content = contentOf({ ...draft, ...Object.fromEntries(keys.map(key => [key, values[key] ?? ''])) })
      return send(asked({ kind: 'item', item_id: page.row.id, version: page.row.version, effective_on: text(values, 'effective_on'), content }, values), then)
    },
  }
}
export const pauseForm = (page: ItemPage, today: string, then: Then): Ask => ({
  title: `申请暂停 ${name(page)}`, hint: `暂停期间停计时限，月末仍在暂停的不判灯。${HINT}`, button: '提出申请',
  fields: [{ key: 'from_on', label: '暂停第一天', kind: 'day', required: true, value: today }, { key: 'until_on', label: '暂停最后一天（未定的不填）', kind: 'day' }, REASON, DOCUMENT],
  send: values => send(asked({ kind: 'pause', item_id: page.row.id, from_on: text(values, 'from_on'), until_on: orNone(values, 'until_on') }, values), then),
})
export const resumeForm = (page: ItemPage, today: string, then: Then): Ask => ({
  title: `申请恢复计时 ${name(page)}`, hint: HINT, button: '提出申请',
  fields: [{ key: 'on', label: '恢复计时第一天', kind: 'day', required: true, value: today }, REASON, DOCUMENT],
  send: values => send(asked({ kind: 'resume', item_id: page.row.id, on: text(values, 'on') }, values), then),
})
export const handOverForm = (river: { id: string; name: string; unit: string }, units: readonly Option[], today: string, then: Then): Ask => ({
  title: `移交牵头单位：${river.name}`, hint: `现由${river.unit}牵头。移交方和接收方签署后生效，下列未办结的工作一并移交。`, button: '提出移交',
  fields: [
    { key: 'unit_id', label: '新牵头单位', kind: 'choice', required: true, options: units, hint: '可输入查找' }, { key: 'from_on', label: '自哪天起', kind: 'day', required: true, value: today }, REASON, DOCUMENT,
  ],
  send: values => send(asked({ kind: 'lead_unit', river_id: river.id, unit_id: text(values, 'unit_id'), from_on: text(values, 'from_on') }, values), then),
})

const agrees = (values: Values) => text(values, 'verdict') === 'agree'
export function signForm(page: ChangePage): Ask {
  const own = page.consents.flatMap((one, seat) => (one.may_sign ? [{ value: String(seat), label: one.label }] : []))
  const [only, ...others] = own
  return {
    title: others.length === 0 && only ? `签署（${only.label}）` : '签署', button: '签署', hint: `${page.row.title}。签署后不能更改；不同意的写明理由，变更即不生效。`,
    fields: [
      ...(others.length > 0 ? [{ key: 'seat', label: '代表哪一方', kind: 'radio' as const, required: true, options: own }] : []),
      { key: 'verdict', label: '意见', kind: 'radio', required: true, options: [{ value: 'agree', label: '同意' }, { value: 'disagree', label: '不同意' }] },
      { key: 'note', label: '说明', kind: 'long', when: agrees },
      { key: 'why', label: '不同意的理由', kind: 'long', required: true, when: values => text(values, 'verdict') === 'disagree' },
    ],
    send: values => signChange(page.row.id, { seat: Number(text(values, 'seat') || only?.value), agree: agrees(values), text: text(values, agrees(values) ? 'note' : 'why') }),
  }
}
export const withdrawForm = (page: ChangePage): Ask => ({
  title: `撤回 ${page.row.title}`, hint: '撤回后不再签署，记录保留。', button: '撤回', danger: true,
  fields: [{ ...REASON, label: '撤回理由' }], send: values => withdrawChange(page.row.id, { reason: text(values, 'reason') }),
})
