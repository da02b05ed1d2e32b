import { describe, expect, it } from 'vitest'
import { describeModel, parseMlmodel } from './mlmodel'

// As a client of MLflow 3.17 writes them.
const MLmodel = `flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.sklearn
    model_path: model.skops
    python_version: 3.11.7
  sklearn:
    code: null
    pickled_model: model.skops
    sklearn_version: 1.9.1
mlflow_version: 3.17.2
model_id: m-01931f3e5b6a7c8d9e0fa1b2c3d4e5f6
model_size_bytes: 10678
run_id: 01931f3e5b6a7c8d9e0fa1b2c3d4e5f6
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  type: dataframe
signature:
  inputs: '[{"type": "double", "name": "a", "required": true}, {"type": "long", "name":
    "b", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1, 2]}}]'
  params: '[{"name": "t", "default": 0.5, "shape": null, "type": "double"}, {"name":
    "l", "default": [1, 2], "shape": [-1], "type": "long"}]'
utc_time_created: '2026-11-26 09:59:49.919839'
`

describe('what a model of MLflow says of itself', () => {
  it('is its flavors, its signature and where it is from', () => {
    expect(parseMlmodel(MLmodel)).toEqual({
      flavors: [
        {
          name: 'python_function',
          facts: {
            loader_module: 'mlflow.sklearn',
            model_path: 'model.skops',
            python_version: '3.11.7',
          },
        },
        { name: 'sklearn', facts: { pickled_model: 'model.skops', sklearn_version: '1.9.1' } },
      ],
      signature: {
        inputs: [
          { name: 'a', type: 'double', required: true },
          { name: 'b', type: 'long', required: false },
        ],
        outputs: [{ name: null, type: 'tensor(int64) [-1, 2]', required: true }],
        params: [
          { name: 't', type: 'double', required: true, default: '0.5' },
          { name: 'l', type: 'long [-1]', required: true, default: '[1,2]' },
        ],
      },
      mlflowVersion: '3.17.2',
      modelId: 'm-01931f3e5b6a7c8d9e0fa1b2c3d4e5f6',
      runId: '01931f3e5b6a7c8d9e0fa1b2c3d4e5f6',
      createdAt: '2026-11-26 09:59:49.919839',
      inputExample: { path: 'input_example.json', type: 'dataframe' },
      environment: null,
      notes: [],
    })
  })

  it('names types within types', () => {
    const inputs = JSON.stringify([
      { name: 'q', type: 'array', items: { type: 'string' } },
      {
        name: 'm',
        type: 'object',
        properties: { role: { type: 'string' }, tags: { type: 'map', values: { type: 'long' } } },
      },
    ])
    const { signature } = parseMlmodel(`signature:\n  inputs: '${inputs}'\n  params: null\n`)
    expect(signature).toMatchObject({
      inputs: [{ type: 'array(string)' }, { type: 'object(role: string, tags: map(long))' }],
      outputs: null,
      params: null,
    })
  })

  it('is nothing where there is no MLmodel', () => {
    expect(describeModel({ 'requirements.txt': 'numpy==1' })).toBeNull()
    expect(describeModel({ MLmodel: 'flavors: {}' })).toMatchObject({ environment: null })
  })

  it.each([
    ['no YAML', 'a: [b', /no YAML/],
    ['a list', '- a\n- b', /no fields/],
    ['nothing', '', /no fields/],
    ['a signature that is no JSON', "signature:\n  inputs: '[{'", /signature cannot be read/],
    ['a signature that is no list', "signature:\n  inputs: '{}'", /signature cannot be read/],
    ['more than we read', `a: '${'x'.repeat(1024 * 1024)}'`, /too large/],
    ['more lines than we read', `a: |\n${' x\n'.repeat(10_001)}`, /no YAML that can be read/],
  ])('has a note where it is %s', (_what, text, note) => {
    const { notes, flavors } = parseMlmodel(text)
    expect(flavors).toEqual([])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(note)
  })

  it('does not grow from aliases that hold each other', () => {
    const levels = Array.from({ length: 30 }, (_, at) => {
      const above = at === 0 ? 'x' : `*a${at - 1}`
      return `a${at}: &a${at} [${Array.from({ length: 10 }, () => above).join(', ')}]`
    })
    const { notes } = parseMlmodel(`${levels.join('\n')}\nflavors: *a29\n`)
    expect(notes).toEqual(['MLmodel is no YAML that can be read.'])
  })

  it.each([
    ['[', 20_000],
    ['[', 9_000],
    ['&a ', 9_000],
    ['- ', 9_000],
    ['a: {', 100_000],
    ['- ', 200_000],
    ['? ', 100_000],
    ['&a ', 100_000],
    ['"a": 1\n', 100_000],
  ])('is read or given up, whatever it is made of: %j', (part, times) => {
    expect(() => parseMlmodel(part.repeat(times))).not.toThrow()
  })

  it('holds nothing that a database could not keep', () => {
    const text =
      'mlflow_version: "a\\u0000b\\ud800"\nflavors:\n  "x\\u0000":\n    "y\\u0000": "z\\ud800"\n'
    const written = JSON.stringify(parseMlmodel(text))
    expect(written).not.toMatch(/\\u0000|\\ud800/)
    expect(parseMlmodel('flavors:\n  __proto__:\n    polluted: yes\n')).toMatchObject({ notes: [] })
    expect(Object.keys({}).length + ('polluted' in {} ? 1 : 0)).toBe(0)
  })
})

