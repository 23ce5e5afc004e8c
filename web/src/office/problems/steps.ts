// The steps of a problem's life as small forms; which of them are offered is the server's business.
import { askCloseOut, assignProblem, checkCloseOut, closeUnfixed, correctProblem, listProblem, mergeProblem, reopenProblem } from '@/api/calls'
import type { ProblemChoices, ProblemPage } from '@/api/types'
import type { Option } from '@/shared/choices'
import { evidenceOf, orNone, text, yes, type Ask } from '../matters/ask'
import { contentOf, problemFields } from './problem-form'

export type Step = { key: string; label: string; primary?: boolean; ask: Ask }
type Register = { units: readonly Option[]; rivers: readonly Option[]; chiefs: readonly Option[] }

/** The two forms of a close-out, for problems and items alike. */
export const askForm = (title: string, send: (body: { text: string; evidence: ReturnType<typeof evidenceOf> }) => Promise<unknown>, needed: boolean): Ask => ({
  title,
  hint: '申请后由发现人、申请人和本单位以外的人员现场核查；退回的可以再次申请，每次都留存。',
  button: '提交申请',
  fields: [
    { key: 'text', label: '整改完成情况', kind: 'long', required: true },
    { key: 'before', label: '整改前照片、视频', kind: 'files' },
    { key: 'after', label: '整改后照片、视频、材料', kind: 'files', required: needed },
  ],
  send: values => send({ text: text(values, 'text'), evidence: [...evidenceOf(values, 'before', 'before'), ...evidenceOf(values, 'after', 'after')] }),
})
export const checkForm = (title: string, today: string, send: (body: { agreed: boolean; text: string; checked_on: string; evidence: ReturnType<typeof evidenceOf> }) => Promise<unknown>): Ask => ({
  title,
  hint: '到现场看过再填。同意即销号；退回要写明理由。',
  button: '提交核查结果',
  fields: [
    { key: 'agreed', label: '核查结果', kind: 'choice', required: true, options: [{ value: 'yes', label: '同意销号' }, { value: 'no', label: '退回整改' }] },
    { key: 'checked_on', label: '现场核查日期', kind: 'day', required: true, value: today, max: today },
    { key: 'text', label: '核查情况或退回理由', kind: 'long', required: true },
    { key: 'evidence', label: '核查照片、视频', kind: 'files' },
  ],
  send: values => send({ agreed: text(values, 'agreed') === 'yes', text: text(values, 'text'), checked_on: text(values, 'checked_on'), evidence: evidenceOf(values, 'evidence', 'check') }),
})
export const reopenForm = (title: string, today: string, limit: boolean, send: (body: { reason: string; limit_on: string; relapse: boolean; on: string }) => Promise<unknown>): Ask => ({
  title,
  hint: '重新打开与原来的记录连在一起。认定反弹的，从当月起恢复亮灯，并在考核中标明。',
  button: '重新打开',
  danger: true,
  fields: [
    { key: 'reason', label: '理由', kind: 'long', required: true },
    { key: 'on', label: '发现日期', kind: 'day', required: true, value: today, max: today },
    ...(limit ? [{ key: 'limit_on', label: '新的整改时限', kind: 'day' as const, required: true }] : []),
    { key: 'relapse', label: '整改后反弹', kind: 'check' },
  ],
  send: values => send({ reason: text(values, 'reason'), limit_on: text(values, 'limit_on') || today, relapse: yes(values, 'relapse'), on: text(values, 'on') }),
})

export function problemSteps(page: ProblemPage, choices: ProblemChoices | undefined, register: Register, today: string): Step[] {
  const one = page.row.id
  const name = `${page.row.number} ${page.row.title}`
  return [
    { key: 'close_out.ask', label: '申请销号', primary: true, ask: askForm(`申请销号 ${name}`, body => askCloseOut(one, body), true) },
    { key: 'close_out.check', label: '核查', primary: true, ask: checkForm(`核查 ${name}`, today, body => checkCloseOut(one, body)) },
    {
      key: 'problem.assign', label: page.unit ? '改派、调时限' : '交办', primary: !page.unit,
      ask: {
        title: `${page.unit ? '改派或调整时限' : '交办'} ${name}`, button: '确定',
        fields: [
          { key: 'unit_id', label: '责任单位', kind: 'choice', required: true, options: register.units, value: page.unit?.id ?? '' },
          { key: 'limit_on', label: `整改时限（不填按规则包 ${choices?.days ?? ''} 天）`, kind: 'day', value: page.limit_on ?? '' },
          { key: 'measure', label: '整改要求', kind: 'long', value: page.measure },
          ...(page.unit ? [{ key: 'reason', label: '理由', kind: 'text' as const, required: true }] : []),
        ],
        send: values => assignProblem(one, { unit_id: text(values, 'unit_id'), limit_on: orNone(values, 'limit_on'), measure: text(values, 'measure'), reason: text(values, 'reason') }),
      },
    },
    {
      key: 'problem.list', label: '挂单',
      ask: {
        title: `挂单 ${name}`, hint: '列入当年突出问题整改责任清单，每月亮灯；销号、反弹都随本问题。', button: '挂单',
        fields: [
          { key: 'year', label: '清单年度', kind: 'number', required: true, value: today.slice(0, 4) },
          { key: 'decision', label: '依据（会议或文件）', kind: 'text', required: true },
        ],
        send: values => listProblem(one, { year: Number(text(values, 'year')), decision: text(values, 'decision'), item_id: null }),
      },
    },
    { key: 'problem.correct', label: '更正', ask: {
      title: `更正 ${name}`, hint: '原来的登记保留。', button: '更正',
      fields: [...problemFields(choices, register.rivers, register.chiefs, today, page.content), { key: 'reason', label: '更正理由', kind: 'text', required: true }],
      send: values => correctProblem(one, page.version, { content: contentOf(values), reason: text(values, 'reason') }),
    } },
    { key: 'problem.merge', label: '并案', ask: {
      title: `并入另一问题 ${name}`, hint: '确认是同一件事才并案；本问题终结，记录保留。', button: '并案', danger: true,
      fields: [
        { key: 'into', label: '并入', kind: 'choice', required: true, options: page.near.map(({ problem }) => ({ value: problem.id, label: `${problem.number} ${problem.title}` })), hint: '从附近相似的未办结问题中选' },
        { key: 'reason', label: '理由', kind: 'long', required: true },
      ],
      send: values => mergeProblem(one, { into: text(values, 'into'), reason: text(values, 'reason') }),
    } },
    { key: 'close_out.unfixed', label: '终结（未整改）', ask: {
      title: `终结 ${name}`, hint: '没有整改而终结是单独的状态，不算销号；要写明理由。', button: '终结', danger: true,
      fields: [{ key: 'reason', label: '理由', kind: 'long', required: true }],
      send: values => closeUnfixed(one, { reason: text(values, 'reason') }),
    } },
    { key: 'close_out.reopen', label: '重新打开', ask: reopenForm(`重新打开 ${name}`, today, true, body => reopenProblem(one, body)) },
  ]
}
