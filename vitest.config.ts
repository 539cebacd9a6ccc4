import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^chainrule$/, replacement: at('src/index.ts') },
      { find: /^chainrule\/laws$/, replacement: at('laws/index.ts') },
      { find: /^chainrule\/linalg$/, replacement: at('src/op/linalg/index.ts') },
      {
        find: /^chainrule\/(op|derivative|codec|learn|show|diagnose)$/,
        replacement: at('src/$1/index.ts'),
      },
      { find: /^chainrule\/compile$/, replacement: at('src/runtime/index.ts') },
      { find: /^chainrule\/sparse$/, replacement: at('src/derivative/sparse/index.ts') },
      { find: /^chainrule\/([A-Z]\w*)$/, replacement: at('src/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 30_000,
    // By default one core is left idle.
    maxWorkers: '100%',
  },
})
