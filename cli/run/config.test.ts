import { expect, it } from 'vitest'
import type { Me } from '@/lib/me'
import { createClient } from '../client'
import { executionConfig, idsOf, inputsConfig, jobVariables } from './config'
import type { Plan } from './plan'

const hub = 'http://localhost:3000'
const run = {
  uri: 'run://penguins/12',
  number: 12,
  org: 'acme',
  project: 'penguins',
  createdAt: '2026-03-03T10:00:00.000Z',
}
const me: Me = {
  actor: { id: '7', kind: 'member', name: 'Ana' },
  organization: { slug: 'acme', name: 'Acme' },
  roles: ['contributor'],
  token: null,
}
const plan: Plan = {
  step: {
    name: 'train',
    image: 'node:20',
    command: ['node train.js'],
    parameters: [],
    inputs: [],
    outputs: [],
    environment: [],
    timeLimit: null,
    noOutputTimeout: null,
    stopCondition: null,
    sourcePath: null,
    definition: {},
    ignored: [],
  },
  values: {},
  asked: [],
  variables: {},
  command: 'node train.js',
  repository: '/code',
  project: 'penguins',
  commit: { id: 'abc123' },
  packages: [],
  archive: null,
  yaml: 'valohai.yaml',
  notes: [],
  warnings: [],
}
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('tells a command which run it is', () => {
  expect(executionConfig(plan, run, me, hub)).toMatchObject({
    'valohai.commit-identifier': 'abc123',
    'valohai.creator-name': 'Ana',
    'valohai.execution-counter': 12,
    'valohai.execution-image': 'node:20',
    'valohai.execution-step': 'train',
    'valohai.execution-id': expect.stringMatching(uuid),
    'valohai.project-name': 'acme/penguins',
    'valohai.task-id': null,
  })
})

it('tells which task and pipeline it is a part of', () => {
  const part = { ...run, task: 4, pipeline: { group: 3, node: 'sweep' } }
  const ids = idsOf(part, hub)
  expect(executionConfig(plan, part, me, hub)).toMatchObject({
    'valohai.pipeline-counter': 3,
    'valohai.pipeline-id': ids.pipeline,
    'valohai.pipeline-node-id': ids.node,
    'valohai.task-counter': 4,
    'valohai.task-id': ids.task,
  })
  const folders = { config: '/c', inputs: '/i', outputs: '/o', repository: '/r' }
  expect(jobVariables(part, folders, hub)).toMatchObject({
    VH_TASK_ID: ids.task,
    VH_PIPELINE_ID: ids.pipeline,
    VH_PIPELINE_NODE_ID: ids.node,
  })
  expect(new Set(Object.values(ids)).size).toBe(5)
})

it('gives one run the same ids everywhere, and another run others', () => {
  const folders = { config: '/c', inputs: '/i', outputs: '/o', repository: '/r' }
  const { execution, project } = idsOf(run, hub)
  expect(jobVariables(run, folders, hub)).toEqual({
    VH_JOB_ID: `exec-${execution}`,
    VH_EXECUTION_ID: execution,
    VH_PROJECT_ID: project,
    VH_CONFIG_DIR: '/c',
    VH_INPUTS_DIR: '/i',
    VH_OUTPUTS_DIR: '/o',
    VH_REPOSITORY_DIR: '/r',
  })
  const other = idsOf({ ...run, number: 13 }, hub)
  expect(other.execution).not.toBe(execution)
  expect(other.project).toBe(project)
})

it('describes inputs as the contract does: metadata is a list of one object', () => {
  const client = createClient({ url: hub, token: 't', org: 'acme' }, AbortSignal.abort())
  const file = { name: 'sub/a.csv', size: 3, sha256: 'a'.repeat(64), url: '/api/v1/acme/f/a.csv' }
  const laid = { name: 'a.csv', path: '/i/data/a.csv', uri: 'datum://0198', file }
  const placed = new Map([
    ['data', [laid]],
    ['none', []],
  ])
  expect(inputsConfig(placed, run, client)).toEqual({
    data: {
      input_id: expect.stringMatching(uuid),
      files: [
        {
          name: 'a.csv',
          path: '/i/data/a.csv',
          size: 3,
          uri: 'datum://0198',
          datum_id: '0198',
          storage_uri: `${hub}/api/v1/acme/f/a.csv`,
          download_intent: 'always',
          input_id: expect.stringMatching(uuid),
          checksums: { md5: null, sha1: null, sha256: 'a'.repeat(64) },
          metadata: [{}],
        },
      ],
    },
    none: { input_id: expect.stringMatching(uuid), files: [] },
  })
})
