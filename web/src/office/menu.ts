// The side menu: what each role works with. What may be done there is the server's business.
import type { Role } from '@/api/types'
import { may, role, workMonth } from './session/session'

export type Entry = { to: string; text: string; section: string }
const KEEPS_ACCOUNTS: Partial<Record<Role, true>> = { system_admin: true, security_admin: true, audit_admin: true }

export function menuEntries(): { title: string; entries: Entry[] }[] {
  const reader = role.value !== undefined && KEEPS_ACCOUNTS[role.value] === undefined
  const liaison = role.value === 'liaison'
  const groups = [
    {
      title: '日常',
      entries: [
        { to: '/', text: '总览', section: 'overview' },
        ...(reader ? [{ to: '/items', text: '清单事项', section: 'items' }, { to: '/reports', text: liaison ? '填报月报' : '月报', section: 'reports' }] : []),
      ],
    },
    {
      title: '亮灯通报',
      entries: reader ? [
        ...(liaison ? [] : [{ to: `/month/${workMonth.value}`, text: '月末亮灯', section: 'month' }]),
        { to: '/circulars', text: '历次通报', section: 'circulars' },
      ] : [],
    },
    {
      title: '登记',
      entries: reader ? [
        { to: '/units', text: '责任单位', section: 'units' }, { to: '/rivers', text: '河流', section: 'rivers' }, { to: '/chiefs', text: '河长', section: 'chiefs' },
      ] : [],
    },
    {
      title: '管理',
      entries: [
        ...(may('import.run') ? [{ to: '/imports', text: '导入清单', section: 'imports' }] : []),
        ...(may('account.manage') ? [{ to: '/accounts', text: '账号', section: 'accounts' }] : []),
        ...(may('audit.read') ? [{ to: '/audit', text: '审计', section: 'audit' }] : []),
      ],
    },
  ]
  return groups.filter(({ entries }) => entries.length > 0)
}
