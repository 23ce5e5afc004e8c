// Entries made on the spot wait here, in the phone, until the server has confirmed them: a broken network or a reload loses nothing.
// Photos lie in IndexedDB beside their entry; an entry's id is made here, so that sending it twice is harmless.
import { computed, onMounted, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { SpotForm } from '@/api/types'

/** `account` made the entry and sends it: whoever signs in next on the same phone does not send it under their own name.
    `refused`: the server will not take it as it is; it is not sent again until somebody has put it right. */
export type Waiting = { id: string; account: string; inspection: string; form: SpotForm; photos: File[]; fault: string; refused?: boolean }

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
/** Kept before anything is sent; an entry of the same id is replaced. */
export async function keep(entry: Waiting): Promise<void> { await within('readwrite', store => store.put(entry)); await readWaiting() }
export async function drop(id: string): Promise<void> { await within('readwrite', store => store.delete(id)); await readWaiting() }
/** What lies in this phone of an account, of one inspection or of all: shown wherever its owner may come by. */
export function useOwnWaiting(account: () => string | undefined, inspection?: () => string): ComputedRef<Waiting[]> {
  onMounted(() => { void readWaiting().catch(() => undefined) })
  return computed(() => waiting.value.filter(one => one.account === account() && (!inspection || one.inspection === inspection())))
}
