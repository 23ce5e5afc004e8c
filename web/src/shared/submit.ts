// Sending what somebody typed: one at a time, the fault shown beside its field, nothing cleared when it fails.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Problem } from '@/api/types'
import { problemFrom } from './load'

export type Submit = {
  busy: Ref<boolean>
  problem: ShallowRef<Problem | null>
  /** The fault the server found in this field, or undefined. */
  fault: (field: string) => string | undefined
  /** Runs the work; true when it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
}

export function useSubmit(): Submit {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  return {
    busy,
    problem,
    fault: field => problem.value?.fields?.find(one => one.field === field)?.title
      ?? (problem.value?.field?.split('.').at(-1) === field ? problem.value.detail ?? problem.value.title : undefined),
    async run(work) {
      if (busy.value) return false
      busy.value = true
      problem.value = null
      try {
        await work()
        return true
      } catch (cause) {
        problem.value = problemFrom(cause)
        return false
      } finally {
        busy.value = false
      }
    },
  }
}
