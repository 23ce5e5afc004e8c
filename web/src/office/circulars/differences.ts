import { dayName, share } from '@/shared/format'
import type { Difference } from '@/api/types'

/** What differs besides the light, as one of two versions tells it: rule, progress, limit. */
export function besides(row: Difference, side: 'before' | 'after'): string {
  const own = row[side]
  const other = row[side === 'before' ? 'after' : 'before']
  if (!own) return ''
  const told = [own.rule]
  if ((own.progress ?? '') !== (other?.progress ?? '')) told.push(own.progress ? `进度 ${share(own.progress)}` : '未报进度')
  if (other && own.limit_on !== other.limit_on) told.push(`时限 ${dayName(own.limit_on)}`)
  return told.join('，')
}
