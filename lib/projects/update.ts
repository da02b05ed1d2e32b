import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { rename } from '../slugs'
import { DisplayName, PlainText } from '../view'
import { findProject, ProjectRef } from './find'
import { viewProject } from './queries'
import { ProjectSlug } from './view'

const Edits = z.object({
  name: DisplayName.optional(),
  description: PlainText(10_000).optional(),
  slug: ProjectSlug.optional().describe('The old name keeps leading here'),
})

/** Changes a project's name, description and slug; the slugs it had keep leading to it. */
export const updateProject = command({
  action: 'project.update',
  input: ProjectRef.extend(Edits.shape),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { project: was } = subject
    const { name, description, slug } = input
    if (name === undefined && description === undefined && slug === undefined)
      throw invalid('Nothing to change: give a name, a description or a slug.')
    const renamed = slug !== undefined && slug !== was.slug
    if (renamed) await rename(tx, 'project', was, slug)
    if (name !== undefined || description !== undefined)
      await tx.update(projects).set({ name, description }).where(eq(projects.id, was.id))
    const result = await viewProject(tx, ctx, was)
    const told = (from: Pick<typeof was, 'name' | 'description' | 'slug'>) => ({
      name: from.name,
      description: from.description,
      ...(renamed && { slug: from.slug }),
    })
    return { result, change: { before: told(was), after: told(result) } }
  },
})
