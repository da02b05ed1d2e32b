import { z } from 'zod'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { askable, type Place } from './askable'
import { peopleHolding } from './holders'
import { judgePerson, pathsFor, type Question } from './judge'
import type { MayDo } from './view'
import { findWork, OfVersion, questionOf } from './who'

const Ask = { person: z.string().max(100).describe('The id of a member') }

/** Everything that one member may do to a model or a version of it, and through what. */
export const mayDoOnModel = query({
  action: 'model.access',
  input: ModelRef.extend({ ...Ask, ...OfVersion }),
  load: findWork,
  run: ({ db, subject, input, ctx }) => mayDo(db, ctx, 'model', input, questionOf(subject)),
})

/** Everything that one member may do in a project, and through what. */
export const mayDoInProject = query({
  action: 'project.access',
  input: ProjectRef.extend(Ask),
  load: (db, input, ctx) => findProject(db, ctx, input),
  run: ({ db, subject, input, ctx }) => mayDo(db, ctx, 'project', input, questionOf(subject)),
})

/** Everything that one member may do in the organization as a whole, and through what. */
export const mayDoInOrganization = query({
  action: 'organization.access',
  input: OrganizationRef.extend(Ask),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),
  run: ({ db, subject, input, ctx }) => mayDo(db, ctx, 'organization', input, questionOf(subject)),
})

async function mayDo(
  db: ReadDb,
  ctx: Ctx,
  place: Place,
  { org, person }: { org: string; person: string },
  question: Question,
): Promise<MayDo> {
  const { subject } = question
  const [found] = isId(person)
    ? await peopleHolding(db, { subject, action: null, person, limit: 1 })
    : []
  if (!found) throw notFound(`${org} has no such member.`)
  const { id, name, email, grants } = found
  return {
    person: { id, name, email },
    roles: pathsFor(null, grants),
    actions: askable[place].map((action) => ({
      action,
      ...judgePerson(ctx, question, action, found),
    })),
  }
}
