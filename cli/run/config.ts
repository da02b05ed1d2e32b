import { createHash } from 'node:crypto'
import type { Me } from '@/lib/me'
import type { Client } from '../client'
import type { LaidFile } from './inputs'
import type { Plan } from './plan'

/** The run that the hub made. */
export interface RunIdentity {
  /** run:// URI. */
  uri: string
  number: number
  org: string
  project: string
  /** UTC, ISO 8601. */
  createdAt: string
  /** The pipeline that it is a part of, by number, and its node there. */
  pipeline?: { group: number; node: string }
  /** Number of the task that it is a part of. */
  task?: number
}

/** The ids that the job contract wants to be UUIDs: always the same ones for the same run. */
export function idsOf({ org, project, number, pipeline, task }: RunIdentity, hub: string) {
  const place = `${hub}/${org}/${project}`
  return {
    execution: uuidOf(`${place}/${number}`),
    project: uuidOf(place),
    task: task === undefined ? null : uuidOf(`${place}/groups/${task}`),
    pipeline: pipeline ? uuidOf(`${place}/groups/${pipeline.group}`) : null,
    node: pipeline ? uuidOf(`${place}/groups/${pipeline.group}/${pipeline.node}`) : null,
  }
}

/** `execution.json`: flat keys; what does not exist here is null. */
export function executionConfig(plan: Plan, run: RunIdentity, me: Me, hub: string) {
  const ids = idsOf(run, hub)
  return {
    'valohai.commit-identifier': plan.commit?.id ?? null,
    'valohai.creator-id': me.actor.id,
    'valohai.creator-name': me.actor.name,
    'valohai.creator-email': null,
    'valohai.environment-id': null,
    'valohai.environment-name': null,
    'valohai.environment-slug': null,
    'valohai.execution-counter': run.number,
    'valohai.execution-ctime': run.createdAt,
    'valohai.execution-duration': null,
    'valohai.execution-id': ids.execution,
    'valohai.execution-image': plan.step.image,
    'valohai.execution-qtime': run.createdAt,
    'valohai.execution-status': 'started',
    'valohai.execution-step': plan.step.name,
    'valohai.execution-tags': [],
    'valohai.execution-title': plan.step.name,
    'valohai.pipeline-counter': run.pipeline?.group ?? null,
    'valohai.pipeline-id': ids.pipeline,
    'valohai.pipeline-node-id': ids.node,
    'valohai.pipeline-tags': null,
    'valohai.pipeline-title': null,
    'valohai.project-id': ids.project,
    'valohai.project-name': `${run.org}/${run.project}`,
    'valohai.task-counter': run.task ?? null,
    'valohai.task-id': ids.task,
  }
}

/** `inputs.json`: by input, its files as laid out. `metadata` is a list of one object: its properties. */
export function inputsConfig(placed: Map<string, LaidFile[]>, run: RunIdentity, client: Client) {
  const inputs = [...placed].map(([input, files]) => {
    const inputId = uuidOf(`${client.url}/${run.uri}/${input}`)
    const described = files.map(({ name, path, uri, file }) => ({
      name,
      path,
      size: file.size,
      uri,
      datum_id: file.datum ?? (uri.startsWith('datum://') ? uri.slice('datum://'.length) : null),
      storage_uri: file.url === null ? uri : new URL(file.url, client.url).href,
      download_intent: 'always',
      input_id: inputId,
      checksums: { md5: null, sha1: null, sha256: file.sha256 },
      metadata: [file.properties ?? {}],
    }))
    return [input, { input_id: inputId, files: described }]
  })
  return Object.fromEntries(inputs)
}

/** The variables that tell a command it runs as a job, and where its folders are. */
export function jobVariables(
  run: RunIdentity,
  folders: { config: string; inputs: string; outputs: string; repository: string },
  hub: string,
) {
  const ids = idsOf(run, hub)
  return {
    VH_JOB_ID: `exec-${ids.execution}`,
    VH_EXECUTION_ID: ids.execution,
    VH_PROJECT_ID: ids.project,
    ...(ids.task && { VH_TASK_ID: ids.task }),
    ...(ids.pipeline && { VH_PIPELINE_ID: ids.pipeline }),
    ...(ids.node && { VH_PIPELINE_NODE_ID: ids.node }),
    VH_CONFIG_DIR: folders.config,
    VH_INPUTS_DIR: folders.inputs,
    VH_OUTPUTS_DIR: folders.outputs,
    VH_REPOSITORY_DIR: folders.repository,
  }
}

/** A UUID made of a text (version 8: custom). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
