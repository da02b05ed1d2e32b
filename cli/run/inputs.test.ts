import { describe, expect, it } from 'vitest'
import type { RunInput } from '@/lib/runs/view'
import { parseProject } from '../yaml/project'
import { askedInputs, placeInputs } from './inputs'
import { readPairs } from './parameters'
import type { Step, StepInput } from './step'

function stepWith(...inputs: string[]): Step {
  const list = inputs.map((text) => `      - {${text}}\n`).join('')
  const text = `- step:\n    name: train\n    image: x\n    command: c\n    inputs:\n${list}`
  const step = parseProject(text, 'valohai.yaml').steps.get('train')
  if (!step) throw new Error('There is no step.')
  return step
}

const asked = (step: Step, given: string[], values = {}) =>
  askedInputs(step, readPairs(given, '-i'), values, '/code')

const data = 'name: data, default: "dataset://penguins/{parameter:version}"'
const model = 'name: model, optional: true'

describe('what a run asks for', () => {
  it('is the defaults, with parameters put in', () => {
    expect(asked(stepWith(data, model), [], { version: 'v2' })).toEqual([
      { name: 'data', uri: 'dataset://penguins/v2' },
    ])
  })

  it('is what was given instead, in any number', () => {
    const given = ['data=dataset://a/v1', 'data=dataset://b/v=1', 'model=model://m/latest']
    expect(asked(stepWith(data, model), given, {})).toEqual([
      { name: 'data', uri: 'dataset://a/v1' },
      { name: 'data', uri: 'dataset://b/v=1' },
      { name: 'model', uri: 'model://m/latest' },
    ])
  })

  it('may lie outside of the hub', () => {
    const given = ['data=./a.csv', 'data=sub/**', 'data=file:b.csv', 'data=https://host/c.csv']
    const uris = asked(stepWith(data), given).map(({ uri }) => uri)
    expect(uris).toEqual(given.map((pair) => pair.slice('data='.length)))
    const some = 'dataset://pets/v1/images/*.jpg'
    expect(asked(stepWith(data), [`data=${some}`])).toEqual([{ name: 'data', uri: some }])
  })

  it.each([
    ['an unknown input', ['date=dataset://a/v1'], 'train has no input date. It has: data, model.'],
    ['a file elsewhere', ['data=s3://bucket/a'], 's3://bucket/a lies where this machine fetches'],
    ['a file of another machine', ['data=file://far/a'], 'file://far/a lies on the machine far.'],
    ['no address', ['data=http://user:secret@'], 'http://user:***@ is not an address.'],
    ['a model without a version', ['model=model://m/'], 'say which version'],
    ['a run', ['model=run://p/1'], 'names nothing that can be read'],
    ['a broken URI', ['data=dataset://A/v1'], 'is not a URI we understand'],
    ['a parameter that does not exist', [], '{parameter:version}'],
  ])('is refused for %s', (_, given, message) => {
    expect(() => asked(stepWith(data, model), given, {})).toThrow(message)
  })

  it('is refused without a required input', () => {
    expect(() => asked(stepWith('name: data'), [], {})).toThrow(
      'The input data needs a URI: -i data=….',
    )
  })
})

describe('where inputs are laid', () => {
  const file = (name: string) => ({
    name,
    size: 1,
    sha256: 'a'.repeat(64),
    url: `/f/${name}`,
    datum: null,
    properties: {},
  })
  const input = (name: string, ...files: string[]): RunInput => ({
    name,
    uri: 'model://m/latest',
    resolved: `model://m/v1@sha256:${'b'.repeat(64)}`,
    kind: 'version',
    files: files.map(file),
  })
  const paths = (step: string | StepInput, ...files: string[]) => {
    const declared = typeof step === 'string' ? stepWith(step) : { ...stepWith(), inputs: [step] }
    const placed = placeInputs(declared, [input('data', ...files)], [], '/in')
    return [...placed.values()].flat().map(({ path }) => path)
  }

  it('is flat unless folders are to be kept', () => {
    expect(paths('name: data', 'a.txt', 'sub/b.txt')).toEqual(['/in/data/a.txt', '/in/data/b.txt'])
    expect(paths('name: data, keep-directories: full', 'a.txt', 'sub/b.txt')).toEqual([
      '/in/data/a.txt',
      '/in/data/sub/b.txt',
    ])
  })

  it('is under the name that the step gives', () => {
    expect(paths('name: data, filename: model.bin', 'sub/b.txt')).toEqual(['/in/data/model.bin'])
    expect(() => paths('name: data, filename: model.bin', 'a', 'b')).toThrow('but 2 files')
  })

  it('is refused when two files would have one name', () => {
    expect(() => paths('name: data', 'a/x.csv', 'b/x.csv')).toThrow(
      'Two files of the input data would both be x.csv. Set keep-directories: full',
    )
  })

  it('is apart for the same file of several versions when folders are to be kept', () => {
    const place = (step: string, ...inputs: RunInput[]) =>
      [...placeInputs(stepWith(step), inputs, [], '/in').values()].flat().map(({ path }) => path)
    const second = { ...input('data', 'x.csv'), resolved: 'model://m/v2' }
    const third = { ...input('data', 'y.csv'), resolved: 'dataset://rows/spring%202' }
    const [first, full] = [input('data', 'x.csv'), 'name: data, keep-directories: full']
    expect(place(full, first, second, third)).toEqual([
      '/in/data/m/v1/x.csv',
      '/in/data/m/v2/x.csv',
      '/in/data/rows/spring%202/y.csv',
    ])
    expect(place(full, first, third)).toEqual(['/in/data/x.csv', '/in/data/y.csv'])
    expect(() => place(full, first, first)).toThrow('would both be m/v1/x.csv')
    expect(() => place('name: data', first, second)).toThrow('would both be x.csv')
  })

  it('names each file of a version, and lists inputs without any', () => {
    const placed = placeInputs(
      stepWith('name: data', 'name: more, optional: true'),
      [input('data', 'a b.txt')],
      [],
      '/in',
    )
    expect(placed.get('data')?.[0]?.uri).toBe(`model://m/v1@sha256:${'b'.repeat(64)}/a%20b.txt`)
    expect(placed.get('more')).toEqual([])
  })

  it('keeps what a pattern left open, or all', () => {
    const images = {
      ...input('data', 'images/cats/a.jpg'),
      kind: 'dataset_version' as const,
      uri: 'dataset://pets/v1/images/**/*.jpg',
    }
    const outside = {
      ...{ input: 'data', uri: 'file://here/code/raw/dogs/b.jpg', sha256: 'c'.repeat(64), size: 1 },
      ...{ full: 'raw/dogs/b.jpg', suffix: 'dogs/b.jpg' },
    }
    const kept = (keep: string) =>
      placeInputs(stepWith(`name: data, keep-directories: ${keep}`), [images], [outside], '/in')
        .get('data')
        ?.map(({ name }) => name)
    expect(kept('none')).toEqual(['a.jpg', 'b.jpg'])
    expect(kept('suffix')).toEqual(['cats/a.jpg', 'dogs/b.jpg'])
    expect(kept('full')).toEqual(['images/cats/a.jpg', 'raw/dogs/b.jpg'])
  })
})
