// The board of texts: which rows are shown, and how far each kind has come.
import type { TextBoardRow } from '@/api/types'

export type TextFilter = { words: string; state: string }
export const TEXT_FILTERS = { none: '未起草', drafting: '编制中', final: '已定稿' } as const

const stateOf = ({ due, text }: TextBoardRow['texts'][number]): string => (text ? text.state : due ? 'none' : '')
export function shownRows(rows: readonly TextBoardRow[], { words, state }: TextFilter): TextBoardRow[] {
  const wanted = words.trim()
  return rows.filter(row => [row.chief.name, row.person, row.river?.name ?? ''].some(one => one.includes(wanted)) && (state === '' || row.texts.some(cell => stateOf(cell) === state)))
}

export type TextCounts = { due: number; drafted: number; final: number; open: number }
/** Of the template at this place; `open`: those the account may draft. */
export function countsOf(rows: readonly TextBoardRow[], at: number): TextCounts {
  const cells = rows.flatMap(({ texts }) => texts[at] ?? [])
  return {
    due: cells.filter(({ due }) => due).length, drafted: cells.filter(({ text }) => text).length,
    final: cells.filter(({ text }) => text?.state === 'final').length, open: cells.filter(({ may_draft }) => may_draft).length,
  }
}
