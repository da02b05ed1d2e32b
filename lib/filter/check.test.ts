import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsedFilter } from './check'
import { filterKeys, type Subject, subjects } from './keys'
import { asColumn } from './tree'

const problems = (text: string, subject: Subject = 'versions') => {
  const parsed = parsedFilter(text, subject)
  return parsed.ok ? [] : parsed.problems.map(({ message, at, length }) => [message, at, length])
}

describe('a filter is held against what can be asked', () => {
  it.each<[string, Subject]>([
    ['churn state:approved tag:prod owner:me project:churn alias:production', 'versions'],
    ['dataset:credit/2024-q1 metric.accuracy>0.9 param.depth<=6 created:>2026-01-01', 'versions'],
    ['updated:<30d', 'models'],
    ['updated:30d OR updated:2025', 'models'],
    ['state:approved metric.auc>=.9 size>1.5GiB is:recalled', 'models'],
    ['state:completed duration>10m is:alert group:4', 'runs'],
    ['metric.loss:NaN', 'versions'],
    ['param.optimizer:adam,sgd', 'versions'],
    ['field.risk:high field.reviewed>2026-01-01 field.cost<5', 'models'],
    ['run:run://churn/12 run:churn/12', 'versions'],
    ['dataset://credit/v2', 'versions'],
    ['dataset:"credit/first quarter"', 'versions'],
    ['version:v3,4 size:512', 'versions'],
    ['note:"model://churn/v1" param.base:model://churn/v1', 'versions'],
  ])('%s can be asked of %s', (text, subject) => {
    expect(problems(text, subject)).toEqual([])
  })

  it.each<[string, Subject, string, number, number]>([
    ['a stat:approved', 'versions', 'There is no key stat. Did you mean state?', 2, 4],
    ['metrics.auc>1', 'versions', 'There is no key metrics. Did you mean metric?', 0, 11],
    ['auc>0.9', 'versions', 'There is no key auc. Did you mean metric.auc>0.9?', 0, 3],
    [
      'https://example.com',
      'versions',
      'There is no key https. Put it in quotes to search for the words.',
      0,
      5,
    ],
    ['updated:<30d', 'versions', 'updated can be asked of models, not of versions.', 0, 7],
    ['step:train', 'models', 'step can be asked of runs, not of models.', 0, 4],
    ['metric>1', 'versions', 'Say the metric after a dot, as in metric.accuracy>0.9.', 0, 6],
    ['state.x:approved', 'versions', 'state has nothing after a dot. Write state:approved.', 0, 7],
    ['state>approved', 'versions', 'state takes : and !=, not >. Write state:approved.', 0, 14],
    ['version>1,2', 'versions', '> takes one value, not a list.', 0, 11],
    ['state:pending,Approvd', 'versions', 'state is never Approvd. Did you mean approved?', 14, 7],
    ['state:good', 'versions', 'state is pending, approved or rejected, not good.', 6, 4],
    [
      'state:good',
      'runs',
      'state is queued, running, completed, error or stopped, not good.',
      6,
      4,
    ],
    ['metric.auc>high', 'versions', 'metric.auc takes a number, not high.', 11, 4],
    ['metric.auc>NaN', 'versions', 'metric.auc takes a number, not NaN.', 11, 3],
    ['param.depth<deep', 'versions', 'param.depth takes a number, not deep.', 12, 4],
    ['field.x>high', 'versions', 'field.x takes a number or a date, not high.', 8, 4],
    ['version:three', 'versions', 'version takes a whole number, not three.', 8, 5],
    ['version>=2147483648', 'versions', 'version takes a whole number, not 2147483648.', 9, 10],
    ['size>10MX', 'versions', 'size takes a size such as 10MB, not 10MX.', 5, 4],
    ['duration>x', 'runs', 'duration takes a duration such as 90s, 10m or 2h, not x.', 9, 1],
    [
      'created:2026-02-30',
      'versions',
      'created takes a date such as 2026-01-05 or 2026-01, or an age such as 30d, 12h, 2w, 6mo or 1y, not 2026-02-30.',
      8,
      10,
    ],
    [
      'dataset:"A b"',
      'versions',
      'dataset takes a dataset such as credit, or a version of it such as credit/v2, not A b.',
      8,
      5,
    ],
    ['run:12', 'versions', 'run takes a run such as churn/12 or run://churn/12, not 12.', 4, 2],
    ['model://churn/v3', 'versions', 'Write model:churn version:3.', 0, 16],
    ['model:model://churn/prod', 'models', 'Write model:churn alias:prod.', 6, 18],
    ['model://churn/latest', 'runs', 'Write model:churn.', 0, 20],
    ['model:model://churn', 'runs', 'Write model: and the name of a model.', 6, 13],
  ])('%s of %s is told what is wrong, and where', (text, subject, message, at, length) => {
    expect(problems(text, subject)).toEqual([[message, at, length]])
  })

  it('tells of what cannot be read and of what cannot be asked, in the order of the text', () => {
    expect(problems('state:good (a OR -stat:x')).toMatchObject([
      ['state is pending, approved or rejected, not good.', 6, 4],
      ['This parenthesis is not closed. Add a ).', 11, 1],
      ['There is no key stat. Did you mean state?', 18, 4],
    ])
  })

  it('says columns from 1 to those who ask over the API', () => {
    const parsed = parsedFilter('a stat:x', 'models')
    expect(parsed.ok ? [] : parsed.problems.map(asColumn)).toEqual([
      {
        message: 'There is no key stat. Did you mean state?',
        column: 3,
        length: 4,
      },
    ])
  })

  it('never throws', () => {
    const key = fc.constantFrom(...subjects.flatMap((one) => filterKeys[one].map(({ key }) => key)))
    const part = fc
      .tuple(key, fc.constantFrom(':', '>', '.x:', '!='), fc.string({ unit: 'binary' }))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(part, fc.constantFrom(...subjects), (text, subject) => {
        parsedFilter(text, subject)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the catalogue', () => {
  it.each(subjects.flatMap((subject) => filterKeys[subject].map((key) => [subject, key] as const)))(
    'gives an example of each key of %s that can be asked',
    (subject, { key, example }) => {
      expect(problems(example, subject)).toEqual([])
      expect(example).toContain(key)
    },
  )

  it('names in its help each of the values there are', () => {
    for (const { key, choices, help } of subjects.flatMap((one) => [...filterKeys[one]]))
      for (const choice of choices) expect(`${key}: ${help.toLowerCase()}`).toContain(choice)
  })

  it('names each key once, and asks of models what it asks of versions', () => {
    for (const subject of subjects) {
      const keys = filterKeys[subject].map(({ key }) => key)
      expect(keys).toEqual([...new Set(keys)])
    }
    const ofModels = filterKeys.models.map(({ key }) => key)
    expect(ofModels).toEqual(expect.arrayContaining(filterKeys.versions.map(({ key }) => key)))
  })
})
