// Entries made on the spot wait here, in the phone, until the server has confirmed them: a broken network or a reload loses nothing.
// Photos lie in IndexedDB beside their entry; an entry's id is made here, so that sending it twice is harmless.
import { shallowRef, type ShallowRef } from 'vue'
import { noteOnTheSpot } from '@/api/calls'
import { ApiError } from '@/api/client'
import type { EvidenceForm, SpotForm } from '@/api/types'
import { sendFile } from '@/shared/uploads'

/** `account` made the entry and sends it: whoever signs in next on the same phone does not send it under their own name. */
export type Waiting = { id: string; account: string; inspection: string; form: SpotForm; photos: File[]; fault: string }

function base(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('anlan-spot', 1)
    asked.addEventListener('upgradeneeded', () => { asked.result.createObjectStore('entries', { keyPath: 'id' }) })
    asked.addEventListener('success', () => done(asked.result))
    asked.addEventListener('error', () => failed(asked.error ?? new Error('IndexedDB')))
  })
}
async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await base()
  try {
    return await new Promise<T>((done, failed) => {
      const change = db.transaction('entries', mode)
      const asked = work(change.objectStore('entries'))
      change.addEventListener('complete', () => done(asked.result))
      change.addEventListener('error', () => failed(change.error ?? new Error('IndexedDB')))
    })
  } finally { db.close() }
}

/** What waits, oldest first. Shallow: IndexedDB refuses to store the proxies of a deep ref. */
export const waiting: ShallowRef<Waiting[]> = shallowRef([])
export async function readWaiting(): Promise<void> { waiting.value = (await within('readonly', store => store.getAll() as IDBRequest<Waiting[]>)).sort((a, b) => (a.id < b.id ? -1 : 1)) }
/** Kept before anything is sent. */
export async function keep(entry: Waiting): Promise<void> { await within('readwrite', store => store.put(entry)); await readWaiting() }

let sending = false
/** Sends what waits of an account, oldest first; stops at the first that cannot be sent for want of a network. */
export async function sendWaiting(account: string): Promise<number> {
  if (sending) return 0
  sending = true
  let sent = 0
  try {
    await readWaiting()
    for (const entry of waiting.value.filter(one => one.account === account)) {
      try {
        const evidence: EvidenceForm[] = []
        for (const photo of entry.photos) evidence.push({ hash: (await sendFile(photo)).hash, stage: 'finding', note: '' })
        await noteOnTheSpot(entry.inspection, { ...entry.form, evidence })
        await within('readwrite', store => store.delete(entry.id))
        sent += 1
      } catch (cause) {
        const network = cause instanceof ApiError && (cause.problem.status === 0 || cause.problem.status >= 500)
        if (!network) await within('readwrite', store => store.put({ ...entry, fault: cause instanceof Error ? cause.message : String(cause) }))
        if (network) break
      }
    }
  } finally {
    sending = false
    await readWaiting()
  }
  return sent
}
