// What a back-test is asked for.
import type { AssessmentYear, SubjectMove } from '@/api/types'
import type { Option } from '@/shared/choices'
import { compareAmounts } from '../assessments/amounts'

/** Every pack that some year can be assessed by, each once. */
export function packChoices(years: readonly AssessmentYear[]): Option[] {
  const seen = new Map<string, string>()
  for (const { packs } of years) for (const { id, title, draft } of packs) if (!seen.has(id)) seen.set(id, `${title}${draft ? '（草案）' : ''}`)
  return [...seen].map(([value, label]) => ({ value, label }))
}

/** The years the address asks for, of those there are; the last one that has ended when it asks for none. */
export function yearsOf(text: string, all: readonly number[]): number[] {
  const asked = text.split(',').map(Number).filter(year => all.includes(year))
  return asked.length > 0 ? asked.sort((a, b) => a - b) : all.slice(0, 2).slice(-1)
}

/** The files that differ from the pack's own. */
export function changedFiles(own: Readonly<Record<string, string>>, edited: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(edited).filter(([name, text]) => own[name] !== text))
}

/** Where a line begins and ends in a text; lines from 1. */
export function lineSpan(text: string, line: number): { from: number; to: number } {
  const lines = text.split('\n')
  const at = Math.max(1, Math.min(line, lines.length))
  const from = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return { from, to: from + (lines[at - 1]?.length ?? 0) }
}

/** Lines that differ between two texts: those between what is the same at the beginning and at the end. */
export function changedLines(before: string, after: string): { from: number; count: number } | null {
  if (before === after) return null
  const [old, now] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1
  return { from: head + 1, count: Math.max(1, now.length - tail - head) }
}

const size = ({ difference }: SubjectMove) => (difference ?? '0').replace('-', '')

/** Whoever is moved most first; those whose own lines stay come last. */
export function byMove(moves: readonly SubjectMove[]): SubjectMove[] {
  return [...moves].sort((a, b) => Number(b.clauses.length > 0) - Number(a.clauses.length > 0) || compareAmounts(size(b), size(a)))
}
