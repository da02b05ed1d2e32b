import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runInputs, runProgress, runs } from '@/db/schema/tables'
import { type Ctx, type Membership, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { forbidden, invalid, notFound } from '../errors'
import { requireBlobs } from '../files/readable'
import { GroupNumber } from '../groups/find'
import { groupToJoin } from '../groups/join'
import { requireLive } from '../life/state'
import { linkInputs } from '../lineage/link'
import { findProject, ProjectRef } from '../projects/find'
import { holdInputs, requireFewFiles } from '../resolve/hold'
import { type PinnedInput, resolveInputs } from '../resolve/inputs'
import { withoutSecrets } from '../resolve/secrets'
import { storable } from '../storable'
import { parseUri } from '../uri'
import { useChange } from '../versions/use'
import { Key, Params, PlainText, Sha256, Tags } from '../view'
import { safeDefinition } from './definition'
import { findRun, runTarget } from './find'
import { viewInputs } from './inputs'
import { warnOfRecalls } from './recalled'
import { CommitView, type CreatedRun, Definition, PackageView } from './view'

const maxParamsLength = 1_000_000
const maxDefinition = 200_000

const InputName = Key.refine((text) => text.isWellFormed(), 'A name is well-formed Unicode.')

export const NewRun = z.object({
  step: PlainText(200).optional(),
  command: PlainText(100_000).optional(),
  commit: z
    .union([
      z
        .string()
        .min(1)
        .max(200)
        .transform((id) => ({ id })),
      CommitView,
    ])
    .optional(),
  image: PlainText(1000).optional(),
  packages: z.array(PackageView).max(20_000).optional(),
  params: Params.refine((params) => Object.keys(params).length <= 500, 'At most 500 parameters.')
    .refine(
      (params) => JSON.stringify(params).length <= maxParamsLength,
      `The parameters have at most ${maxParamsLength} characters together.`,
    )
    .refine(storable, 'The parameters hold a NUL or a character that is no Unicode.')
    .default({}),
  inputs: z
    .array(
      z.object({
        name: InputName,
        uri: z.string().min(1).max(4096),
        sha256: Sha256.optional().describe('Of an outside address: what was found there'),
        size: z.int().min(0).optional().describe('Bytes, likewise'),
      }),
    )
    .max(1000, 'At most 1000 inputs.')
    .default([]),
  tags: Tags.default([]),
  code: Sha256.optional().describe('Archive of ad-hoc code, uploaded before as a blob'),
  definition: Definition.refine(
    storable,
    'The definition holds a NUL or a character that is no Unicode.',
  )
    .refine(
      (definition) => JSON.stringify(definition).length <= maxDefinition,
      `The definition has at most ${maxDefinition} characters.`,
    )
    .optional(),
  group: GroupNumber.optional().describe('The task or pipeline it is a part of'),
  node: PlainText(200).optional().describe('Its node in the pipeline'),
  reproduces: z
    .string()
    .max(400)
    .optional()
    .describe('run:// URI of the run whose record it follows'),
})

/** Starts a run: takes the next number of the project and fixes what its inputs mean. */
export const createRun = command({
  action: 'run.create',
  input: ProjectRef.extend(NewRun.shape),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A run is started by a person, or by a token of one.')
    const { organization, project } = subject
    requireLive(`The project ${project.slug}`, project)
    const { org, node, tags, code } = input
    if (node !== undefined && input.group === undefined)
      throw invalid('node: Name the group that it is a node of, too.')
    const group =
      input.group === undefined
        ? null
        : await groupToJoin(tx, ctx, { org, project: project.slug, group: input.group }, node)
    const resolved = await resolveInputs(tx, ctx, organization, input.inputs, project)
    const { versions } = resolved
    const inputs = resolved.inputs.map((pin, index) => found(pin, input.inputs[index]))
    await holdInputs(tx, inputs)
    await requireFewFiles(tx, inputs)
    if (code) await requireBlobs(tx, ctx, organization.organizationId, [code])
    const original =
      input.reproduces === undefined
        ? null
        : await findReproduced(tx, ctx, organization, input.reproduces)
    const number = project.runCount + 1
    const at = ctx.now()
    const commit = input.commit && safeCommit(input.commit)
    await tx.update(projects).set({ runCount: number }).where(eq(projects.id, project.id))
    const [run] = await tx
      .insert(runs)
      .values({
        id: ctx.newId(),
        organizationId: organization.organizationId,
        projectId: project.id,
        number,
        step: input.step || null,
        command: input.command || null,
        state: 'running',
        commit: commit ?? null,
        image: input.image || null,
        packages: input.packages ?? null,
        params: input.params,
        tags,
        definition: input.definition ? safeDefinition(input.definition) : null,
        codeSha256: code ?? null,
        groupId: group?.group.id ?? null,
        node: node ?? null,
        reproducesId: original?.run.id ?? null,
        createdBy,
        tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
        createdAt: at,
      })
      .returning()
    if (!run) throw new Error('The run was not inserted.')
    await tx.insert(runProgress).values({ runId: run.id, heartbeatAt: at })
    if (inputs.length > 0)
      await tx
        .insert(runInputs)
        .values(
          inputs.map((pin, position) => ({ id: ctx.newId(), runId: run.id, position, ...pin })),
        )
    const taken = await linkInputs(tx, ctx, run, inputs)
    await warnOfRecalls(tx, ctx, run, taken)
    const { uri, event } = runTarget(organization, project, run)
    const { id, step, image } = run
    const pinned = inputs.map(({ name, uri, resolved }) => ({ name, uri, resolved }))
    const after = {
      ...{ run: number, step, commit: commit?.id ?? null, image, inputs: pinned },
      ...(tags.length > 0 && { tags }),
      ...(code && { code }),
      ...(group && { group: group.group.number, node: node ?? null }),
      ...(original && { reproduces: original.uri }),
    }
    const inputsOf = await viewInputs(tx, ctx, organization, id)
    const result: CreatedRun = { run: number, uri, inputs: inputsOf }
    return {
      result,
      change: { before: null, after, subject: event },
      also: versions.map((version) => useChange(version, { id, uri })),
    }
  },
})

/** An outside address with what was found there. Throws invalid for what is said of anything else. */
function found(pin: PinnedInput, asked: { sha256?: string | undefined; size?: unknown } = {}) {
  const { sha256, size } = asked
  if (pin.kind === 'external') return { ...pin, digest: sha256 ?? null }
  if (sha256 === undefined && size === undefined) return pin
  throw invalid(
    `Input ${pin.name}: The hub knows the digest and size of ${pin.uri}. Leave them out.`,
  )
}

/** The run that another one follows. Throws invalid for what names no run, not found for what names none. */
async function findReproduced(tx: Tx, ctx: Ctx, organization: Membership, text: string) {
  const parsed = parseUri(text)
  if (!parsed.ok || parsed.uri.kind !== 'run')
    throw invalid('reproduces: Name a run, such as run://penguins/12.')
  const { organization: org, project, number } = parsed.uri
  if (org !== null && org !== organization.slug)
    throw notFound(`There is nothing of ${org} here. This is ${organization.slug}.`)
  return findRun(tx, ctx, { org: organization.slug, project, run: number })
}

function safeCommit(commit: z.infer<typeof CommitView>) {
  return commit.remote ? { ...commit, remote: withoutSecrets(commit.remote) } : commit
}
