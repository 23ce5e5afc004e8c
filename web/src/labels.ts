// Every Chinese word that stands for a value of the API. `satisfies` makes the compiler find a missing one.
import type { PlanList, PlanRow, TargetOutcome, Verdict, Stage, LookBackResult, AppealState, AuditOutcome, DutyState, EditKind, FactKind, FollowState, HistoryKind, ImportState, ItemForm, ItemState, LedgerAccount, Light, List, OverrideState, RecordEventKind, Role, ShareScale, SheetKind, TodoKey, WaterClass } from '@/api/types'

export const LIGHTS = { green: '绿灯', yellow: '黄灯', red: '红灯', not_assessed: '未评' } satisfies Record<Light, string>
export const LIGHT_WORDS = { green: '绿', yellow: '黄', red: '红', not_assessed: '未评' } satisfies Record<Light, string>
export const LIGHT_MEANING = {
  green: '已完成或按进度推进', yellow: '进度偏慢或有延误风险', red: '已过时限仍未完成', not_assessed: '材料不足，不作评价（不等于零，也不等于满）',
} satisfies Record<Light, string>
export const LIGHT_ORDER: readonly Light[] = ['red', 'yellow', 'green', 'not_assessed']

export const LISTS = { major: '重大事项重大项目清单', measure: '一河一策任务措施清单', problem: '突出问题整改责任清单' } satisfies Record<List, string>
export const LISTS_SHORT = { major: '重大事项', measure: '任务措施', problem: '突出问题' } satisfies Record<List, string>
export const LIST_ORDER: readonly List[] = ['major', 'measure', 'problem']
export const SHEET_KINDS = { ...LISTS, progress: '月度进度', lead_unit: '河流牵头单位' } satisfies Record<SheetKind, string>

export const ROLES = {
  chief_general: '总河长', chief: '河长', office_staff: '河长办工作人员', office_head: '河长办负责人', liaison: '责任单位联络员',
  assessor: '考核人员', auditor: '审计人员', inspector: '督查暗访人员', discipline: '纪检监察人员', expert: '评审专家', government: '政府办理人员',
  system_admin: '系统管理员', security_admin: '安全管理员', audit_admin: '审计管理员',
} satisfies Record<Role, string>

export const ITEM_STATES = { open: '在办', closed: '已销号' } satisfies Record<ItemState, string>
/** What the items page can be narrowed to; a row itself is only open or closed. */
export const STATE_FILTERS = { open: '在办', closed: '已销号', done: '已完成', not_done: '未完成', overdue: '过期未完成' } as const
export const HISTORY_KINDS = { opened: '开单', correction: '更正', change: '变更', closed: '销号', close_out_withdrawn: '撤回销号', close_asked: '申请销号', close_returned: '核查退回', reopened: '重新打开', paused: '暂停', resumed: '恢复计时' } satisfies Record<HistoryKind, string>
export const EDIT_KINDS = { correction: '更正', change: '变更' } satisfies Record<EditKind, string>
export const EDIT_MEANING = {
  correction: '原来就录错了：按新内容重算以往月份，已签发的通报不动、差异另列。',
  change: '情况有了变化：从生效日起按新内容，以前的月份不动。',
} satisfies Record<EditKind, string>
export const OVERRIDE_STATES = { proposed: '待他人确认', confirmed: '已确认', refused: '未同意' } satisfies Record<OverrideState, string>
export const IMPORT_STATES = { preview: '待确认', confirmed: '已导入' } satisfies Record<ImportState, string>
export const EXCHANGE_STATES = { preview: '待确认', confirmed: '已接收' } satisfies Record<ImportState, string>
export const RECORD_EVENTS = { recorded: '登记', corrected: '更正', withdrawn: '撤回' } satisfies Record<RecordEventKind, string>
export const OUTCOMES = { done: '完成', refused: '被拒绝', failed: '失败' } satisfies Record<AuditOutcome, string>
export const SHARE_SCALES = { percent: '百分数（如 83.5 表示 83.5%）', fraction: '小数（如 0.835 表示 83.5%）' } satisfies Record<ShareScale, string>

/** Classes of the national standard: a legend of their own, never the lights'. */
export const WATER_CLASSES = { first: 'Ⅰ类', second: 'Ⅱ类', third: 'Ⅲ类', fourth: 'Ⅳ类', fifth: 'Ⅴ类', beyond: '劣Ⅴ类' } satisfies Record<WaterClass, string>
export const WATER_CLASS_ORDER: readonly WaterClass[] = ['first', 'second', 'third', 'fourth', 'fifth', 'beyond']

