import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readDocument } from '@/docs/support/document'

const documents = readDocument('docs/hugging-face.md')
  .blocks.filter(({ language }) => language === 'yaml')
  .flatMap(({ text }) => parseAllDocuments(text))
  .map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })

const ofKind = (kind: string) => documents.find((document) => document.kind === kind)

it('shows KServe how to be told of the hub, by names that fit one another', () => {
  const { name, env } = ofKind('ClusterStorageContainer').spec.container
  // The only name under which KServe fills it in.
  expect(name).toBe('storage-initializer')
  const [endpoint, token] = env
  expect(endpoint).toEqual({ name: 'HF_ENDPOINT', value: expect.stringMatching(/^https:.*\/hf$/) })
  const { name: secret, key } = token.valueFrom.secretKeyRef
  const kept = ofKind('Secret')
  expect([kept.metadata.name, Object.keys(kept.stringData)]).toEqual([secret, [key]])
})

it('names a model as the storage initializer reads it: an organization, a model, a revision', () => {
  const { storageUri } = ofKind('InferenceService').spec.predictor.model
  const [{ prefix }] = ofKind('ClusterStorageContainer').spec.supportedUriFormats
  expect(storageUri.startsWith(prefix)).toBe(true)
  expect(storageUri).toMatch(/^hf:\/\/[^/:]+\/[^/:]+:[^/:]+$/)
})
