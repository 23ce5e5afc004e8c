// Fails when the first visit of the office's table page would transfer more than the budget (brotli, script + style).
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUDGET = 200_000
const ENTRY = 'index.html'
const ROUTE = 'src/office/items/ItemsPage.vue'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

const files = new Set()
const seen = new Set()
function collect(key) {
  if (seen.has(key)) return
  seen.add(key)
  const chunk = manifest[key]
  if (!chunk) throw new Error(`the build has no chunk named ${key}`)
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) collect(next)
}
collect(ENTRY)
collect(ROUTE)

const sized = [...files].map(file => {
  const path = join(dist, file)
  return { file, bytes: statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size }
}).sort((a, b) => b.bytes - a.bytes)
const total = sized.reduce((sum, { bytes }) => sum + bytes, 0)
for (const { file, bytes } of sized.slice(0, 8)) console.log(`${String(bytes).padStart(8)}  ${file}`)
console.log(`${String(total).padStart(8)}  of ${BUDGET} in ${sized.length} files: first visit of ${ROUTE}`)

const heavy = sized.filter(({ file }) => /CourseChart/.test(file))
if (heavy.length > 0) { console.error(`chart code must stay in its own lazy chunk: ${heavy.map(h => h.file).join(', ')}`); process.exit(1) }
if (total > BUDGET) { console.error(`over the budget by ${total - BUDGET} bytes`); process.exit(1) }
