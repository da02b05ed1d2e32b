import { z } from 'zod'
import { inputKinds, runStates } from '@/db/schema/tables'
import {
  Ability,
  ActorView,
  FileView,
  fileFacts,
  Instant,
  JsonValue,
  MetricValue,
  Params,
} from '../view'

export const RunState = z.enum(runStates)

export const CommitView = z.object({
  id: z.string().min(1).max(200).describe('Git commit, or ~ and the SHA-256 of ad-hoc code'),
  branch: z.string().max(500).optional(),
  dirty: z.boolean().optional(),
  remote: z.string().max(2000).optional(),
})

export const PackageView = z.object({ name: z.string().max(300), version: z.string().max(300) })

/** A file as a job finds it among its inputs. */
export const InputFile = FileView.extend({
  datum: z.string().nullable().describe('Its id in datum:// URIs, where it has one'),
  properties: z.record(z.string(), JsonValue),
}).meta({ id: 'InputFile' })
export type InputFile = z.infer<typeof InputFile>

/** What an MLflow client said of data that it used: where that lies, and never the bytes. */
export const LoggedInput = z
  .object({
    name: z.string(),
    digest: z.string().describe("Of the client's own making"),
    context: z.string().nullable().describe('What it was used for: training, eval'),
    sourceType: z.string(),
    source: z.string().describe('JSON, as the client wrote it'),
  })
  .meta({ id: 'LoggedInput' })
export type LoggedInput = z.infer<typeof LoggedInput>

export const RunInput = z
  .object({
    name: z.string(),
    uri: z.string().describe('What was asked'),
    resolved: z.string().describe('What it meant when the run was made, pinned'),
    kind: z.enum(inputKinds),
    files: z.array(InputFile),
    logged: LoggedInput.optional().describe('Where an MLflow client said that it was used'),
  })
  .meta({ id: 'RunInput' })
export type RunInput = z.infer<typeof RunInput>

/** The answer to making a run: what its inputs turned out to mean. */
export const CreatedRun = z
  .object({ run: z.number().int(), uri: z.string(), inputs: z.array(RunInput) })
  .meta({ id: 'CreatedRun' })
export type CreatedRun = z.infer<typeof CreatedRun>

export const RunOutput = FileView.extend(fileFacts).meta({ id: 'RunOutput' })
export type RunOutput = z.infer<typeof RunOutput>

export const AlertView = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Alert' })
export type AlertView = z.infer<typeof AlertView>

export const CodeView = z
  .object({
    sha256: z.string(),
    size: z.number().int().describe('Bytes'),
    url: z.string().describe('Where to download it, from the root of the hub'),
  })
  .meta({ id: 'Code' })
export type CodeView = z.infer<typeof CodeView>

export const Definition = z.object({
  yaml: z.string().max(1000).optional().describe('Path of the valohai.yaml in the code'),
  step: z.record(z.string(), JsonValue).optional().describe('The step as it was written there'),
})

/** How far a running run is, for whoever runs it and whoever watches. */
export const Progress = z
  .object({
    state: RunState,
    stopRequested: z.boolean(),
    statusDetail: z.string().nullable(),
    logBytes: z.number().int(),
  })
  .meta({ id: 'Progress' })
export type Progress = z.infer<typeof Progress>

export const RunItem = z
  .object({
    run: z.number().int(),
    uri: z.string(),
    project: z.string(),
    step: z.string().nullable(),
    state: RunState,
    summary: z
      .record(z.string(), z.union([MetricValue, z.boolean(), z.string()]))
      .describe('Latest value per key; in lists 20 keys at most, and 200 characters of a word'),
    versions: z.array(z.string()).describe('Versions it made'),
    tags: z.array(z.string()),
    group: z.number().int().nullable().describe('Number of its task or pipeline in the project'),
    node: z.string().nullable().describe('Its node in the pipeline'),
    reproduces: z.string().nullable().describe('run:// URI of the run whose record it followed'),
    stopRequested: z.boolean(),
    alertCount: z.number().int(),
    createdBy: ActorView,
    createdAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: 'RunItem' })
export type RunItem = z.infer<typeof RunItem>

export const Run = RunItem.extend({
  command: z.string().nullable(),
  commit: CommitView.nullable(),
  image: z.string().nullable(),
  packages: z.array(PackageView),
  params: Params,
  exitCode: z.number().int().nullable(),
  alerts: z.array(AlertView),
  inputs: z.array(RunInput),
  outputs: z.array(RunOutput),
  datasets: z.array(z.string()).describe('Dataset versions it made'),
  logBytes: z.number().int(),
  statusDetail: z.string().nullable().describe('What the job says it is doing'),
  stop: z
    .object({ by: ActorView.nullable(), at: Instant })
    .nullable()
    .describe('Who asked for it to stop, and when'),
  code: CodeView.nullable().describe('The archive of ad-hoc code it ran from'),
}).meta({ id: 'Run' })
export type Run = z.infer<typeof Run>

/** A run with what the caller may do to it. */
export const RunWithAbilities = Run.extend({
  abilities: z
    .object({ register: Ability, stop: Ability, update: Ability })
    .describe('`register`: versions of its outputs; `update`: its tags'),
}).meta({ id: 'RunWithAbilities' })
export type RunWithAbilities = z.infer<typeof RunWithAbilities>

export const TaggedRun = RunItem.pick({ run: true, uri: true, tags: true }).meta({
  id: 'TaggedRun',
})

/** The history of one metric of a run, in order of arrival; x is the step or, without one, the index. */
export const MetricSeries = z
  .object({
    key: z.string(),
    total: z.number().int().describe('Values in all; fewer points are told of many'),
    notFinite: z.number().int().describe('How many of them are no finite number'),
    points: z.array(z.object({ step: z.number().nullable(), time: Instant, value: MetricValue })),
  })
  .meta({ id: 'MetricSeries' })
export type MetricSeries = z.infer<typeof MetricSeries>

/** One value as it was reported. */
export const ReportedValue = z
  .object({
    key: z.string(),
    step: z.number().nullable(),
    time: Instant,
    value: z.union([MetricValue, z.boolean(), z.string()]),
  })
  .meta({ id: 'ReportedValue' })

export const Finished = z
  .object({
    versions: z.array(z.string()).describe('model:// URIs made'),
    datasets: z.array(z.string()).describe('dataset:// URIs made'),
    alerts: z.array(AlertView),
  })
  .meta({ id: 'Finished' })
export type Finished = z.infer<typeof Finished>
