import { spawnSync } from 'node:child_process'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import httpRoute from './fixtures/http-route.json'
import inferenceService from './fixtures/inference-service.json'
import { type HandedOver, kserveYaml } from './kserve'
import { modelFormatOf } from './model-format'

const variant = (version: number, weight: number, more: Partial<HandedOver> = {}): HandedOver => ({
  name: `v${version}`,
  uri: `model://churn/v${version}`,
  digest: `sha256:${String(version).repeat(64).slice(0, 64)}`,
  weight,
  files: ['README.md', 'model.onnx'],
  archive: `https://hub.example.org/api/v1/acme/models/churn/versions/${version}/archive.zip`,
  ...more,
})
const revision = 'https://hub.example.org/acme/deployments/churn/revisions/3'
const yamlOf = (variants: HandedOver[], deployment = 'churn') =>
  kserveYaml({ deployment, revision, variants })

interface Manifest {
  kind: string
  metadata: { name: string; annotations: Record<string, string> }
  spec: {
    predictor?: { canaryTrafficPercent?: number; model: unknown }
    rules?: { backendRefs: { name: string; weight: number }[] }[]
  }
}

/** The documents of a text, each as the schema of its kind takes it. */
function manifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([])
    const manifest = document.toJS() as Manifest
    expect(problemsOf(manifest)).toEqual([])
    // RFC 1035, which KServe asks of a name; a service has 63 characters at most.
    expect(`${manifest.metadata.name}-predictor`).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/)
    expect(`${manifest.metadata.name}-predictor`.length).toBeLessThanOrEqual(63)
    return manifest
  })
}

describe('a revision as KServe takes it', () => {
  it('is one InferenceService of one version', () => {
    const [only, ...rest] = manifests(yamlOf([variant(6, 100)]))
    expect(rest).toEqual([])
    expect(only).toEqual({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'churn',
        annotations: {
          'modelhub.org/version': `model://churn/v6@sha256:${'6'.repeat(64)}`,
          'modelhub.org/revision': revision,
        },
      },
      spec: {
        predictor: {
          serviceAccountName: 'model-hub',
          model: {
            modelFormat: { name: 'onnx' },
            storageUri: 'https://hub.example.org/api/v1/acme/models/churn/versions/6/archive.zip',
          },
        },
      },
    })
  })

  it('says where the format comes from and how the cluster gets the files', () => {
    const text = yamlOf([variant(6, 100)])
    expect(text).toContain('name: onnx # guessed from model.onnx\n')
    expect(text).toContain('--from-literal=https-host=hub.example.org \\\n')
  })

  it('is a canary of two, and says what must serve before', () => {
    const text = yamlOf([variant(6, 10), variant(5, 90)])
    const [canary, ...rest] = manifests(text)
    expect(rest).toEqual([])
    expect(canary?.spec.predictor).toMatchObject({
      canaryTrafficPercent: 10,
      model: { storageUri: expect.stringContaining('/versions/6/') },
    })
    expect(text).toContain('# That must be model://churn/v5.')
    expect(text).toContain('/versions/5/archive.zip\n')
  })

  it('takes the newer of two halves for the canary', () => {
    const [canary] = manifests(yamlOf([variant(6, 50), variant(5, 50)]))
    expect(canary?.metadata.annotations['modelhub.org/version']).toContain('model://churn/v6@')
  })

  it('is one InferenceService each of more, under the weights of a route', () => {
    const all = manifests(yamlOf([variant(7, 5), variant(6, 10), variant(5, 85)]))
    expect(all.map(({ kind, metadata: { name } }) => [kind, name])).toEqual([
      ['InferenceService', 'churn-v7'],
      ['InferenceService', 'churn-v6'],
      ['InferenceService', 'churn-v5'],
      ['HTTPRoute', 'churn'],
    ])
    expect(all[3]?.spec.rules?.[0]?.backendRefs).toEqual([
      { name: 'churn-v7-predictor', port: 80, weight: 5 },
      { name: 'churn-v6-predictor', port: 80, weight: 10 },
      { name: 'churn-v5-predictor', port: 80, weight: 85 },
    ])
  })

  it('makes names that a cluster takes, each another', () => {
    const long = '2026.churn_model-'.padEnd(96, 'x')
    const all = manifests(
      yamlOf([variant(7, 5), variant(6, 10), variant(5, 85), variant(4, 0)], long),
    )
    expect(new Set(all.slice(0, 4).map(({ metadata }) => metadata.name)).size).toBe(4)
  })

  it('holds for any text that a person may choose', () => {
    const odd = 'a: \'b\' # "c" \\ – é'
    const [only] = manifests(yamlOf([variant(6, 100, { name: odd, files: [`${odd}.onnx`] })]))
    expect(only?.spec.predictor?.model).toMatchObject({ modelFormat: { name: 'onnx' } })
  })
})

