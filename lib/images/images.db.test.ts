import { existsSync } from 'node:fs'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { blobs, modelImages } from '@/db/schema/tables'
import { startServer, type TestServer } from '@/server/testing/server'
import type { Role } from '../actor'
import { writeEvent } from '../audit/event'
import { systemContext } from '../context'
import { collectBlobs } from '../files/collect'
import { blobPath } from '../files/store'
import { newId } from '../ids'
import { purgeDeleted } from '../life/purge/deleted'
import { daysOn } from '../life/testing'
import { deleteModel, restoreModel } from '../models/life'
import { updateModel } from '../models/update'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, sha256 } from '../testing/registry'
import { findImage } from './find'
import { png, pngHeader } from './testing'
import { maxImage, uploadImage } from './upload'

let hub: TestHub
let acme: TestOrganization
let server: TestServer
beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  server = await startServer()
  for (const slug of ['seen', 'hidden', 'gone', 'full'])
    await modelOf(acme.as('maintainer'), acme.slug, slug)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const of = (model: string) => ({ org: acme.slug, model })
const images = (model: string) => `/${acme.slug}/models/${model}/images`
const lastEvent = async () => (await acme.events()).at(-1)
const collectAll = () => collectBlobs({ before: new Date(Date.now() + 60_000), batch: 10_000 })
const kept = () => database().read.select().from(modelImages)

