// What a package does, in numbers and words.
import type { ExchangeReceipt } from '@/api/types'
import type { Option } from '@/shared/choices'

export type Part = ExchangeReceipt['parts'][number]
export type Conflict = ExchangeReceipt['conflicts'][number]

export const COUNTS = { accepted: '新增', corrected: '更正', unchanged: '未变', older: '本区较新', conflicts: '冲突', faulty: '有误' } as const
export type Count = keyof typeof COUNTS
export const COUNT_ORDER = Object.keys(COUNTS) as Count[]
/** Rows that are not taken in. */
export const LEFT: readonly Count[] = ['conflicts', 'faulty']

export const total = (parts: readonly Part[], count: Count | 'rows'): number => parts.reduce((sum, part) => sum + part[count], 0)
/** How many records would be written. */
export const writes = ({ parts }: Pick<ExchangeReceipt, 'parts'>): number => total(parts, 'accepted') + total(parts, 'corrected')
/** All counts in one sentence. */
export const summary = (parts: readonly Part[]): string => `共 ${total(parts, 'rows')} 行：${COUNT_ORDER.map(count => `${COUNTS[count]} ${total(parts, count)}`).join('，')}。`

/** Why nothing would change; empty when something would, or when it is a fault's or conflict's doing. */
export function nothingNew(told: Pick<ExchangeReceipt, 'parts' | 'faults' | 'conflicts'>): string {
  if (writes(told) > 0 || told.faults.length > 0 || told.conflicts.length > 0) return ''
  if (total(told.parts, 'rows') === 0) return '包里没有任何记录。'
  return total(told.parts, 'older') > 0 ? '包里的内容本区都有，有的本区还更新，接收后不会改动任何记录。' : '包里的内容和本区的完全一样，接收后不会改动任何记录。'
}

/** The title of a part's kind; its word when the package has none. */
export const kindTitle = (parts: readonly Part[], kind: string): string => parts.find(part => part.kind === kind)?.title ?? kind

/** The years to choose from, the newest first. */
export function yearOptions(now: number, known: readonly number[]): Option[] {
  return [...new Set([now, now - 1, ...known])].filter(year => year > 0).sort((a, b) => b - a).map(year => ({ value: String(year), label: `${year}年` }))
}
/** What is sent for the kinds: nothing when it is all of them. */
export const kindsAsked = (all: readonly string[], chosen: readonly string[]): string[] | null => (all.every(key => chosen.includes(key)) ? null : all.filter(key => chosen.includes(key)))
