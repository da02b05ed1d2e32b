import { describe, expect, it } from 'vitest'
import { apiDocument, setApiDocument } from '@/lib/api-document'
import { describeApi } from './openapi'
import { apiRoutes } from './register'

describe('the description of the API', () => {
  it('is what the server says, made when first asked for and kept', () => {
    setApiDocument(() => describeApi(apiRoutes))
    const api = apiDocument()
    expect(Object.keys(api.paths).length).toBeGreaterThan(20)
    expect(apiDocument()).toBe(api)
  })

  it('says a method, a summary and a tag for each route, and names no schema that it does not tell', () => {
    setApiDocument(() => describeApi(apiRoutes))
    const { paths, components } = apiDocument()
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      expect(operation.summary).not.toBe('')
      expect(operation.tags).toHaveLength(1)
    }
    const named = JSON.stringify(paths).matchAll(/#\/components\/schemas\/(\w+)/g)
    for (const [, name = ''] of named) expect(components.schemas).toHaveProperty(name)
  })
})
