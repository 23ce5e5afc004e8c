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
  lists_empty: () => ({ path: '/imports' }),
} satisfies Record<TodoKey, (month: string) => RouteLocationRaw>

export const todoLink = (key: TodoKey, month: string): RouteLocationRaw => LINKS[key](month)
