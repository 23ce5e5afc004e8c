// The ranking as a table: ranked, unranked and (where no rank is published) everybody with a score, each with its items.
import type { Ranked, ResultView, Score } from '@/api/types'
import { compareAmounts } from './amounts'

export type StandingRow = {
  subject: string
  /** Place in the server's order, for ties and for the table's own order. */
  place: number
  rank: number | null
  score: string | null
  /** Sum of what was assessed. */
  known: string
  why: readonly string[]
  items: Readonly<Record<string, { sum: string; not_assessed: number; lines: number }>>
  /** What separates this one from the next; none for the last and where the reader may not see it. */
  gap: Ranked['gap']
  /** Whether the reader may open its account. */
  open: boolean
}

/** The items of all scores, in the order in which they appear. */
export function itemsOf(scores: readonly Score[]): string[] {
  const items: string[] = []
  for (const { items: own } of [...scores].sort((a, b) => b.items.length - a.items.length)) for (const { item } of own) if (!items.includes(item)) items.push(item)
  return items
}

export function standingRows(result: ResultView): StandingRow[] {
  const own = new Map(result.scores.map(score => [score.subject, score]))
  const row = (subject: string, over: Partial<StandingRow>): StandingRow => {
    const score = own.get(subject)
    return {
      subject, place: 0, rank: null, score: score?.score ?? null, known: score?.known ?? '0', why: score?.why ?? [], gap: null, open: score !== undefined,
      items: Object.fromEntries((score?.items ?? []).map(({ item, sum, not_assessed, lines }) => [item, { sum, not_assessed, lines }])), ...over,
    }
  }
  const ranked = result.ranking.rows.map(({ subject, rank, score, gap }) => row(subject, { rank, score, gap: gap ?? null }))
  const unranked = result.ranking.unranked.map(({ subject, known, why }) => row(subject, { known, why, score: null }))
  const named = new Set([...ranked, ...unranked].map(({ subject }) => subject))
  const others = result.scores.filter(({ subject }) => !named.has(subject)).map(({ subject }) => row(subject, {})).sort((a, b) => compareAmounts(b.score ?? b.known, a.score ?? a.known))
  return [...ranked, ...others, ...unranked].map((one, place) => ({ ...one, place }))
}

/** The server's order unless a column is asked for; what is missing comes last either way. */
export function sortStandings(rows: readonly StandingRow[], sort: string, order: string): StandingRow[] {
  if (sort === '') return [...rows]
  const down = order === 'desc' ? -1 : 1
  const value = (row: StandingRow): string | null => (sort === 'score' ? row.score : row.items[sort.replace(/^item:/, '')]?.sum ?? null)
  return [...rows].sort((a, b) => {
    if (sort === 'subject') return down * a.subject.localeCompare(b.subject, 'zh-CN')
    if (sort === 'rank') return missingLast(a.rank, b.rank) ?? (down * ((a.rank ?? 0) - (b.rank ?? 0)) || a.place - b.place)
    const [left, right] = [value(a), value(b)]
    return missingLast(left, right) ?? (down * compareAmounts(left ?? '0', right ?? '0') || a.place - b.place)
  })
}
function missingLast(a: unknown, b: unknown): number | null {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return null
}
