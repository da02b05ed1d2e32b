import { z } from 'zod'
import { can } from '../access'
import type { Ctx } from '../actor'
import { type Change, writeEvent } from '../audit/event'
import { decide, parseInput, type ReadDb, type Tx, write } from '../door'
import { invalid, isAppError } from '../errors'
import { findOrganization } from '../organizations/find'
import { findProject } from '../projects/find'
import { query } from '../query'
import { Slug } from '../view'
import { addDeployment, type NewDeployment, newDeployment, requireAddable } from './create'
import { requireSeen, variantsIn } from './current'
import { diffOf } from './diff'
import { type DeploymentTarget, deploymentTarget, findDeployment, requireInUse } from './find'
import { lockModels, lockToRevise, modelsNamed } from './lock'
import { pinSplit } from './pin'
import { makeRevision } from './record'
import { RevisionInput, saltFor } from './revise'
import { inOrder } from './split'
import { Edits, editDeployment, requireEditable } from './update'
import { type AppliedDeployment, DeploymentSlug } from './view'

const Wanted = RevisionInput.extend({
  ...Edits.shape,
  deployment: DeploymentSlug,
  target: Edits.shape.target.describe('Of a new one: production by default'),
  project: Slug.optional().describe('Needed for a new one; it stays that for ever'),
})
type Wanted = z.output<typeof Wanted>

/** The deployment that is meant, or the one that is about to be made. */
type Subject = DeploymentTarget & { fresh: NewDeployment | null }

const input = Wanted.extend({
  dryRun: z.stringbool().or(z.boolean()).default(false).describe('Only tell what would change'),
})

/**
 * Makes a deployment what somebody says of it, with its split, all of it or nothing: made where it is not
 * there, a revision only where the split differs. With `dryRun` it tells what would change, refused in the
 * same words.
 */
export const applyDeployment = Object.assign(apply, { action: 'deployment.revise' as const, input })

async function apply(ctx: Ctx, raw: z.input<typeof input>): Promise<AppliedDeployment> {
  const { dryRun, ...wanted } = parseInput(input, raw)
  return dryRun ? planDeployment(ctx, wanted) : makeDeployment(ctx, wanted)
}

const planDeployment = query({
  action: 'deployment.revise',
  input: Wanted,
  load: (db, input, ctx) =>
    foundOr(
      () => findDeployment(db, ctx, input),
      () => aboutToBe(db, ctx, input),
    ),

  async run({ db, subject, input, ctx }): Promise<AppliedDeployment> {
    const { fresh } = subject
    if (fresh) await requireAddable(db, fresh)
    const edits = editsOf(subject, input)
    if (edits) await requireEditable(db, ctx, subject, edits)
    const { diff } = await planned(db, ctx, edited(subject, edits ?? {}), input)
    return appliedOf(subject, { edits, diff, made: null })
  },
})

const spec = {
  action: 'deployment.revise' as const,
  input: Wanted,
  load: (tx: Tx, input: Wanted, ctx: Ctx) =>
    foundOr(
      () => lockToRevise(tx, ctx, input, 'deployment.revise', (seen) => named(tx, seen, input)),
      () => lockToMake(tx, ctx, input),
    ),
}

/** Up to three events, as if it had been done step by step; none where nothing differs. */
const makeDeployment = (ctx: Ctx, raw: Wanted): Promise<AppliedDeployment> =>
  write(spec, ctx, raw, async ({ tx, subject, input, ctx }) => {
    let target: DeploymentTarget = subject
    const tell = (action: 'create' | 'update' | 'revise', change: Change) =>
      writeEvent(tx, ctx, {
        ...{ subject: target.event, ...change, note: input.note },
        ...{ action: `deployment.${action}` as const, outcome: 'done' },
      })
    if (subject.fresh) {
      decide(ctx, 'deployment.create', subject.access)
      const added = await addDeployment(tx, subject.organization, subject.fresh)
      target = added.target
      await tell('create', added.change)
    }
    const edits = editsOf(subject, input)
    if (edits) {
      decide(ctx, 'deployment.update', subject.access)
      const { deployment, change } = await editDeployment(tx, ctx, subject, edits)
      target = { ...subject, deployment }
      await tell('update', change)
    }
    const { diff, before, after, unapproved } = await planned(tx, ctx, target, input)
    if (!diff.changed) return appliedOf(subject, { edits, diff, made: null })
    const { result: made, change } = await makeRevision(tx, ctx, target, {
      ...{ kind: 'revise', before, variants: after, unapproved, warnings: diff.warnings },
      ...{ note: input.note, salt: saltFor(target, input.reshuffle, ctx.newId) },
    })
    await tell('revise', change)
    return appliedOf(subject, { edits, diff, made })
  })

