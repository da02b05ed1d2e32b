import { describe, expect, it } from 'vitest'
import { pathOfUri, paths } from './paths'

describe('paths', () => {
  it('spells every address of the web application', () => {
    const { models, version, project, run, reviews, activity, members, tokens } = paths
    expect([
      paths.home(),
      paths.signIn(),
      paths.signIn('/acme/models?q=a'),
      paths.me(),
      paths.organization('acme'),
      models('acme'),
      models('acme', { q: 'a b', state: 'pending' }),
      paths.newModel('acme', { project: 'penguins' }),
      paths.model('acme', 'churn'),
      paths.modelEdit('acme', 'churn'),
      paths.versions('acme', 'churn', { state: 'approved' }),
      paths.newVersion('acme', 'churn'),
      version('acme', 'churn', 3),
      paths.compare('acme', 'churn', [1, 2], 1),
      paths.modelLineage('acme', 'churn', { version: 3 }),
      paths.modelActivity('acme', 'churn'),
      paths.modelSettings('acme', 'churn'),
      paths.projects('acme'),
      paths.newProject('acme'),
      project('acme', 'penguins'),
      paths.projectSettings('acme', 'penguins'),
      paths.runs('acme', 'penguins'),
      run('acme', 'penguins', 1805),
      paths.registerRun('acme', 'penguins', 7, { model: 'churn' }),
      reviews('acme'),
      activity('acme', { actor: 'ana', action: 'version.approve', from: '2026-03-03' }),
      paths.lineage('acme'),
      paths.lineage('acme', { uri: 'run://penguins/7', direction: 'up', depth: 2, expand: ['a'] }),
      paths.impact('acme', 'dataset://pets/v1'),
      paths.organizationSettings('acme'),
      members('acme'),
      tokens('acme'),
      paths.deleted('acme'),
      paths.blob('acme', 'ab12'),
      paths.registration('acme', 'churn'),
      paths.file('acme', 'churn', 3, 'weights/a b#1.onnx'),
      paths.versionJson('acme', 'churn', 3),
      paths.runJson('acme', 'penguins', 7),
      paths.archive('acme', 'churn', 3),
      paths.runOutput('acme', 'penguins', 7, 'model.json'),
      paths.runLog('acme', 'penguins', 7),
    ]).toMatchInlineSnapshot(`
      [
        "/",
        "/sign-in",
        "/sign-in?next=/acme/models%3Fq%3Da",
        "/me",
        "/acme",
        "/acme/models",
        "/acme/models?q=a+b&state=pending",
        "/acme/models/new?project=penguins",
        "/acme/models/churn",
        "/acme/models/churn/edit",
        "/acme/models/churn/versions?state=approved",
        "/acme/models/churn/versions/new",
        "/acme/models/churn/versions/v3",
        "/acme/models/churn/compare?v=1,2&base=1",
        "/acme/models/churn/lineage?version=3",
        "/acme/models/churn/activity",
        "/acme/models/churn/settings",
        "/acme/projects",
        "/acme/projects/new",
        "/acme/projects/penguins",
        "/acme/projects/penguins/settings",
        "/acme/projects/penguins/runs",
        "/acme/projects/penguins/runs/1805",
        "/acme/projects/penguins/runs/7/register?model=churn",
        "/acme/reviews",
        "/acme/activity?actor=ana&action=version.approve&from=2026-03-03",
        "/acme/lineage",
        "/acme/lineage?uri=run://penguins/7&direction=up&depth=2&expand=a",
        "/acme/lineage/impact?uri=dataset://pets/v1",
        "/acme/settings/organization",
        "/acme/settings/members",
        "/acme/settings/tokens",
        "/acme/settings/deleted",
        "/api/v1/acme/blobs/ab12",
        "/api/v1/acme/models/churn/versions",
        "/api/v1/acme/models/churn/versions/v3/files/weights/a%20b%231.onnx",
        "/api/v1/acme/models/churn/versions/v3",
        "/api/v1/acme/projects/penguins/runs/7",
        "/api/v1/acme/models/churn/versions/v3/archive.zip",
        "/api/v1/acme/projects/penguins/runs/7/outputs/model.json",
        "/api/v1/acme/projects/penguins/runs/7/log",
      ]
    `)
  })

  it('leaves blank filters out', () => {
    expect(paths.models('acme', { q: '', state: undefined })).toBe('/acme/models')
  })
})

describe('pathOfUri', () => {
  it.each([
    ['model://churn/v3', '/acme/models/churn/versions/v3'],
    ['model://churn/v3/model.onnx', '/acme/models/churn/versions/v3'],
    ['model://churn/latest', '/acme/models/churn'],
    ['model://churn/', '/acme/models/churn'],
    ['model://churn', '/acme/models/churn'],
    ['model://other/churn/v1', '/other/models/churn/versions/v1'],
    ['run://penguins/7', '/acme/projects/penguins/runs/7'],
    ['dataset://pets/v2', null],
    ['nonsense', null],
  ])('leads %s to %s', (uri, path) => {
    expect(pathOfUri('acme', uri)).toBe(path)
  })
})
