// `npm run faults`: the whole fault suite. `npm test` runs a small one of it, with the sizes of
// faults/support/settings.ts.
process.env.HUB_FAULT_KILLS ??= '100'
process.env.HUB_FAULT_CALLS ??= '10000'
process.env.HUB_FAULT_SLOW ??= '200'
process.env.HUB_FAULT_FILES ??= '10000'
process.argv.splice(2, Number.POSITIVE_INFINITY, 'build', 'faults')
await import('./test.mjs')
