// "Why this light?" stands in the address as ?why=item@month, so a colleague can be sent the reasons themselves.
export type Why = { item: string; month: string }
export const whyOf = (item: string, month: string): string => `${item}@${month}`
export function parseWhy(text: string): Why | null {
  const [, item, month] = /^(.+)@(\d{4}-\d{2})$/.exec(text) ?? []
  return item !== undefined && month !== undefined ? { item, month } : null
}
