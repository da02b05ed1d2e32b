import type { z } from 'zod'
import {
  getDatasetAlias,
  listDatasetAliases,
  listDatasetAliasMoves,
  moveDatasetAlias,
  removeDatasetAlias,
} from '@/lib/aliases/datasets'
import { AliasMove } from '@/lib/aliases/view'
import { createDataset } from '@/lib/datasets/create'
import { getDatasetDiff } from '@/lib/datasets/diff'
import { findDatasetFile, listDatasetFiles } from '@/lib/datasets/files'
import { archiveDataset, deleteDataset, restoreDataset } from '@/lib/datasets/life'
import {
  getDataset,
  getDatasetVersion,
  listDatasets,
  listDatasetVersions,
} from '@/lib/datasets/queries'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { updateDataset, updateDatasetVersion } from '@/lib/datasets/update'
import {
  Dataset,
  DatasetAlias,
  DatasetDiff,
  DatasetFile,
  DatasetVersion,
  DatasetVersionItem,
  DatasetWithAbilities,
} from '@/lib/datasets/view'
import { withReceiptOfCause } from '@/lib/history/proof'
import { Lived } from '@/lib/life/commands'
import { resolveUri } from '@/lib/resolve/resolve'
import { ResolvedUri } from '@/lib/resolve/view'
import { noteBytes } from '@/lib/versions/held'
import { pageOf } from '@/lib/view'
import { sendBlob } from '../bytes'
import { routes } from './router'

const { list, raw, get, post, act, put, patch, remove } = routes()
const of = '/:org/datasets/:dataset'
const versions = `${of}/versions`
const aliases = `${of}/aliases`

get('/:org/resolve', resolveUri, {
  summary: 'Resolve a URI',
  answer: ResolvedUri,
  add: withReceiptOfCause,
})
get('/:org/datasets', listDatasets, { summary: 'List datasets', answer: pageOf(Dataset) })
post('/:org/datasets', createDataset, { summary: 'Create a dataset', answer: Dataset })
get(of, getDataset, { summary: 'Get a dataset', answer: DatasetWithAbilities })
patch(of, updateDataset, { summary: 'Edit a dataset', answer: Dataset })
act(`${of}/archive`, archiveDataset, { summary: 'Archive a dataset', answer: Lived })
act(`${of}/restore`, restoreDataset, { summary: 'Restore a dataset', answer: Lived })
remove(of, deleteDataset, { summary: 'Delete a dataset' })
get(versions, listDatasetVersions, {
  summary: 'List its versions',
  answer: pageOf(DatasetVersionItem),
})
post(versions, registerDatasetVersion, { summary: 'Make a version', answer: DatasetVersion })
get(`${versions}/:version`, getDatasetVersion, { summary: 'Get one', answer: DatasetVersion })
patch(`${versions}/:version`, updateDatasetVersion, {
  summary: 'Edit description, tags and properties of a version',
  answer: DatasetVersion,
})
get(`${versions}/:version/files`, listDatasetFiles, {
  summary: 'List the files of a version',
  answer: pageOf(DatasetFile),
})
get(`${versions}/:version/diff`, getDatasetDiff, {
  summary: 'What differs from another version',
  answer: DatasetDiff,
})
get(aliases, listDatasetAliases, {
  summary: 'List the aliases of a dataset',
  answer: pageOf(DatasetAlias),
})
get(`${aliases}/:alias`, getDatasetAlias, {
  summary: 'Get an alias of a dataset',
  answer: DatasetAlias,
})
put(`${aliases}/:alias`, moveDatasetAlias, {
  summary: 'Move an alias of a dataset',
  answer: DatasetAlias,
})
remove(`${aliases}/:alias`, removeDatasetAlias, { summary: 'Remove an alias of a dataset' })
get(`${aliases}/:alias/history`, listDatasetAliasMoves, {
  summary: 'Where an alias of a dataset pointed, latest first',
  answer: pageOf(AliasMove),
})

raw('GET', `${versions}/:version/files/*`, {
  summary: 'Download one file of a dataset version',
  action: 'dataset.read',
  input: findDatasetFile.input,
  media: { answer: 'application/octet-stream' },
  async handle({ ctx, input, request, reply }) {
    const found = await findDatasetFile(ctx, input as z.input<typeof findDatasetFile.input>)
    if (request.method === 'GET') await noteBytes(ctx, String(input.org), found.sha256)
    return sendBlob(request, reply, found)
  },
})

export const datasetRoutes = list
