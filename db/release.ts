import { version } from '../package.json'
import journal from './migrations/meta/_journal.json'

/** This program: its version, and the last migration that it knows. */
export const release = { version, schema: journal.entries.at(-1)?.tag ?? '' }
