import { z } from 'zod'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { ModelRef } from '../models/find'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { OrganizationRef, PageInput } from '../view'
import { modelPlace, organizationPlace, type PolicyPlace, projectPlace } from './find'
import { findRevision, pageOfRevisions, viewPolicy } from './read'
import type { PolicyRevision } from './view'

const Numbered = z.object({ revision: z.coerce.number().int().positive() })

const read = <T extends { db: ReadDb; subject: PolicyPlace }>({ db, subject }: T) =>
  viewPolicy(db, subject)

/** What holds in an organization, and where each rule comes from. */
export const getOrganizationPolicy = query({
  action: 'policy.read',
  input: OrganizationRef,
  load: (db, input, ctx) => organizationPlace(db, ctx, input),
  run: read,
})

/** What holds in a project, and where each rule comes from. */
export const getProjectPolicy = query({
  action: 'policy.read',
  input: ProjectRef,
  load: (db, input, ctx) => projectPlace(db, ctx, input),
  run: read,
})

/** What holds for a model, and where each rule comes from. */
export const getModelPolicy = query({
  action: 'policy.read',
  input: ModelRef,
  load: (db, input, ctx) => modelPlace(db, ctx, input),
  run: read,
})

export const listOrganizationPolicies = query({
  action: 'policy.read',
  input: OrganizationRef.extend(PageInput.shape),
  load: (db, input, ctx) => organizationPlace(db, ctx, input),
  run: ({ db, subject, input }) => pageOfRevisions(db, subject, input),
})

export const listProjectPolicies = query({
  action: 'policy.read',
  input: ProjectRef.extend(PageInput.shape),
  load: (db, input, ctx) => projectPlace(db, ctx, input),
  run: ({ db, subject, input }) => pageOfRevisions(db, subject, input),
})

export const listModelPolicies = query({
  action: 'policy.read',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => modelPlace(db, ctx, input),
  run: ({ db, subject, input }) => pageOfRevisions(db, subject, input),
})

export const getOrganizationPolicyRevision = query({
  action: 'policy.read',
  input: OrganizationRef.extend(Numbered.shape),
  load: (db, input, ctx) => organizationPlace(db, ctx, input),
  run: ({ db, subject, input }) => revisionOf(db, subject, input.revision),
})

export const getProjectPolicyRevision = query({
  action: 'policy.read',
  input: ProjectRef.extend(Numbered.shape),
  load: (db, input, ctx) => projectPlace(db, ctx, input),
  run: ({ db, subject, input }) => revisionOf(db, subject, input.revision),
})

export const getModelPolicyRevision = query({
  action: 'policy.read',
  input: ModelRef.extend(Numbered.shape),
  load: (db, input, ctx) => modelPlace(db, ctx, input),
  run: ({ db, subject, input }) => revisionOf(db, subject, input.revision),
})

async function revisionOf(
  db: ReadDb,
  place: PolicyPlace,
  revision: number,
): Promise<PolicyRevision> {
  const found = await findRevision(db, place, revision)
  if (!found) throw notFound(`The policy of ${place.slug} has no revision ${revision}.`)
  return found
}
