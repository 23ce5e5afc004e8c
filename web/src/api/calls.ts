// One function for each thing a page asks of the server. Pages name no path and no method.
import { addressOf, call, get, post, put, upload, type Query } from './client'
import type * as A from './types'

const id = encodeURIComponent

export const readSession = (): Promise<A.Session> => call('GET', '/session', { quiet: true })
export const signIn = (login: string, password: string): Promise<A.Session> => call('POST', '/session', { body: { login, password }, quiet: true })
export const signOut = (): Promise<void> => call('DELETE', '/session', { quiet: true })
export const changePassword = (old: string, next: string): Promise<void> => post('/session/password', { old, new: next })

export const readChoices = (): Promise<A.Choices> => get('/choices')
export const readOverview = (year?: number): Promise<A.Overview> => get('/overview', { year })

export const listItems = (query: Query, signal?: AbortSignal): Promise<A.ItemList> => get('/items', query, signal)
export const itemsWorkbook = (query: Query): string => addressOf('/items.xlsx', query)
export const readItem = (item: string): Promise<A.ItemPage> => get(`/items/${id(item)}`)
export const openItem = (body: A.OpenItem): Promise<A.ItemPage> => post('/items', body)
export const editItem = (item: string, version: string, body: A.EditItem): Promise<A.ItemPage> => put(`/items/${id(item)}`, body, version)
export const closeOut = (item: string, body: A.CloseOut): Promise<A.ItemPage> => post(`/items/${id(item)}/close-out`, body)
export const readLight = (item: string, month: string, known_at?: string): Promise<A.Explained | null> => get(`/items/${id(item)}/lights/${month}`, { known_at })

export const readImportFields = (): Promise<A.ImportFields[]> => get('/import-fields')
export const listImports = (): Promise<A.ImportBrief[]> => get('/imports')
export const uploadImport = (file: File): Promise<A.ImportPreview> => upload('/imports', file)
export const pasteImport = (list: A.SheetKind, text: string): Promise<A.ImportPreview> => post('/imports/paste', { list, text })
export const readImport = (one: string): Promise<A.ImportPreview> => get(`/imports/${id(one)}`)
export const mapImport = (one: string, mapping: A.ImportMapping): Promise<A.ImportPreview> => put(`/imports/${id(one)}`, mapping)
export const confirmImport = (one: string, accept_valid: boolean): Promise<A.ImportResult> => post(`/imports/${id(one)}/confirm`, { accept_valid })

export const readReports = (month: string): Promise<A.ReportSheet> => get('/reports', { month })
export const readMissing = (month: string): Promise<A.MissingReports> => get('/reports/missing', { month })
export const writeReport = (item: string, body: A.WriteReport): Promise<A.ItemPage> => post(`/items/${id(item)}/reports`, body)
export const uploadFile = (file: File): Promise<A.FileRef> => upload('/files', file)
export const fileAddress = (hash: string): string => addressOf(`/files/${id(hash)}`)
export const remindUnits = (month: string, unit_ids: string[]): Promise<A.RemindersSent> => post('/reminders', { month, unit_ids })
export const listReminders = (): Promise<A.Reminder[]> => get('/reminders')
export const readSchedule = (): Promise<A.ReminderSchedule> => get('/reminder-schedule')
export const saveSchedule = (body: A.ReminderSchedule): Promise<A.ReminderSchedule> => put('/reminder-schedule', body)

export const listMonths = (year: number): Promise<A.MonthBrief[]> => get('/months', { year })
export const readMonth = (month: string): Promise<A.MonthPage> => get(`/months/${month}`)
export const proposeOverride = (month: string, body: A.ProposeOverride): Promise<A.OverrideView> => post(`/months/${month}/overrides`, body)
export const decideOverride = (one: string, agree: boolean, reason?: string): Promise<A.OverrideView> => post(`/overrides/${id(one)}/decision`, { agree, reason })
export const issueCircular = (month: string, body: A.IssueCircular): Promise<A.CircularPage> => post(`/months/${month}/circulars`, body)
export const listCirculars = (year?: number): Promise<A.CircularBrief[]> => get('/circulars', { year })
export const readCircular = (one: string): Promise<A.CircularPage> => get(`/circulars/${id(one)}`)
export const circularDifferences = (one: string, other: string): Promise<A.Difference[]> => get(`/circulars/${id(one)}/differences`, { with: other })
export type DocumentKind = 'docx' | 'pdf' | 'xlsx'
export const circularDocument = (one: string, kind: DocumentKind): string => addressOf(`/circulars/${id(one)}/document.${kind}`)

export const listUnits = (): Promise<A.Unit[]> => get('/units')
export const readUnit = (one: string): Promise<A.UnitPage> => get(`/units/${id(one)}`)
export const addUnit = (body: A.UnitForm): Promise<A.Made> => post('/units', body)
export const editUnit = (one: string, body: A.UnitForm): Promise<void> => put(`/units/${id(one)}`, body)
export const listRivers = (): Promise<A.River[]> => get('/rivers')
export const readRiver = (one: string): Promise<A.RiverPage> => get(`/rivers/${id(one)}`)
export const addRiver = (body: A.RiverForm): Promise<A.Made> => post('/rivers', body)
export const setLeadUnit = (river: string, body: A.LeadUnitForm): Promise<void> => post(`/rivers/${id(river)}/lead-units`, body)
export const listChiefs = (): Promise<A.Chief[]> => get('/chiefs')
export const readChief = (one: string): Promise<A.ChiefPage> => get(`/chiefs/${id(one)}`)
export const addChief = (body: A.ChiefForm): Promise<A.Made> => post('/chiefs', body)
export const addTenure = (chief: string, body: A.TenureForm): Promise<void> => post(`/chiefs/${id(chief)}/tenures`, body)

export const listAccounts = (): Promise<A.Account[]> => get('/accounts')
export const addAccount = (body: A.CreateAccount): Promise<A.NewAccount> => post('/accounts', body)
export const resetPassword = (one: string): Promise<A.OneTimePassword> => post(`/accounts/${id(one)}/password`)
export const setAccountState = (one: string, disabled: boolean): Promise<A.Account> => post(`/accounts/${id(one)}/state`, { disabled })
export const readAudit = (query: Query): Promise<A.AuditPage> => get('/audit', query)
export const checkAudit = (): Promise<A.AuditCheck> => get('/audit/check')
