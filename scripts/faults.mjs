// `npm run faults`: the whole fault suite. `npm test` runs a small one of it, with the sizes and the
// seed of faults/support/settings.ts.
process.env.HUB_FAULT_KILLS ??= '100'
process.env.HUB_FAULT_CALLS ??= '10000'
process.env.HUB_FAULT_SLOW ??= '200'
process.env.HUB_FAULT_FILES ??= '10000'
// Printed by each part, so that a run can be repeated with it.
process.env.HUB_FAULT_SEED ??= String(1 + Math.floor(Math.random() * 1_000_000))
process.argv.splice(2, Number.POSITIVE_INFINITY, 'build', 'faults')
await import('./test.mjs')
