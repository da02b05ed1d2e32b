import { z } from 'zod'
import { Resolved } from '../versions/view'
import { FileView, Warning } from '../view'

/** What a `dataset://` URI means: never stale, since nothing decides on a dataset version. */
export const ResolvedDataset = z
  .object({
    uri: z.string(),
    dataset: z.string(),
    version: z.string(),
    digest: z.string(),
    warnings: z.array(Warning),
    files: z.array(FileView),
  })
  .meta({ id: 'ResolvedDataset' })

export const ResolvedUri = z.union([Resolved, ResolvedDataset])
export type ResolvedUri = z.infer<typeof ResolvedUri>
