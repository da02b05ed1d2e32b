#!/usr/bin/env node
// `npx hub` in a clone: the same one file that a hub serves at /cli/hub.mjs, built first if need be.
import { runBundle } from '../scripts/bundles.mjs'
import { main } from '../scripts/main.mjs'

await main(() => runBundle('hub'))
