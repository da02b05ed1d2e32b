import { parseDatasetUri } from '@/lib/uri'
import { apiPath, type Client } from '../client'
import { invalid } from '../failure'
import { result, tell } from '../output'
import { readModel, versionPath } from '../refs'
import { connect, readWords, type Verb } from '../verb'

type Act = 'archive' | 'restore' | 'delete'

const done = { archive: 'archived', restore: 'live', delete: 'deleted' } as const

export const archive = life('archive', {
  summary: 'Put a model, version, dataset or project out of use',
  help: `It leaves the lists and takes nothing new; by its name it can still be read and downloaded.
hub restore brings it back.`,
})

export const restore = life('restore', {
  summary: 'Bring back what was archived, or deleted within 30 days',
  help: 'Aliases of a deleted version do not come back with it.',
})

export const remove = life('delete', {
  summary: 'Delete a model, version, dataset or project; it can be restored for 30 days',
  help: `It is gone for everybody at once. Its name is never used again, and after 30 days its files are gone.`,
})

function life(act: Act, { summary, help }: { summary: string; help: string }): Verb {
  const holds = act !== 'restore'
  return {
    name: act,
    aliases: [`model ${act}`, `version ${act}`, `dataset ${act}`],
    summary,
    help: `hub ${act} URI ${holds ? '[--force] [-m NOTE] ' : ''}[--json]

  hub ${act} model://penguins      the model with its versions
  hub ${act} model://penguins/v3   one version
  hub ${act} dataset://pets        the dataset with its versions
  hub ${act} project vision        the project with its runs
${holds ? `\n  --force           Although aliases, latest, runs or versions lead to it or build on it\n  -m, --note TEXT   Why. It stands in the activity log\n` : ''}
${help}`,

    async run(words, surroundings) {
      const options = {
        ...(holds && { force: { type: 'boolean' }, note: { type: 'string', short: 'm' } }),
      } as { force: { type: 'boolean' }; note: { type: 'string'; short: 'm' } }
      const { values, positionals } = readWords(words, options, 2)
      const client = await connect(surroundings)
      const thing = await thingOf(client, act, positionals)
      const { force, note } = values
      const said = { ...(force && { force }), ...(note !== undefined && { note }) }
      await send(client, act, thing.path, said)
      const { terminal } = surroundings
      result(terminal, { uri: thing.uri, life: done[act] }, () => `${thing.uri} ${done[act]}`)
      if (act === 'delete')
        tell(
          terminal,
          `hub restore ${words[0] === 'project' ? thing.uri : words[0]} brings it back within 30 days.`,
        )
      return undefined
    },
  }
}

type Connected = Client & { org: string }

/** Where a thing is in the API, and what people call it. */
async function thingOf(client: Connected, act: Act, [first = '', second]: string[]) {
  if (first === 'project') {
    if (!second) throw invalid(`Say which project: hub ${act} project vision.`)
    return { path: client.path('projects', second), uri: `project ${second}` }
  }
  if (second !== undefined) throw invalid(`There is one word too many: ${second}.`)
  if (first.startsWith('dataset://')) return datasetOf(client, act, first)
  if (!first.startsWith('model://'))
    throw invalid(`Say what: hub ${act} model://penguins, or hub help ${act}.`)
  const { org, model, uri } = readModel(first, client.org)
  if (uri?.version) return { path: await versionPath(client, uri), uri: first }
  return { path: apiPath(org, 'models', model), uri: `model://${model}` }
}

function datasetOf(client: Connected, act: Act, text: string) {
  const bare = /^dataset:\/\/[^/]+$/.test(text) ? `${text}/` : text
  const parsed = parseDatasetUri(bare)
  if (!parsed.ok) throw invalid(parsed.message)
  const { organization, dataset, version } = parsed.uri
  if (version !== null) throw invalid(`A dataset goes as a whole: hub ${act} dataset://${dataset}.`)
  return {
    path: apiPath(organization ?? client.org, 'datasets', dataset),
    uri: `dataset://${dataset}`,
  }
}

interface Said {
  force?: boolean
  note?: string
}

async function send(client: Client, act: Act, path: string, said: Said): Promise<void> {
  if (act !== 'delete') {
    await client.post(`${path}/${act}`, said)
    return
  }
  const search = new URLSearchParams()
  if (said.force) search.set('force', 'true')
  if (said.note !== undefined) search.set('note', said.note)
  await client.call('DELETE', search.size > 0 ? `${path}?${search}` : path)
}
