// What the preview recognised, as the mapping sent back when somebody changes it.
import { SHEET_KINDS } from '@/labels'
import type { ImportMapping, ImportPreview, SheetKind } from '@/api/types'

export function mappingOf(preview: ImportPreview): ImportMapping {
  return {
    sheets: preview.sheets.map(({ name, kind, header_row, columns, share_scale }) => ({
      name, kind, header_row, columns: columns.map(({ index, field }) => ({ index, field })), share_scale: share_scale?.scale ?? null,
    })),
  }
}
type Sheet = ImportMapping['sheets'][number]
export function withSheet(mapping: ImportMapping, name: string, change: Partial<Sheet>): ImportMapping {
  return { ...mapping, sheets: mapping.sheets.map(sheet => (sheet.name === name ? { ...sheet, ...change } : sheet)) }
}
/** A field belongs to one column: giving it to another takes it from the first. */
export function withColumn(mapping: ImportMapping, name: string, index: number, field: string | null): ImportMapping {
  const columns = mapping.sheets.find(sheet => sheet.name === name)?.columns ?? []
  return withSheet(mapping, name, { columns: columns.map(column => (column.index === index ? { index, field } : field !== null && column.field === field ? { ...column, field: null } : column)) })
}
export const kindOf = (text: string): SheetKind | null => ((Object.keys(SHEET_KINDS) as SheetKind[]).find(key => key === text) ?? null)
