import { z } from 'zod'
import type { Action, Subject } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { findVersion, VersionNumber } from '../versions/find'
import { OrganizationRef, PageInput } from '../view'
import { askable, askedOf, type Place } from './askable'
import { accountsHolding, needsOf, peopleHolding, teamsHolding } from './holders'
import { judgeAccount, judgePerson, pathsFor, type Question, rulesOf } from './judge'
import type { Who } from './view'

const Ask = { can: z.string().max(100).describe('An action: version.approve'), ...PageInput.shape }

export const OfVersion = {
  version: VersionNumber.optional().describe('For four eyes: whose work this version is'),
}

/** A model, as the version of it that is asked about, where one is. */
export async function findWork(
  db: ReadDb,
  { version, ...ref }: ModelRef & { version?: number | undefined },
  ctx: Ctx,
): Promise<ModelTarget> {
  if (version === undefined) return findModel(db, ctx, ref)
  const { of, access } = await findVersion(db, ctx, { ...ref, version })
  return { ...of, access }
}

/** Who may do something to a model or a version of it, and through what. */
export const whoMayOnModel = query({
  action: 'model.access',
  input: ModelRef.extend({ ...Ask, ...OfVersion }),
  load: findWork,
  run: ({ db, subject, input, ctx }) => who(db, ctx, 'model', input, questionOf(subject)),
})

/** Who may do something in a project, and through what. */
export const whoMayInProject = query({
  action: 'project.access',
  input: ProjectRef.extend(Ask),
  load: (db, input, ctx) => findProject(db, ctx, input),
  run: ({ db, subject, input, ctx }) => who(db, ctx, 'project', input, questionOf(subject)),
})

/** Who may do something in the organization as a whole, and through what. */
export const whoMayInOrganization = query({
  action: 'organization.access',
  input: OrganizationRef.extend(Ask),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),
  run: ({ db, subject, input, ctx }) => who(db, ctx, 'organization', input, questionOf(subject)),
})

interface Standing {
  access: Subject
  organization: Question['organization']
  policy?: ModelTarget['policy']
}

export function questionOf({ access, organization, policy }: Standing): Question {
  return { organization, subject: access, policy: policy ?? null }
}

interface Input {
  can: string
  limit: number
  cursor?: string | undefined
}

async function who(
  db: ReadDb,
  ctx: Ctx,
  place: Place,
  { can, limit, cursor }: Input,
  question: Question,
): Promise<Who> {
  const action = requireAskable(place, can)
  const [after = null] = decodeCursor(cursor, PersonCursor) ?? []
  const asked = { subject: question.subject, action }
  const [people, teams, accounts] = await Promise.all([
    peopleHolding(db, { ...asked, after, limit: limit + 1 }),
    teamsHolding(db, asked),
    accountsHolding(db, asked),
  ])
  return {
    can: action,
    needs: needsOf(action),
    rules: rulesOf(question, action),
    ...page(
      people,
      limit,
      (one) => ({
        person: { id: one.id, name: one.name, email: one.email },
        ...judgePerson(ctx, question, action, one),
      }),
      ({ id }) => [id],
    ),
    teams: teams.map(({ slug, name, members, grants }) => ({
      team: { slug, name },
      members,
      through: pathsFor(action, grants),
    })),
    serviceAccounts: accounts.map((one) => ({
      account: { slug: one.slug, name: one.name },
      ...judgeAccount(ctx, question, action, one),
    })),
  }
}

// The id alone: names do not belong in addresses.
const PersonCursor = z.tuple([z.uuid()])

export function requireAskable(place: Place, name: string): Action {
  const action = askedOf(place, name)
  if (action) return action
  const message = `Ask about one of ${askable[place].join(', ')}.`
  throw invalid(`can: ${message}`, { fields: { can: message } })
}
