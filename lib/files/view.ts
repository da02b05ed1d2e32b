import { z } from 'zod'
import { FileView, fileFacts, Instant } from '../view'

const holders = (what: string) => z.array(z.string()).describe(`${what}; the newest 100`)

/** A file by its `datum://` id, and where it is. */
export const Datum = FileView.extend({
  ...fileFacts,
  datum: z.string().describe('Its id'),
  run: z.string().nullable().describe('run:// URI of the run that made it'),
  createdAt: Instant,
  datasetVersions: holders('dataset:// URIs of the dataset versions that hold it'),
  versions: holders('model:// URIs of the versions that hold the same bytes'),
  aliases: z
    .array(z.object({ project: z.string(), name: z.string() }))
    .describe('Aliases of projects that point at it'),
}).meta({ id: 'Datum' })
export type Datum = z.infer<typeof Datum>
