// What axe finds seriously wrong with a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** `rows`: of each table it sees only so many; the others are taken out meanwhile, which on a long page is most of the time.
 *  `without`: rules left out. Those that tell of nothing serious are never run: a rule's weight is that of all it finds. */
export async function serious(page: Page, rows = Infinity, without: readonly string[] = []): Promise<string[]> {
  const found = await page.evaluate<AxeResults>(`(async () => {
    if (!window.axe) { ${AXE} }
    const left = axe._audit.rules.filter(({ id, impact }) => impact === 'minor' || impact === 'moderate' || ${JSON.stringify(without)}.includes(id))
    const rules = Object.fromEntries(left.map(({ id }) => [id, { enabled: false }]))
    const out = ${rows === Infinity ? '[]' : `[...document.querySelectorAll('tbody > tr:nth-child(n + ${rows + 1})')]`}
    const back = out.map(row => { const place = document.createComment(''); row.replaceWith(place); return () => place.replaceWith(row) })
    try { return await axe.run(document, { resultTypes: ['violations'], preload: false, selectors: false, rules }) } finally { for (const put of back) put() }
  })()`)
  return found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(one => `${one.id}: ${one.nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
