import type { Model } from '@/lib/models/view'
import type { RunItem } from '@/lib/runs/view'
import type { VersionItem } from '@/lib/versions/view'
import { underlined } from '../caret'
import type { Client } from '../client'
import { Failure, invalid } from '../failure'
import { result } from '../output'
import { modelTable, runTable, versionTable } from '../rows'
import { connect, readCount, readWords, type Verb } from '../verb'

export const search: Verb = {
  name: 'search',
  summary: 'Find versions, models or runs by a filter',
  help: `hub search [FILTER] [options]

  hub search 'state:approved metric.accuracy>0.9'    versions of all models, newest first
  hub search 'dataset:credit/v2 -is:recalled' --sort -metric.accuracy
  hub search --models 'tag:prod* updated:<30d' --match approved
  hub search --runs 'state:error step:train created:<2d'

  --models          Models, by one of their versions
  --runs            Runs
  --match WHICH     The version by which a model is found: newest (as a rule), approved or any
  --sort FIELD      created, decided, number, model, size, metric.NAME or param.NAME of versions;
                    updated, created, name, newest, versions or metric.NAME of models; created, finished,
                    duration or metric.NAME of runs; a - in front: the highest or latest first
  --limit N         At most so many (50)
  --json

Words are searched for in names, cards, notes and tags. In quotes, so that the shell leaves < > and ( ) alone:
OR, NOT (or a - in front) and parentheses join conditions.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(
      apart(words),
      {
        models: { type: 'boolean' },
        runs: { type: 'boolean' },
        match: { type: 'string' },
        sort: { type: 'string' },
        limit: { type: 'string' },
      },
      Number.POSITIVE_INFINITY,
    )
    const { models, runs, match, sort } = values
    if (models && runs) throw invalid('Choose one of --models and --runs.')
    if (match !== undefined && !models) throw invalid('--match goes with --models.')
    const q = positionals.join(' ')
    const limit = readCount(values.limit, '--limit', 50)
    const client = await connect(surroundings)
    const { terminal } = surroundings
    const ask = <T>(of: string) =>
      listed<T>(client, of, { ...(q && { q }), match, sort }, { limit, json: terminal.json })
    const sought = models ? 'model' : runs ? 'run' : 'version'
    const none = q
      ? `No ${sought} is like that. Leave out a condition to find more.`
      : `There is no ${sought} yet.`
    const show = <T>(items: T[], table: (items: T[]) => string[]) =>
      result(terminal, { items }, () => (items.length ? table(items) : none))
    if (models) show(await ask<Model>('models'), modelTable)
    else if (runs) show(await ask<RunItem>('runs'), runTable)
    else show(await ask<VersionItem>('versions'), (items) => versionTable(items, 'uri'))
    return undefined
  },
}

const withValue = ['--match', '--sort', '--limit']

/**
 * The options first and the filter behind `--`: a filter may begin with a dash, and so may what is sorted by,
 * since all options here are long ones.
 */
function apart(words: readonly string[]): string[] {
  const options: string[] = []
  const filter: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const next = words[at + 1]
    if (word === '--') return [...options, word, ...filter, ...words.slice(at + 1)]
    if (!word.startsWith('--')) filter.push(word)
    else if (withValue.includes(word) && next !== undefined) {
      options.push(`${word}=${next}`)
      at += 1
    } else options.push(word)
  }
  return [...options, '--', ...filter]
}

/** The items, or a failure that shows where in the filter something is wrong. */
async function listed<T>(
  client: Client,
  of: string,
  query: Record<string, string | undefined>,
  { limit, json }: { limit: number; json: boolean },
): Promise<T[]> {
  try {
    return await client.list<T>(client.path(of), query, limit)
  } catch (error) {
    const problems = error instanceof Failure ? error.facts.details?.problems : undefined
    if (!(error instanceof Failure) || !Array.isArray(problems) || json) throw error
    const { fields: _said, ...facts } = error.facts
    const lines = underlined(query.q ?? '', problems)
    throw new Failure(['The filter cannot be read.', ...lines].join('\n'), facts, error)
  }
}
