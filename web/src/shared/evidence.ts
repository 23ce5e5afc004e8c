// What evidence can be shown in the page, and what only opens as a document.
import type { InjectionKey } from 'vue'
import type { FileRef } from '@/api/types'

export type EvidenceKind = 'picture' | 'video' | 'document'
export const evidenceKind = ({ media_type }: FileRef): EvidenceKind =>
  (/^image\/(jpeg|png|webp)$/.test(media_type) ? 'picture' : media_type === 'video/mp4' ? 'video' : 'document')

/** Whether this account is told when and where a picture was taken. */
export const SEES_PARTICULARS: InjectionKey<() => boolean> = Symbol('sees particulars')

/** Something a meeting looks at: a heading, what is to be said, and its files. */
export type EvidenceGroup = { title: string; lines: readonly string[]; files: readonly FileRef[] }
export type Slide = { title: string; lines: readonly string[]; file: FileRef | null; place: number; of: number }

/** One slide a file; a group without files is one slide all the same. */
export function slidesOf(groups: readonly EvidenceGroup[]): Slide[] {
  return groups.flatMap(({ title, lines, files }): Slide[] => files.length === 0
    ? [{ title, lines, file: null, place: 0, of: 0 }]
    : files.map((file, at) => ({ title, lines, file, place: at + 1, of: files.length })))
}
