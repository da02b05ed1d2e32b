import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listFiles } from '@/scripts/hash.mjs'
import { root } from '@/scripts/paths.mjs'
import {
  cachePath,
  checkToken,
  configurationPath,
  hubUrl,
  readConfiguration,
  saveConfiguration,
  variables,
} from './configuration'
import { folderWith } from './testing/folder'

const hub = 'https://hub.example.org'
const saved = () => {
  const env = { XDG_CONFIG_HOME: folderWith() }
  saveConfiguration(env, { url: hub, token: 'saved', org: 'acme' })
  return env
}

describe('where the hub is and who calls', () => {
  it('comes from what hub login saved', () => {
    expect(readConfiguration(saved())).toEqual({ url: hub, token: 'saved', org: 'acme' })
  })

  it('comes from the environment first', () => {
    const env = {
      ...saved(),
      HUB_URL: 'http://localhost:3000/',
      HUB_TOKEN: ' t\n',
      HUB_ORG: 'other',
    }
    expect(readConfiguration(env)).toEqual({
      url: 'http://localhost:3000',
      token: 't',
      org: 'other',
    })
  })

  it('never sends a saved token to another hub', () => {
    const env = { ...saved(), HUB_URL: 'http://elsewhere.example.org' }
    expect(() => readConfiguration(env)).toThrow(
      'There is no token for http://elsewhere.example.org',
    )
  })

  it('forgets the saved organization when the token is another', () => {
    expect(readConfiguration({ ...saved(), HUB_TOKEN: 'new' })).toEqual({
      url: hub,
      token: 'new',
      org: null,
    })
  })

  it('is asked for when nothing is known', () => {
    expect(() => readConfiguration({ XDG_CONFIG_HOME: folderWith() })).toThrow(
      'You are not signed in. Run hub login URL, or set HUB_URL and HUB_TOKEN.',
    )
  })

  it('is not guessed from a broken file', () => {
    const env = saved()
    writeFileSync(configurationPath(env), '{"url": 1}')
    expect(() => readConfiguration(env)).toThrow('is not what hub login writes')
  })

  it('is saved for this user alone, also over an open file', () => {
    const env = saved()
    const path = configurationPath(env)
    writeFileSync(path, '{}', { mode: 0o644 })
    saveConfiguration(env, { url: hub, token: 'again', org: 'acme' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readConfiguration(env).token).toBe('again')
  })
})

it('follows the XDG folders, and HOME without them', () => {
  expect(configurationPath({ HOME: '/home/ana' })).toBe('/home/ana/.config/model-hub/config.json')
  expect(cachePath({ HOME: '/home/ana' })).toBe('/home/ana/.cache/model-hub/blobs')
  expect(cachePath({ HOME: '/home/ana', XDG_CACHE_HOME: '/c' })).toBe('/c/model-hub/blobs')
})

it('takes any page of a hub for its address', () => {
  expect(hubUrl('http://localhost:3000/acme/models')).toBe('http://localhost:3000')
  expect(() => hubUrl('localhost:3000')).toThrow('is not the address of a hub')
  expect(() => hubUrl('ftp://x')).toThrow('is not the address of a hub')
  expect(() => hubUrl('https://ana:secret@hub.example.org')).toThrow('use a token')
})

it('does not repeat a token that is none', () => {
  expect(() => checkToken('two words')).toThrow(/^(?!.*two words)/)
  expect(() => checkToken('\n')).toThrow('The token is empty')
})

it('tells of every variable that the CLI reads', () => {
  const sources = listFiles(['cli']).filter(
    (file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('cli/testing/'),
  )
  const read = sources.flatMap((file) =>
    [...readFileSync(root + file, 'utf8').matchAll(/\benv\.((?:HUB|XDG)_\w+)/g)].map(
      ([, name]) => name,
    ),
  )
  expect(Object.keys(variables).sort()).toEqual([...new Set(read)].sort())
})
