import { z } from 'zod'
import { groupKinds } from '@/db/schema/tables'
import { RunItem, RunState } from '../runs/view'
import { ActorView, Instant, JsonValue, Key, Params, PlainText } from '../view'

const NodeName = PlainText(200).min(1, 'A node has a name.')

/** What was started, as its file said it: the sweep of a task, or the nodes and edges of a pipeline. */
export const GroupPlanView = z.object({
  parameters: z.record(Key, JsonValue).optional(),
  nodes: z
    .array(
      z.object({
        name: NodeName,
        type: PlainText(50).describe('execution or task'),
        step: PlainText(200),
      }),
    )
    .max(500, 'At most 500 nodes.')
    .optional(),
  edges: z
    .array(
      z.object({
        from: PlainText(500).describe('node.output.pattern, as the file says it'),
        to: PlainText(500),
        kind: PlainText(50).describe('output, input, parameter or metadata'),
      }),
    )
    .max(5000, 'At most 5000 edges.')
    .optional(),
})

export const GroupKind = z.enum(groupKinds)

/** A task or pipeline in a list: how many of its runs are in which state. */
export const GroupItem = z
  .object({
    group: z.number().int(),
    project: z.string(),
    kind: GroupKind,
    name: z.string(),
    state: RunState,
    parent: z.number().int().nullable().describe('The pipeline it is a node of'),
    node: z.string().nullable(),
    counts: z.partialRecord(RunState, z.number().int()).describe('Its own runs by state'),
    createdBy: ActorView,
    createdAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: 'GroupItem' })
export type GroupItem = z.infer<typeof GroupItem>

export const GroupRun = RunItem.extend({
  params: Params.describe('At most 200'),
}).meta({ id: 'GroupRun' })
export type GroupRun = z.infer<typeof GroupRun>

export const Group = GroupItem.extend({
  plan: GroupPlanView,
  runs: z.array(GroupRun).describe('In order of their start; at most 1000'),
  groups: z.array(GroupItem).describe('The tasks that are nodes of it'),
}).meta({ id: 'Group' })
export type Group = z.infer<typeof Group>
