// The steps of a plan as small forms; which of them are offered is the server's business.
import * as api from '@/api/calls'
import { PLAN_LIST_ORDER } from '@/labels'
import type { PlanPage, SeatForm, Seatable, SeatKind } from '@/api/types'
import type { Option } from '@/shared/choices'
import { orNone, several, text, type Ask, type Field, type Values } from '../matters/ask'
import { rowsOf } from './plan-draft'
import { ownSeat, presentStage, presentVisit } from './plan-words'

/** Steps that open a part of the page instead of a form. */
export const STEPS = [
  { key: 'plan.seat', label: '确定审核方', primary: true }, { key: 'plan.declare', label: '声明利益关系', primary: true }, { key: 'plan.answer', label: '答复意见', primary: true },
  { key: 'plan.decide', label: '同意或不同意', primary: true }, { key: 'plan.opine', label: '提意见' }, { key: 'plan.return', label: '退回' }, { key: 'plan.ask', label: '请示' }, { key: 'plan.delegate', label: '转办' },
  { key: 'plan.submit', label: '送审', primary: true }, { key: 'plan.resubmit', label: '重新送审', primary: true }, { key: 'plan.draft', label: '编辑' },
  { key: 'plan.return_stuck', label: '退回未通过方案', primary: true }, { key: 'plan.lapse', label: '记录逾期' }, { key: 'plan.add_seat', label: '增加审核方' },
  { key: 'plan.evaluate', label: '评估' }, { key: 'plan.revise', label: '启动修编' }, { key: 'plan.end', label: '结束方案' }, { key: 'plan.cancel', label: '撤销方案' },
] as const
export type StepKey = typeof STEPS[number]['key']
/** What a form needs that is read only when it is asked for. */
export type Read = { seatable?: readonly Seatable[]; meetings?: readonly Option[] }
export const needsSeatable = (key: string): boolean => ['plan.seat', 'plan.add_seat', 'plan.ask', 'plan.delegate'].includes(key)

/** Whether writing comes before anything else: nothing to send yet, gaps that block it, or an adopted opinion to be worked in. */
export const writesFirst = (page: PlanPage): boolean => (page.row.state === 'drafting' && (page.versions.length === 0 || page.gaps.some(({ blocks }) => blocks))) || (page.reviews[0]?.opinions ?? []).some(({ open, adopted }) => open && adopted === true)

const seatOption = ({ id, of, name }: Seatable): Option => ({ value: `${of}:${id}`, label: name })
export function seatOf(value: string): SeatForm {
  const [of, id = ''] = value.split(':')
  return of === 'unit' ? { unit_id: id, account_id: null } : { unit_id: null, account_id: id }
}
/** Who may sit in a stage of this kind. */
export function fitting(seatable: readonly Seatable[], kind: SeatKind | undefined): Option[] {
  const fits = ({ of, role }: Seatable) => (kind === 'units' ? of === 'unit' : kind === 'experts' ? role === 'expert' : kind === 'chiefs_general' ? role === 'chief_general' : true)
  return seatable.filter(fits).map(seatOption)
}
const reason = (label = '理由'): Field => ({ key: 'reason', label, kind: 'long', required: true })
const step = (values: Values, from: number | null) => ({ seat: from, to: seatOf(text(values, 'to')), reason: text(values, 'reason') })
const because = (values: Values) => ({ reason: text(values, 'reason') })
const short = (words: string) => (words.length > 30 ? `${words.slice(0, 30)}…` : words)

