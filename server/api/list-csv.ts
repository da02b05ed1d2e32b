import type { z } from 'zod'
import type { Operation } from '@/lib/door'
import { streamModels } from '@/lib/inventory/models-csv'
import { streamVersions } from '@/lib/inventory/versions-csv'
import { sendCsv } from '../csv'
import { routes } from './router'

const { list, raw } = routes()

csv('models', streamModels, 'The models of a list as CSV')
csv('versions', streamVersions, 'The versions of a search as CSV')

export const listCsvRoutes = list

function csv<I extends z.ZodType>(
  what: string,
  stream: Operation<I, AsyncIterable<string>>,
  summary: string,
) {
  raw('GET', `/:org/${what}.csv`, {
    summary,
    action: stream.action,
    input: stream.input,
    media: { answer: 'text/csv' },
    async handle({ ctx, input, reply }) {
      // The query parses its input itself.
      return sendCsv(reply, what, await stream(ctx, input as z.input<I>))
    },
  })
}
