// The kinds of records this account may look at: the menu, the tables and the forms are all made from them.
import { shallowRef } from 'vue'
import { readRecordKinds } from '@/api/calls'
import { FOLLOW } from '@/labels'
import type { RecordColumn, RecordKind, RecordRow } from '@/api/types'
import type { Column } from '@/shared/columns'
import { may, session } from '../session/session'

export const recordKinds = shallowRef<readonly RecordKind[]>([])
let of: string | null = null
let reading: Promise<void> | null = null

/** Reads the kinds, once for each account; `again` after what forms offer has changed. */
export function loadRecordKinds(again = false): Promise<void> {
  const account = session.value?.account
  // A one-time password opens nothing but the page where it is changed.
  const who = account && !account.must_change_password && may('record.read') ? account.id : null
  if (who === of && !again) return reading ?? Promise.resolve()
  of = who
  if (who === null) { recordKinds.value = []; return Promise.resolve() }
  reading = read(who)
  return reading
}
async function read(who: string): Promise<void> {
  try {
    const kinds = await readRecordKinds()
    if (of === who) recordKinds.value = kinds
  } catch { of = null } finally { reading = null }
}

const NUMERIC: readonly RecordColumn['holds'][] = ['number', 'measured']
/** On a phone a card shows the first columns only; the drawer has them all. */
const CARD = 8

/** The table's columns: those that must be filled in, and those that some row on the page fills in. */
export function columnsOf(kind: RecordKind, rows: readonly RecordRow[]): { shown: Column<RecordRow>[]; left: string[] } {
  const open = kind.columns.filter(({ secret }) => !secret)
  const filled = open.filter(({ name, required }) => required || rows.length === 0 || rows.some(row => row.values[name] !== undefined))
  const shown = filled.map(({ name, label, holds }, at): Column<RecordRow> => ({
    key: name, label, sort: name, text: row => row.values[name] ?? '',
    ...(NUMERIC.includes(holds) && { align: 'right' as const }), ...(holds !== 'text' && { nowrap: true }), ...(at === 0 && { heading: true }), ...(at >= CARD && { wideOnly: true }),
  }))
  if (kind.follow) shown.splice(1, 0, { key: 'follow', label: '成效核实', text: row => (row.follow ? FOLLOW[row.follow] : ''), nowrap: true })
  return { shown, left: open.filter(column => !filled.includes(column)).map(({ name }) => name) }
}

/** What a form starts with, every column a text. */
export const draftOf = (kind: RecordKind, row?: RecordRow): Record<string, string> => Object.fromEntries(kind.columns.map(({ name }) => [name, row?.values[name] ?? '']))
/** What the server gets: only what was filled in. */
export const valuesOf = (draft: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(draft).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ''))
