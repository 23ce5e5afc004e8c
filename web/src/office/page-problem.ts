import { shallowRef } from 'vue'
import type { Problem } from '@/api/types'

/** Why the page asked for could not be opened at all. */
export const pageProblem = shallowRef<Problem | null>(null)
