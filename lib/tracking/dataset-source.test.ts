import { describe, expect, it } from 'vitest'
import { addressOf, readSource } from './dataset-source'

describe('the source of a logged dataset', () => {
  it('is kept word for word', () => {
    const written = '{"uri":  "s3://pets/train.csv", "rows": 1.0}'
    expect(readSource(written).text).toBe(written)
  })

  it.each([
    [
      '{"url":"https://ana:pass@example.com/a.csv?sig=abc"}',
      '{"url":"https://ana:***@example.com/a.csv?sig=***"}',
    ],
    ['{"options":{"password":"pass","host":"db"}}', '{"options":{"password":"***","host":"db"}}'],
    ['{"files":["s3://k:pass@b/1","s3://b/2"]}', '{"files":["s3://k:***@b/1","s3://b/2"]}'],
    ['https://ana:pass@example.com/a.csv', 'https://ana:***@example.com/a.csv'],
  ])('is kept without its secrets: %s', (written, kept) => {
    expect(readSource(written).text).toBe(kept)
    expect(JSON.stringify(readSource(written))).not.toContain('pass"')
    expect(JSON.stringify(readSource(written))).not.toContain('pass@')
  })

  it.each([
    ['{"tags":{"mlflow.source.url":"https://example.com/x"},"uri":"s3://b/a.csv"}', 's3://b/a.csv'],
    ['{"path":"imdb","url":"https://example.com/imdb"}', 'https://example.com/imdb'],
    ['{"path":"/data/a.csv"}', null],
    ['{"uri":"dataset://pets/v1"}', null],
    ['{"uri":"runs:/1/a.csv"}', null],
    ['{"sql":"select 1"}', null],
    ['s3://pets/a.csv', 's3://pets/a.csv'],
    ['null', null],
  ])('says at which address the data lies, if it does: %s', (written, address) => {
    expect(addressOf(readSource(written))).toBe(address)
  })
})
