import { z } from 'zod'
import { lives, type projects } from '@/db/schema/tables'
import { Instant } from '../view'

export const Project = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    runs: z.number().int(),
    life: z.enum(lives),
    createdAt: Instant,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

type Row = Pick<
  typeof projects.$inferSelect,
  'slug' | 'name' | 'description' | 'life' | 'createdAt'
> & {
  runCount: number
}

export function projectView({ slug, name, description, runCount, life, createdAt }: Row): Project {
  return { slug, name, description, runs: runCount, life, createdAt: createdAt.toISOString() }
}
