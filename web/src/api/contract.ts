// The API as designed before it was built. Replaced by the generated schema.d.ts (same names) once the server answers.
// All paths under /api/v1. Session cookie; CSRF is checked by the server from Sec-Fetch-Site (nothing to send).
// Errors: application/problem+json = Problem. 401 -> login page. Dates 'YYYY-MM-DD', months 'YYYY-MM', times RFC 3339.
// Exact numbers (shares, quantities, money) travel as strings ("83.5", "3360", "10067").
export type Light = 'green' | 'yellow' | 'red' | 'not_assessed'
export type List = 'major' | 'measure' | 'problem'
export type Role = 'chief_general' | 'chief' | 'office_staff' | 'office_head' | 'liaison' | 'auditor' | 'system_admin' | 'security_admin' | 'audit_admin'
export type Named = { id: string; name: string }
export type Problem = { type: string; status: number; code: string; title: string; title_en: string; detail?: string; detail_en?: string; field?: string }
export type Action = { key: string; allowed: boolean; reason?: string | null }

// GET /session (401 when none) · POST /session {login,password} · DELETE /session · POST /session/password {old,new}
export type Session = {
  account: { id: string; login: string; name: string; role: Role; unit?: Named | null; chief?: Named | null; must_change_password: boolean }
  region: { id: string; name: string }
  today: string; today_is_set: boolean   // true: the demonstration's day, to be shown in the page head
  work_month: string                     // the month the office is working on (last month that ended, unless issued)
  actions: string[]                      // what this role may do at all: 'item.read', 'item.open', 'report.write', 'month.read', 'circular.issue', 'account.create', 'audit.read', 'import.run', 'register.edit', …
}

// GET /overview?year
export type LightCounts = { green: number; yellow: number; red: number; not_assessed: number }
export type Overview = {
  year: number; month: string
  todo: { key: 'reports_due' | 'reports_late' | 'units_missing' | 'overrides_to_confirm' | 'month_to_issue' | 'late_facts' | 'reminders' | 'accounts_locked' | 'lists_empty'; count: number; month?: string | null }[]
  lists: { list: List; items: number; done: number; money_wan: string; lights: LightCounts }[]
  months: string[]
  matrix: { unit: Named; cells: ({ month: string; issued: boolean; lights: LightCounts } | null)[] }[]   // cells parallel to months
  quantities: { indicator: string; unit_of_measure: string; target: string; reached: string; items: number; items_done: number }[]
  overdue: ItemRow[]
}

// GET /items?year&list&q&unit&river&light&rule&state&hard&indicator&month&sort&order&page&page_size  · GET /items.xlsx?(same query)
// sort: number|title|unit|river|start_on|limit_on|progress|light ; order: asc|desc ; unit and river by id
export type ItemRow = {
  id: string; list: List; number: string; title: string; year: number
  river?: Named | null; unit: Named; start_on: string; limit_on: string
  state: 'open' | 'closed'; closed_on?: string | null
  hard?: boolean | null; money_wan?: string | null; indicator?: string | null; unit_of_measure?: string | null; target?: string | null
  progress?: { month: string; share: string } | null
  light?: { light: Light; rule: string; month: string; overridden: boolean } | null
  version: string
}
export type ItemList = { rows: ItemRow[]; total: number; page: number; page_size: number; months: string[]; month: string }   // month: the one whose lights the rows show

