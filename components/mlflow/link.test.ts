import { expect, it } from 'vitest'
import { linkIn } from './link'

const run = '0123456789abcdef0123456789abcdef'

it.each([
  [`#/experiments/0/runs/${run}`, { experiment: '0', run }],
  [`#/experiments/12/runs/${run}/artifacts/model`, { experiment: '12', run }],
  ['#/experiments/12', { experiment: '12' }],
  ['#/experiments/12?searchFilter=a/b', { experiment: '12' }],
  [`#/experiments/12/models/m-${run}`, { experiment: '12', candidate: `m-${run}` }],
  ['#/models/churn/versions/3', { model: 'churn', version: '3' }],
  ['#/models/churn', { model: 'churn' }],
  ['#/models/churn/compare-model-versions', { model: 'churn' }],
  ['#/models/Gr%C3%B6%C3%9Fe%20%2F%202%25/versions/1', { model: 'Größe / 2%', version: '1' }],
  ['#/models/100%', { model: '100%' }],
  ['#/models/..%2F..%2Fevil', { model: '../../evil' }],
  ['#/models', { list: 'models' }],
  ['#/experiments', { list: 'experiments' }],
  ['#/', null],
  ['#', null],
  ['', null],
  ['#/compare-runs?runs=[]', null],
  ['#//evil.example/x', null],
  ['#javascript:alert(1)', null],
])('reads the link %s', (hash, link) => {
  expect(linkIn(hash)).toEqual(link)
})
