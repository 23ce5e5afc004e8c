// Months, quarters and years that can be judged, from the working month backwards.
export type PeriodChoice = { value: string; label: string }

const two = (number: number) => String(number).padStart(2, '0')
function parts(month: string): { year: number; number: number } {
  const [year = '2023', number = '1'] = month.split('-')
  return { year: Number(year), number: Number(number) }
}

/** The quarter of a month: `2023Q4`. */
export function quarterOf(month: string): string {
  const { year, number } = parts(month)
  return `${year}Q${Math.ceil(number / 3)}`
}

/** The running quarter and the three before, the last twelve months, this year and the one before. */
export function periodsBefore(month: string): PeriodChoice[] {
  const { year, number } = parts(month)
  const quarters = [0, 1, 2, 3].map(back => {
    const at = year * 4 + Math.ceil(number / 3) - 1 - back
    return { value: `${Math.floor(at / 4)}Q${(at % 4) + 1}`, label: `${Math.floor(at / 4)}年第${(at % 4) + 1}季度` }
  })
  const months = Array.from({ length: 12 }, (_, back) => {
    const at = year * 12 + number - 1 - back
    return { value: `${Math.floor(at / 12)}-${two((at % 12) + 1)}`, label: `${Math.floor(at / 12)}年${(at % 12) + 1}月` }
  })
  return [...quarters, ...months, { value: String(year), label: `${year}年全年` }, { value: String(year - 1), label: `${year - 1}年全年` }]
}

/** `2023`, `2023Q3`, `2023-10` as people say it. */
export function periodName(period: string): string {
  const [, year = period, quarter, month] = /^(\d{4})(?:Q([1-4])|-(\d{2}))?$/.exec(period) ?? []
  return quarter ? `${year}年第${quarter}季度` : month ? `${year}年${Number(month)}月` : /^\d{4}$/.test(year) ? `${year}年` : period
}