export const LEDGER_ACCOUNTS = { points: '分', money: '元' } satisfies Record<LedgerAccount, string>
export const STAGES = { finding: '发现时', before: '整改前', after: '整改后', check: '核查时' } satisfies Record<Stage, string>
export const LOOK_BACK_RESULTS = { holds: '保持', relapsed: '反弹', cannot_tell: '无法判断' } satisfies Record<LookBackResult, string>
export const DELIVERY_CHANNELS = { email: '邮件', webhook: '接口' } as const
export const DELIVERY_STATES = { waiting: '待送达', delivered: '已送达', failed: '未送达' } as const
/** Kinds of steps in a story. */
export const STORY_KINDS = {
  opened: '发现开单', reported: '填报', lit: '亮灯', instructed: '批示', written_to: '函件', inspected: '暗访', asked: '申请', returned: '退回', closed: '办结', looked_back: '回头看', reopened: '重开', met: '会议', changed: '变更',
} as const

export const APPEAL_STATES = { lodged: '待裁定', upheld: '申诉成立', rejected: '申诉不成立' } satisfies Record<AppealState, string>
export const APPEAL_ORDER: readonly AppealState[] = ['lodged', 'upheld', 'rejected']
export const FACT_KINDS = { unit: '单位', light: '亮灯', item: '清单事项', record: '台账记录', water: '水质月均值', chief: '河长任职', problem: '问题', letter: '函件', closed_case: '已办结事项', instruction: '批示', inspection: '暗访', look_back: '回头看', meeting: '会议', lead_unit: '河流牵头单位', other: '其他事实' } satisfies Record<FactKind, string>
/** How a chief stands in a window, the worst first; the words are the rules' own. */
export const DUTY_ORDER: readonly DutyState[] = ['missing', 'open', 'not_assessed', 'fulfilled']
/** How a line of an account stands. */
export const ENTRY_STATES = {
  draft: '试算', posted: '已记', reversed: '已冲回', reversal: '冲回', appealed: '申诉中', upheld: '申诉成立', rejected: '申诉不成立', not_assessed: '未评', undetermined: '不能确定',
} as const
export type EntryState = keyof typeof ENTRY_STATES
export const CONDITIONS = { yes: '符合', no: '不符合', unknown: '不能确定' } as const

/** What has to be done, and the words on the button that leads there. */
export const TODO = {
  reports_due: { text: '项本月进展待填报', go: '去填报' },
  reports_late: { text: '项月报已逾期未报', go: '去补报' },
  units_missing: { text: '个单位月报未报齐', go: '查看并催报' },
  overrides_to_confirm: { text: '项人工调整待您确认', go: '去确认' },
  month_to_issue: { text: '个月份的通报待签发', go: '去签发' },
  late_facts: { text: '个月份的通报签发后有了变化', go: '查看差异' },
  reminders: { text: '条催报提醒', go: '查看' },
  accounts_locked: { text: '个账号被锁定', go: '去处理' },
  accounts_to_enable: { text: '个新账号待启用', go: '去启用' },
  to_set_up: { text: '项开通工作没有做完：缺规则包或者清单', go: '开通向导' },
  lists_empty: { text: '张年度清单还没有内容', go: '去导入' },
  problems_to_assign: { text: '个问题待交办', go: '去交办' },
  close_outs_to_check: { text: '个问题待现场核查', go: '去核查' },
  problems_overdue: { text: '个问题超过整改时限', go: '查看' },
  problems_to_mend: { text: '个问题整改中', go: '去整改' },
  letters_to_receive: { text: '件函待签收', go: '去签收' },
  letters_to_answer: { text: '件函待回复', go: '去回复' },
  letters_overdue: { text: '件函逾期没有回复', go: '查看' },
  replies_to_check: { text: '件回复待审核', go: '去审核' },
  instructions_to_assign: { text: '件批示待交办', go: '去交办' },
  instructions_to_act: { text: '件批示待办理', go: '去办理' },
  instructions_to_check: { text: '件批示的办理结果待确认', go: '去确认' },
  look_backs_to_do: { text: '次回头看抽样还没有看完', go: '去登记' },
  plans_to_seat: { text: '个方案待确定审核方，或者意见不一待退回', go: '去处理' },
  plans_to_sign: { text: '个方案待您审核签署', go: '去审核' },
  plan_opinions_to_answer: { text: '个方案有意见待答复、落实', go: '去答复' },
  plans_to_resubmit: { text: '个方案被退回，待修改后重新送审', go: '去修改' },
  changes_to_sign: { text: '项变更待您签署', go: '去签署' },
  dispatches_to_act: { text: '项调度要求待落实', go: '查看' },
  dispatches_overdue: { text: '项调度到期未核实成效', go: '去核实' },
  texts_to_finish: { text: '篇述职文稿待修改定稿', go: '去定稿' },
  above_to_answer: { text: '份上级来文待回复', go: '去回复' },
} satisfies Record<TodoKey, { text: string; go: string }>

