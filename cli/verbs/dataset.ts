import { alias, create, push, unalias } from '../dataset/change'
import { readDatasetUri } from '../dataset/refs'
import { diff, files, info, list, versions } from '../dataset/show'
import { invalid } from '../failure'
import type { Surroundings, Verb } from '../verb'
import { pull } from './pull'

type Act = (words: string[], surroundings: Surroundings) => Promise<unknown>

const acts: Record<string, Act> = {
  list,
  info,
  create,
  versions,
  files,
  diff,
  push,
  pull: pullData,
  alias,
  unalias,
}

export const dataset: Verb = {
  name: 'dataset',
  summary: 'List, make, fetch and compare datasets and their versions',
  help: `hub dataset ACT …

  hub dataset list [--q TEXT] [--tag T] [--project P] [--archived] [--limit N]
  hub dataset info penguins                      about a dataset; of a version: dataset://penguins/v1
  hub dataset versions penguins [--limit N]
  hub dataset files dataset://penguins/v1 [--q TEXT] [--limit N]
  hub dataset diff dataset://penguins/v1 dataset://penguins/v2 [--limit N]
  hub dataset create penguins [-m TEXT] [--tag T] [--property k=v] [--project P]
  hub dataset push penguins data/ more.csv --version v2 --from v1 --exclude '*.tmp' --alias production
  hub dataset pull 'dataset://penguins/v1/images/*.png' data/
  hub dataset alias dataset://penguins/v2 production
  hub dataset unalias dataset://penguins/production

Options of push:
  --version NAME       Name of the version; v and the next number unless given
  --from VERSION       Begin with the files of that version, a name or a dataset:// URI
  --exclude NAME       Of these leave out a name, or a pattern with * (one level) and ** (any); several times
  --alias NAME         Point the alias at it; several times
  --tag T              A tag; several times
  --property k=v       A property, JSON or text; several times
  -m, --description TEXT
  --project P          Project that a new dataset belongs to; several times
  --json

A file is named by its last part; of a folder everything is taken, named relative to it. What the hub has
already is not sent again. A dataset that does not exist is made when your token may.`,

  async run(words, surroundings) {
    const [name = '', ...rest] = words
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined
    if (!act) throw invalid(`Say what to do: hub dataset ${Object.keys(acts).join(', ')}.`)
    await act(rest, surroundings)
    return undefined
  },
}

async function pullData(words: string[], surroundings: Surroundings): Promise<void> {
  const uri = words.find((word) => !word.startsWith('-'))
  if (uri) readDatasetUri(uri)
  await pull.run(words, surroundings)
}
