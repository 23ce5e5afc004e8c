// The words of the steps, and where each is done.
import type { SetupKey, SetupTopic } from '@/api/setup'

/** `needs`: the right without which the link is not shown. `way`: how the step's button reads while it is the next one. */
export type StepWords = { title: string; about: string; to?: (month: string) => string; way?: string; needs?: string }

export const STEPS: Record<SetupKey, StepWords> = {
  packs: { title: '规则包', about: '亮灯、考核、闭环的规则。先照搬一个区的就能用，条款以后再按本区的文件改写。' },
  units: { title: '责任单位', about: '镇街、部门、企业。', to: () => '/units', needs: 'register.read' },
  rivers: { title: '河流', about: '河流、级别和牵头单位。', to: () => '/rivers', needs: 'register.read' },
  chiefs: { title: '河长', about: '河长职务和现任河长。', to: () => '/chiefs', needs: 'register.read' },
  lists: { title: '三张清单', about: '重大事项重大项目、一河一策任务措施、突出问题整改。', to: () => '/imports', way: '导入清单', needs: 'import.run' },
  reports: { title: '月度进展', about: '上月各事项的进展，可以与清单放在同一个 Excel 里导入。', to: month => `/reports?month=${month}`, way: '填报月报', needs: 'item.read' },
  lights: { title: '首次亮灯', about: '有了规则和事项，灯自己亮，每盏灯都写明理由；核对、预览后由河长办负责人签发通报。', to: month => `/month/${month}`, way: '看月末亮灯', needs: 'month.read' },
  accounts: { title: '单位账号', about: '各单位联络员的账号，以后由单位自己填报；系统管理员建立，安全管理员启用。', to: () => '/accounts/units', way: '批量建立单位账号', needs: 'account.create' },
}

export const TOPICS: Record<SetupTopic, string> = { lists: '清单亮灯', assessment: '年度考核', loop: '查改评闭环', plan: '一河一策', other: '其他' }