// GET /items/{id} (ETag = version) · POST /items (OpenItem) · PUT /items/{id} + If-Match (EditItem) · POST /items/{id}/close-out {closed_on, basis}
export type ItemContent = {
  list: List; number: string; title: string; river_id?: string | null; unit_id: string; helpers: string[]
  start_on: string; limit_on: string; money_wan?: string | null; money_source?: string | null; hard?: boolean | null
  chief_id?: string | null; chief?: string | null; measure?: string | null; indicator?: string | null; unit_of_measure?: string | null; target?: string | null; points?: string | null
  source?: string | null; place?: string | null; kind?: string | null; description?: string | null
}
export type OpenItem = { id?: string; year: number; content: ItemContent; opened_on: string; decision: string }
export type EditItem = { content: ItemContent; kind: 'correction' | 'change'; effective_on?: string; reason: string }
export type Tried = { rule: string; title: string; holds: boolean; clause: string; text: string; values: { name: string; label: string; value: string }[]; facts: { id: string; text: string }[] }
export type Verdict = { light: Light; rule: string; rule_title: string; clause: string; because: Tried[] }
export type FileRef = { hash: string; name: string; size: number; media_type: string }
export type Report = { id: string; month: string; share: string; quantity?: string | null; note?: string | null; occurred_on: string; recorded_at: string; recorded_by: string; superseded_by?: string | null; files: FileRef[] }
export type Override = { id: string; item_id: string; month: string; light: Light; reason: string; proposed_by: string; proposed_at: string; state: 'proposed' | 'confirmed' | 'refused'; decided_by?: string | null; decided_at?: string | null; actions: Action[] }
export type ItemPage = {
  row: ItemRow; content: ItemContent; opened_on: string; decision: string
  history: { id: string; kind: 'opened' | 'correction' | 'change' | 'closed'; occurred_on: string; recorded_at: string; recorded_by: string; reason: string; changes: { field: string; label: string; old: string; new: string }[] }[]
  course: { month: string; month_end: string; planned: string | null; reported: string | null }[]
  reports: Report[]
  lights: { month: string; verdict: Verdict; override?: Override | null; issued?: { circular_id: string; number: string; light: Light } | null }[]
  actions: Action[]   // item.edit, item.close_out, report.write
}
// GET /items/{id}/lights/{month}?known_at=RFC3339 -> Verdict | null   (rebuilt as known then)

// GET /import-fields -> { list, fields }[]   · POST /imports (multipart 'file') · POST /imports/paste {list,text} · PUT /imports/{id} {sheets,new_units} · GET /imports/{id} · POST /imports/{id}/confirm {accept_valid} · GET /imports
export type SheetKind = List | 'progress'
export type ImportField = { key: string; label: string; required: boolean }
export type Fault = { sheet: string; row: number | null; column: string | null; value: string | null; code: string; message: string; message_en: string }
export type ImportPreview = {
  id: string; file_name: string; state: 'preview' | 'confirmed'
  sheets: { name: string; kind: SheetKind | null; header_row: number | null; rows: number; columns: { index: number; letter: string; header: string; field: string | null; samples: string[] }[]
            share_scale?: { scale: 'percent' | 'fraction' | null; evidence: string } | null }[]
  counts: { accepted: number; unchanged: number; corrected: number; faulty: number }
  faults: Fault[]
  corrections: { sheet: string; row: number; number: string; label: string; old: string; new: string }[]
  new_units: { name: string; kind: string }[]; new_rivers: string[]; new_chiefs: string[]; register_units: boolean
}
export type ImportMapping = { sheets: { name: string; kind: SheetKind | null; header_row: number | null; columns: { index: number; field: string | null }[]; share_scale?: 'percent' | 'fraction' | null }[]; register_units?: boolean }
export type ImportBrief = { id: string; file_name: string; state: ImportPreview['state']; recorded_at: string; recorded_by: string; result: ImportResult }
export type ImportResult = { accepted: number; unchanged: number; corrected: number; faults: Fault[] }

// GET /reports?month  (liaison: own unit; office: all)  · POST /items/{id}/reports (WriteReport) · POST /files (multipart 'file') -> FileRef · GET /files/{hash} (attachment)
export type ReportSheet = {
  month: string; due_on: string; due: number; reported: number; late: number
  rows: { item: ItemRow; previous?: { month: string; share: string } | null; report?: Report | null; late: boolean; done: boolean }[]
}
export type WriteReport = { id?: string; month: string; share: string; quantity?: string | null; note?: string | null; files: string[]; corrects?: string | null; reason?: string | null }
// GET /reports/missing?month · POST /reminders {month, unit_ids} -> {sent} · GET /reminders · GET/PUT /reminder-schedule
export type MissingReports = { month: string; due_on: string; units: { unit: Named; items: { id: string; number: string; title: string }[]; late: boolean; reminders: { at: string; by: string }[] }[] }
export type Reminder = { id: string; unit: Named; month: string; items: number; text: string; sent_at: string; sent_by: string }
export type ReminderSchedule = { enabled: boolean; day: number; hour: number; next_run_at?: string | null }

