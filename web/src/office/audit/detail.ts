// What an audit row says besides its target, in words. Ids and hashes prove, but say nothing to a reader: they stay in the tooltip.
import { AUDIT_DETAILS } from '@/labels'

const SILENT = /^[0-9a-f]{64}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function words(value: unknown): string {
  if (value === true) return '是'
  if (value === false) return '否'
  if (Array.isArray(value)) return value.map(words).filter(text => text !== '').join('、')
  if (typeof value === 'object' && value !== null) return pairs(value as Record<string, unknown>)
  const text = String(value ?? '')
  return SILENT.test(text) ? '' : AUDIT_DETAILS.values[text] ?? text
}
function pairs(detail: Record<string, unknown>): string {
  return Object.entries(detail).map(([key, value]) => [AUDIT_DETAILS.keys[key] ?? key, words(value)] as const).filter(([, text]) => text !== '').map(([key, text]) => `${key}：${text}`).join('；')
}
export function detailText(detail: string): string {
  try {
    const parsed: unknown = JSON.parse(detail)
    return typeof parsed === 'object' && parsed !== null ? words(parsed) : detail
  } catch { return detail }
}