describe('an image', () => {
  it('is uploaded as it is, and shown inline to whoever reads the model, as nothing but an image', async () => {
    const bytes = png(20, 10)
    const secret = await acme.secret('contributor')
    const posted = await server.fetch(secret, 'POST', `${images('seen')}?name=a [1].png`, bytes)
    expect(posted.status).toBe(201)
    const { id, url, markdown } = (await posted.json()) as Record<string, string>
    expect(url).toBe(`/api/v1${images('seen')}/${id}`)
    expect(markdown).toBe(`![a \\[1\\]](${url}#20x10)`)
    expect(await lastEvent()).toMatchObject({
      action: 'image.upload',
      subject: { uri: 'model://seen/' },
      after: { image: id, sha256: sha256(bytes), size: bytes.length, width: 20, height: 10 },
    })
    const reader = await acme.secret('reader')
    const answer = await server.fetch(reader, 'GET', `${images('seen')}/${id}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="a [1].png"',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
    const etag = answer.headers.get('etag') ?? ''
    const again = { 'if-none-match': etag }
    const unchanged = await server.fetch(reader, 'GET', `${images('seen')}/${id}`, undefined, again)
    expect(unchanged.status).toBe(304)
  })

  it('may be sent under its own type', async () => {
    const secret = await acme.secret('contributor')
    const type = { 'content-type': 'image/png' }
    const answer = await server.fetch(secret, 'POST', images('seen'), png(3, 3), type)
    expect(await answer.json()).toMatchObject({ markdown: expect.stringMatching(/^!\[image\]/) })
  })

  it('is refused with a sentence where it is none, and leaves nothing behind', async () => {
    const before = await kept()
    const secret = await acme.secret('contributor')
    const send = async (body: Uint8Array) => {
      const answer = await server.fetch(secret, 'POST', images('seen'), body)
      return { status: answer.status, ...((await answer.json()) as object) }
    }
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    for (const bytes of [svg, Buffer.from('hello'), Buffer.alloc(0)])
      expect(await send(bytes)).toMatchObject({
        status: 400,
        error: { message: expect.stringContaining('An image is a PNG, JPEG, GIF or WebP') },
      })
    expect(await send(pngHeader(50_000, 50_000))).toMatchObject({
      status: 400,
      error: { message: expect.stringContaining('at most 100 million pixels') },
    })
    expect(await send(Buffer.concat([png(2, 2), Buffer.alloc(maxImage)]))).toMatchObject({
      status: 413,
      error: { message: 'An image has at most 10 MiB.' },
    })
    expect(await kept()).toEqual(before)
    expect(existsSync(blobPath(sha256(svg)))).toBe(false)
  })

  it('is uploaded by contributors alone, and the refusal is recorded', async () => {
    for (const role of ['reader', 'auditor', 'approver'] as const)
      await expect(
        uploadImage(acme.as(role), { ...of('seen'), bytes: png(1, 1) }),
      ).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ action: 'image.upload', outcome: 'refused' })
  })

  it('is not read before it is known whether it may be uploaded', async () => {
    const much = Buffer.alloc(maxImage + 1)
    const send = async (role: Role, model: string) => {
      const { status } = await server.fetch(await acme.secret(role), 'POST', images(model), much)
      return status
    }
    expect(await send('reader', 'seen')).toBe(403)
    expect(await lastEvent()).toMatchObject({ action: 'image.upload', outcome: 'refused' })
    expect(await send('contributor', 'nowhere')).toBe(404)
    expect(await send('contributor', 'seen')).toBe(413)
  })

  it('is one of 500 at most that a model keeps', async () => {
    const ctx = acme.as('contributor')
    const { id } = await uploadImage(ctx, { ...of('full'), bytes: png(1, 1) })
    await database().write.transaction(async (tx) => {
      await tx.execute(sql`
        insert into model_images (id, model_id, sha256, media_type, name, created_by, created_at)
        select gen_random_uuid(), model_id, sha256, media_type, name, created_by, created_at
        from model_images, generate_series(1, 498) where id = ${id}`)
      await writeEvent(tx, ctx, {
        action: 'image.upload',
        subject: { kind: 'model', id: newId(), uri: 'model://full/', organizationId: acme.id },
        ...{ outcome: 'done', before: null, after: null },
      })
    })
    const tries = [1, 2].map(() => uploadImage(ctx, { ...of('full'), bytes: png(1, 1) }))
    const ended = await Promise.allSettled(tries)
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'conflict', message: expect.stringContaining('full has 500 images') },
    })
  })

  it('of a restricted model is not found by others, nor under the name of another model', async () => {
    const { id } = await uploadImage(acme.as('maintainer'), { ...of('hidden'), bytes: png(4, 4) })
    await updateModel(acme.as('maintainer'), { ...of('hidden'), accessMode: 'restricted' })
    const reader = await acme.secret('reader')
    for (const model of ['hidden', 'seen'])
      expect((await server.fetch(reader, 'GET', `${images(model)}/${id}`)).status).toBe(404)
    expect((await server.fetch(null, 'GET', `${images('seen')}/${id}`)).status).toBe(401)
    expect(await findImage(acme.as('admin'), { ...of('hidden'), id })).toMatchObject({
      mediaType: 'image/png',
    })
  })

  it('that several upload at once is kept for each, with its bytes once', async () => {
    const bytes = png(9, 9)
    const made = await Promise.all(
      [1, 2, 3].map(() => uploadImage(acme.as('contributor'), { ...of('seen'), bytes })),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(3)
    const rows = await database()
      .read.select()
      .from(blobs)
      .where(eq(blobs.sha256, sha256(bytes)))
    expect(rows).toHaveLength(1)
  })
})

describe('the bytes of an image', () => {
  it('stay as long as its model could come back, and go with it', async () => {
    const mia = acme.as('maintainer')
    const bytes = png(7, 7)
    const { id } = await uploadImage(mia, { ...of('gone'), bytes })
    const there = () => existsSync(blobPath(sha256(bytes)))
    await collectAll()
    expect(there()).toBe(true)
    await deleteModel(mia, of('gone'))
    await expect(findImage(mia, { ...of('gone'), id })).rejects.toMatchObject({ kind: 'not_found' })
    await collectAll()
    await restoreModel(mia, of('gone'))
    expect(await findImage(mia, { ...of('gone'), id })).toMatchObject({ sha256: sha256(bytes) })
    await deleteModel(mia, of('gone'))
    const worker = daysOn(systemContext('worker', { ...arrival(), via: 'worker' }), 31)
    await purgeDeleted(worker)
    expect(await lastEvent()).toMatchObject({ action: 'model.purge', before: { images: 1 } })
    await collectAll()
    expect(there()).toBe(false)
  })
})
