// How points and money are written. They are exact text from the server: nothing here adds them up.
import { number } from '@/shared/format'
import type { EntryState } from '@/labels'
import type { LedgerEntry } from '@/api/types'

/** '1.5' -> '+1.5', '-0.5' -> '−0.5', none -> '未评' */
export function signed(amount: string | null | undefined, none = '未评'): string {
  if (amount === null || amount === undefined || amount === '') return none
  if (amount.startsWith('-')) return `−${number(amount.slice(1))}`
  return isZero(amount) ? '0' : `+${number(amount)}`
}
/** The same without a plus: a balance. */
export const plain = (amount: string | null | undefined, none = '未评'): string => (amount?.startsWith('-') ? `−${number(amount.slice(1))}` : amount ? number(amount) : none)
export const isZero = (amount: string): boolean => /^-?0*\.?0*$/.test(amount)
export const signOf = (amount: string | null | undefined): 'plus' | 'minus' | 'none' => (!amount || isZero(amount) ? 'none' : amount.startsWith('-') ? 'minus' : 'plus')

/** Exact decimals by size, without going through a binary number. */
export function compareAmounts(a: string, b: string): number {
  const [below, other] = [a.startsWith('-'), b.startsWith('-')]
  if (below !== other) return isZero(a) && isZero(b) ? 0 : below ? -1 : 1
  const order = bySize(a.replace('-', ''), b.replace('-', ''))
  return below ? -order : order
}
function bySize(a: string, b: string): number {
  const [aWhole = '', aRest = ''] = a.split('.')
  const [bWhole = '', bRest = ''] = b.split('.')
  const width = Math.max(aWhole.length, bWhole.length)
  const left = aWhole.padStart(width, '0') + aRest.padEnd(6, '0')
  const right = bWhole.padStart(width, '0') + bRest.padEnd(6, '0')
  return left === right ? 0 : left < right ? -1 : 1
}

/** How a line of the account stands; the appeal is told before the posting. */
export function entryState(entry: Pick<LedgerEntry, 'amount' | 'appeal' | 'missing' | 'posting_id' | 'reversed_by' | 'reverses'>): EntryState {
  if (entry.reverses) return 'reversal'
  if (entry.reversed_by) return 'reversed'
  if (entry.appeal) return entry.appeal.state === 'lodged' ? 'appealed' : entry.appeal.state
  if (entry.amount === null || entry.amount === undefined) return entry.missing?.open_point ? 'undetermined' : 'not_assessed'
  return entry.posting_id ? 'posted' : 'draft'
}
