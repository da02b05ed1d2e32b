import { z } from 'zod'
import { edgeRoles } from '@/db/schema/tables'
import type { ServingHere } from '../deployments/view'
import type { StopChoice } from '../deployments/where-serving'
import { type Ability, ActorView, Instant, type Page, pageOf } from '../view'

/** What callers tell apart; whatever other systems reported is one of these too. */
export const lineageKinds = [
  'file',
  'dataset_version',
  'run',
  'version',
  'deployment_revision',
] as const

export const LineageNode = z
  .object({
    id: z.string(),
    kind: z.enum(lineageKinds),
    uri: z.string(),
    name: z.string().describe('Short, for people: penguins v3, train #12'),
    state: z
      .string()
      .nullable()
      .describe(
        'Approval of a version, state of a run, `serving` or `past` of a deployment revision; null for all else',
      ),
    url: z.string().describe('Its page, from the root of the hub'),
  })
  .meta({ id: 'LineageNode' })
export type LineageNode = z.infer<typeof LineageNode>

export const LineageEdge = z
  .object({ from: z.string(), to: z.string(), role: z.enum(edgeRoles) })
  .meta({ id: 'LineageEdge' })
export type LineageEdge = z.infer<typeof LineageEdge>

export const Lineage = z
  .object({
    nodes: z.array(LineageNode).describe('The thing itself first, then the nearest'),
    edges: z.array(LineageEdge).describe('from → to follows the data'),
    truncated: z.boolean().describe('There were more nodes than an answer holds'),
  })
  .meta({ id: 'Lineage' })
export type Lineage = z.infer<typeof Lineage>

export const directions = ['up', 'down', 'both'] as const
export type Direction = (typeof directions)[number]

/** A node as pages draw it. */
export interface LineagePageNode extends LineageNode {
  /** Steps from the thing itself: negative where its data comes from, positive where it goes to. */
  level: number
  /** The shown node that it was reached from; null for the thing itself. */
  parent: string | null
  /** It was made of something that is recalled now. */
  recalled: boolean
  /** Reported by another system, or outside of the hub. */
  external: boolean
  /** The code that a run ran: a commit, or ~ and the SHA-256 of an archive. */
  code: string | null
  /** There is more beyond it than was asked for. */
  more: boolean
}

/** The lineage of one thing as pages draw it; `nodes` as in `Lineage`. */
export interface LineagePage {
  root: LineagePageNode
  direction: Direction
  depth: number
  nodes: LineagePageNode[]
  edges: LineageEdge[]
  truncated: boolean
}

export const impactKinds = [
  'deployment',
  'alias',
  'version',
  'dataset_version',
  'run',
  'file',
] as const

export const ImpactItem = z
  .object({
    uri: z.string(),
    kind: z.enum(impactKinds).describe('file: one outside of the hub'),
    state: z
      .string()
      .nullable()
      .describe(
        'Approval of the version, also of the one an alias points at; state of a run; `serving` or `past` of a deployment',
      ),
    owner: ActorView.nullable().describe(
      "The model's owner, whose dataset it is, whose run it was, who made the deployment; null outside of the hub",
    ),
    path: z.array(z.string()).describe('A shortest way there: URIs from the thing itself to this'),
  })
  .meta({ id: 'ImpactItem' })
export type ImpactItem = z.infer<typeof ImpactItem>

export const Impact = pageOf(ImpactItem).meta({ id: 'Impact' })
export type Impact = Page<ImpactItem>

/** How many things of each kind, as far as the caller sees them. */
export const Affected = z.object({
  deployments: z.number().int().describe('That serve it now'),
  pastDeployments: z.number().int().describe('That did once, and do not now'),
  aliases: z.number().int(),
  versions: z.number().int(),
  datasetVersions: z.number().int(),
  runs: z.number().int(),
  files: z.number().int(),
})
export type Affected = z.infer<typeof Affected>

export const RecallItem = z
  .object({
    id: z.string(),
    uri: z.string(),
    reason: z.string(),
    by: ActorView,
    at: Instant,
    liftedAt: Instant.nullable(),
    liftedBy: ActorView.nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: 'RecallItem' })
export type RecallItem = z.infer<typeof RecallItem>

/** One recall with what it reached, which may be a great deal to count; so lists are without it. */
export const Recall = RecallItem.extend({
  affected: Affected.describe('What it reached so far and the caller sees, itself not counted'),
}).meta({ id: 'Recall' })
export type Recall = z.infer<typeof Recall>

/** Where something that a recall reached serves all the same. */
export const RecallServing = z
  .object({
    deployment: z.string(),
    target: z.string(),
    uri: z.string().nullable().describe('The version; null where you may not see its model'),
    weight: z.int(),
  })
  .meta({ id: 'RecallServing' })
export type RecallServing = z.infer<typeof RecallServing>

/** A recall that was just made. */
export const MadeRecall = Recall.extend({
  serving: z.array(RecallServing).describe('Deployments that serve what it reached all the same'),
  stopped: z
    .array(z.object({ deployment: z.string(), revision: z.int() }))
    .describe('The deployments that were stopped with it, with the revision that did that'),
}).meta({ id: 'MadeRecall' })
export type MadeRecall = z.infer<typeof MadeRecall>

/** What the page about the impact of one thing shows. */
export interface ImpactPage {
  subject: LineagePageNode
  affected: Affected
  /** Recalls of this very thing that hold now. */
  recalls: Recall[]
  /** Where that which depends on it serves now. */
  serving: StopChoice
  items: (ImpactItem & { url: string; recalled: boolean })[]
  nextCursor: string | null
  abilities: {
    recall: { ok: true } | { ok: false; reason: string }
    lift: { ok: true } | { ok: false; reason: string }
  }
}

/** A recall that reaches a thing, for its banner. */
export interface RecallNotice {
  id: string
  /** What was recalled; null where the caller may not see it. */
  uri: string | null
  reason: string
  by: string
  at: string
  /** The recalled thing is this one. */
  itself: boolean
}

/** What takes something: runs, here and elsewhere, and deployments. */
export interface Uses {
  /** How many runs took it as their input. */
  runs: number
  /** Where it serves now, if it is a version or a model. */
  serving: ServingHere[]
  /** Whether the caller may stop it in all of these. */
  stop: Ability
}
