import { z } from 'zod'
import { accessModes, lives, states } from '@/db/schema/tables'
import { ServingHere } from '../deployments/view'
import { FieldValues } from '../fields/view'
import { Ability, ActorView, Instant } from '../view'

export const AccessMode = z.enum(accessModes)

/** What a form sent as an access mode, which the command judges. */
export const accessModeOf = (text: string) => text as z.infer<typeof AccessMode>

const VersionBrief = z.object({
  version: z.number().int(),
  state: z.enum(states),
  createdAt: Instant,
})

export const Model = z
  .object({
    slug: z.string(),
    name: z.string(),
    uri: z.string(),
    description: z.string().describe('The model card, Markdown'),
    accessMode: AccessMode,
    life: z.enum(lives),
    tags: z.array(z.string()),
    projects: z.array(z.string()),
    fields: FieldValues,
    owner: ActorView,
    newest: VersionBrief.nullable().describe('Highest number, whatever its state'),
    latest: VersionBrief.nullable().describe('Highest approved number: what /latest means'),
    versions: z.number().int().describe('How many versions were ever made'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Model' })
export type Model = z.infer<typeof Model>

/** A model with where it serves and what the caller may do to it. */
export const ModelWithAbilities = Model.extend({
  registeredName: z
    .string()
    .nullable()
    .describe('What MLflow clients call it, where that is not its slug'),
  serving: z.array(ServingHere).describe('Where its versions serve now'),
  tagValues: z.record(z.string(), z.string()).describe('Its tags with a value, by key'),
  abilities: z.object({
    update: Ability,
    configure: Ability,
    register: Ability,
    archive: Ability,
    restore: Ability,
    delete: Ability,
    alias: Ability,
  }),
  protectedAliases: z.array(z.string()).describe('The aliases that its policies protect'),
}).meta({ id: 'ModelWithAbilities' })
export type ModelWithAbilities = z.infer<typeof ModelWithAbilities>
