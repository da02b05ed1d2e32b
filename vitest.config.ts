import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const elsewhere = ['**/node_modules/**', '**/.*/**', 'dist/**', 'e2e/**', 'examples/**']
const onDatabase = ['**/*.db.test.ts', 'db/**/*.test.ts']
const onHub = ['**/*.hub.test.ts']
const alias = {
  '@': import.meta.dirname,
  // Throws outside Next; the rule it stands for is kept by scripts/imports.test.ts.
  'server-only': 'next/dist/compiled/server-only/empty.js',
}

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, ...onDatabase, ...onHub],
          // These hold no state, so a fresh environment for each file would buy nothing.
          pool: 'threads',
          isolate: false,
          // A busy machine is no failure.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: onDatabase,
          exclude: elsewhere,
          globalSetup: './lib/testing/cluster.ts',
          // Each file has a process and a database of its own.
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // On the production build: whoever runs it has made that.
        test: {
          name: 'docs',
          include: onHub,
          exclude: elsewhere,
          pool: 'forks',
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
