import { describe, expect, it } from 'vitest'
import { placeOf, readSource } from './dataset-source'

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
    ['{"tags":{"mlflow.user":"ana"},"path":"/data/a.csv"}', '/data/a.csv'],
    ['{"path":"imdb","url":"https://example.com/imdb"}', 'https://example.com/imdb'],
    ['{"sql":"select 1"}', null],
    ['{"tags":{"mlflow.user":"ana"}}', null],
    ['s3://pets', null],
    ['null', null],
  ])('says where the data lies, if it does: %s', (written, place) => {
    expect(placeOf(readSource(written))).toBe(place)
  })
})
