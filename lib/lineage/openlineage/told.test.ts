import { describe, expect, it } from 'vitest'
import { facetsOf } from './facets'
import * as told from './told'

const facets = (said: object) => facetsOf(said as never, new Date('2026-03-03T10:00:00Z'))

describe('what is told of facets', () => {
  it('is by name what every producer sends', () => {
    const said = facets({
      executionParameters: { parameters: [{ key: 'lr', name: 'lr', value: '0.1' }, { name: '' }] },
      modelHub_metrics: { metrics: { accuracy: 0.9, loss: 'NaN', note: 'good' } },
      'modelHub_metrics model://h penguins': { metrics: { f1: 0.8 } },
      test: { tests: [{ name: 'rows', status: 'fail', expected: 3, actual: '2' }] },
      errorMessage: { message: 'boom', stackTrace: 'at x' },
      schema: { fields: [{ name: 'id', type: 'INT' }] },
      documentation: { description: 'Penguins' },
      sourceCodeLocation: { url: 'https://git.example/x', version: 'abc' },
      jobType: { integration: 'SPARK', jobType: 'SQL_JOB' },
      ownership: { owners: [{ name: 'ana' }] },
      processing_engine: { name: 'spark', version: '3.5' },
      parent: { run: { runId: 'p' }, job: { namespace: 'n', name: 'dag' } },
    })
    expect(told.paramsOf(said)).toEqual({ lr: '0.1' })
    expect(told.metricsOf(said)).toEqual([
      { of: null, values: { accuracy: 0.9, loss: 'NaN' } },
      { of: 'model://h penguins', values: { f1: 0.8 } },
    ])
    expect(told.testsOf(said)).toEqual([
      { name: 'rows', status: 'fail', severity: null, expected: '3', actual: '2' },
    ])
    expect(told.failureOf(said)).toEqual({ message: 'boom', stack: 'at x' })
    expect(told.fieldsOf(said)).toEqual([{ name: 'id', type: 'INT', description: null }])
    expect(told.documentationOf(said)).toBe('Penguins')
    expect(told.codeOf(said)).toEqual({ url: 'https://git.example/x', version: 'abc' })
    expect(told.jobTypeOf(said)).toBe('SPARK SQL_JOB')
    expect(told.ownersOf(said)).toEqual(['ana'])
    expect(told.engineOf(said)).toBe('spark 3.5')
    expect(told.parentOf(said)).toEqual({ runId: 'p', job: 'dag' })
  })

  it('is nothing where facets are not what they should be', () => {
    for (const wrong of [
      1,
      'x',
      null,
      [],
      [1],
      { parameters: 1, metrics: [1], tests: 'x', fields: 1 },
    ]) {
      const names = [
        'executionParameters',
        'modelHub_metrics',
        'test',
        'errorMessage',
        'schema',
        'parent',
      ]
      const said = facets(Object.fromEntries(names.map((name) => [name, wrong])))
      expect(told.paramsOf(said)).toEqual({})
      expect(told.metricsOf(said)).toEqual([])
      expect(told.testsOf(said)).toEqual([])
      expect(told.failureOf(said)).toBeNull()
      expect(told.fieldsOf(said)).toEqual([])
      expect(told.parentOf(said)).toBeNull()
    }
  })
})
