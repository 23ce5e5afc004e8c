// What a page shows stands in its address: it can be bookmarked, sent to a colleague, and survives "back".
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'

export type Patch = Record<string, string | number | boolean | null | undefined>

/** One text value of the address; of a repeated key, the first. */
export function textOf(query: LocationQuery, key: string): string {
  const value = query[key]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** Empty values leave the address; changing anything but the page returns to the first page. */
export function patched(query: LocationQuery, patch: Patch): LocationQueryRaw {
  const next: LocationQueryRaw = { ...query }
  if (!('page' in patch) && Object.keys(patch).some(key => key !== 'why')) delete next['page']
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined || value === '' || value === false) delete next[key]
    else next[key] = value === true ? '1' : String(value)
  }
  return next
}

/** Clicking a column: ascending, then descending, then the server's own order. */
export function nextSort(current: { sort: string; order: string }, key: string): Patch {
  if (current.sort !== key) return { sort: key, order: 'asc' }
  return current.order === 'desc' ? { sort: null, order: null } : { sort: key, order: 'desc' }
}

export function useUrlState(): {
  query: ComputedRef<LocationQuery>
  text: (key: string, otherwise?: string) => string
  set: (patch: Patch, how?: 'push' | 'replace') => void
} {
  const route = useRoute()
  const router = useRouter()
  return {
    query: computed(() => route.query),
    text: (key, otherwise = '') => textOf(route.query, key) || otherwise,
    set: (patch, how = 'replace') => { void router[how]({ query: patched(route.query, patch), hash: route.hash }) },
  }
}
