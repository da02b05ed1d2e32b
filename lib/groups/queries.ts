import { and, desc, eq, lt } from 'drizzle-orm'
import { projects, runGroups } from '@/db/schema/tables'
import { decodeCursor, NumberCursor, page } from '../page'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { RunState } from '../runs/view'
import { PageInput } from '../view'
import { findGroup, GroupRef } from './find'
import { groupColumns, groupItem, viewGroup } from './load'
import { GroupKind } from './view'

/** The tasks and pipelines of a project, newest first. */
export const listGroups = query({
  action: 'run.read',
  input: ProjectRef.extend({
    kind: GroupKind.optional(),
    state: RunState.optional(),
    ...PageInput.shape,
  }),
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input }) {
    const { kind, state, limit } = input
    const below = decodeCursor(input.cursor, NumberCursor)
    const rows = await db
      .select(groupColumns)
      .from(runGroups)
      .innerJoin(projects, eq(projects.id, runGroups.projectId))
      .where(
        and(
          eq(runGroups.projectId, subject.project.id),
          kind && eq(runGroups.kind, kind),
          state && eq(runGroups.state, state),
          below ? lt(runGroups.number, below[0]) : undefined,
        ),
      )
      .orderBy(desc(runGroups.number))
      .limit(limit + 1)
    return page(rows, limit, groupItem, ({ number }) => [number])
  },
})

/** A task or pipeline with its runs and the tasks within it. */
export const getGroup = query({
  action: 'run.read',
  input: GroupRef,
  load: (db, input, ctx) => findGroup(db, ctx, input),
  run: ({ db, subject, ctx }) => viewGroup(db, ctx, subject),
})
