import type { z } from 'zod'
import { createDataset } from '@/lib/datasets/create'
import { archiveDataset, deleteDataset, restoreDataset } from '@/lib/datasets/life'
import {
  findDatasetFile,
  getDataset,
  getDatasetVersion,
  listDatasets,
  listDatasetVersions,
} from '@/lib/datasets/queries'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { Dataset, DatasetVersion, DatasetVersionItem } from '@/lib/datasets/view'
import { Lived } from '@/lib/life/commands'
import { resolveUri } from '@/lib/resolve/resolve'
import { ResolvedUri } from '@/lib/resolve/view'
import { noteBytes } from '@/lib/versions/held'
import { pageOf } from '@/lib/view'
import { sendBlob } from '../bytes'
import { routes } from './router'

const { list, raw, get, post, act, remove } = routes()
const of = '/:org/datasets/:dataset'
const versions = `${of}/versions`

get('/:org/resolve', resolveUri, { summary: 'Resolve a URI', answer: ResolvedUri })
get('/:org/datasets', listDatasets, { summary: 'List datasets', answer: pageOf(Dataset) })
post('/:org/datasets', createDataset, { summary: 'Create a dataset', answer: Dataset })
get(of, getDataset, { summary: 'Get a dataset', answer: Dataset })
act(`${of}/archive`, archiveDataset, { summary: 'Archive a dataset', answer: Lived })
act(`${of}/restore`, restoreDataset, { summary: 'Restore a dataset', answer: Lived })
remove(of, deleteDataset, { summary: 'Delete a dataset' })
get(versions, listDatasetVersions, {
  summary: 'List its versions',
  answer: pageOf(DatasetVersionItem),
})
post(versions, registerDatasetVersion, { summary: 'Make a version', answer: DatasetVersion })
get(`${versions}/:version`, getDatasetVersion, { summary: 'Get one', answer: DatasetVersion })

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
