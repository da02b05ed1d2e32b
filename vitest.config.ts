import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const elsewhere = ['**/node_modules/**', '**/.*/**', 'dist/**', 'e2e/**', 'examples/**']
const onDatabase = ['**/*.db.test.ts', 'db/**/*.test.ts']
// They stop processes, listen to their own, or put something in the place of a module.
const alone = ['app/actions.db.test.ts', 'db/**/*.test.ts']
const onBuild = ['**/*.hub.test.ts']
const alias = {
  '@': import.meta.dirname,
  // Throws outside Next; the rule it stands for is kept by scripts/imports.test.ts.
  'server-only': 'next/dist/compiled/server-only/empty.js',
}

const withDatabase = {
  globalSetup: './lib/testing/cluster.ts',
  pool: 'forks',
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, ...onDatabase, ...onBuild],
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
          exclude: [...elsewhere, ...alone],
          ...withDatabase,
          // Each file has a database of its own. What they share, such as the pools, each sets anew.
          isolate: false,
        },
      },
      {
        resolve: { alias },
        test: { name: 'alone', include: alone, exclude: elsewhere, ...withDatabase },
      },
      {
        resolve: { alias },
        test: {
          name: 'faults',
          include: ['faults/*.fault.ts'],
          pool: 'forks',
          // Each file loads the machine as it can, and would be a fault of its own to the next.
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // On the production build, started as it is in production.
          name: 'deployed',
          include: onBuild,
          exclude: elsewhere,
          globalSetup: ['./lib/testing/cluster.ts', './server/testing/build.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
})