export function askOf(key: string, page: PlanPage, read: Read, unsaved: boolean): Ask | null {
  const id = page.row.id
  const [review] = page.reviews
  const visit = presentVisit(review)
  const stage = presentStage(review)
  const seat = ownSeat(page)
  const latest = page.versions[0]?.no ?? 0
  const held = unsaved ? '编辑中还有没保存的内容，不会一起送出。' : ''
  const seats = (kind?: SeatKind) => fitting(read.seatable ?? [], kind)
  const one = (title: string, button: string, label: string, hint: string, send: (values: Values) => Promise<unknown>, kind?: SeatKind): Ask => ({
    title, button, hint, fields: [{ key: 'to', label, kind: 'choice', required: true, options: seats(kind) }, reason()], send,
  })
  switch (key) {
    case 'plan.submit': return { title: `送审 ${page.row.title}`, hint: `送第 ${latest} 稿，按规则包的环节逐级审核。${held}`, button: '送审', fields: [], send: () => api.submitPlan(id) }
    case 'plan.resubmit': return { title: `重新送审 ${page.row.title}`, hint: `送第 ${latest} 稿，回到退回的环节继续审核。${held}`, button: '重新送审', fields: [{ key: 'text', label: '修改情况', kind: 'long', required: true }], send: values => api.resubmitPlan(id, { text: text(values, 'text') }) }
    case 'plan.cancel': return { title: '撤销方案', hint: '从未批准的方案可以撤销，记录保留。', button: '撤销', danger: true, fields: [reason('撤销理由')], send: values => api.cancelPlan(id, because(values)) }
    case 'plan.revise': return { title: '启动修编', hint: '修编期间，已批准的稿次照常执行；新稿批准后接替。', button: '启动修编', fields: [reason('修编理由')], send: values => api.revisePlan(id, because(values)) }
    case 'plan.end': return { title: '结束方案', hint: '方案期满或者不再执行时结束，记录保留。', button: '结束', danger: true, fields: [reason()], send: values => api.endPlan(id, because(values)) }
    case 'plan.seat': return {
      title: `确定审核方：${visit?.label ?? ''}`, button: '确定', hint: `${stage?.rule ?? ''}。${stage?.how === 'sequence' ? '按签署的先后次序选。' : ''}确定后不能减少，可以增加。`,
      fields: [{ key: 'seats', label: stage?.seats === 'units' ? '审核单位' : stage?.seats === 'experts' ? '评审专家' : '审核人', kind: 'several', required: true, options: seats(stage?.seats), hint: '可选多个，可输入查找' }],
      send: values => api.fillPlanSeats(id, { seats: several(values, 'seats').map(seatOf) }),
    }
    case 'plan.add_seat': return one(`增加审核方：${visit?.label ?? ''}`, '增加', '增加', '', values => api.addPlanSeat(id, step(values, null)), stage && ['units', 'experts', 'chiefs_general'].includes(stage.seats) ? stage.seats : undefined)
    case 'plan.lapse': return {
      title: '记录逾期', hint: '时限已过仍未反馈的，按规则视为同意。', button: '记录',
      fields: [{ key: 'seat', label: '逾期未反馈的审核方', kind: 'choice', required: true, options: (visit?.seats ?? []).filter(({ verdict, recused }) => !verdict && !recused).map(({ no, name }) => ({ value: String(no), label: name })) }],
      send: values => api.recordPlanLapse(id, { seat: Number(text(values, 'seat')) }),
    }
    case 'plan.return_stuck': return { title: '退回未通过方案', hint: '各方意见已齐、同意的不够，由河长办退回。', button: '退回', danger: true, fields: [returnTo(page), reason('退回理由')], send: values => api.returnPlan(id, { seat: null, to: place(values), reason: text(values, 'reason') }) }
    default: break
  }
  if (!seat) return null
  switch (key) {
    case 'plan.declare': return {
      title: `声明利益关系：${seat.name}`, button: '声明', hint: '与本方案有利益关系的应当回避，不再发表意见。',
      fields: [
        { key: 'interest', label: '与本方案', kind: 'choice', required: true, options: [{ value: 'no', label: '没有利益关系' }, { value: 'yes', label: '有利益关系，回避' }] },
        { key: 'text', label: '是什么利益关系', kind: 'long', required: true, when: values => text(values, 'interest') === 'yes' },
      ],
      send: values => api.declarePlanInterest(id, { seat: seat.no, interest: text(values, 'interest') === 'yes', text: text(values, 'interest') === 'yes' ? text(values, 'text') : '' }),
    }
    case 'plan.opine': return {
      title: `提意见：${seat.name}`, button: '提交意见', hint: '一条意见说一件事；牵头单位逐条答复。提完意见后，再点“同意或不同意”签署。',
      fields: [
        { key: 'row', label: '针对', kind: 'choice', required: true, value: 'whole', options: [{ value: 'whole', label: '方案整体' }, ...PLAN_LIST_ORDER.flatMap(list => rowsOf(page.body, list).map(({ number, text: words }) => ({ value: `row:${number}`, label: `${number} ${short(words)}` })))] },
        { key: 'text', label: '意见', kind: 'long', required: true },
      ],
      send: values => api.givePlanOpinion(id, { seat: seat.no, row: text(values, 'row').startsWith('row:') ? text(values, 'row').slice(4) : null, text: text(values, 'text') }),
    }
    case 'plan.decide': return decideAsk(page, read)
    case 'plan.return': return { title: `退回：${seat.name}`, hint: '退回后，所退到的环节起都要重新审核。', button: '退回', danger: true, fields: [returnTo(page), reason('退回理由')], send: values => api.returnPlan(id, { seat: seat.no, to: place(values), reason: text(values, 'reason') }) }
    case 'plan.ask': return one(`请示：${seat.name}`, '请示', '请示谁', '所请示的单位或人员答复以后，您再签署意见。', values => api.askPlanAdvice(id, step(values, seat.no)))
    // An expert's seat stays an expert's, a chief-general's a chief-general's.
    case 'plan.delegate': return one(`转办：${seat.name}`, '转办', '转给谁办', '转办后由对方审核，您不再签署。', values => api.delegatePlanSeat(id, step(values, seat.no)), stage && ['experts', 'chiefs_general'].includes(stage.seats) ? stage.seats : undefined)
    default: return null
  }
}

