// The side menu: what each account works with, by the session's actions. What may be done there is the server's business.
import { recordKinds } from './records/kinds'
import { above, may, role, workMonth } from './session/session'

export type Entry = { to: string; text: string; section: string; when: boolean }

export function menuEntries(): { title: string; entries: Entry[] }[] {
  const liaison = role.value === 'liaison'
  const groups = [
    {
      title: '日常',
      entries: [
        { to: '/', text: '总览', section: 'overview', when: true },
        { to: '/guide', text: '本月指引', section: 'guide', when: !above.value },
        { to: '/city/figures', text: '区县比较', section: 'city/figures', when: may('district.read') },
        { to: '/city/articles', text: '区县稿件', section: 'city/articles', when: may('district.read') },
        { to: '/above', text: '上级来文', section: 'above', when: may('above.read') },
        { to: '/items', text: '清单事项', section: 'items', when: may('item.read') },
        { to: '/figures', text: '数据项', section: 'figures', when: may('look_back.read') },
        { to: '/reports', text: liaison ? '填报月报' : '月报', section: 'reports', when: may('item.read') },
      ],
    },
    {
      title: above.value ? '文稿' : '方案',
      entries: [
        { to: '/plans', text: '一河一策', section: 'plans', when: may('plan.read') },
        { to: '/plans/tasks', text: '年度任务', section: 'plans/tasks', when: may('plan.coordinate') },
        { to: '/changes', text: '变更', section: 'changes', when: may('plan.read') },
        { to: '/plans/calendar', text: '报送日历', section: 'plans/calendar', when: may('plan.read') },
        { to: '/texts', text: '文稿', section: 'texts', when: may('text.read') },
        { to: '/plans/figures', text: '一河一策数据', section: 'plans/figures', when: may('plan.read') },
      ],
    },
    {
      title: '亮灯通报',
      entries: [
        { to: `/month/${workMonth.value}`, text: '月末亮灯', section: 'month', when: may('month.read') },
        { to: '/circulars', text: '历次通报', section: 'circulars', when: may('circular.read') },
      ],
    },
    {
      title: '巡河查河',
      entries: [
        { to: '/patrols', text: '我的巡河', section: 'patrols', when: may('patrol.record') },
        { to: '/patrols/duty', text: '巡河履职', section: 'patrols/duty', when: may('month.read') },
        { to: '/patrols/report', text: '巡河月报', section: 'patrols/report', when: may('month.read') },
      ],
    },
    {
      title: '闭环',
      entries: [
        { to: '/desk', text: '批阅', section: 'desk', when: ['chief_general', 'chief'].includes(role.value ?? '') },
        { to: '/problems', text: '问题', section: 'problems', when: may('problem.read') },
        { to: '/letters', text: '函件', section: 'letters', when: may('letter.read') },
        { to: '/instructions', text: '批示', section: 'instructions', when: may('instruction.read') },
        { to: '/meetings', text: '会议', section: 'meetings', when: may('meeting.read') },
        { to: '/inspections', text: '暗访', section: 'inspections', when: may('inspection.read') },
        { to: '/look-backs', text: '回头看', section: 'look-backs', when: may('look_back.read') },
      ],
    },
    {
      title: '年度考核',
      entries: [
        { to: '/assessments', text: '考核总览', section: 'assessments', when: may('assessment.read') },
        { to: '/appeals', text: '申诉', section: 'appeals', when: may('assessment.read') },
        { to: '/backtest', text: '回测', section: 'backtest', when: may('pack.try') },
      ],
    },
    {
      title: '考核数据',
      entries: recordKinds.value.map(({ key, title }) => ({ to: `/records/${key}`, text: title, section: `records/${key}`, when: may('record.read') })),
    },
    {
      title: '登记',
      entries: [
        { to: '/units', text: '责任单位', section: 'units', when: may('register.read') },
        { to: '/rivers', text: '河流', section: 'rivers', when: may('register.read') },
        { to: '/chiefs', text: '河长', section: 'chiefs', when: may('register.read') },
      ],
    },
    {
      title: '管理',
      entries: [
        { to: '/setup', text: '开通向导', section: 'setup', when: may('setup.read') },
        { to: '/imports', text: '导入清单', section: 'imports', when: may('import.run') },
        { to: '/exchange', text: '数据交换', section: 'exchange', when: may('import.run') },
        { to: '/accounts', text: '账号', section: 'accounts', when: may('account.read') },
        { to: '/audit', text: '审计', section: 'audit', when: may('audit.read') },
      ],
    },
  ]
  return groups.map(({ title, entries }) => ({ title, entries: entries.filter(({ when }) => when) })).filter(({ entries }) => entries.length > 0)
}
