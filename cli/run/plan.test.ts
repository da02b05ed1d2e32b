import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { readCommit, withoutLogin } from './git'
import { readPackages } from './packages'
import { makePlan } from './plan'

const yaml = `
- step:
    name: train
    image: node:20
    command: node train.js {parameters}
    parameters:
      - {name: trees, type: integer, default: 10}
    inputs:
      - {name: data, default: dataset://penguins/v1}
    environment-variables:
      - {name: LICENSE_KEY, optional: false}
- step:
    name: nothing
    image: x
    command: ["#!/bin/sh", " "]
`
const options = {
  step: 'train',
  file: 'valohai.yaml',
  env: { LICENSE_KEY: 'x' },
  project: undefined,
  parameters: [],
  inputs: [],
  variables: [],
  archive: false,
}

describe('the plan of a run', () => {
  it('is all that is known before the hub is asked', async () => {
    const folder = folderWith({ 'My Penguins/valohai.yaml': yaml })
    const plan = await makePlan({ ...options, cwd: folder, file: 'My Penguins' })
    expect(plan).toMatchObject({
      values: { trees: 10 },
      asked: [{ name: 'data', uri: 'dataset://penguins/v1' }],
      command: 'node train.js --trees=10',
      repository: join(folder, 'My Penguins'),
      project: 'my-penguins',
      commit: null,
      packages: [],
      warnings: [],
    })
  })

  it('knows the code by its commit, or keeps it where no commit holds it', async () => {
    const folder = folderWith({
      'code/valohai.yaml': yaml,
      'code/a.js': 'a',
      '.gitignore': 'cache',
    })
    const env = { ...options.env, XDG_CACHE_HOME: join(folder, 'cache') }
    const plan = (facts = {}) =>
      makePlan({ ...options, env, cwd: folder, file: 'code', archive: true, ...facts })
    const alone = await plan()
    expect(alone.commit?.id).toBe(`~${alone.archive?.sha256}`)
    expect(alone.yaml).toBe('valohai.yaml')
    expect(await plan({ archive: false })).toMatchObject({ commit: null, archive: null })

    const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words])
    git('init', '--quiet')
    git('add', '.')
    git('-c', 'user.email=a@b', '-c', 'user.name=Ana', 'commit', '--quiet', '-m', 'First')
    const clean = await plan()
    expect(clean).toMatchObject({ commit: { dirty: false }, archive: null })
    expect(clean.yaml).toBe('code/valohai.yaml')
    writeFileSync(join(folder, 'code/a.js'), 'b')
    const dirty = await plan()
    expect(dirty.commit).toEqual({ ...clean.commit, dirty: true })
    expect(dirty.archive?.sha256).not.toBe(alone.archive?.sha256)
    expect(dirty.yaml).toBe('valohai.yaml')
  })

  it('gives the command the variables that are named', async () => {
    const cwd = folderWith({ 'valohai.yaml': yaml })
    const plan = (...variables: string[]) =>
      makePlan({ ...options, cwd, project: 'p', env: {}, variables })
    const given = ['LICENSE_KEY=a=b', 'MODE=', 'MODE=fast']
    expect((await plan(...given)).variables).toEqual({ LICENSE_KEY: 'a=b', MODE: 'fast' })
    await expect(plan('LICENSE_KEY=')).rejects.toThrow('Set LICENSE_KEY')
    await expect(plan('A-B=1')).rejects.toThrow('A-B cannot be a variable.')
    await expect(plan('HUB_TOKEN=x')).rejects.toThrow('HUB_TOKEN is not given to commands.')
  })

  it('is of the project that was named', async () => {
    const cwd = folderWith({ 'valohai.yaml': yaml })
    expect((await makePlan({ ...options, cwd, project: 'birds' })).project).toBe('birds')
    await expect(makePlan({ ...options, cwd, project: 'Birds!' })).rejects.toThrow(
      'Birds! cannot be a project.',
    )
  })

  it('is refused without what the step needs', async () => {
    const cwd = folderWith({ 'valohai.yaml': yaml })
    await expect(makePlan({ ...options, cwd, env: {} })).rejects.toThrow(
      'Set LICENSE_KEY in the environment first, or with -e LICENSE_KEY=….',
    )
    await expect(makePlan({ ...options, cwd, step: 'nothing' })).rejects.toThrow(
      'The step nothing has an empty command.',
    )
    await expect(makePlan({ ...options, cwd: folderWith() })).rejects.toThrow(
      'There is no valohai.yaml here.',
    )
  })
})

describe('the commit of a folder', () => {
  const git = (folder: string, ...words: string[]) =>
    execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8' }).trim()
  const repository = () => {
    const folder = folderWith({ 'sub/a.txt': 'a' })
    git(folder, 'init', '--quiet', '--initial-branch', 'main')
    git(folder, 'config', 'user.email', 'ana@example.org')
    git(folder, 'config', 'user.name', 'Ana')
    return folder
  }

  it('names branch, remote and whether something was changed', async () => {
    const folder = repository()
    git(folder, 'add', '.')
    git(folder, 'commit', '--quiet', '--message', 'First')
    git(folder, 'remote', 'add', 'origin', 'https://ana:secret@git.example.org/a.git')
    const id = git(folder, 'rev-parse', 'HEAD')
    const remote = 'https://git.example.org/a.git'
    const clean = { id, branch: 'main', dirty: false, remote }
    expect(await readCommit(join(folder, 'sub'))).toEqual(clean)
    git(folder, 'rm', '--quiet', '--cached', 'sub/a.txt')
    expect(await readCommit(folder)).toEqual({ ...clean, dirty: true })
  })

  it('is none before the first commit and outside of git', async () => {
    expect(await readCommit(repository())).toBeNull()
    expect(await readCommit(folderWith())).toBeNull()
  })

  it('is without secrets', () => {
    expect(withoutLogin('https://token@host/a.git')).toBe('https://host/a.git')
    expect(withoutLogin('git@host:a.git')).toBe('git@host:a.git')
    expect(withoutLogin('ssh://git@host/a.git')).toBe('ssh://git@host/a.git')
  })
})

