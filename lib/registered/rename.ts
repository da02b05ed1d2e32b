import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import { command } from '../command'
import { decide } from '../door'
import { findRegistered, RegisteredRef } from './find'
import { loadRegistered } from './models'
import { checkModelName, isNameTaken, nameExists } from './name'

/** Gives a model another name for MLflow clients, and for people. Its slug, and so its URIs, stay. */
export const renameRegistered = command({
  action: 'model.update',
  input: RegisteredRef.extend({ newName: z.string() }),
  load: (tx, input, ctx) => findRegistered(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { model, organization } = subject
    const { newName } = input
    checkModelName(newName, 'new_name')
    decide(ctx, 'model.configure', subject.access)
    const { organizationId } = organization
    if (await isNameTaken(tx, { id: model.id, organizationId, name: newName }))
      throw nameExists(newName)
    const name = [...newName.trim()].slice(0, 200).join('')
    await tx
      .update(models)
      .set({ name, registeredName: newName, updatedAt: ctx.now() })
      .where(eq(models.id, model.id))
    const [result] = await loadRegistered(tx, ctx, [model.id])
    if (!result) throw new Error('The model just renamed was not found.')
    return {
      result,
      change: {
        before: { name: model.name, registeredName: model.registeredName },
        after: { name, registeredName: newName },
      },
    }
  },
})