// GET /months?year -> MonthBrief[] · GET /months/{month} -> MonthPage
export type CircularBrief = { id: string; month: string; version: number; number: string; issued_at: string; issued_by: string; lights: LightCounts }
export type MonthBrief = { month: string; ended: boolean; missing: number; lights: LightCounts; circulars: CircularBrief[]; stale: boolean }
export type MonthRow = { item: ItemRow; verdict: Verdict; previous?: { light: Light; rule: string } | null; override?: Override | null; issued?: Light | null }
export type MonthPage = {
  month: string; month_end: string; ended: boolean; due_on: string; basis: string
  missing: { units: number; items: number }
  rows: MonthRow[]; not_started: number
  lights: LightCounts; changed: number
  circulars: CircularBrief[]; stale: boolean; differences: CircularDifference[]   // before: as issued, after: as it would be now
  pack: { id: string; title: string; hash: string }
  actions: Action[]   // circular.issue, override.propose
}
// POST /months/{month}/overrides {id?, item_id, light, reason} -> Override · POST /overrides/{id}/decision {agree, reason?} -> Override
// POST /months/{month}/circulars {id?, basis} -> Circular (409 when somebody issued or changed something meanwhile)
// GET /circulars?year -> CircularBrief[] · GET /circulars/{id} -> Circular · GET /circulars/{id}/document.docx|.pdf|.xlsx · GET /circulars/{id}/differences?with={id}
export type CircularLight = { item_id: string; number: string; title: string; list: List; unit: string; river: string; limit_on: string; progress: string | null; light: Light; computed: Light; rule: string; rule_title: string; clause: string; because: Tried[]; override_reason?: string | null }
export type Circular = CircularBrief & { title: string; month_end: string; known_at: string; pack_id: string; pack_title: string; pack_hash: string; content_hash: string; lists: { list: List; lights: LightCounts }[]; lights_of_items: CircularLight[] }
export type CircularDifference = { item_id: string; number: string; title: string; unit: string; before: Light | null; after: Light | null; before_rule: string | null; after_rule: string | null }

// Register. GET /units · GET /units/{id} · POST /units · PUT /units/{id} ; the same for /rivers and /chiefs
export type Unit = { id: string; name: string; kind: string; kind_label: string; from_on: string; until_on?: string | null; items: number; lights: LightCounts; liaisons: string[] }
export type UnitPage = { unit: Unit; items: ItemRow[]; leads: Lead[] }
export type Lead = { id: string; river: Named; unit: Named; from_on: string; until_on?: string | null }
export type River = { id: string; name: string; level: string; level_label: string; lead_unit?: Named | null; chiefs: Named[]; items: number; lights: LightCounts }
export type RiverPage = { river: River; items: ItemRow[]; leads: Lead[]; chiefs: Chief[] }
export type Chief = { id: string; name: string; level: string; level_label: string; river?: Named | null; holder?: string | null; items: number }
export type ChiefPage = { chief: Chief; tenures: { id: string; person: string; from_on: string; until_on?: string | null }[]; items: ItemRow[] }
export type Choice = { key: string; label: string }
// GET /choices -> Choices
export type Choices = { unit_kinds: Choice[]; chief_levels: Choice[]; river_levels: Choice[]; rules: Choice[]; years: number[]; units: Named[]; rivers: Named[]; chiefs: Named[]; indicators: string[]; roles: Role[] }
// POST /units {id?,name,kind,from_on} · PUT /units/{id} {name,kind,until_on?} · POST /rivers {id?,name,level} · POST /rivers/{id}/lead-units {unit_id,from_on} · POST /chiefs {id?,name,level,river_id?} · POST /chiefs/{id}/tenures {person,from_on}

// GET /accounts · POST /accounts {login,name,role,unit_id?,chief_id?} -> {account,one_time_password} · POST /accounts/{id}/password -> {one_time_password} · POST /accounts/{id}/state {disabled}
export type Account = { id: string; login: string; name: string; role: Role; unit?: Named | null; chief?: Named | null; disabled: boolean; locked: boolean; must_change_password: boolean; last_login_at?: string | null; actions: Action[] }
// GET /audit?page&page_size&actor&action&outcome -> { rows: AuditRow[], total } · GET /audit/check -> { intact: boolean, rows: number, message }
export type AuditRow = { seq: number; at: string; actor: string; role: string; action: string; target: string; outcome: 'done' | 'refused' | 'failed'; detail: string; hash: string }