/** How far what was ordered has come. */
export const FOLLOW = { open: '待核实成效', overdue: '到期未核实', confirmed: '已核实' } satisfies Record<FollowState, string>

export const ITEM_FIELDS = {
  list: '所属清单', number: '编号', title: '事项名称', river_id: '河流', unit_id: '责任单位', helpers: '配合单位',
  start_on: '开始日期', limit_on: '完成时限', money_wan: '资金（万元）', money_source: '资金来源', hard: '难点事项',
  chief_id: '河长', chief: '河长', measure: '具体措施', indicator: '量化指标', unit_of_measure: '计量单位', target: '目标数量', points: '分值',
  source: '来源', place: '具体位置', kind: '类别', description: '问题描述',
} satisfies Record<keyof ItemForm, string>
/** Which of an item's own fields each list shows, besides what all three share. */
export const LIST_FIELDS = {
  major: ['money_wan', 'money_source', 'hard'],
  measure: ['kind', 'source', 'chief', 'measure', 'indicator', 'unit_of_measure', 'target', 'points', 'hard'],
  problem: ['source', 'place', 'kind', 'description', 'hard'],
} satisfies Record<List, (keyof ItemForm)[]>

/** The five lists of a river's plan, each serving the ones before it. */
export const PLAN_LISTS = { problem: '问题清单', target: '目标清单', task: '任务清单', measure: '措施清单', duty: '责任清单' } satisfies Record<PlanList, string>
export const PLAN_LIST_ORDER: readonly PlanList[] = ['problem', 'target', 'task', 'measure', 'duty']
export const PLAN_ROWS = { problem: '问题', target: '目标', task: '任务', measure: '措施', duty: '责任' } satisfies Record<PlanList, string>
export const PLAN_FIELDS = {
  number: '编号', text: '内容', serves: '对应', field: '领域', place: '位置', unit_id: '责任单位', helpers: '配合单位', holder: '责任人', indicator: '量化指标', unit_of_measure: '计量单位',
  base: '现状值', target: '目标值', years: '实施年度', limit_on: '完成时限', money: '资金（万元）',
} satisfies Record<keyof PlanRow, string>
/** What each list shows from the start; a field used elsewhere is shown as well. */
export const PLAN_COLUMNS = {
  problem: ['number', 'text', 'field', 'place'],
  target: ['number', 'text', 'serves', 'indicator', 'unit_of_measure', 'base', 'target', 'limit_on'],
  task: ['number', 'text', 'serves', 'field', 'unit_id', 'years', 'limit_on', 'money'],
  measure: ['number', 'text', 'serves', 'place', 'unit_id', 'years', 'limit_on', 'money'],
  duty: ['number', 'text', 'serves', 'unit_id', 'helpers', 'holder', 'limit_on'],
} satisfies Record<PlanList, (keyof PlanRow)[]>
export const PLAN_CHAPTERS = { summary: '综合说明', state: '现状分析与存在问题', targets: '治理保护目标', measures: '治理保护任务和措施', safeguards: '保障措施' } as const
export const VERDICTS = { agree: '同意', disagree: '不同意' } satisfies Record<Verdict, string>
export const TARGET_OUTCOMES = { met: '已达到', partly: '部分达到', not_met: '未达到', not_assessed: '无法评估' } satisfies Record<TargetOutcome, string>
export const TARGET_OUTCOME_ORDER: readonly TargetOutcome[] = ['met', 'partly', 'not_met', 'not_assessed']
export const REVIEW_STEPS = { done: '已通过', now: '正在审核', later: '未开始' } as const
export const VISIT_OUTCOMES = { agreed: '通过', returned: '退回', undone: '通过后因退回重审' } as const
/** What is asked for and holds only once everybody agreed. */
export const CHANGE_KINDS = { item: '任务变更', pause: '任务暂停', resume: '恢复计时', lead_unit: '牵头单位移交' } as const
/** What goes along when a river is handed over. */
export const CARRIED_KINDS = { item: '任务', problem: '问题', instruction: '批示', plan: '方案' } as const
export const ROW_CHANGES = { added: '新增', changed: '修改', removed: '删去' } as const

