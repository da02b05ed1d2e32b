import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { DatasetFileList } from './dataset-file-list'

type Source = Parameters<typeof DatasetFileList>[0]['version']['source']

const textWith = (source: Source) =>
  renderToStaticMarkup(
    <DatasetFileList
      org="acme"
      version={{ dataset: 'iris', version: 'd1', fileCount: 0, source }}
      files={{ items: [], nextCursor: null }}
      filters={{}}
    />,
  ).replace(/<[^>]+>/g, '')

it('says of a version that an MLflow client logged where its bytes are', () => {
  expect(textWith({ type: 'http', place: 'https://example.com/iris.csv' })).toContain(
    'The bytes of this version are not here: an MLflow client logged it. It lies at https://example.com/iris.csv (http).',
  )
  expect(textWith({ type: 'code', place: 'train.py' })).toContain('It was made by train.py.')
  expect(textWith({ type: 'local', place: null })).toContain(
    'It lies at a place that the client did not say (local).',
  )
})

it('says of any other one without files just that', () => {
  expect(textWith(null)).toContain('This version has no files.')
})
