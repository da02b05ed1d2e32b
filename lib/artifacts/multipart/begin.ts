import { multipartUploads } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../../actor'
import { forbidden, invalid } from '../../errors'
import { hashSecret, newSecret } from '../../secret'
import { type ArtifactRef, placeAt } from '../place'
import { requireNewName } from '../put'
import { writingAt } from '../writing'
import { mostParts } from './find'

export interface Begun {
  id: string
  /** Whoever shows it may send the parts. */
  secret: string
}

/** Begins to take in a file in so many parts; its place is decided on now and again at its end. */
export async function beginUpload(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
  parts: number,
): Promise<Begun> {
  const place = placeAt(path)
  if (!Number.isInteger(parts) || parts < 1 || parts > mostParts)
    throw invalid(`A file comes in 1 to ${mostParts} parts. Send larger ones.`)
  const secret = newSecret()
  const begin = writingAt(async (step) => {
    requireNewName(step.place)
    const createdBy = personBehind(step.ctx.actor)
    if (!createdBy) throw forbidden('A file is uploaded by a person, or by a token of one.')
    const id = step.ctx.newId()
    await step.tx.insert(multipartUploads).values({
      ...{ id, organizationId: step.organizationId, path, hash: hashSecret(secret), parts },
      ...{ createdBy, createdAt: step.ctx.now() },
      tokenId: step.ctx.actor.kind === 'token' ? step.ctx.actor.id : null,
    })
    return id
  })
  return { id: await begin(ctx, ref, place), secret }
}
