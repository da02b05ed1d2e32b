import type { MadeRecall, Recall, RecallItem } from '@/lib/lineage/view'
import type { Client } from '../client'
import { invalid, notFound } from '../failure'
import { count, result, table, tell, time } from '../output'
import { connect, readWords, type Verb } from '../verb'

export const recall: Verb = {
  name: 'recall',
  summary: 'Recall data that is bad, so that everything made of it warns',
  help: `hub recall URI -m REASON [--project P] [--stop] [--json]
hub recall lift URI -m REASON [--project P]
hub recall [--json]

  hub recall dataset://penguins/v1 -m "Labels of two islands are swapped."
  hub recall lift dataset://penguins/v1 -m "It was the other file."
  hub recall                                    lists what is recalled now

Every version and run made of URI bears the warning, now and later, until the recall is lifted. URI may
be a dataset version, a file, a run, a version or an address that a run read; an alias of a file with
--project. With --stop, versions that it reaches are stopped in every deployment that serves them.`,

  async run(words, surroundings) {
    const { positionals, values } = readWords(
      words,
      {
        message: { type: 'string', short: 'm' },
        note: { type: 'string' },
        project: { type: 'string' },
        stop: { type: 'boolean', default: false },
      },
      2,
    )
    const lifts = positionals[0] === 'lift'
    const uri = lifts ? positionals[1] : positionals[0]
    if (!lifts && positionals.length > 1)
      throw invalid(`There is one word too many: ${positionals[1]}.`)
    const client = await connect(surroundings)
    const { terminal } = surroundings
    if (!uri) {
      if (lifts) throw invalid('Say of what: hub recall lift dataset://penguins/v1 -m REASON.')
      const items = await recallsOf(client)
      result(terminal, { items }, () => listOf(items))
      return undefined
    }
    const reason = values.message ?? values.note
    const of = { uri, ...(values.project && { project: values.project }) }
    if (!reason) throw invalid('Say why: -m "Labels of two islands are swapped."')
    if (lifts) {
      const [found] = await recallsOf(client, of)
      if (!found) throw notFound(`${uri} is not recalled.`)
      const search = new URLSearchParams({ reason })
      await client.call('DELETE', `${client.path('recalls', found.id)}?${search}`)
      result(terminal, { uri: found.uri, id: found.id }, () => `${found.uri} is no longer recalled`)
      return undefined
    }
    const made = await client.post<MadeRecall>(client.path('recalls'), {
      ...of,
      reason,
      ...(values.stop && { stop: true }),
    })
    result(terminal, made, () => `${made.uri} is recalled`)
    if (!terminal.json) tell(terminal, `Affected: ${affectedBy(made)}.`)
    for (const { deployment, revision } of made.stopped)
      tell(terminal, `Stopped in ${deployment}, by its revision ${revision}.`)
    for (const { deployment, uri } of made.serving)
      tell(terminal, `Warning: ${uri ?? 'a version'} still serves ${deployment}. Stop it there.`)
    return undefined
  },
}

function recallsOf(client: Client, of?: { uri: string; project?: string }): Promise<RecallItem[]> {
  return client.list<RecallItem>(client.path('recalls'), { ...of, active: 'true' }, of ? 1 : 500)
}

function listOf(items: RecallItem[]): string[] | string {
  const rows = items.map((item) => [item.uri, item.reason, item.by.name, time(item.at)])
  const titles = ['RECALLED', 'REASON', 'BY', 'AT']
  return rows.length ? table(titles, rows) : 'Nothing is recalled.'
}

function affectedBy({ affected }: Recall): string {
  const { aliases, versions, datasetVersions, runs, files } = affected
  const told = [
    aliases && (aliases === 1 ? '1 alias' : `${aliases} aliases`),
    versions && count(versions, 'version'),
    datasetVersions && count(datasetVersions, 'dataset version'),
    runs && count(runs, 'run'),
    files && count(files, 'outside file'),
  ].filter(Boolean)
  return told.length ? told.join(', ') : 'nothing that is known'
}