const AUDIT_ACTIONS: Record<string, string> = {
  'session.open': '登录', 'session.close': '退出', 'account.password': '修改密码', 'item.open': '事项开单', 'item.edit': '事项修改', 'close_out.ask': '申请销号', 'close_out.check': '核查销号', 'close_out.unfixed': '终结（未整改）', 'close_out.reopen': '重新打开',
  'problem.report': '登记问题', 'problem.assign': '交办问题', 'problem.correct': '更正问题', 'problem.list': '问题挂单', 'problem.merge': '问题并案',
  'letter.issue': '签发函件', 'letter.record': '登记来文', 'letter.decline': '决定不发函', 'letter.receive': '签收函件', 'letter.answer': '回复函件', 'letter.return': '退回回复', 'letter.interview': '登记约谈', 'letter.settle': '函件办结', 'letter.deliver': '送达函件', 'letter.contact': '设置送达地址',
  'instruction.write': '登记批示', 'instruction.assign': '交办批示', 'instruction.answer': '报告批示办理', 'instruction.return': '退回批示办理', 'instruction.confirm': '确认批示成效', 'instruction.note': '批示已阅',
  'meeting.plan': '安排会议', 'meeting.change': '更改会议', 'meeting.hold': '记录会议', 'meeting.cancel': '取消会议', 'meeting.decide': '登记议定事项', 'meeting.adopt': '审定清单',
  'inspection.plan': '安排暗访', 'inspection.change': '更改暗访', 'inspection.note': '暗访现场登记', 'inspection.cancel': '取消暗访', 'release.inspection': '公布暗访', 'look_back.draw': '回头看抽样', 'look_back.run': '登记回头看', 'ledger.import': '导入闭环台账',
  'plan.open': '登记一河一策方案', 'plan.draft': '保存方案', 'plan.submit': '方案送审', 'plan.resubmit': '方案重新送审', 'plan.cancel': '撤销方案', 'plan.revise': '启动方案修编', 'plan.end': '结束方案', 'plan.evaluate': '评估方案',
  'plan.seat': '确定方案审核方', 'plan.add_seat': '增加方案审核方', 'plan.lapse': '记录审核逾期', 'plan.declare': '声明利益关系', 'plan.opine': '对方案提出意见', 'plan.answer': '答复方案意见', 'plan.decide': '签署方案', 'plan.return': '退回方案', 'plan.ask': '审核请示', 'plan.delegate': '审核转办',
  'change.ask': '申请变更', 'change.sign': '签署变更', 'change.withdraw': '撤回变更申请',
  'text.write': '起草、修改文稿', 'text.finish': '文稿定稿', 'text.cancel': '文稿作废', 'text.correct': '文稿更正', 'exchange.send': '生成数据包', 'exchange.upload': '上传数据包', 'exchange.receive': '接收数据包',
  'import.upload': '上传待导入文件', 'import.remap': '调整导入对应', 'import.confirm': '确认导入', 'report.write': '填报进展', 'file.add': '上传附件',
  'reminder.send': '催报', 'reminder.schedule': '自动催报设置', 'reminder.run': '自动催报',
  'override.propose': '提出人工调整', 'override.decide': '确认人工调整', 'circular.issue': '签发通报',
  'unit.add': '登记单位', 'unit.change': '修改单位', 'river.add': '登记河流', 'river.lead_unit': '确定牵头单位', 'chief.add': '登记河长职务', 'chief.tenure': '登记任期',
  'record.add': '登记台账记录', 'record.correct': '更正台账记录', 'record.withdraw': '撤回台账记录', 'record.upload': '上传待导入台账', 'record.import': '导入台账',
  'assessment.publish': '公布考核结果', 'appeal.lodge': '提出申诉', 'appeal.decide': '裁定申诉',
  'account.create': '新建账号', 'account.reset': '重置密码', 'account.enable': '启用账号', 'account.disable': '停用账号', 'request.refused': '被拒绝的请求',
}
/** Audit actions are an open set: an unknown one is shown by its key. */
export const auditAction = (key: string): string => AUDIT_ACTIONS[key] ?? key
/** The words inside an audit row's detail; an open set too. */
export const AUDIT_DETAILS: { keys: Record<string, string>; values: Record<string, string> } = {
  keys: {
    accepted: '新增', unchanged: '没有变化', corrected: '更正', faults: '有错', role: '角色', disabled: '停用', enabled: '启用', agreed: '同意', code: '原因', month: '月份', share: '累计比例',
    corrects: '更正原报', version: '版次', from_on: '自', until_on: '至', closed_on: '销号日期', person: '任职人', fields: '字段', proposed: '提出', computed: '按规则', units: '单位', old: '原', new: '新', name: '名称', kind: '类别', reason: '理由',
  },
  values: { ...ROLES, ...LIGHTS, not_allowed: '角色没有这项权限', not_found: '不在可见范围或不存在' },
}
export const AUDIT_ACTION_CHOICES = Object.entries(AUDIT_ACTIONS).map(([value, label]) => ({ value, label }))