describe('a name that would end the comment it stands in', () => {
  const signs = ['\n', '\r', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029']

  it.each(signs)('puts nothing into the YAML with %j', (sign) => {
    const evil = `a${sign}    containers: [{name: m, image: evil.example/i}]${sign}    labels: # .onnx`
    for (const names of [[5], [5, 6], [5, 6, 7]]) {
      const text = yamlOf(names.map((n) => variant(n, 10, { name: `v${n}${evil}`, files: [evil] })))
      const lines = text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
      // As every reader of YAML splits it: what was written into the name is in a comment.
      const said = lines.filter((line) => line.includes('evil.example'))
      expect(said.length).toBeGreaterThan(0)
      for (const line of said) expect(line).toMatch(/^(#|\s+name: \w+ #)/)
    }
  })

  it('puts nothing into what PyYAML reads', ({ skip }) => {
    const read =
      'import sys,json,yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer))))'
    const python = (input: string) =>
      spawnSync('python3', ['-c', read], { input, encoding: 'utf8' })
    if (python('a: 1').status !== 0) skip('There is no PyYAML here.')
    for (const sign of signs) {
      const evil = `a${sign}    containers: [{name: m, image: evil.example/i}]${sign}    labels: # .onnx`
      const { stdout, stderr } = python(yamlOf([variant(6, 100, { files: [evil] })]))
      expect(stderr).toBe('')
      const [manifest, ...rest] = JSON.parse(stdout)
      expect(rest).toEqual([])
      expect(problemsOf(manifest)).toEqual([])
      expect(manifest.spec.predictor).not.toHaveProperty('containers')
      expect(manifest.spec.predictor.model.storageUri).toContain('/versions/6/')
    }
  })

  it('is cut', () => {
    const text = yamlOf([variant(6, 100, { files: [`${'x'.repeat(900)}.onnx`] })])
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(200)
  })
})

describe('the schemas', () => {
  it('take nothing that they do not know, and nothing of another type', () => {
    const [made] = manifests(yamlOf([variant(6, 100)]))
    const predictor = made?.spec.predictor
    expect(problemsOf({ ...made, spec: { predictor: { ...predictor, canary: 1 } } })).not.toEqual(
      [],
    )
    const split = { ...predictor, canaryTrafficPercent: '10' }
    expect(problemsOf({ ...made, spec: { predictor: split } })).not.toEqual([])
    expect(problemsOf({ ...made, spec: {} })).not.toEqual([])
  })
})

it.each([
  [['MLmodel', 'model.pkl'], 'mlflow'],
  [['model/saved_model.pb'], 'tensorflow'],
  [['config.json', 'model-00001-of-00002.safetensors'], 'huggingface'],
  [['model.joblib'], 'sklearn'],
  [['model.ubj'], 'xgboost'],
  [['lightgbm_model.txt'], 'lightgbm'],
  [['model.pt'], 'pytorch'],
  [['model.json', 'model-card.md'], 'custom'],
  [[], 'custom'],
])('takes %j for %s', (files, format) => {
  expect(modelFormatOf(files).format).toBe(format)
})

/** What the schema of its kind has against a document, as a server that takes no unknown field would. */
function problemsOf(manifest: unknown): unknown[] {
  const { kind } = manifest as { kind: string }
  const schema = kind === 'HTTPRoute' ? httpRoute : inferenceService
  const ajv = new Ajv({ strict: false, formats: { int32: true, int64: true } })
  const check = ajv.compile(closed(schema) as object)
  return check(manifest) ? [] : (check.errors ?? [])
}

/** A schema under which an object has the named properties and no other. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.entries(schema).map(([key, part]) => [
    key,
    key === 'properties'
      ? Object.fromEntries(Object.entries(part).map(([name, of]) => [name, closed(of)]))
      : closed(part),
  ])
  return {
    ...Object.fromEntries(parts),
    ...('properties' in schema && { additionalProperties: false }),
  }
}
