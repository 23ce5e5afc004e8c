import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { mayLeave } from '@/shared/unsaved'
import { loadSession, session } from './session/session'

declare module 'vue-router' {
  interface RouteMeta { section?: string; open?: true }
}

const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./session/LoginPage.vue'), meta: { open: true } },
  { path: '/password', component: () => import('./session/PasswordPage.vue') },
  { path: '/', component: () => import('./overview/OverviewPage.vue'), meta: { section: 'overview' } },
  { path: '/items', component: () => import('./items/ItemsPage.vue'), meta: { section: 'items' } },
  { path: '/items/:id', component: () => import('./items/ItemPage.vue'), props: true, meta: { section: 'items' } },
  { path: '/imports', component: () => import('./imports/ImportsPage.vue'), meta: { section: 'imports' } },
  { path: '/reports', component: () => import('./reports/ReportsPage.vue'), meta: { section: 'reports' } },
  { path: '/month/:month', component: () => import('./month/MonthEndPage.vue'), props: true, meta: { section: 'month' } },
  { path: '/circulars', component: () => import('./circulars/CircularsPage.vue'), meta: { section: 'circulars' } },
  { path: '/circulars/:id', component: () => import('./circulars/CircularPage.vue'), props: true, meta: { section: 'circulars' } },
  { path: '/units', component: () => import('./register/UnitsPage.vue'), meta: { section: 'units' } },
  { path: '/units/:id', component: () => import('./register/UnitPage.vue'), props: true, meta: { section: 'units' } },
  { path: '/rivers', component: () => import('./register/RiversPage.vue'), meta: { section: 'rivers' } },
  { path: '/rivers/:id', component: () => import('./register/RiverPage.vue'), props: true, meta: { section: 'rivers' } },
  { path: '/chiefs', component: () => import('./register/ChiefsPage.vue'), meta: { section: 'chiefs' } },
  { path: '/chiefs/:id', component: () => import('./register/ChiefPage.vue'), props: true, meta: { section: 'chiefs' } },
  { path: '/accounts', component: () => import('./accounts/AccountsPage.vue'), meta: { section: 'accounts' } },
  { path: '/audit', component: () => import('./audit/AuditPage.vue'), meta: { section: 'audit' } },
  { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.hash ? { el: to.hash, top: 16 } : to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to, from) => {
  if (to.path !== from.path && !mayLeave()) return false
  if (to.meta.open) return true
  const current = session.value ?? await loadSession()
  if (current === null) return { path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (current.account.must_change_password && to.path !== '/password') return { path: '/password', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return true
})
