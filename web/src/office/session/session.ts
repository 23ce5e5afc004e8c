// Who is signed in. The page never decides what may be done: it only shows what the session's actions say.
import { computed, shallowRef } from 'vue'
import { readSession, signOut } from '@/api/calls'
import { ApiError } from '@/api/client'
import type { ActionState, Session } from '@/api/types'

export const session = shallowRef<Session | null>(null)
/** True while the sign-in box stands over a page whose session ended. */
export const signInAgain = shallowRef(false)
let settle: ((signedIn: boolean) => void) | null = null
let asked: Promise<boolean> | null = null

export async function loadSession(): Promise<Session | null> {
  try {
    session.value = await readSession()
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.problem.status !== 401) throw cause
    session.value = null
  }
  return session.value
}

/** Asks for the password over the page, so that nothing typed there is lost. */
export function askToSignInAgain(): Promise<boolean> {
  if (session.value === null) return Promise.resolve(false)
  signInAgain.value = true
  asked ??= new Promise<boolean>(resolve => { settle = resolve }).finally(() => { asked = null; settle = null })
  return asked
}
export function signedInAgain(next: Session): void {
  const somebodyElse = session.value !== null && session.value.account.id !== next.account.id
  session.value = next
  signInAgain.value = false
  settle?.(!somebodyElse)
  if (somebodyElse) location.assign('/')
}
export async function leave(): Promise<void> {
  try { await signOut() } finally { session.value = null; signInAgain.value = false; settle?.(false) }
}

export const sessionActions = computed<readonly ActionState[]>(() => (session.value?.actions ?? []).map(key => ({ key, allowed: true })))
/** Shown in this account's menu and pages at all. */
export const may = (key: string): boolean => session.value?.actions.includes(key) ?? false
/** Experts and the government's office only review plans: they begin there. */
export const reviewsOnly = (): boolean => may('plan.review') && !may('item.read')
export const home = (): string => (reviewsOnly() ? '/plans' : '/')
/** An office above districts: no lists or records of its own. */
export const above = computed(() => session.value?.region.above ?? false)
export const role = computed(() => session.value?.account.role)
export const workMonth = computed(() => session.value?.work_month ?? '')
export const today = computed(() => session.value?.today ?? '')
