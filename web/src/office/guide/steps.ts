// What each role does in a month, in the order of the month, with where it is done. What the account may not do is left out.
import type { Role } from '@/api/types'

/** `needs`: the right without which the step is not one's own. */
export type GuideStep = { text: string; how: string; to: string; needs?: string }

const LISTS: GuideStep = { text: '看本单位（河流）的事项和亮灯', how: '点亮灯可看理由：对照的规则条文、用到的数据。', to: '/items', needs: 'item.read' }
const LETTERS: GuideStep = { text: '签收、回复函件', how: '先点“签收”，在回复时限前写明办理情况，可附照片、文件。逾期会继续督办。', to: '/letters', needs: 'letter.answer' }
const REVIEW: GuideStep = { text: '审核一河一策方案', how: '总览上列出轮到您的方案；逐行提意见，再表明同意、有条件同意或者不同意。', to: '/plans', needs: 'plan.review' }
const SIGN: GuideStep = { text: '签署变更', how: '规则包写明须经批准的变更，由各方逐一签署才生效；一方不同意即终止。', to: '/changes', needs: 'change.sign' }
const FIGURES: GuideStep = { text: '查看数据项', how: '简报、通报、总结引用的每个数都可点开，看定义和由哪些记录数出。', to: '/figures', needs: 'look_back.read' }
const TEXTS: GuideStep = { text: '年度述职：起草、修改、定稿', how: '述职报告、公示专章由登记的数据起草，每个数据可点开看理由；定稿后数据不再变。', to: '/texts', needs: 'text.write' }
const ASSESSMENT: GuideStep = { text: '查看年度考核', how: '每一分都列明依据；对本单位的扣分有异议的，在公示期内点“申诉”。', to: '/assessments', needs: 'assessment.read' }

