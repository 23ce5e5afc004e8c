// The one place that talks HTTP: JSON in and out, problem+json as ApiError, a lost session asked for again without losing the page.
import type { Problem } from './types'

const BASE = '/api/v1'

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>
type Options = { query?: Query; body?: unknown; version?: string; signal?: AbortSignal; quiet?: boolean }

let askToSignIn: (() => Promise<boolean>) | null = null
/** Registers what to do when the session ended: resolves true when somebody signed in again and the call may be repeated. */
export function whenSessionLost(handler: () => Promise<boolean>): void { askToSignIn = handler }

export function searchOf(query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export function addressOf(path: string, query?: Query): string { return `${BASE}${path}${searchOf(query)}` }

function requestOf(method: string, options: Options): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.version !== undefined) headers['if-match'] = `"${options.version.replaceAll('"', '')}"`
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null }
  if (options.body instanceof FormData) init.body = options.body
  else if (options.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(options.body)
  }
  return init
}

async function problemOf(response: Response): Promise<Problem> {
  const kind = response.headers.get('content-type') ?? ''
  if (kind.includes('json')) {
    try { return { ...(await response.json() as Problem), status: response.status } } catch { /* falls through to the general text */ }
  }
  const title = response.status === 413 ? '文件太大' : response.status >= 500 ? '服务器出错了' : '请求没有成功'
  return { type: 'about:blank', status: response.status, code: `http_${response.status}`, title, title_en: response.statusText, detail: '您填写的内容还在，请稍后重试；仍不成功请把这条提示告诉系统管理员。' }
}

async function answerTo(method: string, path: string, options: Options): Promise<Response> {
  let response: Response
  try {
    response = await fetch(addressOf(path, options.query), requestOf(method, options))
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new ApiError({ type: 'about:blank', status: 0, code: 'network', title: '没有连上服务器', title_en: 'network failure', detail: '请检查网络后重试，您填写的内容还在。' })
  }
  if (response.status === 401 && !options.quiet && askToSignIn !== null && await askToSignIn()) return answerTo(method, path, { ...options, quiet: true })
  if (!response.ok) throw new ApiError(await problemOf(response))
  return response
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await answerTo(method, path, options)
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T
  return await response.json() as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> => call<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) })
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, { body })
export const put = <T>(path: string, body: unknown, version?: string): Promise<T> => call<T>('PUT', path, { body, ...(version !== undefined && { version }) })

export function upload<T>(path: string, file: File): Promise<T> {
  const form = new FormData()
  form.append('file', file, file.name)
  return call<T>('POST', path, { body: form })
}

/** A file's name as the server gave it; empty when it gave none. */
export function nameIn(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (encoded !== undefined) { try { return decodeURIComponent(encoded) } catch { /* the plain name is left */ } }
  return /filename="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? ''
}

export type MadeFile = { name: string; content: Blob }
/** A file the server makes from what is asked for. */
export async function make(path: string, body: unknown): Promise<MadeFile> {
  const response = await answerTo('POST', path, { body })
  return { name: nameIn(response.headers.get('content-disposition')), content: await response.blob() }
}
