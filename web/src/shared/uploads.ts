// Files on their way to the server, in pieces that can be broken off and resumed (tus). The same file chosen again goes on
// where it stopped, also after the page was reloaded: the browser remembers its address by name, size and time.
import { onBeforeUnmount, onMounted, reactive } from 'vue'
import type { DetailedError, Upload } from 'tus-js-client'
import { readChoices, UPLOADS } from '@/api/calls'
import type { FileRef, Problem } from '@/api/types'

export const PIECE = 8 * 1024 * 1024
const AT_ONCE = 2
/** Files up to this size are hashed here first, so that damage on the way is found; larger ones would not fit in memory. */
const HASHED = 32 * 1024 * 1024
const DELAYS = [0, 1000, 2000, 4000, 8000, 15_000, 30_000]

export type SendingState = 'waiting' | 'sending' | 'paused' | 'failed'
/** `lasting`: the server will never take this file, trying again is of no use. */
export type Sending = { key: string; file: File; sent: number; state: SendingState; resumed: boolean; problem: string | null; network: boolean; lasting: boolean }
export type Uploads = { sendings: Sending[]; add: (files: Iterable<File>) => void; pause: (one: Sending) => void; go: (one: Sending) => void; cancel: (one: Sending) => void }

const keyOf = (file: File): string => `${file.name}/${file.size}/${file.lastModified}`

export async function sha256(file: File): Promise<string | null> {
  if (file.size > HASHED || !globalThis.crypto?.subtle) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await new Response(file).arrayBuffer()))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

export const detailed = (cause: Error): cause is DetailedError => 'originalRequest' in cause
export const statusOf = (cause: Error): number => (detailed(cause) ? cause.originalResponse?.getStatus() ?? 0 : 0)
/** Refused for what it is, not for the moment it came at. */
export const lastingRefusal = (status: number): boolean => [400, 413, 415, 422].includes(status)

export function told(cause: Error): string {
  const status = statusOf(cause)
  if (status === 0) return '没有连上服务器，已传的部分保留。网络恢复后会自动继续，也可以按“继续”。'
  try {
    const { title } = JSON.parse(detailed(cause) ? cause.originalResponse?.getBody() ?? '' : '') as Problem
    if (title) return title
  } catch { /* no text from the server */ }
  return status >= 500 ? '服务器出错了，已传的部分保留，请稍后按“继续”。' : '服务器没有接受这个文件，请重新选择。'
}

export function useUploads(done: (file: FileRef) => void): Uploads {
  const sendings = reactive<Sending[]>([])
  const running = new Map<string, Upload>()
  let left = false

  const gone = (one: Sending) => left || !sendings.includes(one)
  function drop(one: Sending): void {
    running.delete(one.key)
    const at = sendings.indexOf(one)
    if (at >= 0) sendings.splice(at, 1)
  }
  function next(): void {
    const busy = sendings.filter(({ state }) => state === 'sending').length
    for (const one of sendings.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy))) {
      one.state = 'sending'
      void start(one)
    }
  }
  /** The server keeps nothing of what it refused for good: its address would only lead nowhere. */
  async function forget(one: Sending): Promise<void> {
    const upload = running.get(one.key)
    running.delete(one.key)
    for (const { urlStorageKey } of await upload?.findPreviousUploads() ?? []) await upload?.options.urlStorage?.removeUpload(urlStorageKey)
  }
  function failed(one: Sending, cause: Error): void {
    if (gone(one)) return
    one.state = 'failed'
    one.network = statusOf(cause) === 0
    one.lasting = lastingRefusal(statusOf(cause))
    one.problem = told(cause)
    if (one.lasting) void forget(one).catch(() => undefined)
    // The session ended: whoever signs in again goes on.
    if (statusOf(cause) === 401) void readChoices().then(() => go(one), () => undefined)
    next()
  }

  async function start(one: Sending): Promise<void> {
    try {
      const held = running.get(one.key)
      if (held) { held.start(); return }
      const { Upload: Tus } = await import('tus-js-client')
      const declared = await sha256(one.file)
      if (gone(one)) return
      const upload = new Tus(one.file, {
        endpoint: UPLOADS,
        chunkSize: PIECE,
        retryDelays: DELAYS,
        removeFingerprintOnSuccess: true,
        metadata: { filename: one.file.name, filetype: one.file.type, ...(declared && { sha256: declared }) },
        // Beyond the usual: a browser that calls itself offline is often only changing networks.
        onShouldRetry: cause => { const status = statusOf(cause); return status === 0 || status >= 500 || status === 409 || status === 423 },
        onProgress: sent => { one.sent = sent; one.problem = null },
        onSuccess: ({ lastResponse }) => {
          const hash = lastResponse.getHeader('Upload-File')
          if (!hash) { failed(one, new Error('no digest')); return }
          if (gone(one)) return
          drop(one)
          done({ hash, name: one.file.name, size: one.file.size, media_type: lastResponse.getHeader('Upload-File-Type') ?? one.file.type })
          next()
        },
        onError: cause => failed(one, cause),
      })
      running.set(one.key, upload)
      const known = (await upload.findPreviousUploads()).sort((a, b) => a.creationTime.localeCompare(b.creationTime)).pop()
      if (known) { upload.resumeFromPreviousUpload(known); one.resumed = true }
      // Paused or cancelled while it was being prepared.
      if (!gone(one) && one.state === 'sending') upload.start()
    } catch (cause) {
      failed(one, cause instanceof Error ? cause : new Error(String(cause)))
    }
  }

  function add(files: Iterable<File>): void {
    for (const file of files) {
      const key = keyOf(file)
      const held = sendings.find(one => one.key === key)
      if (held) { if (held.state !== 'sending') go(held) } else sendings.push({ key, file, sent: 0, state: 'waiting', resumed: false, problem: null, network: false, lasting: false })
    }
    next()
  }
  function pause(one: Sending): void {
    one.state = 'paused'
    void running.get(one.key)?.abort()
    next()
  }
  function go(one: Sending): void {
    if (gone(one) || one.state === 'sending') return
    one.problem = null
    one.state = 'waiting'
    next()
  }
  function cancel(one: Sending): void {
    // What lies on the server goes too; should that fail, it is cleared within a day.
    void running.get(one.key)?.abort(true).catch(() => undefined)
    drop(one)
    next()
  }

  const online = () => { for (const one of sendings) if (one.state === 'failed' && one.network) go(one) }
  onMounted(() => window.addEventListener('online', online))
  onBeforeUnmount(() => {
    left = true
    window.removeEventListener('online', online)
    for (const upload of running.values()) void upload.abort()
  })
  return { sendings, add, pause, go, cancel }
}
