// Where a text goes, as it is typed and as it is saved.
import type { TextPage } from '@/api/types'
import { linesOf } from './pieces'

type Distribution = NonNullable<TextPage['distribution']>
/** As it is typed: copies a line each. */
export type Sent = { addressee: string; copies: string; districts: string[]; answer_by: string }

export const sentTo = (from: Distribution | null | undefined): Sent => ({ addressee: from?.addressee ?? '', copies: (from?.copies ?? []).join('\n'), districts: [...(from?.districts ?? [])], answer_by: from?.answer_by ?? '' })
export const distributionOf = (sent: Sent): Distribution => ({ addressee: sent.addressee.trim(), copies: linesOf(sent.copies), districts: sent.districts, answer_by: sent.answer_by === '' ? null : sent.answer_by })
