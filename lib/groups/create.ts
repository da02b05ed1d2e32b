import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runGroups } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { forbidden, invalid } from '../errors'
import { requireLive } from '../life/state'
import { findProject, ProjectRef } from '../projects/find'
import { storable } from '../storable'
import { PlainText } from '../view'
import { GroupNumber, groupTarget } from './find'
import { groupToJoin } from './join'
import { viewGroup } from './load'
import { GroupKind, GroupPlanView } from './view'

const maxPlan = 1_000_000

export const NewGroup = z.object({
  kind: GroupKind,
  name: PlainText(200).min(1, 'Give it a name.'),
  plan: GroupPlanView.refine(storable, 'The plan holds a NUL or a character that is no Unicode.')
    .refine(
      (plan) => JSON.stringify(plan).length <= maxPlan,
      `The plan has at most ${maxPlan} characters.`,
    )
    .default({}),
  parent: GroupNumber.optional().describe('The pipeline that this task is a node of'),
  node: PlainText(200).optional(),
})

/** Starts a task or pipeline, which runs then name as theirs; takes the next number of the project. */
export const createGroup = command({
  action: 'run_group.create',
  input: ProjectRef.extend(NewGroup.shape),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A task is started by a person, or by a token of one.')
    const { organization, project } = subject
    requireLive(`The project ${project.slug}`, project)
    const { org, kind, name, plan, node } = input
    if (input.parent === undefined && node !== undefined)
      throw invalid('node: Name the pipeline that it is a node of, too.')
    const parent =
      input.parent === undefined
        ? null
        : await groupToJoin(tx, ctx, { org, project: project.slug, group: input.parent }, node)
    if (parent && (kind !== 'task' || parent.group.kind !== 'pipeline'))
      throw invalid('parent: Only a task is a node of a pipeline, and only of a pipeline.')
    const number = project.groupCount + 1
    await tx.update(projects).set({ groupCount: number }).where(eq(projects.id, project.id))
    const [group] = await tx
      .insert(runGroups)
      .values({
        id: ctx.newId(),
        organizationId: organization.organizationId,
        projectId: project.id,
        number,
        kind,
        name,
        state: 'running',
        plan,
        parentId: parent?.group.id ?? null,
        node: node ?? null,
        createdBy,
        tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
        createdAt: ctx.now(),
      })
      .returning()
    if (!group) throw new Error('The group was not inserted.')
    const target = groupTarget(organization, project, group)
    const within = parent && { parent: parent.group.number, node: node ?? null }
    const after = { group: number, kind, name, ...within }
    return {
      result: await viewGroup(tx, ctx, target),
      change: { before: null, after, subject: target.event },
    }
  },
})
