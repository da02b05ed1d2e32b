import { z } from 'zod'

export const foundKinds = [
  'version',
  'model',
  'dataset_version',
  'dataset',
  'deployment',
  'project',
  'experiment',
  'run',
  'person',
] as const

/** Something that was looked for by its name. */
export const Found = z
  .object({
    kind: z.enum(foundKinds),
    title: z.string(),
    detail: z.string().describe('Its URI, or what else tells it from another of that name'),
    url: z.string().describe('The path of its page'),
    state: z.string().optional().describe('Of a version or a run'),
  })
  .meta({ id: 'Found' })
export type Found = z.infer<typeof Found>
export type FoundKind = Found['kind']
