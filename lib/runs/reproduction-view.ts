import { z } from 'zod'
import { ActorView, Instant, MetricValue, Params } from '../view'
import { CodeView, CommitView, Definition, PackageView, RunState } from './view'

export const ReproducedMetric = z.object({
  key: z.string(),
  original: MetricValue.nullable(),
  reproduced: MetricValue.nullable(),
  difference: z.number().nullable().describe('Reproduced minus original, where both are finite'),
  equal: z.boolean(),
})
export type ReproducedMetric = z.infer<typeof ReproducedMetric>

/** Everything that a run was started with, exactly, and what came of following it. */
export const Reproduction = z
  .object({
    run: z.number().int(),
    project: z.string(),
    uri: z.string().describe('run:// URI of the run whose record this is'),
    step: z.string().nullable(),
    command: z.string().nullable(),
    image: z.string().nullable(),
    commit: CommitView.nullable(),
    code: CodeView.pick({ sha256: true, url: true }).nullable(),
    definition: Definition.nullable(),
    params: Params,
    inputs: z.array(
      z.object({
        name: z.string(),
        uri: z.string().describe('What was asked'),
        resolved: z.string().describe('What it meant, pinned: this is what to take again'),
        digest: z.string().nullable().describe('SHA-256 of the manifest or the file'),
      }),
    ),
    packages: z.array(PackageView),
    command_line: z.string().describe('What to type'),
    problems: z.array(z.string()).describe('What is missing to follow it exactly, in sentences'),
    reproductions: z
      .array(
        z.object({
          run: z.number().int(),
          uri: z.string(),
          state: RunState,
          createdAt: Instant,
          by: ActorView,
          metrics: z.array(ReproducedMetric),
        }),
      )
      .describe('Runs that followed it, newest first; at most 20'),
  })
  .meta({ id: 'Reproduction' })
export type Reproduction = z.infer<typeof Reproduction>
