import { z } from 'zod'
import { invalid } from '../errors'
import { GroupNumber } from '../groups/find'
import { SortText } from '../search/order'
import { FilterText } from '../search/read'
import { Slug } from '../view'
import { RunState } from './view'

const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .describe('A time with an offset or Z, or a day, which means its first moment in UTC')

/** The ways to narrow a list of runs. */
export const RunFilters = z.object({
  project: Slug.optional(),
  state: RunState.optional(),
  step: z.string().max(200).optional(),
  tag: z.string().max(64).optional(),
  person: z
    .union([z.uuid(), z.literal('me')])
    .optional()
    .describe('Id of the person who started it, also by a token; or me'),
  group: GroupNumber.optional().describe('Number of a task or pipeline; needs the project'),
  q: FilterText.optional().describe(
    'A filter; words are looked for in step, command, commit and tags',
  ),
  sort: SortText.optional().describe(
    'created, finished, duration or metric.<name>; - before it for the highest first',
  ),
  alerts: z.stringbool().or(z.boolean()).optional().describe('Only those with alerts'),
  since: Moment.optional(),
  until: Moment.optional().describe('Before this'),
})

/** Refuses the number of a group without the project that it is a number in. */
export function needProjectOf({
  group,
  project,
}: Pick<z.output<typeof RunFilters>, 'group' | 'project'>) {
  if (group !== undefined && project === undefined)
    throw invalid('group: Say of which project: it is a number there.')
}
