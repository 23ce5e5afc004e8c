import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

export default defineConfig({
  test: {
    projects: [
      { plugins: [vue()], resolve: { alias }, test: { name: 'unit', environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] } },
      // The real binary and a real browser. Each file has its own server; one after another, so that two cores are enough.
      { resolve: { alias }, test: { name: 'e2e', environment: 'node', include: ['tests/e2e/**/*.e2e.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
})