describe('the environment of a model', () => {
  const environment = (texts: object) => describeModel({ MLmodel: 'flavors: {}', ...texts })

  it('is the Python of one file and the packages of another', () => {
    const conda = `dependencies:
- python=3.10
- conda-forge::numpy=1.26.4=py310_0
- pip<=23.2.1
- pip:
  - mlflow==3.17.2
  - torch
`
    const fromConda = {
      python: '3.10',
      packages: [
        { name: 'numpy', version: '1.26.4' },
        { name: 'pip', version: '<=23.2.1' },
        { name: 'mlflow', version: '3.17.2' },
        { name: 'torch', version: '' },
      ],
    }
    expect(environment({ 'conda.yaml': conda })?.environment).toEqual(fromConda)
    expect(
      environment({
        'conda.yaml': conda,
        'python_env.yaml': 'python: 3.11.7\ndependencies:\n- -r requirements.txt\n',
        'requirements.txt': 'mlflow==3.17.2\n',
      })?.environment,
    ).toEqual({ python: '3.11.7', packages: [{ name: 'mlflow', version: '3.17.2' }] })
  })

  it('reads the lines of a requirements.txt', () => {
    const lines = [
      '# made by hand',
      'scikit-learn[alldeps] == 1.5.0  # pinned',
      'numpy>=1.26,<3 ; python_version > "3.8"',
      'own @ https://example.com/own.whl',
      '-r other.txt',
      '--index-url https://example.com/simple',
      './local/wheel.whl',
      'torch==2.4.0+cu121 --hash=sha256:aa',
      '',
    ]
    expect(environment({ 'requirements.txt': lines.join('\r\n') })?.environment).toEqual({
      python: null,
      packages: [
        { name: 'scikit-learn', version: '1.5.0' },
        { name: 'numpy', version: '>=1.26,<3' },
        { name: 'own', version: '@https://example.com/own.whl' },
        { name: 'torch', version: '2.4.0+cu121' },
      ],
    })
  })

  it('is what can be read of it, and notes', () => {
    const read = environment({ 'conda.yaml': 'a: [', 'requirements.txt': 'x '.repeat(600_000) })
    expect(read?.environment).toEqual({ python: null, packages: [] })
    expect(read?.notes).toEqual([
      'conda.yaml is no YAML that can be read.',
      'requirements.txt is too large to be read.',
    ])
  })
})

it('reads no signature that is nested without end, and says so', () => {
  const deep = `${'['.repeat(12_000)}${']'.repeat(12_000)}`
  const inputs = `'[{"type": "long", "name": "a", "default": ${deep}}]'`
  const said = parseMlmodel(`signature:\n  inputs: ${inputs}\n`)
  expect(said.signature).toBeNull()
  expect(said.notes).toEqual(['The inputs of the signature cannot be read.'])
})
