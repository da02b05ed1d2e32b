import { z } from 'zod'
import { DatasetFile } from '../datasets/view'
import { Resolved } from '../versions/view'
import { Warning } from '../view'

/** What a `dataset://` URI means: never stale, since nothing decides on a dataset version. */
export const ResolvedDataset = z
  .object({
    uri: z.string(),
    dataset: z.string(),
    version: z.string(),
    digest: z.string(),
    warnings: z.array(Warning),
    files: z.array(DatasetFile),
  })
  .meta({ id: 'ResolvedDataset' })

/** What a `datum://` URI means: one file. */
export const ResolvedFile = z
  .object({
    uri: z.string(),
    digest: z.string(),
    warnings: z.array(Warning),
    files: z.array(DatasetFile),
  })
  .meta({ id: 'ResolvedFile' })

export const ResolvedUri = z.union([Resolved, ResolvedDataset, ResolvedFile])
export type ResolvedUri = z.infer<typeof ResolvedUri>
