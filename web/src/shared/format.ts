// How values are written on the page. Exact numbers stay text: nothing here calculates with them.

/** "10067.50" -> "10,067.50" */
export function number(text: string | number | null | undefined): string {
  if (text === null || text === undefined || text === '') return '—'
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(String(text)) ?? []
  return whole === '' ? String(text) : `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`
}

export const share = (text: string | null | undefined): string => (text === null || text === undefined || text === '' ? '—' : `${text}%`)
export const money = (text: string | null | undefined): string => (text === null || text === undefined || text === '' ? '—' : `${number(text)} 万元`)

export function quantity(text: string | null | undefined, unit: string | null | undefined): string {
  const written = number(text)
  return written === '—' ? written : `${written} ${unit ?? ''}`.trim()
}

/** '2023-10' -> '2023年10月' */
export function monthName(month: string | null | undefined): string {
  const [, year, digits] = /^(\d{4})-(\d{2})$/.exec(month ?? '') ?? []
  return year === undefined ? '—' : `${year}年${Number(digits)}月`
}

/** '2023-11-03' -> '2023年11月3日' */
export function dayName(day: string | null | undefined): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '') ?? []
  return year === undefined ? '—' : `${year}年${Number(month)}月${Number(date)}日`
}

const two = (n: number): string => String(n).padStart(2, '0')

/** A moment by the clock of China: '2023-11-03 09:05' */
export function moment(time: string | null | undefined): string {
  if (time === null || time === undefined || time === '') return '—'
  const at = new Date(time)
  if (Number.isNaN(at.getTime())) return time
  // The office's clock is China's (UTC+8), wherever the browser thinks it is.
  const there = new Date(at.getTime() + 8 * 3600_000)
  return `${there.getUTCFullYear()}-${two(there.getUTCMonth() + 1)}-${two(there.getUTCDate())} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The months from `from` to `to`, both included, newest first. */
export function monthsBack(to: string, count: number): string[] {
  const [year = 0, month = 1] = to.split('-').map(Number)
  return Array.from({ length: count }, (_, back) => {
    const index = year * 12 + (month - 1) - back
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
  })
}

/** How full a bar is drawn, 0 to 100. A picture only: the number beside it is the server's. */
export function barWidth(reached: string, target: string): number {
  const whole = Number(target)
  return whole > 0 ? Math.max(0, Math.min(100, (Number(reached) / whole) * 100)) : 0
}
