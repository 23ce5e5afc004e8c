import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

/** What takes longest begins first, so that it does not run alone at the end. */
const LONGEST = ['pages', 'plans', 'pages-plans', 'changes', 'yearly-tasks-drawn', 'loop', 'city', 'patrols', 'texts', 'uploads', 'month-end']
const place = ({ moduleId }: TestSpecification) => (LONGEST.findIndex(name => moduleId.endsWith(`/${name}.e2e.ts`)) + LONGEST.length + 1) % (LONGEST.length + 1)
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    projects: [
      { plugins: [vue()], resolve: { alias }, test: { name: 'unit', environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] } },
      // The real binary and a real browser. Each file has its own server; two at a time, since each waits for its browser half of the time.
      { resolve: { alias }, test: { name: 'e2e', environment: 'node', include: ['tests/e2e/**/*.e2e.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      // Pictures for the READMEs, not a test: `cargo xtask screenshots`.
      { resolve: { alias }, test: { name: 'screens', environment: 'node', include: ['tests/screens/**/*.screens.ts'], env: { SHOTS: '1' }, testTimeout: 120_000 } },
    ],
  },
})
