import { z } from 'zod'
import type { projects } from '@/db/schema/tables'
import { Instant } from '../view'

export const Project = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    runs: z.number().int(),
    createdAt: Instant,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

type Row = Pick<typeof projects.$inferSelect, 'slug' | 'name' | 'description' | 'createdAt'> & {
  runCount: number
}

export function projectView({ slug, name, description, runCount, createdAt }: Row): Project {
  return { slug, name, description, runs: runCount, createdAt: createdAt.toISOString() }
}
