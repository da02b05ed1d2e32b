import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { evaluateGates } from '@/lib/gates/evaluate'
import { seen } from '@/lib/gates/testing'
import { GateRows } from './gate-rows'

async function cells(cel: string, context = seen()) {
  const gates = await evaluateGates([{ name: 'Gate', cel }], context)
  const html = renderToStaticMarkup(
    <GateRows gates={gates} candidate={6} approved={context.approved?.number ?? null} />,
  )
  const [, body = ''] = html.split('<tbody')
  const found = [...body.matchAll(/<t[hd](?: [^>]*)?>([\s\S]*?)<\/t[hd]>/g)]
  return found.map(([, cell = '']) =>
    cell
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

it('shows candidate, approved, difference, threshold and result with one precision', async () => {
  expect(await cells('metrics.accuracy >= approved.metrics.accuracy - 0.005')).toEqual([
    'Fail Gate accuracy 0.912 is 0.013 below the least allowed 0.925 (approved v5: 0.93 − 0.005). metrics.accuracy &gt;= approved.metrics.accuracy - 0.005',
    '0.912',
    '0.930',
    '−0.018',
    '0.925',
  ])
})

it('shows dashes for what is not one number, and reads them out', async () => {
  expect(await cells('!lineage.recalled')).toEqual([
    'Pass Gate It holds: lineage.recalled false. !lineage.recalled',
    '— not one metric',
    '— not one metric',
    '— none',
    '— none',
  ])
  const diverged = seen({ candidate: { metrics: { accuracy: 'NaN' } }, approved: null })
  expect(await cells('metrics.accuracy > 0.5', diverged)).toEqual([
    'Fail Gate accuracy is NaN. metrics.accuracy &gt; 0.5',
    'NaN',
    '— none',
    '— none',
    '0.5',
  ])
})
