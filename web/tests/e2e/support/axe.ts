// What axe finds seriously wrong with a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** `rows`: of each table it sees only so many; the others are taken out meanwhile, which on a long page is most of the time. */
export async function serious(page: Page, rows = Infinity): Promise<string[]> {
  const found = await page.evaluate<AxeResults>(`(async () => {
    if (!window.axe) { ${AXE} }
    const out = ${rows === Infinity ? '[]' : `[...document.querySelectorAll('tbody > tr:nth-child(n + ${rows + 1})')]`}
    const back = out.map(row => { const place = document.createComment(''); row.replaceWith(place); return () => place.replaceWith(row) })
    try { return await axe.run(document, { resultTypes: ['violations'], preload: false }) } finally { for (const put of back) put() }
  })()`)
  return found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(one => `${one.id}: ${one.nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
