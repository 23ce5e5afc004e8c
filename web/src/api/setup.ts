// Setting a region up: its types and calls. No role and no reason stands in them, so the generated types are what the server sends.
import { addressOf, get, post, upload } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type CopyPacks = Schemas['CopyPacks']
export type PackSource = Schemas['PackSource']
export type RegisterImport = Schemas['RegisterImport']
export type SetupKey = Schemas['SetupKey']
export type SetupPage = Schemas['SetupPage']
export type SetupStep = Schemas['SetupStep']
export type SetupTopic = Schemas['SetupTopic']

export const readSetup = (): Promise<SetupPage> => get('/setup')
export const copyPacks = (body: CopyPacks): Promise<SetupPage> => post('/setup/packs', body)
export const REGISTER_SHEET: string = addressOf('/register/sheet.xlsx')
export const importRegister = (file: File, confirm: boolean): Promise<RegisterImport> => upload(`/register/import${confirm ? '?confirm=true' : ''}`, file)
