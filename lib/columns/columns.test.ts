import { describe, expect, it } from 'vitest'
import {
  type ColumnRef,
  columnLabel,
  columnsOffered,
  columnsText,
  readColumns,
  usualColumns,
} from './columns'

const own = (key: string): ColumnRef => ({ kind: 'own', key })
const metric = (key: string): ColumnRef => ({ kind: 'metric', key })

describe('readColumns', () => {
  it('reads the own ones and those of metrics, in their order', () => {
    expect(readColumns('owner,metric.accuracy,newest', 'models')).toEqual([
      own('owner'),
      metric('accuracy'),
      own('newest'),
    ])
  })

  it('leaves out what is no column of the list, and what was named before', () => {
    expect(readColumns('owner,name,,nope,metric.,param.depth,owner,toString', 'models')).toEqual([
      own('owner'),
    ])
    expect(readColumns('owner,param.depth', 'versions')).toEqual([{ kind: 'param', key: 'depth' }])
  })

  it.each([
    'accuracy',
    'val/acc 1',
    'a, b',
    'say "it"',
    'back\\slash',
    ' kept ',
    'a.b',
    'é,"\\',
    'm'.repeat(250),
  ])('reads back what it wrote of a metric called %s', (key) => {
    const columns = [own('tags'), metric(key), own('owner')]
    expect(readColumns(columnsText(columns), 'models')).toEqual(columns)
  })

  it('survives anything', () => {
    for (const text of ['"', '",', 'metric."', 'metric."a', ',,,', 'metric.""', '\\'])
      expect(() => readColumns(text, 'models')).not.toThrow()
    expect(readColumns('tags,metric."a,owner', 'models')).toEqual([
      own('tags'),
      metric('"a'),
      own('owner'),
    ])
    expect(readColumns(`metric.${'m'.repeat(251)}`, 'models')).toEqual([])
    const many = Array.from({ length: 99 }, (_, n) => `metric.m${n}`).join(',')
    expect(readColumns(many, 'models')).toHaveLength(30)
  })
})

it.each(['"\\"', '"', '"\\', '\\"', ',"', 'metric."\\"'])(
  'takes no longer for each sign the more there are of %s',
  (piece) => {
    const timeOf = (text: string) => {
      const times = Array.from({ length: 5 }, () => {
        const begin = performance.now()
        readColumns(text, 'models')
        return performance.now() - begin
      })
      return Math.min(...times)
    }
    expect(timeOf(piece.repeat(50_000))).toBeLessThan(50)
  },
)

describe('usualColumns', () => {
  it.each(['models', 'versions'] as const)('offers what it shows of %s', (subject) => {
    const usual = usualColumns(subject)
    expect(readColumns(columnsText(usual), subject)).toEqual(usual)
    for (const column of usual) expect(columnLabel(column, subject)).not.toBe(columnsText([column]))
  })

  it('has a word for each', () => {
    expect(columnLabel(own('latest'), 'models')).toBe(columnsOffered.models.own.latest)
    expect(columnLabel(metric('accuracy'), 'models')).toBe('accuracy')
  })
})