const returnTo = (page: PlanPage): Field => {
  const at = presentVisit(page.reviews[0])?.stage ?? 0
  const earlier = (page.reviews[0]?.stages ?? []).filter(({ no }) => no < at).map(({ no, label }) => ({ value: String(no), label }))
  return { key: 'to', label: '退回到', kind: 'choice', required: true, value: 'draft', options: [{ value: 'draft', label: '编制（由牵头单位修改）' }, ...earlier] }
}
const yes = (values: Values) => text(values, 'verdict') === 'agree'
const place = (values: Values) => (text(values, 'to') === 'draft' ? null : Number(text(values, 'to')))

function decideAsk(page: PlanPage, read: Read): Ask | null {
  const seat = ownSeat(page)
  const stage = presentStage(page.reviews[0])
  if (!seat) return null
  const version = page.versions[0]?.no ?? 0
  // Whoever was only asked for advice names neither meeting nor document.
  const asked = Boolean(seat.asked_by)
  const kind = stage?.meetings[seat.no] ?? stage?.meetings.at(-1) ?? ''
  return {
    title: `签署意见：${seat.name}`, button: '签署', hint: `对第 ${version} 稿签署。${stage?.rule ?? ''}。不同意的写明理由。`,
    fields: [
      { key: 'verdict', label: '意见', kind: 'radio', required: true, options: [{ value: 'agree', label: '同意' }, { value: 'disagree', label: '不同意' }] },
      ...(kind && !asked ? [{ key: 'meeting', label: `审议的会议（${kind}）`, kind: 'choice' as const, required: true, options: read.meetings ?? [], when: yes, hint: read.meetings?.length ? '从已召开的会议中选' : `还没有已召开的${kind}：请先在“会议”页登记、记录` }] : []),
      ...(stage?.document && !asked ? [{ key: 'document', label: '批复文号', kind: 'text' as const, required: true, when: yes, hint: '写全发文字号，如 ×府函〔2023〕5号' }] : []),
      { key: 'note', label: '说明', kind: 'long', when: yes },
      { key: 'why', label: '不同意的理由', kind: 'long', required: true, when: values => text(values, 'verdict') === 'disagree' },
    ],
    send: values => api.decidePlan(page.row.id, {
      seat: seat.no, verdict: yes(values) ? 'agree' : 'disagree', text: yes(values) ? text(values, 'note') : text(values, 'why'), meeting_id: yes(values) ? orNone(values, 'meeting') : null,
      document: yes(values) ? orNone(values, 'document') : null, version,
    }),
  }
}

/** The kind of meeting the actor's seat decides at; none when there is none to name. */
export const meetingKind = (page: PlanPage): string | null => {
  const meetings = presentStage(page.reviews[0])?.meetings ?? []
  const seat = ownSeat(page)
  return seat && !seat.asked_by ? meetings[seat.no] ?? meetings.at(-1) ?? null : null
}

export function answerAsk(page: PlanPage, opinion: PlanPage['reviews'][number]['opinions'][number]): Ask {
  const amends = presentStage(page.reviews[0])?.amends ?? false
  return {
    title: '答复意见', button: '答复', hint: `${opinion.seat}${opinion.row ? `对 ${opinion.row}` : ''}：${opinion.text}`,
    fields: [
      { key: 'adopted', label: '是否采纳', kind: 'choice', required: true, options: [{ value: 'yes', label: amends ? '采纳（改进新一稿后落实）' : '采纳（本环节不能改稿，须由审核方退回）' }, { value: 'no', label: '不采纳' }] },
      { key: 'text', label: '采纳情况或不采纳的理由', kind: 'long', required: true },
    ],
    send: values => api.answerPlanOpinion(page.row.id, { opinion: opinion.no, adopted: text(values, 'adopted') === 'yes', text: text(values, 'text') }),
  }
}
