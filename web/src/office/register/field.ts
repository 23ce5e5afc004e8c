import type { Option } from '@/shared/choices'

/** One field of a small form; `key` is the name the server knows it by. */
export type Field = { key: string; label: string; options?: readonly Option[]; day?: true; optional?: boolean }
