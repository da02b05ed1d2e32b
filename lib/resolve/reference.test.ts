import { describe, expect, it } from 'vitest'
import { readReference } from './reference'

const problem = (text: string) => {
  const read = readReference(text)
  return read.ok ? null : read.message
}

describe('readReference', () => {
  it('reads what the hub holds', () => {
    for (const text of [
      'model://churn/v3',
      'model://churn/latest/sub/model.onnx',
      'dataset://pets/latest',
      'datum://0198c7a0-0000-7000-8000-000000000000',
    ])
      expect(readReference(text)).toMatchObject({ ok: true })
  })

  it('takes any other scheme as lying outside, without its secrets', () => {
    expect(readReference('s3://bucket/*.csv')).toEqual({
      ok: true,
      reference: { kind: 'external', address: 's3://bucket/*.csv' },
    })
    expect(readReference('https://ana:pw@data.example/a.csv')).toMatchObject({
      reference: { address: 'https://ana:***@data.example/a.csv' },
    })
  })

  it('says what is wrong with the rest', () => {
    expect(problem('data/a.csv')).toContain('Start it with model://')
    expect(problem('')).toContain('Start it with model://')
    expect(problem('model://churn')).toContain('Say which version')
    expect(problem('model://churn/')).toContain('model://churn/latest')
    expect(problem('dataset://pets/')).toContain('dataset://pets/latest')
    expect(problem('run://penguins/3')).toContain('datum://')
    expect(problem('model://churn/latest?at=2026-03-03T00:00:00')).toContain('offset or Z')
    expect(problem('s3://a/\0')).toContain('control character')
    expect(problem('s3://a/\ud800')).toContain('control character')
  })
})