/** What the split that is wanted would change, and what it pins. */
async function planned(db: ReadDb, ctx: Ctx, target: DeploymentTarget, input: Wanted) {
  requireInUse(target)
  const before = await variantsIn(db, ctx, target)
  requireSeen(before, target.deployment.slug)
  const { variants, unapproved, warnings } = await pinSplit(db, ctx, target, input.variants)
  const after = inOrder(before, variants)
  const diff = { ...diffOf(target, before, after, input.reshuffle), warnings }
  return { diff, before, after, unapproved }
}

function appliedOf(
  { deployment, fresh }: Subject,
  { edits, ...came }: Pick<AppliedDeployment, 'diff' | 'made'> & { edits: Edits | null },
): AppliedDeployment {
  return {
    ...{ deployment: deployment.slug, created: fresh !== null, edited: edits !== null },
    ...came,
  }
}

/** What is said of it otherwise than it is; null where nothing is. Its project is for ever. */
function editsOf({ deployment: is, project, fresh }: Subject, wanted: Wanted): Edits | null {
  if (fresh) return null
  if (wanted.project !== undefined && wanted.project !== project.slug) {
    const message = `${is.slug} is of the project ${project.slug}, not ${wanted.project}.`
    throw invalid(message, { fields: { project: message } })
  }
  const { target, description, follows } = wanted
  const edits = {
    ...(target !== undefined && target !== is.target && { target }),
    ...(description !== undefined && description !== is.description && { description }),
    ...(follows !== undefined && follows !== is.follows && { follows }),
  }
  return Object.keys(edits).length > 0 ? edits : null
}

const edited = (subject: Subject, { target, description, follows }: Edits): DeploymentTarget => ({
  ...subject,
  deployment: {
    ...subject.deployment,
    ...(target !== undefined && { target }),
    ...(description !== undefined && { description }),
    ...(follows !== undefined && { follows }),
  },
})

async function foundOr(
  find: () => Promise<DeploymentTarget>,
  make: () => Promise<Subject>,
): Promise<Subject> {
  try {
    return { ...(await find()), fresh: null }
  } catch (error) {
    if (isAppError(error) && error.kind === 'not_found') return make()
    throw error
  }
}

/** The deployment as it would be made, which is not kept yet. */
async function aboutToBe(
  db: ReadDb,
  ctx: Ctx,
  { org, project: of, deployment: name, target = 'production', description, follows }: Wanted,
  lock = false,
): Promise<Subject> {
  const { organization } = findOrganization(ctx, org)
  if (of === undefined) {
    const message = `There is no deployment ${name}. To make it, say which project it is of.`
    throw invalid(message, { fields: { project: message } })
  }
  const { project } = await findProject(db, ctx, { org, project: of }, { lock })
  const said = { name, target, description, follows: follows ?? false }
  const fresh = newDeployment(ctx, project, said)
  const made = deploymentTarget(organization, fresh)
  return { ...made, event: { ...made.event, id: null }, fresh }
}

/** The same, with the models that it is about held. Who may not make it holds nobody up. */
async function lockToMake(tx: Tx, ctx: Ctx, input: Wanted): Promise<Subject> {
  const seen = await aboutToBe(tx, ctx, input)
  if (!can(ctx, 'deployment.create', seen.access).ok) return seen
  await lockModels(tx, await named(tx, seen, input))
  return aboutToBe(tx, ctx, input, true)
}

const named = (tx: Tx, { organization }: DeploymentTarget, { variants }: Wanted) =>
  modelsNamed(
    tx,
    organization,
    variants.map(({ model }) => model),
  )
