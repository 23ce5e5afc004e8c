import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocation, type RouteRecordRaw } from 'vue-router'
import { mayLeave } from '@/shared/unsaved'
import { loadSession, session } from './session/session'

declare module 'vue-router' {
  interface RouteMeta { section?: string; open?: true; needs?: string }
}

const byYear = (route: RouteLocation) => ({ ...route.params, year: Number(route.params['year']) })

const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./session/LoginPage.vue'), meta: { open: true } },
  { path: '/password', component: () => import('./session/PasswordPage.vue') },
  { path: '/', component: () => import('./HomePage.vue'), meta: { section: 'overview' } },
  { path: '/guide', component: () => import('./guide/GuidePage.vue'), meta: { section: 'guide' } },
  { path: '/items', component: () => import('./items/ItemsPage.vue'), meta: { section: 'items', needs: 'item.read' } },
  { path: '/items/:id', component: () => import('./items/ItemPage.vue'), props: true, meta: { section: 'items', needs: 'item.read' } },
  { path: '/problems', component: () => import('./problems/ProblemsPage.vue'), meta: { section: 'problems', needs: 'problem.read' } },
  { path: '/problems/:id', component: () => import('./problems/ProblemPage.vue'), props: true, meta: { section: 'problems', needs: 'problem.read' } },
  { path: '/letters', component: () => import('./letters/LettersPage.vue'), meta: { section: 'letters', needs: 'letter.read' } },
  { path: '/letters/:id', component: () => import('./letters/LetterPage.vue'), props: true, meta: { section: 'letters', needs: 'letter.read' } },
  { path: '/desk', component: () => import('./instructions/DeskPage.vue'), meta: { section: 'desk', needs: 'instruction.read' } },
  { path: '/instructions', component: () => import('./instructions/InstructionsPage.vue'), meta: { section: 'instructions', needs: 'instruction.read' } },
  { path: '/instructions/:id', component: () => import('./instructions/InstructionPage.vue'), props: true, meta: { section: 'instructions', needs: 'instruction.read' } },
  { path: '/meetings', component: () => import('./meetings/MeetingsPage.vue'), meta: { section: 'meetings', needs: 'meeting.read' } },
  { path: '/meetings/:id', component: () => import('./meetings/MeetingPage.vue'), props: true, meta: { section: 'meetings', needs: 'meeting.read' } },
  { path: '/meetings/:id/show', component: () => import('./meetings/ShowPage.vue'), props: true, meta: { section: 'meetings', needs: 'meeting.read' } },
  { path: '/inspections', component: () => import('./inspections/InspectionsPage.vue'), meta: { section: 'inspections', needs: 'inspection.read' } },
  { path: '/inspections/:id', component: () => import('./inspections/InspectionPage.vue'), props: true, meta: { section: 'inspections', needs: 'inspection.read' } },
  { path: '/inspections/:id/spot', component: () => import('./inspections/SpotPage.vue'), props: true, meta: { section: 'inspections', needs: 'inspection.run' } },
  { path: '/look-backs', component: () => import('./lookbacks/LookBacksPage.vue'), meta: { section: 'look-backs', needs: 'look_back.read' } },
  { path: '/look-backs/:id', component: () => import('./lookbacks/DrawPage.vue'), props: true, meta: { section: 'look-backs', needs: 'look_back.read' } },
  { path: '/plans', component: () => import('./plans/PlansPage.vue'), meta: { section: 'plans', needs: 'plan.read' } },
  { path: '/plans/tasks', component: () => import('./plans/TasksPage.vue'), meta: { section: 'plans/tasks', needs: 'plan.coordinate' } },
  { path: '/plans/figures', component: () => import('./plans/PlanFiguresPage.vue'), meta: { section: 'plans/figures', needs: 'plan.read' } },
  { path: '/plans/calendar', component: () => import('./plans/CalendarPage.vue'), meta: { section: 'plans/calendar', needs: 'plan.read' } },
  { path: '/plans/:id', component: () => import('./plans/PlanPage.vue'), props: true, meta: { section: 'plans', needs: 'plan.read' } },
  { path: '/changes', component: () => import('./changes/ChangesPage.vue'), meta: { section: 'changes', needs: 'plan.read' } },
  { path: '/changes/:id', component: () => import('./changes/ChangePage.vue'), props: true, meta: { section: 'changes', needs: 'plan.read' } },
  { path: '/figures', component: () => import('./figures/FiguresPage.vue'), meta: { section: 'figures', needs: 'look_back.read' } },
  { path: '/texts', component: () => import('./texts/TextsPage.vue'), meta: { section: 'texts', needs: 'text.read' } },
  { path: '/texts/:id', component: () => import('./texts/TextPage.vue'), props: true, meta: { section: 'texts', needs: 'text.read' } },
  { path: '/city/figures', component: () => import('./city/ComparePage.vue'), meta: { section: 'city/figures', needs: 'district.read' } },
  { path: '/city/articles', component: () => import('./city/ArticlesPage.vue'), meta: { section: 'city/articles', needs: 'district.read' } },
  { path: '/city/articles/:region/:id', component: () => import('./city/SharedPage.vue'), props: route => ({ ...route.params, from: 'city/articles' }), meta: { section: 'city/articles', needs: 'district.read' } },
  { path: '/above', component: () => import('./city/ReceivedPage.vue'), meta: { section: 'above', needs: 'above.read' } },
  { path: '/above/:region/:id', component: () => import('./city/SharedPage.vue'), props: route => ({ ...route.params, from: 'above' }), meta: { section: 'above', needs: 'above.read' } },
  { path: '/imports', component: () => import('./imports/ImportsPage.vue'), meta: { section: 'imports', needs: 'import.run' } },
  { path: '/exchange', component: () => import('./exchange/ExchangePage.vue'), meta: { section: 'exchange', needs: 'import.run' } },
  { path: '/exchange/:id', component: () => import('./exchange/PackagePage.vue'), props: true, meta: { section: 'exchange', needs: 'import.run' } },
  { path: '/reports', component: () => import('./reports/ReportsPage.vue'), meta: { section: 'reports', needs: 'item.read' } },
  { path: '/month/:month', component: () => import('./month/MonthEndPage.vue'), props: true, meta: { section: 'month', needs: 'month.read' } },
  { path: '/circulars', component: () => import('./circulars/CircularsPage.vue'), meta: { section: 'circulars', needs: 'circular.read' } },
  { path: '/circulars/:id', component: () => import('./circulars/CircularPage.vue'), props: true, meta: { section: 'circulars', needs: 'circular.read' } },
  { path: '/units', component: () => import('./register/UnitsPage.vue'), meta: { section: 'units', needs: 'register.read' } },
  { path: '/units/:id', component: () => import('./register/UnitPage.vue'), props: true, meta: { section: 'units', needs: 'register.read' } },
  { path: '/rivers', component: () => import('./register/RiversPage.vue'), meta: { section: 'rivers', needs: 'register.read' } },
  { path: '/rivers/:id', component: () => import('./register/RiverPage.vue'), props: true, meta: { section: 'rivers', needs: 'register.read' } },
  { path: '/chiefs', component: () => import('./register/ChiefsPage.vue'), meta: { section: 'chiefs', needs: 'register.read' } },
  { path: '/chiefs/:id', component: () => import('./register/ChiefPage.vue'), props: true, meta: { section: 'chiefs', needs: 'register.read' } },
  { path: '/records/:kind', component: () => import('./records/RecordsPage.vue'), props: true, meta: { section: 'records', needs: 'record.read' } },
  { path: '/records/:kind/import', component: () => import('./records/RecordImportPage.vue'), props: true, meta: { section: 'records', needs: 'record.write' } },
  { path: '/patrols', component: () => import('./patrols/MyPatrolsPage.vue'), meta: { section: 'patrols', needs: 'patrol.record' } },
  { path: '/patrols/duty', component: () => import('./patrols/DutyPage.vue'), meta: { section: 'patrols/duty', needs: 'month.read' } },
  { path: '/patrols/report', component: () => import('./patrols/ReportPage.vue'), meta: { section: 'patrols/report', needs: 'month.read' } },
  { path: '/assessments', component: () => import('./assessments/AssessmentsPage.vue'), meta: { section: 'assessments', needs: 'assessment.read' } },
  { path: '/assessments/:year(\\d{4})', component: () => import('./assessments/AssessmentPage.vue'), props: byYear, meta: { section: 'assessments', needs: 'assessment.read' } },
  { path: '/assessments/:year(\\d{4})/rules', component: () => import('./assessments/RuleBookPage.vue'), props: byYear, meta: { section: 'assessments', needs: 'assessment.read' } },
  { path: '/assessments/:year(\\d{4})/units/:name', component: () => import('./assessments/LedgerPage.vue'), props: byYear, meta: { section: 'assessments', needs: 'assessment.read' } },
  { path: '/appeals', component: () => import('./appeals/AppealsPage.vue'), meta: { section: 'appeals', needs: 'assessment.read' } },
  { path: '/backtest', component: () => import('./backtest/BacktestPage.vue'), meta: { section: 'backtest', needs: 'pack.try' } },
  { path: '/setup', component: () => import('./setup/SetupPage.vue'), meta: { section: 'setup', needs: 'setup.read' } },
  { path: '/accounts/units', component: () => import('./accounts/UnitAccountsPage.vue'), meta: { section: 'accounts', needs: 'account.create' } },
  { path: '/accounts', component: () => import('./accounts/AccountsPage.vue'), meta: { section: 'accounts', needs: 'account.read' } },
  { path: '/audit', component: () => import('./audit/AuditPage.vue'), meta: { section: 'audit', needs: 'audit.read' } },
  { path: '/:rest(.*)*', component: () => import('./DeadEndPage.vue'), props: { why: 'missing' } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.hash ? { el: to.hash, top: 16 } : to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to, from) => {
  // A dialog that was saved and closed in this very step is gone by the next one.
  await nextTick()
  if (to.path !== from.path && !mayLeave()) return false
  if (to.meta.open) return true
  const current = session.value ?? await loadSession()
  if (current === null) return { path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (current.account.must_change_password && to.path !== '/password') return { path: '/password', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return true
})
