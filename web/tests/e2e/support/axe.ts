// What axe finds seriously wrong with a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function serious(page: Page): Promise<string[]> {
  const found = await page.evaluate<AxeResults>(`(() => { if (!window.axe) { ${AXE} } return axe.run(document, { resultTypes: ['violations'] }) })()`)
  return found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(one => `${one.id}: ${one.nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