describe('the packages of a folder', () => {
  const manifest = (version: string) => JSON.stringify({ version })

  it('are those it names, as installed here or above', async () => {
    const folder = folderWith({
      'code/package.json': JSON.stringify({
        dependencies: { '@org/forest': '^1.0.0', gone: '*' },
        devDependencies: { lint: '1' },
      }),
      'code/node_modules/lint/package.json': manifest('1.2.3'),
      'node_modules/@org/forest/package.json': manifest('1.9.0'),
      'node_modules/other/package.json': manifest('5.0.0'),
    })
    expect(await readPackages(join(folder, 'code'), {})).toEqual([
      { name: '@org/forest', version: '1.9.0' },
      { name: 'lint', version: '1.2.3' },
    ])
  })

  it('are all of its lock, where it has one', async () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/@org/b': { version: '2.0.0' },
      'node_modules/@org/b': { version: '3.0.0' },
      'node_modules/linked': { link: true },
      'sub/workspace': { version: '1.0.0' },
    }
    const lock = JSON.stringify({ lockfileVersion: 3, packages })
    expect(await readPackages(folderWith({ 'package-lock.json': lock }), {})).toEqual([
      { name: '@org/b', version: '2.0.0' },
      { name: '@org/b', version: '3.0.0' },
      { name: 'a', version: '1.0.0' },
    ])
  })

  it('are those that a member of an npm workspace needs, found as Node finds them', async () => {
    const packages = {
      '': { workspaces: ['jobs/*'], dependencies: { web: '1' } },
      'jobs/train': {
        dependencies: { a: '1', shared: '1' },
        devDependencies: { lint: '1' },
        optionalDependencies: { gone: '1' },
      },
      'jobs/shared': { version: '1.0.0', dependencies: { c: '1' }, devDependencies: { web: '1' } },
      'jobs/train/node_modules/a': {
        version: '1.0.0',
        dependencies: { '@org/b': '1' },
        peerDependencies: { c: '1' },
        devDependencies: { web: '1' },
      },
      'jobs/train/node_modules/a/node_modules/@org/b': {
        version: '2.0.0',
        dependencies: { d: '1' },
      },
      'jobs/train/node_modules/c': { version: '1.1.0' },
      'node_modules/a': { version: '9.0.0', dependencies: { web: '1' } },
      'node_modules/@org/b': { version: '3.0.0' },
      'node_modules/c': { version: '1.2.0', dependencies: { d: '1' } },
      // In a circle.
      'node_modules/d': { version: '4.0.0', dependencies: { c: '1' } },
      'node_modules/lint': { version: '5.0.0' },
      'node_modules/shared': { resolved: 'jobs/shared', link: true },
      'node_modules/train': { resolved: 'jobs/train', link: true },
      'node_modules/web': { version: '6.0.0' },
    }
    const folder = folderWith({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
      'jobs/train/package.json': JSON.stringify({ dependencies: { a: '1' } }),
      'jobs/other/package.json': JSON.stringify({ dependencies: { web: '1' } }),
      'node_modules/web/package.json': manifest('6.0.1'),
    })
    const found = await readPackages(join(folder, 'jobs/train'), {})
    expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual([
      '@org/b 2.0.0',
      'a 1.0.0',
      'c 1.1.0',
      'c 1.2.0',
      'd 4.0.0',
      'lint 5.0.0',
    ])
    // The lock does not know this folder: what is installed counts.
    expect(await readPackages(join(folder, 'jobs/other'), {})).toEqual([
      { name: 'web', version: '6.0.1' },
    ])
  })

  it('are those of Python and conda, for code in Python', async () => {
    const lines = 'numpy==2.1.0\ntorch @ https://user:secret@host/torch.whl\n## NOTE\n'
    const conda = JSON.stringify([
      { name: 'numpy', version: '2.1.0' },
      { name: 'cuda', version: '12.1' },
    ])
    const folder = folderWith({
      'code/train.py': '',
      'deeper/valohai.yaml': '- step: { name: train, image: x, command: python src/train.py }',
      'bin/python3': `#!/bin/sh\necho "$@" >&2\nprintf '%s' '${lines}'`,
      'bin/conda': `#!/bin/sh\necho '${conda}'`,
    })
    for (const name of ['python3', 'conda']) chmodSync(join(folder, 'bin', name), 0o755)
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, CONDA_PREFIX: '/conda' }
    expect(await readPackages(join(folder, 'code'), env)).toEqual([
      { name: 'numpy', version: '2.1.0' },
      { name: 'torch', version: 'https://user:***@host/torch.whl' },
      { name: 'cuda', version: '12.1' },
    ])
    expect(await readPackages(join(folder, 'deeper'), env)).toHaveLength(3)
    expect(await readPackages(folder, env)).toEqual([
      { name: 'numpy', version: '2.1.0' },
      { name: 'cuda', version: '12.1' },
    ])
    expect(await readPackages(join(folder, 'code'), { PATH: '/nowhere' })).toEqual([])
  })

  it('are none where that cannot be told', async () => {
    expect(await readPackages(folderWith(), {})).toEqual([])
    expect(await readPackages(folderWith({ 'package.json': '{' }), {})).toEqual([])
    expect(await readPackages(folderWith({ 'package.json': '{"dependencies": 7}' }), {})).toEqual(
      [],
    )
  })
})
