import { z } from 'zod'
import { lives } from '@/db/schema/tables'
import { Ability, Instant, Slug } from '../view'

/** A slug that is no page beside those of the projects. */
export const ProjectSlug = Slug.refine((slug) => slug !== 'new', {
  error: 'new is reserved: it is the page that makes a project.',
})

export const Project = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    models: z.number().int().describe('Those that you may see, counted to 100 at most'),
    runs: z.number().int(),
    lastRunAt: Instant.nullable(),
    life: z.enum(lives),
    createdAt: Instant,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

export type ProjectName = Pick<Project, 'slug' | 'name'>

/** A project with what the caller may do to it. */
export const ProjectWithAbilities = Project.extend({
  abilities: z.object({
    update: Ability,
    grant: Ability,
    archive: Ability,
    restore: Ability,
    delete: Ability,
  }),
}).meta({ id: 'ProjectWithAbilities' })
export type ProjectWithAbilities = z.infer<typeof ProjectWithAbilities>
