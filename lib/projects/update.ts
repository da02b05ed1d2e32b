import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import { command } from '../command'
import { invalid, notFound } from '../errors'
import { DisplayName, PlainText } from '../view'
import { findProject, ProjectRef } from './find'
import { projectView } from './view'

const Edits = z.object({
  name: DisplayName.optional(),
  description: PlainText(10_000).optional(),
})

/** Changes a project's name and description; its slug stays. */
export const updateProject = command({
  action: 'project.update',
  input: ProjectRef.extend(Edits.shape),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { project: was }, input }) {
    const { name, description } = input
    if (name === undefined && description === undefined)
      throw invalid('Nothing to change: give a name or a description.')
    const [is] = await tx
      .update(projects)
      .set({ name, description })
      .where(eq(projects.id, was.id))
      .returning()
    if (!is) throw notFound(`There is no project ${input.project} in ${input.org}.`)
    return {
      result: projectView(is),
      change: {
        before: { name: was.name, description: was.description },
        after: { name: is.name, description: is.description },
      },
    }
  },
})
