// What a small form asks: every step of a matter is one of these, drawn by AskDialog.
import type { FileRef } from '@/api/types'
import type { Option } from '@/shared/choices'

export type Value = string | boolean | FileRef[] | string[]
export type Values = Record<string, Value>
export type Field = {
  key: string
  label: string
  kind: 'text' | 'long' | 'day' | 'choice' | 'radio' | 'several' | 'check' | 'files' | 'number' | 'point'
  required?: boolean
  hint?: string
  options?: readonly Option[]
  /** Buttons that add to what is chosen. */
  fill?: readonly { label: string; find: () => Promise<readonly Option[]>; none: string }[]
  /** What stands there at first. */
  value?: Value
  max?: string
  /** Shown only then. */
  when?: (values: Values) => boolean
}
export type Ask = {
  title: string
  hint?: string
  fields: readonly Field[]
  button: string
  danger?: boolean
  send: (values: Values) => Promise<unknown>
}

export const text = (values: Values, key: string): string => { const value = values[key]; return typeof value === 'string' ? value.trim() : '' }
export const orNone = (values: Values, key: string): string | null => text(values, key) || null
export const yes = (values: Values, key: string): boolean => values[key] === true
export const several = (values: Values, key: string): string[] => { const value = values[key]; return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [] }
export const files = (values: Values, key: string): FileRef[] => { const value = values[key]; return Array.isArray(value) ? value.filter((one): one is FileRef => typeof one !== 'string') : [] }
/** Lines of a long text, blank ones left out. */
export const lines = (values: Values, key: string): string[] => text(values, key).split('\n').map(line => line.trim()).filter(line => line !== '')
/** Files as evidence of a stage. */
export const evidenceOf = (values: Values, key: string, stage: 'finding' | 'before' | 'after' | 'check') => files(values, key).map(({ hash }) => ({ hash, stage, note: '' }))
