import { expect, it } from 'vitest'
import { splitIn } from './form'

function sent(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

it('reads a split from the rows of a form, and leaves empty ones out', () => {
  expect(
    splitIn(
      sent({
        'variants.0.model': ' model://churn/v3 ',
        'variants.0.weight': '90 %',
        'variants.1.model': '',
        'variants.1.weight': ' ',
        'variants.2.model': 'model://churn/v4',
        'variants.2.weight': '10',
        'variants.2.name': 'canary',
      }),
    ),
  ).toEqual([
    { model: 'model://churn/v3', weight: 90 },
    { model: 'model://churn/v4', weight: 10, name: 'canary' },
  ])
})

it('keeps what is no number, or wanting, for the split to refuse', () => {
  const rows = splitIn(
    sent({ 'variants.0.weight': 'ninety', 'variants.1.model': 'model://churn/v3' }),
  )
  expect(rows).toEqual([
    { model: '', weight: Number.NaN },
    { model: 'model://churn/v3', weight: Number.NaN },
  ])
})
