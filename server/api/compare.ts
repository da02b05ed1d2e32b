import type { z } from 'zod'
import { compareAsCsv } from '@/lib/compare/csv'
import { compareVersions } from '@/lib/compare/queries'
import { Comparison } from '@/lib/compare/view'
import { sendCsv } from '../csv'
import { routes } from './router'

const { list, get, raw } = routes()

get('/:org/compare', compareVersions, {
  summary: 'Set versions side by side',
  answer: Comparison,
})
raw('GET', '/:org/compare.csv', {
  summary: 'The same as CSV',
  action: 'version.read',
  input: compareAsCsv.input,
  media: { answer: 'text/csv' },
  async handle({ ctx, input, reply }) {
    const text = await compareAsCsv(ctx, input as z.input<typeof compareAsCsv.input>)
    return sendCsv(reply, 'compare', text)
  },
})

export const compareRoutes = list