export const GUIDE: Record<Role, readonly GuideStep[]> = {
  liaison: [
    { text: '填报上月进展', how: '逐项填累计进度，也可以整列从 Excel 粘贴；截止日前可以更正，更正留痕。', to: '/reports', needs: 'report.write' },
    LISTS, LETTERS,
    { text: '整改问题、申请销号', how: '整改完成后点“申请销号”，附整改前后的照片；河长办现场核查后销号或者退回。', to: '/problems', needs: 'problem.read' },
    { text: '落实调度要求', how: '列出河长、河长办、政府对本单位任务的调度和完成时限；成效由河长办核实。', to: '/records/dispatch?follow=open', needs: 'record.read' },
    { text: '编制、修改一河一策方案', how: '牵头单位在方案页起草五张清单；可下载表格填好后读入，或者直接粘贴。提交后逐级审核。', to: '/plans', needs: 'plan.draft' },
    { text: '申请变更', how: '须经批准才能变的，在任务页点“申请变更”并写明理由；批准前按原来的执行。', to: '/items', needs: 'change.ask' },
    SIGN, REVIEW, ASSESSMENT,
  ],
  office_staff: [
    { text: '催报、核对月报', how: '“未报齐”列出每个单位缺哪几项，可一并发送提醒。', to: '/reports?view=missing', needs: 'reminder.send' },
    { text: '交办问题、核查销号', how: '待交办的写明责任单位和时限；申请销号的现场核查后同意或者退回。', to: '/problems?state=reported', needs: 'problem.assign' },
    { text: '拟发函件、审核回复', how: '系统按规则拟出该发的函并写明依据，发不发由人定。', to: '/letters', needs: 'letter.issue' },
    { text: '办理批示', how: '写明承办单位、要求和时限，办理后确认成效。', to: '/instructions', needs: 'instruction.follow' },
    { text: '核实调度成效', how: '一个任务一行；到期没有核实的排在前面，点开后“核实成效”。', to: '/records/dispatch?follow=overdue', needs: 'record.write' },
    { text: '推进方案审核', how: '没有牵头单位、没有方案的河流都在表上；到环节的确定审核人，逾期的提醒。', to: '/plans', needs: 'plan.coordinate' },
    { text: '形成年度任务', how: '从规则包所列的各个来源挑选，一个任务可对应几个来源，只计一次。', to: '/plans/tasks', needs: 'plan.coordinate' },
    { text: '月末亮灯和通报', how: '依次补齐、预览、人工调整（须另一人确认）、签发。', to: '/circulars', needs: 'month.read' },
    { text: '回头看', how: '按记录的种子抽样，逐件登记检查结果；反弹的自动重新打开。', to: '/look-backs', needs: 'look_back.run' },
    { text: '登记台账', how: '水质、资金、实物成效等逐条登记或者导入 Excel；更正留痕。', to: '/records/sample', needs: 'record.write' },
    SIGN, FIGURES, TEXTS,
  ],
  office_head: [
    { text: '确认人工调整、签发通报', how: '别人提出的调整由您确认；签发后内容冻结，以后的变化另行标出。', to: '/circulars', needs: 'circular.read' },
    { text: '审定拟发的函件', how: '每件函写明按哪条规则、哪些记录拟出。', to: '/letters', needs: 'letter.issue' },
    SIGN,
    { text: '推进方案审核', how: '看各河流的方案到了哪个环节、谁逾期。', to: '/plans', needs: 'plan.read' },
    FIGURES, TEXTS,
    { text: '年度考核', how: '先预览，核对未评的原因，再发布；发布后每分可追溯，申诉逐条处理。', to: '/assessments', needs: 'assessment.preview' },
  ],
  chief_general: [
    { text: '批阅', how: '清单、通报、问题上写批示，河长办落实到单位和时限，办理结果报您。', to: '/desk', needs: 'instruction.write' },
    { text: '看亮灯和未完成的事项', how: '总览每个数字都可点开。', to: '/items', needs: 'item.read' },
    SIGN, REVIEW, FIGURES, TEXTS, ASSESSMENT,
  ],
  chief: [
    { text: '巡河', how: '登记起止时间、里程和发现的问题；本期还差几次，页上写明。', to: '/patrols', needs: 'patrol.record' },
    { text: '批阅', how: '对所管河流的事项、问题写批示。', to: '/desk', needs: 'instruction.write' },
    LISTS, LETTERS, REVIEW, SIGN, TEXTS, ASSESSMENT,
  ],
  assessor: [{ text: '预览和复核年度考核', how: '每一分写明条款、记录和算式；不能评的写明缺什么。', to: '/assessments', needs: 'assessment.read' }, { text: '处理申诉', how: '采纳的重新计分，原来的分冲回，前后都留下。', to: '/appeals', needs: 'assessment.read' }],
  auditor: [{ text: '抽查记录', how: '任一数字点开到原始记录和附件。', to: '/items', needs: 'item.read' }, FIGURES, ASSESSMENT],
  inspector: [{ text: '暗访', how: '方案和行程在公开前只有暗访人员看得到；现场在手机上记录、拍照。', to: '/inspections', needs: 'inspection.read' }, { text: '核查销号', how: '到现场看过再写结果。', to: '/problems?state=checking', needs: 'problem.read' }, { text: '回头看', how: '抽中的逐件检查。', to: '/look-backs', needs: 'look_back.read' }],
  discipline: [{ text: '查看函件和约谈', how: '逾期不办、屡次约谈的可提出监察建议，登记在函件中。', to: '/letters', needs: 'letter.read' }, { text: '查看问题', how: '看整改经过和证据。', to: '/problems', needs: 'problem.read' }],
  expert: [REVIEW],
  government: [REVIEW, SIGN, FIGURES],
  system_admin: [{ text: '建立账号', how: '逐个建立，或者一次建立全部责任单位的账号并打印首次登录通知。账号由安全管理员启用。', to: '/accounts', needs: 'account.create' }],
  security_admin: [{ text: '启用、停用账号，重置密码', how: '您不能建立账号，也不能改自己的。', to: '/accounts', needs: 'account.grant' }],
  audit_admin: [{ text: '查看审计记录', how: '谁在什么时候做了什么；记录首尾相连，改动会被发现。', to: '/audit', needs: 'audit.read' }],
}
