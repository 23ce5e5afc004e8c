import { ROLES } from '@/labels'
import type { Role } from '@/api/types'

/** The audit keeps the role as it was written; one that no longer exists is shown as it stands. */
export const roleName = (key: string): string => ROLES[key as Role] ?? key
