// Sending one file without anybody looking. The library comes with the page that imports this, never later: by then there may be no network.
import { Upload } from 'tus-js-client'
import { UPLOADS } from '@/api/calls'
import { ApiError } from '@/api/client'
import type { FileRef } from '@/api/types'
import { detailed, PIECE, sha256, statusOf, told } from './uploads'

/** Sends one file, going on where an earlier try stopped. */
export async function sendFile(file: File): Promise<FileRef> {
  const declared = await sha256(file)
  const upload = new Upload(file, {
    endpoint: UPLOADS, chunkSize: PIECE, retryDelays: null, removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type, ...(declared && { sha256: declared }) },
  })
  const known = (await upload.findPreviousUploads()).sort((a, b) => a.creationTime.localeCompare(b.creationTime)).pop()
  if (known) upload.resumeFromPreviousUpload(known)
  return await new Promise((done, failed) => {
    upload.options.onSuccess = ({ lastResponse }) => {
      const hash = lastResponse.getHeader('Upload-File')
      if (hash) done({ hash, name: file.name, size: file.size, media_type: lastResponse.getHeader('Upload-File-Type') ?? file.type })
      else failed(new Error('no digest'))
    }
    upload.options.onError = cause => failed(!detailed(cause) ? cause : new ApiError({ type: '', code: 'upload', field: null, status: statusOf(cause), title: told(cause), title_en: cause.message }))
    upload.start()
  })
}
