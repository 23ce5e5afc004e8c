// The one door to the API's types: the schemas of the generated schema.d.ts under their own names.
import type { components } from './schema'

type Schemas = components['schemas']

// The generator of the description loses two things the server does send; each line is the identity once it no longer does.
type Snake<T extends string> = T extends `${infer Head}${infer Tail}` ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}` : T
export type Compared = { name: string; label: string; value: string }
type Sent<T> =
  T extends Schemas['Role'] ? Snake<Uncapitalize<T>>
  : T extends Schemas['Reason'] ? Omit<T, 'values'> & { values: Compared[] }
  : T extends (infer E)[] ? Sent<E>[]
  : T extends object ? { [K in keyof T]: Sent<T[K]> }
  : T

/** A refusal; `detail` is added only by this browser, when it is its own. */
export type Problem = Schemas['Problem'] & { detail?: string }
export type Account = Sent<Schemas['Account']>
export type ActionState = Sent<Schemas['ActionState']>
export type AuditCheck = Sent<Schemas['AuditCheck']>
export type AuditOutcome = Sent<Schemas['AuditOutcome']>
export type AuditPage = Sent<Schemas['AuditPage']>
export type AuditRow = Sent<Schemas['AuditRow']>
export type Chief = Sent<Schemas['Chief']>
export type ChiefForm = Sent<Schemas['ChiefForm']>
export type ChiefPage = Sent<Schemas['ChiefPage']>
export type Choice = Sent<Schemas['Choice']>
export type Choices = Sent<Schemas['Choices']>
export type CircularBrief = Sent<Schemas['CircularBrief']>
export type CircularPage = Sent<Schemas['CircularPage']>
export type CloseOut = Sent<Schemas['CloseOut']>
export type CorrectRecord = Sent<Schemas['CorrectRecord']>
export type CreateAccount = Sent<Schemas['CreateAccount']>
export type Difference = Sent<Schemas['Difference']>
export type EditItem = Sent<Schemas['EditItem']>
export type EditKind = Sent<Schemas['EditKind']>
export type Explained = Sent<Schemas['Explained']>
export type FileRef = Sent<Schemas['FileRef']>
export type HistoryKind = Sent<Schemas['HistoryKind']>
export type ImportBrief = Sent<Schemas['ImportBrief']>
export type ImportFault = Sent<Schemas['ImportFault']>
export type ImportField = Sent<Schemas['ImportField']>
export type ImportFields = Sent<Schemas['ImportFields']>
export type ImportMapping = Sent<Schemas['ImportMapping']>
export type ImportPreview = Sent<Schemas['ImportPreview']>
export type ImportResult = Sent<Schemas['ImportResult']>
export type ImportState = Sent<Schemas['ImportState']>
export type IssueCircular = Sent<Schemas['IssueCircular']>
export type IssuedLight = Sent<Schemas['IssuedLight']>
export type ItemForm = Sent<Schemas['ItemForm']>
export type ItemList = Sent<Schemas['ItemList']>
export type ItemPage = Sent<Schemas['ItemPage']>
export type ItemRow = Sent<Schemas['ItemRow']>
export type ItemState = Sent<Schemas['ItemState']>
export type LeadUnitForm = Sent<Schemas['LeadUnitForm']>
export type Light = Sent<Schemas['Light']>
export type LightCounts = Sent<Schemas['LightCounts']>
export type List = Sent<Schemas['List']>
export type Made = Sent<Schemas['Made']>
export type MissingReports = Sent<Schemas['MissingReports']>
export type MonthBrief = Sent<Schemas['MonthBrief']>
export type MonthPage = Sent<Schemas['MonthPage']>
export type MonthRow = Sent<Schemas['MonthRow']>
export type Named = Sent<Schemas['Named']>
export type NewAccount = Sent<Schemas['NewAccount']>
export type OneTimePassword = Sent<Schemas['OneTimePassword']>
export type OpenItem = Sent<Schemas['OpenItem']>
export type OverrideState = Sent<Schemas['OverrideState']>
export type OverrideView = Sent<Schemas['OverrideView']>
export type Overview = Sent<Schemas['Overview']>
export type ProposeOverride = Sent<Schemas['ProposeOverride']>
export type Reason = Sent<Schemas['Reason']>
export type RecordColumn = Sent<Schemas['RecordColumnView']>
export type RecordEventKind = Sent<Schemas['RecordEventKind']>
export type RecordForm = Sent<Schemas['RecordForm']>
export type RecordImport = Sent<Schemas['RecordImport']>
export type RecordKind = Sent<Schemas['RecordKindView']>
export type RecordList = Sent<Schemas['RecordList']>
export type RecordPage = Sent<Schemas['RecordPage']>
export type RecordRow = Sent<Schemas['RecordRow']>
export type Reminder = Sent<Schemas['Reminder']>
export type ReminderSchedule = Sent<Schemas['ReminderSchedule']>
export type RemindersSent = Sent<Schemas['RemindersSent']>
export type Report = Sent<Schemas['Report']>
export type ReportSheet = Sent<Schemas['ReportSheet']>
export type River = Sent<Schemas['River']>
export type RiverForm = Sent<Schemas['RiverForm']>
export type RiverPage = Sent<Schemas['RiverPage']>
export type Role = Sent<Schemas['Role']>
export type Session = Sent<Schemas['Session']>
export type ShareScale = Sent<Schemas['ShareScale']>
export type SheetKind = Sent<Schemas['SheetKind']>
export type TenureForm = Sent<Schemas['TenureForm']>
export type TodoKey = Sent<Schemas['TodoKey']>
export type Unit = Sent<Schemas['Unit']>
export type UnitForm = Sent<Schemas['UnitForm']>
export type UnitPage = Sent<Schemas['UnitPage']>
export type WithdrawRecord = Sent<Schemas['WithdrawRecord']>
export type WriteReport = Sent<Schemas['WriteReport']>
