import type { RouteLocationRaw } from 'vue-router'
import type { TodoKey } from '@/api/types'

/** Where each kind of work is done. */
const LINKS = {
  reports_due: month => ({ path: '/reports', query: { month } }),
  reports_late: month => ({ path: '/reports', query: { month, show: 'late' } }),
  units_missing: month => ({ path: `/month/${month}`, query: { step: 'missing' } }),
  overrides_to_confirm: month => ({ path: `/month/${month}`, query: { step: 'adjust' } }),
  month_to_issue: month => ({ path: `/month/${month}`, query: { step: 'issue' } }),
  late_facts: month => ({ path: `/month/${month}`, query: { step: 'issue' } }),
  reminders: month => ({ path: '/reports', query: { month, view: 'reminders' } }),
  accounts_locked: () => ({ path: '/accounts', query: { show: 'locked' } }),
  accounts_to_enable: () => ({ path: '/accounts', query: { show: 'disabled' } }),
  to_set_up: () => ({ path: '/setup' }),
  lists_empty: () => ({ path: '/imports' }),
  problems_to_assign: () => ({ path: '/problems', query: { state: 'reported' } }),
  close_outs_to_check: () => ({ path: '/problems', query: { state: 'checking' } }),
  problems_overdue: () => ({ path: '/problems', query: { state: 'overdue' } }),
  problems_to_mend: () => ({ path: '/problems', query: { state: 'rectifying' } }),
  letters_to_receive: () => ({ path: '/letters', query: { state: 'issued' } }),
  letters_to_answer: () => ({ path: '/letters', query: { state: 'received' } }),
  letters_overdue: () => ({ path: '/letters', query: { state: 'overdue' } }),
  replies_to_check: () => ({ path: '/letters', query: { state: 'replied' } }),
  instructions_to_assign: () => ({ path: '/instructions', query: { state: 'written' } }),
  instructions_to_act: () => ({ path: '/instructions', query: { state: 'acting' } }),
  instructions_to_check: () => ({ path: '/instructions', query: { state: 'replied' } }),
  look_backs_to_do: () => ({ path: '/look-backs' }),
  plans_to_seat: () => ({ path: '/plans' }),
  plans_to_sign: () => ({ path: '/plans' }),
  plan_opinions_to_answer: () => ({ path: '/plans' }),
  plans_to_resubmit: () => ({ path: '/plans' }),
  changes_to_sign: () => ({ path: '/changes', query: { state: 'asked' } }),
  dispatches_to_act: () => ({ path: '/records/dispatch', query: { follow: 'open' } }),
  dispatches_overdue: () => ({ path: '/records/dispatch', query: { follow: 'overdue' } }),
  texts_to_finish: () => ({ path: '/texts' }),
  above_to_answer: () => ({ path: '/above' }),
} satisfies Record<TodoKey, (month: string) => RouteLocationRaw>

export const todoLink = (key: TodoKey, month: string): RouteLocationRaw => LINKS[key](month)
