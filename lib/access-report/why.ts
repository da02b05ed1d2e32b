import { z } from 'zod'
import { type Action, can, type Subject } from '../access'
import { type Ctx, personBehind } from '../actor'
import { findDataset } from '../datasets/find'
import { findDeployment } from '../deployments/find'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import { grantableRoles } from '../grants/view'
import { findModel } from '../models/find'
import { findOrganization } from '../organizations/find'
import { findProject } from '../projects/find'
import { query } from '../query'
import { findRun } from '../runs/find'
import { parseUri, type Uri } from '../uri'
import { findNamedVersion } from '../versions/find'
import { type Ability, OrganizationRef } from '../view'
import type { Place } from './askable'
import { needsOf, type PersonHolding, peopleHolding } from './holders'
import { judgePerson, pathsFor, type Question, rulesOf } from './judge'
import type { RolePath } from './view'
import { questionOf, requireAskable } from './who'

/** Why the caller may not do something, as far as roles and policy go, and who could. */
export interface WhyNot {
  action: Action
  /** What it is about: a URI, or null for the organization as a whole. */
  on: string | null
  decision: Ability
  needs: RolePath['role'][]
  rules: string[]
  /** What the caller holds here. */
  held: RolePath[]
  /** Some of those who may. */
  may: Named[]
  /** Some of those who can give a role that is needed. */
  give: Named[]
  /** Where everyone who may is listed, for those who may see that. */
  access: { place: Place; slug: string } | null
}

interface Named {
  id: string
  name: string
}

/** How many are named, and how many are looked at for that. */
const mostNamed = 8
const mostAsked = 50

/** Asked by whoever was refused; it tells names, which every member sees, and nothing of other people's roles. */
export const whyNot = query({
  action: 'organization.read',
  input: OrganizationRef.extend({
    can: z.string().max(100),
    on: z.string().max(1000).optional(),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, input: { org, can: name, on }, ctx }): Promise<WhyNot> {
    const action = requireAskable('organization', name)
    const { question, ...thing } = await thingOf(db, ctx, org, on)
    const { subject } = question
    const self = personBehind(ctx.actor)
    const giving = givingOf(action, thing.place, subject)
    const [own, may, give] = await Promise.all([
      self ? peopleHolding(db, { subject, action: null, person: self, limit: 1 }) : [],
      namesOf(db, ctx, question, action),
      namesOf(db, ctx, { ...question, subject: giving.subject }, giving.action),
    ])
    const seesAccess = can(ctx, `${thing.place}.access`, subject).ok
    return {
      action,
      on: on || null,
      decision: decisionFor(ctx, question, action, own[0]),
      needs: needsOf(action),
      rules: rulesOf(question, action),
      held: own.flatMap(({ grants }) => pathsFor(null, grants)),
      may,
      give,
      access: seesAccess ? { place: thing.place, slug: thing.slug } : null,
    }
  },
})

/** What `can()` says of the caller, and where it lets them, whether the policy counts what they do. */
function decisionFor(
  ctx: Ctx,
  question: Question,
  action: Action,
  self: PersonHolding | undefined,
): Ability {
  const decision = can(ctx, action, question.subject)
  if (!decision.ok || !self) return decision
  const { may, counts, reason } = judgePerson(ctx, question, action, self)
  return may && !counts && reason ? { ok: false, reason } : decision
}

interface Thing {
  /** The nearest place at which one may ask who has access. */
  place: Place
  slug: string
  question: Question
}

/** What a URI names. Throws not found as everywhere for what the caller may not see. */
async function thingOf(db: ReadDb, ctx: Ctx, org: string, on: string | undefined): Promise<Thing> {
  const whole = { place: 'organization', slug: org } as const
  if (!on) return { ...whole, question: questionOf(findOrganization(ctx, org)) }
  const [, project] = new RegExp(`^/${org}/projects/([^/]+)$`).exec(on) ?? []
  if (project) {
    const found = await findProject(db, ctx, { org, project }, { deleted: 'project.restore' })
    return { place: 'project', slug: found.project.slug, question: questionOf(found) }
  }
  const [, deployment] = new RegExp(`^/${org}/deployments/([^/]+)$`).exec(on) ?? []
  if (deployment) {
    const found = await findDeployment(db, ctx, { org, deployment })
    return { place: 'project', slug: found.project.slug, question: questionOf(found) }
  }
  const uri = uriOf(on, org)
  if (uri.kind === 'run') {
    const found = await findRun(db, ctx, { org, project: uri.project, run: uri.number })
    return { place: 'project', slug: found.project.slug, question: questionOf(found) }
  }
  if (uri.kind === 'dataset') {
    const ref = { org, dataset: uri.dataset }
    const found = await findDataset(db, ctx, ref, { deleted: 'dataset.restore' })
    return { ...whole, question: questionOf(found) }
  }
  const ref = { org, model: uri.model }
  const model = await findModel(db, ctx, ref, { deleted: 'model.restore' })
  const { access } = uri.version ? await findNamedVersion(db, ctx, model, uri.version) : model
  return { place: 'model', slug: model.model.slug, question: questionOf({ ...model, access }) }
}

function uriOf(on: string, org: string): Exclude<Uri, { kind: 'datum' }> {
  const parsed = parseUri(on)
  if (parsed.ok && parsed.uri.kind !== 'datum' && (parsed.uri.organization ?? org) === org)
    return parsed.uri
  const message = 'Name a model, a version, a dataset, a run, a project or a deployment.'
  throw invalid(`on: ${message}`, { fields: { on: message } })
}

/** What giving a role that is needed takes: some are given by admins of the organization alone. */
function givingOf(action: Action, place: Place, subject: Subject) {
  const nearby = needsOf(action).some(
    (role) => role !== 'approver' && (grantableRoles as readonly string[]).includes(role),
  )
  if (nearby && place !== 'organization') return { action: `${place}.grant` as const, subject }
  const { organizationId } = subject
  return { action: 'member.update' as const, subject: { organizationId } }
}

async function namesOf(db: ReadDb, ctx: Ctx, question: Question, action: Action): Promise<Named[]> {
  const people = await peopleHolding(db, { subject: question.subject, action, limit: mostAsked })
  return people
    .filter((one) => judgePerson(ctx, question, action, one).counts)
    .slice(0, mostNamed)
    .map(({ id, name }) => ({ id, name }))
}
