import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { query } from '../query'
import { datumUri, runUri, versionUri } from '../uri'
import { OrganizationRef } from '../view'
import { visibleModels } from '../visibility'
import { type FoundFile, findFiles } from './find'
import type { Datum } from './view'

const atMost = 100

export const DatumRef = OrganizationRef.extend({ datum: z.uuid('A file is named by its id.') })
export type DatumRef = z.infer<typeof DatumRef>

/** One file by its id, with the run that made it and what holds it. */
export const getFile = query({
  action: 'blob.read',
  input: DatumRef,
  load: (db, input, ctx) => findFile(db, ctx, input),

  async run({ db, subject: { file }, input, ctx }): Promise<Datum> {
    const { id, name, size, sha256, properties, createdAt, made, access } = file
    return {
      datum: id,
      uri: datumUri(id),
      name,
      size,
      sha256,
      url: paths.datumContent(input.org, id),
      properties,
      createdAt,
      run: made && runUri(made.project, made.run),
      ...(await holdersOf(db, ctx, access.organizationId, file)),
    }
  },
})

/** One file by its id, to be streamed. */
export const findFileContent = query({
  action: 'blob.read',
  input: DatumRef,
  load: (db, input, ctx) => findFile(db, ctx, input),
  run: async ({ subject: { file } }) => file,
})

async function findFile(db: ReadDb, ctx: Ctx, { org, datum }: DatumRef) {
  const { organization } = findOrganization(ctx, org)
  const file = (await findFiles(db, ctx, organization.organizationId, [datum])).get(datum)
  if (!file) throw notFound(`There is no file ${datumUri(datum)} here, or you may not see it.`)
  return { file, access: file.access }
}

async function holdersOf(db: ReadDb, ctx: Ctx, organizationId: string, file: FoundFile) {
  const { rows: data } = await db.execute<{ dataset: string; version: string }>(sql`
    select d.slug as dataset, dv.name as version
    from dataset_versions dv join datasets d on d.id = dv.dataset_id
    where dv.id in (select f.dataset_version_id from dataset_version_files f
        where f.datum_id = ${file.id})
      and dv.organization_id = ${organizationId} and ${there('d')}
    order by dv.created_at desc, dv.id desc limit ${atMost}`)
  const { rows: versions } = await db.execute<{ model: string; number: number }>(sql`
    select ${models.slug} as model, v.number
    from versions v join ${models} on ${models.id} = v.model_id
    where v.id in (select f.version_id from version_files f where f.sha256 = ${file.sha256})
      and v.organization_id = ${organizationId}
      and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)}
    order by v.created_at desc, v.id desc limit ${atMost}`)
  const { rows: aliases } = await db.execute<{ project: string; name: string }>(sql`
    select p.slug as project, a.name from datum_aliases a join projects p on p.id = a.project_id
    where a.datum_id = ${file.id} and p.organization_id = ${organizationId} and ${there('p')}
    order by p.slug, a.name`)
  return {
    datasetVersions: data.map(({ dataset, version }) => datasetVersionUri(dataset, version)),
    versions: versions.map(({ model, number }) => versionUri(model, number)),
    aliases: [...aliases],
  }
}
