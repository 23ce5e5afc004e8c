// Sending what waits in the phone.
import { noteOnTheSpot } from '@/api/calls'
import { ApiError } from '@/api/client'
import type { EvidenceForm } from '@/api/types'
import { sendFile } from '@/shared/send-file'
import { lastingRefusal } from '@/shared/uploads'
import { drop, keep, readWaiting, waiting } from './queue'

/** The session, the right or the pace is wrong, not the entry. */
const FOR_THE_MOMENT = [401, 403, 408, 429]
function refusal(cause: unknown): boolean {
  // What is no answer of the server is a photo the phone can no longer read: trying again for ever would not help.
  if (!(cause instanceof ApiError)) return true
  const { status, code } = cause.problem
  return code === 'upload' ? lastingRefusal(status) : status >= 400 && status < 500 && !FOR_THE_MOMENT.includes(status)
}

let sending = false
/** Sends what waits of an account, oldest first; stops at the first that cannot be sent for want of a network. */
export async function sendWaiting(account: string): Promise<number> {
  if (sending) return 0
  sending = true
  const tried = new Set<string>()
  let sent = 0
  try {
    await readWaiting()
    // Looked up anew each time: entries are saved and put right while others are on their way.
    for (;;) {
      const entry = waiting.value.find(one => one.account === account && !one.refused && !tried.has(one.id))
      if (!entry) break
      tried.add(entry.id)
      try {
        const evidence: EvidenceForm[] = []
        for (const photo of entry.photos) evidence.push({ hash: (await sendFile(photo)).hash, stage: 'finding', note: '' })
        await noteOnTheSpot(entry.inspection, { ...entry.form, evidence })
        await drop(entry.id)
        sent += 1
      } catch (cause) {
        const network = cause instanceof ApiError && (cause.problem.status === 0 || cause.problem.status >= 500)
        if (network) break
        await keep({ ...entry, fault: cause instanceof Error ? cause.message : String(cause), refused: refusal(cause) })
      }
    }
  } finally {
    sending = false
    await readWaiting()
  }
  return sent
}
