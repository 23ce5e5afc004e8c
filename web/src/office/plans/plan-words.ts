// What a plan waits for, in a sentence: who has to do what next.
import type { PlanPage, ReviewView, SeatView, VisitView } from '@/api/types'

/** The present visit of a review that is under way. */
export const presentVisit = (review: ReviewView | undefined): VisitView | undefined => {
  const last = review?.visits.at(-1)
  return last && !last.outcome ? last : undefined
}
export const presentStage = (review: ReviewView | undefined) => review?.stages.find(({ state }) => state === 'now')
/** The actor's seat that has something to say: the same one the server's actions are about. */
export const ownSeat = (page: PlanPage): SeatView | undefined => presentVisit(page.reviews[0])?.seats.find(({ mine, recused, verdict }) => mine && !recused && verdict !== 'agree')
const waiting = (seat: SeatView) => !seat.recused && !seat.verdict

/** Why the actor's waiting seat cannot sign now, in the server's words. */
export function signingBar(page: PlanPage): { seat: number; reason: string } | null {
  const seat = ownSeat(page)
  const decide = page.actions.find(({ key }) => key === 'plan.decide')
  return seat && decide && !decide.allowed && decide.reason ? { seat: seat.no, reason: decide.reason } : null
}

export type Now = { title: string; lines: string[] }

function ofReview(page: PlanPage): Now {
  const [review] = page.reviews
  const visit = presentVisit(review)
  if (!review || !visit) return { title: '正在审核', lines: [] }
  const stage = presentStage(review)
  const lines: string[] = []
  const seats = visit.seats.filter(waiting)
  if (visit.seats.length === 0) lines.push('等河长办确定由谁审核。')
  else if (stage?.how === 'sequence' && seats[0]) lines.push(`依次签署，轮到${seats[0].name}。`)
  else if (seats.length > 0) lines.push(`等${seats.map(({ name }) => name).join('、')}签署意见。`)
  const against = visit.seats.filter(({ recused, verdict }) => !recused && verdict === 'disagree')
  if (against.length > 0) lines.push(`${against.map(({ name }) => name).join('、')}不同意。`)
  const open = review.opinions.filter(one => one.open)
  const unanswered = open.filter(({ adopted }) => typeof adopted !== 'boolean').length
  const adopted = open.length - unanswered
  if (unanswered > 0) lines.push(`${unanswered} 条意见等牵头单位答复。`)
  if (adopted > 0) lines.push(`${adopted} 条意见已采纳，等牵头单位改进新一稿。`)
  const decides = page.actions.some(({ key, allowed }) => key === 'plan.decide' && allowed)
  if (decides && ownSeat(page)?.verdict !== 'disagree') lines.unshift('轮到您审核：先看“方案”各个清单，有意见的点“提意见”，然后点“同意或不同意”。')
  const bar = signingBar(page)
  if (bar) lines.unshift(`您现在不能签署：${bar.reason}`)
  if (review.stuck) lines.push('各方意见已齐，同意的不够：有人改签，或者退回修改，才能继续。')
  return { title: `正在审核：${visit.label}`, lines }
}

export function nowOf(page: PlanPage): Now {
  const blocking = page.gaps.filter(({ blocks }) => blocks).length
  switch (page.row.state) {
    case 'under_review': return ofReview(page)
    case 'drafting': {
      const back = page.reviews[0]?.passed === false ? page.reviews[0].visits.at(-1)?.returned : null
      if (page.versions.length === 0) return { title: '待编制', lines: ['还没有内容：牵头单位填写五个清单，保存后送审。'] }
      const lines = blocking > 0 ? [`还有 ${blocking} 处缺口要补上才能送审。`] : []
      if (back) return { title: '退回修改', lines: [`${back}。`, '修改保存后，由牵头单位重新送审。', ...lines] }
      return { title: page.approvals.length > 0 ? '正在修编' : '正在编制', lines: [...lines, '写好后由牵头单位送审。'] }
    }
    case 'in_force': return { title: '已批准，正在执行', lines: page.approvals[0] ? [`执行第 ${page.approvals[0].version} 稿。`] : [] }
    default: return { title: page.row.state_label, lines: [] }
  }
}

/** Where a row stands on the page: other rows and gaps point to it. */
export const rowAnchor = (number: string): string => `row-${number}`
