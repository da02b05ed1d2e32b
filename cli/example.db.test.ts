import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Group } from '@/lib/groups/view'
import type { Run } from '@/lib/runs/view'
import type { Version } from '@/lib/versions/view'
import { root } from '@/scripts/paths.mjs'
import { cliHub } from './testing/hub'

const hub = cliHub()
const cwd = join(root, 'examples/penguins')

interface Document {
  state: string
  pipeline: number
  nodes: {
    name: string
    runs: { run: string; versions: string[]; metrics: Record<string, unknown> }[]
  }[]
}

describe('the penguins', () => {
  it('are prepared, learnt from in a sweep, evaluated and used by one command', {
    timeout: 120_000,
  }, async () => {
    const { ana } = hub
    const document = await ana.json<Document>(['pipeline', 'run', 'train-and-use'], { cwd })
    expect(document.state).toBe('completed')
    const runsOf = (node: string) => document.nodes.find(({ name }) => name === node)?.runs ?? []
    const made = runsOf('train').flatMap(({ versions }) => versions)
    expect(made).toHaveLength(6)
    const [evaluation] = runsOf('evaluate')
    const best = String(evaluation?.metrics.best_model_uri)
    expect(made).toContain(best)
    expect(evaluation?.metrics).toMatchObject({ models: 6, test_rows: 167 })

    // What it measures is what each training measured of its own.
    const number = Number(best.split('/v').at(-1))
    const version = await hub.json<Version>(`/models/penguins/versions/${number}`)
    expect(evaluation?.metrics.log_loss).toBe(version.metrics.log_loss)
    const losses = runsOf('train').map(({ metrics }) => Number(metrics.log_loss))
    expect(Math.min(...losses)).toBe(version.metrics.log_loss)

    const inputsOf = async (uri = '') => {
      const { inputs } = await hub.json<Run>(`/projects/penguins/runs/${uri.split('/').at(-1)}`)
      return inputs.map(({ name, uri }) => `${name} ${uri}`)
    }
    expect(await inputsOf(version.run ?? '')).toEqual(['data dataset://penguins/v1'])
    expect(await inputsOf(evaluation?.run)).toEqual(
      expect.arrayContaining(['data dataset://penguins/v1', `models ${best}/model.json`]),
    )
    expect(await inputsOf(runsOf('use')[0]?.run)).toEqual([
      `model ${best}`,
      'data dataset://penguins-unlabelled/v1',
    ])
    const group = await hub.json<Group>(`/projects/penguins/groups/${document.pipeline}`)
    expect(group).toMatchObject({ state: 'completed', groups: [{ node: 'train' }] })

    // Its lineage leads to the data and the runs before it, and to the runs that used it.
    const sides = async (direction: string) => {
      const query = new URLSearchParams({ uri: best, direction, depth: '3' })
      const { nodes } = await hub.json<{ nodes: { uri: string }[] }>(`/lineage?${query}`)
      return nodes.map(({ uri }) => uri)
    }
    expect(await sides('up')).toEqual(
      expect.arrayContaining([version.run, 'dataset://penguins/v1', runsOf('prepare')[0]?.run]),
    )
    expect(await sides('down')).toEqual(
      expect.arrayContaining([evaluation?.run, runsOf('use')[0]?.run]),
    )

    // Bad data is known of every version that came of it.
    const recall = { uri: 'dataset://penguins/v1', reason: 'Two species are mixed up.' }
    const admin = await hub.acme.secret('admin')
    const recalls = `/${hub.acme.slug}/recalls`
    expect((await hub.server.fetch(admin, 'POST', recalls, recall)).status).toBe(201)
    for (const uri of made) {
      const { warnings } = await hub.json<Version>(
        `/models/penguins/versions/${uri.split('/v').at(-1)}`,
      )
      expect(warnings).toContainEqual(expect.objectContaining({ code: 'recalled' }))
    }
  })

  it('are evaluated one version at a time as well', async () => {
    const { ana } = hub
    await ana.hub(['run', 'prepare'], { cwd })
    await ana.hub(['run', 'train', '-p', 'trees=5'], { cwd })
    const words = ['run', 'evaluate', '-i', 'models=model://penguins/v1', '-p', 'metric=accuracy']
    const { exitCode, out } = await ana.hub(words, { cwd })
    expect({ exitCode, out }).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Best by accuracy: model://penguins/v1\n'),
    })
  })
})
