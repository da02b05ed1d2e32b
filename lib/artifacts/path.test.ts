import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArtifactPath, parseArtifactUri, rootUri } from './path'

const id = '01931f3e-5b6a-7c8d-9e0f-a1b2c3d4e5f6'
const hex = id.replaceAll('-', '')
const run = `0/${hex}/artifacts`
const model = `12/models/m-${hex}/artifacts`
const version = `versions/${hex}/3`

describe('the path of an artifact', () => {
  it.each([
    [run, { kind: 'run', experiment: 0, id, path: '' }],
    [`${run}/model/MLmodel`, { kind: 'run', experiment: 0, id, path: 'model/MLmodel' }],
    [`${model}/model.pkl`, { kind: 'logged_model', experiment: 12, id, path: 'model.pkl' }],
    [version, { kind: 'version', modelId: id, number: 3, path: '' }],
    [`${version}/a/b`, { kind: 'version', modelId: id, number: 3, path: 'a/b' }],
    [`${run}/100% + ä 好 #1?.txt`, { kind: 'run', experiment: 0, id, path: '100% + ä 好 #1?.txt' }],
    [`${run}/..hidden/a..b`, { kind: 'run', experiment: 0, id, path: '..hidden/a..b' }],
    [`${run}/a%20b`, { kind: 'run', experiment: 0, id, path: 'a%20b' }],
  ])('says whose file it is: %s', (path, place) => {
    expect(parseArtifactPath(path)).toEqual({ ok: true, place })
  })

  it.each([
    `${run}/../x`,
    `${run}/a/..`,
    `../${run}/a`,
    `${run}/%2e%2e/x`,
    `${run}/%2E%2e%2fx`,
    // Whoever decodes what is no UTF-8 as well is led upwards, too.
    `${run}/a%2f%2e%2e%2f%ff`,
    `${run}/%${'25'.repeat(20)}41`,
    `${run}/%252e%252e/x`,
    `${run}/%25252e%25252e%25252fx`,
    `${run}/a%5c..%5cx`,
    `${run}/a\\..\\x`,
    `${run}/a%00`,
    `${run}/a\0`,
    `${run}/%2500`,
    `${run}/.%252e/x`,
    `${run}/%${'25'.repeat(20)}2e`,
    `${run}//a`,
    `${run}/./a`,
    `${run}/a/`,
    `/${run}/a`,
    `${run}/${'a'.repeat(256)}`,
    `${run}/${'a/'.repeat(700)}a`,
    `${run}/${'a'.repeat(3000)}`,
    `${run}/a\nb`,
    `${run}/\ud800`,
  ])('refuses what leads elsewhere or can be no name: %j', (path) => {
    expect(parseArtifactPath(path)).toMatchObject({ ok: false, reason: /^Invalid path: \S/ })
  })

  it.each([
    '',
    '0',
    'x',
    `0/${hex}`,
    `0/${hex}/artifact/a`,
    `00/${hex}/artifacts/a`,
    `-1/${hex}/artifacts/a`,
    `0/${id}/artifacts/a`,
    `0/${hex.toUpperCase()}/artifacts/a`,
    `0/models/${hex}/artifacts/a`,
    `0/models/m-${hex}/a`,
    `0/traces/tr-1/artifacts/traces.json`,
    `versions/${hex}/0/a`,
    `versions/${hex}/v1/a`,
    'workspaces/x/0',
  ])('says where files lie to whoever asks elsewhere: %j', (path) => {
    const parsed = parseArtifactPath(path)
    expect(parsed.ok).toBe(false)
  })

  it('never throws, and what it accepts leads nowhere else', () => {
    const parts = fc.constantFrom('..', '.', '', '%2e', '%252e', 'a', '\0', '\\', '/', '%', '%2f')
    const path = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 12 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(path, (tail) => {
        const parsed = parseArtifactPath(`${run}/${tail}`)
        if (!parsed.ok) return parsed.reason.length > 0
        const segments = parsed.place.path.split('/')
        expect(segments).not.toContain('..')
        expect(segments).not.toContain('')
        expect(parsed.place.path).toBe(tail)
        return true
      }),
    )
  })
})

describe('the URI of an artifact', () => {
  it('is read with one slash or three, and is decoded once', () => {
    for (const uri of [
      `mlflow-artifacts:/${run}/my%20model`,
      `mlflow-artifacts:///${run}/my model`,
    ])
      expect(parseArtifactUri(uri)).toMatchObject({ ok: true, place: { path: 'my model' } })
    expect(parseArtifactUri(`mlflow-artifacts:/${run}/100%25 of 5%`)).toMatchObject({
      ok: true,
      place: { path: '100% of 5%' },
    })
  })

  it('is none of ours with another scheme or a host', () => {
    for (const uri of ['s3://bucket/x', `mlflow-artifacts://other/${run}`, 'file:///x', '', run])
      expect(parseArtifactUri(uri)).toBeNull()
  })

  it.each([
    `mlflow-artifacts:${run}`,
    `mlflow-artifacts:/${run}/%252e%252e/x`,
    'mlflow-artifacts:/',
  ])('is refused like the path: %s', (uri) =>
    expect(parseArtifactUri(uri)).toMatchObject({ ok: false }),
  )

  it('leads back', () => {
    for (const root of [run, model, version]) {
      const parsed = parseArtifactPath(`${root}/a/ä`)
      expect(parsed.ok && rootUri(parsed.place)).toBe(`mlflow-artifacts:/${root}`)
    }
  })
})
