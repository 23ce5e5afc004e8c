// The choices of forms and filters, read once and again after the register changed.
import { shallowRef, type ShallowRef } from 'vue'
import { readChoices } from '@/api/calls'
import type { Choice, Choices, Light, Named } from '@/api/types'

/** `light`: shown before the label, by shape and word. */
export type Option = { value: string; label: string; light?: Light }
export const optionsOf = (choices: readonly Choice[] | undefined): Option[] => (choices ?? []).map(({ key, label }) => ({ value: key, label }))
export const optionsOfNamed = (named: readonly Named[] | undefined): Option[] => (named ?? []).map(({ id, name }) => ({ value: id, label: name }))
export const optionsOfRecord = (record: Record<string, string>): Option[] => Object.entries(record).map(([value, label]) => ({ value, label }))

const choices = shallowRef<Choices>()
let reading: Promise<void> | null = null

async function read(): Promise<void> {
  try { choices.value = await readChoices() } catch { reading = null }
}
export function refreshChoices(): Promise<void> {
  reading = read()
  return reading
}
export function useChoices(): ShallowRef<Choices | undefined> {
  if (reading === null) void refreshChoices()
  return choices
}
