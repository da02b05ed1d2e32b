import { z } from 'zod'
import { ActorView, Instant } from '../view'

const VersionBrief = z.object({
  version: z.number().int(),
  state: z.enum(['pending', 'approved', 'rejected']),
  createdAt: Instant,
})

export const Model = z
  .object({
    slug: z.string(),
    name: z.string(),
    uri: z.string(),
    description: z.string().describe('The model card, Markdown'),
    accessMode: z.enum(['organization', 'restricted']),
    life: z.enum(['live', 'archived', 'deleted']),
    tags: z.array(z.string()),
    projects: z.array(z.string()),
    owner: ActorView,
    newest: VersionBrief.nullable().describe('Highest number, whatever its state'),
    latest: VersionBrief.nullable().describe('Highest approved number: what /latest means'),
    versions: z.number().int().describe('How many versions were ever made'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Model' })
export type Model = z.infer<typeof Model>
