import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runInputs, runProgress, runs } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { forbidden } from '../errors'
import { requireLive } from '../life/state'
import { linkInputs } from '../lineage/link'
import { findProject, ProjectRef } from '../projects/find'
import { holdInputs } from '../resolve/hold'
import { resolveInputs } from '../resolve/inputs'
import { withoutSecrets } from '../resolve/secrets'
import { storable } from '../storable'
import { useChange } from '../versions/use'
import { Key, Params, PlainText } from '../view'
import { runTarget } from './find'
import { viewInputs } from './inputs'
import { CommitView, type CreatedRun, PackageView } from './view'

const maxParamsLength = 1_000_000

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
    .array(z.object({ name: InputName, uri: z.string().min(1).max(4096) }))
    .max(1000, 'At most 1000 inputs.')
    .default([]),
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
    const { inputs, versions } = await resolveInputs(tx, ctx, organization, input.inputs)
    await holdInputs(tx, inputs)
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
    await linkInputs(tx, ctx, run, inputs)
    const { uri, event } = runTarget(organization, project, run)
    const { id, step, image } = run
    const pinned = inputs.map(({ name, uri, resolved }) => ({ name, uri, resolved }))
    const after = { run: number, step, commit: commit?.id ?? null, image, inputs: pinned }
    const inputsOf = await viewInputs(tx, ctx, organization, id)
    const result: CreatedRun = { run: number, uri, inputs: inputsOf }
    return {
      result,
      change: { before: null, after, subject: event },
      also: versions.map((version) => useChange(version, { id, uri })),
    }
  },
})

function safeCommit(commit: z.infer<typeof CommitView>) {
  return commit.remote ? { ...commit, remote: withoutSecrets(commit.remote) } : commit
}
