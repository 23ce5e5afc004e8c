// Which result of a year a page shows, as its address says: ?v=preview (and &pack=…), ?v=2, or nothing for the usual one.
import { textOf, type Patch } from '@/shared/url-state'
import type { Query } from '@/api/client'
import type { AssessmentYear } from '@/api/types'
import type { LocationQuery } from 'vue-router'

export type Chosen = { kind: 'preview'; pack: string } | { kind: 'round'; version: number }

/** What the address asks for; null when it leaves the choice to the page. */
export function wished(query: LocationQuery): Chosen | null {
  const text = textOf(query, 'v')
  if (text === 'preview') return { kind: 'preview', pack: textOf(query, 'pack') }
  return /^\d+$/.test(text) ? { kind: 'round', version: Number(text) } : null
}

/** What is shown: the wish; else the latest published version; else, for who may compute one, a preview. */
export function chosenOf(query: LocationQuery, year: AssessmentYear | undefined): Chosen | null {
  const wish = wished(query)
  if (wish) return wish
  const latest = year?.rounds.at(-1)
  if (latest) return { kind: 'round', version: latest.version }
  return year?.actions.some(({ key, allowed }) => key === 'assessment.preview' && allowed) ? { kind: 'preview', pack: '' } : null
}

/** What the server is asked. */
export function whichOf(chosen: Chosen | null): Query {
  if (chosen === null) return {}
  return chosen.kind === 'round' ? { version: chosen.version } : chosen.pack === '' ? { preview: true } : { pack: chosen.pack }
}

/** How an address says it. */
export const patchOf = (chosen: Chosen | null): Patch => (chosen === null ? { v: null, pack: null } : chosen.kind === 'round' ? { v: chosen.version, pack: null } : { v: 'preview', pack: chosen.pack })

export const chosenName = (chosen: Chosen | null): string => (chosen === null ? '' : chosen.kind === 'round' ? `第 ${chosen.version} 版（已公布）` : '试算（未公布）')
