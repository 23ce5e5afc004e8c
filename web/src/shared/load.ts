// Loading what a page shows: the newest request wins, and a failed reload keeps what was already there.
import { ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { ApiError } from '@/api/client'
import type { Problem } from '@/api/types'

export type Loaded<T> = { data: ShallowRef<T | undefined>; problem: ShallowRef<Problem | null>; loading: Ref<boolean>; reload: () => Promise<void> }

export function problemFrom(cause: unknown): Problem {
  if (cause instanceof ApiError) return cause.problem
  return { type: 'about:blank', status: 0, code: 'page', title: '页面出错了', title_en: 'page error', detail: cause instanceof Error ? cause.message : String(cause) }
}

export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, when?: WatchSource<unknown> | WatchSource<unknown>[]): Loaded<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let newest: AbortController | null = null

  async function reload(): Promise<void> {
    newest?.abort()
    const mine = new AbortController()
    newest = mine
    loading.value = true
    try {
      const value = await read(mine.signal)
      if (newest === mine) { data.value = value; problem.value = null }
    } catch (cause) {
      if (newest === mine) problem.value = problemFrom(cause)
    } finally {
      if (newest === mine) loading.value = false
    }
  }

  if (when) watch(when, () => { void reload() })
  void reload()
  return { data, problem, loading, reload }
}
