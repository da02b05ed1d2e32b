import { expect, it } from 'vitest'
import { modelAddress, organizationAddress, searchOf } from './address'

const asked = { v: [], diff: true, log: ['x' as const], color: 'tag' as const, x: 'param.depth' }
const shown = { v: ['model://m/v1', 'model://m/v12', 'model://n/v3'], base: 'model://m/v12' }

it('spells what is shown so that it can be shared', () => {
  const search = searchOf(asked, shown)
  expect(organizationAddress('acme').href(search)).toBe(
    '/acme/compare?v=model://m/v1,model://m/v12,model://n/v3&base=model://m/v12&diff=1&x=param.depth&color=tag&log=x',
  )
})

it('calls the versions of a model by their numbers on its own page, and others by their URIs', () => {
  const { href, nameOf } = modelAddress('acme', 'm')
  expect(href(searchOf(asked, shown))).toBe(
    '/acme/models/m/compare?v=1,12,model://n/v3&base=12&diff=1&x=param.depth&color=tag&log=x',
  )
  expect(nameOf('model://mm/v1')).toBe('model://mm/v1')
})

it('leaves out the base where it is the first anyway', () => {
  const search = searchOf(
    { ...asked, diff: false, color: 'state' },
    { ...shown, base: 'model://m/v1' },
  )
  expect(modelAddress('acme', 'm').href({ ...search, log: [], x: undefined })).toBe(
    '/acme/models/m/compare?v=1,12,model://n/v3',
  )
})
