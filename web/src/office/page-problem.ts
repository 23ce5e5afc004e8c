import { shallowRef } from 'vue'
import type { Problem } from '@/api/types'

/** Why the page asked for could not be opened at all. */
export const pageProblem = shallowRef<Problem | null>(null)
export const NO_NETWORK: Problem = { type: 'about:blank', status: 0, code: 'network', title: '没有网络，这一页打不开', title_en: 'no network', detail: '现在这一页的内容都还在；有网络后再点一次。' }
