import type { Light, MonthRow } from '@/api/types'

/** The light a row shows: the confirmed adjustment when there is one, otherwise the rule's. Both come from the server. */
export const lightOfRow = (row: MonthRow): Light => (row.override?.state === 'confirmed' ? row.override.light : row.verdict.light)
