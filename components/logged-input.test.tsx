import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { LoggedInput } from './logged-input'

function words(logged: Partial<Parameters<typeof LoggedInput>[0]['logged']>, isHere = false) {
  const all = { name: 'iris', digest: 'abc', context: null, sourceType: 's3', source: '{}' }
  const html = renderToStaticMarkup(<LoggedInput logged={{ ...all, ...logged }} isHere={isHere} />)
  return html.replace(/<[^>]+>/g, '')
}

it.each([
  ['s3', '{"uri": "s3://bucket/train.csv"}', 'Lies at s3://bucket/train.csv (s3); its bytes are'],
  ['code', '{"tags": {"mlflow.source.name": "train.py"}}', 'Made by train.py; its bytes are not'],
  ['local', 'not JSON', 'Lies at a place that its client did not say (local)'],
  ['http', '[1]', 'Lies at a place that its client did not say (http)'],
])('says where data of the kind %s lies, by %s', (sourceType, source, sentence) => {
  expect(words({ sourceType, source })).toContain(sentence)
})

it('says what the data was used for, and does not call bytes missing that are here', () => {
  expect(words({ context: 'training' })).toContain('Used for training, logged as iris')
  expect(words({ source: '{"uri": "s3://b/x"}' }, true)).not.toContain('not here')
})
