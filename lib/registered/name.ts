import { and, eq, ne } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Tx } from '../door'
import { conflict, invalid } from '../errors'
import type { ModelRow } from '../models/find'
import { checkLength } from '../tracking/names'
import { registeredName } from './find'

const maxName = 256

/** Throws invalid, in MLflow's words, for a name that a model cannot have. `field` is where it was sent. */
export function checkModelName(name: string, field = 'name'): void {
  if (name.trim() === '') throw invalid(`Missing value for required parameter '${field}'.`)
  if (/[/:]/.test(name))
    throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`)
  const refuse = (why: string) =>
    invalid(`Invalid value ${JSON.stringify(name)} for parameter '${field}' supplied: ${why}`)
  if (name === '.' || name.startsWith('..'))
    throw refuse(
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${name}'`,
    )
  if (/\p{Cc}/u.test(name)) throw refuse('A name holds no control character.')
  checkLength(name, maxName, field)
}

/** The refusal of a name that another model has. */
export const nameExists = (name: string) =>
  conflict(`Registered Model (name=${name}) already exists.`, { code: 'RESOURCE_ALREADY_EXISTS' })

/** Whether a model other than this one is called so by MLflow clients. */
export async function isNameTaken(
  tx: Tx,
  { id, organizationId, name }: { id?: string; organizationId: string; name: string },
): Promise<boolean> {
  const [holder] = await tx
    .select({ id: models.id })
    .from(models)
    .where(
      and(
        eq(models.organizationId, organizationId),
        eq(registeredName, name),
        ne(models.life, 'deleted'),
        id === undefined ? undefined : ne(models.id, id),
      ),
    )
  return holder !== undefined
}

/** Throws conflict where a deleted model cannot come back, since another is called like it by now. */
export async function requireOwnName(
  tx: Tx,
  { id, organizationId, registeredName, slug }: ModelRow,
): Promise<void> {
  const name = registeredName ?? slug
  if (await isNameTaken(tx, { id, organizationId, name }))
    throw conflict(
      `MLflow clients call another model ${name} by now. Rename that one there, and restore ${slug} then.`,
    )
}
