import { expect, it } from 'vitest'
import { placeOf } from './place'

it.each([
  ['s3', '{"uri": "s3://bucket/train.csv"}', 's3://bucket/train.csv'],
  ['http', '{"url": "https://example.com/a.csv"}', 'https://example.com/a.csv'],
  ['hugging_face', '{"path": "imdb", "split": "train"}', 'imdb'],
  ['delta_table', '{"delta_table_name": "main.sales"}', 'main.sales'],
  ['code', '{"tags": {"mlflow.user": "ana", "mlflow.source.name": "train.py"}}', 'train.py'],
  ['local', '{"uri": ""}', null],
  ['code', '{"tags": "none"}', null],
  ['s3', 'not JSON', null],
  ['s3', '[1]', null],
  ['s3', '"text"', null],
  ['s3', '', null],
])('reads where data of the kind %s lies from %s', (type, source, place) => {
  expect(placeOf(type, source)).toBe(place)
})
