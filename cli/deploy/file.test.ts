import { describe, expect, it } from 'vitest'
import { readDeployment } from './file'

const read = (text: string) => readDeployment(text, 'split.yaml')

describe('a file of a deployment', () => {
  it('is a list of named variants with their traffic', () => {
    const text = `# Deploy two versions simultaneously
- deployment-a:
    model: model://recommendation-engine/v5
    traffic: 90%

- deployment-b:
    model: model://recommendation-engine/v6
    traffic: 10%
`
    expect(read(text)).toEqual({
      variants: [
        { name: 'deployment-a', model: 'model://recommendation-engine/v5', weight: 90 },
        { name: 'deployment-b', model: 'model://recommendation-engine/v6', weight: 10 },
      ],
    })
  })

  it('is a mapping that says more of it, in YAML or JSON', () => {
    const said = {
      ...{ name: 'checkout', project: 'shop', target: 'production', follows: true, note: 'Try v6' },
      variants: [{ model: 'model://churn/v5', weight: 90 }],
    }
    expect(read(JSON.stringify(said))).toEqual(said)
    expect(read('variants: [{name: old, model: model://churn/v5, weight: 100}]')).toEqual({
      variants: [{ name: 'old', model: 'model://churn/v5', weight: 100 }],
    })
  })

  it.each([
    ['', 1, 'a list of variants'],
    ['- a:\n    model: model://m/v1\n    traffic: lots', 3, 'lots is no part'],
    ['- a:\n    model: model://m/v1\n    traffic: 12.5%', 3, 'whole percent'],
    ['- a:\n    model: model://m/v1\n    traffic: -5%', 3, 'whole percent'],
    ['- a:\n    traffic: 100%', 2, 'needs a model'],
    ['- a:\n    model: model://m/v1', 2, 'part of the traffic'],
    ['- a:\n    model: model://m/v1\n    model: model://m/v2', 3, 'twice'],
    ['- a:\n    model: model://m/v1\n    trafic: 90%', 3, 'Did you mean traffic?'],
    ['- a: 90%', 1, 'needs model and traffic'],
    ['- model: model://m/v1\n  traffic: 100%', 1, 'its name with model and traffic'],
    ['name: x', 1, 'variants is a list'],
    ['variants:\n  - {model: [1], weight: 100}', 2, 'model is a text'],
    ['follows: maybe\nvariants: []', 1, 'true or false'],
    ['- &a\n  x: {model: model://m/v1, traffic: 50%}\n- *a', 3, '*a is not followed'],
    ['- a: {model: "model://m/v1, traffic: 1', 1, 'no YAML'],
  ])('that is %j is refused with its line', (text, line, why) => {
    expect(() => read(text)).toThrow(`split.yaml:${line}: `)
    expect(() => read(text)).toThrow(why)
  })

  it('that unfolds without end is refused before it is unfolded', () => {
    const deep = Array.from({ length: 30 }, (_, n) =>
      n === 0 ? 'a0: &a0 [x, x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}]`,
    ).join('\n')
    expect(() => read(deep)).toThrow('is not followed here')
    expect(() => read(`variants: ${'['.repeat(70_000)}`)).toThrow('longer than 64 kB')
  })
})
