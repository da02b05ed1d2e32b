import type { z } from 'zod'
import {
  getDatumAlias,
  listDatumAliases,
  listDatumAliasMoves,
  moveDatumAlias,
  removeDatumAlias,
} from '@/lib/aliases/datums'
import { AliasMove, DatumAlias } from '@/lib/aliases/view'
import { findFileContent, getFile } from '@/lib/files/get'
import { Datum } from '@/lib/files/view'
import { noteBytes } from '@/lib/versions/held'
import { pageOf } from '@/lib/view'
import { sendBlob } from '../bytes'
import { routes } from './router'

const { list, raw, get, put, remove } = routes()
const file = '/:org/files/:datum'
const aliases = '/:org/projects/:project/files/aliases'

get(file, getFile, { summary: 'Get a file by its datum:// id', answer: Datum })

raw('GET', `${file}/content`, {
  summary: 'Download a file by its datum:// id',
  action: 'blob.read',
  input: findFileContent.input,
  media: { answer: 'application/octet-stream' },
  async handle({ ctx, input, request, reply }) {
    const found = await findFileContent(ctx, input as z.input<typeof findFileContent.input>)
    if (request.method === 'GET') await noteBytes(ctx, String(input.org), found.sha256)
    return sendBlob(request, reply, found)
  },
})

get(aliases, listDatumAliases, {
  summary: 'List the file aliases of a project',
  answer: pageOf(DatumAlias),
})
get(`${aliases}/:alias`, getDatumAlias, { summary: 'Get a file alias', answer: DatumAlias })
put(`${aliases}/:alias`, moveDatumAlias, { summary: 'Move a file alias', answer: DatumAlias })
remove(`${aliases}/:alias`, removeDatumAlias, { summary: 'Remove a file alias' })
get(`${aliases}/:alias/history`, listDatumAliasMoves, {
  summary: 'Where a file alias pointed, latest first',
  answer: pageOf(AliasMove),
})

export const datumRoutes = list
